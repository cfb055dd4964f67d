/* survival.c: Kaplan and Meier's estimate, its limits and the median. */
#include "core/statistics/survival.h"

#include <math.h>
#include <stdlib.h>

#include "core/statistics/normal.h"

/* Survivals this near to 1/2 are 1/2: products of fractions are not exact. */
#define FLAT 1e-8

static int
by_time(const void *a, const void *b)
{
	double left = ((const AlkresFollowUp *) a)->time, right = ((const AlkresFollowUp *) b)->time;

	return (left > right) - (left < right);
}

static void
set_limits(AlkresSurvivalStep *step, double variance_of_log, double z)
{
	double log_survival = log(step->survival), width;

	if (!(step->survival > 0 && step->survival < 1))
	{
		step->lower = step->upper = NAN;
		return;
	}
	width = z * sqrt(variance_of_log) / -log_survival;
	step->lower = exp(log_survival * exp(width));
	step->upper = exp(log_survival * exp(-width));
}

size_t
alkres_kaplan_meier(AlkresFollowUp *patients, size_t count, double confidence,
					AlkresSurvivalStep *steps)
{
	double z = alkres_normal_quantile((1 + confidence) / 2);
	double survival = 1, variance = 0;
	size_t made = 0;

	if (count > 0)
		qsort(patients, count, sizeof(AlkresFollowUp), by_time);
	for (size_t i = 0; i < count; made++)
	{
		AlkresSurvivalStep *step = &steps[made];

		*step = (AlkresSurvivalStep){.time = patients[i].time, .at_risk = count - i};
		for (; i < count && patients[i].time == step->time; i++)
		{
			step->events += patients[i].is_event;
			step->censored += !patients[i].is_event;
		}
		survival *= (double) (step->at_risk - step->events) / step->at_risk;
		variance += (double) step->events / step->at_risk / (step->at_risk - step->events);
		step->survival = survival;
		set_limits(step, variance, z);
	}
	return made;
}

/* Which of the curves. */
typedef enum Curve
{
	SURVIVAL,
	LOWER,
	UPPER
} Curve;

static double
height(const AlkresSurvivalStep *step, Curve curve)
{
	return curve == SURVIVAL ? step->survival : curve == LOWER ? step->lower : step->upper;
}

static double
half_time(const AlkresSurvivalStep *steps, size_t count, Curve curve)
{
	for (size_t i = 0; i < count; i++)
	{
		double here = height(&steps[i], curve);

		if (isnan(here) || here > 0.5 + FLAT)
			continue;
		if (here < 0.5 - FLAT)
			return steps[i].time;
		/* Flat at 1/2: the middle of it, where the curve comes down later. */
		for (size_t next = i + 1; next < count; next++)
			if (height(&steps[next], curve) < here - FLAT)
				return (steps[i].time + steps[next].time) / 2;
		return steps[i].time;
	}
	return NAN;
}

AlkresMedian
alkres_median_survival(const AlkresSurvivalStep *steps, size_t count)
{
	return (AlkresMedian){half_time(steps, count, SURVIVAL), half_time(steps, count, LOWER),
						  half_time(steps, count, UPPER)};
}
