/* saddle_point.c: what densities of large counts are made of. */
#include "core/statistics/saddle_point.h"

#include <math.h>

/* What is left is small, so nothing cancels where lgamma of large counts would. */
double
alkres_stirling_error(double n)
{
	double n2 = n * n;
	int sign;

	if (n <= 15)
		return lgamma_r(n + 1, &sign) - (n + 0.5) * log(n) + n - ALKRES_LOG_SQRT_2PI;
	if (n > 500)
		return (1 / 12.0 - 1 / 360.0 / n2) / n;
	if (n > 80)
		return (1 / 12.0 - (1 / 360.0 - 1 / 1260.0 / n2) / n2) / n;
	if (n > 35)
		return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - 1 / 1680.0 / n2) / n2) / n2) / n;
	return (1 / 12.0 -
			(1 / 360.0 -
			 (1 / 1260.0 - (1 / 1680.0 - (1 / 1188.0 - 691 / 360360.0 / n2) / n2) / n2) / n2) /
				n2) /
		   n;
}

/* By a series where x and m are close. */
double
alkres_deviance(double x, double m)
{
	double difference = x - m;

	if (fabs(difference) < 0.1 * (x + m))
	{
		double v = difference / (x + m);
		double sum = difference * v;
		double term = 2 * x * v;

		for (int j = 1; j < 1000; j++)
		{
			double next;

			term *= v * v;
			next = sum + term / (2 * j + 1);
			if (next == sum)
				break;
			sum = next;
		}
		return sum;
	}
	return x * log(x / m) - difference;
}
