/* evidence.h: what speaks for a junction: ends of alignments and their tails, far mates. */
#ifndef ALKRES_CORE_JUNCTION_EVIDENCE_H
#define ALKRES_CORE_JUNCTION_EVIDENCE_H

#include "core/junction/junction.h"

/* Reads of a molecule lie so near a breakpoint that it crosses, at most. */
#define ALKRES_JUNCTION_REACH 600
/* What is joined nearer by is no fusion, but an insertion, a deletion or an inversion. */
#define ALKRES_JUNCTION_NEAR 10000

/* Ends of alignments at one place. */
typedef struct AlkresPile
{
	AlkresBreakpoint at;
	uint32_t molecules;
	uint32_t shared_molecules; /* of them, those counted elsewhere too */
	uint64_t sum_mapq;
	bool in_kinase;
	bool is_placed;
	int rival; /* score of its tail where it is no junction */
} AlkresPile;

typedef struct AlkresPiles
{
	AlkresPile *items;
	AlkresTail *tails; /* of each */
	int count;
} AlkresPiles;

/* The piles of all blocks. */
extern void alkres_piles_collect(AlkresPiles *piles, const AlkresShown *shown);

/* The bases of the reference that are known: of the blocks, and of further stretches. */
typedef struct AlkresKnownSequence
{
	const AlkresShown *shown;
	const AlkresStretch *stretches;
	int count;
} AlkresKnownSequence;

extern char alkres_known_sequence_base(const AlkresKnownSequence *sequence,
									   const AlkresContig *contig, int64_t position);

/*
 * Let a junction without inserted bases lie as far outwards from ALK as both sides agree, and count
 * the bases by which it could lie further inwards: whatever aligner wrote it, it is one.
 */
extern void alkres_junction_settle(AlkresJunction *junction, const AlkresKnownSequence *sequence);

/* Molecules with a read on either side of two breakpoints. */
extern uint32_t alkres_mates_across(const AlkresShown *shown, const AlkresBreakpoint *one,
									const AlkresBreakpoint *other);
/* The bases before a placement, as ALK's side reads them; of_kinase: the tail is of ALK. */
extern void alkres_junction_set_inserted(AlkresJunction *junction, const AlkresTail *tail,
										 int skipped, bool of_kinase);
/* Two piles of one junction: that of more molecules says where it lies. */
extern void alkres_junction_merge(AlkresJunction *junction, const AlkresJunction *more);

#endif
