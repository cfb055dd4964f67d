/*
 * placement.h: where the bases behind the end of an alignment come from: exact pieces of tails
 * looked up in stretches of the reference, on both strands.
 */
#ifndef ALKRES_CORE_JUNCTION_PLACEMENT_H
#define ALKRES_CORE_JUNCTION_PLACEMENT_H

#include "core/junction/shown.h"

/* The bases behind a breakpoint, outwards: on the strand on which that is forward. */
typedef struct AlkresTail
{
	char bases[ALKRES_CLIP_TAIL + 1]; /* N where not known */
	int owner;                        /* whose it is, for the caller */
} AlkresTail;

typedef struct AlkresStretch
{
	const AlkresContig *contig;
	uint32_t start; /* 1-based position of the first base */
	const char *bases;
	uint32_t length;
} AlkresStretch;

/* Part of a tail that agrees with the reference from a breakpoint on, away from it. */
typedef struct AlkresPlacement
{
	int tail;
	AlkresBreakpoint at;
	int skipped;   /* known bases of the tail before it: inserted */
	bool is_exact; /* no known base behind it disagrees or is left over */
	int score;     /* bases that agree, less ALKRES_PLACEMENT_MISMATCH for each that does not */
} AlkresPlacement;

#define ALKRES_PLACEMENT_SEED 12 /* bases in a row that must agree */
#define ALKRES_PLACEMENT_MISMATCH 4
/* Bases at the far end of a tail that may be left over. */
#define ALKRES_PLACEMENT_OVER_MAX 4

typedef struct AlkresPlacements
{
	AlkresPlacement *items; /* by tail, best first, each place once */
	int count;
	int room;
} AlkresPlacements;

/* Place the tails on the stretches; of each those of the best score and up to 4 below. */
extern void alkres_place_tails(AlkresPlacements *placements, const AlkresTail *tails,
							   int tail_count, const AlkresStretch *stretches, int stretch_count);

#endif
