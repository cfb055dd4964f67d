/*
 * pileup_decode.c: the stored form of a pileup back to memory.
 *
 * Nothing in the bytes is trusted: every read is bounded by the section, every count by the bytes
 * that are left, and what the counts say is checked against each other.
 */
#include "core/pileup_format.h"

#include <string.h>

#include "core/memory.h"

typedef struct Cursor
{
	const uint8_t *next;
	const uint8_t *end;
	uint32_t bits;   /* unread bits of the byte before next */
	const char *bad; /* what is wrong, NULL as long as nothing is: reads then return 0 */
} Cursor;

/* The shortest encodings of an allele and of a record: they bound the memory a count may ask for.
 */
#define ALLELE_BYTES_MIN 4
#define RECORD_BYTES_MIN 6

static size_t
left(const Cursor *cursor)
{
	return cursor->end - cursor->next;
}

static void
fail(Cursor *cursor, const char *what)
{
	if (cursor->bad == NULL)
		cursor->bad = what;
	cursor->next = cursor->end; /* nothing more is read */
	cursor->bits = 0;
}

static uint8_t
get_byte(Cursor *cursor)
{
	if (cursor->next == cursor->end)
	{
		fail(cursor, "it ends too early");
		return 0;
	}
	return *cursor->next++;
}

static uint64_t
get_varint(Cursor *cursor)
{
	uint64_t value = 0;

	for (int shift = 0; shift < 64; shift += 7)
	{
		uint8_t byte = get_byte(cursor);

		if (shift == 63 && byte > 1)
			break;
		value |= (uint64_t) (byte & 0x7F) << shift;
		if (byte < 0x80)
		{
			if (byte == 0 && shift > 0)
				break; /* longer than it need be */
			return value;
		}
	}
	fail(cursor, "a number is malformed");
	return 0;
}

/* A varint that may be limit at most. */
static uint64_t
get_bounded(Cursor *cursor, uint64_t limit, const char *what)
{
	uint64_t value = get_varint(cursor);

	if (value > limit)
	{
		fail(cursor, what);
		return 0;
	}
	return value;
}

static int
get_bit(Cursor *cursor)
{
	if (cursor->bits == 0)
	{
		get_byte(cursor);
		if (cursor->bad != NULL)
			return 0;
		cursor->bits = 8;
	}
	cursor->bits--;
	return cursor->next[-1] >> cursor->bits & 1;
}

static uint64_t
get_bits(Cursor *cursor, int count)
{
	uint64_t value = 0;

	while (count-- > 0)
		value = value << 1 | get_bit(cursor);
	return value;
}

/* The end of a run of bits: what is left of its last byte must be zero. */
static void
end_bits(Cursor *cursor)
{
	if (cursor->bad == NULL && cursor->bits != 0 &&
		(cursor->next[-1] & ((1u << cursor->bits) - 1)) != 0)
		fail(cursor, "unused bits are set");
	cursor->bits = 0;
}

static uint64_t
get_rice(Cursor *cursor, int parameter)
{
	int quotient = 0;

	while (quotient < ALKRES_RICE_ESCAPE && get_bit(cursor))
		quotient++;
	if (quotient == ALKRES_RICE_ESCAPE)
		return get_bits(cursor, ALKRES_RICE_ESCAPE_BITS);
	return (uint64_t) quotient << parameter | get_bits(cursor, parameter);
}

static void
get_column(Cursor *cursor, uint32_t *values, int count, int stride)
{
	uint8_t head = get_byte(cursor);
	int mode = head & 3, parameter = head >> 2;
	int64_t before = 0;

	if (mode == ALKRES_COLUMN_SPARSE && parameter == 0)
	{
		uint64_t used = get_bounded(cursor, count, "a column is too long");
		uint64_t place = 0;

		for (uint64_t i = 0; i < used && cursor->bad == NULL; i++)
		{
			place += get_bounded(cursor, count, "a column is too long");
			if (place >= (uint64_t) count)
			{
				fail(cursor, "a column is too long");
				return;
			}
			values[place++ * stride] =
				(uint32_t) get_bounded(cursor, UINT32_MAX - 1, "a count is too large") + 1;
		}
		return;
	}
	if (mode > ALKRES_COLUMN_VALUE || parameter > ALKRES_RICE_PARAMETER_MAX)
	{
		fail(cursor, "a column has an unknown form");
		return;
	}
	cursor->bits = 0;
	for (int i = 0; i < count && cursor->bad == NULL; i++)
	{
		uint64_t code = get_rice(cursor, parameter);
		int64_t value =
			mode == ALKRES_COLUMN_DELTA ? before + alkres_unzigzag(code) : (int64_t) code;

		if (value < 0 || value > UINT32_MAX)
		{
			fail(cursor, "a count is out of range");
			return;
		}
		values[(size_t) i * stride] = (uint32_t) value;
		before = value;
	}
	end_bits(cursor);
}

static void
get_columns(Cursor *cursor, uint32_t *values, int count, int width)
{
	uint64_t mask = get_bounded(cursor, (UINT64_C(1) << width) - 1, "it has too many columns");

	for (int column = 0; column < width && cursor->bad == NULL; column++)
		if (mask >> column & 1)
			get_column(cursor, values + column, count, width);
}

static void
get_runs(Cursor *cursor, uint8_t *flags, int count)
{
	for (int i = 0, value = 0; i < count && cursor->bad == NULL; value = !value)
	{
		uint64_t run = get_bounded(cursor, count - i, "a run is too long");

		if (run == 0 && i > 0)
			fail(cursor, "a run is empty");
		memset(flags + i, value, run);
		i += (int) run;
	}
}

static void
get_reference(Cursor *cursor, AlkresPileup *pileup)
{
	uint8_t known[sizeof(pileup->reference)] = {0};

	get_runs(cursor, known, sizeof(known));
	cursor->bits = 0;
	for (size_t i = 0; i < sizeof(known) && cursor->bad == NULL; i++)
		if (known[i])
			pileup->reference[i] = "ACGT"[get_bits(cursor, 2)];
	end_bits(cursor);
}

static void
get_dropped(Cursor *cursor, AlkresPileup *pileup)
{
	uint64_t mask =
		get_bounded(cursor, (UINT64_C(1) << ALKRES_DROPPED_KINDS) - 1, "it drops unknown kinds");

	for (int kind = 0; kind < ALKRES_DROPPED_KINDS; kind++)
		if (mask >> kind & 1)
			pileup->dropped[kind] = get_bounded(cursor, INT64_MAX, "a count is too large") + 1;
}

/* The sequence of an allele: upper-case letters of ACGTN. */
static char *
get_sequence(Cursor *cursor)
{
	uint64_t length = get_bounded(cursor, left(cursor), "an allele is too long");
	char *text;

	if (cursor->bad == NULL && length == 0)
		fail(cursor, "an allele is empty");
	if (cursor->bad != NULL || length > left(cursor))
	{
		fail(cursor, "an allele is too long");
		return NULL;
	}
	for (uint64_t i = 0; i < length; i++)
		if (alkres_base_code((char) cursor->next[i]) < 0)
		{
			fail(cursor, "an allele has a letter that is no base");
			return NULL;
		}
	text = alkres_alloc(length + 1);
	memcpy(text, cursor->next, length);
	text[length] = '\0';
	cursor->next += length;
	return text;
}

static void
get_alleles_texts(Cursor *cursor, AlkresAllele *allele)
{
	uint8_t code = get_byte(cursor);

	if (code == ALKRES_ALLELE_TEXT)
	{
		allele->ref = get_sequence(cursor);
		allele->alt = get_sequence(cursor);
		if (cursor->bad == NULL && allele->ref[1] == '\0' && allele->alt[1] == '\0')
			fail(cursor, "a single base is written as a text");
	}
	else if (code / 8 > 4 || code % 8 > 4)
		fail(cursor, "an allele has an unknown code");
	else
	{
		allele->ref = alkres_alloc(2);
		allele->alt = alkres_alloc(2);
		allele->ref[0] = "ACGTN"[code / 8];
		allele->alt[0] = "ACGTN"[code % 8];
		allele->ref[1] = allele->alt[1] = '\0';
	}
	if (cursor->bad == NULL && strcmp(allele->ref, allele->alt) == 0)
		fail(cursor, "an allele is the reference");
}

static void
get_record(Cursor *cursor, AlkresRecord *record, uint32_t position, uint64_t *molecule)
{
	uint8_t head = get_byte(cursor);

	record->reverse = (head & ALKRES_RECORD_REVERSE) != 0;
	record->cell = head & (ALKRES_RECORD_END_DISTANCE - 1);
	if (record->cell >= ALKRES_CELLS)
		fail(cursor, "a record's class is unknown");
	record->quality = get_byte(cursor);
	record->mapq = get_byte(cursor);
	*molecule += (uint64_t) alkres_unzigzag(get_varint(cursor));
	record->molecule = *molecule;
	int64_t start =
		(int64_t) position -
		alkres_unzigzag(get_bounded(cursor, UINT32_MAX, "a record's start is out of range"));
	if (start < 0 || start > UINT32_MAX)
		fail(cursor, "a record's start is out of range");
	record->start = (uint32_t) start;
	record->length =
		(uint32_t) get_bounded(cursor, UINT32_MAX, "a record's length is out of range");
	record->end_distance = alkres_implied_end_distance(position, record->start, record->length);
	if (head & ALKRES_RECORD_END_DISTANCE)
	{
		uint64_t distance = get_bounded(cursor, UINT16_MAX, "a record's distance is out of range");

		if (distance == record->end_distance)
			fail(cursor, "a record's distance is written though it is implied");
		record->end_distance = (uint16_t) distance;
	}
}

static void
get_summary(Cursor *cursor, AlkresAllele *allele)
{
	uint64_t used = get_bounded(cursor, ALKRES_CELLS, "an allele has too many classes");
	uint64_t cell = 0, molecules = 0;

	for (uint64_t i = 0; i < used && cursor->bad == NULL; i++)
	{
		cell += get_bounded(cursor, ALKRES_CELLS, "an allele's class is unknown");
		if (cell >= ALKRES_CELLS)
		{
			fail(cursor, "an allele's class is unknown");
			return;
		}
		allele->cells[cell] =
			(uint32_t) get_bounded(cursor, UINT32_MAX - 1, "a count is too large") + 1;
		molecules += allele->cells[cell++];
	}
	if (molecules == 0 || molecules > UINT32_MAX)
		fail(cursor, "an allele's count is out of range");
	allele->molecules = (uint32_t) molecules;
	allele->reverse = (uint32_t) get_bounded(cursor, molecules, "counts disagree");
	allele->low_mapq = (uint32_t) get_bounded(cursor, molecules, "counts disagree");
	allele->unique_fragments = (uint32_t) get_bounded(cursor, molecules, "counts disagree");
	allele->sum_quality = get_bounded(cursor, molecules * UINT8_MAX, "a sum is too large");
	allele->sum_mapq = get_bounded(cursor, molecules * UINT8_MAX, "a sum is too large");
	allele->sum_end_distance = get_bounded(cursor, molecules * UINT16_MAX, "a sum is too large");
	allele->sum_length = get_bounded(cursor, molecules * UINT32_MAX, "a sum is too large");
}

/* Do the molecules of an SNV lie among those counted at its position? */
static void
check_allele(Cursor *cursor, const AlkresPileup *pileup, const AlkresAllele *allele)
{
	if (allele->ref[1] != '\0' || allele->alt[1] != '\0')
		return;
	if (allele->ref[0] != pileup->reference[ALKRES_HALO + allele->offset])
		fail(cursor, "an allele's reference base is not the reference");
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		if (allele->cells[cell] > pileup->cells[allele->offset][cell])
			fail(cursor, "an allele has more molecules than its position");
}

static int
compare_alleles(const AlkresAllele *a, const AlkresAllele *b)
{
	int order = (int) a->offset - (int) b->offset;

	order = order != 0 ? order : strcmp(a->ref, b->ref);
	return order != 0 ? order : strcmp(a->alt, b->alt);
}

static void
get_alleles(Cursor *cursor, AlkresPileup *pileup)
{
	uint64_t count =
		get_bounded(cursor, left(cursor) / ALLELE_BYTES_MIN, "it has too many alleles");
	uint64_t molecule = 0;
	uint32_t offset = 0;

	if (count == 0)
	{
		fail(cursor, "a section is empty");
		return;
	}
	pileup->alleles = alkres_alloc_zero(sizeof(AlkresAllele) * count);
	for (uint64_t i = 0; i < count && cursor->bad == NULL; i++)
	{
		AlkresAllele *allele = &pileup->alleles[pileup->allele_count++];

		offset +=
			(uint32_t) get_bounded(cursor, ALKRES_BLOCK_SIZE, "an allele is out of the block");
		if (offset >= ALKRES_BLOCK_SIZE)
		{
			fail(cursor, "an allele is out of the block");
			return;
		}
		allele->offset = (uint16_t) offset;
		get_alleles_texts(cursor, allele);
		uint64_t records =
			get_bounded(cursor, left(cursor) / RECORD_BYTES_MIN, "it has too many records");
		if (records > ALKRES_RECORDS_MAX)
			fail(cursor, "an allele has too many records");
		if (cursor->bad != NULL)
			return;
		if (records == 0)
			get_summary(cursor, allele);
		else
		{
			allele->record_count = (uint32_t) records;
			allele->records = alkres_alloc_zero(sizeof(AlkresRecord) * records);
			for (uint64_t r = 0; r < records && cursor->bad == NULL; r++)
				get_record(cursor, &allele->records[r], alkres_pileup_start(pileup) + offset,
						   &molecule);
			if (cursor->bad == NULL)
				alkres_allele_summarize(allele, allele->records, allele->record_count);
		}
		if (cursor->bad == NULL)
			check_allele(cursor, pileup, allele);
		if (cursor->bad == NULL && i > 0 && compare_alleles(allele - 1, allele) >= 0)
			fail(cursor, "its alleles are not in order");
	}
}

static void
get_section(Cursor *cursor, AlkresPileup *pileup, int section)
{
	switch (section)
	{
		case ALKRES_SECTION_REFERENCE:
			get_reference(cursor, pileup);
			break;
		case ALKRES_SECTION_DESIGN:
			if (!(pileup->flags & ALKRES_PILEUP_HAS_DESIGN))
				fail(cursor, "it has a design that its flags deny");
			get_runs(cursor, pileup->covered, ALKRES_BLOCK_SIZE);
			break;
		case ALKRES_SECTION_CELLS:
			get_columns(cursor, &pileup->cells[0][0], ALKRES_BLOCK_SIZE, ALKRES_CELLS);
			break;
		case ALKRES_SECTION_SPANNING:
			get_columns(cursor, &pileup->spanning[0][0], ALKRES_BLOCK_SIZE, ALKRES_ORIENTATIONS);
			break;
		case ALKRES_SECTION_RAW_DEPTH:
			get_columns(cursor, pileup->raw_depth, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DELETED:
			get_columns(cursor, pileup->deleted, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DISCORDANT:
			get_columns(cursor, pileup->discordant, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DROPPED:
			get_dropped(cursor, pileup);
			break;
		case ALKRES_SECTION_LENGTHS:
			get_columns(cursor, pileup->lengths, ALKRES_LENGTH_BINS, 1);
			break;
		case ALKRES_SECTION_ALLELES:
			get_alleles(cursor, pileup);
			break;
	}
	if (cursor->bad == NULL && cursor->next != cursor->end)
		fail(cursor, "a section is longer than what it says");
}

/* The directory, then the sections it lists. */
static void
get_sections(Cursor *cursor, AlkresPileup *pileup)
{
	int ids[ALKRES_SECTION_LAST];
	uint64_t lengths[ALKRES_SECTION_LAST];
	int count = get_byte(cursor);

	if (count > ALKRES_SECTION_LAST)
	{
		fail(cursor, "it has too many sections");
		return;
	}
	for (int i = 0; i < count && cursor->bad == NULL; i++)
	{
		ids[i] = get_byte(cursor);
		if (ids[i] > ALKRES_SECTION_LAST || ids[i] <= (i > 0 ? ids[i - 1] : 0))
			fail(cursor, "a section is unknown or out of order");
		lengths[i] = get_varint(cursor);
	}
	for (int i = 0; i < count && cursor->bad == NULL; i++)
	{
		Cursor section = *cursor;

		if (lengths[i] == 0 || lengths[i] > left(cursor))
		{
			fail(cursor, "a section is empty or too long");
			return;
		}
		section.end = cursor->next + lengths[i];
		get_section(&section, pileup, ids[i]);
		if (section.bad != NULL)
			fail(cursor, section.bad);
		else
			cursor->next = section.end;
	}
	if (cursor->bad == NULL && cursor->next != cursor->end)
		fail(cursor, "bytes are left over");
}

AlkresPileup *
alkres_pileup_decode(const uint8_t *bytes, size_t length, AlkresError *error)
{
	Cursor cursor = {bytes, bytes + length, 0, NULL};
	AlkresPileup *pileup = NULL;
	AlkresContig contig;
	size_t contig_length;
	uint8_t head[4];

	for (int i = 0; i < 4; i++)
		head[i] = get_byte(&cursor);
	if (cursor.bad == NULL && head[0] != ALKRES_PILEUP_VERSION)
	{
		alkres_fail(error, ALKRES_BAD_BINARY, "pileup has the unknown version %d", head[0]);
		alkres_hint(error, "It may come from a later version of alkres.");
		return NULL;
	}
	if (head[1] & ~ALKRES_PILEUP_FLAGS)
		fail(&cursor, "it has unknown flags");
	contig_length =
		cursor.bad == NULL ? alkres_contig_decode(&contig, cursor.next, left(&cursor)) : 0;
	if (contig_length == 0 || contig_length > left(&cursor))
		fail(&cursor, "its contig is malformed");
	else
	{
		cursor.next += contig_length;
		uint64_t block = get_bounded(&cursor, (ALKRES_POSITION_MAX - 1) / ALKRES_BLOCK_SIZE,
									 "its block is out of range");
		pileup = alkres_pileup_new(&contig, (uint32_t) block);
		pileup->flags = head[1];
		pileup->min_base_quality = head[2];
		pileup->min_mapq = head[3];
		get_sections(&cursor, pileup);
	}
	if (cursor.bad != NULL)
	{
		alkres_pileup_free(pileup);
		alkres_fail(error, ALKRES_BAD_BINARY, "invalid pileup");
		alkres_detail(error, "In the stored form, %s.", cursor.bad);
		return NULL;
	}
	return pileup;
}

AlkresPileup *
alkres_pileup_decode_strict(const uint8_t *bytes, size_t length, AlkresError *error)
{
	AlkresPileup *pileup = alkres_pileup_decode(bytes, length, error);
	size_t again_length;
	uint8_t *again;

	if (pileup == NULL)
		return NULL;
	again = alkres_pileup_encode(pileup, &again_length);
	bool same = again_length == length && memcmp(again, bytes, length) == 0;
	alkres_free(again);
	if (same)
		return pileup;
	alkres_pileup_free(pileup);
	alkres_fail(error, ALKRES_BAD_BINARY, "invalid pileup");
	alkres_detail(error, "In the stored form, something is not written in its only form.");
	return NULL;
}
