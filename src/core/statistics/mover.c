/* mover.c: limits of a mean and of a ratio by recovery of variance estimates. */
#include "core/statistics/mover.h"

#include <math.h>

AlkresEstimate
alkres_mover_mean(const AlkresEstimate *parts, size_t count)
{
	AlkresEstimate mean = {0};
	double below = 0, above = 0;

	for (size_t i = 0; i < count; i++)
	{
		mean.value += parts[i].value / (double) count;
		below = hypot(below, (parts[i].value - parts[i].lower) / (double) count);
		above = hypot(above, (parts[i].upper - parts[i].value) / (double) count);
	}
	mean.lower = fmax(0, mean.value - below);
	mean.upper = mean.value + above;
	return mean;
}

/*
 * MOVER-R (Donner and Zou 2012), multiplied out so that nothing is divided by u(2 lambda - u),
 * which is 0 or negative where little is known of the denominator.
 */
AlkresEstimate
alkres_mover_ratio(const AlkresEstimate *first, const AlkresEstimate *second)
{
	double l1 = first->lower, x1 = first->value, u1 = first->upper;
	double l2 = second->lower, x2 = second->value, u2 = second->upper;
	AlkresEstimate ratio;

	if (isinf(x1) || isinf(x2))
	{
		/* Known from below only, as a saturated channel: there is no value, and the ends of the two
		 * intervals are all there is of limits. */
		ratio.value = NAN;
		ratio.lower = l1 / u2;
		ratio.upper = u1 / l2;
		return ratio;
	}
	double a = x1 * x2;
	double A = l1 * (2 * x1 - l1);
	double B = u2 * (2 * x2 - u2);
	double C = u1 * (2 * x1 - u1);
	double D = l2 * (2 * x2 - l2);

	ratio.value = x1 == 0 && x2 == 0 ? NAN : x1 / x2;
	ratio.lower = A == 0 ? 0 : A / (a + sqrt(fmax(0, a * a - A * B)));
	ratio.upper = D == 0 ? INFINITY : (a + sqrt(fmax(0, a * a - C * D))) / D;
	return ratio;
}
