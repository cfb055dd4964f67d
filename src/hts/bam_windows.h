/*
 * bam_windows.h: of a BAM file that has an index only what windows of its contigs need is read.
 *
 * All records that begin in a window, or overlap its core, are returned, and others beside them.
 */
#ifndef ALKRES_HTS_BAM_WINDOWS_H
#define ALKRES_HTS_BAM_WINDOWS_H

#include "hts/bam_reader.h"
#include "hts/file_index.h"

/* Positions of a contig of the header, 1-based. */
typedef struct AlkresBamWindow
{
	int32_t contig;
	uint32_t first;
	uint32_t core; /* where its core begins, which ends with it */
	uint32_t last;
} AlkresBamWindow;

typedef struct AlkresBamWindows AlkresBamWindows;

/*
 * From the next record on, read only what these windows need, which must live as long as the
 * reader, be in the order of the file and not overlap.  The index belongs to the reader from the
 * call on, also when it fails: false with *error.
 */
extern bool alkres_bam_read_windows(AlkresBam *bam, AlkresFileIndex *index,
									const AlkresBamWindow *windows, int count, AlkresError *error);
/* Read the window whose records come now up to this position of its contig at least. */
extern void alkres_bam_need(AlkresBam *bam, int32_t contig, uint32_t position);
/* Was anything of the file not read? */
extern bool alkres_bam_passed_over(const AlkresBam *bam);
/* Was the index found to be another file's, and not used any more? */
extern bool alkres_bam_index_refused(const AlkresBam *bam);
/* The records of the file by the index, those that are aligned and all; false without these. */
extern bool alkres_bam_index_counts(const AlkresBam *bam, uint64_t *aligned, uint64_t *records);

/* For bam_reader.c and bam_record.c: what is to be read comes now: 1, 0 when nothing is, -1 with
 * *error. */
extern int alkres_bam_pass_over(AlkresBam *bam, AlkresError *error);
extern void alkres_bam_windows_free(AlkresBamWindows *windows);

#endif
