/* contamination.c: the fraction of foreign DNA from sites where the foreigner is known to
 * differ. */
#include "core/model/contamination.h"

#include <math.h>

#include "core/base/memory.h"

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

#define EVIDENCE 5
#define FEWEST_SITES 3

/* Sites, with what does not depend on the fraction. */
typedef struct Sites
{
	const AlkresForeign *items;
	int count;
	double *choose; /* ln of the binomial coefficient, and of the share that is not odd */
	double *odd;    /* chance of what is seen when the site is odd, of all */
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
	if (log_likelihood(sites, outside) >= level)
		return outside;
	for (int i = 0; i < 60; i++)
	{
		double middle = (inside + outside) / 2;

		if (log_likelihood(sites, middle) >= level)
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

void
alkres_contamination(AlkresContamination *result, const AlkresForeign *items, int count)
{
	Sites sites = {items, count, NULL, NULL};
	double molecules = 0, best;

	for (int i = 0; i < count; i++)
		molecules += items[i].molecules;
	*result = (AlkresContamination){0, 0, LARGEST, 0, 0};
	if (molecules <= 0)
		return;
	sites.choose = alkres_alloc(sizeof(double) * (size_t) count);
	sites.odd = alkres_alloc(sizeof(double) * (size_t) count);
	for (int i = 0; i < count; i++)
	{
		double n = items[i].molecules, x = items[i].alternates;

		sites.choose[i] =
			lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) + log1p(-ALKRES_ODD_SITES);
		sites.odd[i] = ALKRES_ODD_SITES / (n + 1);
	}
	result->fraction = likeliest(&sites, &best);
	result->score = best - log_likelihood(&sites, 0);
	result->lower = crossing(&sites, result->fraction, 0, best - 2);
	result->upper = crossing(&sites, result->fraction, LARGEST, best - 2);
	result->agreeing = count_agreeing(&sites, result->fraction);
	alkres_free(sites.choose);
	alkres_free(sites.odd);
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

double
alkres_site_error(double alternates, double molecules, double most_alternates,
				  double most_molecules)
{
	return (alternates - most_alternates + PRIOR_ERROR * PRIOR_MOLECULES) /
		   (molecules - most_molecules + PRIOR_MOLECULES);
}

bool
alkres_is_contaminated(double score, int agreeing, double pairs)
{
	return agreeing >= FEWEST_SITES && score > EVIDENCE + log(fmax(pairs, 1));
}
