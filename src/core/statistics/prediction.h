/* prediction.h: how far the next value of a series may lie from those before: control limits. */
#ifndef ALKRES_CORE_STATISTICS_PREDICTION_H
#define ALKRES_CORE_STATISTICS_PREDICTION_H

#include <stddef.h>

/*
 * The greatest count in the next exposure that a Poisson rate explains of which so many were
 * counted in an exposure before: the greatest k with P(K >= k) > alpha, K being, of count + k, a
 * binomial of the next exposure's share (Przyborowski and Wilenski 1940; as a limit of prediction,
 * Nelson 1970).  count is whole and at least 0, exposures are above 0, 0 < alpha < 1.  At most
 * ALKRES_PREDICTED_COUNT_MAX.
 */
#define ALKRES_PREDICTED_COUNT_MAX 9007199254740992.0
extern double alkres_predicted_count(double count, double exposure, double next_exposure,
									 double alpha);

/* P of so many or more in the next exposure. */
extern double alkres_count_excess(double count, double exposure, double next_count,
								  double next_exposure);

/*
 * Limits of the next value of a normal law of which others are known: mean + or - t s
 * sqrt(1 + 1/n), Student's t at alpha on each side with n - 1 degrees of freedom: the mean and
 * multiples of the standard deviation of Levey and Jennings (1950) with what is not known of both
 * counted in.  All NaN for fewer than two.
 */
typedef struct AlkresPrediction
{
	double mean, lower, upper;
} AlkresPrediction;

extern AlkresPrediction alkres_predicted_value(const double *others, size_t count, double alpha);

#endif
