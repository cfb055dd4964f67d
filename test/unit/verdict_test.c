/* verdict_test.c: each state of an asked allele at the edge of its rule. */
#include "harness.h"

#include "block.h"
#include "core/model/power.h"
#include "core/model/prior.h"
#include "core/model/score.h"
#include "core/model/verdict.h"
#include "core/statistics/binomial.h"

#define AT 100

static const AlkresQuestion usual = {
	.prior = ALKRES_PRIOR_LISTED, .listed = true, .target = 0.005, .min_posterior = 0.9};

/* A block of so many molecules of each strand, of which x carry the allele at AT. */
static AlkresPileup *
block_with(uint32_t each, uint32_t x)
{
	AlkresPileup *pileup = even_pileup(1000, each);

	if (x > 0)
		add_snv(pileup, AT, other_base(alkres_pileup_base(pileup, AT)), 100, 99 + x);
	return pileup;
}

/* The candidate at AT; its bases live as long as the program. */
static AlkresCandidate
candidate_at(const AlkresPileup *pileup)
{
	static char ref, alt;
	AlkresCandidate candidate;

	ref = alkres_pileup_base(pileup, AT);
	alt = other_base(ref);
	CHECK(alkres_candidate_for(&candidate, pileup, NULL, NULL, AT, &ref, 1, &alt, 1));
	return candidate;
}

static AlkresVerdict
judge(const AlkresPileup *pileup, AlkresQuestion question)
{
	AlkresCandidate candidate = candidate_at(pileup);
	AlkresVerdict verdict;

	alkres_judge(&verdict, &candidate, pileup, AT, 1, &question);
	return verdict;
}

static AlkresState
state_at(const AlkresPileup *pileup, double target)
{
	AlkresQuestion question = usual;

	question.target = target;
	return judge(pileup, question).state;
}

/* What is said of 150 of 1,500 molecules, by how they were seen. */
static AlkresVerdict
judge_skewed(bool one_strand, bool one_direction)
{
	AlkresPileup *pileup = block_with(750, 150);
	AlkresAllele *allele = &pileup->alleles[0];
	AlkresVerdict verdict;

	for (uint32_t i = 0; i < allele->record_count; i++)
		if (one_strand)
			allele->records[i].cell = (uint8_t) alkres_cell(ALKRES_CLASS_MATES, ALKRES_F1R2, 3);
	for (int g = 0; one_direction && g < 2; g++)
	{
		pileup->cells[AT][alkres_cell(ALKRES_CLASS_SINGLE, g, 3)] = 750;
		pileup->cells[AT][alkres_cell(ALKRES_CLASS_MATES, g, 3)] = 0;
		pileup->directions[AT][0] = pileup->directions[AT][1] = 750;
		pileup->places[0][0] = 1500;
	}
	for (uint32_t i = 0; one_direction && i < allele->record_count; i++)
	{
		allele->records[i].cell = (uint8_t) alkres_cell(ALKRES_CLASS_SINGLE, i % 2, 3);
		allele->records[i].reverse = true;
	}
	alkres_allele_summarize(allele, allele->records, allele->record_count);
	verdict = judge(pileup, usual);
	alkres_pileup_free(pileup);
	return verdict;
}

static void
test_cause(void)
{
	CASE("not called though there are enough: what speaks against them is named");
	CHECK(judge_skewed(false, false).state == ALKRES_STATE_DETECTED);
	CHECK(judge_skewed(true, false).state != ALKRES_STATE_DETECTED);
	CHECK(strstr(judge_skewed(true, false).reason, "one strand of origin") != NULL);
	CHECK(strstr(judge_skewed(false, true).reason, "reads of one direction") != NULL);
	CHECK(strstr(judge_skewed(true, false).reason, "or more would have been found") == NULL);
}

static void
test_absent(void)
{
	AlkresPileup *pileup = block_with(1600, 0);
	AlkresVerdict verdict = judge(pileup, usual);

	CASE("absent: the target at lod95 and above, when no molecule has the allele");
	CHECK(verdict.state == ALKRES_STATE_ABSENT && verdict.upper < verdict.lod95);
	CHECK(verdict.score <= 0);
	CHECK(state_at(pileup, verdict.lod95) == ALKRES_STATE_ABSENT);
	CHECK(state_at(pileup, nextafter(verdict.lod95, 0)) == ALKRES_STATE_NOT_EVALUABLE);
	alkres_pileup_free(pileup);

	CASE("absent: the target at the upper bound and above, when some have it");
	pileup = block_with(1600, 2);
	verdict = judge(pileup, usual);
	/* 2 of 3,200: at most 0.1966 % (Clopper and Pearson). */
	CHECK_NEAR(verdict.upper, 0.0019663, 1e-4);
	alkres_pileup_free(pileup);
	for (uint32_t each = 1600; each <= 12800; each *= 2)
		for (uint32_t x = 1; x < 6; x++)
		{
			pileup = block_with(each, x);
			verdict = judge(pileup, usual);
			if (verdict.posterior < 0.9)
			{
				double more = fmax(verdict.upper, verdict.lod95);

				CHECK(state_at(pileup, more) == ALKRES_STATE_ABSENT);
				CHECK(state_at(pileup, nextafter(more, 0)) ==
					  (verdict.score > 0 || more > verdict.lod95 ? ALKRES_STATE_INDETERMINATE
																 : ALKRES_STATE_NOT_EVALUABLE));
			}
			alkres_pileup_free(pileup);
		}
}

/* What so many molecules of F1R2 and of F2R1, of 12,800 each, give as evidence, by the target. */
static AlkresVerdict
judge_strands(uint32_t first, uint32_t second, double error_rate, double artefact, double target)
{
	AlkresPileup *pileup = block_with(12800, 3);
	AlkresCandidate candidate = candidate_at(pileup);
	AlkresQuestion question = usual;
	AlkresVerdict verdict;

	alkres_evidence_clear(&candidate.evidence, artefact);
	for (int g = 0; g < 2; g++)
		alkres_evidence_add(&candidate.evidence, alkres_cell(ALKRES_CLASS_MATES, g, 3), 12800,
							g == 0 ? first : second, error_rate);
	candidate.evidence.bad.odds = 0;
	candidate.molecules = first + second;
	candidate.depth = 25600;
	question.target = target;
	alkres_judge(&verdict, &candidate, pileup, AT, 1, &question);
	alkres_pileup_free(pileup);
	return verdict;
}

static void
test_absent_needs_both(void)
{
	/* As many as errors give: what they exclude is less than what would be found. */
	AlkresVerdict verdict = judge_strands(13, 12, 1e-3, 1e-3, 0.5);

	CASE("absent needs both: it would have been found, and is excluded");
	CHECK(verdict.score <= 0 && verdict.upper < verdict.lod95);
	CHECK(judge_strands(13, 12, 1e-3, 1e-3, verdict.upper).state == ALKRES_STATE_NOT_EVALUABLE);
	CHECK(judge_strands(13, 12, 1e-3, 1e-3, verdict.lod95).state == ALKRES_STATE_ABSENT);

	/* Fourteen and more of one strand of origin: no variant, and not excluded either. */
	for (uint32_t x = 14; x <= 24; x += 5)
	{
		verdict = judge_strands(x, 0, 2e-5, 1e-3, 0.5);
		CHECK(verdict.score <= 0 && verdict.upper > verdict.lod95);
		CHECK(judge_strands(x, 0, 2e-5, 1e-3, verdict.upper).state == ALKRES_STATE_ABSENT);
		CHECK(judge_strands(x, 0, 2e-5, 1e-3, nextafter(verdict.upper, 0)).state ==
			  ALKRES_STATE_INDETERMINATE);
		CHECK(judge_strands(x, 0, 2e-5, 1e-3, verdict.lod95).state == ALKRES_STATE_INDETERMINATE);
		CHECK(judge_strands(x, 0, 2e-5, 1e-3, nextafter(verdict.lod95, 0)).state ==
			  ALKRES_STATE_NOT_EVALUABLE);
	}
}

static void
test_detected(void)
{
	AlkresPileup *pileup = block_with(1600, 4);
	AlkresQuestion question = usual;
	AlkresVerdict verdict = judge(pileup, usual);

	CASE("detected: from the posterior that is asked for on");
	question.target = 0.001;
	question.min_posterior = verdict.posterior;
	CHECK(judge(pileup, question).state == ALKRES_STATE_DETECTED);
	question.min_posterior = nextafter(verdict.posterior, 1);
	CHECK(judge(pileup, question).state == ALKRES_STATE_INDETERMINATE);

	alkres_pileup_free(pileup);

	CASE("reads, or molecules that are not known, are called and never excluded");
	pileup = block_with(1600, 40);
	question = usual;
	question.min_posterior = 0.5;
	for (int unknown = 0; unknown < 2; unknown++)
	{
		pileup->flags = unknown ? ALKRES_PILEUP_MOLECULES_UNKNOWN : ALKRES_PILEUP_READS;
		verdict = judge(pileup, question);
		CHECK(verdict.state == ALKRES_STATE_DETECTED && isnan(verdict.lod95) &&
			  verdict.min_molecules == 0);
		question.min_posterior = 1 - 1e-12;
		verdict = judge(pileup, question);
		CHECK(verdict.state == ALKRES_STATE_NOT_EVALUABLE);
		question.min_posterior = 0.5;
	}
	alkres_pileup_free(pileup);
}

static void
test_white_cells(void)
{
	/* Of 2,000 each; the plasma's 40 are 2 %. */
	AlkresPileup *pileup = block_with(1000, 40), *white;
	AlkresQuestion question = usual;
	AlkresCandidate cells;

	CASE(
		"white cells: a quarter of the plasma's fraction is clonal haematopoiesis, less is tumour");
	for (uint32_t x = 9; x <= 11; x++)
	{
		white = block_with(1000, x);
		cells = candidate_at(white);
		CHECK(alkres_posterior(alkres_score(&cells.evidence), 0.5) >= 0.9);
		question.white_cells = &cells;
		CHECK(judge(pileup, question).state ==
			  (x < 10 ? ALKRES_STATE_DETECTED : ALKRES_STATE_GERMLINE_OR_CHIP));
		alkres_pileup_free(white);
	}

	CASE("white cells: a few molecules that may be errors say nothing");
	white = block_with(1000, 10);
	cells = candidate_at(white);
	alkres_evidence_clear(&cells.evidence, 1e-3);
	for (int g = 0; g < 2; g++)
		alkres_evidence_add(&cells.evidence, alkres_cell(ALKRES_CLASS_MATES, g, 1), 1000, 5, 5e-3);
	CHECK(alkres_posterior(alkres_score(&cells.evidence), 0.5) < 0.9);
	CHECK(judge(pileup, question).state == ALKRES_STATE_DETECTED);
	alkres_pileup_free(white);
	alkres_pileup_free(pileup);

	CASE("white cells: half of them is germline");
	pileup = block_with(1000, 1000);
	cells = candidate_at(pileup);
	question.white_cells = &cells;
	CHECK(strstr(judge(pileup, question).reason, "germline") != NULL);
	alkres_pileup_free(pileup);
}

static void
test_germline(void)
{
	static const struct
	{
		uint32_t each, x;
		bool germline;
	} cases[] = {{100, 69, false},  {100, 70, true},  {100, 130, true}, {100, 131, false},
				 {100, 180, false}, {100, 181, true}, {25, 25, true},   {24, 24, false}};
	AlkresQuestion other = usual;

	other.listed = false;
	other.prior = ALKRES_PRIOR_DEFAULT;
	CASE("germline: 35 to 65 % or over 90 % of 50 molecules and more, unless it is a listed one");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AlkresPileup *pileup = block_with(cases[i].each, cases[i].x);

		CHECK(judge(pileup, other).state ==
			  (cases[i].germline ? ALKRES_STATE_GERMLINE_OR_CHIP : ALKRES_STATE_DETECTED));
		CHECK(judge(pileup, usual).state == ALKRES_STATE_DETECTED);
		alkres_pileup_free(pileup);
	}

	CASE("a common polymorphism is one at any share");
	AlkresPileup *pileup = block_with(1000, 40);

	other.polymorphism = true;
	CHECK(judge(pileup, other).state == ALKRES_STATE_GERMLINE_OR_CHIP);
	alkres_pileup_free(pileup);
}

static void
test_well_read(void)
{
	CASE("the bound is that of the molecules of Q30 and better, when they are half or more");
	for (int more = -1; more <= 1; more++)
	{
		AlkresPileup *pileup = even_pileup(1000, 500 + (uint32_t) (more > 0));
		AlkresVerdict verdict;
		double upper, n = 1000 + 2 * (more > 0), all = 2000;

		for (int g = 0; g < 2; g++)
			pileup->cells[AT][alkres_cell(ALKRES_CLASS_MATES, g, 1)] =
				more < 0 ? 501 : (uint32_t) (500 - more);
		if (more < 0)
			n = all = 2002;
		verdict = judge(pileup, usual);
		CHECK(verdict.depth == (uint32_t) all && verdict.molecules == 0);
		CHECK((strstr(verdict.reason, "of the") != NULL) == (more >= 0));
		alkres_binomial_bounds(ALKRES_EXACT, 0, n, 0.90, NULL, &upper);
		/* None of n: 1 - 0.05^(1/n). */
		CHECK_NEAR(upper, 1 - pow(0.05, 1 / n), 1e-9);
		CHECK_NEAR(verdict.upper, upper, 1e-9);
		alkres_pileup_free(pileup);
	}
}

static void
test_design(void)
{
	AlkresPileup *pileup = block_with(1600, 0);
	AlkresCandidate candidate = candidate_at(pileup);
	AlkresVerdict verdict;
	AlkresQuestion question = usual;

	CASE("in the panel: every base of the variant, as far as the block reaches");
	pileup->flags |= ALKRES_PILEUP_HAS_DESIGN;
	memset(pileup->covered + AT, 1, 3);
	for (size_t length = 1; length <= 4; length++)
	{
		alkres_judge(&verdict, &candidate, pileup, AT, length, &question);
		CHECK(verdict.state == (length < 4 ? ALKRES_STATE_ABSENT : ALKRES_STATE_NOT_IN_PANEL));
	}
	memset(pileup->covered + ALKRES_BLOCK_SIZE - 2, 1, 2);
	alkres_judge(&verdict, &candidate, pileup, ALKRES_BLOCK_SIZE - 2, 5, &question);
	CHECK(verdict.state == ALKRES_STATE_ABSENT);
	alkres_judge(&verdict, NULL, pileup, AT, 1, &question);
	CHECK(verdict.state == ALKRES_STATE_NOT_EVALUABLE && !verdict.counted);
	alkres_pileup_free(pileup);
}

int
main(void)
{
	test_cause();
	test_absent();
	test_absent_needs_both();
	test_detected();
	test_white_cells();
	test_germline();
	test_well_read();
	test_design();
	return finish();
}
