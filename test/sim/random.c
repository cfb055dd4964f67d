#include "random.h"

#include <math.h>

static uint64_t
splitmix(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void
rng_seed(Rng *rng, uint64_t seed, uint64_t stream)
{
	uint64_t state = seed;

	state = splitmix(&state) ^ (stream * 0xd1342543de82ef95u);
	for (int i = 0; i < 4; i++)
		rng->s[i] = splitmix(&state);
}

double
rng_range(Rng *rng, double lo, double hi)
{
	return lo + (hi - lo) * rng_uniform(rng);
}

double
rng_log_range(Rng *rng, double lo, double hi)
{
	return exp(rng_range(rng, log(lo), log(hi)));
}

double
rng_normal(Rng *rng)
{
	/* Box and Muller, one of the pair: no hidden state */
	double r = sqrt(2 * rng_exponential(rng));

	return r * cos(6.283185307179586 * rng_uniform(rng));
}

double
rng_exponential(Rng *rng)
{
	return -log1p(-rng_uniform(rng));
}

/* By geometric skips where p is small, by n draws otherwise. */
int
rng_binomial(Rng *rng, int n, double p)
{
	int hits = 0;

	if (p <= 0)
		return 0;
	if (p >= 1)
		return n;
	if (p < 0.05)
	{
		double scale = -1 / log1p(-p);

		for (double at = floor(rng_exponential(rng) * scale); at < n;
			 at += 1 + floor(rng_exponential(rng) * scale))
			hits++;
		return hits;
	}
	for (int i = 0; i < n; i++)
		hits += rng_chance(rng, p);
	return hits;
}
