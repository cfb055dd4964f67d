/*
 * candidate.h: the alleles of a pileup that could be variants, changes of neighbouring bases on the
 * same molecules taken together, each with its evidence; and the allele somebody asks for.
 */
#ifndef ALKRES_CORE_MODEL_CANDIDATE_H
#define ALKRES_CORE_MODEL_CANDIDATE_H

#include "core/model/joining.h"
#include "core/model/site.h"
#include "core/model/stray.h"

/* Every allele of the pileup with at least one molecule, joined (joining.h), with its evidence. */
extern AlkresCandidates *alkres_candidates(const AlkresPileup *pileup, const AlkresModel *model);
/* The same without the stray molecules of those whose S is below a level whatever they show: these
 * are nearly all, single molecules. */
extern AlkresCandidates *alkres_candidates_above(const AlkresPileup *pileup,
												 const AlkresModel *model, double level);
extern void alkres_candidates_free(AlkresCandidates *candidates);

/*
 * The candidate of an asked allele (as VCF, an indel left-aligned): the one that a list of all
 * would have, or one without molecules, or, for several bases, the molecules whose haplotype it is
 * (core/pileup/carriers.h).  False when the block cannot count it, because it reaches beyond the
 * block or its parts have no records.  ref and alt must outlive *candidate; all is the list of all,
 * NULL when it has not been made: for one allele it is not worth it.
 */
extern bool alkres_candidate_for(AlkresCandidate *candidate, const AlkresPileup *pileup,
								 const AlkresModel *model, const AlkresCandidates *all, int offset,
								 const char *ref, size_t ref_length, const char *alt,
								 size_t alt_length);

#endif
