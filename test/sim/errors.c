/* Where reads are wrong, and what quality they say. */
#include "library.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PROFILES 192
#define WORSE 1.2       /* the true error rate over the one the quality says */
#define MAX_FACTOR 3.0  /* of a position's own rate over the mean */
#define MAX_DAMAGE 2e-4 /* per base and molecule, the most any context has */
#define MODEL_SEED 20230101u

typedef struct
{
	char qualities[MAX_READ];
	float hazard[MAX_READ + 1]; /* expected errors of all bases before */
} Profile;

struct ErrorModel
{
	const Reference *ref;
	int read_length;
	Profile profiles[2][PROFILES]; /* as sequenced; reversed, for reads on the reverse strand */
	float *factors[16];            /* by stretch and offset */
};

static const int BINS[] = {36, 32, 27, 21, 14};

/* Long runs of the best bin; dips are commoner in the late cycles and last a base or three. */
static void
make_profile(Rng *rng, int n, char *qualities)
{
	double decay = rng_log_range(rng, 0.3, 3);

	memset(qualities, BINS[0], (size_t) n);
	for (int i = 0; i < n && i < 5; i++)
		qualities[i] = (char) BINS[1];
	for (int i = 5; i < n; i++)
	{
		double late = (double) i / n;

		if (rng_chance(rng, decay * (0.008 + 0.05 * late * late * late)))
		{
			double u = rng_uniform(rng);
			int bin = u < 0.35 ? 1 : u < 0.6 ? 2 : u < 0.8 ? 3 : 4;

			for (int run = rng_between(rng, 1, 3); run > 0 && i < n; run--)
				qualities[i++] = (char) BINS[bin];
		}
	}
	if (rng_chance(rng, 0.08)) /* a read whose end is lost */
		for (int i = n - rng_between(rng, 4, n / 4); i < n; i++)
			qualities[i] = (char) BINS[rng_chance(rng, 0.5) ? 4 : 3];
}

static void
add_hazard(Profile *p, int n)
{
	p->hazard[0] = 0;
	for (int i = 0; i < n; i++)
		p->hazard[i + 1] =
			p->hazard[i] + (float) (WORSE * MAX_FACTOR * pow(10, -p->qualities[i] / 10.0));
}

/* Mean 1, variance 1/3, cut at MAX_FACTOR; GGC motifs, known to upset the chemistry, are twice as
 * bad. */
static float
position_factor(Rng *rng, const Stretch *s, int offset)
{
	double f = (rng_exponential(rng) + rng_exponential(rng) + rng_exponential(rng)) / 3;

	if (offset >= 2 && strncmp(s->bases + offset - 2, "GGC", 3) == 0)
		f *= 1.5;
	return (float) (f > MAX_FACTOR ? MAX_FACTOR : f);
}

ErrorModel *
errors_new(const Reference *ref, int read_length)
{
	ErrorModel *model = must_allocate(sizeof(*model));
	Rng rng;

	rng_seed(&rng, MODEL_SEED, 0); /* the chemistry is the same whatever the cohort's seed */
	model->ref = ref;
	model->read_length = read_length;
	for (int i = 0; i < PROFILES; i++)
	{
		Profile *forward = &model->profiles[0][i], *reverse = &model->profiles[1][i];

		make_profile(&rng, read_length, forward->qualities);
		for (int c = 0; c < read_length; c++)
			reverse->qualities[c] = forward->qualities[read_length - 1 - c];
		add_hazard(forward, read_length);
		add_hazard(reverse, read_length);
	}
	for (int i = 0; i < ref->n_stretches; i++)
	{
		const Stretch *s = &ref->stretches[i];
		int n = s->end - s->start + 1;

		model->factors[i] = must_allocate(sizeof(float) * (size_t) n);
		for (int o = 0; o < n; o++)
			model->factors[i][o] = position_factor(&rng, s, o);
	}
	return model;
}

static float
factor_at(const ErrorModel *model, int position)
{
	for (int i = 0; i < model->ref->n_stretches; i++)
	{
		const Stretch *s = &model->ref->stretches[i];

		if (position >= s->start && position <= s->end)
			return model->factors[i][position - s->start];
	}
	return 1;
}

/* One of the three other bases; every position has a favourite. */
static char
other_base(Rng *rng, char base, int position)
{
	static const char BASES[] = "ACGT";
	uint32_t favourite = (uint32_t) position * 2654435761u >> 30;
	uint32_t pick = rng_chance(rng, 0.3) ? favourite : rng_below(rng, 4);

	while (BASES[pick] == base)
		pick = rng_below(rng, 4);
	return BASES[pick];
}

static int
is_own_change(const Patient *patient, int position)
{
	for (int i = 0; i < patient->n_changes; i++)
	{
		const Change *c = patient->changes[i].change;

		if (position >= c->position && position < c->position + (int) strlen(c->ref))
			return 1;
	}
	return 0;
}

/* The rate of damage at one base of the plus strand, and what it becomes.  The first read of an
 * F1R2 molecule is a copy of the plus strand: lesions of that strand show as they are, those of
 * F2R1 molecules as their complement. */
static double
damage_rate(const Molecule *m, int i, char *becomes)
{
	char base = m->bases[i];
	char before = i > 0 ? m->bases[i - 1] : 'N', after = i + 1 < m->n ? m->bases[i + 1] : 'N';
	int end = i < 10 || i >= m->n - 10;

	if (m->f1r2)
	{
		if (base == 'C') /* deamination: methylated CpG most, single-stranded ends more */
		{
			*becomes = 'T';
			return after == 'G' ? 2e-4 : end ? 6e-5 : 2.5e-5;
		}
		if (base == 'G') /* oxidation, CCG and CGG contexts most */
		{
			*becomes = 'T';
			return before == 'C' || after == 'G' ? 8e-5 : 2e-5;
		}
	}
	else
	{
		if (base == 'G')
		{
			*becomes = 'A';
			return before == 'C' ? 2e-4 : end ? 6e-5 : 2.5e-5;
		}
	}
	*becomes = 0;
	return 3e-6; /* polymerase, any base */
}

void
errors_damage(const ErrorModel *model, const Stretch *s, Rng *rng, Molecule *m,
			  const Patient *patient)
{
	for (double at = rng_exponential(rng) / MAX_DAMAGE; at < m->n;
		 at += rng_exponential(rng) / MAX_DAMAGE)
	{
		int i = (int) at;
		char becomes;

		if (!rng_chance(rng, damage_rate(m, i, &becomes) / MAX_DAMAGE) || m->positions[i] == 0 ||
			is_own_change(patient, m->positions[i]))
			continue;
		m->bases[i] = becomes ? becomes : other_base(rng, m->bases[i], m->positions[i]);
	}
}

int
errors_read(const ErrorModel *model, Rng *rng, int reverse, int n, const int *positions,
			char *bases, char *qualities)
{
	uint64_t bits = rng_next(rng);
	const Profile *p = &model->profiles[reverse][(bits >> 32) % PROFILES];
	int shift = reverse ? model->read_length - n : 0, i = 0;
	double at = p->hazard[shift];

	memcpy(qualities, p->qualities + shift, (size_t) n);
	for (;;)
	{
		at += rng_exponential(rng);
		if (at >= p->hazard[shift + n])
			break;
		while (p->hazard[shift + i + 1] <= at)
			i++;
		if (rng_chance(rng, factor_at(model, positions[i]) / MAX_FACTOR))
			bases[i] = other_base(rng, bases[i], positions[i]);
	}

	/* The recurrent artefact: on reverse reads only, always at quality 14. */
	if (reverse && n > 0 && positions[0] <= ARTEFACT_POSITION &&
		positions[n - 1] >= ARTEFACT_POSITION && (bits & 0xffff) < 0.11 * 0x10000)
		for (i = 0; i < n; i++)
			if (positions[i] == ARTEFACT_POSITION && bases[i] == ARTEFACT_REF)
			{
				bases[i] = ARTEFACT_ALT;
				qualities[i] = 14;
				return 1;
			}
	return 0;
}
