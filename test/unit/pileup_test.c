/* pileup_test.c: the stored form of pileups: round trips, damage. */
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/pileup/pileup.h"
#include "core/pileup/pool.h"
#include "harness.h"
#include "random_pileup.h"

static void
test_round_trip(void)
{
	CASE("pileup: 200 random ones come back as they were");
	for (int i = 0; i < 200; i++)
	{
		AlkresPileup *pileup = random_pileup();
		size_t length;
		uint8_t *bytes = alkres_pileup_encode(pileup, &length);
		AlkresError error = {0};
		AlkresPileup *back = alkres_pileup_decode_strict(bytes, length, &error);

		CHECK(back != NULL);
		if (back == NULL)
			printf("# %s: %s\n", error.message, error.detail);
		else
			CHECK(same_pileup(pileup, back));
		alkres_pileup_free(back);
		alkres_pileup_free(pileup);
		alkres_free(bytes);
	}
}

static void
test_empty(void)
{
	AlkresContig contig;
	AlkresError error;
	AlkresPileup *pileup, *back;
	size_t length;
	uint8_t *bytes;

	CASE("pileup: an empty block takes 9 bytes");
	alkres_contig_set(&contig, "hg38", 4, "2", 1, &error);
	pileup = alkres_pileup_new(&contig, 114150);
	bytes = alkres_pileup_encode(pileup, &length);
	/* version, flags, two thresholds, contig, block in three bytes, no sections */
	CHECK(length == 9);
	back = alkres_pileup_decode_strict(bytes, length, &error);
	CHECK(back != NULL && same_pileup(pileup, back));
	CHECK(alkres_pileup_find(pileup, 5, "A", 1, "C", 1) == NULL);
	alkres_pileup_free(back);
	alkres_pileup_free(pileup);
	alkres_free(bytes);
}

/* The bytes of a pileup with one allele of two records of one molecule. */
static size_t
size_with_families(uint16_t family_a, uint16_t family_b)
{
	AlkresContig contig;
	AlkresError error;
	AlkresPileup *pileup;
	AlkresRecord *records = alkres_alloc_zero(sizeof(AlkresRecord) * 2);
	size_t length;

	alkres_contig_set(&contig, "hg38", 4, "2", 1, &error);
	pileup = alkres_pileup_new(&contig, 114150);
	memset(pileup->reference, 'A', sizeof(pileup->reference));
	pileup->alleles = alkres_alloc_zero(sizeof(AlkresAllele));
	pileup->allele_count = 1;
	pileup->alleles->ref = sequence(1);
	pileup->alleles->alt = sequence(1);
	pileup->alleles->ref[0] = 'A';
	pileup->alleles->alt[0] = 'C';
	for (int i = 0; i < 2; i++)
		records[i] = (AlkresRecord){.molecule = 7,
									.start = alkres_pileup_start(pileup),
									.cell = (uint8_t) alkres_cell(0, ALKRES_F2R1, 2 + i),
									.quality = (uint8_t) (30 + 7 * i),
									.family_a = family_a,
									.family_b = family_b};
	alkres_allele_summarize(pileup->alleles, records, 2);
	memcpy(pileup->cells[0], pileup->alleles->cells, sizeof(pileup->cells[0]));
	pileup->alleles->records = records;
	pileup->alleles->record_count = 2;
	alkres_free(alkres_pileup_encode(pileup, &length));
	alkres_pileup_free(pileup);
	return length;
}

static void
test_family_sizes(void)
{
	CASE("pileup: sizes of families of one are implied, others take a section");
	CHECK(size_with_families(0, 1) + 2 + 2 + 2 == size_with_families(1, 0));
	CHECK(size_with_families(0, 0) == size_with_families(1, 1));
}

static void
test_round(void)
{
	AlkresPileup *pileup, *back;
	AlkresError error;
	uint8_t *bytes;
	size_t length, exact_length;

	CASE("pileup: depths become round numbers, and take less room");
	do
	{
		pileup = random_pileup();
	} while (pileup->allele_count == 0 || pileup->alleles[pileup->allele_count - 1].ref[1] == '\0');
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		pileup->raw_depth[i] = 20000 + draw(100);
		for (int j = 0; j < ALKRES_ORIENTATIONS; j++)
			pileup->spanning[i][j] = draw(3) ? 3000 + draw(60) : draw(200);
	}
	pileup->raw_depth[0] = 127;
	pileup->raw_depth[1] = 129; /* as near to 128 as to 130 */
	pileup->raw_depth[2] = INT32_MAX;
	alkres_free(alkres_pileup_encode(pileup, &exact_length));
	bytes = alkres_pileup_encode(pileup, &length);
	back = alkres_pileup_decode_strict(bytes, length, &error);
	alkres_pileup_round(back);
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		bool indel = false;

		for (uint32_t a = 0; a < pileup->allele_count; a++)
			indel |= pileup->alleles[a].offset == i && pileup->alleles[a].ref[1] != '\0';
		for (int j = 0; j < ALKRES_ORIENTATIONS; j++)
		{
			uint32_t exact = pileup->spanning[i][j], round = back->spanning[i][j];

			CHECK(indel ? round == exact : round <= exact);
			CHECK(exact < 128 ? round == exact : llabs((int64_t) round - exact) * 64 <= exact);
		}
		if (i > 2)
			CHECK(back->raw_depth[i] % 256 == 0 &&
				  llabs((int64_t) back->raw_depth[i] - pileup->raw_depth[i]) <= 128);
	}
	CHECK(back->raw_depth[0] == 127 && back->raw_depth[1] == 128);
	CHECK(back->raw_depth[2] <= INT32_MAX);
	alkres_free(bytes);
	bytes = alkres_pileup_encode(back, &length);
	CHECK(length + 200 < exact_length);
	alkres_pileup_free(pileup);
	pileup = alkres_pileup_decode_strict(bytes, length, &error);
	CHECK(pileup != NULL && same_pileup(pileup, back));
	alkres_free(bytes);
	alkres_pileup_free(pileup);
	alkres_pileup_free(back);
}

static void
test_find(void)
{
	AlkresPileup *pileup;

	CASE("pileup: alleles are found, depth is the sum of cells");
	while ((pileup = random_pileup())->allele_count == 0)
		alkres_pileup_free(pileup);
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];

		CHECK(alkres_pileup_find(pileup, allele->offset, allele->ref, strlen(allele->ref),
								 allele->alt, strlen(allele->alt)) == allele);
		CHECK(alkres_pileup_find(pileup, allele->offset, allele->ref, strlen(allele->ref), "CCCCC",
								 5) == NULL);
		if (allele->ref[1] == '\0')
			CHECK(alkres_pileup_depth(pileup, allele->offset) >= allele->molecules);
	}
	alkres_pileup_free(pileup);
}

static void
test_pool(void)
{
	int pooled = 0;

	CASE("pileup: pooled ones can be stored; what does not fit is refused");
	for (int i = 0; i < 200; i++)
	{
		AlkresPileup *pileup = random_pileup(), *other, *back;
		AlkresError error = {0};
		size_t length;
		uint8_t *bytes;

		for (int j = 0; j < ALKRES_BLOCK_SIZE; j++) /* most have room for as many again */
		{
			pileup->raw_depth[j] /= 4;
			pileup->discordant[j] /= 4;
			memset(pileup->spanning[j], 0, sizeof(pileup->spanning[j]));
		}
		bytes = alkres_pileup_encode(pileup, &length);
		other = alkres_pileup_decode_strict(bytes, length, &error);
		alkres_free(bytes);
		CHECK(other != NULL);
		if (!alkres_pileup_pool(other, pileup, &error))
			CHECK(error.code == ALKRES_OUT_OF_RANGE);
		else
		{
			bytes = alkres_pileup_encode(other, &length);
			back = alkres_pileup_decode_strict(bytes, length, &error);
			CHECK(back != NULL && same_pileup(other, back));
			CHECK(alkres_pileup_depth(other, 7) == 2 * alkres_pileup_depth(pileup, 7));
			CHECK(other->clip_count == pileup->clip_count);
			CHECK(other->allele_count == pileup->allele_count);
			alkres_pileup_free(back);
			alkres_free(bytes);
			pooled++;
		}
		alkres_pileup_free(other);
		alkres_pileup_free(pileup);
	}
	CHECK(pooled > 20);
}

/* Damage a stored form; what is not refused must at least be usable. */
static void
try_damage(const uint8_t *bytes, size_t length)
{
	uint8_t *copy = alkres_alloc(length + 8);
	size_t size = length;
	AlkresError error = {0};
	AlkresPileup *pileup;

	memcpy(copy, bytes, length);
	switch (draw(5))
	{
		case 0:
			size = draw((uint32_t) length);
			break;
		case 1:
			copy[size++] = (uint8_t) draw(256);
			break;
		default:
			for (uint32_t n = 1 + draw(4); n > 0; n--)
				copy[draw((uint32_t) (draw(2)       ? length
									  : length < 60 ? length
													: 60))] =
					(uint8_t) (draw(3) == 0 ? 0xff : draw(256));
	}
	/* The exact size lets the sanitizer see a byte read too far. */
	uint8_t *exact = alkres_alloc(size);
	memcpy(exact, copy, size);
	pileup = alkres_pileup_decode(exact, size, &error);
	if (pileup == NULL)
		CHECK(error.code == ALKRES_BAD_BINARY && error.message[0] != '\0');
	else
	{
		size_t again_length;
		uint8_t *again = alkres_pileup_encode(pileup, &again_length);
		AlkresPileup *back = alkres_pileup_decode_strict(again, again_length, &error);

		CHECK(back != NULL && same_pileup(pileup, back));
		alkres_pileup_free(back);
		alkres_free(again);
	}
	alkres_pileup_free(pileup);
	alkres_free(exact);
	alkres_free(copy);
}

static void
test_damage(void)
{
	CASE("pileup: 20000 damaged stored forms are refused or harmless");
	for (int i = 0; i < 20; i++)
	{
		AlkresPileup *pileup = random_pileup();
		size_t length;
		uint8_t *bytes = alkres_pileup_encode(pileup, &length);

		for (int j = 0; j < 1000; j++)
			try_damage(bytes, length);
		alkres_pileup_free(pileup);
		alkres_free(bytes);
	}
}

int
main(void)
{
	test_round_trip();
	test_empty();
	test_family_sizes();
	test_round();
	test_find();
	test_pool();
	test_damage();
	return finish();
}
