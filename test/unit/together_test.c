/* together_test.c: phase, contamination, false calls to be expected, and numbers that stay
 * numbers. */
#include "harness.h"

#include <stdlib.h>

#include "core/model/contamination.h"
#include "core/model/error_rates.h"
#include "core/model/estimate.h"
#include "core/model/false_calls.h"
#include "core/base/memory.h"
#include "core/model/likelihood.h"
#include "core/model/phase_ratio.h"
#include "core/model/power.h"
#include "core/model/score.h"

static void
test_phase(void)
{
	AlkresPhase phase = {0};

	CASE("molecules that nearly all carry both are cis");
	phase.both = 8;
	phase.first_only = 2;
	CHECK_TEXT(alkres_phase_name(&phase), "cis");
	/* ln B(13, 1) / B(5, 1) - 8 ln 0.01 */
	CHECK_NEAR(alkres_phase_log_ratio(&phase), log(5.0 / 13) + 8 * log(100), 1e-9);

	/* 2 of 2 + 3: 61 to one; 2 of 2 + 4: 23. */
	phase = (AlkresPhase){.both = 2, .first_only = 3, .second_only = 9};
	CHECK_TEXT(alkres_phase_name(&phase), "cis");
	phase.first_only = 4;
	CHECK_TEXT(alkres_phase_name(&phase), "unknown");
	/* One molecule alone may be a chimera, though it is 83 to one. */
	phase = (AlkresPhase){.both = 1};
	CHECK_TEXT(alkres_phase_name(&phase), "unknown");
	phase.both = 2;
	CHECK_TEXT(alkres_phase_name(&phase), "cis");

	CASE("that carry one of them only are trans, when they are enough");
	phase = (AlkresPhase){.first_only = 10, .second_only = 8};
	CHECK_TEXT(alkres_phase_name(&phase), "trans");
	phase.second_only = 2;
	CHECK_TEXT(alkres_phase_name(&phase), "unknown");
	phase = (AlkresPhase){.both = 1, .first_only = 19, .second_only = 19};
	CHECK_TEXT(alkres_phase_name(&phase), "trans"); /* a chimera */

	CASE("none say nothing");
	phase = (AlkresPhase){0};
	CHECK(fabs(alkres_phase_log_ratio(&phase)) < 1e-12);
	CHECK_TEXT(alkres_phase_name(&phase), "unknown");
}

/* The same error everywhere. */
static void
contaminate(AlkresContamination *result, AlkresForeign *sites, int count, double error)
{
	for (int i = 0; i < count; i++)
		sites[i].error = error;
	alkres_contamination(result, sites, count);
}

static void
test_contamination(void)
{
	AlkresContamination result;
	AlkresForeign sites[] = {{10, 1000, 1, 0, 0}, {10, 2000, 0.5, 0, 0}, {12, 1000, 1, 0, 0}};
	/* Of one site: the chance of being odd, over that of what is seen at a fraction of 1 %. */
	double odd = ALKRES_ODD_SITES / 1001 / (1 - ALKRES_ODD_SITES) /
				 exp(lgamma(1001) - lgamma(11) - lgamma(991) + 10 * log(0.01) + 990 * log(0.99));

	CASE("contamination is the pooled fraction, with its interval");
	contaminate(&result, sites, 1, 1e-9);
	CHECK_NEAR(result.fraction, 0.01, 1e-4);
	/* x ln(c/c0) + (n - x) ln((1-c)/(1-c0)) = -2, but for an odd site */
	for (int i = 0; i < 2; i++)
	{
		double c = i == 0 ? result.lower : result.upper;
		double regular = exp(10 * log(c / 0.01) + 990 * log((1 - c) / 0.99));

		CHECK_NEAR(log((regular + odd) / (1 + odd)), -2, 1e-3);
	}
	contaminate(&result, sites, 3, 1e-6);
	CHECK(result.fraction > 0.0095 && result.fraction < 0.012 && result.score > 20);
	CHECK(result.agreeing == 3);

	CASE("errors alone are none");
	sites[0] = (AlkresForeign){1, 10000, 1, 0, 0};
	contaminate(&result, sites, 1, 1e-4);
	CHECK(result.fraction < 1e-5 && result.lower == 0 && result.score < 0.1);
	contaminate(&result, sites, 0, 1e-4);
	CHECK(result.fraction == 0 && result.upper == 0.5);

	CASE("an error of a site's own is no contamination, of which three sites of 600 show 1 %");
	AlkresForeign noisy[3] = {{6, 600, 1, 0, 0}, {6, 600, 1, 0, 0}, {6, 600, 1, 0, 0}};

	contaminate(&result, noisy, 3, 0.01);
	CHECK(!alkres_is_contaminated(result.score, result.agreeing, 1));
	contaminate(&result, noisy, 3, 1e-4);
	CHECK(alkres_is_contaminated(result.score, result.agreeing, 180.0 * 179));
}

static void
test_odd_sites(void)
{
	AlkresContamination result;
	AlkresForeign one[4] = {
		{99, 554, 1, 0, 0}, {0, 64, 1, 0, 0}, {0, 195, 1, 0, 0}, {0, 351, 1, 0, 0}};
	AlkresForeign four[4] = {
		{99, 554, 1, 0, 0}, {6, 600, 1, 0, 0}, {5, 600, 1, 0, 0}, {7, 600, 1, 0, 0}};
	AlkresForeign lost[8] = {{80, 500, 1, 0, 0}, {75, 500, 1, 0, 0}, {90, 500, 1, 0, 0},
							 {0, 500, 1, 0, 0},  {0, 500, 1, 0, 0},  {1, 500, 1, 0, 0},
							 {0, 500, 1, 0, 0},  {0, 500, 1, 0, 0}};

	CASE("sites must agree: one odd site is no contamination");
	contaminate(&result, one, 4, 1e-4);
	CHECK(result.fraction == 0 && result.score == 0 && result.upper < 0.02);

	CASE("... and does not hide one that others show");
	contaminate(&result, four, 4, 1e-4);
	CHECK_NEAR(result.fraction, 0.01, 2e-2);
	CHECK(result.agreeing == 3 && alkres_is_contaminated(result.score, result.agreeing, 100));

	CASE("three sites of a lost stretch, five without");
	contaminate(&result, lost, 8, 1e-4);
	CHECK(!alkres_is_contaminated(result.score, result.agreeing, 1));
}

static void
test_site_errors(void)
{
	/* Ten that show errors at 1e-3, and one of no molecule. */
	double shown[13] = {1, 0, 2, 1, 0, 1, 2, 1, 1, 1, 0, 0, 0}, depth[13], errors[13];

	for (int i = 0; i < 13; i++)
		depth[i] = i < 10 ? 1000 : 0;

	CASE("a site's error is what the others show");
	alkres_site_errors(shown, depth, 0, errors);
	alkres_site_errors(shown, depth, 11, errors);
	CHECK_NEAR(errors[10], 11.0 / 20000, 1e-12);
	CHECK_NEAR(errors[0], 10.0 / 19000, 1e-12);
	CHECK_NEAR(errors[2], 9.0 / 19000, 1e-12);

	CASE("... but for those that show more than errors do, however many");
	depth[11] = depth[12] = 500;
	shown[11] = 60;
	shown[12] = 90;
	alkres_site_errors(shown, depth, 13, errors);
	CHECK_NEAR(errors[10], 11.0 / 20000, 1e-12);
	CHECK_NEAR(errors[0], 10.0 / 19000, 1e-12);
	CHECK_NEAR(errors[11], 11.0 / 20000, 1e-12);

	CASE("... also those that only the others of them hid");
	shown[11] = 8;
	shown[12] = 300;
	alkres_site_errors(shown, depth, 13, errors);
	CHECK_NEAR(errors[0], 10.0 / 19000, 1e-12);

	CASE("... at a chance under 1e-3");
	/* 11 in 20,000 of the others expect 0.275 of 500: P(3) = 0.0028, P(4) = 1.9e-4. */
	depth[12] = 0;
	shown[11] = 3;
	shown[12] = 0;
	alkres_site_errors(shown, depth, 13, errors);
	CHECK_NEAR(errors[10], 14.0 / 20500, 1e-12);
	shown[11] = 4;
	alkres_site_errors(shown, depth, 13, errors);
	CHECK_NEAR(errors[10], 11.0 / 20000, 1e-12);

	CASE("... one molecule never is, two may be");
	shown[0] = 1;
	shown[1] = 0;
	depth[0] = 2;
	depth[1] = 1e6;
	alkres_site_errors(shown, depth, 2, errors);
	CHECK_NEAR(errors[1], 2.0 / 10002, 1e-12);
	shown[0] = 2;
	alkres_site_errors(shown, depth, 2, errors);
	CHECK_NEAR(errors[1], 1e-4, 1e-12);
	CHECK_NEAR(errors[0], 1.0 / 1010000, 1e-12);
}

static void
test_same_molecules(void)
{
	AlkresContamination one, three, apart;
	AlkresForeign same[4] = {
		{6, 600, 1, 0, 107}, {6, 600, 1, 0, 8}, {6, 600, 1, 0, 57}, {0, 0, 1, 0, 999}};

	CASE("sites of the same molecules say once how many are foreign, and each that some are");
	contaminate(&one, same, 1, 1e-4);
	contaminate(&three, same, 4, 1e-4);
	CHECK_NEAR(three.fraction, one.fraction, 1e-3);
	CHECK_NEAR(three.lower, one.lower, 1e-3);
	CHECK_NEAR(three.upper, one.upper, 1e-3);
	CHECK_NEAR(three.score, 3 * one.score, 1e-3);
	CHECK(three.agreeing == 3);

	CASE("... within 100 bases");
	for (int i = 0; i < 3; i++)
		same[i].position = 1 + 100 * i;
	contaminate(&apart, same, 3, 1e-4);
	CHECK(apart.lower > 1.2 * three.lower && apart.upper < three.upper / 1.2);
	same[0].position = 5;
	same[1].position = same[2].position = 0;
	contaminate(&one, same, 3, 1e-4);
	CHECK(one.lower == apart.lower && one.upper == apart.upper);
}

/*
 * A host's molecules with a donor's allele: errors and foreign DNA, or the lesser one of two
 * unequal alleles of its own.
 */
static double
draw_foreign(double molecules, double share, bool unequal)
{
	double x = 0;

	if (unequal)
		share = 0.08 + 0.12 * drand48();
	for (int i = 0; i < molecules; i++)
		x += drand48() < share;
	return x;
}

/* What twenty libraries of 1,000 molecules say of a site for one more. */
static double
error_beside(double shown, double molecules)
{
	double all[21], depth[21], errors[21];

	for (int i = 0; i < 20; i++)
	{
		all[i] = shown;
		depth[i] = 1000;
	}
	all[20] = 0;
	depth[20] = molecules;
	alkres_site_errors(all, depth, 21, errors);
	return errors[20];
}

/*
 * How many of the pairs looked at are flagged in a batch of so many: with three sites of 600
 * molecules where a fraction is foreign; else with 3 to 10 of any depth, of which one in twelve is
 * of unequal alleles.
 */
static int
count_flagged(int looked_at, int pairs, double foreign)
{
	int flagged = 0;

	for (int pair = 0; pair < looked_at; pair++)
	{
		AlkresForeign sites[10];
		AlkresContamination result;
		int count = foreign > 0 ? 3 : 3 + (int) (drand48() * 8);

		for (int i = 0; i < count; i++)
		{
			double molecules = foreign > 0 ? 600 : 100 + floor(1500 * drand48());
			double error = drand48() < 0.02 ? 3e-3 : 1e-4;
			bool unequal = foreign == 0 && drand48() < 1.0 / 12;

			sites[i] = (AlkresForeign){draw_foreign(molecules, error + foreign, unequal), molecules,
									   1, error_beside(1000 * error, molecules), 0};
		}
		alkres_contamination(&result, sites, count);
		flagged += alkres_is_contaminated(result.score, result.agreeing, pairs);
	}
	return flagged;
}

static void
test_contamination_batch(void)
{
	int clean, found;

	srand48(15);
	clean = count_flagged(3600, 3600, 0);
	found = count_flagged(200, 180 * 179, 0.01);
	printf(
		"# of 3,600 clean pairs %d are flagged; of 200 with 1 %% at 3 sites of 600 molecules %d\n",
		clean, found);
	CASE("of clean pairs at most one is flagged; 1 % at three sites of 600 molecules is found");
	CHECK(clean <= 1);
	CHECK(found >= 180);
}

static void
test_contamination_sites(void)
{
	CASE("a library is homozygous for what over nine tenths of 50 molecules or more show");
	CHECK(alkres_is_homozygous(46, 50) && !alkres_is_homozygous(45, 50));
	CHECK(!alkres_is_homozygous(49, 49) && !alkres_is_homozygous(0, 0));
	CHECK(alkres_is_homozygous(901, 1000) && !alkres_is_homozygous(900, 1000));

	CASE("a donor gives the share that it shows, from a fifth on");
	CHECK(alkres_donor_share(46, 50) == 1 && alkres_donor_share(45, 50) == 0.9);
	CHECK(alkres_donor_share(200, 1000) == 0.2 && alkres_donor_share(199, 1000) == 0);
	CHECK(alkres_donor_share(49, 49) == 0 && alkres_donor_share(0, 0) == 0);

	CASE("another person's has less than a fifth of it and over three quarters of the other");
	CHECK(alkres_lacks_allele(199, 801, 1000) && !alkres_lacks_allele(200, 800, 1000));
	CHECK(alkres_lacks_allele(0, 751, 1000) && !alkres_lacks_allele(0, 750, 1000));
	CHECK(alkres_lacks_allele(0, 50, 50) && !alkres_lacks_allele(0, 49, 49));

	CASE("evidence of it is a score above 5 and the log of the pairs, by three sites");
	CHECK(alkres_is_contaminated(5.001, 3, 1) && !alkres_is_contaminated(5, 3, 1));
	CHECK(!alkres_is_contaminated(100, 2, 1));
	CHECK(alkres_is_contaminated(5.001 + log(90), 3, 90) &&
		  !alkres_is_contaminated(4.999 + log(90), 3, 90));
}

/* Blocks of one kind of molecules on each strand of origin; blocks differ in their draws only. */
static AlkresPileup *
even_block(uint32_t block, uint32_t molecules)
{
	AlkresContig contig;
	AlkresError error;
	AlkresPileup *pileup;

	alkres_contig_set(&contig, "GRCh38", 6, "chr7", 4, &error);
	pileup = alkres_pileup_new(&contig, block);
	for (int i = 0; i < (int) sizeof(pileup->reference); i++)
		pileup->reference[i] = "ACGTCAGTTGCA"[i % 12];
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		for (int g = 0; g < 2; g++)
			pileup->cells[offset][alkres_cell(ALKRES_CLASS_SIMPLEX, g, 3)] =
				pileup->spanning[offset][g] = molecules;
	return pileup;
}

static double
mean_false_calls(int blocks, uint32_t molecules, double prior, double threshold,
				 const AlkresOwnPrior *own, size_t own_count)
{
	double sum = 0;

	for (int block = 0; block < blocks; block++)
	{
		AlkresPileup *pileup = even_block((uint32_t) block, molecules);
		double one = alkres_false_calls(pileup, NULL, prior, threshold, own, own_count);

		if (block == 0)
			CHECK(one == alkres_false_calls(pileup, NULL, prior, threshold, own, own_count));
		sum += one;
		alkres_pileup_free(pileup);
	}
	return sum / blocks;
}

/*
 * The chance of one allele to be called where nothing but errors is, by looking at every pair of
 * counts: what null says of them (without the constant of the counts, which likelihoods leave out)
 * where the score reaches the level.
 */
static double
exact_chance(AlkresEvidence evidence, double level)
{
	double sum = 0;
	int counts = (int) alkres_evidence_strand(&evidence, ALKRES_F1R2).molecules;
	int first = evidence.one_factor ? ALKRES_ORIENTATION_UNKNOWN : 0;
	int last = evidence.one_factor ? ALKRES_ORIENTATION_UNKNOWN : 1;

	for (int x = 0; x <= counts; x++)
		for (int y = 0; y <= counts; y++)
		{
			int both[2] = {x, y};
			double nodes[ALKRES_NODES_MAX], values[3][ALKRES_NODES_MAX], variant[ALKRES_NODES_MAX];
			const double *used[ALKRES_ORIENTATIONS] = {NULL, NULL, NULL};
			double l0[ALKRES_ORIENTATIONS] = {0, 0, 0};
			int count;

			if (x + y == 0)
				continue;
			for (int g = 0; g < 2; g++)
			{
				AlkresGroup *group = &evidence.group[evidence.one_factor ? first : g];
				AlkresPart *part = &group->part[ALKRES_WELL_READ];

				part->cell[evidence.one_factor ? g : 0].alternates = (uint32_t) both[g];
				group->alternates = part->alternates =
					evidence.one_factor ? (uint32_t) (x + y) : (uint32_t) both[g];
			}
			if (alkres_score(&evidence) < level)
				continue;
			count = alkres_score_nodes(&evidence, nodes);
			for (int g = first; g <= last; g++)
			{
				used[g] = values[g];
				l0[g] = alkres_log_l0(&evidence.group[g]);
				for (int i = 0; i < count; i++)
					values[g][i] = alkres_log_l1(&evidence.group[g], exp(nodes[i]));
			}
			sum += exp(alkres_hypotheses(&evidence, nodes, count, used, l0, variant) -
					   log1p(evidence.bad.odds) - lgamma(x + 1.0) - lgamma(y + 1.0));
		}
	return sum;
}

static void
test_false_calls(void)
{
	static const uint32_t none[ALKRES_CELLS] = {0};
	AlkresContig contig;
	AlkresError error;
	AlkresPileup *pileup;
	AlkresOwnPrior own = {98, 0, 0.1}; /* C>A */
	double last = HUGE_VAL, exact = 0, added, sampled, more;
	AlkresEvidence evidence;

	CASE("false calls to be expected fall with the threshold, and never exceed what Bayes allows");
	alkres_contig_set(&contig, "GRCh38", 6, "chr7", 4, &error);
	pileup = alkres_pileup_new(&contig, 7);
	CHECK(alkres_false_calls(pileup, NULL, 1e-6, 0.9, NULL, 0) == 0);
	alkres_pileup_free(pileup);
	for (double threshold = 0.001; threshold < 0.999; threshold = (1 + 4 * threshold) / 5)
	{
		double expected = mean_false_calls(400, 1500, 1e-3, threshold, NULL, 0);

		/* A sum of so many draws is right within a twentieth. */
		CHECK(expected > 0 && expected <= 1.15 * last);
		/* Each allele at most exp(-level). */
		CHECK(expected <= 5 * 256 * 1e-3 / (1 - 1e-3) * (1 - threshold) / threshold);
		last = expected;
	}

	CASE("they are those of every count of every allele, each with its chance");
	pileup = even_block(0, 40);
	for (int offset = 0; offset < 12; offset++)
		for (int kind = 0; kind < ALKRES_BACKGROUND_KINDS; kind++)
		{
			char ref[2] = {alkres_pileup_base(pileup, offset), 0}, alt[2] = {"ACGTNN"[kind], 0};

			if (ref[0] == alt[0])
				continue;
			if (kind < 4)
				alkres_site_substitution(&evidence, pileup, NULL, offset, ref, alt, 1, none);
			else
				alkres_site_indel(
					&evidence, pileup, NULL, offset, kind == 4 ? 1 : 2, kind == 4 ? 2 : 1,
					alkres_indel_rate_at(alkres_rates_fixed(), pileup, offset, kind == 4), none);
			/* The reference repeats itself after twelve bases. */
			exact += exact_chance(evidence, log(9) - log(1e-4 / (1 - 1e-4))) * 256 / 12;
		}
	alkres_site_substitution(&evidence, pileup, NULL, own.offset, "C", "A", 1, none);
	added = exact_chance(evidence, log(9) - log(own.prior / (1 - own.prior))) -
			exact_chance(evidence, log(9) - log(1e-4 / (1 - 1e-4)));
	CHECK(alkres_pileup_base(pileup, own.offset) == 'C');
	alkres_pileup_free(pileup);
	sampled = mean_false_calls(2000, 40, 1e-4, 0.9, NULL, 0);
	printf("# expected false calls of a block of 2 x 40 molecules: %.3g, of every count %.3g\n",
		   sampled, exact);
	CHECK(fabs(sampled / exact - 1) < 0.05);

	CASE("a substitution of its own prior counts by it");
	more = mean_false_calls(2000, 40, 1e-4, 0.9, &own, 1) - sampled;
	printf("# one substitution of prior 0.1 adds %.3g, of every count %.3g\n", more, added);
	CHECK(fabs(more / added - 1) < 0.2);
	own.prior = 1e-4;
	CHECK(mean_false_calls(100, 40, 1e-4, 0.9, &own, 1) ==
		  mean_false_calls(100, 40, 1e-4, 0.9, NULL, 0));
}

/* A site of so many molecules on each of the first strands of origin, every part with this
 * background. */
static AlkresEvidence
site_of(int strands, uint32_t molecules, uint32_t alternates, double rate, double shape,
		double background)
{
	AlkresEvidence evidence;

	alkres_evidence_clear(&evidence, 1e-3);
	for (int g = 0; g < strands; g++)
	{
		alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_MATES, g, 3), molecules, alternates,
							rate);
		evidence.group[g].part[0].shape = shape;
		evidence.group[g].part[0].rate = background;
	}
	return evidence;
}

static void
check_numbers(uint32_t n, double shape, double background, double rate)
{
	const uint32_t alternates[4] = {0, 1, n / 3, n};

	for (int x = 0; x < 4; x++)
	{
		AlkresEvidence evidence =
			site_of(ALKRES_ORIENTATIONS, n, alternates[x], rate, shape, background);
		double score = alkres_score(&evidence), fraction, lower, upper;

		CHECK(isfinite(score));
		CHECK(alkres_score_bound(&evidence) >= score);
		if (n > 100000 && x > 1)
			continue; /* the estimate is the same code, and slow there */
		alkres_estimate_fraction(&evidence, 1, &fraction, &lower, &upper);
		CHECK(fraction >= lower && fraction <= upper && lower >= 0 && upper <= 1);
	}
}

static void
test_numbers(void)
{
	static const double shapes[] = {0.01, 0.5, 30, 1e6, 1e12};
	static const double rates[] = {1e-7, 1e-4, 0.4};

	CASE("depths to ten million, any background: every number is one");
	for (uint32_t n = 1; n <= 10000000; n *= 10)
		for (int background = 0; background < 25; background++)
			for (int r = 0; r < 3; r++)
				check_numbers(n, shapes[background / 5], shapes[background % 5], rates[r]);
}

static void
test_limits(void)
{
	static const double shapes[] = {0.01, 0.5, 1e6};
	static const double rates[] = {1e-7, 1e-4, 0.4};

	CASE("depths to ten million, any background: a limit is a fraction or none");
	for (int depth = -1; depth <= 7; depth += 2)
		for (int background = 0; background < 9; background++)
			for (int r = 0; r < 3; r++)
			{
				uint32_t n = depth < 0 ? 0 : (uint32_t) pow(10, depth);
				AlkresEvidence evidence = site_of(ALKRES_ORIENTATION_UNKNOWN, n, 0, rates[r],
												  shapes[background / 3], shapes[background % 3]);
				AlkresPower power = alkres_power(&evidence, 1e-3, 0.9);

				CHECK(isnan(power.lod95) || (power.lod95 > 0 && power.lod95 <= 1));
				CHECK(isnan(power.lod95) || power.min_molecules > 0);
				CHECK(power.min_molecules <= alkres_evidence_depth(&evidence));
			}

	CASE("a posterior is a probability and QUAL a number, whatever S and the prior");
	for (int i = 0; i < 9; i++)
		for (double prior = 1e-300; prior < 1; prior = prior < 1e-3 ? prior * 1e30 : prior + 0.33)
		{
			static const double scores[] = {-1e300, -1e9, -745, -1, 0, 1, 745, 1e9, 1e300};
			double posterior = alkres_posterior(scores[i], prior);
			double qual = alkres_qual(scores[i], prior);

			CHECK(posterior >= 0 && posterior <= 1);
			CHECK(qual >= 0 && qual <= ALKRES_QUAL_MAX);
		}
}

int
main(void)
{
	test_phase();
	test_contamination();
	test_odd_sites();
	test_site_errors();
	test_same_molecules();
	test_contamination_batch();
	test_contamination_sites();
	test_false_calls();
	test_numbers();
	test_limits();
	return finish();
}
