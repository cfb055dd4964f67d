/*
 * marks.c: what tells whether molecules say what is there: the directions of their reads, how
 * surely they belong where they lie, clips beside an allele; counted, and in the stored form.
 */
#include "core/pileup/format.h"

#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"

uint32_t
alkres_direction_round(uint32_t count)
{
	return alkres_direction_number(alkres_direction_place(count));
}

void
alkres_marks_add(AlkresMarks *marks, const AlkresRecord *record)
{
	if (!record->both && ALKRES_CELL_CLASS(record->cell) != ALKRES_CLASS_MATES)
		*(record->reverse ? &marks->reverse : &marks->forward) += 1;
	marks->clipped += record->clipped;
	marks->places[record->gap][record->differences]++;
}

void
alkres_marks_join(AlkresMarks *marks, const AlkresMarks *more)
{
	marks->forward += more->forward;
	marks->reverse += more->reverse;
	marks->clipped += more->clipped;
	for (int gap = 0; gap < ALKRES_GAPS; gap++)
		for (int i = 0; i < ALKRES_DIFFERENCES; i++)
			marks->places[gap][i] += more->places[gap][i];
}

bool
alkres_allele_marks(const AlkresPileup *pileup, const AlkresAllele *allele, AlkresMarks *marks)
{
	memset(marks, 0, sizeof(*marks));
	if (!alkres_places_known(pileup) || (allele->record_count == 0 && allele->marks == NULL))
		return false;
	if (allele->record_count == 0)
		*marks = *allele->marks;
	for (uint32_t i = 0; i < allele->record_count; i++)
		alkres_marks_add(marks, &allele->records[i]);
	return true;
}

bool
alkres_places_known(const AlkresPileup *pileup)
{
	for (int gap = 0; gap < ALKRES_GAPS; gap++)
		for (int i = 0; i < ALKRES_DIFFERENCES; i++)
			if (pileup->places[gap][i] != 0)
				return true;
	return false;
}

/* Two rows, forward and reverse, of places among the numbers of 5 bits. */
void
alkres_put_directions(AlkresWriter *writer, const AlkresPileup *pileup)
{
	uint32_t places[ALKRES_BLOCK_SIZE];
	bool any = false;

	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
		any |= pileup->directions[i][0] != 0 || pileup->directions[i][1] != 0;
	for (int way = 0; any && way < 2; way++)
	{
		for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
			places[i] = alkres_direction_place(pileup->directions[i][way]);
		alkres_put_column(writer, places, ALKRES_BLOCK_SIZE, 1);
	}
}

void
alkres_get_directions(AlkresReader *reader, AlkresPileup *pileup)
{
	for (int way = 0; way < 2; way++)
	{
		uint32_t places[ALKRES_BLOCK_SIZE] = {0};

		alkres_get_column(reader, places, ALKRES_BLOCK_SIZE, 1);
		for (int i = 0; i < ALKRES_BLOCK_SIZE && reader->bad == NULL; i++)
		{
			if (places[i] >= ALKRES_DIRECTION_PLACES)
				alkres_reader_fail(reader, "a count is out of range");
			else
				pileup->directions[i][way] = alkres_direction_number(places[i]);
		}
	}
}

/* The most frequent byte, the least of equals. */
static uint8_t
most_frequent(const uint8_t *bytes, size_t count)
{
	size_t frequency[256] = {0};
	uint8_t best = 0;

	for (size_t i = 0; i < count; i++)
		frequency[bytes[i]]++;
	for (int value = 1; value < 256; value++)
		if (frequency[value] > frequency[best])
			best = (uint8_t) value;
	return best;
}

/* A row of bytes nearly all of which are the same: that one, the gaps between the others, and
 * those. */
static void
put_rare(AlkresWriter *writer, const uint8_t *bytes, size_t count)
{
	uint8_t usual = most_frequent(bytes, count);
	uint64_t *gaps = alkres_alloc(sizeof(uint64_t) * (count + 1));
	uint8_t *others = alkres_alloc(count + 1);
	size_t rare = 0, before = 0;

	for (size_t i = 0; i < count; i++)
		if (bytes[i] != usual)
		{
			gaps[rare] = i - before;
			others[rare++] = bytes[i];
			before = i + 1;
		}
	alkres_put_byte(writer, usual);
	alkres_put_varint(writer, rare);
	if (rare > 0)
	{
		alkres_put_codes(writer, gaps, rare);
		alkres_put_ranked(writer, others, rare);
	}
	alkres_free(gaps);
	alkres_free(others);
}

static void
get_rare(AlkresReader *reader, uint8_t *bytes, size_t count)
{
	uint8_t usual = alkres_get_byte(reader);
	size_t rare = alkres_get_bounded(reader, count, "a row of bytes is too long"), at = 0;
	uint64_t *gaps = alkres_alloc_zero(sizeof(uint64_t) * (rare + 1));
	uint8_t *others = alkres_alloc_zero(rare + 1);

	memset(bytes, usual, count);
	if (rare > 0)
	{
		alkres_get_codes(reader, gaps, rare);
		alkres_get_ranked(reader, others, rare);
	}
	for (size_t i = 0; i < rare && reader->bad == NULL; i++)
	{
		if (gaps[i] >= count - at)
		{
			alkres_reader_fail(reader, "a row of bytes is too long");
			break;
		}
		at += gaps[i];
		bytes[at++] = others[i];
	}
	alkres_free(gaps);
	alkres_free(others);
}

/* A byte of a fragment, and of a record. */
#define FRAGMENT_MARKS(gap, differences) ((uint8_t) ((gap) | (differences) << 2))
#define FRAGMENT_GAP(byte) ((byte) &3)
#define FRAGMENT_DIFFERENCES(byte) ((byte) >> 2)
#define RECORD_BOTH 1
#define RECORD_CLIPPED 2

static uint8_t
record_marks(const AlkresRecord *record)
{
	return (uint8_t) ((record->both ? RECORD_BOTH : 0) | (record->clipped ? RECORD_CLIPPED : 0));
}

void
alkres_put_record_marks(AlkresWriter *writer, const AlkresAllele *alleles, uint32_t count)
{
	uint8_t *records = alkres_alloc(alkres_count_records(alleles, count) + 1);
	size_t at = 0;

	for (uint32_t a = 0; a < count; a++)
		for (uint32_t r = 0; r < alleles[a].record_count; r++)
			records[at++] = record_marks(&alleles[a].records[r]);
	put_rare(writer, records, at);
	alkres_free(records);
}

void
alkres_get_record_marks(AlkresReader *reader, AlkresAllele *alleles, uint32_t count,
						const AlkresFragmentTable *table, size_t first)
{
	size_t record_count = alkres_count_records(alleles, count), at = 0;
	uint8_t *records = alkres_alloc_zero(record_count + 1);

	get_rare(reader, records, record_count);
	for (uint32_t a = 0; a < count && reader->bad == NULL; a++)
		for (uint32_t r = 0; r < alleles[a].record_count; r++, at++)
		{
			AlkresRecord *record = &alleles[a].records[r];
			const AlkresFragmentKey *fragment = &table->fragments[table->fragment_of[first + at]];

			if (records[at] & ~(RECORD_BOTH | RECORD_CLIPPED))
				alkres_reader_fail(reader, "a record's marks are unknown");
			record->both = (records[at] & RECORD_BOTH) != 0;
			record->clipped = (records[at] & RECORD_CLIPPED) != 0;
			record->gap = fragment->gap;
			record->differences = fragment->differences;
		}
	alkres_free(records);
}

/* Of the fragments of all records, then of the records. */
void
alkres_put_marks(AlkresWriter *writer, const AlkresPileup *pileup, const AlkresFragmentTable *table)
{
	uint8_t *fragments = alkres_alloc(table->count + 1), any = 0;

	for (size_t i = 0; i < table->count; i++)
		any |= fragments[i] =
			FRAGMENT_MARKS(table->fragments[i].gap, table->fragments[i].differences);
	for (uint32_t a = 0; a < pileup->allele_count; a++)
		for (uint32_t r = 0; r < pileup->alleles[a].record_count; r++)
			any |= record_marks(&pileup->alleles[a].records[r]);
	if (any != 0)
	{
		put_rare(writer, fragments, table->count);
		alkres_put_record_marks(writer, pileup->alleles, pileup->allele_count);
	}
	alkres_free(fragments);
}

void
alkres_get_marks(AlkresReader *reader, AlkresPileup *pileup, AlkresFragmentTable *table)
{
	uint8_t *fragments = alkres_alloc_zero(table->count + 1);

	get_rare(reader, fragments, table->count);
	for (size_t i = 0; i < table->count; i++)
	{
		if (FRAGMENT_DIFFERENCES(fragments[i]) >= ALKRES_DIFFERENCES)
			alkres_reader_fail(reader, "a fragment's marks are unknown");
		table->fragments[i].gap = FRAGMENT_GAP(fragments[i]);
		table->fragments[i].differences = FRAGMENT_DIFFERENCES(fragments[i]);
	}
	alkres_get_record_marks(reader, pileup->alleles, pileup->allele_count, table, 0);
	alkres_free(fragments);
}

void
alkres_put_places(AlkresWriter *writer, const AlkresPileup *pileup)
{
	if (!alkres_places_known(pileup))
		return;
	alkres_put_column(writer, &pileup->places[0][0], ALKRES_GAPS * ALKRES_DIFFERENCES, 1);
	alkres_put_column(writer, pileup->clipped, ALKRES_CLIPPED_STEPS, 1);
}

static bool
too_large(const uint32_t *counts, int count)
{
	for (int i = 0; i < count; i++)
		if (counts[i] > INT32_MAX)
			return true;
	return false;
}

void
alkres_get_places(AlkresReader *reader, AlkresPileup *pileup)
{
	alkres_get_column(reader, &pileup->places[0][0], ALKRES_GAPS * ALKRES_DIFFERENCES, 1);
	alkres_get_column(reader, pileup->clipped, ALKRES_CLIPPED_STEPS, 1);
	if (too_large(&pileup->places[0][0], ALKRES_GAPS * ALKRES_DIFFERENCES) ||
		too_large(pileup->clipped, ALKRES_CLIPPED_STEPS))
		alkres_reader_fail(reader, "a count is too large");
	else if (reader->bad == NULL && !alkres_places_known(pileup))
		alkres_reader_fail(reader, "a section is empty");
}

/* Of each allele without records. */
void
alkres_put_frequent_marks(AlkresWriter *writer, const AlkresPileup *pileup)
{
	bool any = false;

	for (uint32_t i = 0; i < pileup->allele_count; i++)
		any |= pileup->alleles[i].record_count == 0 && pileup->alleles[i].marks != NULL;
	for (uint32_t i = 0; any && i < pileup->allele_count; i++)
	{
		const AlkresMarks *marks = pileup->alleles[i].marks;

		if (pileup->alleles[i].record_count > 0)
			continue;
		alkres_put_byte(writer, marks != NULL);
		if (marks == NULL)
			continue;
		alkres_put_varint(writer, marks->forward);
		alkres_put_varint(writer, marks->reverse);
		alkres_put_varint(writer, marks->clipped);
		alkres_put_column(writer, &marks->places[0][0], ALKRES_GAPS * ALKRES_DIFFERENCES, 1);
	}
}

/* All molecules of an allele have a place; those of one direction, and clipped ones, are among
 * them. */
static void
get_allele_marks(AlkresReader *reader, AlkresAllele *allele)
{
	AlkresMarks *marks = allele->marks = alkres_alloc_zero(sizeof(AlkresMarks));
	uint64_t molecules = 0;

	marks->forward = (uint32_t) alkres_get_bounded(reader, allele->molecules, "counts disagree");
	marks->reverse = (uint32_t) alkres_get_bounded(reader, allele->molecules - marks->forward,
												   "counts disagree");
	marks->clipped = (uint32_t) alkres_get_bounded(reader, allele->molecules, "counts disagree");
	alkres_get_column(reader, &marks->places[0][0], ALKRES_GAPS * ALKRES_DIFFERENCES, 1);
	for (int gap = 0; gap < ALKRES_GAPS; gap++)
		for (int i = 0; i < ALKRES_DIFFERENCES; i++)
			molecules += marks->places[gap][i];
	if (molecules != allele->molecules)
		alkres_reader_fail(reader, "counts disagree");
}

void
alkres_get_frequent_marks(AlkresReader *reader, AlkresPileup *pileup)
{
	for (uint32_t i = 0; i < pileup->allele_count && reader->bad == NULL; i++)
	{
		if (pileup->alleles[i].record_count > 0)
			continue;
		alkres_check_interrupts();
		if (alkres_get_byte(reader) == 1)
			get_allele_marks(reader, &pileup->alleles[i]);
	}
}
