/*
 * pairs.h: which alleles lie on the same molecules, where these are too many to be kept one by one:
 * counted while a file is read.
 */
#ifndef ALKRES_CORE_PILEUP_PAIRS_H
#define ALKRES_CORE_PILEUP_PAIRS_H

#include "core/pileup/phase.h"
#include "core/pileup/pileup.h"

/* An allele of fewer molecules, or of a lesser share (one in so many), is counted with none: nearly
 * all of these are errors. */
#define ALKRES_PAIR_MIN 3
#define ALKRES_PAIR_SHARE 1000

/*
 * Count, of a pileup's alleles, each pair of which one at least has no records and that some
 * fragment reaches over; also with those of the block before, which may be NULL.  Of all alleles
 * every (pileup.h) is known, or they are left out.
 */
extern void alkres_pairs_find(AlkresPileup *pileup, const AlkresPileup *before);

/* Two alleles of one block or of neighbouring ones, as they were counted together: all but neither
 * and neither_most, which are 0; false when they were not. */
extern bool alkres_pairs_phase(const AlkresPileup *first_pileup, const AlkresAllele *first,
							   const AlkresPileup *second_pileup, const AlkresAllele *second,
							   AlkresPhase *phase);

#endif
