/* contamination.c: the fraction of foreign DNA from sites where the foreigner is known to
 * differ. */
#include "core/model/contamination.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/statistics/binomial.h"

#define LARGEST 0.5
#define SMALLEST 1e-5
#define STEPS 64 /* of ln c, from the smallest to the largest */

/* Of a site: as the header says. */
#define FEWEST_MOLECULES 50
#define HOMOZYGOUS 0.9
#define FOREIGN 0.2
#define HOST 0.75
#define PRIOR_ERROR 1e-4
#define PRIOR_MOLECULES 1e4
#define UNLIKELY 1e-3

/* Most molecules of plasma that show one site show another that is nearer. */
#define REACH 100

#define EVIDENCE 5
#define FEWEST_SITES 3

/* Sites, with what does not depend on the fraction. */
typedef struct Sites
{
	const AlkresForeign *items;
	int count;
	double *choose; /* ln of the binomial coefficient, and of the share that is not odd */
	double *odd;    /* chance of what is seen when the site is odd, of all */
	double *weight; /* sites of the same molecules count as one together */
} Sites;

/* Chance of what a regular site shows, of all. */
static double
regular(const Sites *sites, int i, double fraction)
{
	const AlkresForeign *site = &sites->items[i];
	double foreign = fraction * site->share;
	double p = foreign + site->error * (1 - foreign);

	return exp(sites->choose[i] + site->alternates * log(p) +
			   (site->molecules - site->alternates) * log1p(-p));
}

static double
log_likelihood(const Sites *sites, double fraction)
{
	double sum = 0;

	for (int i = 0; i < sites->count; i++)
		sum += log(regular(sites, i, fraction) + sites->odd[i]);
	return sum;
}

/*
 * The same of sites of the same molecules as of one.  Errors fall on each site by itself, so that
 * all of them speak against none; but a foreign molecule shows at all its sites, which say how many
 * there are only once.
 */
static double
log_likelihood_once(const Sites *sites, double fraction)
{
	double sum = 0;

	for (int i = 0; i < sites->count; i++)
		sum += sites->weight[i] * log(regular(sites, i, fraction) + sites->odd[i]);
	return sum;
}

static double
fraction_at(int step)
{
	return SMALLEST * pow(LARGEST / SMALLEST, (double) step / STEPS);
}

/*
 * The likeliest fraction, none among them: on a grid, for there may be several peaks, then nearer.
 */
static double
likeliest(const Sites *sites, double *value)
{
	double low, high, none = log_likelihood(sites, 0);
	int best = 0;

	*value = -HUGE_VAL;
	for (int step = 0; step <= STEPS; step++)
	{
		double one = log_likelihood(sites, fraction_at(step));

		if (one > *value)
		{
			*value = one;
			best = step;
		}
	}
	low = best > 0 ? fraction_at(best - 1) : 0;
	high = best < STEPS ? fraction_at(best + 1) : LARGEST;
	for (int i = 0; i < 40; i++)
	{
		double left = low + (high - low) / 3, right = high - (high - low) / 3;

		if (log_likelihood(sites, left) < log_likelihood(sites, right))
			low = left;
		else
			high = right;
	}
	*value = log_likelihood(sites, (low + high) / 2);
	if (*value > none)
		return (low + high) / 2;
	*value = none;
	return 0;
}

/* Where the likelihood crosses the level, between inside (above it) and outside. */
static double
crossing(const Sites *sites, double inside, double outside, double level)
{
	if (log_likelihood_once(sites, outside) >= level)
		return outside;
	for (int i = 0; i < 60; i++)
	{
		double middle = (inside + outside) / 2;

		if (log_likelihood_once(sites, middle) >= level)
			inside = middle;
		else
			outside = middle;
	}
	return (inside + outside) / 2;
}

static int
count_agreeing(const Sites *sites, double fraction)
{
	int agreeing = 0;

	for (int i = 0; i < sites->count; i++)
	{
		double here = regular(sites, i, fraction);

		agreeing += here > sites->odd[i] && here > regular(sites, i, 0);
	}
	return agreeing;
}

static int
compare_positions(const void *a, const void *b)
{
	int64_t first = *(const int64_t *) a, second = *(const int64_t *) b;

	return (first > second) - (first < second);
}

static void
weigh(Sites *sites)
{
	size_t count = (size_t) sites->count;
	int64_t *positions = alkres_alloc(sizeof(int64_t) * count);

	for (size_t i = 0; i < count; i++)
		positions[i] = sites->items[i].position;
	qsort(positions, count, sizeof(int64_t), compare_positions);
	for (size_t i = 0; i < count; i++)
	{
		int64_t position = sites->items[i].position;
		const int64_t *first, *last;

		sites->weight[i] = 1;
		if (position == 0)
			continue;
		first = bsearch(&position, positions, count, sizeof(int64_t), compare_positions);
		last = first;
		while (first > positions && position - first[-1] < REACH && first[-1] != 0)
			first--;
		while (last < positions + count && *last - position < REACH)
			last++;
		sites->weight[i] = 1.0 / (double) (last - first);
	}
	alkres_free(positions);
}

void
alkres_contamination(AlkresContamination *result, const AlkresForeign *items, int count)
{
	Sites sites = {items, count, NULL, NULL, NULL};
	double molecules = 0, best, level;

	for (int i = 0; i < count; i++)
		molecules += items[i].molecules;
	*result = (AlkresContamination){0, 0, LARGEST, 0, 0};
	if (molecules <= 0)
		return;
	sites.choose = alkres_alloc(sizeof(double) * (size_t) count);
	sites.odd = alkres_alloc(sizeof(double) * (size_t) count);
	sites.weight = alkres_alloc(sizeof(double) * (size_t) count);
	weigh(&sites);
	for (int i = 0; i < count; i++)
	{
		double n = items[i].molecules, x = items[i].alternates;

		sites.choose[i] =
			lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) + log1p(-ALKRES_ODD_SITES);
		sites.odd[i] = ALKRES_ODD_SITES / (n + 1);
	}
	result->fraction = likeliest(&sites, &best);
	result->score = best - log_likelihood(&sites, 0);
	level = log_likelihood_once(&sites, result->fraction) - 2;
	result->lower = crossing(&sites, result->fraction, 0, level);
	result->upper = crossing(&sites, result->fraction, LARGEST, level);
	result->agreeing = count_agreeing(&sites, result->fraction);
	alkres_free(sites.choose);
	alkres_free(sites.odd);
	alkres_free(sites.weight);
}

bool
alkres_is_homozygous(double allele, double molecules)
{
	return molecules >= FEWEST_MOLECULES && allele > HOMOZYGOUS * molecules;
}

double
alkres_donor_share(double allele, double molecules)
{
	if (alkres_is_homozygous(allele, molecules))
		return 1;
	if (molecules < FEWEST_MOLECULES || allele < FOREIGN * molecules)
		return 0;
	return allele / molecules;
}

bool
alkres_lacks_allele(double allele, double other, double molecules)
{
	return molecules >= FEWEST_MOLECULES && allele < FOREIGN * molecules &&
		   other > HOST * molecules;
}

/* Of a site and an allele that all these libraries lack. */
typedef struct Others
{
	double alternates;
	double molecules;
} Others;

static double
error_of(const Others *others)
{
	return (others->alternates + PRIOR_ERROR * PRIOR_MOLECULES) /
		   (others->molecules + PRIOR_MOLECULES);
}

static void
take_away(Others *others, double alternates, double molecules)
{
	others->alternates -= alternates;
	others->molecules -= molecules;
}

/* Are so many more than the errors that others show?  One molecule never is. */
static bool
is_more_than_errors(double alternates, double molecules, const Others *others)
{
	return alternates > 1 &&
		   alkres_binomial_at_least(alternates, molecules, error_of(others)) < UNLIKELY;
}

void
alkres_site_errors(const double *alternates, const double *molecules, int count, double *errors)
{
	Others kept = {0, 0};
	bool *out = alkres_alloc(sizeof(bool) * (size_t) (count + 1));
	int before, left = 0;

	for (int i = 0; i < count; i++)
	{
		out[i] = false;
		take_away(&kept, -alternates[i], -molecules[i]);
	}
	/* The fewer are left, the lower is the rate that others are held against. */
	do
	{
		before = left;
		for (int i = 0; i < count; i++)
		{
			Others others = kept;

			if (out[i])
				continue;
			take_away(&others, alternates[i], molecules[i]);
			out[i] = is_more_than_errors(alternates[i], molecules[i], &others);
			if (!out[i])
				continue;
			kept = others;
			left++;
		}
	} while (left > before);
	for (int i = 0; i < count; i++)
	{
		Others others = kept;

		if (!out[i])
			take_away(&others, alternates[i], molecules[i]);
		errors[i] = error_of(&others);
	}
	alkres_free(out);
}

bool
alkres_is_contaminated(double score, int agreeing, double pairs)
{
	return agreeing >= FEWEST_SITES && score > EVIDENCE + log(fmax(pairs, 1));
}
