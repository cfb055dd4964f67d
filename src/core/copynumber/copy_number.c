/* copy_number.c: from molecules per target to a ratio of each gene. */
#include "core/copynumber/copy_number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/copynumber/least_squares.h"
#include "core/statistics/student.h"

/* Variance of a target where normals do not tell it: between two normals, and between targets when
 * there is nothing to compare with; phi mends both. */
#define USUAL_SPREAD (0.05 * 0.05)
#define USUAL_EFFICIENCY (0.3 * 0.3)
/* The spread of one target counts as that of all would from so many normals. */
#define SPREAD_FREEDOM 8.0
/* A target that is so many deviations off its gene weighs less. */
#define HUBER 3.0
/* A gene that is so many deviations off the others is not compared with. */
#define STANDS_OUT 3.0
/* phi and what is shared settle in so many rounds; who stands out at last in so many. */
#define ROUNDS 4
#define SEARCHES 12
/* A first guess is coarser. */
#define GUESSED 5.0
/* Variance beside which all others are nothing. */
#define ANYTHING 1e6
/* A target that no more than this share of the normals has is none of theirs. */
#define NORMALS_SHARE 0.5

/* A gene's targets, summed with their weights. */
typedef struct Group
{
	AlkresLeastSums sums;          /* X'VX and X'Vd of its covariance, what they share included */
	double row[ALKRES_COVARIATES]; /* mean */
	double mean;                   /* of d */
	double weight;
	size_t members;
} Group;

typedef struct Model
{
	size_t count;
	const AlkresTargetDepth *depths;
	AlkresCopyTarget *targets; /* log2_ratio holds d until the end */
	double *weight;            /* 1 / variance, less where it is off */
	double (*row)[ALKRES_COVARIATES];
	int columns;
	Group *groups;
	AlkresCopyGene *genes;
	size_t group_count;
	AlkresLeastSums total; /* of the groups that do not stand out */
	size_t others;
	double phi, phi_freedom;
	double shared;
	double normals_shared, normals_freedom; /* the same of the normals */
	double phi_prior;                       /* degrees of freedom of phi = 1 */
} Model;

/* The gene that a target touches, else behind the genes its cluster. */
static size_t
place_targets(AlkresCopyTarget *targets, const AlkresRegion *regions, size_t count,
			  const AlkresRegion *genes, size_t gene_count)
{
	uint32_t *clusters = alkres_alloc(sizeof(uint32_t) * (count + 1));
	size_t clustered = alkres_targets_cluster(clusters, regions, count);

	for (size_t i = 0; i < count; i++)
	{
		targets[i].group = (uint32_t) (gene_count + clusters[i]);
		for (size_t g = 0; g < gene_count; g++)
			if (alkres_contig_equal(&genes[g].contig, &regions[i].contig) &&
				genes[g].start <= regions[i].end && genes[g].end >= regions[i].start)
			{
				targets[i].group = (uint32_t) g;
				break;
			}
	}
	alkres_free(clusters);
	return gene_count + clustered;
}

/* Mean spread of all targets; the highest twentieth left out would be another mean: it stays. */
static double
mean_spread(const int64_t *normals, size_t count)
{
	double sum = 0, weights = 0;

	for (size_t i = 0; i < count; i++)
	{
		AlkresNormalTarget t;

		alkres_normal_target(&t, normals, i);
		if (t.libraries < 2)
			continue;
		sum += (double) (t.libraries - 1) * t.spread;
		weights += (double) (t.libraries - 1);
	}
	return weights > 0 ? fmax(sum / weights, 1e-6) : USUAL_SPREAD;
}

/* d and its variance, against the normals. */
static void
compare_with_normals(Model *m, const int64_t *normals)
{
	double usual = mean_spread(normals, m->count);

	for (size_t i = 0; i < m->count; i++)
	{
		AlkresCopyTarget *target = &m->targets[i];
		AlkresNormalTarget t;
		double n, spread = usual;

		alkres_normal_target(&t, normals, i);
		n = (double) t.libraries;
		if (!(n > NORMALS_SHARE * (double) normals[0]))
			target->log2_ratio = NAN;
		if (isnan(target->log2_ratio))
			continue;
		if (n >= 2)
			spread = (SPREAD_FREEDOM * usual + (n - 1) * t.spread) / (SPREAD_FREEDOM + n - 1);
		spread = fmax(spread, usual / 10);
		target->log2_ratio -= t.depth;
		target->variance = spread + m->depths[i].poisson + (spread + t.poisson) / n;
		if (n >= 2)
			target->spread = sqrt(fmax(0, spread) + t.poisson);
	}
}

static void
prepare(Model *m, const AlkresRegion *regions, const int64_t *normals)
{
	AlkresDesign design;
	AlkresTargetDepth *usable = alkres_alloc(sizeof(AlkresTargetDepth) * (m->count + 1));

	for (size_t i = 0; i < m->count; i++)
	{
		m->targets[i].log2_ratio = m->depths[i].log2_depth;
		m->targets[i].variance = USUAL_EFFICIENCY + m->depths[i].poisson;
		m->targets[i].spread = NAN;
		m->targets[i].molecules =
			isnan(m->depths[i].log2_depth) ? 0 : exp2(m->depths[i].log2_depth);
	}
	if (normals != NULL)
	{
		compare_with_normals(m, normals);
		m->normals_shared = alkres_normal_shared(normals, regions, m->count, &m->normals_freedom) *
							(1 + 1 / (double) normals[0]);
		m->phi_prior = normals[0] >= 2 ? 10 : 0;
	}
	memcpy(usable, m->depths, sizeof(AlkresTargetDepth) * m->count);
	for (size_t i = 0; i < m->count; i++)
		if (isnan(m->targets[i].log2_ratio))
			usable[i].log2_depth = NAN;
	alkres_design_of(&design, usable, m->count);
	m->columns = design.columns;
	for (size_t i = 0; i < m->count; i++)
	{
		m->weight[i] = isnan(m->targets[i].log2_ratio) ? 0 : 1 / m->targets[i].variance;
		if (m->weight[i] > 0)
			alkres_design_row(m->row[i], &design, &m->depths[i]);
	}
	alkres_free(usable);
}

/* The sums of each gene, by the weights and the variances as they are now. */
static void
sum_groups(Model *m)
{
	memset(m->groups, 0, sizeof(Group) * m->group_count);
	for (size_t i = 0; i < m->count; i++)
	{
		Group *g = &m->groups[m->targets[i].group];
		double w = m->weight[i];

		if (!(w > 0))
			continue;
		g->members++;
		g->weight += w;
		g->mean += w * m->targets[i].log2_ratio;
		for (int k = 0; k < m->columns; k++)
			g->row[k] += w * m->row[i][k];
		alkres_least_add(&g->sums, m->row[i], m->targets[i].log2_ratio, w / m->phi);
	}
	memset(&m->total, 0, sizeof(m->total));
	m->others = 0;
	for (size_t k = 0; k < m->group_count; k++)
	{
		Group *g = &m->groups[k];
		double w = g->weight / m->phi;

		if (g->members == 0)
			continue;
		g->mean /= g->weight;
		for (int c = 0; c < m->columns; c++)
			g->row[c] /= g->weight;
		/* The inverse of a diagonal and a constant (Sherman and Morrison). */
		alkres_least_add(&g->sums, g->row, g->mean, -m->shared * w * w / (1 + m->shared * w));
		if (m->genes[k].stands_out)
			continue;
		alkres_least_join(&m->total, &g->sums, 1);
		m->others++;
	}
}

/* phi: how the targets of a gene spread around it; weights less where they are off. */
static void
learn_phi(Model *m, const AlkresLeastFit *fit)
{
	double sum = m->phi_prior, freedom = m->phi_prior - (m->columns - 1);

	for (size_t i = 0; i < m->count; i++)
	{
		const Group *g = &m->groups[m->targets[i].group];
		double rest, off;

		if (!(m->weight[i] > 0) || g->members < 2)
			continue;
		rest = m->targets[i].log2_ratio - g->mean - alkres_least_value(fit, m->row[i]) +
			   alkres_least_value(fit, g->row);
		off = fabs(rest) / sqrt(m->phi * m->targets[i].variance);
		m->weight[i] = (off > HUBER ? HUBER / off : 1) / m->targets[i].variance;
		sum += rest * rest * m->weight[i];
		freedom += 1 - m->weight[i] / g->weight;
	}
	if (freedom >= 1)
	{
		m->phi = fmax(sum / freedom, 1e-4);
		m->phi_freedom = freedom;
	}
}

/*
 * What targets of a gene share: by how the genes that do not stand out spread around a fit (the
 * moments of DerSimonian and Laird 1986, of residuals, with the leverage h of each), together with
 * what the normals say.  Without one of the genes: what it has itself must not hide it.
 */
static double
shared_of(const Model *m, const AlkresLeastFit *fit, size_t without, double *known)
{
	double q = 0, sum = 0, freedom = 0, own, normals;

	for (size_t k = 0; k < m->group_count; k++)
	{
		const Group *g = &m->groups[k];
		double a = g->weight / m->phi, h, rest;

		if (g->members == 0 || k == without || m->genes[k].stands_out)
			continue;
		h = fmin(1, alkres_least_variance(fit, g->row) / (1 / a + m->shared));
		rest = g->mean - alkres_least_value(fit, g->row);
		q += a * rest * rest;
		sum += a * (1 - h);
		freedom += 1 - h;
	}
	if (!(freedom >= 0.5))
		freedom = 0;
	own = freedom > 0 ? (q - freedom) / sum : 0;
	normals = fmin(m->normals_freedom, (double) m->others);
	*known = freedom + normals;
	return *known > 0 ? fmax(0, (freedom * own + normals * m->normals_shared) / *known) : 0;
}

/* A gene against the others. */
static void
compare_gene(Model *m, size_t k)
{
	const Group *g = &m->groups[k];
	AlkresCopyGene *gene = &m->genes[k];
	AlkresLeastSums others = m->total;
	AlkresLeastFit fit;
	double alone, fitted, shared, known;

	if (g->members == 0)
		return;
	if (!gene->stands_out)
		alkres_least_join(&others, &g->sums, -1);
	alkres_least_solve(&fit, &others, m->columns);
	shared = shared_of(m, &fit, k, &known);
	alone = m->phi / g->weight;
	fitted = alkres_least_variance(&fit, g->row);
	gene->ratio.log2_ratio = g->mean - alkres_least_value(&fit, g->row);
	gene->error = sqrt(alone + shared + fitted);
	/* Satterthwaite: phi and what is shared are each known so well. */
	gene->freedom = pow(gene->error, 4) / (alone * alone / m->phi_freedom +
										   (shared > 0 ? pow(shared + fitted, 2) / known : 0));
	gene->ratio.z = gene->ratio.log2_ratio / gene->error;
}

/* phi and what is shared of the genes that do not stand out, and every gene against these. */
static void
settle(Model *m)
{
	double known;

	m->shared = 0;
	for (int round = 0; round < ROUNDS; round++)
	{
		AlkresLeastFit fit;

		sum_groups(m);
		alkres_least_solve(&fit, &m->total, m->columns);
		learn_phi(m, &fit);
		m->shared = shared_of(m, &fit, m->group_count, &known);
	}
	sum_groups(m);
	for (size_t k = 0; k < m->group_count; k++)
		compare_gene(m, k);
}

static int
compare_numbers(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

static double
median_of(double *numbers, size_t count)
{
	qsort(numbers, count, sizeof(double), compare_numbers);
	return (numbers[(count - 1) / 2] + numbers[count / 2]) / 2;
}

/*
 * A first guess of who stands out that no number of copies can mislead: what GC and length make is
 * told within genes alone, and genes are compared with their median, by the median deviation.
 */
static void
guess_others(Model *m)
{
	AlkresLeastFit fit;
	double *rest = alkres_alloc(sizeof(double) * (m->group_count + 1));
	double *sorted = alkres_alloc(sizeof(double) * (m->group_count + 1));
	double middle, spread;
	size_t n = 0;

	m->shared = ANYTHING;
	sum_groups(m);
	alkres_least_solve(&fit, &m->total, m->columns);
	for (size_t k = 0; k < m->group_count; k++)
	{
		rest[k] = m->groups[k].mean - alkres_least_value(&fit, m->groups[k].row);
		if (m->groups[k].members > 0)
			sorted[n++] = rest[k];
	}
	if (n > 0)
	{
		middle = median_of(sorted, n);
		for (size_t k = 0; k < n; k++)
			sorted[k] = fabs(sorted[k] - middle);
		spread = 1.4826 * median_of(sorted, n);
		for (size_t k = 0; k < m->group_count; k++)
			m->genes[k].stands_out =
				m->groups[k].members > 0 && fabs(rest[k] - middle) > GUESSED * spread;
	}
	alkres_free(rest);
	alkres_free(sorted);
}

/* Who stands out by the others is not compared with, until that changes nothing any more. */
static void
find_others(Model *m)
{
	guess_others(m);
	for (int round = 0; round < SEARCHES; round++)
	{
		size_t changes = 0, kept = 0;

		alkres_check_interrupts();
		settle(m);
		for (size_t k = 0; k < m->group_count; k++)
			kept += m->groups[k].members > 0 && !(fabs(m->genes[k].ratio.z) > STANDS_OUT);
		/* Most genes have two copies: else it is not known which. */
		if (2 * kept < m->others)
			return;
		for (size_t k = 0; k < m->group_count; k++)
		{
			bool stands_out = m->groups[k].members > 0 && fabs(m->genes[k].ratio.z) > STANDS_OUT;

			changes += stands_out != m->genes[k].stands_out;
			m->genes[k].stands_out = stands_out;
		}
		if (changes == 0)
			return;
	}
	settle(m);
}

/* Interval, verdict, and what would have been found. */
static void
conclude(Model *m, size_t k, size_t least, double confidence)
{
	AlkresCopyGene *gene = &m->genes[k];
	AlkresGeneRatio *ratio = &gene->ratio;
	double critical, width;

	gene->targets = m->groups[k].members;
	ratio->is_evaluable = gene->targets > 0 && isfinite(ratio->log2_ratio) &&
						  m->others >= least + !gene->stands_out && gene->freedom >= 1 &&
						  m->phi_freedom >= 1;
	if (!ratio->is_evaluable)
	{
		*ratio = (AlkresGeneRatio){NAN, NAN, NAN, NAN, NAN, false, false};
		return;
	}
	width = alkres_student_quantile(confidence, gene->freedom) * gene->error;
	ratio->lower = ratio->log2_ratio - width;
	ratio->upper = ratio->log2_ratio + width;
	critical = alkres_student_quantile(1 - ALKRES_COPY_FALSE, gene->freedom);
	ratio->is_found = fabs(ratio->z) > critical;
	/* 95 % of a t that is not central, of which the error is known but so well (Johnson and Welch
	 * 1940). */
	ratio->least =
		(critical + 1.6448536 * sqrt(1 + critical * critical / (2 * gene->freedom))) * gene->error;
}

static void
tidy_targets(Model *m)
{
	AlkresLeastFit fit;

	alkres_least_solve(&fit, &m->total, m->columns);
	for (size_t i = 0; i < m->count; i++)
	{
		AlkresCopyTarget *t = &m->targets[i];
		AlkresCopyGene *gene = &m->genes[t->group];

		if (isnan(t->log2_ratio))
			continue;
		t->log2_ratio -= alkres_least_value(&fit, m->row[i]);
		t->variance *= m->phi;
		gene->molecules += t->molecules / (double) m->groups[t->group].members;
	}
}

void
alkres_copy_number(AlkresCopyNumber *result, const AlkresRegion *targets, size_t count,
				   const int64_t *counts, const int64_t *normals, const AlkresRegion *genes,
				   size_t gene_count, double confidence)
{
	AlkresTargetDepth *depths = alkres_alloc(sizeof(AlkresTargetDepth) * (count + 1));
	bool has_normals = normals != NULL && normals[0] > 0;
	size_t least = has_normals ? ALKRES_COPY_OTHERS_WITH_NORMALS : ALKRES_COPY_OTHERS;
	Model m = {.count = count, .depths = depths, .phi = 1};

	memset(result, 0, sizeof(*result));
	result->normals = has_normals ? normals[0] : 0;
	result->counts_reads = counts[ALKRES_LIBRARY_READS] > 0;
	result->targets = m.targets = alkres_alloc_zero(sizeof(AlkresCopyTarget) * (count + 1));
	m.group_count = place_targets(m.targets, targets, count, genes, gene_count);
	m.groups = alkres_alloc_zero(sizeof(Group) * (m.group_count + 1));
	m.weight = alkres_alloc_zero(sizeof(double) * (count + 1));
	m.row = alkres_alloc_zero(sizeof(*m.row) * (count + 1));
	result->groups = m.genes = alkres_alloc_zero(sizeof(AlkresCopyGene) * (m.group_count + 1));
	result->group_count = m.group_count;
	alkres_target_depths(depths, targets, count, counts);
	prepare(&m, targets, has_normals ? normals : NULL);
	find_others(&m);
	for (size_t k = 0; k < m.group_count; k++)
		conclude(&m, k, result->counts_reads ? SIZE_MAX / 2 : least, confidence);
	tidy_targets(&m);
	result->others = m.others;
	result->phi = m.phi;
	result->shared = sqrt(m.shared);
	alkres_free(depths);
	alkres_free(m.groups);
	alkres_free(m.weight);
	alkres_free(m.row);
}

void
alkres_copy_number_free(AlkresCopyNumber *result)
{
	alkres_free(result->targets);
	alkres_free(result->groups);
}
