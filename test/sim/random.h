/* Random numbers of the simulator: xoshiro256** streams seeded by splitmix64, the same
 * everywhere. */
#ifndef SIM_RANDOM_H
#define SIM_RANDOM_H

#include <stdint.h>

typedef struct
{
	uint64_t s[4];
} Rng;

/* A stream of its own for every (seed, stream) pair: results do not depend on who runs it when. */
void rng_seed(Rng *rng, uint64_t seed, uint64_t stream);

static inline uint64_t
rng_next(Rng *rng)
{
	uint64_t *s = rng->s;
	uint64_t x = s[1] * 5, t = s[1] << 17;

	x = ((x << 7) | (x >> 57)) * 9;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = (s[3] << 45) | (s[3] >> 19);
	return x;
}

/* [0, 1) */
static inline double
rng_uniform(Rng *rng)
{
	return (double) (rng_next(rng) >> 11) * 0x1p-53;
}

/* [0, n) */
static inline uint32_t
rng_below(Rng *rng, uint32_t n)
{
	return (uint32_t) (((rng_next(rng) >> 32) * n) >> 32);
}

/* lo..hi, both included */
static inline int
rng_between(Rng *rng, int lo, int hi)
{
	return lo + (int) rng_below(rng, (uint32_t) (hi - lo + 1));
}

static inline int
rng_chance(Rng *rng, double p)
{
	return rng_uniform(rng) < p;
}

double rng_range(Rng *rng, double lo, double hi);
double rng_log_range(Rng *rng, double lo, double hi); /* uniform in the logarithm */
double rng_normal(Rng *rng);
double rng_exponential(Rng *rng);
int rng_binomial(Rng *rng, int n, double p);

#endif
