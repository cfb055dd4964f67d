/* replicates.c: homogeneity of wells, Total error, chance of double positives. */
#include "core/droplets/replicates.h"

#include <math.h>

#include "core/statistics/normal.h"
#include "core/statistics/saddle_point.h"
#include "core/droplets/control.h"
#include "core/statistics/gamma.h"
#include "core/base/interrupt.h"
#include "core/base/memory.h"

/* Wells of one sample are this unlike in one of 1,000. */
#define INHOMOGENEOUS 0.001

/* Below this expected count the chi-square law is not trusted. */
#define FEW_EXPECTED 5
/* Most tables that are enumerated: some 50 ms. */
#define MOST_TABLES 1e6
#define MOST_WELLS 100 /* enumerate calls itself once a well */

#define LOG_2PI 1.837877066409345483560659472811

/* log P(Binomial(n, p) = k), 0 < p < 1, in Loader's form: differences of lgamma of large counts
 * would lose the digits. */
static double
log_binomial(double k, double n, double p)
{
	if (k == 0)
		return n * log1p(-p);
	if (k == n)
		return n * log(p);
	return alkres_stirling_error(n) - alkres_stirling_error(k) - alkres_stirling_error(n - k) -
		   alkres_deviance(k, n * p) - alkres_deviance(n - k, n * (1 - p)) +
		   0.5 * (log(n / k / (n - k)) - LOG_2PI);
}

typedef struct Enumeration
{
	const AlkresReplicate *wells;
	int n;
	double **log_share; /* log probability of k positives in a well, by well and k */
	double limit;       /* tables of at most this log probability count */
	double sum;
	int steps;
} Enumeration;

/* All ways to spread `left` positives over the wells from `well` on. */
static void
enumerate(Enumeration *e, int well, int64_t left, double log_probability)
{
	const AlkresReplicate *here = &e->wells[well];

	if (well == e->n - 1)
	{
		if (left > here->accepted)
			return;
		log_probability += e->log_share[well][left];
		if (log_probability <= e->limit)
			e->sum += exp(log_probability);
		if (++e->steps % 4096 == 0)
			alkres_check_interrupts();
		return;
	}
	for (int64_t k = 0; k <= left && k <= here->accepted; k++)
		enumerate(e, well + 1, left - k, log_probability + e->log_share[well][k]);
}

/* P of tables no likelier than this one, given the wells' droplets and all positives: the wells'
 * binomials over that of their sum, whatever the share. */
static double
exact_p(const AlkresReplicate *wells, int n, int64_t positive, int64_t accepted)
{
	Enumeration e = {.wells = wells, .n = n};
	double p = (double) positive / accepted;
	double log_all = log_binomial(positive, accepted, p);
	double observed = -log_all;

	e.log_share = alkres_alloc((size_t) n * sizeof(double *));
	for (int i = 0; i < n; i++)
	{
		e.log_share[i] = alkres_alloc(((size_t) positive + 1) * sizeof(double));
		for (int64_t k = 0; k <= positive && k <= wells[i].accepted; k++)
			e.log_share[i][k] = log_binomial(k, wells[i].accepted, p);
		observed += e.log_share[i][wells[i].positive];
	}
	/* A table as likely as this one up to rounding counts. */
	e.limit = observed + 1e-7;
	enumerate(&e, 0, positive, -log_all);
	for (int i = 0; i < n; i++)
		alkres_free(e.log_share[i]);
	alkres_free(e.log_share);
	return fmin(1, e.sum);
}

/* Number of ways to spread k positives over n wells: k + n - 1 over n - 1. */
static double
tables(double k, int n)
{
	double ways = 1;

	for (int i = 1; i < n && ways <= MOST_TABLES; i++)
		ways *= (k + i) / i;
	return ways;
}

/*
 * The exact P of at most MOST_WELLS wells, whose sums are exact in 64 bits; false when there are
 * too many tables.  turn: count negatives, the rarer kind of droplet, which has the fewer tables.
 */
static bool
try_exact(AlkresReplicate *wells, int n, bool turn, double *p_value)
{
	int64_t positive = 0, accepted = 0;

	for (int i = 0; i < n; i++)
	{
		if (turn)
			wells[i].positive = wells[i].accepted - wells[i].positive;
		positive += wells[i].positive;
		accepted += wells[i].accepted;
	}
	if (tables(positive, n) > MOST_TABLES)
		return false;
	*p_value = exact_p(wells, n, positive, accepted);
	return true;
}

/* Pearson's sum over the wells, at the share of them all. */
static double
chi_square(const AlkresReplicate *wells, int n, double share)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
	{
		double off = wells[i].positive - wells[i].accepted * share;

		sum += off * off / (wells[i].accepted * share * (1 - share));
	}
	return sum;
}

void
alkres_homogeneity(const AlkresReplicate *all, int n_all, AlkresHomogeneity *result)
{
	AlkresReplicate *wells = alkres_alloc((size_t) (n_all > 0 ? n_all : 1) * sizeof(*wells));
	int n = 0;
	double positive = 0;
	double accepted = 0;
	double fewest = INFINITY;

	for (int i = 0; i < n_all; i++)
	{
		if (all[i].accepted == 0)
			continue;
		positive += all[i].positive;
		accepted += all[i].accepted;
		fewest = fmin(fewest, all[i].accepted);
		wells[n++] = all[i];
	}
	*result = (AlkresHomogeneity){.chi2 = NAN, .df = n > 0 ? n - 1 : 0, .p_value = NAN};
	if (n >= 2 && (positive == 0 || positive == accepted))
	{
		/* The totals leave no other table. */
		result->p_value = 1;
		result->exact = true;
	}
	else if (n >= 2)
	{
		double p = positive / accepted;

		result->chi2 = chi_square(wells, n, p);
		result->exact = fewest * fmin(p, 1 - p) < FEW_EXPECTED && n <= MOST_WELLS &&
						try_exact(wells, n, p > 0.5, &result->p_value);
		if (!result->exact)
			result->p_value = alkres_chi_square_at_least(result->chi2, result->df);
	}
	alkres_free(wells);
}

bool
alkres_is_inhomogeneous(double p_value)
{
	return p_value < INHOMOGENEOUS;
}

/* The concentrations of the wells that have one, and the sum of all wells. */
static bool
sum_wells(const AlkresDroplets *wells, int n, AlkresChannel channel, AlkresDroplets *sum,
		  double *values, int *counted, AlkresError *error)
{
	*sum = wells[0];
	*counted = 0;
	for (int i = 0; i < n; i++)
	{
		AlkresEstimate one;

		if ((i > 0 && !alkres_droplets_pool(sum, &wells[i], error)) ||
			!alkres_concentration(&wells[i], channel, ALKRES_DROPLETS_EXACT, 0.95, &one, error))
			return false;
		if (!isnan(one.value))
			values[(*counted)++] = one.value;
	}
	return true;
}

/* Total error: as wide as the wells' spread when that is wider than the Poisson limits. */
static void
widen(AlkresMerged *merged, const double *values, int counted, AlkresDropletMethod method,
	  double level)
{
	/* 1.96 in what repeats the instrument. */
	double z = method == ALKRES_DROPLETS_BIORAD ? 1.96 : alkres_normal_quantile(0.5 + level / 2);
	double mean = alkres_mean(values, counted);
	double half = z * alkres_standard_deviation(values, counted) / sqrt(counted);

	/* A single saturated well has no spread to speak of. */
	if (!isfinite(half))
		return;
	merged->total_lower = fmax(0, fmin(merged->total_lower, mean - half));
	merged->total_upper = fmax(merged->total_upper, mean + half);
}

bool
alkres_merge_replicates(const AlkresDroplets *wells, int n, AlkresChannel channel,
						AlkresDropletMethod method, double level, AlkresMerged *merged,
						AlkresError *error)
{
	AlkresDroplets sum;
	double *values = alkres_alloc((size_t) n * sizeof(double));
	int counted;
	bool known = sum_wells(wells, n, channel, &sum, values, &counted, error) &&
				 alkres_concentration(&sum, channel, method, level, &merged->poisson, error);

	if (known)
	{
		merged->total_lower = merged->poisson.lower;
		merged->total_upper = merged->poisson.upper;
		if (counted > 1 && isfinite(merged->poisson.value))
			widen(merged, values, counted, method, level);
	}
	alkres_free(values);
	return known;
}

double
alkres_double_positive_excess(const AlkresDroplets *droplets)
{
	double n = alkres_droplets_accepted(droplets);
	double k1 = alkres_droplets_positive(droplets, ALKRES_FAM);
	double k2 = alkres_droplets_positive(droplets, ALKRES_HEX);
	double x = droplets->both_positive;
	double p = k2 / n;
	double mean = k1 * p;
	double variance = n > 1 ? mean * ((n - k1) / n) * ((n - k2) / (n - 1)) : 0;
	double term;
	double sum = 0;

	if ((droplets->flags & ALKRES_DROPLETS_MARGINAL) != 0 || n == 0)
		return NAN;
	if (x <= fmax(0, k1 + k2 - n))
		return 1;
	if (variance > 1e6)
		return 0.5 * erfc((x - 0.5 - mean) / sqrt(2 * variance));
	/* Terms follow from each other; they are summed on the side of x on which they fall.  Here
	 * 0 < p < 1: with p 0 or 1 there is only one x. */
	term = exp(log_binomial(x, k1, p) + log_binomial(k2 - x, n - k1, p) - log_binomial(k2, n, p));
	if (x > mean)
	{
		for (double i = x; i <= fmin(k1, k2) && term > sum * 1e-17; i++)
		{
			sum += term;
			term *= (k1 - i) / (i + 1) * ((k2 - i) / (n - k1 - k2 + i + 1));
		}
		return fmin(1, sum);
	}
	for (double i = x; i > 0 && term > sum * 1e-17; i--)
	{
		term *= i / (k1 - i + 1) * ((n - k1 - k2 + i) / (k2 - i + 1));
		sum += term;
	}
	return fmax(0, 1 - sum);
}
