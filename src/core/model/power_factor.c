/* power_factor.c: S where both strands of origin have one factor, by their counts. */
#include "core/model/power_factor.h"

#include <math.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/model/likelihood.h"
#include "core/model/merged.h"
#include "core/model/nodes.h"
#include "core/model/score.h"

/* Values are kept within their range. */
#define LARGE 1e100

struct AlkresPowerFactor
{
	AlkresEvidence evidence; /* merged: its last group has one cell */
	AlkresPart *part;        /* which has it */
	double variance;
	int nodes, artefact_nodes;
	double u[ALKRES_NODES_MAX];
	/* exp(-n f) of F1R2, of F2R1 and of all, times what a node stands for: of all fractions, or of
	 * an artefact's. */
	double none[ALKRES_ORIENTATIONS][ALKRES_NODES_MAX];
	uint32_t counts;
	double *variant; /* ln of the variant's mean by all alternates; NAN: not looked at yet */
};

/* The trapezoids of the first nodes, the sum of their widths 1. */
static void
set_none(double *none, const double *nodes, int count, double molecules)
{
	for (int i = 0; i < count; i++)
	{
		double before = nodes[i > 0 ? i - 1 : i], behind = nodes[i + 1 < count ? i + 1 : i];

		none[i] =
			(behind - before) / 2 / (nodes[count - 1] - nodes[0]) * exp(-molecules * exp(nodes[i]));
	}
}

static void
set_nodes(AlkresPowerFactor *factor, const double molecules[ALKRES_ORIENTATIONS])
{
	const AlkresPart *part = factor->part;
	double nodes[ALKRES_NODES_MAX];
	double rate = part->cell[0].expected / part->cell[0].molecules;

	factor->nodes = alkres_score_nodes(&factor->evidence, nodes);
	while (factor->artefact_nodes < factor->nodes &&
		   nodes[factor->artefact_nodes] <= log(ALKRES_ARTEFACT_MAX) + 1e-9)
		factor->artefact_nodes++;
	for (int i = 0; i < factor->nodes; i++)
		factor->u[i] = exp(nodes[i]) * (part->rate + part->expected) / rate;
	for (int g = 0; g < ALKRES_ORIENTATION_UNKNOWN; g++)
		set_none(factor->none[g], nodes, factor->artefact_nodes, molecules[g]);
	set_none(factor->none[ALKRES_ORIENTATION_UNKNOWN], nodes, factor->nodes,
			 part->cell[0].molecules);
}

AlkresPowerFactor *
alkres_power_factor_new(const AlkresEvidence *evidence, double fraction, uint32_t counts)
{
	AlkresPowerFactor *factor = alkres_alloc_zero(sizeof(AlkresPowerFactor));
	AlkresGroup *all = &factor->evidence.group[ALKRES_ORIENTATION_UNKNOWN];
	double molecules[ALKRES_ORIENTATIONS];

	factor->evidence = *evidence;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		molecules[g] = alkres_evidence_strand(evidence, g).molecules;
	factor->variance = alkres_merge_cells(all, fraction);
	if (all->part[ALKRES_WELL_READ].cells + all->part[ALKRES_BADLY_READ].cells != 1)
	{
		alkres_free(factor);
		return NULL;
	}
	factor->part =
		&all->part[all->part[ALKRES_WELL_READ].cells > 0 ? ALKRES_WELL_READ : ALKRES_BADLY_READ];
	set_nodes(factor, molecules);
	factor->counts = ALKRES_ORIENTATIONS * counts;
	factor->variant = alkres_alloc(sizeof(double) * factor->counts);
	for (uint32_t x = 0; x < factor->counts; x++)
		factor->variant[x] = NAN;
	return factor;
}

void
alkres_power_factor_free(AlkresPowerFactor *factor)
{
	if (factor == NULL)
		return;
	alkres_free(factor->variant);
	alkres_free(factor);
}

double
alkres_power_factor_variance(const AlkresPowerFactor *factor)
{
	return factor->variance;
}

/*
 * ln of the sum over nodes of none E[(t + u)^x] / (shape)_x, t ~ Gamma(shape, 1).  From one power
 * to the next as in merged.c: G_(x+1) = (u + shape + x) G_x - x u G_(x-1).
 */
static double
log_mean(const AlkresPowerFactor *factor, const double *none, int count, double shape, uint32_t x)
{
	double value[ALKRES_NODES_MAX], growth[ALKRES_NODES_MAX];
	double log_scale = 0, sum = 0;

	memcpy(value, none, sizeof(double) * (size_t) count);
	for (int i = 0; i < count; i++)
		growth[i] = 1; /* of the power before the first, which counts for nothing */
	for (uint32_t k = 0; k < x; k++)
	{
		double largest = 0, next = shape + k, share = 1 / next;

		for (int i = 0; i < count; i++)
		{
			growth[i] = factor->u[i] + next - k * factor->u[i] / growth[i];
			value[i] *= growth[i] * share;
			largest = value[i] > largest ? value[i] : largest;
		}
		if (largest < LARGE)
			continue;
		for (int i = 0; i < count; i++)
			value[i] /= LARGE;
		log_scale += log(LARGE);
	}
	for (int i = 0; i < count; i++)
		sum += value[i];
	return log_scale + log(sum);
}

double
alkres_power_factor_score(AlkresPowerFactor *factor, const uint32_t alternates[ALKRES_ORIENTATIONS])
{
	AlkresGroup *all = &factor->evidence.group[ALKRES_ORIENTATION_UNKNOWN];
	const double *none = factor->none[ALKRES_ORIENTATION_UNKNOWN];
	double eps = factor->evidence.artefact_prior, null = log1p(-eps), bad;
	double nothing = log_mean(factor, none, factor->nodes, 1, 0);
	uint32_t x = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		x += alternates[g];
	x = x < factor->counts ? x : factor->counts - 1;
	if (isnan(factor->variant[x]))
		factor->variant[x] = log_mean(factor, none, factor->nodes, factor->part->shape, x);
	for (int z = 0; eps > 0 && z < ALKRES_ORIENTATION_UNKNOWN; z++)
		null = alkres_log_sum(
			null, log(eps / 2) + log_mean(factor, factor->none[z], factor->artefact_nodes,
										  factor->part->shape + x - alternates[z], alternates[z]));
	alkres_merged_set(all, x);
	bad = alkres_log_bad(&factor->evidence);
	/* As alkres_hypotheses. */
	return alkres_log_sum(factor->variant[x], bad + nothing) - alkres_log_sum(null, bad);
}
