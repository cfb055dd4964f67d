/* bits.c: numbers in the stored form of pileups. */
#include "core/pileup/bits.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/pileup/format.h"
#include "core/base/varint.h"

void
alkres_put_byte(AlkresWriter *writer, uint8_t byte)
{
	if (writer->length == writer->capacity)
	{
		writer->capacity = writer->capacity ? writer->capacity * 2 : 256;
		writer->bytes = alkres_realloc(writer->bytes, writer->capacity);
	}
	writer->bytes[writer->length++] = byte;
}

void
alkres_put_bytes(AlkresWriter *writer, const void *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		alkres_put_byte(writer, ((const uint8_t *) bytes)[i]);
}

void
alkres_put_varint(AlkresWriter *writer, uint64_t value)
{
	uint8_t bytes[ALKRES_VARINT_SIZE_MAX];
	const uint8_t *end = alkres_varint_put(bytes, value);

	for (const uint8_t *byte = bytes; byte < end; byte++)
		alkres_put_byte(writer, *byte);
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
put_bit(AlkresWriter *writer, int bit)
{
	if (writer->bits == 0)
	{
		alkres_put_byte(writer, 0);
		writer->bits = 8;
	}
	writer->bits--;
	writer->bytes[writer->length - 1] |= (uint8_t) (bit << writer->bits);
}

void
alkres_put_bits(AlkresWriter *writer, uint64_t value, int count)
{
	while (count-- > 0)
		put_bit(writer, (int) (value >> count & 1));
}

void
alkres_end_put_bits(AlkresWriter *writer)
{
	writer->bits = 0;
}

static void
put_rice(AlkresWriter *writer, uint64_t code, int parameter)
{
	uint64_t quotient = code >> parameter;

	if (quotient >= ALKRES_RICE_ESCAPE)
	{
		alkres_put_bits(writer, (1u << ALKRES_RICE_ESCAPE) - 1, ALKRES_RICE_ESCAPE);
		alkres_put_bits(writer, code, ALKRES_RICE_ESCAPE_BITS);
		return;
	}
	alkres_put_bits(writer, (1u << quotient) - 1, (int) quotient);
	put_bit(writer, 0);
	alkres_put_bits(writer, code & ((UINT64_C(1) << parameter) - 1), parameter);
}

static uint64_t
rice_size(const uint64_t *codes, size_t count, int parameter)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < count; i++)
	{
		uint64_t quotient = codes[i] >> parameter;

		bits += quotient >= ALKRES_RICE_ESCAPE ? ALKRES_RICE_ESCAPE + ALKRES_RICE_ESCAPE_BITS
											   : quotient + 1 + parameter;
	}
	return (bits + 7) / 8;
}

/* Larger codes count as this in a mean, so that the sum cannot wrap. */
#define CODE_CAP (UINT64_C(1) << 30)

/* The Rice parameter that makes the codes shortest, the least of equals. */
static uint64_t
best_rice(const uint64_t *codes, size_t count, int *parameter)
{
	uint64_t sum = 0, best = UINT64_MAX;
	int highest = 1;

	*parameter = 0;
	for (size_t i = 0; i < count; i++)
		sum += codes[i] < CODE_CAP ? codes[i] : CODE_CAP;
	/* No use in looking above twice the mean. */
	while (highest < ALKRES_RICE_PARAMETER_MAX && (UINT64_C(1) << highest) < sum * 2 / (count + 1))
		highest++;
	for (int k = 0; k <= highest; k++)
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

/* The codes of a column in one of the forms of Rice codes; false when it has none. */
static bool
column_codes(const uint32_t *values, int count, int stride, int form, uint64_t *codes)
{
	uint32_t before = 0;

	for (int i = 0; i < count; i++)
	{
		uint32_t value = values[(size_t) i * stride];

		if (form == ALKRES_COLUMN_ROUND)
		{
			uint32_t place = alkres_round_place(value);

			if (alkres_round_number(place) != value)
				return false;
			value = place;
		}
		codes[i] = form == ALKRES_COLUMN_VALUE ? value : alkres_zigzag((int64_t) value - before);
		before = value;
	}
	return true;
}

static uint64_t
sparse_size(const uint32_t *values, int count, int stride)
{
	uint64_t size = 0;
	int used = 0, gap = 0;

	for (int i = 0; i < count; i++)
	{
		uint32_t value = values[(size_t) i * stride];

		gap++;
		if (value == 0)
			continue;
		size += varint_size(gap - 1) + varint_size(value - 1);
		used++;
		gap = 0;
	}
	return size + varint_size(used);
}

static void
put_sparse(AlkresWriter *writer, const uint32_t *values, int count, int stride)
{
	uint64_t used = 0;
	int gap = 0;

	for (int i = 0; i < count; i++)
		used += values[(size_t) i * stride] != 0;
	alkres_put_byte(writer, ALKRES_COLUMN_SPARSE);
	alkres_put_varint(writer, used);
	for (int i = 0; i < count; i++)
	{
		uint32_t value = values[(size_t) i * stride];

		gap++;
		if (value == 0)
			continue;
		alkres_put_varint(writer, gap - 1);
		alkres_put_varint(writer, value - 1);
		gap = 0;
	}
}

/* A column of counts in the shortest of its forms, the first of equals; values stand stride
 * apart. */
void
alkres_put_column(AlkresWriter *writer, const uint32_t *values, int count, int stride)
{
	uint64_t codes[ALKRES_BLOCK_SIZE] = {0}, best = UINT64_MAX;
	int form = ALKRES_COLUMN_DELTA, parameter = 0;

	for (int i = ALKRES_COLUMN_DELTA; i <= ALKRES_COLUMN_ROUND; i++)
	{
		uint64_t size;
		int k = 0;

		if (i == ALKRES_COLUMN_SPARSE)
			size = sparse_size(values, count, stride);
		else if (column_codes(values, count, stride, i, codes))
			size = best_rice(codes, count, &k);
		else
			continue;
		if (size < best)
		{
			best = size;
			form = i;
			parameter = k;
		}
	}
	if (form == ALKRES_COLUMN_SPARSE)
	{
		put_sparse(writer, values, count, stride);
		return;
	}
	column_codes(values, count, stride, form, codes);
	alkres_put_byte(writer, (uint8_t) (form | parameter << 2));
	alkres_end_put_bits(writer);
	for (int i = 0; i < count; i++)
		put_rice(writer, codes[i], parameter);
	alkres_end_put_bits(writer);
}

void
alkres_put_codes(AlkresWriter *writer, const uint64_t *codes, size_t count)
{
	int parameter;

	best_rice(codes, count, &parameter);
	alkres_put_byte(writer, (uint8_t) parameter);
	for (size_t i = 0; i < count; i++)
	{
		if (i % 65536 == 0)
			alkres_check_interrupts();
		put_rice(writer, codes[i], parameter);
	}
	alkres_end_put_bits(writer);
}

/* How many distinct values, the values by falling frequency, then Rice codes of their places. */
void
alkres_put_ranked(AlkresWriter *writer, const uint8_t *bytes, size_t count)
{
	size_t frequency[256] = {0};
	uint8_t ranked[256] = {0}, place[256];
	int distinct = 0;
	uint64_t *codes = alkres_alloc(sizeof(uint64_t) * (count + 1));

	for (size_t i = 0; i < count; i++)
		frequency[bytes[i]]++;
	for (int value = 0; value < 256; value++)
	{
		int at = distinct;

		if (frequency[value] == 0)
			continue;
		for (; at > 0 && frequency[ranked[at - 1]] < frequency[value]; at--)
			ranked[at] = ranked[at - 1];
		ranked[at] = (uint8_t) value;
		distinct++;
	}
	alkres_put_varint(writer, (uint64_t) distinct);
	alkres_put_bytes(writer, ranked, (size_t) distinct);
	for (int i = 0; i < distinct; i++)
		place[ranked[i]] = (uint8_t) i;
	for (size_t i = 0; i < count; i++)
		codes[i] = place[bytes[i]];
	alkres_put_codes(writer, codes, count);
	alkres_free(codes);
}

void
alkres_put_runs(AlkresWriter *writer, const uint8_t *flags, int count)
{
	for (int i = 0, value = 0; i < count; value = !value)
	{
		int run = i;

		while (i < count && !flags[i] == !value)
			i++;
		alkres_put_varint(writer, i - run);
	}
}

void
alkres_reader_fail(AlkresReader *reader, const char *what)
{
	if (reader->bad == NULL)
		reader->bad = what;
	reader->next = reader->end; /* nothing more is read */
	reader->bits = 0;
}

uint8_t
alkres_get_byte(AlkresReader *reader)
{
	if (reader->next == reader->end)
	{
		alkres_reader_fail(reader, "it ends too early");
		return 0;
	}
	return *reader->next++;
}

uint64_t
alkres_get_varint(AlkresReader *reader)
{
	uint64_t value;
	int got = alkres_varint_get(&reader->next, reader->end, &value);

	if (got == 1)
		return value;
	alkres_reader_fail(reader, got == 0 ? "it ends too early" : "a number is malformed");
	return 0;
}

/* A varint that may be limit at most. */
uint64_t
alkres_get_bounded(AlkresReader *reader, uint64_t limit, const char *what)
{
	uint64_t value = alkres_get_varint(reader);

	if (value > limit)
	{
		alkres_reader_fail(reader, what);
		return 0;
	}
	return value;
}

static int
get_bit(AlkresReader *reader)
{
	if (reader->bits == 0)
	{
		alkres_get_byte(reader);
		if (reader->bad != NULL)
			return 0;
		reader->bits = 8;
	}
	reader->bits--;
	return reader->next[-1] >> reader->bits & 1;
}

uint64_t
alkres_get_bits(AlkresReader *reader, int count)
{
	uint64_t value = 0;

	while (count-- > 0)
		value = value << 1 | get_bit(reader);
	return value;
}

/* The end of a run of bits: what is left of its last byte must be zero. */
void
alkres_end_bits(AlkresReader *reader)
{
	if (reader->bad == NULL && reader->bits != 0 &&
		(reader->next[-1] & ((1u << reader->bits) - 1)) != 0)
		alkres_reader_fail(reader, "unused bits are set");
	reader->bits = 0;
}

/* Bit by bit: an escape, or one of the last bytes. */
static uint64_t
get_rice_slowly(AlkresReader *reader, int parameter)
{
	int quotient = 0;

	while (quotient < ALKRES_RICE_ESCAPE && get_bit(reader))
		quotient++;
	if (quotient == ALKRES_RICE_ESCAPE)
		return alkres_get_bits(reader, ALKRES_RICE_ESCAPE_BITS);
	return (uint64_t) quotient << parameter | alkres_get_bits(reader, parameter);
}

/* Eight bytes as one number, the first the highest. */
static inline uint64_t
eight_bytes(const uint8_t *bytes)
{
	/* One load and a swap for the compiler. */
	return (uint64_t) bytes[0] << 56 | (uint64_t) bytes[1] << 48 | (uint64_t) bytes[2] << 40 |
		   (uint64_t) bytes[3] << 32 | (uint64_t) bytes[4] << 24 | (uint64_t) bytes[5] << 16 |
		   (uint64_t) bytes[6] << 8 | bytes[7];
}

/*
 * So many codes, each from a word of what comes next: one without an escape has 51 bits at the
 * most.  Codes behind a broken one are 0.
 */
static void
get_rices(AlkresReader *reader, uint64_t *codes, size_t count, int parameter)
{
	const uint8_t *at = reader->next - (reader->bits != 0);
	int used = (int) (-reader->bits & 7); /* bits of the first byte */

	for (size_t i = 0; i < count; i++)
	{
		uint64_t word = reader->end - at < 8 ? UINT64_MAX : eight_bytes(at) << used;
		int quotient = word == UINT64_MAX ? 64 : __builtin_clzll(~word);

		if (quotient < ALKRES_RICE_ESCAPE)
		{
			word <<= quotient + 1;
			codes[i] =
				(uint64_t) quotient << parameter | (parameter == 0 ? 0 : word >> (64 - parameter));
			used += quotient + 1 + parameter;
			at += used / 8;
			used %= 8;
			continue;
		}
		reader->next = at + (used != 0);
		reader->bits = (uint32_t) (-used & 7);
		codes[i] = reader->bad == NULL ? get_rice_slowly(reader, parameter) : 0;
		at = reader->next - (reader->bits != 0);
		used = (int) (-reader->bits & 7);
	}
	reader->next = at + (used != 0);
	reader->bits = (uint32_t) (-used & 7);
}

static void
get_sparse(AlkresReader *reader, uint32_t *values, int count, int stride)
{
	uint64_t used = alkres_get_bounded(reader, count, "a column is too long");
	uint64_t place = 0;

	for (uint64_t i = 0; i < used && reader->bad == NULL; i++)
	{
		place += alkres_get_bounded(reader, count, "a column is too long");
		if (place >= (uint64_t) count)
		{
			alkres_reader_fail(reader, "a column is too long");
			return;
		}
		values[place++ * stride] =
			(uint32_t) alkres_get_bounded(reader, UINT32_MAX - 1, "a count is too large") + 1;
	}
}

void
alkres_get_column(AlkresReader *reader, uint32_t *values, int count, int stride)
{
	uint64_t codes[ALKRES_BLOCK_SIZE];
	uint8_t head = alkres_get_byte(reader);
	int form = head & 3, parameter = head >> 2;
	int64_t limit = form == ALKRES_COLUMN_ROUND ? ALKRES_ROUND_PLACES - 1 : UINT32_MAX;
	int64_t before = 0;

	if (form == ALKRES_COLUMN_SPARSE && parameter == 0)
	{
		get_sparse(reader, values, count, stride);
		return;
	}
	if (form == ALKRES_COLUMN_SPARSE || parameter > ALKRES_RICE_PARAMETER_MAX)
	{
		alkres_reader_fail(reader, "a column has an unknown form");
		return;
	}
	reader->bits = 0;
	get_rices(reader, codes, (size_t) count, parameter);
	for (int i = 0; i < count && reader->bad == NULL; i++)
	{
		uint64_t code = codes[i];
		int64_t value = 0;

		if (code >> 33 == 0)
			value = form == ALKRES_COLUMN_VALUE ? (int64_t) code : before + alkres_unzigzag(code);
		if (code >> 33 != 0 || value < 0 || value > limit)
		{
			alkres_reader_fail(reader, "a count is out of range");
			return;
		}
		values[(size_t) i * stride] =
			form == ALKRES_COLUMN_ROUND ? alkres_round_number((uint32_t) value) : (uint32_t) value;
		before = value;
	}
	alkres_end_bits(reader);
}

#define BETWEEN_INTERRUPTS 65536

void
alkres_get_codes(AlkresReader *reader, uint64_t *codes, size_t count)
{
	uint64_t parameter = alkres_get_byte(reader);

	if (parameter > ALKRES_RICE_PARAMETER_MAX)
		alkres_reader_fail(reader, "a row of codes has an unknown form");
	reader->bits = 0;
	for (size_t i = 0; i < count; i += BETWEEN_INTERRUPTS)
	{
		alkres_check_interrupts();
		get_rices(reader, codes + i,
				  count - i < BETWEEN_INTERRUPTS ? count - i : BETWEEN_INTERRUPTS, (int) parameter);
	}
	alkres_end_bits(reader);
}

void
alkres_get_ranked(AlkresReader *reader, uint8_t *bytes, size_t count)
{
	uint8_t ranked[256];
	uint64_t distinct = alkres_get_bounded(reader, 256, "a row of bytes has too many values");
	uint64_t *codes = alkres_alloc(sizeof(uint64_t) * (count + 1));

	for (uint64_t i = 0; i < distinct; i++)
		ranked[i] = alkres_get_byte(reader);
	alkres_get_codes(reader, codes, count);
	for (size_t i = 0; i < count && reader->bad == NULL; i++)
	{
		if (codes[i] >= distinct)
			alkres_reader_fail(reader, "a row of bytes has an unknown value");
		else
			bytes[i] = ranked[codes[i]];
	}
	alkres_free(codes);
}

void
alkres_get_runs(AlkresReader *reader, uint8_t *flags, int count)
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
