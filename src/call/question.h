/* question.h: what functions that call share: a variant's mutation and prior, arguments. */
#ifndef ALKRES_CALL_QUESTION_H
#define ALKRES_CALL_QUESTION_H

#include "fmgr.h"

#include "core/consequence/listed.h"
#include "core/model/candidate.h"
#include "core/mutation/mutation.h"
#include "core/variant/region.h"
#include "core/variant/variant.h"

/* What a variant means to the caller. */
typedef struct AlkresMeaning
{
	bool classified;   /* mutation is set */
	bool listed;       /* it is a published resistance mutation */
	bool polymorphism; /* known to be common: germline */
	AlkresMutation mutation;
	double prior;
} AlkresMeaning;

/* Classify; a reference base that contradicts the gene model is an error. */
extern void alkres_meaning(const AlkresVariant *variant, AlkresMeaning *meaning);

/* Where a published substitution lies in a pileup's block; -1 when it does not. */
extern int alkres_listed_offset(const AlkresListedSubstitution *listed, const AlkresPileup *pileup);

/* Let a background of other libraries not be heard of a variant (core/model/background.h), when the
 * pileup's block owns it. */
extern void alkres_expect_variant(AlkresBackground *background, const AlkresPileup *pileup,
								  const AlkresVariant *variant);

/* Does a pileup's block own a variant?  One on another assembly is an error (22023). */
extern bool alkres_owns(const AlkresPileup *pileup, const AlkresVariant *variant);

/* Tell a pileup that was read without its reference the bases that an asked variant names, when it
 * owns the variant. */
extern void alkres_tell(AlkresPileup *pileup, const AlkresVariant *variant);

/*
 * What a pileup shows of an asked variant.  False when the block does not own it; *counted is
 * false when the block cannot count it (core/model/candidate.h).  Another assembly or a wrong
 * reference base is an error (22023), a variant that is never counted another (0A000).  all: the
 * pileup's candidates where they have been made, else NULL.
 */
extern bool alkres_ask(const AlkresPileup *pileup, const AlkresModel *model,
					   const AlkresCandidates *all, const AlkresVariant *variant,
					   AlkresCandidate *candidate, bool *counted);

/* Refuse (22023) a posterior threshold outside (0, 1); NULL takes the default 0.9. */
extern double alkres_min_posterior_argument(FunctionCallInfo fcinfo, int number);

/* The regions of a panel's design; none of NULL. */
extern AlkresRegion *alkres_design_argument(FunctionCallInfo fcinfo, int number, int *count);

#endif
