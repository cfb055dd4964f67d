/* Reads: qualities, and errors as often as they say. */
#include "panel.h"

#include <math.h>
#include <string.h>

#define PROFILES 1024
#define WORSE 1.2 /* the true error rate over the one the quality says */
#define CHEMISTRY_SEED 20240607u

typedef struct
{
	char qualities[MAX_READ];
	float rate[MAX_READ];
} Profile;

struct Sequencer
{
	const Options *options;
	Profile profiles[2][PROFILES]; /* as sequenced; reversed, for reads on the reverse strand */
};

/* NovaSeq's values: 37, and 25, 11, 2 the later in the read the oftener; 2 is read as N. */
static void
binned(Rng *rng, int n, char *q)
{
	double decay = rng_log_range(rng, 0.3, 3);

	memset(q, 37, (size_t) n);
	for (int i = 0; i < n; i++)
	{
		double late = (double) i / n;

		if (rng_chance(rng, decay * (0.01 + 0.05 * late * late * late)))
		{
			double u = rng_uniform(rng);
			int value = u < 0.7 ? 25 : u < 0.995 ? 11 : 2;

			for (int run = value == 2 ? 1 : rng_between(rng, 1, 3); run > 0 && i < n; run--)
				q[i++] = (char) value;
		}
	}
}

/* A walk from about 33 to 39 and down with the cycles. */
static void
full(Rng *rng, int n, char *q)
{
	double level = rng_range(rng, 33, 39), drop = rng_log_range(rng, 2, 14), walk = 0;

	for (int i = 0; i < n; i++)
	{
		double late = (double) i / n, value;

		walk = 0.7 * walk + 1.5 * rng_normal(rng);
		value = level - drop * late * late + (walk > 2 ? 2 : walk);
		if (rng_chance(rng, 0.01 + 0.03 * late))
			value -= rng_range(rng, 5, 25);
		q[i] = (char) (value > 41 ? 41 : value < 2 ? 2 : lround(value));
	}
}

Sequencer *
sequencer_new(const Options *options)
{
	Sequencer *s = must_allocate(sizeof(*s));
	int n = options->read_length;
	Rng rng;

	s->options = options;
	rng_seed(&rng, CHEMISTRY_SEED, 0);
	for (int i = 0; i < PROFILES; i++)
	{
		Profile *forward = &s->profiles[0][i], *reverse = &s->profiles[1][i];

		(options->full_qualities ? full : binned)(&rng, n, forward->qualities);
		for (int c = 0; c < n; c++)
		{
			forward->rate[c] = (float) (WORSE * pow(10, -forward->qualities[c] / 10.0));
			reverse->qualities[n - 1 - c] = forward->qualities[c];
			reverse->rate[n - 1 - c] = forward->rate[c];
		}
	}
	return s;
}

static char
misread(const PanelTarget *t, Rng *rng, int position, char base)
{
	int o = position - t->stretch.start;
	double sum = 0, u;

	if (position == 0 || base_code(base) < 0)
		return "ACGT"[rng_below(rng, 4)];
	for (int a = 0; a < 4; a++)
		sum += a == base_code(base) ? 0 : t->factor[a][o];
	u = rng_uniform(rng) * sum;
	for (int a = 0; a < 4; a++)
		if (a != base_code(base) && (u -= t->factor[a][o]) < 0)
			return "ACGT"[a];
	return base == 'T' ? 'G' : 'T';
}

void
sequence_read(const Sequencer *q, const PanelTarget *t, Rng *rng, const Strand *s, int reverse,
			  Read *r)
{
	int length = q->options->read_length, n = s->n < length ? s->n : length;
	int from = reverse ? s->n - n : 0, shift = reverse ? length - n : 0;
	const Profile *p = &q->profiles[reverse][rng_below(rng, PROFILES)];
	float hazard[MAX_READ + 1];

	r->n = n;
	memcpy(r->bases, s->bases + from, (size_t) n);
	memcpy(r->positions, s->positions + from, sizeof(int) * (size_t) n);
	memcpy(r->qualities, p->qualities + shift, (size_t) n);
	hazard[0] = 0;
	for (int i = 0; i < n; i++)
	{
		float rate = p->rate[shift + i] *
					 (r->positions[i] ? t->mean_factor[r->positions[i] - t->stretch.start] : 1);

		hazard[i + 1] = hazard[i] + (rate < 0.7f ? rate : 0.7f);
		if (r->qualities[i] == 2)
			r->bases[i] = 'N';
	}
	for (double at = rng_exponential(rng); at < hazard[n]; at += rng_exponential(rng))
	{
		int i = 0;

		while (hazard[i + 1] <= at)
			i++;
		if (r->bases[i] != 'N')
			r->bases[i] = misread(t, rng, r->positions[i], r->bases[i]);
	}
	read_align(r, &t->stretch, s->gapped);
}
