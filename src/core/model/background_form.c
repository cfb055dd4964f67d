/* background_form.c: the stored form of a background. */
#include <string.h>

#include "core/model/background.h"
#include "core/base/memory.h"
#include "core/base/varint.h"

/* Of normals, and of other libraries. */
#define VERSION 1
#define VERSION_OTHER_LIBRARIES 2

#define SUMS (sizeof(((AlkresBackground *) 0)->sums) / sizeof(uint64_t))

/* A row of numbers: varints of each plus one; a run of zeros is a zero byte and how many follow. */
static uint8_t *
put_row(uint8_t *out, const uint64_t *numbers, size_t count)
{
	for (size_t i = 0; i < count;)
	{
		size_t zeros = 0;

		while (i + zeros < count && numbers[i + zeros] == 0)
			zeros++;
		if (zeros > 0)
		{
			*out++ = 0;
			out = alkres_varint_put(out, zeros - 1);
			i += zeros;
		}
		else
			out = alkres_varint_put(out, numbers[i++]);
	}
	return out;
}

static bool
get_row(const uint8_t **in, const uint8_t *end, uint64_t *numbers, size_t count)
{
	bool after_zeros = false;

	for (size_t i = 0; i < count;)
	{
		uint64_t value;

		if (alkres_varint_get(in, end, &value) != 1)
			return false;
		if (value > 0)
		{
			numbers[i++] = value;
			after_zeros = false;
			continue;
		}
		/* Two runs of zeros in a row are one. */
		if (after_zeros || alkres_varint_get(in, end, &value) != 1 || value >= count - i)
			return false;
		i += value + 1;
		after_zeros = true;
	}
	return true;
}

/* Depth changes little from base to base: zigzag differences are smaller numbers. */
static void
to_differences(uint64_t *to, const uint64_t *from)
{
	uint64_t last = 0;

	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		uint64_t difference = from[i] - last;

		to[i] = (difference << 1) ^ (0 - (difference >> 63));
		last = from[i];
	}
}

static void
from_differences(uint64_t *numbers)
{
	uint64_t last = 0;

	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		last += (numbers[i] >> 1) ^ (0 - (numbers[i] & 1));
		numbers[i] = last;
	}
}

uint8_t *
alkres_background_encode(const AlkresBackground *background, size_t *length)
{
	const uint64_t *columns[] = {&background->molecules[0][0], &background->spanning[0][0]};
	const int counts[] = {ALKRES_CELLS, ALKRES_ORIENTATIONS};
	size_t room = 64 + 2 * ALKRES_NAME_SIZE +
				  ALKRES_VARINT_SIZE_MAX *
					  ((size_t) (ALKRES_CELLS + ALKRES_ORIENTATIONS) * ALKRES_BLOCK_SIZE + SUMS +
					   (size_t) background->left_out_count * (ALKRES_CELLS + 2));
	uint8_t *bytes = alkres_alloc(room);
	uint8_t *out = bytes;

	*out++ = background->other_libraries ? VERSION_OTHER_LIBRARIES : VERSION;
	out += alkres_contig_encode(&background->contig, out);
	out = alkres_varint_put(out, background->block);
	out = alkres_varint_put(out, background->libraries);
	for (int c = 0; c < 2; c++)
		for (int i = 0; i < counts[c]; i++)
		{
			uint64_t differences[ALKRES_BLOCK_SIZE];

			to_differences(differences, columns[c] + (size_t) i * ALKRES_BLOCK_SIZE);
			out = put_row(out, differences, ALKRES_BLOCK_SIZE);
		}
	out = put_row(out, &background->sums[0][0][0][0].alternates, SUMS);
	out = alkres_varint_put(out, background->left_out_count);
	for (uint32_t i = 0; i < background->left_out_count; i++)
	{
		const AlkresLeftOut *left_out = &background->left_out[i];

		*out++ = (uint8_t) left_out->offset;
		*out++ = (uint8_t) left_out->kind;
		out = put_row(out, left_out->molecules, ALKRES_CELLS);
	}
	*length = (size_t) (out - bytes);
	return bytes;
}

static bool
decode_left_out(AlkresBackground *background, const uint8_t **in, const uint8_t *end)
{
	uint64_t count;
	int last = -1;

	if (alkres_varint_get(in, end, &count) != 1 ||
		count > ALKRES_BLOCK_SIZE * ALKRES_BACKGROUND_KINDS)
		return false;
	background->left_out = alkres_alloc_zero(sizeof(AlkresLeftOut) * (count + 1));
	for (; background->left_out_count < count; background->left_out_count++)
	{
		AlkresLeftOut *out = &background->left_out[background->left_out_count];
		bool empty = true;

		if (end - *in < 2)
			return false;
		out->offset = *(*in)++;
		out->kind = *(*in)++;
		if (out->kind >= ALKRES_BACKGROUND_KINDS ||
			out->offset * ALKRES_BACKGROUND_KINDS + out->kind <= last ||
			!get_row(in, end, out->molecules, ALKRES_CELLS))
			return false;
		last = out->offset * ALKRES_BACKGROUND_KINDS + out->kind;
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			empty = empty && out->molecules[cell] == 0;
		if (empty)
			return false;
	}
	return true;
}

AlkresBackground *
alkres_background_decode(const uint8_t *bytes, size_t length, AlkresError *error)
{
	const uint8_t *in = bytes;
	const uint8_t *end = bytes + length;
	AlkresContig contig;
	uint64_t block, libraries;
	size_t read;
	AlkresBackground *background = NULL;
	uint8_t version = length < 1 ? 0 : *in++;

	if (version != VERSION && version != VERSION_OTHER_LIBRARIES)
	{
		alkres_fail(error, ALKRES_BAD_BINARY, "invalid background: unknown version");
		return NULL;
	}
	read = alkres_contig_decode(&contig, in, (size_t) (end - in));
	if (read == 0)
		goto broken;
	in += read;
	if (alkres_varint_get(&in, end, &block) != 1 || block > alkres_block_of(ALKRES_POSITION_MAX) ||
		alkres_varint_get(&in, end, &libraries) != 1 || libraries > UINT32_MAX)
		goto broken;
	background = alkres_background_new(&contig, (uint32_t) block);
	background->libraries = (uint32_t) libraries;
	background->other_libraries = version == VERSION_OTHER_LIBRARIES;
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
	{
		if (!get_row(&in, end, background->molecules[cell], ALKRES_BLOCK_SIZE))
			goto broken;
		from_differences(background->molecules[cell]);
	}
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		if (!get_row(&in, end, background->spanning[g], ALKRES_BLOCK_SIZE))
			goto broken;
		from_differences(background->spanning[g]);
	}
	if (get_row(&in, end, &background->sums[0][0][0][0].alternates, SUMS) &&
		decode_left_out(background, &in, end) && in == end)
		return background;

broken:
	alkres_background_free(background);
	alkres_fail(error, ALKRES_BAD_BINARY, "invalid background: malformed contents");
	return NULL;
}
