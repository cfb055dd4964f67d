/* random.h: the same numbers everywhere: Marsaglia's xorshift of 64 bits, from a state that is not
 * 0. */
#ifndef ALKRES_UNIT_RANDOM_H
#define ALKRES_UNIT_RANDOM_H

#include <stdint.h>

static inline uint64_t
random_bits(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* From 0 on, below 1. */
static inline double
random_uniform(uint64_t *state)
{
	return (double) (random_bits(state) >> 11) / 9007199254740992.0;
}

#endif
