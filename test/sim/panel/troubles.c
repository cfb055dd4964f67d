/*
 * What real runs show that no variant makes: molecules of a paralogue, reads that run into adapter
 * or a repeat, repeats that slip, bases that reads of one direction misread, damage of one strand.
 */
#include "panel.h"

#include <stdlib.h>
#include <string.h>

#define TIE_MAPQ 3
#define DIVERGED 16 /* a base in so many differs in the paralogue */
static const char ADAPTER[] = "AGATCGGAAGAGCACACGTCTGAACTCCAGTCACAGATCGGAAGAGCGTCGTGTAGGGAAAGAGTGT";

static char
another(char base, uint32_t random)
{
	return "ACGT"[(base_code(base) + 1 + (int) (random % 3)) & 3];
}

/* How many units make a repeat that slips. */
static int
copies_of(int unit)
{
	return unit == 1 ? 9 : unit <= 3 ? 6 : 4;
}

/* Three repeats in every such target, a third of it apart, their units of one to six bases in
 * turn. */
void
troubles_write_repeats(Panel *panel)
{
	for (int i = TROUBLE_REPEAT - 1; i < panel->n_targets; i += TROUBLES)
	{
		PanelTarget *t = &panel->targets[i];
		int third = (t->end - t->start + 1) / 3;

		for (int j = 0; j < 3 && third > 60; j++)
		{
			int unit = (i / TROUBLES * 3 + j) % 6 + 1;
			char *at = t->stretch.bases + (t->start - t->stretch.start) + j * third + 20;

			for (int k = unit; k < unit * copies_of(unit); k++)
				at[k] = at[k - unit];
		}
	}
}

/* Damage of one strand at some places of this library alone. */
static void
plan_lesions(const Options *o, PanelTarget *t, Rng *rng)
{
	int n = t->end - t->start + 1, room = 0;

	for (int i = 0; i < n; i++)
	{
		if (!rng_chance(rng, 3 * o->strand_sites))
			continue;
		if (t->n_lesions == room)
		{
			room = room ? 2 * room : 8;
			t->lesions = realloc(t->lesions, sizeof(Lesion) * (size_t) room);
			if (!t->lesions)
				die("out of memory");
		}
		t->lesions[t->n_lesions++] =
			(Lesion){t->start + i, (int) rng_below(rng, 2),
					 another(t->stretch.bases[t->start + i - t->stretch.start], rng_below(rng, 3)),
					 rng_log_range(rng, 5e-4, 0.02)};
	}
}

/* A paralogue differs at the same places in all libraries. */
static void
plan_paralogue(const Options *o, PanelTarget *t)
{
	int quarter = (t->end - t->start + 1) / 4;
	Rng rng;

	rng_seed(&rng, o->panel_seed, 3000017u + (uint64_t) t->start);
	t->trouble.position = rng_between(&rng, t->start + quarter, t->end - quarter);
	t->trouble.base =
		another(t->stretch.bases[t->trouble.position - t->stretch.start], rng_below(&rng, 3));
	t->trouble.salt = (uint32_t) rng_next(&rng);
}

/* Every target has one kind of trouble in turn, every fifth none; where and how much goes by the
 * seed of the plants, so that each run has its own.  What a paralogue is like is the panel's. */
void
troubles_plan(Panel *panel)
{
	for (int i = 0; panel->options->troubles && i < panel->n_targets; i++)
	{
		PanelTarget *t = &panel->targets[i];
		Trouble *trouble = &t->trouble;
		Rng rng;
		int quarter = (t->end - t->start + 1) / 4;

		rng_seed(&rng, panel->options->plant_seed, 1000003u + (uint64_t) i);
		trouble->kind = 1 + i % TROUBLES;
		trouble->position = rng_between(&rng, t->start + quarter, t->end - quarter);
		trouble->reverse = (int) rng_below(&rng, 2);
		trouble->share = rng_log_range(&rng, 0.02, 0.15);
		trouble->base =
			another(t->stretch.bases[trouble->position - t->stretch.start], rng_below(&rng, 3));
		trouble->salt = (uint32_t) rng_next(&rng);
		if (trouble->kind == TROUBLE_PARALOGUE)
			plan_paralogue(panel->options, t);
	}
	for (int i = 0; panel->options->strand_sites > 0 && i < panel->n_targets; i++)
	{
		Rng rng;

		rng_seed(&rng, panel->options->plant_seed, 2000003u + (uint64_t) i);
		plan_lesions(panel->options, &panel->targets[i], &rng);
	}
}

static uint32_t
mix(uint32_t x)
{
	x = (x ^ x >> 16) * 0x7feb352du;
	x = (x ^ x >> 15) * 0x846ca68bu;
	return x ^ x >> 16;
}

int
trouble_molecule(const PanelTarget *t, Rng *rng, Strand *plus)
{
	const Trouble *trouble = &t->trouble;
	int first = plus->positions[0], last = plus->positions[plus->n - 1];

	if ((trouble->kind != TROUBLE_PARALOGUE && trouble->kind != TROUBLE_ADAPTER) ||
		trouble->position < first || trouble->position > last || !rng_chance(rng, trouble->share))
		return 0;
	for (int i = 0; i < plus->n; i++)
	{
		uint32_t place = mix((uint32_t) plus->positions[i] ^ trouble->salt);

		if (plus->positions[i] == trouble->position)
			plus->bases[i] = trouble->base;
		else if (trouble->kind == TROUBLE_PARALOGUE && plus->positions[i] && place % DIVERGED == 0)
			plus->bases[i] = another(plus->bases[i], place / DIVERGED);
	}
	return 1;
}

/* What is aligned of a read ends two bases behind the place, and adapter follows. */
static void
run_into_adapter(const PanelTarget *t, Read *r, int gapped)
{
	int n = r->n, kept = 0;

	while (kept < n && r->positions[kept] <= t->trouble.position + 2)
		kept++;
	if (kept < 20 || n - kept < 8)
		return;
	for (int i = kept; i < n; i++)
		r->bases[i] = ADAPTER[(i - kept) % (int) (sizeof(ADAPTER) - 1)];
	r->n = kept;
	read_align(r, &t->stretch, gapped);
	r->cigar[r->n_cigar++] = (uint32_t) (n - kept) << BAM_CIGAR_SHIFT | BAM_CSOFT_CLIP;
	r->n = n;
}

void
trouble_read(const PanelTarget *t, Rng *rng, int stray, int reverse, int gapped, Read *r)
{
	const Trouble *trouble = &t->trouble;

	if (stray && trouble->kind == TROUBLE_ADAPTER)
		run_into_adapter(t, r, gapped);
	if (trouble->kind != TROUBLE_DIRECTION || reverse != trouble->reverse ||
		!rng_chance(rng, trouble->share))
		return;
	for (int i = 0; i < r->n; i++)
		if (r->positions[i] == trouble->position)
		{
			r->bases[i] = trouble->base;
			r->qualities[i] = rng_chance(rng, 0.7) ? 11 : rng_chance(rng, 0.6) ? 25 : 37;
			read_align(r, &t->stretch, gapped);
			return;
		}
}

int
trouble_mapq(const PanelTarget *t, int stray, int mapq)
{
	return stray && t->trouble.kind == TROUBLE_PARALOGUE ? TIE_MAPQ : mapq;
}

/* As an aligner scores: a point for each base, five less for each that differs. */
void
trouble_tags(const PanelTarget *t, Rng *rng, int stray, const Read *r, int32_t *here,
			 int32_t *elsewhere)
{
	*here = r->last - r->first + 1 - 5 * r->mismatches;
	*elsewhere = stray && t->trouble.kind == TROUBLE_PARALOGUE ? *here + rng_between(rng, -4, 15)
															   : rng_between(rng, 19, 40);
}
