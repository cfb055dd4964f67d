/* pileup.c: the in-memory pileup: making, releasing, looking up. */
#include "core/pileup/pileup.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/pileup/format.h"

AlkresPileup *
alkres_pileup_new(const AlkresContig *contig, uint32_t block)
{
	AlkresPileup *pileup = alkres_alloc_zero(sizeof(AlkresPileup));

	pileup->contig = *contig;
	pileup->block = block;
	memset(pileup->reference, 'N', sizeof(pileup->reference));
	return pileup;
}

void
alkres_alleles_free(AlkresAllele *alleles, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
	{
		alkres_free(alleles[i].ref);
		alkres_free(alleles[i].alt);
		alkres_free(alleles[i].records);
		alkres_free(alleles[i].marks);
	}
	alkres_free(alleles);
}

void
alkres_pileup_free(AlkresPileup *pileup)
{
	if (pileup == NULL)
		return;
	alkres_alleles_free(pileup->alleles, pileup->allele_count);
	alkres_alleles_free(pileup->beside, pileup->beside_count);
	alkres_free(pileup->pairs);
	alkres_free(pileup->clips);
	alkres_free(pileup->far_mates);
	alkres_free(pileup);
}

void
alkres_pairs_forget(AlkresPileup *pileup)
{
	alkres_free(pileup->pairs);
	pileup->pairs = NULL;
	pileup->pair_count = 0;
}

uint32_t
alkres_pileup_depth(const AlkresPileup *pileup, int offset)
{
	uint32_t depth = 0;

	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		depth += pileup->cells[offset][cell];
	return depth;
}

uint32_t
alkres_allele_depth(const AlkresPileup *pileup, const AlkresAllele *allele)
{
	uint32_t spanning = 0;

	if (allele->offset < 0 || allele->offset >= ALKRES_BLOCK_SIZE)
		return allele->depth;
	if (alkres_allele_is_single(allele))
		return alkres_pileup_depth(pileup, allele->offset);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		spanning += pileup->spanning[allele->offset][g];
	return spanning;
}

const AlkresAllele *
alkres_pileup_find(const AlkresPileup *pileup, int offset, const char *ref, size_t ref_length,
				   const char *alt, size_t alt_length)
{
	bool inside = offset >= 0 && offset < ALKRES_BLOCK_SIZE;
	const AlkresAllele *alleles = inside ? pileup->alleles : pileup->beside;
	uint32_t count = inside ? pileup->allele_count : pileup->beside_count;
	uint32_t low = 0, high = count;

	while (low < high) /* the first allele at the offset */
	{
		uint32_t middle = low + (high - low) / 2;

		if (alleles[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < count && alleles[low].offset == offset; low++)
	{
		const AlkresAllele *allele = &alleles[low];

		if (strlen(allele->ref) == ref_length && memcmp(allele->ref, ref, ref_length) == 0 &&
			strlen(allele->alt) == alt_length && memcmp(allele->alt, alt, alt_length) == 0)
			return allele;
	}
	return NULL;
}

char
alkres_pileup_known_base(const void *source, int64_t offset)
{
	const AlkresPileup *pileup = source;
	char base;

	if (offset < -ALKRES_HALO || offset >= ALKRES_BLOCK_SIZE + ALKRES_HALO)
		return 0;
	base = pileup->reference[ALKRES_HALO + offset];
	return base == 'N' ? 0 : base;
}

int
alkres_allele_compare(const AlkresAllele *a, const AlkresAllele *b)
{
	int order = (int) a->offset - (int) b->offset;

	order = order != 0 ? order : strcmp(a->ref, b->ref);
	return order != 0 ? order : strcmp(a->alt, b->alt);
}

void
alkres_pileup_anchors(const AlkresPileup *pileup, bool anchors[ALKRES_BLOCK_SIZE])
{
	memset(anchors, 0, sizeof(bool) * ALKRES_BLOCK_SIZE);
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];

		anchors[allele->offset] |= allele->ref[1] != '\0' || allele->alt[1] != '\0';
	}
}

/* The nearest round number, the lower of two. */
static uint32_t
round_nearest(uint32_t value)
{
	uint32_t place = alkres_round_place(value);
	uint32_t low = alkres_round_number(place), high = alkres_round_number(place + 1);

	return value - low <= high - value ? low : high;
}

void
alkres_pileup_round(AlkresPileup *pileup)
{
	bool anchors[ALKRES_BLOCK_SIZE];

	alkres_pileup_anchors(pileup, anchors);
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		if (pileup->raw_depth[i] <= INT32_MAX / 2) /* it stays an integer of SQL */
			pileup->raw_depth[i] = round_nearest(pileup->raw_depth[i]);
		for (int g = 0; g < ALKRES_ORIENTATIONS && !anchors[i]; g++)
			pileup->spanning[i][g] = alkres_round_down(pileup->spanning[i][g]);
		for (int way = 0; way < 2; way++)
			pileup->directions[i][way] = alkres_direction_round(pileup->directions[i][way]);
	}
}

void
alkres_allele_add(AlkresAllele *allele, const AlkresRecord *record)
{
	allele->cells[record->cell]++;
	allele->molecules++;
	allele->reverse += record->reverse;
	allele->low_mapq += record->mapq < ALKRES_LOW_MAPQ;
	allele->sum_quality += record->quality;
	allele->sum_mapq += record->mapq;
	allele->sum_end_distance += record->end_distance;
	allele->sum_length += record->length;
}

uint64_t
alkres_record_fragment(const AlkresRecord *record)
{
	return (uint64_t) record->start << 32 | record->length;
}

uint32_t
alkres_unique_fragments(const uint64_t *fragments, uint32_t count)
{
	size_t size = 4, at;
	bool has_zero = false; /* which marks a place of the table that is free */
	uint32_t unique = 0;
	uint64_t *table;

	while (size < 2 * (size_t) count)
		size *= 2;
	table = alkres_alloc_zero(sizeof(uint64_t) * size);
	for (uint32_t i = 0; i < count; i++)
	{
		has_zero |= fragments[i] == 0;
		at = (size_t) (fragments[i] * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (size - 1);
		while (table[at] != 0 && table[at] != fragments[i])
			at = (at + 1) & (size - 1);
		unique += table[at] == 0 && fragments[i] != 0;
		table[at] = fragments[i];
	}
	alkres_free(table);
	return unique + has_zero;
}

void
alkres_allele_summarize(AlkresAllele *allele, const AlkresRecord *records, uint32_t record_count)
{
	uint64_t *fragments = alkres_alloc(sizeof(uint64_t) * record_count);

	memset(allele->cells, 0, sizeof(allele->cells));
	allele->molecules = allele->reverse = allele->low_mapq = 0;
	allele->sum_quality = allele->sum_mapq = allele->sum_end_distance = allele->sum_length = 0;
	for (uint32_t i = 0; i < record_count; i++)
	{
		alkres_allele_add(allele, &records[i]);
		fragments[i] = alkres_record_fragment(&records[i]);
	}
	allele->unique_fragments = alkres_unique_fragments(fragments, record_count);
	alkres_free(fragments);
}
