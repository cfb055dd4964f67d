/* What happens to a molecule before sequencing. */
#include "panel.h"

#include <math.h>
#include <string.h>

/* In doubling cycle c of PCR 2^(c-1) copies may go wrong, and 2^-c of all later copies have it:
 * the first four cycles weigh 1, 2, 4, 8; what comes later is hardly ever sampled. */
#define CYCLES 4
#define CYCLE_WEIGHT ((1 << CYCLES) - 1)

/* Offset of the base with this reference position, -1 where the strand has none. */
static int
find(const Strand *s, int position)
{
	if (!s->gapped)
		return position - s->positions[0];
	for (int i = 0; i < s->n; i++)
		if (s->positions[i] == position)
			return i;
	return -1;
}

static int
last_position(const Strand *s)
{
	for (int i = s->n - 1; i >= 0; i--)
		if (s->positions[i])
			return s->positions[i];
	return 0;
}

/* The next event of a cumulative hazard (scaled) behind *at; 0 behind the last base. */
static int
next_event(const PanelTarget *t, const float *sum, double scale, Rng *rng, const Strand *s,
		   double *at)
{
	int lo = s->positions[0] - t->stretch.start, hi = last_position(s) - t->stretch.start + 1;

	if (scale <= 0)
		return 0;
	if (*at < 0)
		*at = sum[lo];
	*at += rng_exponential(rng) / scale;
	if (*at >= sum[hi])
		return 0;
	while (hi - lo > 1) /* sum[lo] <= at < sum[hi] */
	{
		int middle = (lo + hi) / 2;

		if (sum[middle] <= *at)
			lo = middle;
		else
			hi = middle;
	}
	return t->stretch.start + lo;
}

/* One of the three wrong bases, by their factors. */
static char
wrong_base(const PanelTarget *t, Rng *rng, int position)
{
	int o = position - t->stretch.start, a;
	double u = rng_uniform(rng) * 3 * t->mean_factor[o];

	for (a = 0; a < 3; a++)
		if ((u -= t->factor[a][o]) < 0)
			break;
	return "ACGT"[a];
}

/* Only reference bases change: what was planted stays true. */
static void
set_base(const PanelTarget *t, Strand *s, int position, char base)
{
	int i = find(s, position);

	if (i >= 0 && s->bases[i] == t->stretch.bases[position - t->stretch.start])
		s->bases[i] = base;
}

void
damage_strand(const Options *o, const PanelTarget *t, Rng *rng, int bottom, Strand *s)
{
	double at = -1;

	for (int p; (p = next_event(t, t->damage[bottom], 1, rng, s, &at));)
		set_base(t, s, p, bottom ? 'A' : 'T');
	for (int i = 0; i < t->n_lesions; i++)
	{
		const Lesion *lesion = &t->lesions[i];

		if (lesion->bottom == bottom && lesion->position >= s->positions[0] &&
			lesion->position <= last_position(s) && rng_chance(rng, lesion->share))
			set_base(t, s, lesion->position, lesion->base);
	}
}

void
damage_both(const Options *o, const PanelTarget *t, Rng *rng, Strand *s)
{
	double at = -1;

	for (int p; (p = next_event(t, t->other, o->both_strands, rng, s, &at));)
		set_base(t, s, p, wrong_base(t, rng, p));
}

static double
share(Rng *rng)
{
	uint32_t u = rng_below(rng, CYCLE_WEIGHT);

	return u < 1 ? 0.5 : u < 3 ? 0.25 : u < 7 ? 0.125 : 0.0625;
}

int
pcr_errors(const Options *o, const PanelTarget *t, Rng *rng, const Strand *s, PcrError *errors,
		   int capacity)
{
	double at = -1;
	int n = 0, first = s->positions[0], last = last_position(s), lo = 0, hi = t->n_runs;

	for (int p; n < capacity && (p = next_event(t, t->other, o->pcr * CYCLE_WEIGHT, rng, s, &at));)
		errors[n++] = (PcrError){p, share(rng), wrong_base(t, rng, p), 1};
	while (lo < hi) /* the first run that begins in the molecule */
	{
		int middle = (lo + hi) / 2;

		if (t->runs[middle].position < first)
			lo = middle + 1;
		else
			hi = middle;
	}
	at = t->runs[lo].hazard + rng_exponential(rng) / CYCLE_WEIGHT;
	for (int i = lo; i < t->n_runs && t->runs[i].position < last && n < capacity; i++)
		if (at < t->runs[i + 1].hazard)
		{
			errors[n++] = (PcrError){t->runs[i].position, share(rng),
									 rng_chance(rng, 0.7) ? '-' : '+', t->runs[i].unit};
			break;
		}
	return n;
}

void
pcr_apply(const PcrError *error, Strand *s)
{
	int i = find(s, error->position);
	size_t behind, unit;

	if (i < 0)
		return;
	if (error->base != '+' && error->base != '-')
	{
		s->bases[i] = error->base;
		return;
	}
	i++;
	if (i + error->unit > s->n || s->n + error->unit > MAX_BASES ||
		s->positions[i] != error->position + 1)
		return;
	behind = (size_t) (s->n - i - error->unit);
	unit = (size_t) error->unit;
	if (error->base == '-')
	{
		if (behind == 0)
			return;
		memmove(s->bases + i, s->bases + i + unit, behind);
		memmove(s->positions + i, s->positions + i + unit, sizeof(int) * behind);
		s->n -= error->unit;
	}
	else
	{
		memmove(s->bases + i + unit, s->bases + i, behind + unit);
		memmove(s->positions + i + unit, s->positions + i, sizeof(int) * (behind + unit));
		memset(s->positions + i, 0, sizeof(int) * unit);
		s->n += error->unit;
	}
	s->gapped = 1;
}
