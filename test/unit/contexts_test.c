/* contexts_test.c: fixed error rates, and what of a library counts as an error of its context. */
#include "harness.h"

#include "block.h"
#include "core/model/error_rates.h"
#include "core/model/rates.h"

#define AT 100
#define SITE_STEP 12 /* from one site of a context to the next, in even_pileup */
#define SITES ((ALKRES_BLOCK_SIZE - AT % SITE_STEP + SITE_STEP - 1) / SITE_STEP)
#define F1R2_37 alkres_cell(ALKRES_CLASS_MATES, ALKRES_F1R2, 3)
#define F2R1_37 alkres_cell(ALKRES_CLASS_MATES, ALKRES_F2R1, 3)
#define UNKNOWN_37 alkres_cell(ALKRES_CLASS_MATES, ALKRES_ORIENTATION_UNKNOWN, 3)

static double
rate(int cell, const char *triplet, char alt)
{
	return alkres_substitution_rate(cell, triplet[0], triplet[1], alt, triplet[2]);
}

static void
test_fixed(void)
{
	const double misread = 2e-5; /* both mates at Q37 */

	CASE("damage: deamination, more of it at CpG, oxidation, on the strand of origin");
	CHECK_NEAR(rate(F1R2_37, "ACA", 'T'), misread + 2e-5, 1e-12);
	CHECK_NEAR(rate(F1R2_37, "ACG", 'T'), misread + 5e-5, 1e-12);
	CHECK_NEAR(rate(F1R2_37, "AGA", 'T'), misread + 2e-5, 1e-12);
	CHECK_NEAR(rate(F1R2_37, "ATA", 'G'), misread + 3e-6, 1e-12);
	CHECK_NEAR(rate(F2R1_37, "CGA", 'A'), misread + 5e-5, 1e-12);
	CHECK_NEAR(rate(UNKNOWN_37, "ACG", 'T'), misread + (5e-5 + 3e-6) / 2, 1e-12);
	CHECK_NEAR(rate(alkres_cell(ALKRES_CLASS_DUPLEX, ALKRES_F1R2, 3), "ACG", 'T'), 1e-6, 1e-12);

	CASE("repeats: copies of the unit, from three on those of longer units one and a half times, "
		 "twice");
	CHECK(alkres_repeat_run("AAAAAAC", 7) == 6);
	CHECK(alkres_repeat_run("ACACACACACACACG", 15) == 10);
	CHECK(alkres_repeat_run("ACACG", 5) == 2);
	CHECK(alkres_repeat_run("CATCATCATG", 10) == 4);
	CHECK(alkres_repeat_run("GAGGGAGGGAGGG", 13) == 6);
	CHECK(alkres_repeat_run("GAGGGAGGTAGGG", 13) == 2);
	CHECK(alkres_repeat_run("ACGTCAACGTCAACGTCA", 18) == 6);
	CHECK(alkres_repeat_run("ACGTCATACGTCATACGTCAT", 21) == 1);

	CASE("several bases at once err a hundred times less than the best of them");
	CHECK_NEAR(alkres_mnv_rate(1e-4), 1e-6, 1e-12);
	CHECK(alkres_mnv_rate(ALKRES_RATE_FLOOR) == ALKRES_RATE_FLOOR);

	CASE("indels of more than three bases are three times rarer");
	CHECK_NEAR(alkres_indel_rate(1, 3), 5e-6, 1e-12);
	CHECK_NEAR(alkres_indel_rate(1, 4), 5e-6 / 3, 1e-12);
}

/* The rate of an allele at AT, before a text, with fixed rates. */
static double
indel_rate(const char *text, const char *ref, const char *alt)
{
	AlkresPileup *pileup = even_pileup(1000, 100);
	double rate;

	memcpy(pileup->reference + ALKRES_HALO + AT, text, strlen(text));
	rate =
		alkres_indel_rate_of(alkres_rates_fixed(), pileup, AT, ref, strlen(ref), alt, strlen(alt));
	alkres_pileup_free(pileup);
	return rate;
}

static void
test_slippage(void)
{
	CASE("slippage is the loss or gain of whole units of the repeat behind");
	CHECK_NEAR(indel_rate("CTTTTTTTTG", "CT", "C"), 1.5e-3, 1e-9);
	CHECK_NEAR(indel_rate("CTTTTTTTTG", "C", "CTT"), 1.5e-3, 1e-9);
	CHECK_NEAR(indel_rate("CTTTTTTTTG", "C", "CA"), 5e-6, 1e-9);
	CHECK_NEAR(indel_rate("TTTTTTTTG", "T", "TA"), 5e-6, 1e-9);
	CHECK_NEAR(indel_rate("CTTTTTTTTG", "C", "CTA"), 5e-6, 1e-9);
	CHECK_NEAR(indel_rate("CATATATATG", "CAT", "C"), 1.5e-4, 1e-9);
	CHECK_NEAR(indel_rate("CATATATATG", "CA", "C"), 5e-6, 1e-9);

	CASE("of units of four to six bases, too");
	CHECK_NEAR(indel_rate("TGAGGGAGGGAGGGC", "TGAGG", "T"), 1.5e-4, 1e-9);
	CHECK_NEAR(indel_rate("TGAGGGAGGGAGGGC", "T", "TGAGG"), 1.5e-4, 1e-9);
	CHECK_NEAR(indel_rate("TGAGGGAGGGAGGGC", "TG", "T"), 5e-6, 1e-9);
	CHECK_NEAR(indel_rate("TGAGGGAGGGTC", "TGAGG", "T"), 5e-6, 1e-9);

	CASE("more than a unit at once, of more than three bases, is three times rarer");
	CHECK_NEAR(indel_rate("CTTTTTTTTG", "CTTTT", "C"), 1.5e-3 / 3, 1e-9);
	CHECK_NEAR(indel_rate("CTTTTTTTTG", "CTTT", "C"), 1.5e-3, 1e-9);
	CHECK_NEAR(indel_rate("TGAGGGAGGGAGGGC", "TGAGGGAGG", "T"), 1.5e-4 / 3, 1e-9);
	CHECK_NEAR(indel_rate("ACGTCAGTTGCA", "ACGTC", "A"), 5e-6 / 3, 1e-9);
	CHECK_NEAR(indel_rate("ACGTCAGTTGCA", "ACGT", "A"), 5e-6, 1e-9);

	CASE("a replacement is no slippage");
	CHECK_NEAR(indel_rate("TTTTTTTTG", "TT", "A"), 5e-6, 1e-9);
}

static void
test_slippage_counts(void)
{
	AlkresPileup *pileup = even_pileup(1000, 1000);
	AlkresContextCounts counts = {0};
	int64_t positions;

	CASE("normals: what is slippage counts by its run, else with what is outside repeats");
	memcpy(pileup->reference + ALKRES_HALO + AT, "CTTTTTTTTG", 10);
	add_allele(pileup, AT, "C", "CA", 100, 102);
	add_allele(pileup, AT, "C", "CT", 110, 116);
	add_allele(pileup, AT, "CT", "C", 120, 124);
	alkres_context_count(&counts, pileup);
	CHECK(counts.indels[0][1] == 3 && counts.indels[0][8] == 7 && counts.indels[1][8] == 5);
	positions = counts.spanning[0][1] / 2000;
	CHECK(positions == ALKRES_BLOCK_SIZE && counts.spanning[0][8] == 2000);
	alkres_pileup_free(pileup);
}

/* At an offset x molecules of F1R2 and y of F2R1 have another base. */
static void
add_change(AlkresPileup *pileup, int offset, uint32_t x, uint32_t y)
{
	char ref[2] = {alkres_pileup_base(pileup, AT)}, alt[2] = {other_base(ref[0])};
	AlkresAllele *allele = add_allele(pileup, offset, ref, alt, 100, 99 + x + y);

	for (uint32_t i = 0; i < allele->record_count; i++)
		allele->records[i].cell = (uint8_t) (i < x ? F1R2_37 : F2R1_37);
	alkres_allele_summarize(allele, allele->records, allele->record_count);
}

/* What it counts; it is released. */
static AlkresContextCounts *
counts_of(AlkresPileup *pileup)
{
	static AlkresContextCounts counts;

	memset(&counts, 0, sizeof(counts));
	alkres_context_count(&counts, pileup);
	alkres_pileup_free(pileup);
	return &counts;
}

/* The counts of a library of so many molecules of each strand, of which x of F1R2 and y of F2R1
 * have a change at AT. */
static AlkresContextCounts *
count(uint32_t each, uint32_t x, uint32_t y)
{
	AlkresPileup *pileup = even_pileup(1000, each);

	add_change(pileup, AT, x, y);
	return counts_of(pileup);
}

static int64_t
sum(const int64_t *values, size_t number)
{
	int64_t total = 0;

	for (size_t i = 0; i < number; i++)
		total += values[i];
	return total;
}

#define SUM(table) sum((const int64_t *) (table), sizeof(table) / sizeof(int64_t))

/* The counts of a library of 1,000 molecules of each strand, of which at every site of AT's context
 * x of F1R2 and y of F2R1 have the change. */
static AlkresContextCounts *
count_erring(uint32_t x, uint32_t y)
{
	AlkresPileup *pileup = even_pileup(1000, 1000);

	for (int offset = AT % SITE_STEP; offset < ALKRES_BLOCK_SIZE; offset += SITE_STEP)
		add_change(pileup, offset, x, y);
	return counts_of(pileup);
}

static void
test_counts(void)
{
	CASE("over a twentieth of a library is a variant of its donor, no error");
	CHECK(SUM(count(1000, 50, 50)->alternates) == 100);
	CHECK(SUM(count(1000, 51, 50)->alternates) == 0);

	CASE("on one strand of origin alone: four molecules, and by chance under one in a thousand");
	CHECK(SUM(count_erring(11, 0)->one_strand) == SITES); /* 2^-11 is under 5e-4 */
	CHECK(SUM(count_erring(10, 0)->one_strand) == 0);
	CHECK(SUM(count_erring(0, 11)->one_strand) == SITES);
	CHECK(SUM(count_erring(11, 1)->one_strand) == 0);
	/* What errs at every site of a context is its rate. */
	CHECK(SUM(count_erring(11, 0)->alternates) == 11 * SITES);

	CASE("likelier an artefact of one strand of origin than errors: is one, and none of them");
	CHECK(SUM(count(250, 2, 0)->alternates) == 2 && SUM(count(250, 3, 0)->alternates) == 0);
	CHECK(SUM(count(250, 2, 0)->one_strand) == 0 && SUM(count(250, 3, 0)->one_strand) == 1);
	CHECK(SUM(count(250, 0, 3)->alternates) == 0 && SUM(count(250, 5, 5)->alternates) == 10);
	/* Its molecules are not among those that show no errors, the site is among the sites. */
	CHECK(SUM(count(250, 2, 0)->molecules) - SUM(count(250, 3, 0)->molecules) == 500);
	CHECK(SUM(count(250, 2, 0)->sites) == SUM(count(250, 3, 0)->sites));
	CHECK(SUM(count(99, 4, 0)->one_strand) == 0 && SUM(count(99, 4, 0)->alternates) == 0);
	CHECK(SUM(count(99, 4, 4)->sites) == 0);
	CHECK(SUM(count(100, 4, 4)->sites) > 0);
}

/* The counts of a library of which so many molecules of F2R1 have a change that fits as well
 * elsewhere: a base, or one base more. */
static AlkresContextCounts *
count_tied(uint32_t x, bool indel)
{
	static AlkresContextCounts counts;
	AlkresPileup *pileup = even_pileup(1000, 1000);
	char ref[2] = {alkres_pileup_base(pileup, AT)}, alt[3] = {other_base(ref[0])};
	AlkresAllele *allele;

	if (indel)
	{
		alt[0] = ref[0];
		alt[1] = 'A';
	}
	pileup->places[ALKRES_GAP_CLEAR][0] = 2000;
	allele = add_allele(pileup, AT, ref, alt, 100, 99 + x);
	for (uint32_t i = 0; i < x; i++)
	{
		allele->records[i].gap = ALKRES_GAP_TIE;
		pileup->places[ALKRES_GAP_TIE][0]++;
	}
	memset(&counts, 0, sizeof(counts));
	alkres_context_count(&counts, pileup);
	alkres_pileup_free(pileup);
	return &counts;
}

static void
test_tied(void)
{
	int64_t sites = SUM(count_tied(1, false)->sites);
	int64_t spanning = SUM(count_tied(1, true)->spanning[0]);

	CASE("what stray molecules show are no errors; one alone is not told");
	CHECK(SUM(count_tied(1, false)->alternates) == 1 && SUM(count_tied(1, true)->indels) == 1);
	CHECK(SUM(count_tied(2, false)->alternates) == 0 && SUM(count_tied(2, true)->indels) == 0);
	/* Nor could it have shown an artefact of one strand. */
	CHECK(SUM(count_tied(2, false)->sites) == sites - 1);
	CHECK(SUM(count_tied(2, true)->spanning[0]) < spanning);
}

static void
test_few_of_one(void)
{
	AlkresContextCounts counts;

	CASE("on one strand of origin alone: four molecules, however unlikely fewer are");
	for (uint32_t x = 3; x <= 4; x++)
	{
		/* A tenth of the molecules are of F2R1: 10^-3 and 10^-4. */
		AlkresPileup *pileup = even_pileup(1000, 2000);
		char ref[2] = {alkres_pileup_base(pileup, AT)}, alt[2] = {other_base(ref[0])};
		AlkresAllele *allele = add_allele(pileup, AT, ref, alt, 100, 99 + x);

		pileup->cells[AT][F2R1_37] = 100;
		for (uint32_t i = 0; i < allele->record_count; i++)
			allele->records[i].cell = (uint8_t) F2R1_37;
		alkres_allele_summarize(allele, allele->records, allele->record_count);
		memset(&counts, 0, sizeof(counts));
		alkres_context_count(&counts, pileup);
		CHECK(SUM(counts.one_strand) == (x == 4));
		alkres_pileup_free(pileup);
	}

	CASE("an indel in over a twentieth of what spans it is no error");
	for (uint32_t x = 10; x <= 11; x++)
	{
		AlkresPileup *pileup = even_pileup(1000, 1000);
		char ref[2] = {alkres_pileup_base(pileup, AT)}, alt[3] = {ref[0], 'A'};

		pileup->spanning[AT][0] = pileup->spanning[AT][1] = 100;
		add_allele(pileup, AT, ref, alt, 100, 99 + x);
		memset(&counts, 0, sizeof(counts));
		alkres_context_count(&counts, pileup);
		CHECK(SUM(counts.indels[0]) == (x == 10 ? 10 : 0));
		CHECK(SUM(counts.spanning[1]) - SUM(counts.spanning[0]) == (x == 10 ? 0 : 200));
		alkres_pileup_free(pileup);
	}

	CASE("molecules of unknown strand count for both");
	AlkresPileup *pileup = even_pileup(1000, 0);

	pileup->cells[AT][UNKNOWN_37] = 100;
	memset(&counts, 0, sizeof(counts));
	alkres_context_count(&counts, pileup);
	CHECK(SUM(counts.molecules) == 2 * 3 * 100);
	alkres_pileup_free(pileup);
}

static void
test_learn(void)
{
	static AlkresContextCounts counts;
	static AlkresRates learnt;
	const AlkresRates *fixed = alkres_rates_fixed();
	int way = ALKRES_CLASS_MATES * ALKRES_QUALITY_BINS + 3, tat = alkres_triplet('T', 'A', 'T');
	double prior = fixed->substitution[F1R2_37][tat][1], seen, expected, hidden;

	CASE("rates learnt: of a way of being seen, then of a context");
	counts.alternates[way][tat][1] = 40;
	counts.molecules[way][tat][1] = 1000000;
	alkres_rates_learn(&learnt, &counts);
	seen = 2 + 40;
	expected = 2 + 1e6 * prior;
	prior *= seen / expected;
	CHECK_NEAR(learnt.substitution[F1R2_37][tat][1], (40 + prior * 2e5) / (1e6 + 2e5), 1e-9);

	CASE("rates learnt: without what artefacts of one strand leave of one and two molecules");
	counts.sites[0][1] = 1000;
	counts.sites[3][2] = 3000;
	alkres_rates_learn(&learnt, &counts); /* none are told, none hidden */
	CHECK_NEAR(learnt.substitution[F1R2_37][tat][1], (40 + prior * 2e5) / (1e6 + 2e5), 1e-9);
	counts.one_strand[0][1] = 4;
	counts.one_strand[3][2] = 6;
	alkres_rates_learn(&learnt, &counts);
	/* 250 molecules of a strand at a site */
	hidden = (4 + 6) / 2.0 * 2 / log(250 * 0.05 / 3);
	prior = fixed->substitution[F1R2_37][tat][1] * (seen - hidden) / expected;
	CHECK_NEAR(learnt.substitution[F1R2_37][tat][1], (40 - hidden + prior * 2e5) / (1e6 + 2e5),
			   1e-9);
	/* as many of each way of being seen as its molecules are */
	counts.molecules[way - 1][tat][1] = 3000000;
	alkres_rates_learn(&learnt, &counts);
	hidden = (4 + 6) / 2.0 * 2 / log(1000 * 0.05 / 3) / 4;
	prior = fixed->substitution[F1R2_37][tat][1] * (seen - hidden) / expected;
	CHECK_NEAR(learnt.substitution[F1R2_37][tat][1], (40 - hidden + prior * 2e5) / (1e6 + 2e5),
			   1e-9);
	/* at least as many for each that is told, where few molecules tell few */
	counts.molecules[way - 1][tat][1] = 0;
	counts.sites[0][1] = 7000;
	alkres_rates_learn(&learnt, &counts);
	prior = fixed->substitution[F1R2_37][tat][1] * (seen - 10) / expected;
	CHECK_NEAR(learnt.substitution[F1R2_37][tat][1], (40 - 10 + prior * 2e5) / (1e6 + 2e5), 1e-9);
	/* and no more than there are */
	counts.molecules[way - 1][tat][1] = 0;
	counts.alternates[way][tat][1] = 3;
	alkres_rates_learn(&learnt, &counts);
	prior = fixed->substitution[F1R2_37][tat][1] * 2 / expected;
	CHECK_NEAR(learnt.substitution[F1R2_37][tat][1], 2 / (1e6 + 2 / prior), 1e-9);

	CASE("artefacts learnt: worth 2,000 sites, never rarer than fixed");
	counts.one_strand[0][1] = 50;
	counts.sites[0][1] = counts.sites[0][2] = 1000;
	alkres_rates_learn(&learnt, &counts);
	CHECK_NEAR(learnt.artefact[0][1], (50 + 1e-3 * 2000) / 3000, 1e-9);
	CHECK(learnt.artefact[0][2] == fixed->artefact[0][2]);
}

int
main(void)
{
	test_fixed();
	test_slippage();
	test_slippage_counts();
	test_counts();
	test_tied();
	test_few_of_one();
	test_learn();
	return finish();
}
