/* estimate.h: the fraction of an allele, of one site or of several that share it. */
#ifndef ALKRES_CORE_MODEL_ESTIMATE_H
#define ALKRES_CORE_MODEL_ESTIMATE_H

#include "core/model/evidence.h"

/*
 * Most likely fraction in [0, 1] and the fractions at which the likelihood (lambda integrated out)
 * has fallen by 2 natural log units; 0, 0, 1 without molecules.  Of several sites: the fraction
 * they share.
 */
extern void alkres_estimate_fraction(const AlkresEvidence *evidence, int sites, double *fraction,
									 double *lower, double *upper);

#endif
