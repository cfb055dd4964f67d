/* false_calls.c: expected false calls of a block, by importance sampling. */
#include "core/model/false_calls.h"

#include <math.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/model/likelihood.h"
#include "core/model/score.h"

#define STRIDE 24         /* of the alleles of default prior one in so many is looked at */
#define DRAWS 4           /* for each of these */
#define DRAWS_OF_OTHERS 6 /* for an allele with a prior of its own */
/* Fractions that give more molecules than this are called anyway and add nothing. */
#define MOLECULES_MAX 100.0

typedef struct Random
{
	uint64_t state;
} Random;

static double
uniform(Random *random)
{
	random->state ^= random->state << 13;
	random->state ^= random->state >> 7;
	random->state ^= random->state << 17;
	return ((double) (random->state >> 11) + 0.5) / 9007199254740992.0;
}

static double
normal(Random *random)
{
	return sqrt(-2 * log(uniform(random))) * cos(6.283185307179586 * uniform(random));
}

/* Marsaglia and Tsang 2000; below shape 1 by a power of a uniform number. */
static double
gamma_deviate(Random *random, double shape)
{
	double d, c;

	if (shape < 1)
		return gamma_deviate(random, shape + 1) * pow(uniform(random), 1 / shape);
	d = shape - 1.0 / 3;
	c = 1 / sqrt(9 * d);
	for (;;)
	{
		double x = normal(random);
		double v = 1 + c * x;

		if (v <= 0)
			continue;
		v = v * v * v;
		if (log(uniform(random)) < x * x / 2 + d - d * v + d * log(v))
			return d * v;
	}
}

static double
poisson_deviate(Random *random, double mean)
{
	double count = 0;

	if (mean > 1e4)
		return fmax(0, floor(mean + sqrt(mean) * normal(random) + 0.5));
	for (; mean > 0; mean -= 30)
	{
		double limit = exp(-fmin(mean, 30));
		double product = uniform(random);

		for (; product > limit; count++)
			product *= uniform(random);
	}
	return count;
}

/* Give the evidence alternates drawn from the hypothesis "variant" at a fraction. */
static void
draw(AlkresEvidence *evidence, double fraction, Random *random)
{
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		AlkresGroup *group = &evidence->group[g];

		group->alternates = 0;
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			AlkresPart *part = &group->part[p];
			double lambda;

			part->alternates = 0;
			if (part->cells == 0)
				continue;
			lambda = gamma_deviate(random, part->shape) / part->rate;
			for (int k = 0; k < part->cells; k++)
			{
				double x = poisson_deviate(random, lambda * part->cell[k].expected +
													   fraction * part->cell[k].molecules);

				part->cell[k].alternates = (uint32_t) fmin(x, part->cell[k].molecules);
				part->alternates += part->cell[k].alternates;
			}
			group->alternates += part->alternates;
		}
	}
}

/* null(x) / L1(x) where x is called, L1 the mean over the fractions up to the last node; 0
 * elsewhere. */
static double
weight(const AlkresEvidence *evidence, double last, double level)
{
	double nodes[ALKRES_NODES_MAX];
	double values[ALKRES_ORIENTATIONS][ALKRES_NODES_MAX];
	double usual[ALKRES_NODES_MAX] = {0}, variant[ALKRES_NODES_MAX];
	const double *used[ALKRES_ORIENTATIONS] = {NULL, NULL, NULL};
	double l0[ALKRES_ORIENTATIONS] = {0, 0, 0};
	int count = alkres_score_nodes(evidence, nodes);
	double null;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		if (evidence->group[g].molecules <= 0)
			continue;
		used[g] = values[g];
		l0[g] = alkres_log_l0(&evidence->group[g]);
		for (int i = 0; i < count; i++)
		{
			values[g][i] = alkres_log_l1(&evidence->group[g], exp(nodes[i]));
			usual[i] += values[g][i];
		}
	}
	null = alkres_hypotheses(evidence, nodes, count, used, l0, variant);
	if (alkres_log_mean(nodes, variant, count, nodes[count - 1]) - null < level)
		return 0;
	return exp(null - log1p(evidence->bad.odds) - alkres_log_mean(nodes, usual, count, last));
}

static double
chance(AlkresEvidence *evidence, double level, int draws, Random *random)
{
	double first = log(ALKRES_VARIANT_MIN), step = alkres_node_step();
	double molecules = alkres_evidence_molecules(evidence);
	double last, sum = 0;

	if (molecules < 1)
		return 0;
	/* The last fraction is a node of the score's own grid. */
	last = fmin(log(ALKRES_VARIANT_MAX), log(MOLECULES_MAX / molecules));
	last = first + step * fmax(8, floor((last - first) / step));
	for (int i = 0; i < draws; i++)
	{
		draw(evidence, exp(first + (last - first) * (i + uniform(random)) / draws), random);
		if (alkres_evidence_alternates(evidence) > 0)
			sum += weight(evidence, last, level);
	}
	return sum / draws;
}

double
alkres_false_calls(const AlkresPileup *pileup, const AlkresModel *model, double default_prior,
				   double min_posterior, AlkresPriorOf prior_of, void *context)
{
	static const uint32_t none[ALKRES_CELLS] = {0};
	Random random = {0x9E3779B97F4A7C15u ^ ((uint64_t) pileup->block << 20)};
	double asked = log(min_posterior / (1 - min_posterior));
	int seen = pileup->block % STRIDE;
	double sum = 0;

	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		char ref[2] = {alkres_pileup_base(pileup, offset), '\0'};

		alkres_check_interrupts();
		/* Four bases, an insertion and a deletion. */
		for (int kind = 0; kind < ALKRES_BACKGROUND_KINDS; kind++)
		{
			char alt[2] = {kind < 4 ? "ACGT"[kind] : 'N', '\0'};
			bool substitution = kind < ALKRES_BACKGROUND_INSERTION;
			double prior = default_prior;
			AlkresEvidence evidence;

			if (ref[0] == 'N' || ref[0] == alt[0])
				continue;
			if (substitution && prior_of != NULL)
				prior = prior_of(context, offset, ref[0], alt[0]);
			if (prior == default_prior && ++seen % STRIDE != 0)
				continue;
			if (substitution)
				alkres_site_substitution(&evidence, pileup, model, offset, ref, alt, 1, none);
			else
				alkres_site_indel(&evidence, pileup, model, offset,
								  kind == ALKRES_BACKGROUND_DELETION ? 2 : 1,
								  kind == ALKRES_BACKGROUND_DELETION ? 1 : 2, none);
			sum += (prior == default_prior ? STRIDE : 1) *
				   chance(&evidence, asked - log(prior / (1 - prior)),
						  prior == default_prior ? DRAWS : DRAWS_OF_OTHERS, &random);
		}
	}
	return sum;
}
