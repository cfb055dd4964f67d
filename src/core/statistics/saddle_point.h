/*
 * saddle_point.h: log(n!) less its Stirling approximation, and the deviance x log(x/m) + m - x, of
 * which densities of large counts are made without a difference of large logarithms.
 *
 * Source: Loader 2000, "Fast and accurate computation of binomial probabilities".
 */
#ifndef ALKRES_CORE_STATISTICS_SADDLE_POINT_H
#define ALKRES_CORE_STATISTICS_SADDLE_POINT_H

#define ALKRES_LOG_SQRT_2PI 0.918938533204672741780329736406

extern double alkres_stirling_error(double n);
extern double alkres_deviance(double x, double m);

#endif
