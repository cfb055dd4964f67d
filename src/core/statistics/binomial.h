/*
 * binomial.h: tails of the binomial distribution, and intervals for a share seen as k of n.
 *
 * No function here fails, allocates or keeps state; arguments outside the stated range give NaN.
 */
#ifndef ALKRES_CORE_STATISTICS_BINOMIAL_H
#define ALKRES_CORE_STATISTICS_BINOMIAL_H

#include <stdbool.h>

/* P(Binomial(n, p) >= k) and the smallest k with P(Binomial(n, p) <= k) >= probability. */
extern double alkres_binomial_at_least(double k, double n, double p);
extern double alkres_binomial_quantile(double probability, double n, double p);

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
