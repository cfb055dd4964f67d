/* pileup_encode.c: a pileup to its stored form; doc/formats.md describes every byte. */
#include "core/pileup_format.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

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

/* Lengths of alternating runs, the first of them false and perhaps empty. */
static void
put_runs(AlkresWriter *writer, const uint8_t *flags, int count)
{
	for (int i = 0, value = 0; i < count; value = !value)
	{
		int run = i;

		while (i < count && !flags[i] == !value)
			i++;
		alkres_put_varint(writer, i - run);
	}
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
	put_runs(writer, known, sizeof(known));
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
		put_runs(writer, pileup->covered, ALKRES_BLOCK_SIZE);
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

/* What the records of one molecule have in common. */
typedef struct Fragment
{
	uint64_t molecule;
	uint32_t start;
	uint32_t length;
	uint8_t mapq;
} Fragment;

/* All records of a pileup, and their fragments: distinct, in the order of the file. */
typedef struct Records
{
	size_t count;
	const AlkresRecord **records;
	uint32_t *positions; /* of the allele of each record */
	size_t fragment_count;
	Fragment *fragments;
} Records;

static int
compare_fragments(const void *a, const void *b)
{
	const Fragment *x = a, *y = b;

	if (x->molecule != y->molecule)
		return x->molecule < y->molecule ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	return (int) x->mapq - (int) y->mapq;
}

static Fragment
fragment_of(const AlkresRecord *record)
{
	return (Fragment){record->molecule, record->start, record->length, record->mapq};
}

static Records
collect_records(const AlkresPileup *pileup)
{
	Records all = {0};
	size_t distinct = 0;

	for (uint32_t i = 0; i < pileup->allele_count; i++)
		all.count += pileup->alleles[i].record_count;
	all.records = alkres_alloc(sizeof(AlkresRecord *) * (all.count + 1));
	all.positions = alkres_alloc(sizeof(uint32_t) * (all.count + 1));
	all.fragments = alkres_alloc(sizeof(Fragment) * (all.count + 1));
	all.count = 0;
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];

		for (uint32_t r = 0; r < allele->record_count; r++, all.count++)
		{
			all.records[all.count] = &allele->records[r];
			all.positions[all.count] = alkres_pileup_start(pileup) + allele->offset;
			all.fragments[all.count] = fragment_of(&allele->records[r]);
		}
	}
	qsort(all.fragments, all.count, sizeof(Fragment), compare_fragments);
	for (size_t i = 0; i < all.count; i++)
		if (i == 0 || compare_fragments(&all.fragments[i], &all.fragments[distinct - 1]) != 0)
			all.fragments[distinct++] = all.fragments[i];
	all.fragment_count = distinct;
	return all;
}

static void
free_records(Records *all)
{
	alkres_free(all->records);
	alkres_free(all->positions);
	alkres_free(all->fragments);
}

static void
put_fragments(AlkresWriter *writer, const AlkresPileup *pileup, const Records *all)
{
	size_t count = all->fragment_count;
	uint64_t *codes = alkres_alloc(sizeof(uint64_t) * (count + 1));
	uint8_t *mapqs = alkres_alloc(count + 1);
	Fragment before = {0, alkres_pileup_start(pileup), 0, 0};

	if (count > 0)
	{
		alkres_put_varint(writer, count);
		for (size_t i = 0; i < count; i++)
			codes[i] = all->fragments[i].molecule - (i > 0 ? all->fragments[i - 1].molecule : 0);
		alkres_put_codes(writer, codes, count);
		for (size_t i = 0; i < count; i++)
		{
			codes[i] = alkres_zigzag((int64_t) all->fragments[i].start - before.start);
			before = all->fragments[i];
		}
		alkres_put_codes(writer, codes, count);
		before.length = 0;
		for (size_t i = 0; i < count; i++)
		{
			codes[i] = alkres_zigzag((int64_t) all->fragments[i].length - before.length);
			before = all->fragments[i];
			mapqs[i] = all->fragments[i].mapq;
		}
		alkres_put_codes(writer, codes, count);
		alkres_put_ranked(writer, mapqs, count);
	}
	alkres_free(codes);
	alkres_free(mapqs);
}

/* The records of all alleles, column by column. */
static void
put_records(AlkresWriter *writer, const Records *all)
{
	uint64_t *codes = alkres_alloc(sizeof(uint64_t) * (all->count + 1));
	uint8_t *heads = alkres_alloc(all->count + 1), *qualities = alkres_alloc(all->count + 1);
	int64_t before = 0;
	size_t distances = 0;

	for (size_t i = 0; i < all->count; i++)
	{
		const AlkresRecord *record = all->records[i];
		Fragment key = fragment_of(record);
		const Fragment *fragment =
			bsearch(&key, all->fragments, all->fragment_count, sizeof(Fragment), compare_fragments);
		int64_t index = fragment - all->fragments;

		codes[i] = alkres_zigzag(index - before);
		before = index;
		heads[i] = (uint8_t) (record->cell | (record->reverse ? ALKRES_RECORD_REVERSE : 0));
		if (record->end_distance !=
			alkres_implied_end_distance(all->positions[i], record->start, record->length))
			heads[i] |= ALKRES_RECORD_END_DISTANCE;
		qualities[i] = record->quality;
	}
	alkres_put_codes(writer, codes, all->count);
	alkres_put_ranked(writer, heads, all->count);
	alkres_put_ranked(writer, qualities, all->count);
	for (size_t i = 0; i < all->count; i++)
		if (heads[i] & ALKRES_RECORD_END_DISTANCE)
			codes[distances++] = all->records[i]->end_distance;
	if (distances > 0)
		alkres_put_codes(writer, codes, distances);
	alkres_free(codes);
	alkres_free(heads);
	alkres_free(qualities);
}

static void
put_summary(AlkresWriter *writer, const AlkresAllele *allele)
{
	int used = 0, gap = 0;

	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		used += allele->cells[cell] != 0;
	alkres_put_varint(writer, used);
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
	{
		if (allele->cells[cell] == 0)
		{
			gap++;
			continue;
		}
		alkres_put_varint(writer, gap);
		alkres_put_varint(writer, allele->cells[cell] - 1);
		gap = 0;
	}
	alkres_put_varint(writer, allele->reverse);
	alkres_put_varint(writer, allele->low_mapq);
	alkres_put_varint(writer, allele->unique_fragments);
	alkres_put_varint(writer, allele->sum_quality);
	alkres_put_varint(writer, allele->sum_mapq);
	alkres_put_varint(writer, allele->sum_end_distance);
	alkres_put_varint(writer, allele->sum_length);
}

static void
put_alleles(AlkresWriter *writer, const AlkresPileup *pileup, const Records *all)
{
	int before = 0;

	if (pileup->allele_count == 0)
		return;
	alkres_put_varint(writer, pileup->allele_count);
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];
		size_t ref_length = strlen(allele->ref), alt_length = strlen(allele->alt);

		alkres_put_varint(writer, allele->offset - before);
		before = allele->offset;
		if (ref_length == 1 && alt_length == 1 && alkres_base_code(allele->ref[0]) >= 0 &&
			alkres_base_code(allele->alt[0]) >= 0)
			alkres_put_byte(writer, (uint8_t) (alkres_base_code(allele->ref[0]) * 8 +
											   alkres_base_code(allele->alt[0])));
		else
		{
			alkres_put_byte(writer, ALKRES_ALLELE_TEXT);
			alkres_put_varint(writer, ref_length);
			alkres_put_bytes(writer, allele->ref, ref_length);
			alkres_put_varint(writer, alt_length);
			alkres_put_bytes(writer, allele->alt, alt_length);
		}
		alkres_put_varint(writer, allele->record_count);
		if (allele->record_count == 0)
			put_summary(writer, allele);
	}
	if (all->count > 0)
		put_records(writer, all);
}

static void
put_section(AlkresWriter *writer, const AlkresPileup *pileup, const Records *all, int section)
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
			put_columns(writer, &pileup->spanning[0][0], ALKRES_BLOCK_SIZE, ALKRES_ORIENTATIONS);
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
			put_fragments(writer, pileup, all);
			break;
		case ALKRES_SECTION_ALLELES:
			put_alleles(writer, pileup, all);
			break;
	}
}

uint8_t *
alkres_pileup_encode(const AlkresPileup *pileup, size_t *length)
{
	AlkresWriter head = {0}, body = {0};
	size_t ends[ALKRES_SECTION_LAST + 1] = {0};
	int sections = 0;
	Records all = collect_records(pileup);
	uint8_t contig[1 + 2 * ALKRES_NAME_SIZE];

	for (int section = 1; section <= ALKRES_SECTION_LAST; section++)
	{
		put_section(&body, pileup, &all, section);
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
	free_records(&all);
	*length = head.length;
	return head.bytes;
}
