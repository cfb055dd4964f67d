/* likelihood.h: log likelihoods of a strand of origin (evidence.h): errors alone; errors and a
 * fraction. */
#ifndef ALKRES_CORE_MODEL_LIKELIHOOD_H
#define ALKRES_CORE_MODEL_LIKELIHOOD_H

#include "core/model/evidence.h"

/* Log likelihoods of one group, without the constant -sum ln x_k!: only errors; errors and a
 * fraction. */
extern double alkres_log_l0(const AlkresGroup *group);
/* The same without what says how the alternates fall on the cells: x molecules of a lambda
 * Gamma(shape, rate) that expects m. */
extern double alkres_log_errors(double shape, double rate, double m, double x);
/* ln of (odds of a bad site times its likelihood) over L0 of all groups; -HUGE_VAL for none. */
extern double alkres_log_bad(const AlkresEvidence *evidence);
extern double alkres_log_l1(const AlkresGroup *group, double fraction);
extern void alkres_log_l1_at(const AlkresGroup *group, const double *fractions, int count,
							 double *values);

#endif
