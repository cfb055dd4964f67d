/* least_squares.h: weighted least squares in a few columns, by sums that add and subtract. */
#ifndef ALKRES_CORE_COPYNUMBER_LEAST_SQUARES_H
#define ALKRES_CORE_COPYNUMBER_LEAST_SQUARES_H

#include <stdbool.h>

#include "core/copynumber/depth.h"

/* X'VX and X'Vy, V the inverse of the covariance. */
typedef struct AlkresLeastSums
{
	double xx[ALKRES_COVARIATES][ALKRES_COVARIATES];
	double xy[ALKRES_COVARIATES];
} AlkresLeastSums;

typedef struct AlkresLeastFit
{
	int columns;
	double coefficient[ALKRES_COVARIATES];
	double covariance[ALKRES_COVARIATES][ALKRES_COVARIATES];
} AlkresLeastFit;

/* sums += weight * row' (row, y). */
extern void alkres_least_add(AlkresLeastSums *sums, const double row[ALKRES_COVARIATES], double y,
							 double weight);
/* sums += sign * other */
extern void alkres_least_join(AlkresLeastSums *sums, const AlkresLeastSums *other, double sign);
/* Solve for so many columns by Cholesky's factors; a column that the others hold is given up (its
 * coefficient and covariances are 0). */
extern void alkres_least_solve(AlkresLeastFit *fit, const AlkresLeastSums *sums, int columns);
extern double alkres_least_value(const AlkresLeastFit *fit, const double row[ALKRES_COVARIATES]);
/* Variance of that value. */
extern double alkres_least_variance(const AlkresLeastFit *fit, const double row[ALKRES_COVARIATES]);

#endif
