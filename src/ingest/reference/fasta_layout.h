/*
 * fasta_layout.h: where a FASTA file holds its sequences, by its index (.fai) or by a walk through
 * it; and the open file, as fasta.c, fasta_layout.c and fasta_bytes.c share it.
 */
#ifndef ALKRES_INGEST_REFERENCE_FASTA_LAYOUT_H
#define ALKRES_INGEST_REFERENCE_FASTA_LAYOUT_H

#include "hts/bgzip_file.h"
#include "ingest/reference/fasta.h"
#include "utils/palloc.h"

typedef struct AlkresSequence
{
	AlkresContig contig;
	bool named;          /* contig is set: the name is one that a contig can have */
	bool checked;        /* it lies where the index says */
	int64 offset;        /* of the first base in the file's content */
	int64 length;        /* bases */
	uint32_t line_bases; /* bases a line, 0 when there is no line */
	uint32_t line_width; /* with the line end */
	bool short_line;     /* a shorter line was seen: it must be the last */
} AlkresSequence;

struct AlkresFasta
{
	MemoryContextCallback close;
	MemoryContext memory;
	int descriptor;
	AlkresBgzip *bgzip; /* of a compressed file; then the descriptor is its own */
	const void *blocks; /* the content of its .gzi file */
	size_t blocks_length;
	const char *path;
	const char *assembly;
	uint64_t
		ambiguous; /* letters fetched that stand for several bases, N aside; the last of them */
	const AlkresSequence *ambiguous_of;
	int64_t ambiguous_at;
	bool indexed; /* the sequences are those of its index */
	AlkresSequence *sequences;
	int count;
	int capacity;
	int last;      /* the sequence used last */
	bool complete; /* all sequences are known */
	/* The walk. */
	int64 scanned; /* the file is known up to here: the start of a line */
	char *scan;    /* ALKRES_FASTA_SCAN_SIZE bytes from scan_offset on */
	int64 scan_offset;
	int64 scan_length;
	bool scan_ends; /* with the file */
	/* Letters of a sequence. */
	const AlkresSequence *window_of;
	int64 window_from; /* 0-based */
	int64 window_count;
	char *window;
	char *bytes; /* with line ends */
};

#define ALKRES_FASTA_SCAN_SIZE (1024 * 1024)

/* fasta_bytes.c: bytes of the content at an offset, fewer only at its end; returns how many. */
extern int64 alkres_fasta_read_at(AlkresFasta *fasta, char *out, int64 length, int64 offset);

/* How long the content is, at most. */
extern int64 alkres_fasta_size(const AlkresFasta *fasta);

/* Walk on through the file until another sequence begins or it ends. */
extern void alkres_fasta_scan_on(AlkresFasta *fasta);
/* Take the sequences from the index, of whose text length bytes are given; 22P04 for what is
 * none. */
extern void alkres_fasta_take_index(AlkresFasta *fasta, const char *text, size_t length);
/* Throw 22P04 unless the sequence lies where the index says: its name before, its end behind. */
extern void alkres_fasta_check_place(AlkresFasta *fasta, AlkresSequence *sequence);

/* Offset of a base, 0-based, of a sequence that has lines. */
static inline int64
alkres_fasta_offset(const AlkresSequence *sequence, int64 at)
{
	return sequence->offset + at / sequence->line_bases * sequence->line_width +
		   at % sequence->line_bases;
}

#endif
