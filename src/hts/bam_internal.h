/* bam_internal.h: what the files that read BAM and CRAM share. */
#ifndef ALKRES_HTS_BAM_INTERNAL_H
#define ALKRES_HTS_BAM_INTERNAL_H

#include "hts/bam_reader.h"
#include "hts/bam_windows.h"
#include "hts/cram_stream.h"
#include "hts/hts_guard.h"
#include "hts/refusals.h"
#include "hts/repeats.h"

/* Elements of the CIGAR of a record that is read in place. */
#define ALKRES_IN_BLOCK_CIGAR_MAX 32

struct AlkresBam
{
	BGZF *file; /* of a CRAM file: the part of its records that was sent last, or NULL */
	sam_hdr_t *header;
	bam1_t *record;
	/* A record that is read where htslib has decompressed it; its data is not ours. */
	bam1_t in_block;
	uint32_t cigar[ALKRES_IN_BLOCK_CIGAR_MAX]; /* of in_block */
	AlkresReadLimits limits;
	int64_t size; /* of the compressed file */
	char what[1200];
	uint64_t records;
	const char *among;     /* behind their number in messages, as in AlkresRead */
	uint64_t decompressed; /* bytes of BAM so far */
	int32_t last_contig;
	int32_t last_position;
	AlkresRepeats *repeats;
	AlkresBamWindows *windows; /* NULL: all is read */
	struct AlkresCram *cram;   /* of a CRAM file, else NULL */
};

/* bam_header.c: read exactly length bytes: 1, 0 at a clean end of the data, -1 when it breaks off
 * or is damaged. */
extern int alkres_bam_read_bytes(AlkresBam *bam, void *out, size_t length);
/* bam_header.c: read the header that lies at the start of bam->file. */
extern bool alkres_bam_read_header(AlkresBam *bam, AlkresError *error);

/* memory_file.c: a file without a name that holds a copy of the bytes, at its start; -1. */
extern int alkres_file_of_bytes(const void *bytes, size_t length);

/*
 * CRAM, by another process; cram_messages.c.  The descriptor of the file is taken over, also on
 * failure.  The next two answer as alkres_bam_ready and alkres_bam_next do: 1 when bam->header is
 * there, or bam->file has records.
 */
extern bool alkres_cram_start(AlkresBam *bam, int descriptor, AlkresError *error);
extern int alkres_cram_header(AlkresBam *bam, AlkresError *error);
extern int alkres_cram_next_part(AlkresBam *bam, AlkresError *error);
extern bool alkres_cram_passed_over(const AlkresBam *bam);
extern int64_t alkres_cram_bytes(const AlkresBam *bam);
extern void alkres_cram_close(AlkresBam *bam);

#endif
