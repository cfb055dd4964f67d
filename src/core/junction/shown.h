/*
 * shown.h: what the blocks of a library show of breakpoints: ends of alignments, mates that lie far
 * away, and how many molecules read through.  Much less than their pileups hold.
 *
 * A breakpoint is the last base that is kept of one side: kept left says that the bases up to it
 * are, kept right those from it on.  Read outwards from it, what follows is the other side.
 */
#ifndef ALKRES_CORE_JUNCTION_SHOWN_H
#define ALKRES_CORE_JUNCTION_SHOWN_H

#include "core/pileup/pileup.h"

typedef struct AlkresBreakpoint
{
	const AlkresContig *contig;
	uint32_t position;
	bool kept_right;
} AlkresBreakpoint;

typedef struct AlkresShownBlock
{
	AlkresContig contig;
	uint32_t block;
	bool has_design;
	char reference[ALKRES_BLOCK_SIZE + 2 * ALKRES_HALO];
	uint8_t covered[ALKRES_BLOCK_SIZE];
	uint32_t spanning[ALKRES_BLOCK_SIZE]; /* of all orientations */
	AlkresClip *clips;
	uint32_t clip_count;
	AlkresFarMate *far_mates;
	uint32_t far_mate_count;
} AlkresShownBlock;

typedef struct AlkresShown
{
	AlkresShownBlock *blocks; /* by contig and block once sorted */
	int count;
	int room;
	/* Of clips it is known which of their molecules are counted elsewhere too: not of blocks that
	 * were read before that was noted. */
	bool knows_shared;
	uint64_t fragments; /* of known length, and the sum of these by tens */
	uint64_t fragment_tens;
} AlkresShown;

/* Add a block; its clips and far mates are taken out of the pileup. */
extern void alkres_shown_add(AlkresShown *shown, AlkresPileup *pileup);
/* Order the blocks, after the last was added. */
extern void alkres_shown_sort(AlkresShown *shown);
/* The block of a position; NULL without one. */
extern const AlkresShownBlock *alkres_shown_block(const AlkresShown *shown,
												  const AlkresContig *contig, int64_t position);
/* The reference base at a position, 0 where no block knows it. */
extern char alkres_shown_base(const AlkresShown *shown, const AlkresContig *contig,
							  int64_t position);
/* Molecules that read through a breakpoint: so many bases beyond it as a clip must have. */
extern uint32_t alkres_shown_through(const AlkresShown *shown, const AlkresBreakpoint *breakpoint);
/* The mean length of fragments; what is usual of cell-free DNA where none is known. */
extern double alkres_shown_fragment_length(const AlkresShown *shown);
/* The position lies in the design. */
extern bool alkres_shown_is_covered(const AlkresShown *shown, const AlkresContig *contig,
									int64_t position);

#endif
