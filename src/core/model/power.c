/* power.c: the least molecules that would be called, and the fraction that gives them with 95 %
 * chance. */
#include "core/model/power.h"

#include <math.h>
#include <string.h>

#include "core/model/stray.h"
#include "core/model/merged.h"
#include "core/model/power_split.h"
#include "core/model/power_steps.h"
#include "core/model/score.h"
#include "core/statistics/normal.h"

/* The cell whose share was rounded down most, the first of equals. */
static void
find_largest(const AlkresGroup *group, double remainder[ALKRES_PARTS][ALKRES_PART_CELLS], int *part,
			 int *cell)
{
	double largest = -2;

	*part = *cell = 0;
	for (int p = 0; p < ALKRES_PARTS; p++)
		for (int k = 0; k < group->part[p].cells; k++)
			if (remainder[p][k] > largest)
			{
				largest = remainder[p][k];
				*part = p;
				*cell = k;
			}
}

/* Put so many alternates on the cells of a group in proportion to its molecules, the largest
 * remainders first. */
static void
spread(AlkresGroup *group, uint32_t alternates)
{
	double remainder[ALKRES_PARTS][ALKRES_PART_CELLS];
	uint32_t placed = 0;

	group->alternates = alternates;
	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		AlkresPart *part = &group->part[p];

		part->alternates = 0;
		for (int k = 0; k < part->cells; k++)
		{
			double share = alternates * part->cell[k].molecules / group->molecules;

			part->cell[k].alternates = (uint32_t) share;
			remainder[p][k] = share - (uint32_t) share;
			part->alternates += part->cell[k].alternates;
		}
		placed += part->alternates;
	}
	for (; placed < alternates; placed++)
	{
		int part, cell;

		find_largest(group, remainder, &part, &cell);
		group->part[part].cell[cell].alternates++;
		group->part[part].alternates++;
		remainder[part][cell] = -1;
	}
}

/* Put the alternates on the groups in proportion, then on their cells. */
static void
spread_all(AlkresEvidence *evidence, uint32_t alternates)
{
	double total = alkres_evidence_molecules(evidence);
	double seen = 0;
	uint32_t placed = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		seen += evidence->group[g].molecules;
		uint32_t until = (uint32_t) floor(alternates * seen / total + 0.5);

		if (evidence->group[g].molecules > 0)
			spread(&evidence->group[g], until - placed);
		placed = until;
	}
}

/* Most counts that are too few are settled by the bound. */
static bool
reaches(const AlkresEvidence *evidence, double level)
{
	/* Stray ones are in the level. */
	level = alkres_stray_level(&evidence->stray, level, alkres_evidence_alternates(evidence));
	return level < HUGE_VAL && alkres_score_bound(evidence) >= level &&
		   alkres_score(evidence) >= level;
}

/* The least molecules, spread in proportion, whose S is at least the level; 0 when none are. */
static uint32_t
least_called(AlkresEvidence *evidence, double level)
{
	uint32_t total = alkres_evidence_depth(evidence);
	uint32_t high = 1;
	uint32_t low = 0;

	while (true)
	{
		spread_all(evidence, high);
		if (reaches(evidence, level))
			break;
		if (high == total)
			return 0;
		low = high;
		high = high > total / 2 ? total : high * 2;
	}
	while (high - low > 1)
	{
		uint32_t middle = low + (high - low) / 2;

		spread_all(evidence, middle);
		if (reaches(evidence, level))
			high = middle;
		else
			low = middle;
	}
	return high;
}

/* Look over one part of a group that has the other, too. */
static void
look_over(AlkresGroup *group, int over)
{
	AlkresPart *part = &group->part[over];

	if (part->molecules >= group->molecules)
		return;
	group->molecules -= part->molecules;
	memset(part, 0, sizeof(*part));
	part->shape = part->rate = ALKRES_KAPPA;
}

/* When a site is called, by one of two ways of sharing its molecules out; the other is NULL. */
typedef struct Rule
{
	AlkresMergedSite site;
	double total;   /* molecules of it */
	uint32_t least; /* molecules that are called; 0 when not even all of them would be */
	AlkresSplit *split;
	AlkresSteps *steps;
} Rule;

/* least: molecules of the whole site that are called; over: the part that is looked over. */
static void
make_rule(Rule *rule, const AlkresEvidence *evidence, double level, uint32_t least, int over)
{
	AlkresMergedSite *site = &rule->site;
	double total = alkres_evidence_molecules(evidence);

	memset(rule, 0, sizeof(*rule));
	site->level = level;
	rule->least = least;
	site->evidence = *evidence;
	site->evidence.stray.ratio = 0;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		if (site->evidence.group[g].molecules > 0)
			look_over(&site->evidence.group[g], over);
	alkres_merge_site(site, rule->least / total);
	rule->total = alkres_evidence_molecules(&site->evidence);
	rule->least = (uint32_t) fmin(least, fmax(1, rule->total));
	if (rule->least <= ALKRES_SPLIT_MAX && alkres_orientation_testable(evidence))
		rule->split = alkres_split_new(site, rule->least);
	else
		rule->steps = alkres_steps_new(site, rule->least);
}

static void
free_rule(Rule *rule)
{
	if (rule->split != NULL)
		alkres_split_free(rule->split);
	if (rule->steps != NULL)
		alkres_steps_free(rule->steps);
}

/* A pair of counts that is rarer does not change a chance; one that is not quite so rare is left
 * out where the others decide. */
#define NEGLIGIBLE 1e-9
#define RARE 1e-6

/*
 * The chance of a call at a fraction, from the counts that are likelier than the least likely one
 * asked for; *open is what the others would add at most.
 */
static double
chance(Rule *rule, double fraction, double least_likely, double *open)
{
	if (rule->split != NULL)
		return alkres_split_chance(rule->split, fraction, least_likely, open);
	*open = 0;
	return alkres_steps_chance(rule->steps, fraction);
}

/* The fraction that is called often enough lies above low and at or below high. */
typedef struct Search
{
	Rule *rule;
	double low;
	double high;
} Search;

#define OFTEN 0.95

static bool
often(Search *search, double fraction)
{
	double open, value;

	if (fraction <= search->low || fraction >= search->high)
		return fraction >= search->high;
	value = chance(search->rule, fraction, RARE, &open);
	if (value < OFTEN && value + open >= OFTEN)
		value = chance(search->rule, fraction, NEGLIGIBLE, &open);
	if (value >= OFTEN)
		search->high = fraction;
	else
		search->low = fraction;
	return value >= OFTEN;
}

/*
 * Bring the bounds near.  A call needs some k alternates, of which a fraction gives a mean with a
 * Poisson's spread: so the chance as a normal quantile is nearly straight over the square root of
 * the mean, with slope 2, and the secant method soon there.
 */
static void
approach(Search *search)
{
	double total = search->rule->total;
	double wanted = alkres_normal_quantile(OFTEN);
	double root = (wanted + sqrt(wanted * wanted + 4.0 * search->rule->least)) / 2;
	double slope = 2, root_before = 0, reached_before = 0;

	for (int i = 0; i < 6; i++)
	{
		double fraction = root * root / total;
		double open, value, reached, step;

		if (!(fraction > search->low && fraction < search->high))
			return;
		value = chance(search->rule, fraction, RARE, &open) + open / 2;
		if (!(value > 1e-6 && value < 1 - 1e-6))
			return;
		reached = alkres_normal_quantile(value);
		if (i > 0)
			slope = (reached - reached_before) / (root - root_before);
		if (!(slope > 0.1 && slope < 10))
			return;
		root_before = root;
		reached_before = reached;
		step = (wanted - reached) / slope;
		root += step;
		if (fabs(step) < 1e-3 * root)
		{
			/* The next step would be a small part of this one. */
			often(search, root * root / total * (1 - 2e-4));
			often(search, root * root / total * (1 + 2e-4));
			return;
		}
	}
}

/* The least fraction that is called often enough, where 1 is and 0 is not. */
static double
find_fraction(Rule *rule)
{
	Search search = {rule, 0, 1};
	double low = 0;
	double high = 1;

	approach(&search);
	while (high - low > 1e-3 * high)
	{
		/* By ratio once a fraction is known to be too small. */
		double middle = low > 0 ? sqrt(low * high) : high / 4;

		if (often(&search, middle))
			high = middle;
		else
			low = middle;
	}
	return high;
}

/* The fraction that is called often enough; NAN when not even 1 is. */
static double
limit_of(Rule *rule)
{
	double open;

	/* A rule that calls anything would have no end of smaller fractions. */
	if (chance(rule, 0, NEGLIGIBLE, &open) >= OFTEN)
		return 0;
	return chance(rule, 1, NEGLIGIBLE, &open) >= OFTEN ? find_fraction(rule) : NAN;
}

/* Is more than half of the molecules of a strand of origin read badly, and not all? */
static bool
is_badly_read(const AlkresEvidence *evidence)
{
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		const AlkresGroup *group = &evidence->group[g];

		if (group->part[ALKRES_WELL_READ].molecules > 0 &&
			group->part[ALKRES_BADLY_READ].molecules > group->molecules / 2)
			return true;
	}
	return false;
}

/*
 * Badly read molecules say little, and nothing of a bad site: the limit is that of the well read
 * ones, to which they would add.  Where they are more than half they may say more than those: it is
 * the lower of what either would show alone.
 */
AlkresPower
alkres_power(const AlkresEvidence *evidence, double prior, double min_posterior)
{
	AlkresPower power = {0, NAN};
	AlkresEvidence alone = *evidence;
	double level = alkres_level(min_posterior, prior);

	alone.stray.ratio = 0;
	if (alkres_evidence_molecules(evidence) >= 1)
		power.min_molecules = least_called(&alone, level);
	if (power.min_molecules == 0)
		return power;
	for (int over = is_badly_read(evidence) ? ALKRES_WELL_READ : ALKRES_BADLY_READ;
		 over < ALKRES_PARTS; over++)
	{
		Rule rule;

		make_rule(&rule, evidence, level, power.min_molecules, over);
		power.lod95 = fmin(power.lod95, limit_of(&rule)); /* of NAN and a number the number */
		free_rule(&rule);
	}
	return power;
}
