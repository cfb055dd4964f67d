/*
 * decode_alleles.c: alleles, their molecules and their fragments out of the stored form; no
 * byte is trusted, see pileup/decode.c.
 */
#include "core/pileup/format.h"

#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/pileup/beside.h"

/*
 * The shortest encodings of an allele, a fragment and a record: they bound the memory a count may
 * ask for.
 */
#define ALLELE_BITS_MIN 3
#define TEXT_BYTES_MIN 5
#define FRAGMENT_BITS_MIN 4
#define RECORD_BITS_MIN 3

/* The sequence of an allele: upper-case letters of ACGTN. */
static char *
get_sequence(AlkresReader *reader)
{
	uint64_t length =
		alkres_get_bounded(reader, alkres_bytes_left(reader), "an allele is too long");
	char *text;

	if (reader->bad == NULL && length == 0)
		alkres_reader_fail(reader, "an allele is empty");
	if (reader->bad != NULL || length > alkres_bytes_left(reader))
	{
		alkres_reader_fail(reader, "an allele is too long");
		return NULL;
	}
	for (uint64_t i = 0; i < length; i++)
		if (alkres_base_code((char) reader->next[i]) < 0)
		{
			alkres_reader_fail(reader, "an allele has a letter that is no base");
			return NULL;
		}
	text = alkres_alloc(length + 1);
	memcpy(text, reader->next, length);
	text[length] = '\0';
	reader->next += length;
	return text;
}

/* The sequences of an allele whose offset is known: alt is a single base's code, or says that both
 * follow. */
static void
get_texts(AlkresReader *reader, const AlkresPileup *pileup, AlkresAllele *allele, uint8_t alt)
{
	if (alt == ALKRES_ALLELE_TEXT)
	{
		allele->ref = get_sequence(reader);
		allele->alt = get_sequence(reader);
		if (reader->bad == NULL && alkres_allele_is_single(allele))
			alkres_reader_fail(reader, "a single base is written as a text");
	}
	else
	{
		allele->ref = alkres_alloc(2);
		allele->alt = alkres_alloc(2);
		allele->ref[0] = pileup->reference[ALKRES_HALO + allele->offset];
		allele->alt[0] = "ACGTN"[alt];
		allele->ref[1] = allele->alt[1] = '\0';
	}
	if (reader->bad == NULL && strcmp(allele->ref, allele->alt) == 0)
		alkres_reader_fail(reader, "an allele is the reference");
}

/* Decode zigzag differences into numbers of 31 bits; first is what the first one differs from. */
static void
get_differences(AlkresReader *reader, uint64_t *codes, size_t count, int64_t first)
{
	alkres_get_codes(reader, codes, count);
	for (size_t i = 0; i < count && reader->bad == NULL; i++)
	{
		int64_t value = codes[i] >> 33 == 0 ? first + alkres_unzigzag(codes[i]) : -1;

		if (value < 0 || value > INT32_MAX)
		{
			alkres_reader_fail(reader, "a fragment is out of range");
			return;
		}
		codes[i] = (uint64_t) (first = value);
	}
}

void
alkres_get_fragments(AlkresReader *reader, const AlkresPileup *pileup, AlkresFragmentTable *table)
{
	size_t count = alkres_get_bounded(reader, alkres_bytes_left(reader) * 8 / FRAGMENT_BITS_MIN,
									  "it has too many fragments");
	AlkresFragmentKey *fragments;
	uint64_t *codes, molecule = 0;
	uint8_t *mapqs;

	if (count == 0)
	{
		alkres_reader_fail(reader, "a section is empty");
		return;
	}
	table->count = count;
	table->fragments = fragments = alkres_alloc_zero(sizeof(AlkresFragmentKey) * count);
	codes = alkres_alloc_zero(sizeof(uint64_t) * count);
	mapqs = alkres_alloc_zero(count);
	alkres_get_codes(reader, codes, count);
	for (size_t i = 0; i < count && reader->bad == NULL; i++)
	{
		if (codes[i] > INT64_MAX - molecule)
			alkres_reader_fail(reader, "a molecule's number is out of range");
		else
			fragments[i].molecule = molecule += codes[i];
	}
	get_differences(reader, codes, count, alkres_pileup_start(pileup));
	for (size_t i = 0; i < count; i++)
		fragments[i].start = (uint32_t) codes[i];
	get_differences(reader, codes, count, 0);
	alkres_get_ranked(reader, mapqs, count);
	for (size_t i = 0; i < count; i++)
	{
		fragments[i].length = (uint32_t) codes[i];
		fragments[i].mapq = mapqs[i];
	}
	alkres_free(codes);
	alkres_free(mapqs);
}

/* The columns of the records of all alleles, and how far they are taken. */
typedef struct RecordColumns
{
	uint64_t *codes; /* of the fragments, each from the one before */
	uint8_t *heads;
	uint8_t *qualities;
	uint64_t *distances; /* of the records that do not have the implied one */
	size_t at;
	size_t distances_at;
	int64_t index; /* of the last fragment */
} RecordColumns;

static void
get_columns(AlkresReader *reader, RecordColumns *columns, size_t count)
{
	size_t distances = 0;

	memset(columns, 0, sizeof(*columns));
	columns->codes = alkres_alloc_zero(sizeof(uint64_t) * count);
	columns->distances = alkres_alloc_zero(sizeof(uint64_t) * count);
	columns->heads = alkres_alloc_zero(count);
	columns->qualities = alkres_alloc_zero(count);
	alkres_get_codes(reader, columns->codes, count);
	alkres_get_ranked(reader, columns->heads, count);
	alkres_get_ranked(reader, columns->qualities, count);
	for (size_t i = 0; i < count; i++)
		distances += (columns->heads[i] & ALKRES_RECORD_END_DISTANCE) != 0;
	if (distances > 0)
		alkres_get_codes(reader, columns->distances, distances);
}

/* The next record, of an allele at a position; false when its fragment is unknown. */
static inline bool
take_record(AlkresReader *reader, AlkresRecord *record, RecordColumns *columns,
			const AlkresFragmentTable *table, uint32_t *fragment_of, uint32_t position)
{
	size_t at = columns->at++;
	uint64_t code = columns->codes[at];
	uint8_t head = columns->heads[at];
	int64_t index = code >> 33 == 0 ? columns->index + alkres_unzigzag(code) : -1;

	columns->index = index;
	if (index < 0 || (uint64_t) index >= table->count)
	{
		alkres_reader_fail(reader, "a record's fragment is unknown");
		return false;
	}
	fragment_of[at] = (uint32_t) index;
	record->molecule = table->fragments[index].molecule;
	record->start = table->fragments[index].start;
	record->length = table->fragments[index].length;
	record->mapq = table->fragments[index].mapq;
	record->quality = columns->qualities[at];
	record->reverse = (head & ALKRES_RECORD_REVERSE) != 0;
	record->cell = head & (ALKRES_RECORD_END_DISTANCE - 1);
	if (record->cell >= ALKRES_CELLS)
		alkres_reader_fail(reader, "a record's class is unknown");
	record->end_distance = alkres_implied_end_distance(position, record->start, record->length);
	if (head & ALKRES_RECORD_END_DISTANCE)
	{
		uint64_t distance = columns->distances[columns->distances_at++];

		if (distance > UINT16_MAX)
			alkres_reader_fail(reader, "a record's distance is out of range");
		record->end_distance = (uint16_t) distance;
	}
	return true;
}

/* The records of a list of alleles, column by column, into the alleles, whose record_count is set;
 * they are the next of the table's. */
static void
get_records(AlkresReader *reader, const AlkresPileup *pileup, AlkresAllele *alleles, uint32_t count,
			AlkresFragmentTable *table)
{
	RecordColumns columns;
	size_t before = table->record_count, more = alkres_count_records(alleles, count);

	if (more > alkres_bytes_left(reader) * 8 / RECORD_BITS_MIN)
		alkres_reader_fail(reader, "it has too many records");
	if (reader->bad != NULL || more == 0)
		return;
	table->record_count += more;
	table->fragment_of = alkres_realloc(table->fragment_of, sizeof(uint32_t) * table->record_count);
	memset(table->fragment_of + before, 0, sizeof(uint32_t) * more);
	get_columns(reader, &columns, more);
	for (uint32_t a = 0; a < count; a++)
	{
		AlkresAllele *allele = &alleles[a];
		uint32_t position = (uint32_t) (alkres_pileup_start(pileup) + (int64_t) allele->offset);

		if (allele->record_count == 0)
			continue;
		allele->records = alkres_alloc_zero(sizeof(AlkresRecord) * allele->record_count);
		for (uint32_t r = 0; r < allele->record_count && reader->bad == NULL; r++)
			if (!take_record(reader, &allele->records[r], &columns, table,
							 table->fragment_of + before, position))
				break;
	}
	alkres_free(columns.codes);
	alkres_free(columns.distances);
	alkres_free(columns.heads);
	alkres_free(columns.qualities);
}

void
alkres_get_family_sizes(AlkresReader *reader, AlkresFragmentTable *table)
{
	uint64_t *codes = alkres_alloc_zero(sizeof(uint64_t) * (table->count + 1));

	if (table->count == 0)
		alkres_reader_fail(reader, "a section is empty");
	for (int strand = 0; strand < 2; strand++)
	{
		alkres_get_codes(reader, codes, table->count);
		for (size_t i = 0; i < table->count && reader->bad == NULL; i++)
		{
			if (codes[i] > UINT16_MAX)
				alkres_reader_fail(reader, "a family is too large");
			table->fragments[i].family[strand] = (uint16_t) codes[i];
		}
	}
	alkres_free(codes);
}

void
alkres_give_family_sizes(AlkresPileup *pileup, AlkresFragmentTable *table, bool written)
{
	size_t at = 0;

	for (uint32_t a = 0; a < alkres_pileup_allele_count(pileup); a++)
		for (uint32_t r = 0; r < alkres_pileup_allele(pileup, a)->record_count; r++, at++)
		{
			AlkresRecord *record = &alkres_pileup_allele(pileup, a)->records[r];
			AlkresFragmentKey *fragment = &table->fragments[table->fragment_of[at]];

			/* The first record decides for the others of its fragment. */
			if (!written && fragment->family[0] == 0 && fragment->family[1] == 0)
				fragment->family[alkres_implies_strand_b(record->cell)] = 1;
			record->family_a = fragment->family[0];
			record->family_b = fragment->family[1];
		}
}

static void
get_summary(AlkresReader *reader, AlkresAllele *allele)
{
	uint64_t used = alkres_get_bounded(reader, ALKRES_CELLS, "an allele has too many classes");
	uint64_t cell = 0, molecules = 0;

	for (uint64_t i = 0; i < used && reader->bad == NULL; i++)
	{
		cell += alkres_get_bounded(reader, ALKRES_CELLS, "an allele's class is unknown");
		if (cell >= ALKRES_CELLS)
		{
			alkres_reader_fail(reader, "an allele's class is unknown");
			return;
		}
		allele->cells[cell] =
			(uint32_t) alkres_get_bounded(reader, UINT32_MAX - 1, "a count is too large") + 1;
		molecules += allele->cells[cell++];
	}
	if (molecules == 0 || molecules > UINT32_MAX)
		alkres_reader_fail(reader, "an allele's count is out of range");
	allele->molecules = (uint32_t) molecules;
	allele->reverse = (uint32_t) alkres_get_bounded(reader, molecules, "counts disagree");
	allele->low_mapq = (uint32_t) alkres_get_bounded(reader, molecules, "counts disagree");
	allele->unique_fragments = (uint32_t) alkres_get_bounded(reader, molecules, "counts disagree");
	allele->sum_quality = alkres_get_bounded(reader, molecules * UINT8_MAX, "a sum is too large");
	allele->sum_mapq = alkres_get_bounded(reader, molecules * UINT8_MAX, "a sum is too large");
	allele->sum_end_distance =
		alkres_get_bounded(reader, molecules * UINT16_MAX, "a sum is too large");
	allele->sum_length = alkres_get_bounded(reader, molecules * UINT32_MAX, "a sum is too large");
}

/* Do the molecules of a position's SNVs, together, lie among those counted there? */
static void
check_alleles(AlkresReader *reader, const AlkresPileup *pileup)
{
	uint64_t used[ALKRES_CELLS];

	for (uint32_t a = 0; a < pileup->allele_count; a++)
	{
		const AlkresAllele *allele = &pileup->alleles[a];
		const uint32_t *there = pileup->cells[allele->offset];
		int over = 0;

		if (a == 0 || allele->offset != pileup->alleles[a - 1].offset)
			memset(used, 0, sizeof(used));
		if (allele->ref[1] != '\0' || allele->alt[1] != '\0')
			continue;
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
		{
			used[cell] += allele->cells[cell];
			over |= used[cell] > there[cell];
		}
		if (over)
			alkres_reader_fail(reader, "alleles have more molecules than their position");
	}
}

/* What stands of an allele beside the block, whose molecules do not all have records. */
static void
get_beside_counts(AlkresReader *reader, AlkresAllele *allele)
{
	int64_t behind = allele->offset < 0 ? 0 : ALKRES_BLOCK_SIZE;

	allele->molecules = (uint32_t) alkres_get_bounded(reader, INT32_MAX, "a count is too large");
	allele->depth = (uint32_t) alkres_get_bounded(reader, INT32_MAX, "a count is too large");
	if (reader->bad != NULL)
		return;
	if ((allele->offset >= 0 && allele->offset < ALKRES_BLOCK_SIZE) ||
		!alkres_is_at_edge(allele, allele->offset - behind))
		alkres_reader_fail(reader, "an allele beside the block is not at its edge");
	else if (allele->molecules < allele->record_count || allele->molecules == 0)
		alkres_reader_fail(reader, "counts disagree");
}

/* Rows over all alleles. */
typedef struct Rows
{
	uint64_t *offsets; /* differences */
	uint64_t *records;
	uint8_t *alts;
} Rows;

/* Do the rows promise what the bytes behind them can hold?  An allele takes more memory than
 * bits; places: that it may stand at. */
static void
check_rows(AlkresReader *reader, const Rows *rows, uint64_t count, uint64_t places)
{
	uint64_t singles = 0, offset = 0;

	for (uint64_t i = 0; i < count && reader->bad == NULL; i++)
	{
		offset += rows->offsets[i] < places ? rows->offsets[i] : places;
		if (offset >= places)
			alkres_reader_fail(reader, "an allele is out of the block");
		if (rows->alts[i] > 4 && rows->alts[i] != ALKRES_ALLELE_TEXT)
			alkres_reader_fail(reader, "an allele has an unknown code");
		if (rows->records[i] > ALKRES_RECORDS_MAX)
			alkres_reader_fail(reader, "an allele has too many records");
		singles += rows->alts[i] != ALKRES_ALLELE_TEXT;
	}
	if (singles > places * 5 || count - singles > alkres_bytes_left(reader) / TEXT_BYTES_MIN)
		alkres_reader_fail(reader, "it has too many alleles");
}

/* Allele after allele; *into and *into_count: they grow with what is read.  lowest: of offsets. */
static void
get_each_allele(AlkresReader *reader, const AlkresPileup *pileup, const Rows *rows, uint64_t count,
				int lowest, AlkresAllele *into, uint32_t *into_count)
{
	int64_t offset = lowest;

	for (uint64_t i = 0; i < count && reader->bad == NULL; i++)
	{
		AlkresAllele *allele = &into[(*into_count)++];

		alkres_check_interrupts();
		offset += (int64_t) rows->offsets[i];
		allele->offset = (int16_t) offset;
		get_texts(reader, pileup, allele, rows->alts[i]);
		allele->record_count = (uint32_t) rows->records[i];
		if (lowest < 0)
			get_beside_counts(reader, allele);
		else if (allele->record_count == 0)
			get_summary(reader, allele);
		if (reader->bad == NULL && i > 0 && alkres_allele_compare(allele - 1, allele) >= 0)
			alkres_reader_fail(reader, "its alleles are not in order");
	}
}

/* A list of alleles, all but their records. */
static void
get_list(AlkresReader *reader, const AlkresPileup *pileup, int lowest, uint64_t places,
		 AlkresAllele **into, uint32_t *into_count)
{
	uint64_t count = alkres_get_bounded(reader, alkres_bytes_left(reader) * 8 / ALLELE_BITS_MIN,
										"it has too many alleles");
	Rows rows;

	if (count == 0)
	{
		alkres_reader_fail(reader, "a section is empty");
		return;
	}
	rows.offsets = alkres_alloc_zero(sizeof(uint64_t) * count);
	rows.records = alkres_alloc_zero(sizeof(uint64_t) * count);
	rows.alts = alkres_alloc_zero(count);
	alkres_get_codes(reader, rows.offsets, count);
	alkres_get_ranked(reader, rows.alts, count);
	alkres_get_codes(reader, rows.records, count);
	check_rows(reader, &rows, count, places);
	if (reader->bad == NULL)
	{
		*into = alkres_alloc_zero(sizeof(AlkresAllele) * count);
		get_each_allele(reader, pileup, &rows, count, lowest, *into, into_count);
	}
	alkres_free(rows.offsets);
	alkres_free(rows.records);
	alkres_free(rows.alts);
}

void
alkres_get_alleles(AlkresReader *reader, AlkresPileup *pileup, AlkresFragmentTable *table)
{
	get_list(reader, pileup, 0, ALKRES_BLOCK_SIZE, &pileup->alleles, &pileup->allele_count);
	if (reader->bad == NULL)
		get_records(reader, pileup, pileup->alleles, pileup->allele_count, table);
	for (uint32_t a = 0; a < pileup->allele_count && reader->bad == NULL; a++)
		if (pileup->alleles[a].record_count > 0)
			alkres_allele_summarize(&pileup->alleles[a], pileup->alleles[a].records,
									pileup->alleles[a].record_count);
	if (reader->bad == NULL)
		check_alleles(reader, pileup);
}

void
alkres_get_beside(AlkresReader *reader, AlkresPileup *pileup, AlkresFragmentTable *table)
{
	size_t first = table->record_count;

	get_list(reader, pileup, -ALKRES_HALO, ALKRES_BLOCK_SIZE + 2 * ALKRES_HALO, &pileup->beside,
			 &pileup->beside_count);
	if (reader->bad == NULL)
		get_records(reader, pileup, pileup->beside, pileup->beside_count, table);
	if (reader->bad == NULL && table->record_count > first)
		alkres_get_record_marks(reader, pileup->beside, pileup->beside_count, table, first);
}
