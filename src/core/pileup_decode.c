/*
 * pileup_decode.c: the stored form of a pileup back to memory.
 *
 * Nothing in the bytes is trusted: every read is bounded by the section, every count by the bytes
 * that are left, and what the counts say is checked against each other.
 */
#include "core/pileup_format.h"

#include <string.h>

#include "core/interrupt.h"
#include "core/memory.h"

/*
 * The shortest encodings of an allele, a fragment and a record: they bound the memory a count may
 * ask for.
 */
#define ALLELE_BYTES_MIN 3
#define FRAGMENT_BITS_MIN 4
#define RECORD_BITS_MIN 3

static void
get_columns(AlkresReader *reader, uint32_t *values, int count, int width)
{
	uint64_t mask =
		alkres_get_bounded(reader, (UINT64_C(1) << width) - 1, "it has too many columns");

	for (int column = 0; column < width && reader->bad == NULL; column++)
		if (mask >> column & 1)
			alkres_get_column(reader, values + column, count, width);
}

/* A depth is the sum of a position's columns, and is a count of 32 bits itself. */
static void
check_sums(AlkresReader *reader, const uint32_t *values, int width)
{
	for (int i = 0; i < ALKRES_BLOCK_SIZE && reader->bad == NULL; i++)
	{
		uint64_t sum = 0;

		for (int column = 0; column < width; column++)
			sum += values[i * width + column];
		if (sum > UINT32_MAX)
			alkres_reader_fail(reader, "a position has too many molecules");
	}
}

static void
get_runs(AlkresReader *reader, uint8_t *flags, int count)
{
	for (int i = 0, value = 0; i < count && reader->bad == NULL; value = !value)
	{
		uint64_t run = alkres_get_bounded(reader, count - i, "a run is too long");

		if (run == 0 && i > 0)
			alkres_reader_fail(reader, "a run is empty");
		memset(flags + i, value, run);
		i += (int) run;
	}
}

static void
get_reference(AlkresReader *reader, AlkresPileup *pileup)
{
	uint8_t known[sizeof(pileup->reference)] = {0};

	get_runs(reader, known, sizeof(known));
	reader->bits = 0;
	for (size_t i = 0; i < sizeof(known) && reader->bad == NULL; i++)
		if (known[i])
			pileup->reference[i] = "ACGT"[alkres_get_bits(reader, 2)];
	alkres_end_bits(reader);
}

static void
get_dropped(AlkresReader *reader, AlkresPileup *pileup)
{
	uint64_t mask = alkres_get_bounded(reader, (UINT64_C(1) << ALKRES_DROPPED_KINDS) - 1,
									   "it drops unknown kinds");

	for (int kind = 0; kind < ALKRES_DROPPED_KINDS; kind++)
		if (mask >> kind & 1)
			pileup->dropped[kind] =
				alkres_get_bounded(reader, INT64_MAX - 1, "a count is too large") + 1;
}

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

static void
get_alleles_texts(AlkresReader *reader, AlkresAllele *allele)
{
	uint8_t code = alkres_get_byte(reader);

	if (code == ALKRES_ALLELE_TEXT)
	{
		allele->ref = get_sequence(reader);
		allele->alt = get_sequence(reader);
		if (reader->bad == NULL && allele->ref[1] == '\0' && allele->alt[1] == '\0')
			alkres_reader_fail(reader, "a single base is written as a text");
	}
	else if (code / 8 > 4 || code % 8 > 4)
		alkres_reader_fail(reader, "an allele has an unknown code");
	else
	{
		allele->ref = alkres_alloc(2);
		allele->alt = alkres_alloc(2);
		allele->ref[0] = "ACGTN"[code / 8];
		allele->alt[0] = "ACGTN"[code % 8];
		allele->ref[1] = allele->alt[1] = '\0';
	}
	if (reader->bad == NULL && strcmp(allele->ref, allele->alt) == 0)
		alkres_reader_fail(reader, "an allele is the reference");
}

/* What the records of one molecule have in common. */
typedef struct Fragments
{
	size_t count;
	uint64_t *molecules;
	uint32_t *starts;
	uint32_t *lengths;
	uint8_t *mapqs;
} Fragments;

/* Decode zigzag differences into numbers of 32 bits; first is what the first one differs from. */
static void
get_differences(AlkresReader *reader, uint64_t *codes, uint32_t *out, size_t count, int64_t first)
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
		out[i] = (uint32_t) (first = value);
	}
}

static void
get_fragments(AlkresReader *reader, const AlkresPileup *pileup, Fragments *fragments)
{
	size_t count = alkres_get_bounded(reader, alkres_bytes_left(reader) * 8 / FRAGMENT_BITS_MIN,
									  "it has too many fragments");

	if (count == 0)
	{
		alkres_reader_fail(reader, "a section is empty");
		return;
	}
	fragments->count = count;
	fragments->molecules = alkres_alloc_zero(sizeof(uint64_t) * count);
	fragments->starts = alkres_alloc_zero(sizeof(uint32_t) * count);
	fragments->lengths = alkres_alloc_zero(sizeof(uint32_t) * count);
	fragments->mapqs = alkres_alloc_zero(count);
	uint64_t *codes = alkres_alloc_zero(sizeof(uint64_t) * count);
	alkres_get_codes(reader, fragments->molecules, count);
	for (size_t i = 0; i < count && reader->bad == NULL; i++)
	{
		uint64_t before = i > 0 ? fragments->molecules[i - 1] : 0;

		if (fragments->molecules[i] > INT64_MAX - before)
			alkres_reader_fail(reader, "a molecule's number is out of range");
		fragments->molecules[i] += before;
	}
	get_differences(reader, codes, fragments->starts, count, alkres_pileup_start(pileup));
	get_differences(reader, codes, fragments->lengths, count, 0);
	alkres_get_ranked(reader, fragments->mapqs, count);
	alkres_free(codes);
}

/* The records of all alleles, column by column, into the alleles, whose record_count is set. */
static void
get_records(AlkresReader *reader, AlkresPileup *pileup, const Fragments *fragments, size_t count)
{
	uint64_t *codes = alkres_alloc_zero(sizeof(uint64_t) * count);
	uint64_t *distances = alkres_alloc_zero(sizeof(uint64_t) * count);
	uint8_t *heads = alkres_alloc_zero(count), *qualities = alkres_alloc_zero(count);
	size_t explicit_count = 0, at = 0;
	int64_t index = 0;

	alkres_get_codes(reader, codes, count);
	alkres_get_ranked(reader, heads, count);
	alkres_get_ranked(reader, qualities, count);
	for (size_t i = 0; i < count; i++)
		explicit_count += (heads[i] & ALKRES_RECORD_END_DISTANCE) != 0;
	if (explicit_count > 0)
		alkres_get_codes(reader, distances, explicit_count);
	explicit_count = 0;
	for (uint32_t a = 0; a < pileup->allele_count; a++)
	{
		AlkresAllele *allele = &pileup->alleles[a];
		uint32_t position = alkres_pileup_start(pileup) + allele->offset;

		if (allele->record_count == 0)
			continue;
		allele->records = alkres_alloc_zero(sizeof(AlkresRecord) * allele->record_count);
		for (uint32_t r = 0; r < allele->record_count && reader->bad == NULL; r++, at++)
		{
			AlkresRecord *record = &allele->records[r];

			index = codes[at] >> 33 == 0 ? index + alkres_unzigzag(codes[at]) : -1;
			if (index < 0 || (uint64_t) index >= fragments->count)
			{
				alkres_reader_fail(reader, "a record's fragment is unknown");
				break;
			}
			record->molecule = fragments->molecules[index];
			record->start = fragments->starts[index];
			record->length = fragments->lengths[index];
			record->mapq = fragments->mapqs[index];
			record->quality = qualities[at];
			record->reverse = (heads[at] & ALKRES_RECORD_REVERSE) != 0;
			record->cell = heads[at] & (ALKRES_RECORD_END_DISTANCE - 1);
			if (record->cell >= ALKRES_CELLS)
				alkres_reader_fail(reader, "a record's class is unknown");
			record->end_distance =
				alkres_implied_end_distance(position, record->start, record->length);
			if (heads[at] & ALKRES_RECORD_END_DISTANCE)
			{
				if (distances[explicit_count] > UINT16_MAX)
					alkres_reader_fail(reader, "a record's distance is out of range");
				record->end_distance = (uint16_t) distances[explicit_count++];
			}
		}
		if (reader->bad == NULL)
			alkres_allele_summarize(allele, allele->records, allele->record_count);
	}
	alkres_free(codes);
	alkres_free(distances);
	alkres_free(heads);
	alkres_free(qualities);
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

/*
 * What is counted at a position, and what is summed over its cells, stays within 31 bits: so it is
 * an integer of SQL, and doubling it is safe.
 */
static void
check_counts(AlkresReader *reader, const AlkresPileup *pileup)
{
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		uint64_t molecules = 0, spanning = 0;

		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			molecules += pileup->cells[i][cell];
		for (int orientation = 0; orientation < ALKRES_ORIENTATIONS; orientation++)
			spanning += pileup->spanning[i][orientation];
		if (molecules > INT32_MAX || spanning > INT32_MAX || pileup->raw_depth[i] > INT32_MAX ||
			pileup->deleted[i] > INT32_MAX || pileup->discordant[i] > INT32_MAX)
			alkres_reader_fail(reader, "a count is too large");
	}
	for (uint32_t a = 0; a < pileup->allele_count; a++)
		if (pileup->alleles[a].molecules > INT32_MAX)
			alkres_reader_fail(reader, "a count is too large");
}

/* Do the molecules of a position's SNVs, together, lie among those counted there? */
static void
check_alleles(AlkresReader *reader, const AlkresPileup *pileup)
{
	uint64_t used[ALKRES_CELLS];

	for (uint32_t a = 0; a < pileup->allele_count; a++)
	{
		const AlkresAllele *allele = &pileup->alleles[a];

		if (a == 0 || allele->offset != pileup->alleles[a - 1].offset)
			memset(used, 0, sizeof(used));
		if (allele->ref[1] != '\0' || allele->alt[1] != '\0')
			continue;
		if (allele->ref[0] != pileup->reference[ALKRES_HALO + allele->offset])
			alkres_reader_fail(reader, "an allele's reference base is not the reference");
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
		{
			used[cell] += allele->cells[cell];
			if (used[cell] > pileup->cells[allele->offset][cell])
				alkres_reader_fail(reader, "alleles have more molecules than their position");
		}
	}
}

static int
compare_alleles(const AlkresAllele *a, const AlkresAllele *b)
{
	int order = (int) a->offset - (int) b->offset;

	order = order != 0 ? order : strcmp(a->ref, b->ref);
	return order != 0 ? order : strcmp(a->alt, b->alt);
}

static void
get_alleles(AlkresReader *reader, AlkresPileup *pileup, const Fragments *fragments)
{
	uint64_t count = alkres_get_bounded(reader, alkres_bytes_left(reader) / ALLELE_BYTES_MIN,
										"it has too many alleles");
	uint64_t all_records = 0;
	uint32_t offset = 0;

	if (count == 0)
	{
		alkres_reader_fail(reader, "a section is empty");
		return;
	}
	pileup->alleles = alkres_alloc_zero(sizeof(AlkresAllele) * count);
	for (uint64_t i = 0; i < count && reader->bad == NULL; i++)
	{
		AlkresAllele *allele = &pileup->alleles[pileup->allele_count++];

		alkres_check_interrupts();
		offset += (uint32_t) alkres_get_bounded(reader, ALKRES_BLOCK_SIZE,
												"an allele is out of the block");
		if (offset >= ALKRES_BLOCK_SIZE)
		{
			alkres_reader_fail(reader, "an allele is out of the block");
			return;
		}
		allele->offset = (uint16_t) offset;
		get_alleles_texts(reader, allele);
		allele->record_count = (uint32_t) alkres_get_bounded(reader, ALKRES_RECORDS_MAX,
															 "an allele has too many records");
		all_records += allele->record_count;
		if (allele->record_count == 0)
			get_summary(reader, allele);
		if (reader->bad == NULL && i > 0 && compare_alleles(allele - 1, allele) >= 0)
			alkres_reader_fail(reader, "its alleles are not in order");
	}
	if (all_records > alkres_bytes_left(reader) * 8 / RECORD_BITS_MIN)
		alkres_reader_fail(reader, "it has too many records");
	if (reader->bad == NULL && all_records > 0)
		get_records(reader, pileup, fragments, all_records);
	if (reader->bad == NULL)
		check_alleles(reader, pileup);
}

static void
get_section(AlkresReader *reader, AlkresPileup *pileup, Fragments *fragments, int section)
{
	switch (section)
	{
		case ALKRES_SECTION_REFERENCE:
			get_reference(reader, pileup);
			break;
		case ALKRES_SECTION_DESIGN:
			if (!(pileup->flags & ALKRES_PILEUP_HAS_DESIGN))
				alkres_reader_fail(reader, "it has a design that its flags deny");
			get_runs(reader, pileup->covered, ALKRES_BLOCK_SIZE);
			break;
		case ALKRES_SECTION_CELLS:
			get_columns(reader, &pileup->cells[0][0], ALKRES_BLOCK_SIZE, ALKRES_CELLS);
			check_sums(reader, &pileup->cells[0][0], ALKRES_CELLS);
			break;
		case ALKRES_SECTION_SPANNING:
			get_columns(reader, &pileup->spanning[0][0], ALKRES_BLOCK_SIZE, ALKRES_ORIENTATIONS);
			check_sums(reader, &pileup->spanning[0][0], ALKRES_ORIENTATIONS);
			break;
		case ALKRES_SECTION_RAW_DEPTH:
			get_columns(reader, pileup->raw_depth, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DELETED:
			get_columns(reader, pileup->deleted, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DISCORDANT:
			get_columns(reader, pileup->discordant, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DROPPED:
			get_dropped(reader, pileup);
			break;
		case ALKRES_SECTION_LENGTHS:
			get_columns(reader, pileup->lengths, ALKRES_LENGTH_BINS, 1);
			break;
		case ALKRES_SECTION_FRAGMENTS:
			get_fragments(reader, pileup, fragments);
			break;
		case ALKRES_SECTION_ALLELES:
			get_alleles(reader, pileup, fragments);
			break;
	}
	if (reader->bad == NULL && reader->next != reader->end)
		alkres_reader_fail(reader, "a section is longer than what it says");
}

/* The directory, then the sections it lists. */
static void
get_sections(AlkresReader *reader, AlkresPileup *pileup)
{
	int ids[ALKRES_SECTION_LAST];
	uint64_t lengths[ALKRES_SECTION_LAST];
	Fragments fragments = {0};
	int count = alkres_get_byte(reader);

	if (count > ALKRES_SECTION_LAST)
	{
		alkres_reader_fail(reader, "it has too many sections");
		return;
	}
	for (int i = 0; i < count && reader->bad == NULL; i++)
	{
		ids[i] = alkres_get_byte(reader);
		if (ids[i] > ALKRES_SECTION_LAST || ids[i] <= (i > 0 ? ids[i - 1] : 0))
			alkres_reader_fail(reader, "a section is unknown or out of order");
		lengths[i] = alkres_get_varint(reader);
	}
	for (int i = 0; i < count && reader->bad == NULL; i++)
	{
		AlkresReader section = *reader;

		if (lengths[i] == 0 || lengths[i] > alkres_bytes_left(reader))
		{
			alkres_reader_fail(reader, "a section is empty or too long");
			break;
		}
		section.end = reader->next + lengths[i];
		get_section(&section, pileup, &fragments, ids[i]);
		if (section.bad != NULL)
			alkres_reader_fail(reader, section.bad);
		else
			reader->next = section.end;
	}
	if (reader->bad == NULL && reader->next != reader->end)
		alkres_reader_fail(reader, "bytes are left over");
	if (reader->bad == NULL)
		check_counts(reader, pileup);
	alkres_free(fragments.molecules);
	alkres_free(fragments.starts);
	alkres_free(fragments.lengths);
	alkres_free(fragments.mapqs);
}

AlkresPileup *
alkres_pileup_decode(const uint8_t *bytes, size_t length, AlkresError *error)
{
	AlkresReader reader = {bytes, bytes + length, 0, NULL};
	AlkresPileup *pileup = NULL;
	AlkresContig contig;
	size_t contig_length;
	uint8_t head[4];

	for (int i = 0; i < 4; i++)
		head[i] = alkres_get_byte(&reader);
	if (reader.bad == NULL && head[0] != ALKRES_PILEUP_VERSION)
	{
		alkres_fail(error, ALKRES_BAD_BINARY, "pileup has the unknown version %d", head[0]);
		alkres_hint(error, "It may come from a later version of alkres.");
		return NULL;
	}
	if (head[1] & ~ALKRES_PILEUP_FLAGS)
		alkres_reader_fail(&reader, "it has unknown flags");
	contig_length = reader.bad == NULL
						? alkres_contig_decode(&contig, reader.next, alkres_bytes_left(&reader))
						: 0;
	if (contig_length == 0 || contig_length > alkres_bytes_left(&reader))
		alkres_reader_fail(&reader, "its contig is malformed");
	else
	{
		reader.next += contig_length;
		uint64_t block = alkres_get_bounded(&reader, (ALKRES_POSITION_MAX - 1) / ALKRES_BLOCK_SIZE,
											"its block is out of range");
		pileup = alkres_pileup_new(&contig, (uint32_t) block);
		pileup->flags = head[1];
		pileup->min_base_quality = head[2];
		pileup->min_mapq = head[3];
		get_sections(&reader, pileup);
	}
	if (reader.bad != NULL)
	{
		alkres_pileup_free(pileup);
		alkres_fail(error, ALKRES_BAD_BINARY, "invalid pileup");
		alkres_detail(error, "In the stored form, %s.", reader.bad);
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
