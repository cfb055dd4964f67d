/* power_steps.c: the chance of a call, summed over the count of molecules, shared out in
 * proportion.
 */
#include "core/model/power_steps.h"

#include <math.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/model/stray.h"
#include "core/model/score.h"
#include "core/statistics/normal.h"

/* Counts that are looked at, the first none; between them the chance is interpolated. */
#define COUNTS 81

struct AlkresSteps
{
	AlkresMergedSite *site;
	double molecules;
	uint64_t step;         /* between the counts */
	double called[COUNTS]; /* [count / step]; under 0: not looked at yet */
};

AlkresSteps *
alkres_steps_new(AlkresMergedSite *site, uint32_t least)
{
	AlkresSteps *steps = alkres_alloc(sizeof(AlkresSteps));

	steps->site = site;
	steps->molecules = alkres_evidence_molecules(&site->evidence);
	/* So that the last is above three times the least. */
	steps->step = 3 * (uint64_t) least / (COUNTS - 9) + 1;
	for (int i = 0; i < COUNTS; i++)
		steps->called[i] = -1;
	return steps;
}

void
alkres_steps_free(AlkresSteps *steps)
{
	alkres_free(steps);
}

/* The chance of a call with so many alternates, shared out in proportion. */
static double
look(const AlkresSteps *steps, uint64_t alternates)
{
	const AlkresEvidence *evidence = &steps->site->evidence;
	double spread_of_s = 0;
	double until = 0;
	uint32_t placed = 0, x[ALKRES_ORIENTATIONS];

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		until += (double) alternates * steps->site->molecules[g] / steps->molecules;
		x[g] = (uint32_t) floor(until + 0.5) - placed;
		placed += x[g];
		spread_of_s += x[g] * steps->site->variance[g];
	}
	alkres_merged_site_set(steps->site, x);
	return alkres_normal_above(
		alkres_score(evidence), spread_of_s,
		alkres_stray_level(&evidence->stray, steps->site->level, (double) alternates));
}

/* The same for i steps, each looked at once. */
static double
called(AlkresSteps *steps, uint32_t i)
{
	/* No more than there are molecules. */
	i = (uint32_t) fmin(i, floor(steps->molecules / (double) steps->step));
	if (steps->called[i] < 0)
		steps->called[i] = look(steps, i * steps->step);
	return steps->called[i];
}

/* Binomial chance of exactly x of n. */
static double
binomial(double n, double x, double p)
{
	if (x > n)
		return 0;
	if (p >= 1)
		return x == n;
	if (p <= 0)
		return x == 0;
	return exp(lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) + x * log(p) +
			   (n - x) * log1p(-p));
}

double
alkres_steps_chance(AlkresSteps *steps, double fraction)
{
	uint64_t counts = (COUNTS - 1) * steps->step + 1;
	double sum = 0;
	double seen = 0;
	/* Counts farther than this from the mean have less than 1e-20 of the chance between them. */
	double mean = steps->molecules * fraction;
	double reach = 12 * sqrt(mean) + 40;

	for (uint64_t x = mean > reach ? (uint64_t) fmin(mean - reach, (double) counts) : 0;
		 x < counts && (double) x <= mean + reach; x++)
	{
		double one = binomial(steps->molecules, (double) x, fraction);
		uint32_t i = (uint32_t) (x / steps->step);
		double part = (double) (x % steps->step) / (double) steps->step;

		if (x % 1024 == 0)
			alkres_check_interrupts();
		seen += one;
		if (one < 1e-20)
			continue;
		sum += one * called(steps, i) * (1 - part);
		if (part > 0)
			sum += one * called(steps, i + 1) * part;
	}
	/* Beyond the table, three times what is needed at the least, everything is called. */
	return sum + fmax(0, 1 - seen);
}
