/* power.c: the least molecules that would be called, and the fraction that gives them with 95 %
 * chance. */
#include "core/model/power.h"

#include <math.h>
#include <string.h>

#include "core/statistics/beta.h"
#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/model/likelihood.h"
#include "core/model/merged.h"
#include "core/model/score.h"

/* Above so many molecules their split over the strands of origin is taken in proportion. */
#define SPLIT_MAX 24
/* Counts of one strand that are looked at: 0 .. COUNTS - 1, in the split case all, else
 * interpolated. */
#define COUNTS (3 * SPLIT_MAX + 9)
_Static_assert(COUNTS <= ALKRES_MERGED_COUNTS, "counts of a merged group");

/*
 * Chance of a call for a count of alternates, by how they fall on the cells.  Given how many
 * alternates each strand of origin has, S is nearly a sum of one weight per alternate, ln(1 + f /
 * r) for a cell of error rate r: so S is taken as normal, with its mean at the cell of mean weight
 * and the weights' variance.
 */
typedef struct Rule
{
	bool split;
	double molecules[2]; /* of F1R2 and F2R1, the unknown shared out; or all and none */
	uint64_t step;       /* between the counts of the table, 1 when split */
	/* [first][second], or [count / step][0]; under 0: not looked at yet. */
	double called[COUNTS][COUNTS];
	/* The split case. */
	AlkresEvidence merged;
	double level;
	double variance[ALKRES_ORIENTATIONS];
	double nodes[ALKRES_NODES_MAX];
	double fractions[ALKRES_NODES_MAX];
	double widths[ALKRES_NODES_MAX]; /* of the trapezoids, shared out, their sum 1 */
	double ones[ALKRES_NODES_MAX];   /* in place of a group without molecules */
	int node_count;
	double bad_errors;      /* well read alternates that the site expects as errors, */
	double bad_expected;    /* and what its rates expect */
	double bad[3 * COUNTS]; /* what a bad site makes of so many more; NAN: not looked at yet */
	double log_nothing;     /* ln of the mean of exp(-n f): a bad site says nothing of a variant */
	AlkresMerged group[ALKRES_ORIENTATIONS];
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

/* Most counts that are too few are settled by the bound. */
static bool
reaches(const AlkresEvidence *evidence, double level)
{
	return alkres_score_bound(evidence) >= level && alkres_score(evidence) >= level;
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

/*
 * Badly read molecules say little, and nothing of a bad site: where at least half of a group is
 * well read, the others are looked over.
 */
static void
keep_well_read(AlkresGroup *group)
{
	AlkresPart *badly = &group->part[ALKRES_BADLY_READ];

	if (badly->molecules > group->molecules / 2)
		return;
	group->molecules -= badly->molecules;
	memset(badly, 0, sizeof(*badly));
	badly->shape = badly->rate = ALKRES_KAPPA;
}

static double
normal_above(double mean, double variance, double level)
{
	if (variance < 1e-9)
		return mean >= level;
	return erfc((level - mean) / sqrt(2 * variance)) / 2;
}

/* The mean of the product of the groups' L1 over the nodes, as shares of their largest. */
static double
mean_product(const Rule *rule, const uint32_t *x)
{
	const double *factor[ALKRES_ORIENTATIONS];
	const double *a, *b, *c;
	double even = 0, odd = 0; /* two sums do not wait for each other */
	int used = 0, i = 0;

	/* A split rule has two groups at the least. */
	factor[2] = rule->ones;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		if (rule->merged.group[g].molecules > 0)
			factor[used++] = rule->group[g].shares[x[g]];
	a = factor[0];
	b = factor[1];
	c = factor[2];
	for (; i + 2 <= rule->node_count; i += 2)
	{
		even += (rule->widths[i] * a[i]) * (b[i] * c[i]);
		odd += (rule->widths[i + 1] * a[i + 1]) * (b[i + 1] * c[i + 1]);
	}
	if (i < rule->node_count)
		even += (rule->widths[i] * a[i]) * (b[i] * c[i]);
	return even + odd;
}

/* ln of the odds and likelihood of a bad site, from every group's ln L0 (alkres_log_bad). */
static double
log_bad(Rule *rule, const uint32_t *x, const double *l0)
{
	const AlkresBad *bad = &rule->merged.bad;
	double well = 0, rest = 0;

	if (bad->odds <= 0)
		return -HUGE_VAL;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		if (rule->merged.group[g].molecules > 0)
		{
			well += rule->group[g].well[x[g]];
			rest += l0[g] - rule->group[g].errors[x[g]];
		}
	double *known = &rule->bad[(int) (well - rule->bad_errors)];

	if (isnan(*known))
		*known =
			log(bad->odds) + alkres_log_errors(bad->shape, bad->rate, rule->bad_expected, well);
	return *known + rest;
}

/* The split case: the chance of a call with so many alternates of F1R2 and of F2R1. */
static double
called(Rule *rule, uint32_t counts, uint32_t first, uint32_t second)
{
	const AlkresEvidence *merged = &rule->merged;
	double share =
		merged->group[ALKRES_ORIENTATION_UNKNOWN].molecules / alkres_evidence_molecules(merged);
	/* Molecules of unknown strand take their share of both. */
	uint32_t third = (uint32_t) ((first + second) * share);
	uint32_t of_first =
		first + second > 0 ? (uint32_t) ((double) third * first / (first + second)) : 0;
	uint32_t x[ALKRES_ORIENTATIONS] = {first - of_first, second, third};
	double l0[ALKRES_ORIENTATIONS] = {0, 0, 0}, artefact[ALKRES_ORIENTATIONS] = {0, 0, 0};
	double largest = 0, spread_of_s = 0;

	if (rule->called[first][second] >= 0)
		return rule->called[first][second];
	x[1] -= third - of_first < second ? third - of_first : second;
	if (third >= counts)
		x[2] = counts - 1;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		if (merged->group[g].molecules <= 0)
			continue;
		alkres_merged_look(&rule->group[g], x[g]);
		l0[g] = rule->group[g].l0[x[g]];
		artefact[g] = rule->group[g].artefact[x[g]];
		largest += rule->group[g].largest[x[g]];
		spread_of_s += x[g] * rule->variance[g];
	}
	double bad = log_bad(rule, x, l0);
	double null = alkres_log_sum(alkres_log_null(l0, artefact, merged->artefact_prior), bad);
	/* As alkres_hypotheses. */
	double variant = alkres_log_sum(largest + log(mean_product(rule, x)), bad + rule->log_nothing);

	rule->called[first][second] = normal_above(variant - null, spread_of_s, rule->level);
	return rule->called[first][second];
}

static void
prepare_split(Rule *rule, uint32_t counts)
{
	double molecules = alkres_evidence_molecules(&rule->merged), nothing = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		const AlkresPart *well = &rule->merged.group[g].part[ALKRES_WELL_READ];

		if (rule->merged.group[g].molecules <= 0)
			continue;
		alkres_merged_set(&rule->merged.group[g], 0);
		rule->bad_errors += well->alternates;
		rule->bad_expected += well->expected;
	}
	for (int x = 0; x < 3 * COUNTS; x++)
		rule->bad[x] = NAN;
	rule->node_count = alkres_score_nodes(&rule->merged, rule->nodes);
	for (int i = 0; i < rule->node_count; i++)
	{
		double before = rule->nodes[i > 0 ? i - 1 : i];
		double behind = rule->nodes[i + 1 < rule->node_count ? i + 1 : i];

		rule->fractions[i] = exp(rule->nodes[i]);
		rule->ones[i] = 1;
		rule->widths[i] =
			(behind - before) / 2 / (rule->nodes[rule->node_count - 1] - rule->nodes[0]);
		nothing += rule->widths[i] * exp(-molecules * rule->fractions[i]);
	}
	rule->log_nothing = log(nothing);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		if (rule->merged.group[g].molecules > 0)
			alkres_merged_start(&rule->group[g], &rule->merged.group[g], rule->nodes,
								rule->fractions, rule->node_count);
	for (uint32_t x = 0; x < counts; x++)
		for (uint32_t y = 0; y < counts; y++)
			rule->called[x][y] = -1;
}

static void
free_rule(Rule *rule)
{
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		alkres_merged_free(&rule->group[g]);
	alkres_free(rule);
}

/* The other case: the chance of a call with i steps of alternates, shared out in proportion. */
static double
called_steps(Rule *rule, uint32_t i)
{
	AlkresEvidence *merged = &rule->merged;
	double total = alkres_evidence_molecules(merged);
	double spread_of_s = 0;
	double until = 0;
	uint32_t placed = 0;

	/* No more than there are molecules. */
	i = (uint32_t) fmin(i, floor(rule->molecules[0] / (double) rule->step));
	if (rule->called[i][0] >= 0)
		return rule->called[i][0];
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		until += (double) (i * rule->step) * merged->group[g].molecules / total;
		uint32_t x = (uint32_t) floor(until + 0.5) - placed;

		placed += x;
		if (merged->group[g].molecules > 0)
			alkres_merged_set(&merged->group[g], x);
		spread_of_s += x * rule->variance[g];
	}
	rule->called[i][0] = normal_above(alkres_score(merged), spread_of_s, rule->level);
	return rule->called[i][0];
}

/* False when not even all molecules would be called. */
static bool
make_rule(const AlkresEvidence *evidence, double prior, double min_posterior, Rule *rule,
		  uint32_t *least)
{
	double total = alkres_evidence_molecules(evidence);

	/* posterior >= min_posterior as a level of S */
	rule->level = log(min_posterior / (1 - min_posterior)) - log(prior / (1 - prior));
	rule->merged = *evidence;
	*least = total < 1 ? 0 : least_called(&rule->merged, rule->level);
	if (*least == 0)
		return false;
	rule->merged = *evidence;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		if (rule->merged.group[g].molecules > 0)
		{
			keep_well_read(&rule->merged.group[g]);
			rule->variance[g] = alkres_merge_cells(&rule->merged.group[g], *least / total);
		}
	total = alkres_evidence_molecules(&rule->merged);
	rule->split = *least <= SPLIT_MAX && alkres_orientation_testable(evidence);
	rule->molecules[0] = total;
	rule->molecules[1] = 0;
	if (rule->split)
	{
		double first = rule->merged.group[ALKRES_F1R2].molecules;
		double second = rule->merged.group[ALKRES_F2R1].molecules;

		rule->step = 1;
		rule->molecules[0] = floor(total * first / (first + second) + 0.5);
		rule->molecules[1] = total - rule->molecules[0];
		prepare_split(rule, 3 * *least + 9);
	}
	else
	{
		rule->step = 3 * (uint64_t) *least / (COUNTS - 9) + 1;
		for (uint32_t i = 0; i < COUNTS; i++)
			rule->called[i][0] = -1;
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

/* The same for x from 0 on, each from the one before; from a mean of 700 on all of the table is
 * 0. */
static void
binomials(double n, double p, uint32_t counts, double *chances)
{
	double one = n * log1p(-p) < -700 ? 0 : exp(n * log1p(-p));

	for (uint32_t x = 0; x < counts; x++)
	{
		chances[x] = p >= 1 ? x == n : one;
		one *= (n - x) / (x + 1) * (p / (1 - p));
	}
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
chance(Rule *rule, uint32_t least, double fraction, double least_likely, double *open)
{
	uint64_t counts = rule->split ? 3 * least + 9 : (COUNTS - 1) * rule->step + 1;
	double first[COUNTS], second[COUNTS];
	double sum = 0;
	double seen = 0;

	*open = 0;
	if (!rule->split)
	{
		/* Counts farther than this from the mean have less than 1e-20 of the chance between
		 * them. */
		double mean = rule->molecules[0] * fraction;
		double reach = 12 * sqrt(mean) + 40;

		for (uint64_t x = mean > reach ? (uint64_t) fmin(mean - reach, (double) counts) : 0;
			 x < counts && (double) x <= mean + reach; x++)
		{
			double one = binomial(rule->molecules[0], (double) x, fraction);
			uint32_t i = (uint32_t) (x / rule->step);
			double part = (double) (x % rule->step) / (double) rule->step;

			if (x % 1024 == 0)
				alkres_check_interrupts();
			seen += one;
			if (one < 1e-20)
				continue;
			sum += one * called_steps(rule, i) * (1 - part);
			if (part > 0)
				sum += one * called_steps(rule, i + 1) * part;
		}
	}
	else
	{
		binomials(rule->molecules[0], fraction, (uint32_t) counts, first);
		binomials(rule->molecules[1], fraction, (uint32_t) counts, second);
		for (uint32_t y = 0; y < counts; y++)
			for (uint32_t x = 0; x < counts && second[y] > 0; x++)
			{
				double one = first[x] * second[y];

				seen += one;
				if (one > least_likely)
					sum += one * called(rule, (uint32_t) counts, x, y);
				else
					*open += one;
			}
	}
	/* Beyond the table, three times what is needed at the least, everything is called. */
	return sum + fmax(0, 1 - seen);
}

/* The fraction that is called often enough lies above low and at or below high. */
typedef struct Search
{
	Rule *rule;
	uint32_t least;
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
	value = chance(search->rule, search->least, fraction, RARE, &open);
	if (value < OFTEN && value + open >= OFTEN)
		value = chance(search->rule, search->least, fraction, NEGLIGIBLE, &open);
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
	double total = search->rule->molecules[0] + search->rule->molecules[1];
	double wanted = alkres_normal_quantile(OFTEN);
	double root = (wanted + sqrt(wanted * wanted + 4.0 * search->least)) / 2;
	double slope = 2, root_before = 0, reached_before = 0;

	for (int i = 0; i < 6; i++)
	{
		double fraction = root * root / total;
		double open, value, reached, step;

		if (!(fraction > search->low && fraction < search->high))
			return;
		value = chance(search->rule, search->least, fraction, RARE, &open) + open / 2;
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

AlkresPower
alkres_power(const AlkresEvidence *evidence, double prior, double min_posterior)
{
	AlkresPower power = {0, NAN};
	Rule *rule = alkres_alloc_zero(sizeof(Rule));
	double open;

	bool known = make_rule(evidence, prior, min_posterior, rule, &power.min_molecules);

	/* A rule that calls anything would have no end of smaller fractions. */
	if (known && chance(rule, power.min_molecules, 0, NEGLIGIBLE, &open) >= OFTEN)
		power.lod95 = 0;
	else if (known && chance(rule, power.min_molecules, 1, NEGLIGIBLE, &open) >= OFTEN)
	{
		Search search = {rule, power.min_molecules, 0, 1};
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
		power.lod95 = high;
	}
	free_rule(rule);
	return power;
}
