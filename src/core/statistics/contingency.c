/* contingency.c: Fisher's exact test, and kappa. */
#include "core/statistics/contingency.h"

#include <math.h>
#include <stdbool.h>

#include "core/base/interrupt.h"
#include "core/statistics/normal.h"

/* Tables count as no likelier up to this factor: sums of logarithms are not exact. */
#define NO_LIKELIER (1 + 1e-7)
#define ROUNDS 200

/* The first count given the margins: from least to most, for odds of one. */
typedef struct Hypergeometric
{
	double first;  /* first_only + both */
	double second; /* second_only + both */
	double total;
	double least;
	double most;
} Hypergeometric;

static double
log_choose(double n, double k)
{
	return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

/* ln of the weight of k, but for a constant. */
static double
log_weight(const Hypergeometric *h, double k, double log_odds)
{
	return log_choose(h->first, k) + log_choose(h->total - h->first, h->second - k) + k * log_odds;
}

typedef struct Moments
{
	double mean;
	double at_most;  /* P(K <= k) */
	double at_least; /* P(K >= k) */
} Moments;

/* The mode of the weights lies where they turn: found by bisection of their ratio. */
static double
mode(const Hypergeometric *h, double log_odds)
{
	double low = h->least, high = h->most;

	while (low < high)
	{
		double k = floor((low + high) / 2);

		if (log_weight(h, k + 1, log_odds) > log_weight(h, k, log_odds))
			low = k + 1;
		else
			high = k;
	}
	return low;
}

static Moments
moments(const Hypergeometric *h, double log_odds, double k)
{
	double top = mode(h, log_odds), peak = log_weight(h, top, log_odds);
	double sum = 0, first = 0, below = 0, above = 0;

	alkres_check_interrupts();
	/* Weights fall on both sides of the mode: what is far from it adds nothing. */
	for (int side = 0; side < 2; side++)
		for (double j = side == 0 ? top : top - 1; j >= h->least && j <= h->most;
			 j += side == 0 ? 1 : -1)
		{
			double weight = exp(log_weight(h, j, log_odds) - peak);

			if (weight < 1e-300)
				break;
			sum += weight;
			first += weight * j;
			below += j <= k ? weight : 0;
			above += j >= k ? weight : 0;
		}
	return (Moments){first / sum, below / sum, above / sum};
}

/* What is asked of the odds. */
typedef enum Asked
{
	MEAN,    /* the mean is k */
	AT_MOST, /* P(K <= k) is the probability */
	AT_LEAST
} Asked;

/* Is the odds ratio that is asked for above this one? */
static bool
is_above(const Hypergeometric *h, Asked asked, double k, double probability, double log_odds)
{
	Moments m = moments(h, log_odds, k);

	switch (asked)
	{
		case MEAN:
			return m.mean < k;
		case AT_MOST:
			return m.at_most > probability;
		case AT_LEAST:
			break;
	}
	return m.at_least < probability;
}

static double
solve(const Hypergeometric *h, Asked asked, double k, double probability)
{
	double low = -1, high = 1;

	while (low > -700 && !is_above(h, asked, k, probability, low))
		low *= 2;
	while (high < 700 && is_above(h, asked, k, probability, high))
		high *= 2;
	for (int i = 0; i < ROUNDS && high - low > 1e-14 * fmax(1, fabs(low)); i++)
	{
		double middle = (low + high) / 2;

		if (is_above(h, asked, k, probability, middle))
			low = middle;
		else
			high = middle;
	}
	return exp((low + high) / 2);
}

/* Tables with the same margins that are no likelier than k, for odds of one. */
static double
no_likelier(const Hypergeometric *h, double k)
{
	double top = mode(h, 0), peak = log_weight(h, top, 0);
	double limit = exp(log_weight(h, k, 0) - peak) * NO_LIKELIER, sum = 0, some = 0;

	for (int side = 0; side < 2; side++)
		for (double j = side == 0 ? top : top - 1; j >= h->least && j <= h->most;
			 j += side == 0 ? 1 : -1)
		{
			double weight = exp(log_weight(h, j, 0) - peak);

			if (weight < 1e-300)
				break;
			sum += weight;
			some += weight <= limit ? weight : 0;
		}
	return fmin(some / sum, 1);
}

void
alkres_fisher_exact(const AlkresTable *t, double confidence, AlkresOddsRatio *result)
{
	double k = t->both, tail = (1 - confidence) / 2;
	Hypergeometric h = {t->both + t->first_only, t->both + t->second_only,
						t->both + t->first_only + t->second_only + t->neither, 0, 0};

	h.least = fmax(0, h.first + h.second - h.total);
	h.most = fmin(h.first, h.second);
	*result = (AlkresOddsRatio){NAN, 0, INFINITY, 1};
	if (h.least == h.most)
		return;
	result->odds_ratio = k == h.least ? 0 : k == h.most ? INFINITY : solve(&h, MEAN, k, 0);
	result->lower = k == h.least ? 0 : solve(&h, AT_LEAST, k, tail);
	result->upper = k == h.most ? INFINITY : solve(&h, AT_MOST, k, tail);
	result->p_value = no_likelier(&h, k);
}

void
alkres_cohen_kappa(const AlkresTable *t, double confidence, AlkresKappa *result)
{
	double n = t->both + t->first_only + t->second_only + t->neither;
	double p[2][2] = {{t->both / n, t->first_only / n}, {t->second_only / n, t->neither / n}};
	double first[2] = {p[0][0] + p[0][1], p[1][0] + p[1][1]};
	double second[2] = {p[0][0] + p[1][0], p[0][1] + p[1][1]};
	double chance = first[0] * second[0] + first[1] * second[1];
	double kappa = (p[0][0] + p[1][1] - chance) / (1 - chance), sum = 0, width;

	*result = (AlkresKappa){NAN, NAN, NAN};
	if (!(n > 0) || !(chance < 1))
		return;
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++)
			sum += i == j ? p[i][i] * pow(1 - (first[i] + second[i]) * (1 - kappa), 2)
						  : p[i][j] * pow((second[i] + first[j]) * (1 - kappa), 2);
	sum -= pow(kappa - chance * (1 - kappa), 2);
	width = alkres_normal_quantile((1 + confidence) / 2) * sqrt(fmax(sum, 0) / n) / (1 - chance);
	*result = (AlkresKappa){kappa, fmax(kappa - width, -1), fmin(kappa + width, 1)};
}
