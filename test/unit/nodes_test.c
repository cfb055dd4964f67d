/* nodes_test.c: the nodes over which the score averages are fine enough wherever the likelihood
 * peaks; limits of the score and of lod95 at their edges. */
#include "harness.h"

#include "core/model/error_rates.h"
#include "core/model/likelihood.h"
#include "core/model/power.h"
#include "core/model/prior.h"
#include "core/model/score.h"

static AlkresEvidence
site(uint32_t n, uint32_t x, uint32_t m, uint32_t y)
{
	AlkresEvidence evidence;

	alkres_evidence_clear(&evidence, 1e-3);
	alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_MATES, ALKRES_F1R2, 3), n, x, 2e-5);
	alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_MATES, ALKRES_F2R1, 3), m, y, 2e-5);
	return evidence;
}

static double
log_likelihood(const AlkresEvidence *evidence, double node)
{
	return alkres_log_l1(&evidence->group[0], exp(node)) +
		   alkres_log_l1(&evidence->group[1], exp(node));
}

#define DENSE 20001

/* ln of the mean over the score's own nodes less that over very many. */
static double
off(const AlkresEvidence *evidence)
{
	static double nodes[DENSE], values[DENSE];
	double own[ALKRES_NODES_MAX], at[ALKRES_NODES_MAX], first = log(ALKRES_VARIANT_MIN);
	int count = alkres_score_nodes(evidence, own);

	for (int i = 0; i < count; i++)
		at[i] = log_likelihood(evidence, own[i]);
	for (int i = 0; i < DENSE; i++)
	{
		nodes[i] = first * (1 - i / (double) (DENSE - 1));
		values[i] = log_likelihood(evidence, nodes[i]);
	}
	return alkres_log_mean(own, at, count, own[count - 1]) -
		   alkres_log_mean(nodes, values, DENSE, nodes[DENSE - 1]);
}

static void
test_nodes(void)
{
	static const uint32_t alternates[] = {0, 1, 4, 8, 9, 15, 20, 40, 100};

	CASE("the mean over the nodes is that over many more, to a hundredth");
	for (size_t i = 0; i < sizeof(alternates) / sizeof(alternates[0]); i++)
	{
		AlkresEvidence evidence = site(5000, alternates[i], 5000, alternates[i]);

		CHECK(fabs(off(&evidence)) < 0.01);
		evidence = site(5000, 2 * alternates[i], 3000, alternates[i]);
		CHECK(fabs(off(&evidence)) < 0.01);
	}
}

static void
test_evidence(void)
{
	AlkresEvidence evidence;

	CASE("strands of origin can be told apart from a tenth of the molecules on");
	for (uint32_t n = 99; n <= 101; n++)
	{
		evidence = site(n, 0, 900 + 100 - n, 0);
		CHECK(alkres_orientation_testable(&evidence) == (n >= 100));
		evidence = site(1000 - n, 0, n, 0);
		CHECK(alkres_orientation_testable(&evidence) == (n >= 100));
	}
	evidence = site(0, 0, 0, 0);
	CHECK(!alkres_orientation_testable(&evidence));

	CASE("more alternates than molecules are so many molecules");
	evidence = site(10, 11, 10, 9);
	CHECK(alkres_evidence_molecules(&evidence) == 21);
	CHECK(alkres_evidence_alternates(&evidence) == 20);

	CASE("an artefact stands on one of two strands, each as likely");
	double l0[3] = {-3, -5, 0}, artefact[2] = {-1, -2}, epsilon = 1e-3;

	CHECK_NEAR(alkres_log_null(l0, artefact, epsilon),
			   log((1 - epsilon) * exp(-8) + epsilon / 2 * exp(-5 - 1) + epsilon / 2 * exp(-3 - 2)),
			   1e-12);
	CHECK_NEAR(alkres_log_null(l0, artefact, 0), -8, 1e-12);
}

static void
test_one_strand(void)
{
	AlkresEvidence evidence = site(1000, 12, 0, 0), other;

	CASE("an artefact of one strand is looked for where there are two");
	other = evidence;
	other.artefact_prior = 0.5;
	CHECK(alkres_score(&evidence) == alkres_score(&other));
	evidence = other = site(1000, 12, 1000, 0);
	other.artefact_prior = 0.5;
	CHECK(alkres_score(&other) < alkres_score(&evidence) - 3);
}

static double
lod95(uint32_t well, uint32_t badly)
{
	AlkresEvidence evidence = site(well, 0, well, 0);

	for (int g = 0; g < 2; g++)
		alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_MATES, g, 1), badly, 0, 2e-3);
	return alkres_power(&evidence, ALKRES_PRIOR_LISTED, 0.9).lod95;
}

static void
test_half(void)
{
	CASE("badly read molecules do not make lod95 worse, however many they are");
	for (uint32_t badly = 0; badly <= 8000; badly = 2 * badly + 100)
		CHECK(lod95(1000, badly) <= 1.01 * lod95(1000, 0));
	CHECK_NEAR(lod95(1000, 1000), lod95(1000, 0), 1e-3 * lod95(1000, 0));
	CHECK_NEAR(lod95(1000, 1001), lod95(1000, 1000), 0.01 * lod95(1000, 1000));

	CASE("a few well read ones do not make that of many badly read ones worse");
	CHECK(lod95(20, 4000) <= 1.02 * lod95(0, 4000));
	CHECK(lod95(300, 4000) < lod95(0, 4000));
}

int
main(void)
{
	test_one_strand();
	test_half();
	test_nodes();
	test_evidence();
	return finish();
}
