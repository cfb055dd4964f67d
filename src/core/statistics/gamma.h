/*
 * gamma.h: the incomplete gamma function: tails of the Poisson and the chi-square law.
 *
 * No function here fails, allocates or keeps state; arguments outside the stated range give NaN.
 */
#ifndef ALKRES_CORE_STATISTICS_GAMMA_H
#define ALKRES_CORE_STATISTICS_GAMMA_H

/*
 * Regularised incomplete gamma P(a, x) and its complement Q(a, x), 0 < a <= 1e10, x >= 0.  Each is
 * computed without subtracting from 1 where it is the small one, so both keep their digits down to
 * 1e-300: relative error under 1e-11.  Series and continued fraction (DLMF 8.7.1, 8.9.2) times a
 * density in Loader's saddle-point form.
 */
extern double alkres_gamma_lower(double a, double x);
extern double alkres_gamma_upper(double a, double x);

/* P(chi-square with df degrees of freedom >= x). */
extern double alkres_chi_square_at_least(double x, double df);

/* The least mean m with P(Poisson(m) >= k) >= probability; 1 <= k <= 1e9 whole, 0 < probability <
 * 1; relative error under 1e-12. */
extern double alkres_poisson_mean(double k, double probability);

#endif
