/*
 * beta.h: the incomplete beta function and its inverse.
 *
 * No function here fails, allocates or keeps state; arguments outside the stated range give NaN.
 */
#ifndef ALKRES_CORE_STATISTICS_BETA_H
#define ALKRES_CORE_STATISTICS_BETA_H

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

#endif
