/* likelihood_tables_test.c: what is reckoned from a neighbour, or left out, against what is
 * reckoned outright. */
#include "harness.h"

#include "core/model/climb.h"
#include "core/base/memory.h"
#include "core/model/likelihood.h"
#include "core/model/merged.h"
#include "random.h"

static double
uniform(void)
{
	static uint64_t state = 0x2545F4914F6CDD1Du;

	return random_uniform(&state);
}

/* A site of any depth, error rates, normals and fraction. */
static AlkresEvidence
any_site(bool alternates)
{
	AlkresEvidence evidence;
	double depth = exp(log(20) + uniform() * log(2000)), fraction = exp(-9.2 * uniform());

	alkres_evidence_clear(&evidence, uniform() < 0.2 ? 0 : 1e-3);
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
	{
		uint32_t molecules = (uint32_t) (depth * uniform());

		if (uniform() < 0.7 || molecules == 0)
			continue;
		alkres_evidence_add(&evidence, cell, molecules,
							alternates ? (uint32_t) (molecules * fraction * 2 * uniform()) : 0,
							exp(-4 - 10 * uniform()));
	}
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			evidence.group[g].part[p].shape = 0.01 + 20 * uniform() * uniform();
			evidence.group[g].part[p].rate = 0.01 + 20 * uniform() * uniform();
		}
	return evidence;
}

static bool
near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static void
test_climb(void)
{
	int left_out = 0;

	CASE("nodes that are left out of the likelihoods add nothing to a mean");
	for (int i = 0; i < 300; i++)
	{
		AlkresEvidence evidence = any_site(true);
		double nodes[ALKRES_NODES_MAX], fractions[ALKRES_NODES_MAX];
		double values[ALKRES_ORIENTATIONS][ALKRES_NODES_MAX], plain[ALKRES_NODES_MAX];
		double total[ALKRES_NODES_MAX] = {0}, plain_total[ALKRES_NODES_MAX] = {0};
		int count = alkres_score_nodes(&evidence, nodes);

		if (alkres_evidence_molecules(&evidence) <= 0)
			continue;
		for (int j = 0; j < count; j++)
			fractions[j] = exp(nodes[j]);
		alkres_climb(&evidence, fractions, count, evidence.artefact_prior, values);
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			if (evidence.group[g].molecules <= 0)
				continue;
			alkres_log_l1_at(&evidence.group[g], fractions, count, plain);
			for (int j = 0; j < count; j++)
			{
				left_out += isinf(values[g][j]) != 0;
				CHECK(isinf(values[g][j]) || values[g][j] == plain[j]);
				total[j] += values[g][j];
				plain_total[j] += plain[j];
			}
			if (evidence.artefact_prior > 0 && g != ALKRES_ORIENTATION_UNKNOWN)
				CHECK(near(alkres_log_mean(nodes, values[g], count, log(ALKRES_ARTEFACT_MAX)),
						   alkres_log_mean(nodes, plain, count, log(ALKRES_ARTEFACT_MAX))));
		}
		CHECK(near(alkres_log_mean(nodes, total, count, nodes[count - 1]),
				   alkres_log_mean(nodes, plain_total, count, nodes[count - 1])));
	}
	CHECK(left_out > 1000);
}

/* A merged group's table against each count by itself. */
static void
check_merged(AlkresGroup *group, const double *nodes, const double *fractions, int count)
{
	double plain[ALKRES_NODES_MAX];
	AlkresMerged merged = {0};

	alkres_merge_cells(group, exp(-2 - 6 * uniform()));
	alkres_merged_start(&merged, group, nodes, fractions, count);
	alkres_merged_look(&merged, 80);
	for (uint32_t x = 0; x <= 80; x++)
	{
		alkres_merged_set(group, x);
		alkres_log_l1_at(group, fractions, count, plain);
		CHECK(near(merged.l0[x], alkres_log_l0(group)));
		CHECK(near(merged.artefact[x],
				   alkres_log_mean(nodes, plain, count, log(ALKRES_ARTEFACT_MAX))) ||
			  merged.artefact[x] < merged.largest[x] - 500);
		for (int j = 0; j < count; j++)
			/* Under 1e-156 of the largest it adds nothing, and need not have its digits. */
			CHECK(near(merged.largest[x] + log(merged.shares[x][j]), plain[j]) ||
				  (merged.shares[x][j] < 1e-156 && plain[j] < merged.largest[x] - 359));
	}
	alkres_merged_free(&merged);
}

static void
test_merged(void)
{
	CASE("the likelihood of a count from that of the count before");
	for (int i = 0; i < 300; i++)
	{
		AlkresEvidence evidence = any_site(false);
		double nodes[ALKRES_NODES_MAX], fractions[ALKRES_NODES_MAX];
		int count = alkres_score_nodes(&evidence, nodes);

		for (int j = 0; j < count; j++)
			fractions[j] = exp(nodes[j]);
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			if (evidence.group[g].molecules > 0)
				check_merged(&evidence.group[g], nodes, fractions, count);
	}
}

int
main(void)
{
	test_climb();
	test_merged();
	return finish();
}
