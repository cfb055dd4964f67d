/*
 * wide.h: sixteen bytes at once, by the wide operations that GCC and Clang make of it on any
 * machine.
 *
 * Loops over the qualities of a read take them sixteen at a time to the end, and leave what is
 * behind the end in room that is kept for it.
 */
#ifndef ALKRES_INGEST_READ_WIDE_H
#define ALKRES_INGEST_READ_WIDE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define ALKRES_WIDE 16

typedef uint8_t AlkresWide __attribute__((vector_size(ALKRES_WIDE)));

static inline AlkresWide
alkres_wide_load(const void *bytes)
{
	AlkresWide wide;

	memcpy(&wide, bytes, sizeof(wide));
	return wide;
}

static inline void
alkres_wide_store(void *bytes, AlkresWide wide)
{
	memcpy(bytes, &wide, sizeof(wide));
}

/* Of each byte that of a where the mask is 0xff, that of b where it is 0. */
static inline AlkresWide
alkres_wide_choose(AlkresWide mask, AlkresWide a, AlkresWide b)
{
	return (mask & a) | (~mask & b);
}

/* Is none of its bytes 0, all of them being 0 or 0xff? */
static inline bool
alkres_wide_all(AlkresWide wide)
{
	uint64_t halves[2];

	memcpy(halves, &wide, sizeof(wide));
	return (halves[0] & halves[1]) == UINT64_MAX;
}

/* Is one of its bytes not 0? */
static inline bool
alkres_wide_any(AlkresWide wide)
{
	uint64_t halves[2];

	memcpy(halves, &wide, sizeof(wide));
	return (halves[0] | halves[1]) != 0;
}

#endif
