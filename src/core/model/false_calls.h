/* false_calls.h: how many calls of a block are to be expected where there is no variant at all. */
#ifndef ALKRES_CORE_MODEL_FALSE_CALLS_H
#define ALKRES_CORE_MODEL_FALSE_CALLS_H

#include "core/model/site.h"

/* A substitution with a prior of its own; the last one of a substitution counts. */
typedef struct AlkresOwnPrior
{
	int offset; /* in the block */
	int base;   /* of "ACGT" */
	double prior;
} AlkresOwnPrior;

/*
 * Sum over positions and alleles of the chance under "errors, or an artefact of one strand" that
 * the caller's own rule (posterior >= min_posterior) is met.
 *
 * Alleles alike share their answer: along all alleles, ordered by their change, a look is taken at
 * even steps of what they are expected to add (their prior's odds: the chance is near exp(-level)
 * times a small number everywhere), one look for every five alleles that the pileup holds.  A look
 * is one draw x of importance sampling (fractions near the one that is just called): its chance is
 * null(x) over the likelihood of the draw where x is called, 0 elsewhere, so that the mean is the
 * chance whatever is drawn from; its deviation is three times its mean, that of a library's sum
 * 3 / sqrt(looks): a tenth for 5,000 alleles.  The draws are the same for the same pileup.
 */
extern double alkres_false_calls(const AlkresPileup *pileup, const AlkresModel *model,
								 double default_prior, double min_posterior,
								 const AlkresOwnPrior *own, size_t own_count);

#endif
