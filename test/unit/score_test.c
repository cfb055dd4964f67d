/* score_test.c: what the caller's mathematics must do, on sites built by hand and on simulated
 * ones. */
#include "harness.h"

#include <stdlib.h>

#include "core/model/error_rates.h"
#include "core/model/estimate.h"
#include "core/model/likelihood.h"
#include "core/model/power.h"
#include "core/model/prior.h"
#include "core/model/score.h"
#include "random.h"
#include "site.h"

/* A library without UMIs at this depth: 60 % of the molecules seen by both mates, 4 % of the bases
 * badly read. */
static AlkresEvidence
library(uint32_t depth, double mates, const uint32_t *alternates)
{
	Part parts[12];
	int count = 0;
	static const double share[3] = {0.04, 0.16, 0.8};

	for (int c = 0; c < 2; c++)
		for (int g = 0; g < 2; g++)
			for (int b = 0; b < 3; b++)
			{
				Part *part = &parts[count];

				part->class_code = c;
				part->orientation = g;
				part->bin = b == 0 ? 0 : b + 1;
				part->molecules =
					(uint32_t) (depth / 2.0 * (c == 1 ? mates : 1 - mates) * share[b] + 0.5);
				part->alternates = alternates == NULL ? 0 : alternates[count];
				count++;
			}
	return site(parts, count);
}

static double uniform_state = 0.5;

static double
uniform(void)
{
	static uint64_t state = 0x9E3779B97F4A7C15u;

	uniform_state = random_uniform(&state);
	return uniform_state;
}

static uint32_t
poisson(double mean)
{
	double limit = exp(-mean);
	double product = uniform();
	uint32_t count = 0;

	while (product > limit)
	{
		product *= uniform();
		count++;
	}
	return count;
}

/* Draw the alternates of a group at a true fraction, errors included. */
static void
draw_group(AlkresGroup *group, double fraction)
{
	for (int p = 0; p < ALKRES_PARTS; p++)
		for (int k = 0; k < group->part[p].cells; k++)
		{
			AlkresPart *part = &group->part[p];
			uint32_t drawn = poisson(part->cell[k].molecules * fraction + part->cell[k].expected);

			part->cell[k].alternates = drawn;
			part->alternates += drawn;
			group->alternates += drawn;
		}
}

/* Share of draws at a true fraction that are called, errors included. */
static double
simulated_power(uint32_t depth, double mates, double fraction, double prior, int draws)
{
	AlkresEvidence template = library(depth, mates, NULL);
	int found = 0;

	for (int i = 0; i < draws; i++)
	{
		AlkresEvidence draw = template;

		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			draw_group(&draw.group[g], fraction);
		found += alkres_posterior(alkres_score(&draw), prior) >= 0.9;
	}
	return (double) found / draws;
}

/* As after many normals: lambda is 1 everywhere. */
static void
know_well(AlkresEvidence *evidence)
{
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
			evidence->group[g].part[p].shape = evidence->group[g].part[p].rate = 500;
}

static void
score_of_nothing(void)
{
	CASE("S is 0 without molecules, at most 0 without alternates");
	CHECK(alkres_score(&(AlkresEvidence){.artefact_prior = 1e-3}) == 0);
	for (uint32_t depth = 1; depth < 100000; depth *= 3)
	{
		AlkresEvidence evidence = library(depth, 0.6, NULL);

		CHECK(alkres_score(&evidence) <= 0);
		know_well(&evidence);
		CHECK(alkres_score(&evidence) <= 0);
	}
}

static void
bad_site(void)
{
	CASE("a bad site's one lambda for all strands, against sums and integrals done elsewhere");

	/* 60 digits of a decimal calculator. */
	CHECK_NEAR(alkres_log_errors(1, 0.1, 0.5, 7), 10.30918125819924, 1e-12);
	CHECK_NEAR(alkres_log_errors(0.5, 0.5, 0.02, 3), 2.5707777050657256, 1e-12);
	AlkresBad unknown = alkres_bad_unknown();
	AlkresBad bad = alkres_bad_learn(&unknown, 9, 0.25, 0.5, 0.5);

	CHECK_NEAR(bad.odds, 9.032093974997154, 1e-12);
	CHECK(bad.shape == 10 && bad.rate == 0.35);
	CHECK(alkres_bad_learn(&unknown, 1e7, 10, 0.5, 0.5).odds == ALKRES_BAD_ODDS_MAX);
	CHECK(alkres_bad_learn(&unknown, 0, 1e7, 0.5, 0.5).odds < 1e-3);

	/* Four of 1,500 and two of 1,500; trapezoids over ln lambda. */
	AlkresEvidence evidence;

	alkres_evidence_clear(&evidence, 1e-3);
	alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_SIMPLEX, ALKRES_F1R2, 3), 1500, 4,
						2e-5);
	alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_SIMPLEX, ALKRES_F2R1, 3), 1500, 2,
						3e-5);
	CHECK_NEAR(alkres_log_bad(&evidence), 5.909228118036814, 1e-9);
	CHECK_NEAR(alkres_score(&evidence), 7.4388055831744575, 1e-9);
	evidence.bad = (AlkresBad){2.5, 6, 0.4};
	CHECK_NEAR(alkres_log_bad(&evidence), 11.791729831425906, 1e-9);
	CHECK_NEAR(alkres_score(&evidence), 1.5990002558372436, 1e-9);
	/* Known to be none. */
	evidence.bad.odds = 0;
	CHECK(isinf(alkres_log_bad(&evidence)));
	CHECK(alkres_score(&evidence) > 8);
}

/* An indel's evidence: molecules of 1,500 and 1,400 of either strand of origin. */
static AlkresEvidence
one_factor(uint32_t first, uint32_t second)
{
	AlkresEvidence evidence;

	alkres_evidence_clear(&evidence, 1e-3);
	evidence.one_factor = true;
	alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_SINGLE, ALKRES_F1R2, 3), 1500, first,
						2e-5);
	alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_SINGLE, ALKRES_F2R1, 3), 1400, second,
						3e-5);
	return evidence;
}

static void
test_one_factor(void)
{
	static const double scores[][3] = {{3, 1, 5.60880669217},
									   {5, 0, 3.91002618763},
									   {40, 0, -19.133472486},
									   {40, 2, -7.78655104563}};
	AlkresEvidence evidence = one_factor(4, 2), pooled;

	CASE("one factor for all strands, against integrals over ln lambda done elsewhere");
	CHECK_NEAR(alkres_log_l0(&evidence.group[2]), -11.991773514609790, 1e-9);
	CHECK_NEAR(alkres_log_bad(&evidence), 2.9305575134046773, 1e-9);
	CHECK_NEAR(alkres_score(&evidence), 7.4748582420708125, 1e-9);

	CASE("an artefact of one strand is a hypothesis there, too");
	for (int i = 0; i < 4; i++)
	{
		evidence = one_factor((uint32_t) scores[i][0], (uint32_t) scores[i][1]);
		CHECK_NEAR(alkres_score(&evidence), scores[i][2], 1e-9);
		CHECK(alkres_score_bound(&evidence) >= alkres_score(&evidence));
	}

	CASE("of one factor each strand's molecules are known, and whether both have enough");
	pooled = alkres_evidence_pooled(&evidence, 1);
	CHECK(pooled.group[0].molecules == 1500 && pooled.group[0].alternates == 40);
	CHECK(pooled.group[1].molecules == 1400 && pooled.group[1].alternates == 2);
	CHECK(alkres_orientation_testable(&evidence));

	CASE("one factor calls many as well as few");
	for (uint32_t x = 8; x <= 1024; x *= 2)
	{
		AlkresEvidence less = one_factor(x / 2, x / 2), more = one_factor(x, x);

		CHECK(alkres_score(&more) > alkres_score(&less));
	}
}

/* The molecules that span an indel, some of unknown strand, some badly read. */
static AlkresEvidence
indel_site(uint32_t depth, double unknown, double badly, double rate)
{
	AlkresEvidence evidence;

	alkres_evidence_clear(&evidence, 1e-3);
	evidence.one_factor = true;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		double share = g == ALKRES_ORIENTATION_UNKNOWN ? unknown : (1 - unknown) / 2;

		alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_SINGLE, g, 1),
							(uint32_t) (depth * share * badly), 0, rate + 2e-3);
		for (int bin = 2; bin < 4; bin++)
			alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_SINGLE, g, bin),
								(uint32_t) (depth * share * (1 - badly) / 2), 0,
								rate + (bin == 2 ? 5e-5 : 0));
	}
	return evidence;
}

/* Molecules, those of unknown strand, badly read ones, the rate, and what normals expect. */
static const double indel_sites[][5] = {{3000, 0, 0, 5e-6, 0},      {3000, 0.2, 0.05, 5e-6, 0},
										{1000, 0, 0, 5e-5, 0},      {3000, 0, 0.05, 5e-6, 20},
										{3000, 0.1, 0, 1.5e-3, 20}, {600, 0, 0, 5e-6, 200}};

static void
test_one_factor_power(void)
{
	const int draws = 4000;

	CASE("an indel planted at its lod95 is found in 93.5 to 96.5 % of the draws");
	for (size_t i = 0; i < sizeof(indel_sites) / sizeof(indel_sites[0]); i++)
	{
		const double *of = indel_sites[i];
		AlkresEvidence template = indel_site((uint32_t) of[0], of[1], of[2], of[3]);
		AlkresGroup *all = &template.group[ALKRES_ORIENTATION_UNKNOWN];
		AlkresPower power;
		int found = 0;

		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			all->part[p].shape += of[4];
			all->part[p].rate += of[4];
		}
		power = alkres_power(&template, 1e-4, 0.9);
		for (int d = 0; d < draws; d++)
		{
			AlkresEvidence draw = template;

			draw_group(&draw.group[ALKRES_ORIENTATION_UNKNOWN], power.lod95);
			found += alkres_posterior(alkres_score(&draw), 1e-4) >= 0.9;
		}
		printf("# an indel's lod95 %.3g %% (%u molecules): found %.3f\n", 100 * power.lod95,
			   power.min_molecules, (double) found / draws);
		CHECK(found > 0.935 * draws && found < 0.965 * draws);
	}
}

static void
known_background(void)
{
	CASE("a well-known background of 15 expected and none seen calls nothing");

	Part parts[] = {{ALKRES_CLASS_SINGLE, ALKRES_F1R2, 1, 3750, 0},
					{ALKRES_CLASS_SINGLE, ALKRES_F2R1, 1, 3750, 0}};
	AlkresEvidence evidence = SITE(parts);

	know_well(&evidence);
	CHECK(evidence.group[0].part[ALKRES_BADLY_READ].expected > 7);
	CHECK(alkres_posterior(alkres_score(&evidence), 1e-3) < 1e-3);
}

static void
score_grows(void)
{
	CASE("S grows with the alternates");

	double last = -HUGE_VAL;

	for (uint32_t x = 0; x < 400; x++)
	{
		Part parts[] = {{ALKRES_CLASS_MATES, ALKRES_F1R2, 3, 2000, x},
						{ALKRES_CLASS_MATES, ALKRES_F2R1, 3, 2000, x}};
		AlkresEvidence evidence = SITE(parts);
		double score = alkres_score(&evidence);

		CHECK(score >= last);
		last = score;
	}
}

static void
one_strand_of_origin(void)
{
	CASE("one strand of origin alone calls a variant of 30 %");
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		Part parts[] = {{ALKRES_CLASS_SINGLE, g, 2, 500, 150}};
		AlkresEvidence evidence = SITE(parts);

		CHECK(!alkres_orientation_testable(&evidence));
		CHECK(alkres_posterior(alkres_score(&evidence), 1e-6) > 0.999);
	}

	CASE("an allele on one of two strands of origin is an artefact");
	{
		Part parts[] = {{ALKRES_CLASS_SIMPLEX, ALKRES_F1R2, 3, 1500, 12},
						{ALKRES_CLASS_SIMPLEX, ALKRES_F2R1, 3, 1500, 0}};
		AlkresEvidence evidence = SITE(parts);

		CHECK(alkres_posterior(alkres_score(&evidence), 1e-3) < 0.5);
	}
}

static void
badly_read(void)
{
	CASE("24 of 30 bases of Q14 and none of 380 of Q30 are no variant");

	Part parts[] = {{ALKRES_CLASS_SINGLE, ALKRES_F1R2, 0, 16, 13},
					{ALKRES_CLASS_SINGLE, ALKRES_F2R1, 0, 14, 11},
					{ALKRES_CLASS_SINGLE, ALKRES_F1R2, 2, 190, 0},
					{ALKRES_CLASS_SINGLE, ALKRES_F2R1, 2, 190, 0}};
	AlkresEvidence evidence = SITE(parts);

	CHECK(alkres_posterior(alkres_score(&evidence), 1e-3) < 1e-3);
	Part one_strand[] = {{ALKRES_CLASS_SINGLE, ALKRES_F1R2, 0, 30, 24},
						 {ALKRES_CLASS_SINGLE, ALKRES_F1R2, 2, 190, 0},
						 {ALKRES_CLASS_SINGLE, ALKRES_F2R1, 2, 190, 0}};

	evidence = SITE(one_strand);
	CHECK(alkres_posterior(alkres_score(&evidence), 1e-3) < 1e-3);
}

static void
strong_and_low(void)
{
	CASE("strong variants to 100 % are called, low ones with enough molecules");

	for (uint32_t x = 50; x <= 4000; x = x * 2 > 4000 && x < 4000 ? 4000 : x * 2)
	{
		Part parts[] = {{ALKRES_CLASS_MATES, ALKRES_F1R2, 2, 2000, x / 2},
						{ALKRES_CLASS_MATES, ALKRES_F2R1, 2, 2000, x / 2}};
		AlkresEvidence evidence = SITE(parts);

		/* Without normals a site may be bad enough for 1 % in bases of Q30. */
		if (x >= 200)
			CHECK(alkres_qual(alkres_score(&evidence), ALKRES_PRIOR_DEFAULT) > 60);
		/* With normals that show five errors where five are expected, it is not. */
		for (int g = 0; g < 2; g++)
			evidence.group[g].part[0].shape = evidence.group[g].part[0].rate = 5.5;
		evidence.bad = alkres_bad_learn(&evidence.bad, 5, 5, ALKRES_KAPPA, ALKRES_KAPPA);
		CHECK(alkres_qual(alkres_score(&evidence), ALKRES_PRIOR_DEFAULT) > 60);
	}
	/* 35 of 3,500 = 1 %, no mates overlapping; 18 of 3,500 = 0.5 %, most mates overlapping. */
	uint32_t one[12] = {0, 3, 15, 0, 3, 14, 0, 0, 0, 0, 0, 0};
	AlkresEvidence evidence = library(3500, 0, one);

	CHECK(alkres_posterior(alkres_score(&evidence), ALKRES_PRIOR_DEFAULT) >= 0.9);
	uint32_t half[12] = {0, 1, 3, 0, 1, 3, 0, 1, 4, 0, 1, 4};

	evidence = library(3500, 0.6, half);
	CHECK(alkres_posterior(alkres_score(&evidence), ALKRES_PRIOR_DEFAULT) >= 0.9);
}

static void
bound_of_score(void)
{
	CASE("the bound of S is one, and close where it is used");
	for (int i = 0; i < 400; i++)
	{
		uint32_t alternates[12];
		double total = 0, bound, score;

		for (int k = 0; k < 12; k++)
		{
			alternates[k] = uniform() < 0.12;
			total += alternates[k];
		}
		AlkresEvidence evidence = library((uint32_t) (50 * pow(1000, uniform())), 0.6, alternates);

		if (i % 2 == 0)
			know_well(&evidence);
		bound = alkres_score_bound(&evidence);
		score = alkres_score(&evidence);
		CHECK(bound >= score);
		if (total == 1)
			CHECK(bound < score + 6);
	}
}

static void
posterior_and_qual(void)
{
	CASE("posterior and QUAL");
	CHECK_NEAR(alkres_posterior(0, 0.25), 0.25, 1e-12);
	CHECK_NEAR(alkres_qual(log(1e6 * 9), 1e-6), 10, 1e-4);
	CHECK_NEAR(alkres_qual(-50, 1e-6), 10 / log(10) * 1e-6 * exp(-50), 1e-3);
	CHECK(alkres_qual(5000, 1e-6) == 999);
}

static void
test_estimate(void)
{
	double fraction, lower, upper;

	CASE("the fraction and its interval");
	{
		Part parts[] = {{ALKRES_CLASS_DUPLEX, ALKRES_F1R2, 3, 2000, 20},
						{ALKRES_CLASS_DUPLEX, ALKRES_F2R1, 3, 2000, 20}};
		AlkresEvidence evidence = SITE(parts);

		alkres_estimate_fraction(&evidence, 1, &fraction, &lower, &upper);
		CHECK_NEAR(fraction, 0.01, 0.005);
		/* Binomial: x ln(f/f0) + (n - x) ln((1-f)/(1-f0)) = -2 at 0.00718 and 0.01348. */
		CHECK_NEAR(lower, 0.00718, 0.01);
		CHECK_NEAR(upper, 0.01348, 0.01);
		Part all[] = {{ALKRES_CLASS_MATES, ALKRES_F1R2, 3, 500, 500}};

		evidence = SITE(all);
		alkres_estimate_fraction(&evidence, 1, &fraction, &lower, &upper);
		Part none[] = {{ALKRES_CLASS_MATES, ALKRES_F1R2, 3, 500, 0}};

		evidence = SITE(none);
		alkres_estimate_fraction(&evidence, 1, &fraction, &lower, &upper);
		CHECK(fraction == 0 && lower == 0);
		CHECK_NEAR(upper, 2.0 / 500, 0.01);
	}
}

static void
test_joint(void)
{
	CASE("several sites together show what none shows alone");
	AlkresEvidence sites[10];
	double alone = 0, fraction, lower, upper;

	for (int i = 0; i < 10; i++)
	{
		Part parts[] = {{ALKRES_CLASS_SINGLE, ALKRES_F1R2, 3, 190, i % 3 == 0},
						{ALKRES_CLASS_SINGLE, ALKRES_F2R1, 3, 190, i % 2 == 0}};

		sites[i] = SITE(parts);
		alone = fmax(alone, alkres_posterior(alkres_score(&sites[i]), ALKRES_PRIOR_LISTED));
	}
	CHECK(alone < 0.5);
	CHECK(alkres_joint_score(sites, 10) > 15);
	CHECK(alkres_joint_score(sites, 1) == alkres_score(sites));
	alkres_estimate_fraction(sites, 10, &fraction, &lower, &upper);
	CHECK(fraction > 0.001 && fraction < 9.0 / 3800 && lower < fraction && upper > fraction);
	for (int i = 0; i < 10; i++)
		sites[i] = library(380, 0, NULL);
	CHECK(alkres_joint_score(sites, 10) < 0);
}

static void
limit_at_depth(void)
{
	static const double priors[] = {ALKRES_PRIOR_DEFAULT, ALKRES_PRIOR_LISTED};

	CASE("lod95 at 3,500 molecules");
	for (int mates = 0; mates < 2; mates++)
		for (int i = 0; i < 2; i++)
		{
			AlkresEvidence evidence = library(3500, mates ? 0.6 : 0, NULL);
			AlkresPower power = alkres_power(&evidence, priors[i], 0.9);
			double simulated = simulated_power(3500, mates ? 0.6 : 0, power.lod95, priors[i], 400);

			printf("# mates %d prior %g: least %u lod95 %.3f %%, simulated power there %.3f\n",
				   mates, priors[i], power.min_molecules, 100 * power.lod95, simulated);
			CHECK(power.lod95 > 0.001 && power.lod95 < 0.008);
			CHECK(simulated > 0.90);
		}
}

static void
limit_by_depth(void)
{
	CASE("lod95 falls with depth; 3 molecules of 3,000 duplex are a call at a listed site");

	double last = 1;

	for (uint32_t depth = 250; depth <= 16000; depth *= 2)
	{
		AlkresEvidence evidence = library(depth, 0.6, NULL);
		AlkresPower power = alkres_power(&evidence, ALKRES_PRIOR_LISTED, 0.9);

		CHECK(power.lod95 < last);
		last = power.lod95;
		printf("# depth %u: least %u, lod95 %.3f %%\n", depth, power.min_molecules,
			   100 * power.lod95);
	}
	Part duplex[] = {{ALKRES_CLASS_DUPLEX, ALKRES_ORIENTATION_UNKNOWN, 3, 3000, 0}};
	AlkresEvidence evidence = SITE(duplex);

	CHECK(alkres_power(&evidence, 1e-6, 0.9).min_molecules == 5);
	CHECK(alkres_power(&evidence, ALKRES_PRIOR_LISTED, 0.9).min_molecules == 3);
}

static void
no_power(void)
{
	CASE("no power without molecules or with bad bases only");

	AlkresEvidence none = {.artefact_prior = 1e-3};

	CHECK(alkres_power(&none, 1e-3, 0.9).min_molecules == 0);
	CHECK(isnan(alkres_power(&none, 1e-3, 0.9).lod95));
	Part one[] = {{ALKRES_CLASS_SINGLE, ALKRES_F1R2, 0, 2, 0}};
	AlkresEvidence evidence = SITE(one);

	CHECK(alkres_power(&evidence, 1e-6, 0.9).min_molecules == 0);
}

static void
rule_for_all(void)
{
	CASE("a rule that calls every site finds every fraction");

	Part parts[] = {{ALKRES_CLASS_DUPLEX, ALKRES_F1R2, 3, 500, 0},
					{ALKRES_CLASS_DUPLEX, ALKRES_F2R1, 3, 500, 0}};
	AlkresEvidence evidence = SITE(parts);

	CHECK(alkres_power(&evidence, 0.5, 0.001).lod95 == 0);
	CHECK(alkres_power(&evidence, 0.5, 0).lod95 == 0);
}

static void
many_molecules(void)
{
	CASE("counts that together are more than 32 bits");

	AlkresEvidence evidence;

	alkres_evidence_clear(&evidence, 1e-3);
	alkres_evidence_add(&evidence, alkres_cell(0, ALKRES_F1R2, 3), UINT32_MAX, 10, 1e-5);
	CHECK(alkres_evidence_depth(&evidence) == UINT32_MAX);
	alkres_evidence_add(&evidence, alkres_cell(0, ALKRES_F2R1, 3), 10, 10, 1e-5);
	CHECK(alkres_evidence_molecules(&evidence) > UINT32_MAX);
	CHECK(alkres_evidence_depth(&evidence) == UINT32_MAX);
}

static void
sensitivity(void)
{
	CASE("sensitivity and false calls by simulation");

	static const double fractions[] = {0, 0.001, 0.002, 0.005, 0.01};

	for (int i = 0; i < 5; i++)
	{
		double listed = simulated_power(3500, 0.6, fractions[i], ALKRES_PRIOR_LISTED, 400);
		double other = simulated_power(3500, 0.6, fractions[i], ALKRES_PRIOR_DEFAULT, 400);

		printf("# 3,500 molecules, 60 %% by both mates, %.1f %%: listed %.3f, other %.3f\n",
			   100 * fractions[i], listed, other);
		CHECK(fractions[i] > 0 || (listed == 0 && other == 0));
		CHECK(fractions[i] < 0.01 || (listed > 0.99 && other > 0.95));
	}
}

int
main(void)
{
	score_of_nothing();
	bad_site();
	test_one_factor();
	test_one_factor_power();
	known_background();
	score_grows();
	one_strand_of_origin();
	badly_read();
	strong_and_low();
	bound_of_score();
	posterior_and_qual();
	test_estimate();
	test_joint();
	limit_at_depth();
	limit_by_depth();
	no_power();
	rule_for_all();
	many_molecules();
	sensitivity();
	return finish();
}
