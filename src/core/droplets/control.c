/* control.c: error rates, limits and comparisons from control wells. */
#include "core/droplets/control.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/statistics/beta.h"
#include "core/statistics/binomial.h"
#include "core/statistics/normal.h"

bool
alkres_exposure_by_name(const char *name, AlkresExposure *exposure, AlkresError *error)
{
	if (strcmp(name, "droplets") == 0)
		*exposure = ALKRES_PER_DROPLET;
	else if (strcmp(name, "wild_type") == 0)
		*exposure = ALKRES_PER_WILD_TYPE;
	else
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER, "unknown exposure \"%s\"", name);
		return alkres_hint(error, "It is \"droplets\" (errors come per droplet) or \"wild_type\" "
								  "(errors come per wild-type copy).");
	}
	return true;
}

bool
alkres_false_positive_rate(const AlkresDroplets *control, AlkresChannel mutant,
						   AlkresExposure exposure, double level, AlkresEstimate *rate,
						   AlkresError *error)
{
	double k = alkres_droplets_positive(control, mutant);
	double n = alkres_droplets_accepted(control);

	if (exposure == ALKRES_PER_WILD_TYPE)
	{
		if (!alkres_droplet_ratio(control, mutant, ALKRES_DROPLETS_EXACT, level, rate, error))
			return false;
		/* Without a wild-type copy nothing was exposed. */
		if (alkres_droplets_positive(control, alkres_other_channel(mutant)) == 0)
			rate->value = rate->lower = rate->upper = NAN;
		return true;
	}
	/* The one check of the level. */
	if (!alkres_lambda_estimate(0, 0, ALKRES_DROPLETS_EXACT, level, rate, error))
		return false;
	if (k < 0 || n == 0)
		return true;
	rate->value = k / n;
	alkres_binomial_bounds(ALKRES_EXACT, k, n, level, &rate->lower, &rate->upper);
	return true;
}

static double
exposed(const AlkresDroplets *droplets, AlkresChannel mutant, AlkresExposure exposure)
{
	double accepted = alkres_droplets_accepted(droplets);
	int64_t other = alkres_droplets_positive(droplets, alkres_other_channel(mutant));

	if (exposure == ALKRES_PER_DROPLET)
		return accepted;
	return other < 0 ? NAN : accepted * alkres_lambda(other, accepted);
}

/* The two rates as one comparison: the control's count and the sample's share of the exposure. */
static bool
can_compare(const AlkresDroplets *sample, const AlkresDroplets *control, AlkresChannel mutant,
			AlkresExposure exposure, double *in_control, double *share)
{
	double es = exposed(sample, mutant, exposure);
	double ec = exposed(control, mutant, exposure);

	*in_control = alkres_droplets_positive(control, mutant);
	*share = es / (es + ec);
	return alkres_droplets_positive(sample, mutant) >= 0 && *in_control >= 0 && es > 0 && ec > 0 &&
		   isfinite(es) && isfinite(ec);
}

double
alkres_compare_to_control(const AlkresDroplets *sample, const AlkresDroplets *control,
						  AlkresChannel mutant, AlkresExposure exposure)
{
	double in_sample = alkres_droplets_positive(sample, mutant);
	double in_control;
	double share;

	if (!can_compare(sample, control, mutant, exposure, &in_control, &share))
		return NAN;
	return alkres_binomial_at_least(in_sample, in_sample + in_control, share);
}

int64_t
alkres_count_above_control(const AlkresDroplets *sample, const AlkresDroplets *control,
						   AlkresChannel mutant, AlkresExposure exposure, double alpha,
						   int64_t at_least)
{
	int64_t low = at_least; /* below low P is above alpha */
	int64_t high = alkres_droplets_accepted(sample);
	double in_control;
	double share;

	if (high < low || !can_compare(sample, control, mutant, exposure, &in_control, &share) ||
		alkres_binomial_at_least(high, high + in_control, share) > alpha)
		return 0;
	/* P falls with the count. */
	while (low < high)
	{
		int64_t middle = low + (high - low) / 2;

		if (alkres_binomial_at_least(middle, middle + in_control, share) <= alpha)
			high = middle;
		else
			low = middle + 1;
	}
	return high;
}

int64_t
alkres_limit_of_blank_count(const AlkresDroplets *control, int64_t accepted, AlkresChannel mutant,
							double alpha, bool conservative)
{
	double k = alkres_droplets_positive(control, mutant);
	double n = alkres_droplets_accepted(control);
	double rate;

	if (k < 0 || n == 0)
		return -1;
	if (!conservative)
		rate = k / n;
	else
		rate = k == n ? 1 : alkres_beta_quantile_upper(alpha, k + 1, n - k);
	return (int64_t) alkres_binomial_quantile(1 - alpha, accepted, rate);
}

int64_t
alkres_limit_of_blank_count_by_load(const AlkresDroplets *control, const AlkresDroplets *sample,
									AlkresChannel mutant, double alpha, bool conservative)
{
	double copies = exposed(sample, mutant, ALKRES_PER_WILD_TYPE);
	double accepted = alkres_droplets_accepted(sample);
	double errors;
	AlkresEstimate rate;
	AlkresError error;

	/* Both tails of the interval: the upper bound alone has the level 1 - alpha. */
	if (!alkres_false_positive_rate(control, mutant, ALKRES_PER_WILD_TYPE,
									fmax(1 - 2 * alpha, 1e-9), &rate, &error))
		return -1;
	errors = (conservative ? rate.upper : rate.value) * copies;
	if (!isfinite(errors))
		return -1;
	return (int64_t) alkres_binomial_quantile(1 - alpha, accepted, -expm1(-errors / accepted));
}

double
alkres_droplets_min_detectable(const AlkresDroplets *droplets, AlkresChannel mutant, double power,
							   int64_t min_positive)
{
	double n = alkres_droplets_accepted(droplets);
	double other = alkres_droplets_positive(droplets, alkres_other_channel(mutant));
	double m = min_positive;
	double load;
	double needed;

	if (other < 0 || n == 0 || (double) alkres_droplets_positive(droplets, mutant) < 0)
		return NAN;
	load = alkres_lambda(other, n);
	if (isinf(load))
		return NAN;
	if (m > n)
		return 1;
	/* P(Binomial(n, p) >= m) = I_p(m, n - m + 1). */
	needed = -log1p(-alkres_beta_quantile_lower(power, m, n - m + 1));
	return needed / (needed + load);
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x > y) - (x < y);
}

double
alkres_limit_by_rank(double *blanks, int n, double alpha)
{
	double rank = 0.5 + (1 - alpha) * n;
	double below = floor(rank);

	if (n < 1 || rank > n || below < 1)
		return NAN;
	qsort(blanks, (size_t) n, sizeof(double), ascending);
	if (below == n)
		return blanks[n - 1];
	return blanks[(int) below - 1] +
		   (rank - below) * (blanks[(int) below] - blanks[(int) below - 1]);
}

double
alkres_mean(const double *values, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += values[i];
	return sum / n;
}

double
alkres_standard_deviation(const double *values, int n)
{
	double mean = alkres_mean(values, n);
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += (values[i] - mean) * (values[i] - mean);
	return n < 2 ? NAN : sqrt(sum / (n - 1));
}

double
alkres_limit_by_spread(double origin, const double *results, int n, double alpha)
{
	if (n < 2)
		return NAN;
	return origin + alkres_normal_quantile(1 - alpha) / (1 - 1 / (4.0 * (n - 1))) *
						alkres_standard_deviation(results, n);
}
