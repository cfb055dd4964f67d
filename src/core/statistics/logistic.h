/* logistic.h: how counts of counts change in time: binomial regression on one number. */
#ifndef ALKRES_CORE_STATISTICS_LOGISTIC_H
#define ALKRES_CORE_STATISTICS_LOGISTIC_H

#include <stddef.h>

/* At x (finite), successes of trials, 0 <= successes <= trials. */
typedef struct AlkresCountAt
{
	double x;
	double successes;
	double trials;
} AlkresCountAt;

typedef enum AlkresLogisticState
{
	ALKRES_LOGISTIC_DONE,
	ALKRES_LOGISTIC_FEW,       /* under three points with trials: no dispersion can be told */
	ALKRES_LOGISTIC_ONE_PLACE, /* all at one x */
	ALKRES_LOGISTIC_NONE,      /* no success at all, or nothing else */
	ALKRES_LOGISTIC_SEPARATED, /* successes on one side of an x only: the slope is infinite */
	ALKRES_LOGISTIC_DIVERGED,
} AlkresLogisticState;

typedef struct AlkresLogistic
{
	size_t points; /* with trials */
	double intercept;
	double slope; /* of ln odds, by unit of x */
	double slope_lower;
	double slope_upper;
	double dispersion; /* Pearson's chi-square by degree of freedom */
	double p_value;    /* of no slope, two-sided */
} AlkresLogistic;

/*
 * Maximum likelihood by iteratively reweighted least squares (McCullagh and Nelder 1989, chapter
 * 4), the covariance times Pearson's dispersion, limits at the confidence by Student's t with
 * points - 2 degrees of freedom: what R's glm(family = quasibinomial) says.  Points without trials
 * are left out, points without successes count.
 */
extern AlkresLogisticState alkres_logistic(const AlkresCountAt *points, size_t count,
										   double confidence, AlkresLogistic *result);

#endif
