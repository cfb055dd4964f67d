/*
 * varint.h: unsigned numbers in stored forms: seven bits a byte, the low ones first, the high bit
 * set on all but the last; never a needless byte, because equality of values is that of their
 * bytes.
 */
#ifndef ALKRES_CORE_BASE_VARINT_H
#define ALKRES_CORE_BASE_VARINT_H

#include <stdint.h>

#define ALKRES_VARINT_SIZE_MAX 10

/* Write value, at most ALKRES_VARINT_SIZE_MAX bytes; returns what follows it. */
static inline uint8_t *
alkres_varint_put(uint8_t *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		*out++ = (uint8_t) (value | 0x80);
	*out++ = (uint8_t) value;
	return out;
}

/* Read one and move *in behind it: 1, or 0 when the bytes end too early, or -1 when it is
 * malformed. */
static inline int
alkres_varint_get(const uint8_t **in, const uint8_t *end, uint64_t *value)
{
	*value = 0;
	for (int shift = 0; shift < 64; shift += 7)
	{
		uint8_t byte;

		if (*in == end)
			return 0;
		byte = *(*in)++;
		if (shift == 63 && byte > 1)
			return -1;
		*value |= (uint64_t) (byte & 0x7f) << shift;
		if (byte < 0x80)
			return byte == 0 && shift > 0 ? -1 : 1;
	}
	return -1;
}

#endif
