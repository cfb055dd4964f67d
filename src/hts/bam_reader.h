/*
 * bam_reader.h: the records of a BAM or CRAM file, one after the other, each checked.
 *
 * htslib reads header and records from a stream that is opened here, and only after its first and
 * last bytes are those of a complete file: hts_open's format detection would follow a htsget ticket
 * into the network.  What a file claims of its sizes is looked at first, because htslib makes room
 * for any.  CRAM is decoded in a process of its own, whose answers are read as BAM, and may have to
 * be waited for; the waiting is the caller's.  Everything here is malloc'ed and released by
 * alkres_bam_close; errors are codes, nothing is thrown.
 */
#ifndef ALKRES_HTS_BAM_READER_H
#define ALKRES_HTS_BAM_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

/* Contigs of a header; more is ALKRES_LIMIT. */
#define ALKRES_BAM_CONTIGS_MAX 4000000

/* Limits in bytes, above which a file is refused with ALKRES_LIMIT; hints name their settings. */
typedef struct AlkresReadLimits
{
	int64_t record_size;       /* alkres.max_record_size */
	int64_t header_size;       /* alkres.max_header_size: text and names of contigs */
	int64_t slice_size;        /* alkres.max_cram_slice_size */
	int64_t decompressed_size; /* alkres.max_decompressed_size, of one file */
} AlkresReadLimits;

/* Where a FASTA file holds a contig: what a line of its .fai file says; length 0 when it does
 * not. */
typedef struct AlkresReferencePlace
{
	int64_t length;
	int64_t offset;
	uint32_t line_bases;
	uint32_t line_width;
} AlkresReferencePlace;

/* Flags of a record, as the SAM specification numbers them. */
#define ALKRES_READ_PAIRED 0x1
#define ALKRES_READ_UNMAPPED 0x4
#define ALKRES_READ_MATE_UNMAPPED 0x8
#define ALKRES_READ_REVERSE 0x10
#define ALKRES_READ_MATE_REVERSE 0x20
#define ALKRES_READ_FIRST 0x40
#define ALKRES_READ_LAST 0x80
#define ALKRES_READ_SECONDARY 0x100
#define ALKRES_READ_QC_FAIL 0x200
#define ALKRES_READ_DUPLICATE 0x400
#define ALKRES_READ_SUPPLEMENTARY 0x800

/* CIGAR operations: low 4 bits of an element, its length above them. */
enum
{
	ALKRES_CIGAR_MATCH = 0,
	ALKRES_CIGAR_INSERTION = 1,
	ALKRES_CIGAR_DELETION = 2,
	ALKRES_CIGAR_SKIP = 3,
	ALKRES_CIGAR_SOFT_CLIP = 4,
	ALKRES_CIGAR_HARD_CLIP = 5,
	ALKRES_CIGAR_PAD = 6,
	ALKRES_CIGAR_EQUAL = 7,
	ALKRES_CIGAR_DIFFERENT = 8
};
#define ALKRES_CIGAR_OP(element) ((element) &15)
#define ALKRES_CIGAR_LENGTH(element) ((element) >> 4)

/* One record; its pointers are valid until the next call. */
typedef struct AlkresRead
{
	const char *name; /* which mates share: without the read's number, /1, or .1 behind two dots */
	size_t name_length;
	int32_t contig;    /* 0-based index into the header, -1 none */
	uint32_t position; /* 1-based leftmost aligned base, 0 none */
	uint32_t end;      /* 1-based last aligned base; position - 1 when nothing is aligned */
	uint16_t flags;
	uint8_t mapq;
	const uint32_t *cigar;
	uint32_t cigar_count;
	const uint8_t *sequence; /* 4 bits a base, read by alkres_read_base */
	const uint8_t *quality;  /* Phred, 0xff when missing */
	uint32_t length;         /* bases, 0 when the sequence is not stored */
	int32_t mate_contig;
	uint32_t mate_position; /* 1-based, 0 none */
	int32_t template_length;
	const char *md; /* the MD tag, NULL without one */
	const char *rx; /* the RX tag likewise: the molecular barcode */
	bool has_gap;   /* it has the tags AS and XS, and by so much AS is above XS */
	int64_t gap;
	const char *file;   /* what names the file in messages, as long as it is open */
	uint64_t number;    /* of the record in it, from 1 */
	const char *among;  /* behind the number in messages: ALKRES_AMONG_READ, or "" */
	const void *record; /* for read_tag.h */
} AlkresRead;

/* Where parts of a file were passed over: nobody knows how many records lie in them. */
#define ALKRES_AMONG_READ " of those read"

/* A base of a read that is the reference's, whichever that is (SAM specification 1.4, field 10). */
#define ALKRES_BASE_EQUAL '='

/* Base i (0-based) as a letter of =ACMGRSVTWYHKDBN. */
static inline char
alkres_read_base(const AlkresRead *read, uint32_t i)
{
	return "=ACMGRSVTWYHKDBN"[read->sequence[i >> 1] >> ((~i & 1) << 2) & 15];
}

typedef struct AlkresBam AlkresBam;

/* The answer of a call that is to be made again when alkres_bam_awaited is readable. */
#define ALKRES_BAM_WAIT 2

/*
 * Open a file; what names it in messages, for example its path in quotes.  The descriptor belongs
 * to the reader from the call on, also when it fails.  NULL with *error: ALKRES_BAD_FILE when this
 * is neither BAM nor CRAM, ALKRES_CORRUPT when it is truncated or broken, ALKRES_LIMIT.
 */
extern AlkresBam *alkres_bam_open_descriptor(int descriptor, const char *what,
											 const AlkresReadLimits *limits, AlkresError *error);
/* The same from memory, which is copied into a file without a name. */
extern AlkresBam *alkres_bam_open_memory(const void *bytes, size_t length, const char *what,
										 const AlkresReadLimits *limits, AlkresError *error);
/* Is the header read?  1, ALKRES_BAM_WAIT, or -1 with *error.  Only then may anything be asked. */
extern int alkres_bam_ready(AlkresBam *bam, AlkresError *error);
/* The descriptor to wait for. */
extern int alkres_bam_awaited(const AlkresBam *bam);
/* Release everything, and end the other process; NULL is allowed. */
extern void alkres_bam_close(AlkresBam *bam);

extern bool alkres_bam_is_cram(const AlkresBam *bam);
/*
 * The reference of a CRAM file, without which none of its records can be read: a FASTA file, and
 * for each contig of the header its place there; of a compressed file also the content of its .gzi,
 * all of which is checked, else NULL.  The descriptor stays the caller's, who may close it at once.
 * No other place is ever looked at.
 */
typedef struct AlkresCramReference
{
	int descriptor;
	const AlkresReferencePlace *places;
	const void *blocks;
	size_t blocks_length;
} AlkresCramReference;
struct AlkresBamWindow;
/* From the next record on, read only what these windows need (hts/bam_windows.h); NULL: all.  It
 * may be called again. */
extern bool alkres_bam_set_reference(AlkresBam *bam, const AlkresCramReference *reference,
									 const struct AlkresBamWindow *windows, int count,
									 AlkresError *error);
/*
 * Does each slice carry a checksum of the reference under it, which htslib verifies?  Those of
 * several contigs never do; then the MD5 of each contig that reads lie on is to be compared with
 * the header's, 32 hexadecimal digits and a NUL into out; false when it has none.  To be asked
 * behind the first record.
 */
extern bool alkres_bam_proves_reference(const AlkresBam *bam);
extern bool alkres_bam_contig_md5(const AlkresBam *bam, int contig, char *out);

extern int alkres_bam_contig_count(const AlkresBam *bam);
/* Name and length of a contig of the header, NULL and 0 for a number it does not have. */
extern const char *alkres_bam_contig_name(const AlkresBam *bam, int contig);
extern int64_t alkres_bam_contig_length(const AlkresBam *bam, int contig);
/* The read groups of the header, and a tag of one of them (ID, SM), malloc'ed; NULL without it. */
extern int alkres_bam_read_group_count(const AlkresBam *bam);
extern char *alkres_bam_read_group_tag(const AlkresBam *bam, int group, const char *tag);
/* A tag of a contig (AS, M5), malloc'ed; NULL without one. */
extern char *alkres_bam_contig_tag(const AlkresBam *bam, int contig, const char *tag);
/* The checksum (M5) that the header of a BAM file has of one of its first 1,000 contigs, as above;
 * false without one, and for CRAM, which is proven otherwise. */
extern bool alkres_bam_header_md5(const AlkresBam *bam, int contig, char *out);

/*
 * The next record: 1, or 0 at the end of the file, which is proven (end marker, no bytes left
 * over), or ALKRES_BAM_WAIT, or -1 with *error: ALKRES_CORRUPT for a truncated or broken file,
 * ALKRES_BAD_FILE for one that is not sorted by coordinate or has another reference, ALKRES_LIMIT.
 */
extern int alkres_bam_next(AlkresBam *bam, AlkresRead *read, AlkresError *error);

/* Compressed bytes read and in all. */
extern int64_t alkres_bam_bytes(const AlkresBam *bam);
extern int64_t alkres_bam_size(const AlkresBam *bam);

#endif
