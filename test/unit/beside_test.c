/* beside_test.c: what is one over a block's edge, by what the blocks keep of each other; and what
 * frequent alleles share. */
#include "harness.h"

#include "block.h"
#include "core/pileup/beside.h"
#include "core/pileup/pairs.h"

#define LAST (ALKRES_BLOCK_SIZE - 1)

/* Two neighbours that know the same bases around their edge. */
typedef struct Both
{
	AlkresPileup *left;
	AlkresPileup *right;
} Both;

static Both
neighbours(uint32_t each)
{
	Both both = {even_pileup(1000, each), even_pileup(1001, each)};

	for (int i = -ALKRES_HALO; i < ALKRES_HALO; i++)
		both.right->reference[ALKRES_HALO + i] =
			both.left->reference[ALKRES_HALO + ALKRES_BLOCK_SIZE + i];
	return both;
}

static void
add_other(AlkresPileup *pileup, int offset, uint64_t first, uint64_t last)
{
	add_snv(pileup, offset, other_base(alkres_pileup_base(pileup, offset)), first, last);
}

/* A deletion of the base behind an offset. */
static void
add_deletion(AlkresPileup *pileup, int offset, uint64_t first, uint64_t last)
{
	char ref[3] = {alkres_pileup_base(pileup, offset), alkres_pileup_base(pileup, offset + 1)};
	char alt[2] = {ref[0]};

	add_allele(pileup, offset, ref, alt, first, last);
}

static void
free_both(Both *both)
{
	alkres_pileup_free(both->left);
	alkres_pileup_free(both->right);
}

/* Molecules of the only candidate, which has so many bases; 0 when there is another one or none. */
static uint32_t
only_one(const AlkresPileup *pileup, size_t length)
{
	AlkresCandidates *list = alkres_candidates(pileup, NULL);
	uint32_t molecules =
		list->count == 1 && list->items[0].ref_length == length ? list->items[0].molecules : 0;

	alkres_candidates_free(list);
	return molecules;
}

static uint32_t
count_candidates(const AlkresPileup *pileup)
{
	AlkresCandidates *list = alkres_candidates(pileup, NULL);
	uint32_t count = list->count;

	alkres_candidates_free(list);
	return count;
}

static void
test_whole(void)
{
	Both both = neighbours(500);

	CASE("what the same molecules carry on both sides is a candidate of the left block, and none "
		 "of the right one");
	add_other(both.left, LAST, 100, 109);
	add_other(both.right, 0, 100, 111);
	alkres_beside_share(both.left, both.right);
	CHECK(both.left->beside_count == 1 && both.left->beside[0].offset == ALKRES_BLOCK_SIZE);
	CHECK(both.left->beside[0].molecules == 12 && both.left->beside[0].record_count == 10);
	CHECK(both.left->beside[0].depth == 1000);
	CHECK(both.right->beside_count == 1 && both.right->beside[0].offset == -1);
	CHECK(only_one(both.left, 2) == 10);
	CHECK(only_one(both.right, 1) == 2);
	free_both(&both);

	CASE("without records they are one where their counts agree");
	both = neighbours(500);
	add_other(both.left, LAST, 100, 399);
	add_other(both.right, 0, 100, 401);
	alkres_beside_share(both.left, both.right);
	CHECK(only_one(both.left, 2) == 300);
	CHECK(count_candidates(both.right) == 0);
	free_both(&both);

	CASE("one whose bases change on either side by chance is not");
	both = neighbours(500);
	add_other(both.left, LAST, 100, 109);
	add_other(both.right, 0, 109, 119);
	alkres_beside_share(both.left, both.right);
	CHECK(both.left->beside_count == 1 && both.left->beside[0].record_count == 1);
	CHECK(only_one(both.left, 1) == 10);
	CHECK(only_one(both.right, 1) == 11);
	free_both(&both);
}

static void
test_near(void)
{
	CASE("kept of the neighbour is what lies at most six unchanged bases from a change of the same "
		 "molecule");
	for (int more = 0; more < 2; more++)
	{
		Both both = neighbours(500);

		add_deletion(both.left, 250, 100, 109);
		add_other(both.right, 2 + more, 100, 109);
		alkres_beside_share(both.left, both.right);
		CHECK(both.left->beside_count == 1 - more);
		CHECK(both.right->beside_count == 1 - more);
		CHECK(only_one(both.left, more ? 2 : 7) == 10);
		CHECK(count_candidates(both.right) == more);
		free_both(&both);
	}

	CASE("and with it all that these molecules carry within 32 bases of the edge");
	for (int more = 0; more < 2; more++)
	{
		Both both = neighbours(500);

		add_other(both.left, LAST, 100, 109);
		add_other(both.right, 0, 100, 109);
		add_other(both.right, ALKRES_HALO - 1 + more, 100, 104);
		alkres_beside_share(both.left, both.right);
		CHECK(both.left->beside_count == 2 - more);
		free_both(&both);
	}

	CASE("and what is too frequent to have records, whoever carries it");
	for (uint32_t more = 0; more < 2; more++)
	{
		Both both = neighbours(500);

		add_other(both.right, 3, 100, 99 + ALKRES_RECORDS_MAX + more);
		alkres_beside_share(both.left, both.right);
		CHECK(both.left->beside_count == more);
		free_both(&both);
	}
}

/*
 * How many molecules the left block is told of, where so many have a deletion before the edge or a
 * substitution; 110 and 111, which show the right side alone, begin there.
 */
static uint32_t
count_told(int deletions, int64_t start, uint32_t length)
{
	Both both = neighbours(500);
	uint32_t told;

	if (deletions > 0)
		add_deletion(both.left, LAST - 1, 100, (uint64_t) (99 + deletions));
	else
		add_other(both.left, LAST, 100, 109);
	add_other(both.right, 0, 100, 111);
	for (int i = 10; i < 12; i++)
	{
		both.right->alleles[0].records[i].start =
			(uint32_t) (alkres_pileup_start(both.right) + start);
		both.right->alleles[0].records[i].length = length;
	}
	alkres_beside_share(both.left, both.right);
	told = both.left->beside_count == 0 ? 0 : both.left->beside[0].record_count;
	free_both(&both);
	return told;
}

static void
test_endings(void)
{
	Both both;

	CASE("molecules that begin near the edge are told to the left where something is over it");
	CHECK(count_told(10, 0, 150) == 12 && count_told(10, ALKRES_HALO - 1, 150) == 12);
	CHECK(count_told(10, 1 - ALKRES_HALO, 150) == 12);
	CHECK(count_told(10, ALKRES_HALO, 150) == 10 && count_told(10, -ALKRES_HALO, 150) == 10);
	CHECK(count_told(10, 0, 0) == 10);
	CHECK(count_told(2, 0, 150) == 4 && count_told(1, 0, 150) == 1 && count_told(0, 0, 150) == 10);

	CASE("but they do not make what is shown on both sides another one");
	both = neighbours(500);
	add_deletion(both.left, LAST - 1, 100, 102);
	add_other(both.right, 0, 100, 109);
	for (int i = 3; i < 10; i++)
	{
		both.right->alleles[0].records[i].start = alkres_pileup_start(both.right);
		both.right->alleles[0].records[i].length = 150;
	}
	alkres_beside_share(both.left, both.right);
	CHECK(both.left->beside[0].record_count == 10);
	CHECK(count_candidates(both.left) == 1);
	free_both(&both);

	CASE("and what begins before the edge and shows the whole is counted once");
	both = neighbours(500);
	add_deletion(both.left, LAST - 1, 100, 109);
	add_other(both.right, 0, 100, 112);
	for (int i = 0; i < 13; i++)
	{
		AlkresRecord begins = both.right->alleles[0].records[i];

		begins.start = alkres_pileup_start(both.right) - (i < 10 ? 5 : 0);
		begins.length = 150;
		both.right->alleles[0].records[i] = begins;
		if (i < 10)
			both.left->alleles[0].records[i] = begins;
	}
	alkres_beside_share(both.left, both.right);
	CHECK(only_one(both.left, 2) == 13);
	CHECK(count_candidates(both.right) == 0);
	free_both(&both);
}

static void
test_told(void)
{
	CASE("a replacement of one molecule is not told of for its sake");
	for (uint64_t more = 0; more < 2; more++)
	{
		Both both = neighbours(500);
		char ref[3] = {alkres_pileup_base(both.left, LAST - 1),
					   alkres_pileup_base(both.left, LAST)};
		char alt[4] = {other_base(ref[0]), other_base(ref[1]), other_base(ref[1])};

		add_allele(both.left, LAST - 1, ref, alt, 100, 100 + more);
		alkres_beside_share(both.left, both.right);
		CHECK(both.right->beside_count == more);
		free_both(&both);
	}

	CASE("nor is what another reference was known for");
	for (int other = 0; other < 2; other++)
	{
		Both both = neighbours(500);

		add_other(both.left, LAST, 100, 109);
		add_other(both.right, 0, 100, 109);
		if (other)
			both.left->reference[ALKRES_HALO + ALKRES_BLOCK_SIZE] =
				other_base(both.left->reference[ALKRES_HALO + ALKRES_BLOCK_SIZE]);
		alkres_beside_share(both.left, both.right);
		CHECK(both.left->beside_count == (uint32_t) !other);
		free_both(&both);
	}
}

static void
test_asked(void)
{
	Both both = neighbours(500);
	char ref[3] = {alkres_pileup_base(both.left, LAST),
				   alkres_pileup_base(both.left, ALKRES_BLOCK_SIZE)};
	char alt[3] = {other_base(ref[0]), other_base(ref[1])};
	AlkresCandidate asked;

	add_other(both.left, LAST, 100, 109);
	add_other(both.right, 0, 100, 109);
	alkres_beside_share(both.left, both.right);
	CASE("asked for, it has its molecules where the block knows what lies behind it");
	CHECK(!alkres_candidate_for(&asked, both.left, NULL, NULL, LAST, ref, 2, alt, 2));
	both.left->flags |= ALKRES_PILEUP_KNOWS_BEHIND;
	CHECK(alkres_candidate_for(&asked, both.left, NULL, NULL, LAST, ref, 2, alt, 2));
	CHECK(asked.molecules == 10);
	CASE("its part on either side has none");
	CHECK(alkres_candidate_for(&asked, both.left, NULL, NULL, LAST, ref, 1, alt, 1));
	CHECK(asked.molecules == 0);
	CHECK(alkres_candidate_for(&asked, both.right, NULL, NULL, 0, ref + 1, 1, alt + 1, 1));
	CHECK(asked.molecules == 0);
	CASE("not where a base behind the block was not known");
	both.left->reference[ALKRES_HALO + ALKRES_BLOCK_SIZE] = 'N';
	CHECK(!alkres_candidate_for(&asked, both.left, NULL, NULL, LAST, ref, 2, alt, 2));
	free_both(&both);
}

/* An allele with all its molecules, as while a file is read. */
static AlkresAllele *
add_every(AlkresPileup *pileup, int offset, uint64_t first, uint64_t last, uint32_t length)
{
	uint32_t count = (uint32_t) (last - first + 1);
	AlkresRecord *every = alkres_alloc_zero(sizeof(AlkresRecord) * count);
	AlkresAllele *allele;

	add_other(pileup, offset, first, last);
	allele = &pileup->alleles[pileup->allele_count - 1];
	for (uint32_t i = 0; i < count; i++)
		every[i] = (AlkresRecord){.molecule = first + i,
								  .start = alkres_pileup_start(pileup) + (uint32_t) offset - 50,
								  .length = length};
	allele->every = every;
	return allele;
}

static void
test_pairs(void)
{
	CASE("of frequent alleles it is counted on how many molecules both are, and who reaches over "
		 "both");
	for (uint32_t more = 0; more < 2; more++)
	{
		Both both = neighbours(500);
		AlkresPhase phase;

		/* Fragments reach to 49 + more bases behind their allele. */
		add_every(both.right, 10, 100, 399, 100 + more);
		add_every(both.right, 60, 300, 449, 200);
		add_every(both.left, LAST, 390, 391 + more, 200);
		alkres_pairs_find(both.right, both.left);
		CHECK(both.right->pair_count == 1 + more);
		CHECK(alkres_pairs_phase(both.right, &both.right->alleles[0], both.right,
								 &both.right->alleles[1], &phase));
		CHECK(phase.both == 100 && phase.first_only == 200 * more && phase.second_only == 50);
		CHECK(phase.apart == (more ? 0 : 200));
		CHECK(alkres_pairs_phase(both.right, &both.right->alleles[1], both.right,
								 &both.right->alleles[0], &phase));
		CHECK(phase.second_only == 200 * more && phase.first_only == 50);
		CHECK(alkres_pairs_phase(both.left, &both.left->alleles[0], both.right,
								 &both.right->alleles[0], &phase) == more);
		alkres_pairs_forget(both.right);
		CHECK(!alkres_pairs_phase(both.right, &both.right->alleles[0], both.right,
								  &both.right->alleles[1], &phase));
		/* Those that begin behind the former allele say nothing of it. */
		for (int i = 0; i < 150; i++)
			((AlkresRecord *) both.right->alleles[1].every)[i].start++;
		alkres_pairs_find(both.right, both.left);
		CHECK(alkres_pairs_phase(both.right, &both.right->alleles[0], both.right,
								 &both.right->alleles[1], &phase));
		CHECK(phase.both == 100 && phase.second_only == 0);
		for (int i = 0; i < 3; i++)
			alkres_free((void *) (i < 2 ? &both.right->alleles[i] : both.left->alleles)->every);
		free_both(&both);
	}
}

static void
test_pair_share(void)
{
	CASE("an allele under a thousandth of its place is counted with none");
	for (uint32_t more = 0; more < 2; more++)
	{
		AlkresPileup *pileup = even_pileup(1000, 1500);

		pileup->cells[10][alkres_cell(ALKRES_CLASS_MATES, 0, 3)] += more;
		add_every(pileup, 10, 100, 102, 200);
		add_every(pileup, 20, 100, 399, 200);
		alkres_pairs_find(pileup, NULL);
		CHECK(pileup->pair_count == 1 - more);
		for (uint32_t i = 0; i < 2; i++)
			alkres_free((void *) pileup->alleles[i].every);
		alkres_pileup_free(pileup);
	}
}

int
main(void)
{
	test_whole();
	test_near();
	test_endings();
	test_told();
	test_asked();
	test_pairs();
	test_pair_share();
	return finish();
}
