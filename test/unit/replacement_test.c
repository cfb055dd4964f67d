/* replacement_test.c: changes beside an insertion or deletion that are one allele, each rule at its
 * edge; and who carries a replacement, however it is written. */
#include "harness.h"

#include "block.h"
#include "core/pileup/carriers.h"

#define AT 50

/* A block of so many molecules of each strand of origin with the bases of a text from AT on. */
static AlkresPileup *
block_with(uint32_t each, const char *text)
{
	AlkresPileup *pileup = even_pileup(1000, each);

	memcpy(pileup->reference + ALKRES_HALO + AT, text, strlen(text));
	return pileup;
}

/* Molecules of an allele in the list of all; the pileup is freed. */
static uint32_t
found(AlkresPileup *pileup, int offset, const char *ref, const char *alt)
{
	AlkresCandidates *list = alkres_candidates(pileup, NULL);
	uint32_t molecules = 0;

	for (uint32_t i = 0; i < list->count; i++)
	{
		CHECK(strcmp(list->items[i].ref, list->items[i].alt) != 0);
		if (list->items[i].offset == offset && strcmp(list->items[i].ref, ref) == 0 &&
			strcmp(list->items[i].alt, alt) == 0)
			molecules += list->items[i].molecules;
	}
	alkres_candidates_free(list);
	alkres_pileup_free(pileup);
	return molecules;
}

static AlkresPileup *
deletion_and_base(uint32_t each, int base, uint64_t first, uint64_t last, uint64_t base_first,
				  uint64_t base_last)
{
	/*                                     0123456789012 */
	AlkresPileup *pileup = block_with(each, "ACGTCAGTTGCAC");
	char ref[2] = {alkres_pileup_base(pileup, AT + base)}, alt[2] = {other_base(ref[0])};

	add_allele(pileup, AT, "ACG", "A", first, last);
	add_allele(pileup, AT + base, ref, alt, base_first, base_last);
	return pileup;
}

static void
test_gap(void)
{
	AlkresPileup *pileup;
	AlkresCandidates *list;

	CASE("a deletion and a base: one allele over six unchanged bases, not over seven");
	CHECK(found(deletion_and_base(500, 3, 100, 109, 100, 109), AT + 1, "CGT", "G") == 10);
	CHECK(found(deletion_and_base(500, 9, 100, 109, 100, 109), AT + 1, "CGTCAGTTG", "TCAGTTT") ==
		  10);
	CHECK(found(deletion_and_base(500, 10, 100, 109, 100, 109), AT, "ACG", "A") == 10);

	CASE("on both sides of it, and what lies between two changes of the same molecules");
	pileup = block_with(500, "ACGTCAGTTGCAC");
	add_allele(pileup, AT, "A", "C", 100, 109);
	add_allele(pileup, AT + 3, "TCA", "T", 100, 109);
	add_allele(pileup, AT + 7, "T", "G", 100, 109);
	add_allele(pileup, AT + 10, "C", "A", 100, 109);
	CHECK(found(pileup, AT, "ACGTCAGTTGC", "CCGTGGTGA") == 10);

	CASE("each part keeps the molecules that it does not share");
	pileup = deletion_and_base(500, 3, 100, 119, 110, 149);
	list = alkres_candidates(pileup, NULL);
	CHECK(list->count == 3);
	alkres_candidates_free(list);
	CHECK(found(pileup, AT + 3, "T", "G") == 30);
}

static void
test_chance(void)
{
	CASE("a frequent change beside a rare one is no proof: its chance must be under 1 %");
	/* Half of the molecules have the base: six in a row are 1.6 %, seven 0.8 %. */
	CHECK(found(deletion_and_base(20, 3, 100, 105, 100, 119), AT + 1, "CGT", "G") == 0);
	CHECK(found(deletion_and_base(20, 3, 100, 106, 100, 119), AT + 1, "CGT", "G") == 7);

	CASE("unless nine tenths of the more frequent one are shared");
	CHECK(found(deletion_and_base(5, 3, 100, 108, 100, 109), AT + 1, "CGT", "G") == 9);
	CHECK(found(deletion_and_base(5, 3, 100, 107, 100, 109), AT + 1, "CGT", "G") == 0);
}

static void
test_counts(void)
{
	AlkresPileup *pileup;

	CASE("without records: shares of what each is counted among agree within a tenth");
	for (uint32_t less = 0; less < 2; less++)
	{
		/* 1,000 molecules have the base's place, 500 span the deletion's. */
		pileup = deletion_and_base(500, 3, 100, 399, 100, 639);
		pileup->spanning[AT][0] = pileup->spanning[AT][1] = 250;
		pileup->cells[AT + 3][alkres_cell(ALKRES_CLASS_MATES, 0, 3)] += less * 2;
		CHECK(found(pileup, AT + 1, "CGT", "G") == (less == 0 ? 300 : 0));
	}
}

static void
test_forms(void)
{
	AlkresPileup *pileup = block_with(500, "ACGTCAGTTGCAC");
	AlkresCandidate asked;

	CASE("one allele in three forms; a molecule of its own form counts when the allele is there");
	add_allele(pileup, AT, "ACG", "A", 100, 109);
	add_allele(pileup, AT, "ACGT", "A", 130, 130);
	add_allele(pileup, AT + 1, "CGT", "G", 120, 124);
	add_allele(pileup, AT + 3, "T", "G", 100, 109);
	add_allele(pileup, AT + 4, "C", "GC", 130, 130);
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, AT + 1, "CGT", 3, "G", 1));
	CHECK(asked.molecules == 16 && !asked.substitution);
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, AT, "ACG", 3, "A", 1));
	CHECK(asked.molecules == 0);
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, AT + 3, "T", 1, "G", 1));
	CHECK(asked.molecules == 0);
	alkres_pileup_free(pileup);

	CASE("alone, it is counted where it is asked for");
	pileup = block_with(500, "ACGTCAGTTGCAC");
	add_allele(pileup, AT, "ACG", "A", 100, 100);
	add_allele(pileup, AT + 3, "T", "G", 100, 100);
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, AT + 1, "CGT", 3, "G", 1));
	CHECK(asked.molecules == 1);
	CHECK(found(pileup, AT + 3, "T", "G") == 1);

	CASE("an allele of as many bases, written as an insertion and a deletion");
	pileup = block_with(500, "ACGTCAGTTGCAC");
	add_allele(pileup, AT, "A", "AT", 100, 109);
	add_allele(pileup, AT + 3, "TC", "T", 100, 109);
	CHECK(found(pileup, AT + 1, "CGTC", "TCGT") == 10);

	CASE("changes that undo one another are no allele");
	pileup = block_with(500, "ACGTTTTTCAGTTGC");
	add_allele(pileup, AT + 2, "G", "GT", 100, 109);
	add_allele(pileup, AT + 2, "GT", "G", 200, 209);
	add_allele(pileup, AT + 6, "TT", "T", 100, 109);
	CHECK(found(pileup, AT + 2, "GT", "G") == 10);
}

static void
test_unknown(void)
{
	AlkresPileup *pileup = block_with(500, "ACGTCAGTTGCAC");
	AlkresCandidate asked;

	CASE("a part too frequent to have records leaves it open, one that is none does not");
	add_allele(pileup, AT, "ACG", "A", 100, 109);
	add_allele(pileup, AT + 3, "T", "G", 100, 599);
	CHECK(!alkres_candidate_for(&asked, pileup, NULL, NULL, AT + 1, "CGT", 3, "G", 1));
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, AT + 1, "CGT", 3, "C", 1));
	CHECK(asked.molecules == 0);
	alkres_pileup_free(pileup);

	CASE("an indel that a read kept from its leftmost place is the leftmost one");
	pileup = block_with(500, "ACGTTTTTCAGTTGC");
	add_allele(pileup, AT + 2, "GT", "G", 100, 109);
	add_allele(pileup, AT + 5, "TT", "T", 110, 112);
	CHECK(found(pileup, AT + 2, "GT", "G") == 13);
}

/* Give an allele's molecules a fragment, from so many bases before AT to before so many behind. */
static void
set_fragments(AlkresAllele *allele, uint32_t before, uint32_t behind)
{
	for (uint32_t i = 0; i < allele->record_count; i++)
	{
		allele->records[i].start = 1000 * ALKRES_BLOCK_SIZE + 1 + AT - before;
		allele->records[i].length = before + behind;
	}
}

/* Ten molecules say TCGG>AAC at AT + 3; so many that end so far behind AT only its first two bases,
 * the last of them another base besides, when asked. */
static AlkresPileup *
with_endings(uint32_t behind, uint64_t count, bool other)
{
	/*                                    0123456789012 */
	AlkresPileup *pileup = block_with(500, "ACGTCGGTTGCAC");
	uint64_t last = 199 + count;

	set_fragments(add_allele(pileup, AT + 3, "T", "A", 200, last), 100, behind);
	set_fragments(add_allele(pileup, AT + 3, "TCGG", "AAC", 100, 109), 100, 100);
	set_fragments(add_allele(pileup, AT + 4, "C", "A", 200, last), 100, behind);
	if (other)
		set_fragments(add_allele(pileup, AT + 5, "G", "T", last, last), 100, behind);
	return pileup;
}

/* Five begin so far before AT and say its last two bases. */
static AlkresPileup *
with_beginnings(uint32_t before)
{
	AlkresPileup *pileup = block_with(500, "ACGTCGGTTGCAC");

	set_fragments(add_allele(pileup, AT + 3, "TCGG", "AAC", 100, 109), 100, 100);
	set_fragments(add_allele(pileup, AT + 5, "G", "A", 200, 204), before, 100);
	set_fragments(add_allele(pileup, AT + 6, "G", "C", 200, 204), before, 100);
	return pileup;
}

static void
test_endings(void)
{
	CASE("molecules that end within a replacement, or up to nine bases behind it, are its");
	CHECK(found(with_endings(5, 5, false), AT + 3, "TCGG", "AAC") == 15);
	CHECK(found(with_endings(16, 5, false), AT + 3, "TCGG", "AAC") == 15);
	CHECK(found(with_endings(16, 5, false), AT + 3, "TC", "AA") == 0);
	CHECK(found(with_endings(17, 5, false), AT + 3, "TCGG", "AAC") == 10);
	CHECK(found(with_endings(17, 5, false), AT + 3, "TC", "AA") == 5);
	CASE("those that begin there, too");
	CHECK(found(with_beginnings(6), AT + 3, "TCGG", "AAC") == 15);
	CHECK(found(with_beginnings(7), AT + 3, "TCGG", "AAC") == 10);
	CASE("not those that show another base there");
	CHECK(found(with_endings(16, 6, true), AT + 3, "TCGG", "AAC") == 15);
	CASE("nor more than say all of it");
	CHECK(found(with_endings(16, 10, false), AT + 3, "TCGG", "AAC") == 20);
	CHECK(found(with_endings(16, 11, false), AT + 3, "TCGG", "AAC") == 10);
}

int
main(void)
{
	test_gap();
	test_chance();
	test_counts();
	test_forms();
	test_unknown();
	test_endings();
	return finish();
}
