/* biorad.h: the interval of p that QuantaSoft 1.x and QuantaSoft Analysis Pro print, for audits of
 * their files. */
#ifndef ALKRES_CORE_DROPLETS_BIORAD_H
#define ALKRES_CORE_DROPLETS_BIORAD_H

/* Below so many positive (or empty) droplets the table is used, from there on the normal interval
 * with z = 1.96. */
#define ALKRES_BIORAD_COUNTS 100

/* The 95 % bounds of k/n, 0 <= k <= n, k whole, n > 0. */
extern void alkres_biorad_bounds(double k, double n, double *lower, double *upper);

#endif
