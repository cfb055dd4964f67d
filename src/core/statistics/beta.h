/*
 * beta.h: the incomplete beta function, its inverse, and intervals for a share seen as k of n.
 *
 * No function here fails, allocates or keeps state; arguments outside the stated range give NaN.
 */
#ifndef ALKRES_CORE_STATISTICS_BETA_H
#define ALKRES_CORE_STATISTICS_BETA_H

#include <stdbool.h>

/*
 * Regularised incomplete beta I_x(a, b) and its complement 1 - I_x(a, b), a and b > 0, 0 <= x <= 1.
 * Each tail is computed without subtracting from 1, so both keep their digits down to 1e-300:
 * relative error under 1e-11 for a + b up to 1e9.  Continued fraction (DLMF 8.17.22) times a
 * density in Loader's saddle-point form.
 */
extern double alkres_beta_lower(double x, double a, double b);
extern double alkres_beta_upper(double x, double a, double b);

/*
 * The x with I_x(a, b) = p, or with 1 - I_x(a, b) = p; 0 <= p <= 1; relative error under 1e-12.
 * Near x = 1 it is x, not 1 - x, that has this precision: exchange a and b to get the other.
 */
extern double alkres_beta_quantile_lower(double p, double a, double b);
extern double alkres_beta_quantile_upper(double p, double a, double b);

/* The z with P(Z <= z) = p, 0 < p < 1; relative error under 1e-14. */
extern double alkres_normal_quantile(double p);

/* P(Binomial(n, p) >= k) and the smallest k with P(Binomial(n, p) <= k) >= probability. */
extern double alkres_binomial_at_least(double k, double n, double p);
extern double alkres_binomial_quantile(double probability, double n, double p);

/*
 * log(n!) less its Stirling approximation, and the deviance x log(x/m) + m - x (Loader 2000, "Fast
 * and accurate computation of binomial probabilities"): what densities of large counts are made of.
 */
extern double alkres_stirling_error(double n);
extern double alkres_deviance(double x, double m);

typedef enum AlkresInterval
{
	ALKRES_EXACT,   /* Clopper and Pearson 1934: covers at least the level */
	ALKRES_WILSON,  /* Wilson 1927, the score interval, no continuity correction */
	ALKRES_JEFFREYS /* equal tails of Beta(k + 1/2, n - k + 1/2); 0 at k = 0, 1 at k = n */
} AlkresInterval;

/* The interval "exact", "wilson" or "jeffreys"; false for another name. */
extern bool alkres_interval_by_name(const char *name, AlkresInterval *interval);

/*
 * Two-sided bounds of the share k/n at the level (0 < level < 1, for example 0.95), 0 <= k <= n; k
 * and n are counts, whole or not.  n = 0 gives [0, 1].  Either pointer may be NULL: only the other
 * bound is computed then.
 */
extern void alkres_binomial_bounds(AlkresInterval interval, double k, double n, double level,
								   double *lower, double *upper);

#endif
