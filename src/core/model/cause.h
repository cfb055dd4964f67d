/* cause.h: why an allele is not called though as many molecules carry it as would be enough. */
#ifndef ALKRES_CORE_MODEL_CAUSE_H
#define ALKRES_CORE_MODEL_CAUSE_H

#include "core/model/candidate.h"

/*
 * What of the hypotheses keeps a candidate from being called: the first of these without which its
 * posterior would be enough, in words that follow "so many carry it, ".  NULL where none is: there
 * are too few, or they are too badly read.
 */
extern const char *alkres_cause(const AlkresCandidate *candidate, double prior,
								double min_posterior);

#endif
