/* contamination.c: the fraction of foreign DNA from sites where the foreigner is known to
 * differ. */
#include "core/model/contamination.h"

#include <math.h>

#define LARGEST 0.5

/* Of a site: as the header says. */
#define FEWEST_MOLECULES 50
#define HOMOZYGOUS 0.9
#define FOREIGN 0.2
#define HOST 0.75

#define EVIDENCE 5

static double
log_likelihood(const AlkresForeign *sites, int count, double error, double fraction)
{
	double sum = 0;

	for (int i = 0; i < count; i++)
	{
		double foreign = fraction * sites[i].share;
		double p = foreign + error * (1 - foreign);

		sum +=
			sites[i].alternates * log(p) + (sites[i].molecules - sites[i].alternates) * log1p(-p);
	}
	return sum;
}

/* Where the likelihood crosses the level, between inside (above it) and outside. */
static double
crossing(const AlkresForeign *sites, int count, double error, double inside, double outside,
		 double level)
{
	if (log_likelihood(sites, count, error, outside) >= level)
		return outside;
	for (int i = 0; i < 60; i++)
	{
		double middle = (inside + outside) / 2;

		if (log_likelihood(sites, count, error, middle) >= level)
			inside = middle;
		else
			outside = middle;
	}
	return (inside + outside) / 2;
}

void
alkres_contamination(AlkresContamination *result, const AlkresForeign *sites, int count,
					 double error)
{
	double low = 0, high = LARGEST, best, none;
	double molecules = 0;

	for (int i = 0; i < count; i++)
		molecules += sites[i].molecules;
	*result = (AlkresContamination){0, 0, LARGEST, 0};
	if (molecules <= 0)
		return;
	/* The log likelihood is concave in the fraction. */
	for (int i = 0; i < 100; i++)
	{
		double left = low + (high - low) / 3, right = high - (high - low) / 3;

		if (log_likelihood(sites, count, error, left) < log_likelihood(sites, count, error, right))
			low = left;
		else
			high = right;
	}
	best = log_likelihood(sites, count, error, (low + high) / 2);
	none = log_likelihood(sites, count, error, 0);
	result->fraction = best > none ? (low + high) / 2 : 0;
	best = fmax(best, none);
	result->score = best - none;
	result->lower = crossing(sites, count, error, result->fraction, 0, best - 2);
	result->upper = crossing(sites, count, error, result->fraction, LARGEST, best - 2);
}

bool
alkres_is_homozygous(double allele, double molecules)
{
	return molecules >= FEWEST_MOLECULES && allele > HOMOZYGOUS * molecules;
}

bool
alkres_lacks_allele(double allele, double other, double molecules)
{
	return molecules >= FEWEST_MOLECULES && allele < FOREIGN * molecules &&
		   other > HOST * molecules;
}

bool
alkres_is_contaminated(double score)
{
	return score > EVIDENCE;
}
