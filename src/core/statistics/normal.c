/* normal.c: the normal distribution's quantile and tail. */
#include "core/statistics/normal.h"

#include <math.h>

#include "core/statistics/saddle_point.h"

/* A start good to 4.5e-4 (Abramowitz and Stegun 26.2.23), then Halley's steps on erfc, each cubing
 * the error. */
double
alkres_normal_quantile(double p)
{
	double tail = p < 0.5 ? p : 1 - p;
	double t;
	double z;

	if (!(p > 0 && p < 1))
		return NAN;
	if (p == 0.5)
		return 0;
	t = sqrt(-2 * log(tail));
	z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
				(1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
	for (int i = 0; i < 3; i++)
	{
		double error = 0.5 * erfc(z * M_SQRT1_2) - tail;
		double step = error / exp(-0.5 * z * z - ALKRES_LOG_SQRT_2PI);

		z += step / (1 - 0.5 * z * step);
	}
	return p < 0.5 ? -z : z;
}

double
alkres_normal_above(double mean, double variance, double level)
{
	if (variance < 1e-9)
		return mean >= level;
	return erfc((level - mean) / sqrt(2 * variance)) / 2;
}
