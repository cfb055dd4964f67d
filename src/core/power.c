/* power.c: the least molecules that would be called, and the fraction that gives them with 95 %
 * chance. */
#include "core/power.h"

#include <math.h>
#include <string.h>

#include "core/interrupt.h"
#include "core/memory.h"

/* Above so many molecules their split over the strands of origin is taken in proportion. */
#define SPLIT_MAX 24
/* Counts of one strand that are looked at: 0 .. COUNTS - 1, in the split case all, else
 * interpolated. */
#define COUNTS (3 * SPLIT_MAX + 9)

/*
 * Chance of a call for a count of alternates, by how they fall on the cells.  Given how many
 * alternates each strand of origin has, S is nearly a sum of one weight per alternate, ln(1 + f /
 * r) for a cell of error rate r: so S is taken as normal, with its mean at the cell of mean weight
 * and the weights' variance.
 */
typedef struct Rule
{
	bool split;
	double molecules[2];           /* of F1R2 and F2R1, the unknown shared out; or all and none */
	uint64_t step;                 /* between the counts of the table, 1 when split */
	double called[COUNTS][COUNTS]; /* [first][second], or [count / step][0] */
} Rule;

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
		int part = 0, cell = 0;
		double largest = -2;

		for (int p = 0; p < ALKRES_PARTS; p++)
			for (int k = 0; k < group->part[p].cells; k++)
				if (remainder[p][k] > largest)
				{
					largest = remainder[p][k];
					part = p;
					cell = k;
				}
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
		if (alkres_score(evidence) >= level)
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
		if (alkres_score(evidence) >= level)
			high = middle;
		else
			low = middle;
	}
	return high;
}

/* The part that stands for a merged group. */
static AlkresPart *
chief_part(AlkresGroup *group)
{
	return &group->part[group->part[ALKRES_WELL_READ].cells > 0 ? ALKRES_WELL_READ
																: ALKRES_BADLY_READ];
}

/*
 * Replace a group's cells by one, cell 0 of its chief part, whose weight at the fraction is their
 * mean; the variance of a weight is returned.  What a part expects (part->expected) stays.  Cells
 * that expect errors keep them, rounded, as cells of their own: molecules of a variant come on top
 * of them.
 */
static double
merge_cells(AlkresGroup *group, double fraction)
{
	AlkresGroup whole = *group;
	AlkresPart *chief = chief_part(group);
	double mean = 0;
	double square = 0;

	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		AlkresPart *part = &group->part[p];
		const AlkresPart *cells = &whole.part[p];
		double worse = part->shape / part->rate; /* the mean of lambda */

		part->cells = part == chief;
		part->alternates = 0;
		for (int k = 0; k < cells->cells; k++)
		{
			double share = cells->cell[k].molecules / whole.molecules;
			double weight = log1p(fraction * cells->cell[k].molecules / cells->cell[k].expected);
			uint32_t errors =
				(uint32_t) fmin(cells->cell[k].expected * worse + 0.5, cells->cell[k].molecules);

			mean += share * weight;
			square += share * weight * weight;
			if (errors > 0 && part->cells < ALKRES_PART_CELLS)
			{
				part->cell[part->cells] = cells->cell[k];
				part->cell[part->cells++].alternates = errors;
				part->alternates += errors;
			}
		}
	}
	chief->cell[0].alternates = 0;
	chief->cell[0].molecules = group->molecules;
	chief->cell[0].expected = group->molecules * fraction / expm1(mean);
	return fmax(0, square - mean * mean);
}

/* Let a merged group have so many molecules of the variant. */
static void
set_merged(AlkresGroup *group, uint32_t alternates)
{
	AlkresPart *chief = chief_part(group);

	group->alternates += alternates - chief->cell[0].alternates;
	chief->alternates += alternates - chief->cell[0].alternates;
	chief->cell[0].alternates = alternates;
}

static double
normal_above(double mean, double variance, double level)
{
	if (variance < 1e-9)
		return mean >= level;
	return erfc((level - mean) / sqrt(2 * variance)) / 2;
}

/* The table of the split case: ln L0 and ln L1 once for each count of a group, S for each pair of
 * counts. */
static void
fill_split(AlkresEvidence *merged, const double *variance, double level, uint32_t counts,
		   Rule *rule)
{
	double nodes[ALKRES_NODES_MAX];
	double *values[ALKRES_ORIENTATIONS] = {NULL, NULL, NULL};
	double l0[ALKRES_ORIENTATIONS][COUNTS] = {{0}};
	double unknown = merged->group[ALKRES_ORIENTATION_UNKNOWN].molecules;
	double unknown_share = unknown / alkres_evidence_molecules(merged);
	int count;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		if (merged->group[g].molecules > 0)
			set_merged(&merged->group[g], 0);
	count = alkres_score_nodes(merged, nodes);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		AlkresGroup *group = &merged->group[g];

		if (group->molecules <= 0)
			continue;
		values[g] = alkres_alloc(sizeof(double) * COUNTS * count);
		for (uint32_t x = 0; x < counts; x++)
		{
			set_merged(group, x);
			l0[g][x] = alkres_log_l0(group);
			for (int i = 0; i < count; i++)
				values[g][x * count + i] = alkres_log_l1(group, exp(nodes[i]));
		}
	}
	for (uint32_t first = 0; first < counts; first++)
		for (uint32_t second = 0; second < counts; second++)
		{
			/* Molecules of unknown strand take their share of both. */
			uint32_t third = (uint32_t) ((first + second) * unknown_share);
			uint32_t of_first =
				first + second > 0 ? (uint32_t) ((double) third * first / (first + second)) : 0;
			uint32_t x[ALKRES_ORIENTATIONS] = {first - of_first, second, third};
			const double *used[ALKRES_ORIENTATIONS];
			double base[ALKRES_ORIENTATIONS];
			double spread_of_s = 0;

			x[1] -= third - of_first < second ? third - of_first : second;
			if (third >= counts)
				x[2] = counts - 1;
			for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			{
				used[g] = values[g] == NULL ? NULL : values[g] + x[g] * count;
				base[g] = l0[g][x[g]];
				spread_of_s += x[g] * variance[g];
			}
			rule->called[first][second] =
				normal_above(alkres_score_tables(nodes, count, used, base, merged->artefact_prior),
							 spread_of_s, level);
		}
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		alkres_free(values[g]);
}

/* The table over one count, shared out in proportion. */
static void
fill_single(AlkresEvidence *merged, const double *variance, double level, Rule *rule)
{
	double total = alkres_evidence_molecules(merged);

	for (uint32_t i = 0; i < COUNTS; i++)
	{
		double spread_of_s = 0;
		double until = 0;
		uint32_t placed = 0;

		if ((double) (i * rule->step) > rule->molecules[0])
		{
			rule->called[i][0] = i > 0 ? rule->called[i - 1][0] : 0;
			continue;
		}
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			until += (double) (i * rule->step) * merged->group[g].molecules / total;
			uint32_t x = (uint32_t) floor(until + 0.5) - placed;

			placed += x;
			if (merged->group[g].molecules > 0)
				set_merged(&merged->group[g], x);
			spread_of_s += x * variance[g];
		}
		rule->called[i][0] = normal_above(alkres_score(merged), spread_of_s, level);
	}
}

/* False when not even all molecules would be called. */
static bool
make_rule(const AlkresEvidence *evidence, double prior, double min_posterior, Rule *rule,
		  uint32_t *least)
{
	AlkresEvidence merged = *evidence;
	double variance[ALKRES_ORIENTATIONS] = {0, 0, 0};
	double total = alkres_evidence_molecules(evidence);
	/* posterior >= min_posterior as a level of S */
	double level = log(min_posterior / (1 - min_posterior)) - log(prior / (1 - prior));

	*least = total < 1 ? 0 : least_called(&merged, level);
	if (*least == 0)
		return false;
	merged = *evidence;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		if (merged.group[g].molecules > 0)
			variance[g] = merge_cells(&merged.group[g], *least / total);
	rule->split = *least <= SPLIT_MAX && alkres_orientation_testable(evidence);
	rule->molecules[0] = total;
	rule->molecules[1] = 0;
	if (rule->split)
	{
		double first = evidence->group[ALKRES_F1R2].molecules;
		double second = evidence->group[ALKRES_F2R1].molecules;

		rule->step = 1;
		rule->molecules[0] = floor(total * first / (first + second) + 0.5);
		rule->molecules[1] = total - rule->molecules[0];
		fill_split(&merged, variance, level, 3 * *least + 9, rule);
	}
	else
	{
		rule->step = 3 * (uint64_t) *least / (COUNTS - 9) + 1;
		fill_single(&merged, variance, level, rule);
	}
	return true;
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

static double
chance(const Rule *rule, uint32_t least, double fraction)
{
	uint64_t counts = rule->split ? 3 * least + 9 : (COUNTS - 1) * rule->step + 1;
	double first[COUNTS];
	double sum = 0;
	double seen = 0;

	if (!rule->split)
	{
		/* Counts farther than this from the mean have less than 1e-20 of the chance between them.
		 */
		double mean = rule->molecules[0] * fraction;
		double reach = 12 * sqrt(mean) + 40;

		for (uint64_t x = mean > reach ? (uint64_t) fmin(mean - reach, (double) counts) : 0;
			 x < counts && (double) x <= mean + reach; x++)
		{
			double one = binomial(rule->molecules[0], (double) x, fraction);
			uint64_t i = x / rule->step;
			double part = (double) (x % rule->step) / (double) rule->step;
			double next = i + 1 < COUNTS ? rule->called[i + 1][0] : 0;

			if (x % 1024 == 0)
				alkres_check_interrupts();
			seen += one;
			sum += one * (rule->called[i][0] * (1 - part) + next * part);
		}
	}
	else
	{
		for (uint32_t x = 0; x < counts; x++)
			first[x] = binomial(rule->molecules[0], x, fraction);
		for (uint32_t y = 0; y < counts; y++)
		{
			double one = binomial(rule->molecules[1], y, fraction);

			for (uint32_t x = 0; x < counts; x++)
			{
				seen += one * first[x];
				sum += one * first[x] * rule->called[x][y];
			}
		}
	}
	/* Beyond the table, three times what is needed at the least, everything is called. */
	return sum + fmax(0, 1 - seen);
}

AlkresPower
alkres_power(const AlkresEvidence *evidence, double prior, double min_posterior)
{
	AlkresPower power = {0, NAN};
	Rule *rule = alkres_alloc(sizeof(Rule));

	if (make_rule(evidence, prior, min_posterior, rule, &power.min_molecules) &&
		chance(rule, power.min_molecules, 1) >= 0.95)
	{
		double low = 0;
		double high = 1;

		while (high - low > 1e-3 * high)
		{
			/* By ratio once a fraction is known to be too small. */
			double middle = low > 0 ? sqrt(low * high) : high / 4;

			if (chance(rule, power.min_molecules, middle) >= 0.95)
				high = middle;
			else
				low = middle;
		}
		power.lod95 = high;
	}
	alkres_free(rule);
	return power;
}
