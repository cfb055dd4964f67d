/* foreign_test.c: molecules of one read direction or from elsewhere, told from a variant's. */
#include "harness.h"

#include <stdlib.h>

#include "block.h"
#include "core/model/false_calls.h"
#include "core/model/stray.h"
#include "core/model/power.h"
#include "core/model/prior.h"
#include "core/model/score.h"

#define OFFSET 100

/* A block of which forward reads alone and reverse ones show so many molecules at each position, of
 * both strands of origin and at Q37; mates show the others. */
static AlkresPileup *
block_of(uint32_t forward, uint32_t reverse, uint32_t mates)
{
	AlkresPileup *pileup = even_pileup(1000, 0);

	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		pileup->directions[i][0] = forward;
		pileup->directions[i][1] = reverse;
		for (int g = 0; g < 2; g++)
		{
			pileup->cells[i][alkres_cell(ALKRES_CLASS_SINGLE, g, 3)] = (forward + reverse) / 2;
			pileup->cells[i][alkres_cell(ALKRES_CLASS_MATES, g, 3)] = mates / 2;
			pileup->spanning[i][g] = (forward + reverse + mates) / 2;
		}
	}
	/* One in fifty has two differences, and one fits as well elsewhere. */
	pileup->places[ALKRES_GAP_CLEAR][0] = forward + reverse + mates;
	pileup->places[ALKRES_GAP_CLEAR][2] = (forward + reverse + mates) / 50;
	pileup->places[ALKRES_GAP_TIE][0] = 1;
	return pileup;
}

/* Alternates of even strands of origin. */
typedef struct Shown
{
	uint32_t forward;
	uint32_t reverse;
	uint32_t both;
	int bin; /* of their quality */
	uint8_t gap;
	uint8_t differences;
	bool clipped;
} Shown;

/* The evidence of the alternates, and of so many more of reverse reads and the lowest quality. */
static AlkresEvidence
show(AlkresPileup *pileup, const Shown *shown, uint32_t misread)
{
	uint32_t plain = shown->forward + shown->reverse + shown->both, count = plain + misread;
	char ref[2] = {alkres_pileup_base(pileup, OFFSET)}, alt[2] = {other_base(ref[0])};
	AlkresAllele *allele = add_allele(pileup, OFFSET, ref, alt, 1, count);
	AlkresCandidate candidate;

	for (uint32_t i = 0; i < count; i++)
	{
		AlkresRecord *record = &allele->records[i];

		int bin = i < plain ? shown->bin : 0;

		record->both = i >= shown->forward + shown->reverse && i < plain;
		record->reverse = i >= shown->forward;
		record->cell = (uint8_t) alkres_cell(
			record->both ? ALKRES_CLASS_MATES : ALKRES_CLASS_SINGLE, i % 2, bin);
		record->gap = shown->gap;
		record->differences = shown->differences;
		record->clipped = shown->clipped;
		pileup->places[record->gap][record->differences]++;
		pileup->clipped[OFFSET / ALKRES_CLIPPED_STEP] += record->clipped;
		pileup->cells[OFFSET][record->cell] += bin != 3;
	}
	alkres_allele_summarize(allele, allele->records, count);
	alkres_candidate_for(&candidate, pileup, NULL, NULL, OFFSET, ref, 1, alt, 1);
	alkres_pileup_free(pileup);
	return candidate.evidence;
}

static double
score_of(AlkresPileup *pileup, Shown shown)
{
	AlkresEvidence evidence = show(pileup, &shown, 0);

	return alkres_score(&evidence);
}

/* The same, stray molecules aside. */
static double
plain_score(AlkresPileup *pileup, Shown shown)
{
	AlkresEvidence evidence = show(pileup, &shown, 0);

	evidence.stray.ratio = 0;
	return alkres_score(&evidence);
}

static double
score_beside(AlkresPileup *pileup, Shown shown, uint32_t misread)
{
	AlkresEvidence evidence = show(pileup, &shown, misread);

	return alkres_score(&evidence);
}

static double
default_posterior(double score)
{
	return alkres_posterior(score, ALKRES_PRIOR_DEFAULT);
}

#define CLEAN ALKRES_GAP_CLEAR, 1, false

static void
test_direction(void)
{
	double even, skewed;

	CASE("one read direction: an artefact of it is told from a variant");
	even = score_of(block_of(500, 500, 0), (Shown){5, 5, 0, 3, CLEAN});
	CHECK_NEAR(even, plain_score(block_of(500, 500, 0), (Shown){5, 5, 0, 3, CLEAN}), 1e-3);
	skewed = score_of(block_of(500, 500, 0), (Shown){10, 0, 0, 3, CLEAN});
	CHECK(skewed < even - 5 && default_posterior(skewed) < 0.05);
	CHECK_NEAR(score_of(block_of(500, 500, 0), (Shown){0, 10, 0, 3, CLEAN}), skewed, 1e-9);
	/* as the more of them there are */
	CHECK(score_of(block_of(500, 500, 0), (Shown){37, 0, 0, 3, CLEAN}) < 0);
	/* 37 of 340 on reverse reads, none of 248 forward ones, badly read */
	CHECK(default_posterior(score_of(block_of(248, 92, 0), (Shown){0, 37, 0, 0, CLEAN})) < 1e-6);
	/* a mate that says it, too, clears it */
	CHECK(score_of(block_of(250, 250, 500), (Shown){5, 0, 5, 3, CLEAN}) > even - 3);

	CASE("one read direction: badly read alternates are likelier to be one");
	CHECK(score_of(block_of(500, 500, 0), (Shown){5, 0, 0, 0, CLEAN}) -
			  plain_score(block_of(500, 500, 0), (Shown){5, 0, 0, 0, CLEAN}) <
		  score_of(block_of(500, 500, 0), (Shown){5, 0, 0, 3, CLEAN}) -
			  plain_score(block_of(500, 500, 0), (Shown){5, 0, 0, 3, CLEAN}));

	CASE("one read direction: a variant beside badly read molecules of one is a variant");
	CHECK(default_posterior(
			  score_beside(block_of(1500, 1500, 0), (Shown){20, 20, 0, 3, CLEAN}, 150)) > 0.99);
	CHECK(default_posterior(
			  score_beside(block_of(1500, 1500, 0), (Shown){0, 40, 0, 3, CLEAN}, 150)) < 1e-4);
	/* and no more of one than the well read ones are */
	CHECK(default_posterior(
			  score_beside(block_of(1500, 1500, 0), (Shown){0, 8, 0, 3, CLEAN}, 150)) < 0.05);

	CASE("one read direction: not to be told where the other shows less than a tenth");
	CHECK_NEAR(score_of(block_of(928, 96, 0), (Shown){10, 0, 0, 3, CLEAN}),
			   plain_score(block_of(928, 96, 0), (Shown){10, 0, 0, 3, CLEAN}), 1e-3);
	CHECK(score_of(block_of(896, 104, 0), (Shown){10, 0, 0, 3, CLEAN}) <
		  plain_score(block_of(896, 104, 0), (Shown){10, 0, 0, 3, CLEAN}) - 0.1);
}

static void
test_elsewhere(void)
{
	double here = score_of(block_of(50, 50, 0), (Shown){6, 6, 0, 3, CLEAN});

	CASE("from elsewhere: molecules that fit as well there");
	CHECK(default_posterior(here) > 0.9);
	CHECK(default_posterior(
			  score_of(block_of(50, 50, 0), (Shown){6, 6, 0, 3, ALKRES_GAP_TIE, 1, false})) < 1e-6);
	/* who does not say how well they fit elsewhere is not held to it */
	CHECK_NEAR(score_of(block_of(50, 50, 0), (Shown){6, 6, 0, 3, ALKRES_GAP_UNKNOWN, 1, false}),
			   here, 0.05);

	CASE("from elsewhere: molecules unlike the reference, the allele itself aside");
	CHECK(default_posterior(score_of(block_of(50, 50, 0),
									 (Shown){6, 6, 0, 3, ALKRES_GAP_CLEAR, 9, false})) < 0.01);
	CHECK_NEAR(score_of(block_of(50, 50, 0), (Shown){6, 6, 0, 3, ALKRES_GAP_CLEAR, 2, false}), here,
			   0.3);
	CHECK(default_posterior(score_of(block_of(50, 50, 0),
									 (Shown){6, 6, 0, 3, ALKRES_GAP_CLEAR, 4, false})) > 0.01);
	CHECK(default_posterior(score_of(block_of(50, 50, 0),
									 (Shown){6, 6, 0, 3, ALKRES_GAP_CLEAR, 5, false})) < 0.01);

	CASE("from elsewhere: molecules clipped beside the allele");
	CHECK(default_posterior(score_of(block_of(50, 50, 0),
									 (Shown){6, 6, 0, 3, ALKRES_GAP_CLEAR, 1, true})) < 0.01);

	CASE("from elsewhere: nothing is held against what was stored without its marks");
	{
		AlkresPileup *pileup = block_of(50, 50, 0);
		Shown shown = {12, 0, 0, 3, CLEAN};
		AlkresEvidence evidence;

		memset(pileup->directions, 0, sizeof(pileup->directions));
		memset(pileup->places, 0, sizeof(pileup->places));
		shown.differences = 0;
		shown.gap = 0;
		evidence = show(pileup, &shown, 0);
		CHECK(evidence.stray.ratio > 0); /* show() counts the alternates' own */
	}
}

/* The posterior of so many alternates where so many molecules have a larger allele of them. */
static double
left_posterior(uint32_t alternates, uint32_t larger)
{
	Shown shown = {alternates / 2, alternates / 2, 0, 3, CLEAN};
	AlkresEvidence evidence = show(block_of(500, 500, 0), &shown, 0);

	alkres_stray_add_left(&evidence.stray, alternates, larger);
	return default_posterior(alkres_score(&evidence));
}

static void
test_left(void)
{
	AlkresStray stray = {0};

	CASE("left over of a larger allele: as many as lose the rest of it");
	CHECK(left_posterior(10, 0) > 0.99);
	CHECK(left_posterior(10, 500) < 1e-4);
	CHECK(left_posterior(10, 60) < 0.2);
	CHECK(left_posterior(10, 10) > 0.99);
	/* One in fifty, known as of 200, over any number. */
	alkres_stray_add_left(&stray, 1, 1);
	CHECK_NEAR(stray.ratio, 2 * 0.02 * (196.0 / 201) * log(1e4), 1e-9);
	CHECK(stray.chief == ALKRES_STRAY_OF_WHOLE);

	CASE("left over of a larger allele: nothing of none, and nothing against what is not there");
	stray = (AlkresStray){0};
	alkres_stray_add_left(&stray, 10, 0);
	alkres_stray_add_left(&stray, 0, 10);
	CHECK(stray.ratio == 0);
	alkres_stray_add_left(&stray, 10, 500);
	CHECK(alkres_stray_level(&stray, 9, 2) == 9);
}

/* Where all molecules fit as well elsewhere nothing can be told from what is there. */
static void
test_power(void)
{
	AlkresPileup *pileup = block_of(500, 500, 0);
	char ref[2] = {alkres_pileup_base(pileup, OFFSET)}, alt[2] = {other_base(ref[0])};
	AlkresCandidate candidate;
	AlkresPower clean, tied;

	CASE("what stray molecules leave to be seen");
	alkres_candidate_for(&candidate, pileup, NULL, NULL, OFFSET, ref, 1, alt, 1);
	clean = alkres_power(&candidate.evidence, ALKRES_PRIOR_DEFAULT, 0.9);
	memset(candidate.evidence.stray.prior, 0, sizeof(candidate.evidence.stray.prior));
	CHECK_NEAR(clean.lod95, alkres_power(&candidate.evidence, ALKRES_PRIOR_DEFAULT, 0.9).lod95,
			   0.05);
	CHECK(alkres_false_calls(pileup, &(AlkresModel){NULL, NULL}, 1e-2, 0.5, NULL, 0) > 0);
	pileup->places[ALKRES_GAP_TIE][0] = pileup->places[ALKRES_GAP_CLEAR][0];
	pileup->places[ALKRES_GAP_CLEAR][0] = pileup->places[ALKRES_GAP_CLEAR][2] = 0;
	alkres_candidate_for(&candidate, pileup, NULL, NULL, OFFSET, ref, 1, alt, 1);
	tied = alkres_power(&candidate.evidence, ALKRES_PRIOR_DEFAULT, 0.9);
	CHECK(tied.min_molecules == 0 && isnan(tied.lod95));
	CHECK(alkres_stray_level(&candidate.evidence.stray, 11, 10) == HUGE_VAL);
	/* not for a patient's marker, either */
	CHECK(isnan(alkres_power(&candidate.evidence, ALKRES_PRIOR_PATIENT, 0.9).lod95));
	alkres_pileup_free(pileup);

	CASE("the level of S where stray molecules are possible");
	CHECK_NEAR(alkres_stray_level(&(AlkresStray){.prior = {1e-5}, .fall = {1}}, 9, 2),
			   -log(exp(-9) - 1e-5 * exp(-2)), 1e-12);
	CHECK(alkres_stray_level(&(AlkresStray){0}, 9, 2) == 9);
}

static void
test_counted(void)
{
	AlkresMarks marks = {0};
	AlkresRecord record = {.cell = (uint8_t) alkres_cell(ALKRES_CLASS_SIMPLEX, ALKRES_F1R2, 3),
						   .both = true};

	CASE("marks: of one direction is what no read of the other, and no mate, says");
	alkres_marks_add(&marks, &record);
	record.both = false;
	record.cell = (uint8_t) alkres_cell(ALKRES_CLASS_MATES, ALKRES_F1R2, 3);
	alkres_marks_add(&marks, &record);
	CHECK(marks.forward == 0 && marks.reverse == 0 && marks.places[0][0] == 2);
	record.cell = (uint8_t) alkres_cell(ALKRES_CLASS_DUPLEX, ALKRES_ORIENTATION_UNKNOWN, 3);
	record.clipped = true;
	alkres_marks_add(&marks, &record);
	record.reverse = true;
	alkres_marks_add(&marks, &record);
	CHECK(marks.forward == 1 && marks.reverse == 1 && marks.clipped == 2);

	CASE("marks: a gap of at most 5 is a tie, of 20 clear");
	CHECK(alkres_gap_class(-3) == ALKRES_GAP_TIE && alkres_gap_class(5) == ALKRES_GAP_TIE);
	CHECK(alkres_gap_class(6) == ALKRES_GAP_NEAR && alkres_gap_class(19) == ALKRES_GAP_NEAR);
	CHECK(alkres_gap_class(20) == ALKRES_GAP_CLEAR);
}

int
main(void)
{
	test_counted();
	test_direction();
	test_elsewhere();
	test_left();
	test_power();
	return finish();
}
