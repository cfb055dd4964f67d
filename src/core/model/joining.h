/*
 * joining.h: the alleles of a pileup as candidates: changes that the same molecules carry close by
 * are one allele, of equal or unequal length, and the same allele however it is written.
 */
#ifndef ALKRES_CORE_MODEL_JOINING_H
#define ALKRES_CORE_MODEL_JOINING_H

#include "core/model/candidate_list.h"

/*
 * The candidates of the alleles from first to before end, without evidence; those at an unknown
 * reference base are left out.  No allele beside these may lie near enough to be joined with one of
 * them.
 *
 * Joined are substitutions (piece.h, alkres_singles_may_join) and, over up to ALKRES_JOIN_GAP
 * unchanged bases, what lies beside an insertion or deletion, when the same molecules carry them
 * (alkres_is_shared, alkres_counts_agree).  Each part keeps the molecules that it does not share.
 * A molecule that has a joined allele in other pieces counts for it; changes that undo one another
 * are no allele.  Over an edge of the block joined is by what lies beside it, in both blocks alike;
 * the allele is a candidate of the block of its first base, whose molecules and depth are counted.
 */
extern AlkresCandidates *alkres_join_alleles(const AlkresPileup *pileup, uint32_t first,
											 uint32_t end);

/* May an allele of the pileup be joined with what lies at the offsets from first to last? */
extern bool alkres_allele_reaches(const AlkresAllele *allele, int first, int last);

#endif
