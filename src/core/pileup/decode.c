/*
 * decode.c: the stored form of a pileup back to memory.
 *
 * Nothing in the bytes is trusted: every read is bounded by the section, every count by the bytes
 * that are left, and what the counts say is checked against each other.
 */
#include "core/pileup/format.h"

#include <string.h>

#include "core/base/memory.h"

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
get_reference(AlkresReader *reader, AlkresPileup *pileup)
{
	uint8_t known[sizeof(pileup->reference)] = {0};

	alkres_get_runs(reader, known, sizeof(known));
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

static void
get_families(AlkresReader *reader, AlkresPileup *pileup)
{
	uint32_t counts[ALKRES_FAMILY_BINS + 1] = {0};
	uint64_t molecules = 0;

	alkres_get_column(reader, counts, ALKRES_FAMILY_BINS + 1, 1);
	memcpy(pileup->families, counts, sizeof(pileup->families));
	pileup->duplexes = counts[ALKRES_FAMILY_BINS];
	for (int bin = 1; bin < ALKRES_FAMILY_BINS; bin++) /* one fragment has one strand */
		molecules += pileup->families[bin];
	if (pileup->duplexes > molecules)
		alkres_reader_fail(reader, "it has more duplexes than families of two");
	if (molecules == 0 && pileup->families[0] == 0)
		alkres_reader_fail(reader, "a section is empty");
}

/* A sum over count things of which each is at most greatest; sums are integers of SQL. */
static uint64_t
get_sum(AlkresReader *reader, uint64_t count, uint64_t greatest)
{
	uint64_t limit = count > INT64_MAX / greatest ? INT64_MAX : count * greatest;

	return alkres_get_bounded(reader, limit, "a sum is too large");
}

static void
get_reference_sums(AlkresReader *reader, AlkresPileup *pileup)
{
	AlkresReferenceSums *sums = &pileup->reference_sums;

	sums->bases = get_sum(reader, ALKRES_BLOCK_SIZE, INT32_MAX);
	if (sums->bases == 0)
		alkres_reader_fail(reader, "a section is empty");
	sums->known_lengths = sums->bases - alkres_get_bounded(reader, sums->bases, "counts disagree");
	sums->end_distance = get_sum(reader, sums->bases, UINT16_MAX);
	sums->end_distance_squared = get_sum(reader, sums->bases, (uint64_t) UINT16_MAX * UINT16_MAX);
	sums->mapq = get_sum(reader, sums->bases, UINT8_MAX);
	sums->length = get_sum(reader, sums->known_lengths, INT32_MAX);
	sums->length_squared = get_sum(reader, sums->known_lengths, (uint64_t) INT32_MAX * INT32_MAX);
}

/* What spanning molecules have above round numbers where an indel is anchored. */
static void
get_spanning_rest(AlkresReader *reader, AlkresPileup *pileup)
{
	uint64_t codes[ALKRES_BLOCK_SIZE * ALKRES_ORIENTATIONS];
	bool anchors[ALKRES_BLOCK_SIZE];
	size_t count = 0;

	alkres_pileup_anchors(pileup, anchors);
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
		count += anchors[i] ? ALKRES_ORIENTATIONS : 0;
	alkres_get_codes(reader, codes, count);
	count = 0;
	for (int i = 0; i < ALKRES_BLOCK_SIZE && reader->bad == NULL; i++)
		for (int g = 0; g < ALKRES_ORIENTATIONS && anchors[i]; g++)
		{
			uint32_t *spanning = &pileup->spanning[i][g];

			if (codes[count] > INT32_MAX ||
				alkres_round_down(*spanning + (uint32_t) codes[count]) != *spanning)
				alkres_reader_fail(reader, "a count is out of range");
			*spanning += (uint32_t) codes[count++];
		}
}

static void
get_section(AlkresReader *reader, AlkresPileup *pileup, AlkresFragmentTable *table, int section)
{
	switch (section)
	{
		case ALKRES_SECTION_REFERENCE:
			get_reference(reader, pileup);
			break;
		case ALKRES_SECTION_DESIGN:
			if (!(pileup->flags & ALKRES_PILEUP_HAS_DESIGN))
				alkres_reader_fail(reader, "it has a design that its flags deny");
			alkres_get_runs(reader, pileup->covered, ALKRES_BLOCK_SIZE);
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
			alkres_get_fragments(reader, pileup, table);
			break;
		case ALKRES_SECTION_ALLELES:
			alkres_get_alleles(reader, pileup, table);
			break;
		case ALKRES_SECTION_FAMILY_SIZES:
			alkres_get_family_sizes(reader, table);
			break;
		case ALKRES_SECTION_FAMILIES:
			get_families(reader, pileup);
			break;
		case ALKRES_SECTION_REFERENCE_SUMS:
			get_reference_sums(reader, pileup);
			break;
		case ALKRES_SECTION_CLIPS:
			alkres_get_clips(reader, pileup);
			break;
		case ALKRES_SECTION_FAR_MATES:
			alkres_get_far_mates(reader, pileup);
			break;
		case ALKRES_SECTION_SPANNING_REST:
			get_spanning_rest(reader, pileup);
			break;
		case ALKRES_SECTION_DIRECTIONS:
			alkres_get_directions(reader, pileup);
			break;
		case ALKRES_SECTION_MARKS:
			alkres_get_marks(reader, pileup, table);
			break;
		case ALKRES_SECTION_PLACES:
			alkres_get_places(reader, pileup);
			break;
		case ALKRES_SECTION_FREQUENT_MARKS:
			alkres_get_frequent_marks(reader, pileup);
			break;
		case ALKRES_SECTION_CLIPS_SHARED:
			alkres_get_clips_shared(reader, pileup);
			break;
		case ALKRES_SECTION_BESIDE:
			alkres_get_beside(reader, pileup, table);
			break;
		case ALKRES_SECTION_PAIRS:
			alkres_get_pairs(reader, pileup);
			break;
	}
	if (reader->bad == NULL && reader->next != reader->end)
		alkres_reader_fail(reader, "a section is longer than what it says");
}

#define BIT(section) (UINT32_C(1) << (section))
#define EVERY_SECTION UINT32_MAX
/* What a caller does not look at. */
#define NOT_FOR_CALLS                                                                            \
	(BIT(ALKRES_SECTION_RAW_DEPTH) | BIT(ALKRES_SECTION_DELETED) | BIT(ALKRES_SECTION_DROPPED) | \
	 BIT(ALKRES_SECTION_LENGTHS) | BIT(ALKRES_SECTION_FAMILY_SIZES) |                            \
	 BIT(ALKRES_SECTION_FAMILIES) | BIT(ALKRES_SECTION_REFERENCE_SUMS) |                         \
	 BIT(ALKRES_SECTION_CLIPS) | BIT(ALKRES_SECTION_FAR_MATES) |                                 \
	 BIT(ALKRES_SECTION_CLIPS_SHARED) | BIT(ALKRES_SECTION_PAIRS))

/* All that junctions are found by. */
#define FOR_JUNCTIONS                                                                            \
	(BIT(ALKRES_SECTION_REFERENCE) | BIT(ALKRES_SECTION_DESIGN) | BIT(ALKRES_SECTION_SPANNING) | \
	 BIT(ALKRES_SECTION_LENGTHS) | BIT(ALKRES_SECTION_CLIPS) | BIT(ALKRES_SECTION_FAR_MATES) |   \
	 BIT(ALKRES_SECTION_CLIPS_SHARED))

/* The directory, then those of the sections it lists that are wanted. */
static void
get_sections(AlkresReader *reader, AlkresPileup *pileup, uint32_t wanted)
{
	int ids[ALKRES_SECTION_LAST];
	uint64_t lengths[ALKRES_SECTION_LAST];
	AlkresFragmentTable table = {0};
	bool has_sizes = false;
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
		if (wanted & BIT(ids[i]))
			get_section(&section, pileup, &table, ids[i]);
		has_sizes |= ids[i] == ALKRES_SECTION_FAMILY_SIZES;
		if (section.bad != NULL)
			alkres_reader_fail(reader, section.bad);
		else
			reader->next = section.end;
	}
	if (reader->bad == NULL && reader->next != reader->end)
		alkres_reader_fail(reader, "bytes are left over");
	if (reader->bad == NULL)
		check_counts(reader, pileup);
	if (reader->bad == NULL && wanted & BIT(ALKRES_SECTION_FAMILY_SIZES))
		alkres_give_family_sizes(pileup, &table, has_sizes);
	alkres_free(table.fragment_of);
	alkres_free(table.fragments);
}

static AlkresPileup *
decode(const uint8_t *bytes, size_t length, uint32_t wanted, AlkresError *error)
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
		uint64_t block =
			alkres_get_bounded(&reader, ALKRES_BLOCK_LAST, "its block is out of range");
		pileup = alkres_pileup_new(&contig, (uint32_t) block);
		pileup->flags = head[1];
		pileup->min_base_quality = head[2];
		pileup->min_mapq = head[3];
		get_sections(&reader, pileup, wanted);
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
alkres_pileup_decode(const uint8_t *bytes, size_t length, AlkresError *error)
{
	return decode(bytes, length, EVERY_SECTION, error);
}

AlkresPileup *
alkres_pileup_decode_for_calls(const uint8_t *bytes, size_t length, AlkresError *error)
{
	return decode(bytes, length, ~NOT_FOR_CALLS, error);
}

AlkresPileup *
alkres_pileup_decode_for_junctions(const uint8_t *bytes, size_t length, AlkresError *error)
{
	return decode(bytes, length, FOR_JUNCTIONS, error);
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
