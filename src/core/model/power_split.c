/* power_split.c: the chance of a call, summed over how the molecules fall on both strands of
 * origin.
 */
#include "core/model/power_split.h"

#include <math.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/model/likelihood.h"
#include "core/model/power_factor.h"
#include "core/model/score.h"
#include "core/model/stray.h"
#include "core/statistics/normal.h"

/* Counts of one strand that are looked at: 0 .. COUNTS - 1, all of them. */
#define COUNTS (3 * ALKRES_SPLIT_MAX + 9)
_Static_assert(COUNTS <= ALKRES_MERGED_COUNTS, "counts of a merged group");

struct AlkresSplit
{
	AlkresMergedSite *site;
	double molecules[2];           /* of F1R2 and F2R1, the unknown shared out */
	uint32_t counts;               /* of one strand, 0 .. counts - 1 */
	double called[COUNTS][COUNTS]; /* [first][second]; under 0: not looked at yet */
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
	AlkresPowerFactor *factor; /* in place of all these where both strands share one; or NULL */
};

/* The mean of the product of the groups' L1 over the nodes, as shares of their largest. */
static double
mean_product(const AlkresSplit *split, const uint32_t *x)
{
	const double *factor[ALKRES_ORIENTATIONS];
	const double *a, *b, *c;
	double even = 0, odd = 0; /* two sums do not wait for each other */
	int used = 0, i = 0;

	/* A split has two groups at the least. */
	factor[2] = split->ones;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		if (split->site->evidence.group[g].molecules > 0)
			factor[used++] = split->group[g].shares[x[g]];
	a = factor[0];
	b = factor[1];
	c = factor[2];
	for (; i + 2 <= split->node_count; i += 2)
	{
		even += (split->widths[i] * a[i]) * (b[i] * c[i]);
		odd += (split->widths[i + 1] * a[i + 1]) * (b[i + 1] * c[i + 1]);
	}
	if (i < split->node_count)
		even += (split->widths[i] * a[i]) * (b[i] * c[i]);
	return even + odd;
}

/* ln of the odds and likelihood of a bad site, from every group's ln L0 (alkres_log_bad). */
static double
log_bad(AlkresSplit *split, const uint32_t *x, const double *l0)
{
	const AlkresBad *bad = &split->site->evidence.bad;
	double well = 0, rest = 0;

	if (bad->odds <= 0)
		return -HUGE_VAL;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		if (split->site->evidence.group[g].molecules > 0)
		{
			well += split->group[g].well[x[g]];
			rest += l0[g] - split->group[g].errors[x[g]];
		}
	double *known = &split->bad[(int) (well - split->bad_errors)];

	if (isnan(*known))
		*known =
			log(bad->odds) + alkres_log_errors(bad->shape, bad->rate, split->bad_expected, well);
	return *known + rest;
}

/* Molecules with the allele by strand of origin, of so many of F1R2 and F2R1: those of unknown
 * strand take their share of both. */
static void
share_out(const AlkresSplit *split, uint32_t first, uint32_t second,
		  uint32_t x[ALKRES_ORIENTATIONS])
{
	double share = split->site->molecules[ALKRES_ORIENTATION_UNKNOWN] /
				   alkres_evidence_molecules(&split->site->evidence);
	uint32_t third = (uint32_t) ((first + second) * share);
	uint32_t of_first =
		first + second > 0 ? (uint32_t) ((double) third * first / (first + second)) : 0;

	x[ALKRES_F1R2] = first - of_first;
	x[ALKRES_F2R1] = second - (third - of_first < second ? third - of_first : second);
	x[ALKRES_ORIENTATION_UNKNOWN] = third < split->counts ? third : split->counts - 1;
}

/* The chance of a call with so many of each strand of origin, whose factor is one: their
 * likelihoods are no product. */
static double
look_at_one_factor(AlkresSplit *split, const uint32_t x[ALKRES_ORIENTATIONS])
{
	const AlkresStray *stray = &split->site->evidence.stray;
	double spread_of_s = 0, alternates = 0, score;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		spread_of_s += x[g] * (split->factor != NULL ? alkres_power_factor_variance(split->factor)
													 : split->site->variance[g]);
		alternates += x[g];
	}
	if (split->factor != NULL)
		score = alkres_power_factor_score(split->factor, x);
	else
	{
		alkres_merged_site_set(split->site, x);
		score = alkres_score(&split->site->evidence);
	}
	return alkres_normal_above(score, spread_of_s,
							   alkres_stray_level(stray, split->site->level, alternates));
}

/* The chance of a call with so many alternates of F1R2 and of F2R1. */
static double
look(AlkresSplit *split, uint32_t first, uint32_t second)
{
	const AlkresEvidence *evidence = &split->site->evidence;
	uint32_t x[ALKRES_ORIENTATIONS];
	double l0[ALKRES_ORIENTATIONS] = {0, 0, 0}, artefact[ALKRES_ORIENTATIONS] = {0, 0, 0};
	double largest = 0, spread_of_s = 0;

	share_out(split, first, second, x);
	if (evidence->one_factor)
		return look_at_one_factor(split, x);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		if (evidence->group[g].molecules <= 0)
			continue;
		alkres_merged_look(&split->group[g], x[g]);
		l0[g] = split->group[g].l0[x[g]];
		artefact[g] = split->group[g].artefact[x[g]];
		largest += split->group[g].largest[x[g]];
		spread_of_s += x[g] * split->site->variance[g];
	}
	double bad = log_bad(split, x, l0);
	double null = alkres_log_sum(alkres_log_null(l0, artefact, evidence->artefact_prior), bad);
	/* As alkres_hypotheses. */
	double variant =
		alkres_log_sum(largest + log(mean_product(split, x)), bad + split->log_nothing);

	return alkres_normal_above(
		variant - null, spread_of_s,
		alkres_stray_level(&evidence->stray, split->site->level, first + second));
}

/* The same, each pair of counts looked at once. */
static double
called(AlkresSplit *split, uint32_t first, uint32_t second)
{
	double *known = &split->called[first][second];

	if (*known < 0)
		*known = look(split, first, second);
	return *known;
}

/* Fractions that a variant's likelihood is taken at, and what each of them stands for. */
static void
set_nodes(AlkresSplit *split)
{
	double molecules = alkres_evidence_molecules(&split->site->evidence), nothing = 0;

	split->node_count = alkres_score_nodes(&split->site->evidence, split->nodes);
	for (int i = 0; i < split->node_count; i++)
	{
		double before = split->nodes[i > 0 ? i - 1 : i];
		double behind = split->nodes[i + 1 < split->node_count ? i + 1 : i];

		split->fractions[i] = exp(split->nodes[i]);
		split->ones[i] = 1;
		split->widths[i] =
			(behind - before) / 2 / (split->nodes[split->node_count - 1] - split->nodes[0]);
		nothing += split->widths[i] * exp(-molecules * split->fractions[i]);
	}
	/* There are nodes, however few molecules. */
	split->log_nothing = log(nothing); /* cppcheck-suppress invalidFunctionArg */
}

AlkresSplit *
alkres_split_new(AlkresMergedSite *site, uint32_t least)
{
	AlkresSplit *split = alkres_alloc_zero(sizeof(AlkresSplit));
	AlkresGroup *group = site->evidence.group;
	double total = alkres_evidence_molecules(&site->evidence);
	double first = site->molecules[ALKRES_F1R2], second = site->molecules[ALKRES_F2R1];

	split->site = site;
	split->counts = 3 * least + 9;
	split->molecules[0] = floor(total * first / (first + second) + 0.5);
	split->molecules[1] = total - split->molecules[0];
	for (uint32_t x = 0; x < split->counts; x++)
		for (uint32_t y = 0; y < split->counts; y++)
			split->called[x][y] = -1;
	if (site->evidence.one_factor)
	{
		split->factor = alkres_power_factor_new(&site->whole, least / total, split->counts);
		return split;
	}
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		if (group[g].molecules > 0)
		{
			alkres_merged_set(&group[g], 0);
			split->bad_errors += group[g].part[ALKRES_WELL_READ].alternates;
			split->bad_expected += group[g].part[ALKRES_WELL_READ].expected;
		}
	for (int x = 0; x < 3 * COUNTS; x++)
		split->bad[x] = NAN;
	set_nodes(split);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		if (group[g].molecules > 0)
			alkres_merged_start(&split->group[g], &group[g], split->nodes, split->fractions,
								split->node_count);
	return split;
}

void
alkres_split_free(AlkresSplit *split)
{
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		alkres_merged_free(&split->group[g]);
	alkres_power_factor_free(split->factor);
	alkres_free(split);
}

/* Binomial chances of x from 0 on, each from the one before; from a mean of 700 on all are 0. */
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

double
alkres_split_chance(AlkresSplit *split, double fraction, double least_likely, double *open)
{
	double first[COUNTS], second[COUNTS];
	double sum = 0;
	double seen = 0;

	*open = 0;
	binomials(split->molecules[0], fraction, split->counts, first);
	binomials(split->molecules[1], fraction, split->counts, second);
	for (uint32_t y = 0; y < split->counts; y++)
		for (uint32_t x = 0; x < split->counts && second[y] > 0; x++)
		{
			double one = first[x] * second[y];

			seen += one;
			if (one > least_likely)
				sum += one * called(split, x, y);
			else
				*open += one;
		}
	/* Beyond the table, three times what is needed at the least, everything is called. */
	return sum + fmax(0, 1 - seen);
}
