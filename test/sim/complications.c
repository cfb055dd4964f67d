/* What real cohorts have and plain courses have not: bypass, combined drugs, gaps, tissue and white
 * cells, tubes that were exchanged, patients without a marker.  By the place in the cycle of 20. */
#include "cohort.h"

#include <stdlib.h>
#include <string.h>

#define CYCLE 20

typedef struct
{
	int place; /* in the cycle */
	const char *names[2];
} Acquired;

static const Acquired BYPASSES[] = {
	{2, {"KRAS G12D", "KRAS G12C"}},
	{7, {"KRAS G12C", "EGFR L858R"}},
	{10, {"EGFR L858R", "KIT D816V"}},
	{16, {"MET D1228N", "KRAS G12V"}},
};

static int
is_one_of(int place, const int *places, int n)
{
	for (int i = 0; i < n; i++)
		if (places[i] == place)
			return 1;
	return 0;
}
#define IS_ONE_OF(place, ...)                    \
	is_one_of(place, (const int[]){__VA_ARGS__}, \
			  (int) (sizeof((const int[]){__VA_ARGS__}) / sizeof(int)))

/* The draw at the first or the last progression; -1 where there is none. */
static int
progression_draw(const Patient *p, int last)
{
	int found = -1;

	for (int d = 0; d < p->n_draws; d++)
		if (p->draws[d].at_progression && (found < 0 || last))
			found = d;
	return found;
}

static double
room(const Draw *d)
{
	double left = 0.48 * d->tumour_fraction;

	for (int i = 0; i < d->n_clones; i++)
		left -= d->clones[i].of_blood ? 0 : d->clones[i].vaf;
	return left;
}

static Draw *
add(Rng *rng, Patient *p, int day, double tumour_fraction)
{
	Draw *d = cohort_add_draw(rng, p, day, tumour_fraction, 0);

	d->added = 1;
	return d;
}

/* A change in another gene, in plasma from the last progression on that plasma was drawn at. */
static void
bypass(Rng *rng, const Reference *ref, Patient *p, const char *name)
{
	int draw = progression_draw(p, 1);
	int change = cohort_add_change(p, reference_mutation(ref, name), BYPASS, 0);

	cohort_add_clone(&p->draws[draw], room(&p->draws[draw]) * rng_range(rng, 0.5, 0.8), change, -1);
}

/* Weeks without treatment between the first two lines, with a draw in them: it shows what the one
 * before showed. */
static void
gap(Rng *rng, Patient *p)
{
	int stop = p->treatments[0].end, length = rng_between(rng, 40, 60);
	int before = progression_draw(p, 0);
	Draw *d;

	for (int i = 0; i < p->n_draws; i++)
		p->draws[i].day += p->draws[i].day > stop ? length : 0;
	for (int i = 1; i < p->n_treatments; i++)
	{
		p->treatments[i].start += length;
		p->treatments[i].end += p->treatments[i].end >= 0 ? length : 0;
	}
	for (int i = 0; i < p->n_assessments; i++)
		p->assessments[i].day += p->assessments[i].day > stop ? length : 0;
	d = add(rng, p, stop + length - rng_between(rng, 8, 15), p->draws[before].tumour_fraction);
	d->n_clones = p->draws[before].n_clones;
	memcpy(d->clones, p->draws[before].clones, sizeof(d->clones));
}

/* What was lost under the last treatment but one comes back. */
static void
recurrence(Rng *rng, Patient *p)
{
	const Treatment *last = &p->treatments[p->n_treatments - 1];
	int first = -1, day = last->start + rng_between(rng, 180, 220);
	Draw *d;

	for (int c = 0; c < p->n_changes && first < 0; c++)
		if (p->changes[c].kind == RESISTANCE)
			first = c;
	d = add(rng, p, day, rng_range(rng, 0.15, 0.3));
	cohort_add_clone(d, rng_range(rng, 0.02, 0.05), first, -1);
	d->at_progression = 1;
	cohort_assess(p, day + rng_between(rng, 4, 9), "RECIST", "PD", "liver");
}

static void
combine(Rng *rng, Patient *p, const char *drug, int days_late)
{
	int line = p->n_treatments > 1;
	const Treatment *first = &p->treatments[line];
	int late = days_late ? days_late + rng_between(rng, 0, 14) : 0;

	p->treatments[p->n_treatments++] =
		(Treatment){drug, first->start + late, first->end, first->number};
}

/* A biopsy at the first progression, of which plasma may show nothing. */
static void
tissue(Rng *rng, const Reference *ref, Patient *p)
{
	int draw = progression_draw(p, 0), own = -1;
	Draw *d;

	for (int c = 0; c < p->n_changes; c++)
		if ((p->changes[c].kind == RESISTANCE || p->changes[c].kind == BYPASS) && own < 0)
			own = c;
	if (own < 0)
		own = cohort_add_change(p, reference_mutation(ref, "ALK G1202R"), RESISTANCE, 0);
	d = add(rng, p, p->draws[draw].day + rng_between(rng, 1, 4), rng_range(rng, 0.4, 0.7));
	cohort_add_clone(d, d->tumour_fraction * rng_range(rng, 0.2, 0.4), own, -1);
	d->material = "tissue";
	snprintf(d->label, sizeof(d->label), "T1");
}

/* A clone of blood cells, in the white cells and in every draw of plasma. */
static void
haematopoiesis(Rng *rng, const Reference *ref, Patient *p)
{
	int change = cohort_add_change(p, reference_mutation(ref, "KIT D816V"), HAEMATOPOIESIS, 0);
	double vaf = rng_range(rng, 0.02, 0.04);
	Draw *d = add(rng, p, p->draws[0].day, 0);

	d->material = "white_cells";
	snprintf(d->label, sizeof(d->label), "W1");
	for (int i = 0; i < p->n_draws; i++)
	{
		d = &p->draws[i];
		if (strcmp(d->material, "tissue") != 0)
			d->clones[d->n_clones++] =
				(Clone){vaf * (1 - d->tumour_fraction) * rng_range(rng, 0.9, 1.1), 1, {change}, 1};
	}
}

/* Who examines a patient sees a progression days before the scan shows it. */
static void
clinical_progression(Rng *rng, Patient *p)
{
	int n = p->n_assessments;

	for (int a = 0; a < n; a++)
		if (strcmp(p->assessments[a].result, "PD") == 0)
			cohort_assess(p, p->assessments[a].day - rng_between(rng, 2, 12), "clinical", "PD",
						  p->assessments[a].site);
}

static void
follow_up(Rng *rng, Patient *p)
{
	int last = 0;

	for (int d = 0; d < p->n_draws; d++)
		last = p->draws[d].day > last ? p->draws[d].day : last;
	for (int t = 0; t < p->n_treatments; t++)
		last = p->treatments[t].start > last ? p->treatments[t].start : last;
	for (int a = 0; a < p->n_assessments; a++)
		last = p->assessments[a].day > last ? p->assessments[a].day : last;
	p->last_seen = last + rng_between(rng, 20, 150);
	if (rng_chance(rng, 0.2))
		p->death = p->last_seen;
}

/* Some day after the last draw of plasma without the change, up to the first with it. */
static void
date_emergence(Rng *rng, Patient *p, int change)
{
	int first = -1, before = -1;

	for (int d = 0; d < p->n_draws; d++)
		if (strcmp(p->draws[d].material, "plasma") == 0 &&
			cohort_vaf(p, &p->draws[d], change) > 0 &&
			(first < 0 || p->draws[d].day < p->draws[first].day))
			first = d;
	if (first < 0)
		return;
	for (int d = 0; d < p->n_draws; d++)
		if (strcmp(p->draws[d].material, "plasma") == 0 && p->draws[d].day < p->draws[first].day &&
			(before < 0 || p->draws[d].day > p->draws[before].day))
			before = d;
	p->changes[change].emerged = rng_between(rng, p->draws[before].day + 1, p->draws[first].day);
}

void
complicate(const Reference *ref, uint64_t seed, Patient *p, int index)
{
	int place = index % CYCLE, round = index / CYCLE % 2;
	Rng rng;

	rng_seed(&rng, seed, 3000000u + (uint64_t) index);
	for (size_t i = 0; i < sizeof(BYPASSES) / sizeof(BYPASSES[0]); i++)
		if (BYPASSES[i].place == place)
			bypass(&rng, ref, p, BYPASSES[i].names[round]);
	if (place == 10)
		p->gains[p->n_gains++] =
			(Gain){"MET", rng_range(&rng, 7, 12), p->draws[progression_draw(p, 0)].day - 20};
	if (IS_ONE_OF(place, 5, 9))
		gap(&rng, p);
	if (IS_ONE_OF(place, 3, 12))
		recurrence(&rng, p);
	if (place == 4)
		combine(&rng, p, "bevacizumab", 20);
	if (place == 7)
		combine(&rng, p, "bevacizumab", 0);
	if (place == 10)
		combine(&rng, p, "crizotinib", 0);
	if (IS_ONE_OF(place, 4, 8, 13))
		p->marker_unknown = 1;
	if (IS_ONE_OF(place, 2, 3, 5, 7, 10, 12))
		clinical_progression(&rng, p);
	if (IS_ONE_OF(place, 1, 8, 16))
		tissue(&rng, ref, p);
	if (IS_ONE_OF(place, 5, 14))
		haematopoiesis(&rng, ref, p);
	follow_up(&rng, p);
	for (int c = 0; c < p->n_changes; c++)
		if (p->changes[c].kind == RESISTANCE || p->changes[c].kind == BYPASS)
			date_emergence(&rng, p, c);
}

const char *
complication_swap(const Patient *patients, int index, int *draw, int *of_draw)
{
	if (patients[index].donor || patients[index].elsewhere || !IS_ONE_OF(index % CYCLE, 1, 6))
		return NULL;
	*draw = 0;
	*of_draw = progression_draw(&patients[index - 1], 0);
	return "holds the DNA of another patient: the tubes were exchanged";
}
