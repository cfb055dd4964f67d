/* false_calls.h: how many calls of a block are to be expected where there is no variant at all. */
#ifndef ALKRES_CORE_MODEL_FALSE_CALLS_H
#define ALKRES_CORE_MODEL_FALSE_CALLS_H

#include "core/model/site.h"

/* The prior of a substitution of the pileup. */
typedef double (*AlkresPriorOf)(void *context, int offset, char ref, char alt);

/*
 * Sum over positions and alleles of the chance under "errors, or an artefact of one strand" that
 * the caller's own rule (posterior >= min_posterior) is met.
 *
 * The chance of a site is the mean over draws x from the hypothesis "variant" of null(x) / L1(x)
 * where x is called, 0 elsewhere: at most exp(-level) for any draw, so that no site outweighs the
 * others and a sample of them is enough.  Alleles of a prior of their own are all looked at, of the
 * others every 24th.  The draws are the same for the same pileup.
 */
extern double alkres_false_calls(const AlkresPileup *pileup, const AlkresModel *model,
								 double default_prior, double min_posterior, AlkresPriorOf prior_of,
								 void *context);

#endif
