/*
 * normal.h: the normal distribution.
 *
 * No function here fails, allocates or keeps state; arguments outside the stated range give NaN.
 */
#ifndef ALKRES_CORE_STATISTICS_NORMAL_H
#define ALKRES_CORE_STATISTICS_NORMAL_H

/* The z with P(Z <= z) = p, 0 < p < 1; relative error under 1e-14. */
extern double alkres_normal_quantile(double p);

/* P(X >= level) of a normal X; a variance under 1e-9 counts as none. */
extern double alkres_normal_above(double mean, double variance, double level);

#endif
