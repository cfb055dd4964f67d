/* encode.c: a pileup to its stored form; doc/formats.md describes every byte. */
#include "core/pileup/format.h"

#include <string.h>

#include "core/base/memory.h"

static bool
column_used(const uint32_t *values, int count, int stride)
{
	for (int i = 0; i < count; i++)
		if (values[(size_t) i * stride] != 0)
			return true;
	return false;
}

/* Columns side by side (count rows of width values): which are used, then each of those. */
static void
put_columns(AlkresWriter *writer, const uint32_t *values, int count, int width)
{
	uint64_t mask = 0;

	for (int column = 0; column < width; column++)
		if (column_used(values + column, count, width))
			mask |= UINT64_C(1) << column;
	if (mask == 0)
		return;
	alkres_put_varint(writer, mask);
	for (int column = 0; column < width; column++)
		if (mask >> column & 1)
			alkres_put_column(writer, values + column, count, width);
}

static void
put_reference(AlkresWriter *writer, const AlkresPileup *pileup)
{
	uint8_t known[sizeof(pileup->reference)];
	bool any = false;

	for (size_t i = 0; i < sizeof(known); i++)
	{
		int code = alkres_base_code(pileup->reference[i]);

		known[i] = code >= 0 && code < 4;
		any |= known[i];
	}
	if (!any)
		return;
	alkres_put_runs(writer, known, sizeof(known));
	alkres_end_put_bits(writer);
	for (size_t i = 0; i < sizeof(known); i++)
		if (known[i])
			alkres_put_bits(writer, alkres_base_code(pileup->reference[i]), 2);
	alkres_end_put_bits(writer);
}

static void
put_design(AlkresWriter *writer, const AlkresPileup *pileup)
{
	if ((pileup->flags & ALKRES_PILEUP_HAS_DESIGN) &&
		memchr(pileup->covered, 1, ALKRES_BLOCK_SIZE) != NULL)
		alkres_put_runs(writer, pileup->covered, ALKRES_BLOCK_SIZE);
}

static void
put_dropped(AlkresWriter *writer, const AlkresPileup *pileup)
{
	uint64_t mask = 0;

	for (int kind = 0; kind < ALKRES_DROPPED_KINDS; kind++)
		if (pileup->dropped[kind] != 0)
			mask |= UINT64_C(1) << kind;
	if (mask == 0)
		return;
	alkres_put_varint(writer, mask);
	for (int kind = 0; kind < ALKRES_DROPPED_KINDS; kind++)
		if (pileup->dropped[kind] != 0)
			alkres_put_varint(writer, pileup->dropped[kind] - 1);
}

/* Molecules that start in the block by their number of fragments, and of them the duplexes, are one
 * row. */
static void
put_families(AlkresWriter *writer, const AlkresPileup *pileup)
{
	uint32_t counts[ALKRES_FAMILY_BINS + 1];

	memcpy(counts, pileup->families, sizeof(pileup->families));
	counts[ALKRES_FAMILY_BINS] = pileup->duplexes;
	if (column_used(counts, ALKRES_FAMILY_BINS + 1, 1))
		alkres_put_column(writer, counts, ALKRES_FAMILY_BINS + 1, 1);
}

static void
put_reference_sums(AlkresWriter *writer, const AlkresPileup *pileup)
{
	const AlkresReferenceSums *sums = &pileup->reference_sums;

	if (sums->bases == 0)
		return;
	alkres_put_varint(writer, sums->bases);
	alkres_put_varint(writer, sums->bases - sums->known_lengths);
	alkres_put_varint(writer, sums->end_distance);
	alkres_put_varint(writer, sums->end_distance_squared);
	alkres_put_varint(writer, sums->mapq);
	alkres_put_varint(writer, sums->length);
	alkres_put_varint(writer, sums->length_squared);
}

/* Where an indel is anchored the columns have round numbers, and what is above them stands in a
 * section of its own: an exact count among round ones would make their column long. */
static void
put_spanning(AlkresWriter *writer, const AlkresPileup *pileup, bool rest)
{
	uint32_t counts[ALKRES_BLOCK_SIZE][ALKRES_ORIENTATIONS];
	uint64_t codes[ALKRES_BLOCK_SIZE * ALKRES_ORIENTATIONS], any = 0;
	bool anchors[ALKRES_BLOCK_SIZE];
	size_t count = 0;

	alkres_pileup_anchors(pileup, anchors);
	memcpy(counts, pileup->spanning, sizeof(counts));
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
		for (int g = 0; g < ALKRES_ORIENTATIONS && anchors[i]; g++)
		{
			counts[i][g] = alkres_round_down(counts[i][g]);
			codes[count] = pileup->spanning[i][g] - counts[i][g];
			any |= codes[count++];
		}
	if (!rest)
		put_columns(writer, &counts[0][0], ALKRES_BLOCK_SIZE, ALKRES_ORIENTATIONS);
	else if (any != 0)
		alkres_put_codes(writer, codes, count);
}

static void
put_section(AlkresWriter *writer, const AlkresPileup *pileup, const AlkresFragmentTable *table,
			int section)
{
	switch (section)
	{
		case ALKRES_SECTION_REFERENCE:
			put_reference(writer, pileup);
			break;
		case ALKRES_SECTION_DESIGN:
			put_design(writer, pileup);
			break;
		case ALKRES_SECTION_CELLS:
			put_columns(writer, &pileup->cells[0][0], ALKRES_BLOCK_SIZE, ALKRES_CELLS);
			break;
		case ALKRES_SECTION_SPANNING:
			put_spanning(writer, pileup, false);
			break;
		case ALKRES_SECTION_RAW_DEPTH:
			put_columns(writer, pileup->raw_depth, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DELETED:
			put_columns(writer, pileup->deleted, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DISCORDANT:
			put_columns(writer, pileup->discordant, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DROPPED:
			put_dropped(writer, pileup);
			break;
		case ALKRES_SECTION_LENGTHS:
			put_columns(writer, pileup->lengths, ALKRES_LENGTH_BINS, 1);
			break;
		case ALKRES_SECTION_FRAGMENTS:
			alkres_put_fragments(writer, pileup, table);
			break;
		case ALKRES_SECTION_ALLELES:
			alkres_put_alleles(writer, pileup, table);
			break;
		case ALKRES_SECTION_FAMILY_SIZES:
			alkres_put_family_sizes(writer, pileup, table);
			break;
		case ALKRES_SECTION_FAMILIES:
			put_families(writer, pileup);
			break;
		case ALKRES_SECTION_REFERENCE_SUMS:
			put_reference_sums(writer, pileup);
			break;
		case ALKRES_SECTION_CLIPS:
			alkres_put_clips(writer, pileup);
			break;
		case ALKRES_SECTION_FAR_MATES:
			alkres_put_far_mates(writer, pileup);
			break;
		case ALKRES_SECTION_SPANNING_REST:
			put_spanning(writer, pileup, true);
			break;
		case ALKRES_SECTION_DIRECTIONS:
			alkres_put_directions(writer, pileup);
			break;
		case ALKRES_SECTION_MARKS:
			alkres_put_marks(writer, pileup, table);
			break;
		case ALKRES_SECTION_PLACES:
			alkres_put_places(writer, pileup);
			break;
		case ALKRES_SECTION_FREQUENT_MARKS:
			alkres_put_frequent_marks(writer, pileup);
			break;
		case ALKRES_SECTION_CLIPS_SHARED:
			alkres_put_clips_shared(writer, pileup);
			break;
		case ALKRES_SECTION_BESIDE:
			alkres_put_beside(writer, pileup, table);
			break;
		case ALKRES_SECTION_PAIRS:
			alkres_put_pairs(writer, pileup);
			break;
	}
}

uint8_t *
alkres_pileup_encode(const AlkresPileup *pileup, size_t *length)
{
	AlkresWriter head = {0}, body = {0};
	size_t ends[ALKRES_SECTION_LAST + 1] = {0};
	int sections = 0;
	AlkresFragmentTable table = alkres_fragment_table(pileup);
	uint8_t contig[1 + 2 * ALKRES_NAME_SIZE];

	for (int section = 1; section <= ALKRES_SECTION_LAST; section++)
	{
		put_section(&body, pileup, &table, section);
		ends[section] = body.length;
		sections += ends[section] != ends[section - 1];
	}
	alkres_put_byte(&head, ALKRES_PILEUP_VERSION);
	alkres_put_byte(&head, (uint8_t) pileup->flags);
	alkres_put_byte(&head, pileup->min_base_quality);
	alkres_put_byte(&head, pileup->min_mapq);
	alkres_put_bytes(&head, contig, alkres_contig_encode(&pileup->contig, contig));
	alkres_put_varint(&head, pileup->block);
	alkres_put_byte(&head, (uint8_t) sections);
	for (int section = 1; section <= ALKRES_SECTION_LAST; section++)
	{
		if (ends[section] == ends[section - 1])
			continue;
		alkres_put_byte(&head, (uint8_t) section);
		alkres_put_varint(&head, ends[section] - ends[section - 1]);
	}
	alkres_put_bytes(&head, body.bytes, body.length);
	alkres_free(body.bytes);
	alkres_free(table.fragment_of);
	alkres_free(table.fragments);
	*length = head.length;
	return head.bytes;
}
