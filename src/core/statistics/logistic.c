/* logistic.c: binomial regression of counts on one number. */
#include "core/statistics/logistic.h"

#include <math.h>

#include "core/statistics/student.h"

#define ROUNDS 100
#define CONVERGED 1e-12

/* Is there a slope to be told? */
static AlkresLogisticState
examine(const AlkresCountAt *points, size_t count, size_t *used)
{
	double first_success = INFINITY, last_success = -INFINITY;
	double first_failure = INFINITY, last_failure = -INFINITY;
	double first = INFINITY, last = -INFINITY;

	*used = 0;
	for (size_t i = 0; i < count; i++)
	{
		const AlkresCountAt *p = &points[i];

		if (p->trials == 0)
			continue;
		++*used;
		first = fmin(first, p->x);
		last = fmax(last, p->x);
		if (p->successes > 0)
		{
			first_success = fmin(first_success, p->x);
			last_success = fmax(last_success, p->x);
		}
		if (p->successes < p->trials)
		{
			first_failure = fmin(first_failure, p->x);
			last_failure = fmax(last_failure, p->x);
		}
	}
	if (*used > 0 && (isinf(first_success) || isinf(first_failure)))
		return ALKRES_LOGISTIC_NONE;
	if (*used < 3)
		return ALKRES_LOGISTIC_FEW;
	if (first == last)
		return ALKRES_LOGISTIC_ONE_PLACE;
	/* Albert and Anderson 1984: finite only where both overlap. */
	if (first_success >= last_failure || last_success <= first_failure)
		return ALKRES_LOGISTIC_SEPARATED;
	return ALKRES_LOGISTIC_DONE;
}

/* Sums of the weighted least squares at a line, x from the middle. */
typedef struct Sums
{
	double w, wx, wxx; /* Fisher's information */
	double u, ux;      /* the score */
	double chi_square;
} Sums;

static Sums
sums_at(const AlkresCountAt *points, size_t count, double middle, double intercept, double slope)
{
	Sums s = {0};

	for (size_t i = 0; i < count; i++)
	{
		double x = points[i].x - middle, n = points[i].trials;
		double mean = n / (1 + exp(-(intercept + slope * x)));
		double weight = mean * (1 - mean / n), rest = points[i].successes - mean;

		if (n == 0)
			continue;
		s.w += weight;
		s.wx += weight * x;
		s.wxx += weight * x * x;
		s.u += rest;
		s.ux += rest * x;
		s.chi_square += weight > 0 ? rest * rest / weight : 0;
	}
	return s;
}

static double
log_likelihood(const AlkresCountAt *points, size_t count, double middle, double intercept,
			   double slope)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
	{
		double line = intercept + slope * (points[i].x - middle);

		sum += points[i].successes * line -
			   points[i].trials * (fmax(line, 0) + log1p(exp(-fabs(line))));
	}
	return sum;
}

/* Newton's steps, halved while they lead down. */
static int
climb(const AlkresCountAt *points, size_t count, double middle, double *intercept, double *slope)
{
	double here = log_likelihood(points, count, middle, *intercept, *slope);

	for (int round = 0; round < ROUNDS; round++)
	{
		Sums s = sums_at(points, count, middle, *intercept, *slope);
		double determinant = s.w * s.wxx - s.wx * s.wx;
		double up = (s.wxx * s.u - s.wx * s.ux) / determinant;
		double turn = (s.w * s.ux - s.wx * s.u) / determinant;
		double there;

		if (!isfinite(up) || !isfinite(turn))
			return 0;
		for (int half = 0; half < 60; half++, up /= 2, turn /= 2)
		{
			there = log_likelihood(points, count, middle, *intercept + up, *slope + turn);
			if (there >= here)
				break;
		}
		*intercept += up;
		*slope += turn;
		here = log_likelihood(points, count, middle, *intercept, *slope);
		if (fabs(up) <= CONVERGED * (1 + fabs(*intercept)) &&
			fabs(turn) <= CONVERGED * (fabs(*slope) + 1e-12))
			return 1;
	}
	return 1; /* as near as doubles come */
}

AlkresLogisticState
alkres_logistic(const AlkresCountAt *points, size_t count, double confidence,
				AlkresLogistic *result)
{
	double middle = 0, successes = 0, trials = 0, intercept, slope = 0, df, error, width;
	AlkresLogisticState state;
	Sums s;

	*result = (AlkresLogistic){0, NAN, NAN, NAN, NAN, NAN, NAN};
	state = examine(points, count, &result->points);
	if (state != ALKRES_LOGISTIC_DONE)
		return state;
	for (size_t i = 0; i < count; i++)
	{
		middle += points[i].x * points[i].trials;
		successes += points[i].successes;
		trials += points[i].trials;
	}
	middle /= trials;
	intercept = log(successes / (trials - successes));
	if (!climb(points, count, middle, &intercept, &slope))
		return ALKRES_LOGISTIC_DIVERGED;
	s = sums_at(points, count, middle, intercept, slope);
	df = (double) result->points - 2;
	result->intercept = intercept - slope * middle;
	result->slope = slope;
	result->dispersion = s.chi_square / df;
	error = sqrt(result->dispersion * s.w / (s.w * s.wxx - s.wx * s.wx));
	width = alkres_student_quantile(confidence, df) * error;
	result->slope_lower = slope - width;
	result->slope_upper = slope + width;
	result->p_value = alkres_student_two_sided(slope / error, df);
	return ALKRES_LOGISTIC_DONE;
}
