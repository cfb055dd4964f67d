/* prediction.c: control limits of the next count and of the next value. */
#include "core/statistics/prediction.h"

#include <math.h>

#include "core/statistics/binomial.h"
#include "core/statistics/student.h"

double
alkres_count_excess(double count, double exposure, double next_count, double next_exposure)
{
	if (next_count <= 0)
		return 1;
	return alkres_binomial_at_least(next_count, count + next_count,
									next_exposure / (exposure + next_exposure));
}

/* P falls as the next count grows. */
double
alkres_predicted_count(double count, double exposure, double next_exposure, double alpha)
{
	double within = 0, beyond = 1;

	while (beyond < ALKRES_PREDICTED_COUNT_MAX &&
		   alkres_count_excess(count, exposure, beyond, next_exposure) > alpha)
	{
		within = beyond;
		beyond *= 2;
	}
	while (beyond - within > 1)
	{
		double middle = floor((within + beyond) / 2);

		if (alkres_count_excess(count, exposure, middle, next_exposure) > alpha)
			within = middle;
		else
			beyond = middle;
	}
	return within;
}

AlkresPrediction
alkres_predicted_value(const double *others, size_t count, double alpha)
{
	double n = (double) count, mean = 0, squares = 0, reach;

	if (count < 2)
		return (AlkresPrediction){NAN, NAN, NAN};
	for (size_t i = 0; i < count; i++)
		mean += others[i] / n;
	for (size_t i = 0; i < count; i++)
		squares += (others[i] - mean) * (others[i] - mean);
	reach = alkres_student_quantile(1 - 2 * alpha, n - 1) * sqrt(squares / (n - 1) * (1 + 1 / n));
	return (AlkresPrediction){mean, mean - reach, mean + reach};
}
