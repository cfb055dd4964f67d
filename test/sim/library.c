/* One library: fragments of the draw's DNA over the panel, their reads, and the truth about
 * them. */
#include "library.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ZONES 16
#define MIN_RUN 4      /* homopolymers from here on lose or gain a base at times */
#define RUN_ERROR 1e-4 /* per molecule, times the square of the run beyond 3 */
#define LOW_MAPQ 0.004
#define DUPLICATES 0.001
#define QC_FAILS 0.0005
#define SECONDARIES 0.0005

enum
{
	NORMAL_A,
	NORMAL_B,
	TRUNCAL_A,
	TUMOUR_B,
	FIRST_CLONE
};

typedef struct
{
	int start, end;
} Zone; /* one stretch of the genome where fragments may start */

typedef struct
{
	int n_classes;
	double cumulative[FIRST_CLONE + MAX_CLONES];
	double density; /* fragments per start position */
	int of_tumour[FIRST_CLONE + MAX_CLONES];
	uint32_t carried[FIRST_CLONE + MAX_CLONES];
} Mixture;

/* cfDNA: mononucleosomes at 167 bases, shorter ones of the tumour, some dinucleosomes. */
static int
fragment_length(Rng *rng, int tumour)
{
	for (;;)
	{
		double u = rng_uniform(rng), mean = 167, sd = 20;
		int length;

		if (u < 0.06)
		{
			mean = 320;
			sd = 25;
		}
		else if (u < (tumour ? 0.60 : 0.12))
		{
			mean = 145;
			sd = 18;
		}
		length = (int) lround(mean + sd * rng_normal(rng));
		if (length >= MIN_FRAGMENT && length <= MAX_FRAGMENT)
			return length;
	}
}

/* The mean number of reference bases a fragment shows: the part between the reads is not seen. */
static double
mean_shown(int tumour, int read_length)
{
	Rng rng;
	double sum = 0;

	rng_seed(&rng, 1, 1);
	for (int i = 0; i < 20000; i++)
	{
		int length = fragment_length(&rng, tumour);

		sum += length < 2 * read_length ? length : 2 * read_length;
	}
	return sum / 20000;
}

static uint32_t
germline_of(const Patient *p, int haplotype)
{
	uint32_t carried = 0;

	for (int i = 0; i < p->n_changes; i++)
		if (p->changes[i].kind == GERMLINE && (p->changes[i].haplotypes >> haplotype & 1))
			carried |= 1u << i;
	return carried;
}

/* The truncal marker sits on haplotype A, what the tumour acquires on haplotype B.  Tumour
 * fragments are shorter and are seen at fewer positions, so more of them are drawn. */
static void
make_mixture(const Job *job, const Patient *p, const Draw *d, Mixture *mix)
{
	double share[FIRST_CLONE + MAX_CLONES] = {0}, sum = 0, at = 0;
	double shown_normal = mean_shown(0, job->read_length);
	double shown_tumour = mean_shown(1, job->read_length), tf = d->tumour_fraction;

	memset(mix, 0, sizeof(*mix));
	mix->n_classes = FIRST_CLONE + d->n_clones;
	share[NORMAL_A] = share[NORMAL_B] = 0.5 - tf / 2;
	share[TRUNCAL_A] = share[TUMOUR_B] = tf / 2;
	for (int i = 0; i < d->n_clones; i++)
	{
		share[FIRST_CLONE + i] = d->clones[i].vaf;
		share[d->clones[i].of_blood ? NORMAL_B : TUMOUR_B] -= d->clones[i].vaf;
	}
	for (int i = 0; i < mix->n_classes; i++)
	{
		mix->of_tumour[i] = i != NORMAL_A && i != NORMAL_B &&
							(i < FIRST_CLONE || !d->clones[i - FIRST_CLONE].of_blood);
		share[i] /= mix->of_tumour[i] ? shown_tumour : shown_normal;
		sum += share[i];
	}
	for (int i = 0; i < mix->n_classes; i++)
	{
		mix->cumulative[i] = at += share[i] / sum;
		mix->carried[i] = germline_of(p, i != NORMAL_A && i != TRUNCAL_A);
		for (int c = 0; c < p->n_changes && i == TRUNCAL_A; c++)
			if (p->changes[c].kind == TRUNCAL)
				mix->carried[i] |= 1u << c;
		if (i >= FIRST_CLONE)
			for (int m = 0; m < d->clones[i - FIRST_CLONE].n_members; m++)
				mix->carried[i] |= 1u << d->clones[i - FIRST_CLONE].members[m];
	}
	mix->cumulative[mix->n_classes - 1] = 1;
	/* six standard deviations over the depth asked for, and what is flagged or low in MAPQ */
	mix->density = (job->depth + 6 * sqrt(job->depth)) * (1 + 2 * LOW_MAPQ) * sum;
}

static int
make_zones(const Reference *ref, Zone *zones)
{
	int n = 0;

	for (int i = 0; i < ref->n_targets; i++) /* sorted by position, gene by gene */
	{
		int start = ref->targets[i].start - MAX_FRAGMENT + 1;

		if (n && start > zones[n - 1].start && start <= zones[n - 1].end + 1)
			zones[n - 1].end = ref->targets[i].end;
		else
			zones[n++] = (Zone){start, ref->targets[i].end};
	}
	return n;
}

static int
touches_target(const Reference *ref, int start, int end)
{
	for (int i = 0; i < ref->n_targets; i++)
		if (start <= ref->targets[i].end && end >= ref->targets[i].start)
			return 1;
	return 0;
}

static void
append(Molecule *m, char base, int position)
{
	m->bases[m->n] = base;
	m->positions[m->n++] = position;
}

static const Change *
change_at(const Patient *p, const Molecule *m, uint32_t carried, int position, int *index)
{
	for (int i = 0; carried >> i; i++)
	{
		const Change *c = p->changes[i].change;

		/* all of it must be on the fragment, of an indel a base behind as well */
		if ((carried >> i & 1) && c->position == position && truth_last_base(c) <= m->end)
		{
			*index = i;
			return c;
		}
	}
	return NULL;
}

static void
put_change(Molecule *m, const Change *c)
{
	int ref = (int) strlen(c->ref), alt = (int) strlen(c->alt);
	int shared = ref < alt ? ref : alt;

	for (int i = 0; i < alt; i++)
		append(m, c->alt[i], i < shared ? c->position + i : 0);
	if (ref != alt)
		m->has_indel = 1;
}

/* A slip at the first base of a run: the run loses or gains one base, left-aligned. */
static int
slip(Rng *rng, const Stretch *s, int offset, int end)
{
	int run = 1;

	if (s->bases[offset] == s->bases[offset - 1])
		return 0;
	while (offset + run <= end && s->bases[offset + run] == s->bases[offset])
		run++;
	if (run < MIN_RUN || offset + run > end || !rng_chance(rng, RUN_ERROR * (run - 3) * (run - 3)))
		return 0;
	return rng_chance(rng, 0.7) ? -1 : 1;
}

static void
make_molecule(const Patient *p, const Stretch *s, Rng *rng, uint32_t carried, Molecule *m)
{
	int length = m->end - m->start + 1, offset = m->start - s->start, near = 0;

	m->n = m->has_indel = 0;
	m->carried = 0;
	for (int i = 0; carried >> i; i++)
		near |= (carried >> i & 1) && p->changes[i].change->position >= m->start &&
				p->changes[i].change->position <= m->end;
	for (int i = 0; i < length;)
	{
		int position = m->start + i, index, shift;
		const Change *c = near ? change_at(p, m, carried, position, &index) : NULL;

		if (c)
		{
			put_change(m, c);
			m->carried |= 1u << index;
			i += (int) strlen(c->ref);
			continue;
		}
		if (i && s->bases[offset + i + 1] == s->bases[offset + i] &&
			(shift = slip(rng, s, offset + i, offset + length - 1)))
		{
			m->has_indel = 1;
			if (shift > 0)
			{
				append(m, s->bases[offset + i], 0);
				append(m, s->bases[offset + i], position);
			}
			i++;
			continue;
		}
		append(m, s->bases[offset + i], position);
		i++;
	}
}

typedef struct
{
	const Job *job;
	const Patient *patient;
	const Mixture *mix;
	ReadSet *reads;
	Rng rng;
	Truth truth;
	int run, number;
	double copies; /* of the gene under way, in all of the DNA, over two */
} Maker;

/* One fragment: its molecule, its pair, at times a copy that carries a flag and is not counted. */
static void
make_fragment(Maker *k, const Stretch *s, int start, int length, int class)
{
	Molecule m = {.start = start, .end = start + length - 1};
	Rng *rng = &k->rng;
	Shown shown;
	double u = rng_uniform(rng);
	int artefact, low = u < LOW_MAPQ, mapq = 60;
	char name[48];

	if (low)
		mapq = rng_between(rng, 0, 19);
	else if (u < LOW_MAPQ + 0.03)
		mapq = rng_between(rng, 40, 59);
	m.f1r2 = (int) rng_below(rng, 2);
	make_molecule(k->patient, s, rng, k->mix->carried[class], &m);
	errors_damage(k->job->errors, s, rng, &m, k->patient);
	snprintf(name, sizeof(name), "NB551:%d:HSIM:1:%d", k->run, ++k->number);
	reads_add(k->reads, &m, s, rng, name, mapq, 0, &shown, &artefact);
	if (!low)
		truth_count(&k->truth, k->patient, &m, &shown, artefact);
	u = rng_uniform(rng);
	if (u < SECONDARIES)
		reads_add_secondary(k->reads);
	else if (u < SECONDARIES + DUPLICATES + QC_FAILS)
	{
		snprintf(name, sizeof(name), "NB551:%d:HSIM:2:%d", k->run, ++k->number);
		reads_add(k->reads, &m, s, rng, name, mapq, u < SECONDARIES + DUPLICATES ? 0x400 : 0x200,
				  &shown, &artefact);
	}
}

/* No two fragments have both ends in common: what is counted does not hang on how they are told
 * apart. */
static int
unused_length(Rng *rng, uint8_t *used, int tumour)
{
	int length = fragment_length(rng, tumour);

	for (int i = 0; i < 60 && used[length]; i++)
		length = fragment_length(rng, tumour);
	if (used[length])
		return 0;
	used[length] = 1;
	return length;
}

static int
draw_class(Rng *rng, const Mixture *mix)
{
	double u = rng_uniform(rng);
	int class = 0;

	while (u >= mix->cumulative[class])
		class ++;
	return class;
}

/* The fragments that begin at a position; their number is Poisson by way of rare binomials. */
static void
make_fragments(Maker *k, const Stretch *s, int start)
{
	double density = k->mix->density * k->copies;
	int n = rng_binomial(&k->rng, (int) ceil(density * 40), 1.0 / 40);
	uint8_t used[MAX_FRAGMENT + 1] = {0};

	for (int i = 0; i < n; i++)
	{
		int class = draw_class(&k->rng, k->mix);
		int length = unused_length(&k->rng, used, k->mix->of_tumour[class]);

		if (length && touches_target(k->job->ref, start, start + length - 1))
			make_fragment(k, s, start, length, class);
	}
}

int
library_simulate(const Job *job, int library, FILE *truth)
{
	static ReadSet *reads;
	const Library *l = &job->cohort->libraries[library];
	const Patient *p = &job->cohort->patients[l->of_patient];
	const Draw *d = &p->draws[l->of_draw];
	Mixture mix;
	Maker k = {.job = job, .patient = p, .mix = &mix, .run = l->run};
	Zone zones[MAX_ZONES];
	int n_zones = make_zones(job->ref, zones), tumour_changes = 0;
	char name[32], sample[32];

	if (!reads)
		reads = reads_new(job);
	k.reads = reads;
	rng_seed(&k.rng, job->seed, l->stream);
	make_mixture(job, p, d, &mix);
	for (int z = 0; z < n_zones; z++)
	{
		const Stretch *s = reference_at(job->ref, zones[z].end);
		double copies = cohort_copies(job->ref, p, d, zones[z].end);

		k.copies = 1 + d->tumour_fraction * (copies / 2 - 1);
		for (int start = zones[z].start; start <= zones[z].end; start++)
			make_fragments(&k, s, start);
	}
	cohort_library_name(name, sizeof(name), job->cohort, l);
	cohort_sample_name(sample, sizeof(sample), &job->cohort->patients[l->patient], l->draw);
	reads_write(k.reads, job, name, sample);
	truth_write(job, library, &k.truth, truth);
	for (int i = 0; i < p->n_changes; i++)
		tumour_changes += p->changes[i].kind != GERMLINE && cohort_vaf(p, d, i) > 0;
	return tumour_changes;
}
