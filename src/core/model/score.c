/* score.c: the hypotheses of a site: errors, of a usual site or of a bad one; variant; artefact of
 * one strand of origin; stray molecules. */
#include "core/model/score.h"

#include <math.h>
#include <string.h>

#include "core/model/climb.h"
#include "core/model/likelihood.h"

/* Above so many alternates not every node is worked out. */
#define CLIMB_ALTERNATES 16

double
alkres_log_sum(double a, double b)
{
	double high = fmax(a, b);

	return isinf(high) ? high : high + log(1 + exp(fmin(a, b) - high));
}

double
alkres_log_null(const double *l0, const double *artefact, double artefact_prior)
{
	double null = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		null += l0[g];
	if (artefact_prior > 0)
	{
		double l0_all = null, one_strand = log(artefact_prior / 2);

		null += log1p(-artefact_prior);
		for (int z = 0; z < ALKRES_ORIENTATION_UNKNOWN; z++)
			null = alkres_log_sum(null, one_strand + l0_all - l0[z] + artefact[z]);
	}
	return null;
}

/* ln of the mean likelihood of an artefact of strand z over that of errors alone, where both
 * strands have one factor. */
static double
one_strand(const AlkresEvidence *evidence, const double *nodes, int count, int z)
{
	AlkresGroup group = alkres_evidence_one_strand(evidence, z);
	double fractions[ALKRES_NODES_MAX], values[ALKRES_NODES_MAX], l0 = 0;
	int end = 0;

	for (; end < count && nodes[end] <= log(ALKRES_ARTEFACT_MAX) + 1e-9; end++)
	{
		fractions[end] = exp(nodes[end]);
		values[end] = -group.molecules * fractions[end];
	}
	/* Where the strand has none of them, they are errors in either case. */
	if (group.alternates > 0)
		l0 = alkres_log_l0(&group);
	if (group.alternates > CLIMB_ALTERNATES)
		alkres_climb_one(&group, fractions, end, values);
	else if (group.alternates > 0)
		alkres_log_l1_at(&group, fractions, end, values);
	return alkres_log_mean(nodes, values, end, log(ALKRES_ARTEFACT_MAX)) - l0;
}

static double
log_null(const AlkresEvidence *evidence, const double *nodes, int count,
		 const double *const values[], const double *l0)
{
	double prior = alkres_orientation_testable(evidence) ? evidence->artefact_prior : 0;
	double artefact[ALKRES_ORIENTATION_UNKNOWN] = {0, 0};

	for (int z = 0; prior > 0 && z < ALKRES_ORIENTATION_UNKNOWN; z++)
		artefact[z] = evidence->one_factor
						  ? one_strand(evidence, nodes, count, z)
						  : alkres_log_mean(nodes, values[z], count, log(ALKRES_ARTEFACT_MAX));
	return alkres_log_null(l0, artefact, prior);
}

double
alkres_one_strand_odds(const AlkresEvidence *evidence)
{
	double nodes[ALKRES_NODES_MAX], fractions[ALKRES_NODES_MAX];
	double values[ALKRES_ORIENTATIONS][ALKRES_NODES_MAX];
	const double *used[ALKRES_ORIENTATIONS] = {values[0], values[1], values[2]};
	double l0[ALKRES_ORIENTATIONS], errors = 0, usual = 1 - evidence->artefact_prior;
	int count = alkres_score_nodes(evidence, nodes);

	if (!alkres_orientation_testable(evidence))
		return 0;
	for (int i = 0; i < count; i++)
		fractions[i] = exp(nodes[i]);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		l0[g] = alkres_log_l0(&evidence->group[g]);
		errors += l0[g];
		alkres_log_l1_at(&evidence->group[g], fractions, count, values[g]);
	}
	return (exp(log_null(evidence, nodes, count, used, l0) - errors) - usual) /
		   (usual + exp(alkres_log_bad(evidence)));
}

/*
 * A bad site may hold a variant, too.  Its likelihood is taken as that of errors alone times exp(-n
 * f), which is right without molecules or alternates and too low otherwise: where normals say that
 * a site is bad it takes more to call it.
 */
double
alkres_hypotheses(const AlkresEvidence *evidence, const double *nodes, int count,
				  const double *const values[], const double *l0, double *variant)
{
	double bad = alkres_log_bad(evidence), n = alkres_evidence_molecules(evidence);
	double null = log_null(evidence, nodes, count, values, l0);

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		bad += l0[g];
	for (int i = 0; i < count; i++)
	{
		double sum = 0;

		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			if (values[g] != NULL)
				sum += values[g][i];
		/* Most often it is too little to matter. */
		variant[i] = bad < sum - 40 ? sum : alkres_log_sum(sum, bad - n * exp(nodes[i]));
	}
	return alkres_log_sum(null, bad);
}

double
alkres_stray_null(const AlkresStray *stray, double null, const double *nodes, const double *variant,
				  int count)
{
	if (stray->ratio <= 0)
		return null;
	return alkres_log_sum(null, log(stray->ratio) +
									alkres_log_mean(nodes, variant, count, nodes[count - 1]));
}

double
alkres_joint_score(const AlkresEvidence *evidence, int sites)
{
	double nodes[ALKRES_NODES_MAX], fractions[ALKRES_NODES_MAX];
	double total[ALKRES_NODES_MAX] = {0};
	double null = 0;
	AlkresEvidence sum = alkres_evidence_pooled(evidence, sites);
	int count;

	if (alkres_evidence_molecules(&sum) <= 0)
		return 0;
	count = alkres_score_nodes(&sum, nodes);
	for (int j = 0; j < count; j++)
		fractions[j] = exp(nodes[j]);
	for (int i = 0; i < sites; i++)
	{
		double values[ALKRES_ORIENTATIONS][ALKRES_NODES_MAX], variant[ALKRES_NODES_MAX];
		const double *used[ALKRES_ORIENTATIONS] = {NULL, NULL, NULL};
		double l0[ALKRES_ORIENTATIONS] = {0, 0, 0};
		double artefact_prior =
			alkres_orientation_testable(&evidence[i]) ? evidence[i].artefact_prior : 0;
		/* Few alternates are soon looked at, and several sites have their peaks apart. */
		bool climb = sites == 1 && alkres_evidence_alternates(evidence) > CLIMB_ALTERNATES;

		if (climb)
			alkres_climb(evidence, fractions, count, artefact_prior, values);
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			const AlkresGroup *group = &evidence[i].group[g];

			if (group->molecules <= 0)
				continue;
			used[g] = values[g];
			l0[g] = alkres_log_l0(group);
			if (!climb)
				alkres_log_l1_at(group, fractions, count, values[g]);
		}
		null += alkres_stray_null(&evidence[i].stray,
								  alkres_hypotheses(&evidence[i], nodes, count, used, l0, variant),
								  nodes, variant, count);
		for (int j = 0; j < count; j++)
			total[j] += variant[j];
	}
	return alkres_log_mean(nodes, total, count, nodes[count - 1]) - null;
}

double
alkres_score(const AlkresEvidence *evidence)
{
	return alkres_joint_score(evidence, 1);
}

/*
 * S of a usual site is at most the largest ln L1(f) - ln((1 - eps) L0).  d ln L1 / d ln f lies
 * between -n f and x - n f: from one of a grid of steps h upwards ln L1 grows by
 * at most x h, and above x / n it falls.
 */
double
alkres_score_bound(const AlkresEvidence *evidence)
{
	uint32_t x = alkres_evidence_alternates(evidence);
	double n = alkres_evidence_molecules(evidence);
	double step, peak, bad, l0 = 0, largest = -HUGE_VAL;

	if (x > 8 || n <= 0)
		return HUGE_VAL;
	step = x < 2 ? 1.0 : 1.5 / x;
	peak = fmax(ALKRES_VARIANT_MIN, x / n);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		l0 += alkres_log_l0(&evidence->group[g]);
	for (double node = log(ALKRES_VARIANT_MIN); node <= log(peak); node += step)
	{
		double sum = 0;

		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			if (evidence->group[g].molecules > 0)
				sum += alkres_log_l1(&evidence->group[g], exp(node));
		/* From here to the next node, and no further than the peak. */
		largest = fmax(largest, sum + x * fmin(step, log(peak) - node));
	}
	largest -= l0 + log1p(-evidence->artefact_prior);
	/* A bad site in both hypotheses draws S towards 0. */
	if (largest >= 0)
		return largest;
	bad = alkres_log_bad(evidence) - log1p(-evidence->artefact_prior);
	return alkres_log_sum(largest, bad - n * ALKRES_VARIANT_MIN) - alkres_log_sum(0, bad);
}

double
alkres_posterior(double score, double prior)
{
	return 1 / (1 + exp(-score) * (1 - prior) / prior);
}

double
alkres_level(double posterior, double prior)
{
	return log(posterior / (1 - posterior)) - log(prior / (1 - prior));
}

double
alkres_qual(double score, double prior)
{
	/* 1 - posterior = 1 / (1 + odds) */
	double log_odds = score + log(prior / (1 - prior));
	double qual =
		10 / log(10) * (log_odds > 0 ? log_odds + log1p(exp(-log_odds)) : log1p(exp(log_odds)));

	return fmin(qual, ALKRES_QUAL_MAX);
}
