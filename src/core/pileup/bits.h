/*
 * bits.h: numbers in the stored form of pileups: varints, Rice codes, columns
 * (doc/formats.md).
 */
#ifndef ALKRES_CORE_PILEUP_BITS_H
#define ALKRES_CORE_PILEUP_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct AlkresWriter
{
	uint8_t *bytes;
	size_t length;
	size_t capacity;
	uint32_t bits; /* the last byte's free bits, when bit codes are being written */
} AlkresWriter;

extern void alkres_put_byte(AlkresWriter *writer, uint8_t byte);
extern void alkres_put_bytes(AlkresWriter *writer, const void *bytes, size_t length);
extern void alkres_put_varint(AlkresWriter *writer, uint64_t value);
/* Bits, highest first; a run of them begins and ends at a byte. */
extern void alkres_put_bits(AlkresWriter *writer, uint64_t value, int count);
extern void alkres_end_put_bits(AlkresWriter *writer);
/* A column of counts in the shortest of its three forms; values stand stride apart. */
extern void alkres_put_column(AlkresWriter *writer, const uint32_t *values, int count, int stride);
/* Codes, and bytes by their rank in frequency. */
extern void alkres_put_codes(AlkresWriter *writer, const uint64_t *codes, size_t count);
extern void alkres_put_ranked(AlkresWriter *writer, const uint8_t *bytes, size_t count);
/* Lengths of alternating runs of flags, the first of them false and perhaps empty. */
extern void alkres_put_runs(AlkresWriter *writer, const uint8_t *flags, int count);

typedef struct AlkresReader
{
	const uint8_t *next;
	const uint8_t *end;
	uint32_t bits;   /* unread bits of the byte before next */
	const char *bad; /* what is wrong, NULL as long as nothing is: reads then return 0 */
} AlkresReader;

/* Note what is wrong, the first time, and read nothing more. */
extern void alkres_reader_fail(AlkresReader *reader, const char *what);
extern uint8_t alkres_get_byte(AlkresReader *reader);
extern uint64_t alkres_get_varint(AlkresReader *reader);
/* A varint that may be limit at most, else what is wrong. */
extern uint64_t alkres_get_bounded(AlkresReader *reader, uint64_t limit, const char *what);
extern uint64_t alkres_get_bits(AlkresReader *reader, int count);
/* The end of a run of bits: what is left of its last byte must be zero. */
extern void alkres_end_bits(AlkresReader *reader);
extern void alkres_get_column(AlkresReader *reader, uint32_t *values, int count, int stride);
extern void alkres_get_codes(AlkresReader *reader, uint64_t *codes, size_t count);
extern void alkres_get_ranked(AlkresReader *reader, uint8_t *bytes, size_t count);
extern void alkres_get_runs(AlkresReader *reader, uint8_t *flags, int count);

static inline size_t
alkres_bytes_left(const AlkresReader *reader)
{
	return reader->end - reader->next;
}

static inline uint64_t
alkres_zigzag(int64_t value)
{
	return value < 0 ? ((uint64_t) ~value << 1) | 1 : (uint64_t) value << 1;
}

static inline int64_t
alkres_unzigzag(uint64_t code)
{
	return (int64_t) (code >> 1) ^ -(int64_t) (code & 1);
}

#endif
