/* counts.h: the counts of a block that is open, laid out for adding to them. */
#ifndef ALKRES_INGEST_COUNT_COUNTS_H
#define ALKRES_INGEST_COUNT_COUNTS_H

#include "core/pileup/pileup.h"
#include "ingest/read/wide.h"

/*
 * What a fragment says of the reference, as one byte: quality + 1, with this bit when both mates
 * said it; 0 for nothing.
 */
#define ALKRES_CODE_MATES 0x80

/* A cell's place among the counts; place 0 is for what is not counted. */
#define ALKRES_CELL_PLACE(cell) ((cell) + 1)
#define ALKRES_NOT_COUNTED 0

/* Steps of the codes of single fragments (row.h): quality bins, said by one mate or by both. */
#define ALKRES_CODE_STEPS (2 * ALKRES_QUALITY_BINS)

/*
 * Counts as they are added to; they become those of the pileup when the block is finished.  Steps
 * are differences between neighbours: a stretch adds at its first position and takes away behind
 * its last.
 */
typedef struct AlkresCounts
{
	uint32_t cells[ALKRES_CELLS + 1][ALKRES_BLOCK_SIZE];
	int32_t raw_steps[ALKRES_BLOCK_SIZE + 1];
	int32_t span_steps[ALKRES_ORIENTATIONS][ALKRES_BLOCK_SIZE + 1];
	int32_t direction_steps[2][ALKRES_BLOCK_SIZE + 1]; /* forward reads alone, reverse ones */
	/* Fragments whose code is at least that of the step; added to cells before they are full. */
	uint8_t code_steps[ALKRES_ORIENTATIONS][ALKRES_CODE_STEPS][ALKRES_BLOCK_SIZE + ALKRES_WIDE];
	/* Those of the last step that are not in code_steps. */
	uint8_t high_steps[ALKRES_ORIENTATIONS][ALKRES_BLOCK_SIZE + ALKRES_WIDE];
	uint8_t code_rows[ALKRES_ORIENTATIONS]; /* rows in code_steps */
} AlkresCounts;

/* Count what a molecule says of the reference, at the offsets first to last. */
extern void alkres_counts_add_places(AlkresCounts *counts, const uint8_t *places, int first,
									 int last);
/* Count the codes of one fragment at the offsets first to last, behind which ALKRES_WIDE zeros
 * stand, by class single or mates. */
extern void alkres_counts_add_codes(AlkresCounts *counts, int orientation, const uint8_t *codes,
									int first, int last, bool has_mates);
/* Put the counts in their places in the pileup. */
extern void alkres_counts_finish(AlkresCounts *counts, AlkresPileup *pileup);

#endif
