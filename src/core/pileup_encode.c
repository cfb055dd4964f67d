/* pileup_encode.c: a pileup to its stored form; doc/formats.md describes every byte. */
#include "core/pileup_format.h"

#include <string.h>

#include "core/memory.h"

typedef struct Buffer
{
	uint8_t *bytes;
	size_t length;
	size_t capacity;
	uint32_t bits; /* the last byte's free bits, when bit codes are being written */
} Buffer;

static void
put_byte(Buffer *buffer, uint8_t byte)
{
	if (buffer->length == buffer->capacity)
	{
		buffer->capacity = buffer->capacity ? buffer->capacity * 2 : 256;
		buffer->bytes = alkres_realloc(buffer->bytes, buffer->capacity);
	}
	buffer->bytes[buffer->length++] = byte;
}

static void
put_bytes(Buffer *buffer, const void *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		put_byte(buffer, ((const uint8_t *) bytes)[i]);
}

static void
put_varint(Buffer *buffer, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		put_byte(buffer, (uint8_t) (value | 0x80));
	put_byte(buffer, (uint8_t) value);
}

static size_t
varint_size(uint64_t value)
{
	size_t size = 1;

	for (; value >= 0x80; value >>= 7)
		size++;
	return size;
}

/* Highest bit first; a new run of bits starts at a byte, its last byte is filled with zeros. */
static void
put_bit(Buffer *buffer, int bit)
{
	if (buffer->bits == 0)
	{
		put_byte(buffer, 0);
		buffer->bits = 8;
	}
	buffer->bits--;
	buffer->bytes[buffer->length - 1] |= (uint8_t) (bit << buffer->bits);
}

static void
put_bits(Buffer *buffer, uint64_t value, int count)
{
	while (count-- > 0)
		put_bit(buffer, (int) (value >> count & 1));
}

static void
put_rice(Buffer *buffer, uint64_t code, int parameter)
{
	uint64_t quotient = code >> parameter;

	if (quotient >= ALKRES_RICE_ESCAPE)
	{
		put_bits(buffer, (1u << ALKRES_RICE_ESCAPE) - 1, ALKRES_RICE_ESCAPE);
		put_bits(buffer, code, ALKRES_RICE_ESCAPE_BITS);
		return;
	}
	put_bits(buffer, (1u << quotient) - 1, (int) quotient);
	put_bit(buffer, 0);
	put_bits(buffer, code & ((UINT64_C(1) << parameter) - 1), parameter);
}

static uint64_t
rice_size(const uint64_t *codes, int count, int parameter)
{
	uint64_t bits = 0;

	for (int i = 0; i < count; i++)
	{
		uint64_t quotient = codes[i] >> parameter;

		bits += quotient >= ALKRES_RICE_ESCAPE ? ALKRES_RICE_ESCAPE + ALKRES_RICE_ESCAPE_BITS
											   : quotient + 1 + parameter;
	}
	return (bits + 7) / 8;
}

/* The Rice parameter that makes the codes shortest, the least of equals. */
static uint64_t
best_rice(const uint64_t *codes, int count, int *parameter)
{
	uint64_t sum = 0, best = UINT64_MAX;
	int highest = 1;

	for (int i = 0; i < count; i++)
		sum += codes[i];
	while (highest < ALKRES_RICE_PARAMETER_MAX && (UINT64_C(1) << highest) * count < sum * 2)
		highest++;
	for (int k = highest > 4 ? highest - 4 : 0; k <= highest; k++)
	{
		uint64_t size = rice_size(codes, count, k);

		if (size < best)
		{
			best = size;
			*parameter = k;
		}
	}
	return best;
}

/* A column of counts in the shortest of its three forms; values stand stride apart. */
static void
put_column(Buffer *buffer, const uint32_t *values, int count, int stride)
{
	uint64_t deltas[ALKRES_BLOCK_SIZE] = {0}, plain[ALKRES_BLOCK_SIZE] = {0};
	uint32_t before = 0;
	uint64_t sparse = 0;
	int used = 0, gap = 0, delta_parameter = 0, value_parameter = 0;

	for (int i = 0; i < count; i++)
	{
		uint32_t value = values[(size_t) i * stride];

		deltas[i] = alkres_zigzag((int64_t) value - before);
		plain[i] = value;
		before = value;
		if (value != 0)
		{
			sparse += varint_size(gap) + varint_size(value - 1);
			used++;
			gap = 0;
		}
		else
			gap++;
	}
	sparse += varint_size(used);
	uint64_t delta = best_rice(deltas, count, &delta_parameter);
	uint64_t value = best_rice(plain, count, &value_parameter);
	if (sparse < delta && sparse < value)
	{
		put_byte(buffer, ALKRES_COLUMN_SPARSE);
		put_varint(buffer, used);
		gap = 0;
		for (int i = 0; i < count; i++)
		{
			if (plain[i] == 0)
			{
				gap++;
				continue;
			}
			put_varint(buffer, gap);
			put_varint(buffer, plain[i] - 1);
			gap = 0;
		}
		return;
	}
	bool by_delta = delta <= value;
	int parameter = by_delta ? delta_parameter : value_parameter;
	put_byte(buffer,
			 (uint8_t) ((by_delta ? ALKRES_COLUMN_DELTA : ALKRES_COLUMN_VALUE) | parameter << 2));
	buffer->bits = 0;
	for (int i = 0; i < count; i++)
		put_rice(buffer, by_delta ? deltas[i] : plain[i], parameter);
	buffer->bits = 0;
}

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
put_columns(Buffer *buffer, const uint32_t *values, int count, int width)
{
	uint64_t mask = 0;

	for (int column = 0; column < width; column++)
		if (column_used(values + column, count, width))
			mask |= UINT64_C(1) << column;
	if (mask == 0)
		return;
	put_varint(buffer, mask);
	for (int column = 0; column < width; column++)
		if (mask >> column & 1)
			put_column(buffer, values + column, count, width);
}

/* Lengths of alternating runs, the first of them false and perhaps empty. */
static void
put_runs(Buffer *buffer, const uint8_t *flags, int count)
{
	for (int i = 0, value = 0; i < count; value = !value)
	{
		int run = i;

		while (i < count && !flags[i] == !value)
			i++;
		put_varint(buffer, i - run);
	}
}

static void
put_reference(Buffer *buffer, const AlkresPileup *pileup)
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
	put_runs(buffer, known, sizeof(known));
	buffer->bits = 0;
	for (size_t i = 0; i < sizeof(known); i++)
		if (known[i])
			put_bits(buffer, alkres_base_code(pileup->reference[i]), 2);
	buffer->bits = 0;
}

static void
put_design(Buffer *buffer, const AlkresPileup *pileup)
{
	if ((pileup->flags & ALKRES_PILEUP_HAS_DESIGN) &&
		memchr(pileup->covered, 1, ALKRES_BLOCK_SIZE) != NULL)
		put_runs(buffer, pileup->covered, ALKRES_BLOCK_SIZE);
}

static void
put_dropped(Buffer *buffer, const AlkresPileup *pileup)
{
	uint64_t mask = 0;

	for (int kind = 0; kind < ALKRES_DROPPED_KINDS; kind++)
		if (pileup->dropped[kind] != 0)
			mask |= UINT64_C(1) << kind;
	if (mask == 0)
		return;
	put_varint(buffer, mask);
	for (int kind = 0; kind < ALKRES_DROPPED_KINDS; kind++)
		if (pileup->dropped[kind] != 0)
			put_varint(buffer, pileup->dropped[kind] - 1);
}

static void
put_record(Buffer *buffer, const AlkresRecord *record, uint32_t position, uint64_t *molecule)
{
	bool explicit_distance = record->end_distance !=
							 alkres_implied_end_distance(position, record->start, record->length);

	put_byte(buffer, record->cell | (record->reverse ? ALKRES_RECORD_REVERSE : 0) |
						 (explicit_distance ? ALKRES_RECORD_END_DISTANCE : 0));
	put_byte(buffer, record->quality);
	put_byte(buffer, record->mapq);
	put_varint(buffer, alkres_zigzag((int64_t) (record->molecule - *molecule)));
	*molecule = record->molecule;
	put_varint(buffer, alkres_zigzag((int64_t) position - record->start));
	put_varint(buffer, record->length);
	if (explicit_distance)
		put_varint(buffer, record->end_distance);
}

static void
put_summary(Buffer *buffer, const AlkresAllele *allele)
{
	int used = 0, gap = 0;

	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		used += allele->cells[cell] != 0;
	put_varint(buffer, used);
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
	{
		if (allele->cells[cell] == 0)
		{
			gap++;
			continue;
		}
		put_varint(buffer, gap);
		put_varint(buffer, allele->cells[cell] - 1);
		gap = 0;
	}
	put_varint(buffer, allele->reverse);
	put_varint(buffer, allele->low_mapq);
	put_varint(buffer, allele->unique_fragments);
	put_varint(buffer, allele->sum_quality);
	put_varint(buffer, allele->sum_mapq);
	put_varint(buffer, allele->sum_end_distance);
	put_varint(buffer, allele->sum_length);
}

static void
put_alleles(Buffer *buffer, const AlkresPileup *pileup)
{
	uint64_t molecule = 0;
	int before = 0;

	if (pileup->allele_count == 0)
		return;
	put_varint(buffer, pileup->allele_count);
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];
		size_t ref_length = strlen(allele->ref), alt_length = strlen(allele->alt);

		put_varint(buffer, allele->offset - before);
		before = allele->offset;
		if (ref_length == 1 && alt_length == 1 && alkres_base_code(allele->ref[0]) >= 0 &&
			alkres_base_code(allele->alt[0]) >= 0)
			put_byte(buffer, (uint8_t) (alkres_base_code(allele->ref[0]) * 8 +
										alkres_base_code(allele->alt[0])));
		else
		{
			put_byte(buffer, ALKRES_ALLELE_TEXT);
			put_varint(buffer, ref_length);
			put_bytes(buffer, allele->ref, ref_length);
			put_varint(buffer, alt_length);
			put_bytes(buffer, allele->alt, alt_length);
		}
		put_varint(buffer, allele->record_count);
		for (uint32_t r = 0; r < allele->record_count; r++)
			put_record(buffer, &allele->records[r], alkres_pileup_start(pileup) + allele->offset,
					   &molecule);
		if (allele->record_count == 0)
			put_summary(buffer, allele);
	}
}

static void
put_section(Buffer *buffer, const AlkresPileup *pileup, int section)
{
	switch (section)
	{
		case ALKRES_SECTION_REFERENCE:
			put_reference(buffer, pileup);
			break;
		case ALKRES_SECTION_DESIGN:
			put_design(buffer, pileup);
			break;
		case ALKRES_SECTION_CELLS:
			put_columns(buffer, &pileup->cells[0][0], ALKRES_BLOCK_SIZE, ALKRES_CELLS);
			break;
		case ALKRES_SECTION_SPANNING:
			put_columns(buffer, &pileup->spanning[0][0], ALKRES_BLOCK_SIZE, ALKRES_ORIENTATIONS);
			break;
		case ALKRES_SECTION_RAW_DEPTH:
			put_columns(buffer, pileup->raw_depth, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DELETED:
			put_columns(buffer, pileup->deleted, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DISCORDANT:
			put_columns(buffer, pileup->discordant, ALKRES_BLOCK_SIZE, 1);
			break;
		case ALKRES_SECTION_DROPPED:
			put_dropped(buffer, pileup);
			break;
		case ALKRES_SECTION_LENGTHS:
			put_columns(buffer, pileup->lengths, ALKRES_LENGTH_BINS, 1);
			break;
		case ALKRES_SECTION_ALLELES:
			put_alleles(buffer, pileup);
			break;
	}
}

uint8_t *
alkres_pileup_encode(const AlkresPileup *pileup, size_t *length)
{
	Buffer head = {0}, body = {0};
	size_t ends[ALKRES_SECTION_LAST + 1] = {0};
	int sections = 0;
	uint8_t contig[1 + 2 * ALKRES_NAME_SIZE];

	for (int section = 1; section <= ALKRES_SECTION_LAST; section++)
	{
		put_section(&body, pileup, section);
		ends[section] = body.length;
		sections += ends[section] != ends[section - 1];
	}
	put_byte(&head, ALKRES_PILEUP_VERSION);
	put_byte(&head, (uint8_t) pileup->flags);
	put_byte(&head, pileup->min_base_quality);
	put_byte(&head, pileup->min_mapq);
	put_bytes(&head, contig, alkres_contig_encode(&pileup->contig, contig));
	put_varint(&head, pileup->block);
	put_byte(&head, (uint8_t) sections);
	for (int section = 1; section <= ALKRES_SECTION_LAST; section++)
	{
		if (ends[section] == ends[section - 1])
			continue;
		put_byte(&head, (uint8_t) section);
		put_varint(&head, ends[section] - ends[section - 1]);
	}
	put_bytes(&head, body.bytes, body.length);
	alkres_free(body.bytes);
	*length = head.length;
	return head.bytes;
}
