/* joining_test.c: which changes are one allele, each rule at its edge; what of a normal is left
 * out. */
#include "harness.h"

#include "block.h"
#include "core/model/background.h"
#include "core/pileup/pileup.h"

#define AT 50

static char
alt_at(const AlkresPileup *pileup, int offset)
{
	return other_base(alkres_pileup_base(pileup, offset));
}

/* A block where molecules first .. last carry a change at AT and others one at the next base. */
static AlkresPileup *
neighbours(uint32_t each, uint64_t first, uint64_t last, uint64_t next_first, uint64_t next_last)
{
	AlkresPileup *pileup = even_pileup(1000, each);

	add_snv(pileup, AT, alt_at(pileup, AT), first, last);
	add_snv(pileup, AT + 1, alt_at(pileup, AT + 1), next_first, next_last);
	return pileup;
}

/* Molecules of the allele made of both, 0 when they are not joined; the pileup is freed. */
static uint32_t
joined(AlkresPileup *pileup)
{
	AlkresCandidates *list = alkres_candidates(pileup, NULL);
	uint32_t molecules = 0;

	for (uint32_t i = 0; i < list->count; i++)
		if (list->items[i].ref_length == 2)
			molecules = list->items[i].molecules;
	alkres_candidates_free(list);
	alkres_pileup_free(pileup);
	return molecules;
}

static void
test_shared(void)
{
	CASE("joined by two shared molecules, when they are half of the rarer change's");
	CHECK(joined(neighbours(500, 100, 103, 102, 105)) == 2);
	CHECK(joined(neighbours(500, 100, 104, 103, 107)) == 0);
	CHECK(joined(neighbours(500, 100, 103, 102, 140)) == 2);
	CHECK(joined(neighbours(500, 65, 103, 102, 105)) == 2);
	CHECK(joined(neighbours(500, 100, 101, 101, 102)) == 0);
	CHECK(joined(neighbours(500, 100, 105, 103, 108)) == 3);

	CASE("joined without records when their counts differ by a tenth at most");
	CHECK(joined(neighbours(1000, 100, 399, 100, 369)) == 270);
	CHECK(joined(neighbours(1000, 100, 399, 100, 368)) == 0);
	CHECK(joined(neighbours(1000, 100, 368, 100, 399)) == 0);
	CHECK(joined(neighbours(1000, 100, 369, 100, 399)) == 270);
}

/* For the length of a reference: of whatever is no substitution. */
#define WHOLE 0

/* Of how many molecules of a larger allele a candidate is left over; the pileup is freed. */
static uint32_t
left_of(AlkresPileup *pileup, int offset, size_t length)
{
	AlkresCandidates *list = alkres_candidates(pileup, NULL);
	uint32_t left = 9999;

	for (uint32_t i = 0; i < list->count; i++)
		if (length == WHOLE
				? !list->items[i].substitution
				: list->items[i].offset == offset && list->items[i].ref_length == length)
			left = list->items[i].left_of;
	alkres_candidates_free(list);
	alkres_pileup_free(pileup);
	return left;
}

/* A deletion behind two changed bases on molecules 100 .. last, and these alone on two more. */
static AlkresPileup *
larger(uint64_t last)
{
	AlkresPileup *pileup = even_pileup(1000, 500);
	char ref[4] = {alkres_pileup_base(pileup, AT + 1), alkres_pileup_base(pileup, AT + 2),
				   alkres_pileup_base(pileup, AT + 3)};
	char alt[2] = {ref[0]};

	add_snv(pileup, AT, alt_at(pileup, AT), 100, last + 2);
	add_snv(pileup, AT + 1, alt_at(pileup, AT + 1), 100, last + 2);
	add_allele(pileup, AT + 1, ref, alt, 100, last);
	return pileup;
}

static void
test_left(void)
{
	CASE("a part of a larger allele is left over of its molecules, joined or alone");
	CHECK(left_of(neighbours(500, 100, 121, 100, 119), AT, 1) == 20);
	CHECK(left_of(larger(119), AT, 2) == 20);

	CASE("what is a part of none, or has a change more, is not");
	CHECK(left_of(neighbours(500, 100, 121, 100, 119), AT, 2) == 0);
	CHECK(left_of(larger(119), AT, WHOLE) == 0);
	{
		AlkresPileup *pileup = larger(119);

		/* The two bases' molecules have another one beside them. */
		add_snv(pileup, AT - 1, alt_at(pileup, AT - 1), 120, 121);
		CHECK(left_of(pileup, AT - 1, 3) == 0);
	}

	CASE("what is left over of a larger allele is no variant");
	for (int many = 0; many < 2; many++)
	{
		AlkresPileup *pileup = larger(many ? 159 : 119);
		AlkresCandidates *list = alkres_candidates(pileup, NULL);

		for (uint32_t i = 0; i < list->count; i++)
			if (list->items[i].left_of > 0)
				CHECK(list->items[i].evidence.stray.ratio > 1 &&
					  list->items[i].evidence.stray.chief == ALKRES_STRAY_OF_WHOLE);
		alkres_candidates_free(list);
		alkres_pileup_free(pileup);
	}
}

static void
test_quality(void)
{
	CASE("the worse read of the parts says how well the whole was read");
	for (int worse = 0; worse < 2; worse++)
	{
		AlkresPileup *pileup = neighbours(500, 100, 109, 100, 109);
		AlkresAllele *allele = &pileup->alleles[worse];
		AlkresCandidates *list;

		for (uint32_t i = 0; i < allele->record_count; i++)
			allele->records[i].cell = (uint8_t) alkres_cell(ALKRES_CLASS_MATES, i % 2, 1);
		alkres_allele_summarize(allele, allele->records, allele->record_count);
		list = alkres_candidates(pileup, NULL);
		CHECK(list->count == 1);
		for (int g = 0; g < 2; g++)
		{
			CHECK(list->items[0].cells[alkres_cell(ALKRES_CLASS_MATES, g, 1)] == 5);
			CHECK(list->items[0].cells[alkres_cell(ALKRES_CLASS_MATES, g, 3)] == 0);
		}
		alkres_candidates_free(list);
		alkres_pileup_free(pileup);
	}
}

static void
test_unknown(void)
{
	static const char *const alleles[][2] = {{"N", "A"}, {"N", "NA"}, {"NA", "N"}};

	CASE("an allele at an unknown base is no candidate");
	for (int i = 0; i < 3; i++)
	{
		AlkresPileup *pileup = even_pileup(1000, 500);
		AlkresCandidates *list;

		pileup->reference[ALKRES_HALO + AT] = 'N';
		add_allele(pileup, AT, alleles[i][0], alleles[i][1], 100, 119);
		list = alkres_candidates(pileup, NULL);
		CHECK(list->count == 0);
		alkres_candidates_free(list);
		alkres_pileup_free(pileup);
	}
}

static void
test_asked(void)
{
	/* ALK L1196: genome 29220763-29220765 CAG. */
	uint32_t block = (29220763 - 1) / ALKRES_BLOCK_SIZE;
	int offset = (29220763 - 1) % ALKRES_BLOCK_SIZE;
	AlkresPileup *pileup = even_pileup(block, 500);
	AlkresCandidate asked;
	char ref[3] = {alkres_pileup_base(pileup, ALKRES_BLOCK_SIZE - 2),
				   alkres_pileup_base(pileup, ALKRES_BLOCK_SIZE - 1)};

	CASE("an asked substitution ends with the block at the latest");
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, ALKRES_BLOCK_SIZE - 2, ref, 2, "NN", 2));
	CHECK(
		!alkres_candidate_for(&asked, pileup, NULL, NULL, ALKRES_BLOCK_SIZE - 1, ref, 2, "NN", 2));
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, ALKRES_BLOCK_SIZE - 1, ref + 1, 1, "N",
							   1));
	CHECK(!alkres_candidate_for(&asked, pileup, NULL, NULL, ALKRES_BLOCK_SIZE, ref, 1, "N", 1));

	CASE(
		"an asked change of a codon of which another is changed two bases on is part of the whole");
	memcpy(pileup->reference + ALKRES_HALO + offset, "CAGCTC", 6);
	add_allele(pileup, offset, "C", "T", 100, 119);
	add_allele(pileup, offset + 2, "G", "T", 100, 119);
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, offset, "CAG", 3, "TAT", 3) &&
		  asked.molecules == 20);
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, offset, "C", 1, "T", 1) &&
		  asked.molecules == 0);
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, offset + 2, "G", 1, "T", 1) &&
		  asked.molecules == 0);
	alkres_pileup_free(pileup);
}

static void
test_normals(void)
{
	AlkresPileup *pileup = even_pileup(1000, 1000);
	AlkresError error;

	CASE("normals speak of single bases, not of alleles of several");
	AlkresBackground *background = alkres_background_of(pileup, &error);
	AlkresModel model = {NULL, background};
	AlkresCandidate asked;

	for (size_t length = 1; length <= 2; length++)
	{
		char ref[3] = {alkres_pileup_base(pileup, AT), alkres_pileup_base(pileup, AT + 1)};
		char alt[3] = {other_base(ref[0]), other_base(ref[1])};

		CHECK(alkres_candidate_for(&asked, pileup, &model, NULL, AT, ref, length, alt, length));
		CHECK(asked.no_background == (length == 2));
	}
	alkres_background_free(background);
	alkres_pileup_free(pileup);

	CASE("over a twentieth of a normal's molecules is left out of the sums");
	for (uint32_t x = 100; x <= 101; x++)
	{
		pileup = even_pileup(1000, 1000);
		add_snv(pileup, AT, alt_at(pileup, AT), 100, 99 + x);
		background = alkres_background_of(pileup, &error);
		CHECK(background->left_out_count == x - 100);
		alkres_background_free(background);
		alkres_pileup_free(pileup);
	}

	CASE("over a twentieth of the molecules that span an indel is left out of the sums");
	for (uint32_t x = 10; x <= 11; x++)
	{
		char ref[2] = {0}, alt[3] = {0};

		pileup = even_pileup(1000, 1000);
		ref[0] = alt[0] = alkres_pileup_base(pileup, AT);
		alt[1] = 'A';
		pileup->spanning[AT][0] = pileup->spanning[AT][1] = 100;
		add_allele(pileup, AT, ref, alt, 100, 99 + x);
		background = alkres_background_of(pileup, &error);
		CHECK(background->left_out_count == x - 10);
		alkres_background_free(background);
		alkres_pileup_free(pileup);
	}
}

int
main(void)
{
	test_shared();
	test_left();
	test_quality();
	test_unknown();
	test_asked();
	test_normals();
	return finish();
}
