/* calling_planted.c: variants planted one at a time at random sites of a run, whose other sites
 * stay as they are: many more of them than a run can hold. */
#include "calling_run.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/model/power.h"
#include "core/model/prior.h"
#include "core/model/score.h"

static const double priors[2] = {ALKRES_PRIOR_DEFAULT, ALKRES_PRIOR_LISTED};
static const char *const names[2] = {"SNV", "indel"};

/* A substitution, insertion or deletion of a random site. */
typedef struct Planted
{
	int o;
	int kind;
	char ref[3];
	char alt[3];
} Planted;

static Planted
any_substitution(const AlkresPileup *pileup)
{
	Planted planted = {(int) (256 * uniform()), 0, "", ""};

	planted.ref[0] = pileup->reference[ALKRES_HALO + planted.o];
	do
		planted.kind = (int) (4 * uniform());
	while ("ACGT"[planted.kind] == planted.ref[0]);
	planted.alt[0] = "ACGT"[planted.kind];
	return planted;
}

static Planted
any_indel(const AlkresPileup *pileup)
{
	Planted planted = {0, 4 + (uniform() < 0.5), "", ""};
	const char *at;

	do
		planted.o = (int) (256 * uniform());
	while (!is_leftmost(pileup->reference + ALKRES_HALO + planted.o, planted.kind));
	at = pileup->reference + ALKRES_HALO + planted.o;
	planted.ref[0] = planted.alt[0] = at[0];
	if (planted.kind == 4)
		planted.alt[1] = 'A';
	else
		planted.ref[1] = at[1];
	return planted;
}

static Planted
any_change(const AlkresPileup *pileup, int indel)
{
	return indel ? any_indel(pileup) : any_substitution(pileup);
}

static AlkresEvidence
evidence_of(const Planted *planted, const AlkresPileup *pileup, const AlkresModel *model,
			const uint32_t cells[ALKRES_CELLS])
{
	size_t ref = strlen(planted->ref), alt = strlen(planted->alt);
	AlkresEvidence evidence;

	if (planted->kind < 4)
		alkres_site_substitution(&evidence, pileup, model, planted->o, planted->ref, planted->alt,
								 1, cells);
	else
		alkres_site_indel(&evidence, pileup, model, planted->o, ref, alt,
						  alkres_indel_rate_of(alkres_model_rates(model), pileup, planted->o,
											   planted->ref, ref, planted->alt, alt),
						  cells);
	return evidence;
}

/* What a run shows of it at a fraction, errors drawn at the true rates. */
static AlkresEvidence
draw_planted(const Planted *planted, const Truth *truth, const AlkresPileup *pileup,
			 const AlkresModel *model, int b, double fraction)
{
	const uint32_t *molecules = pileup->cells[planted->o];
	uint32_t cells[ALKRES_CELLS];

	for (int c = 0; c < ALKRES_CELLS; c++)
		cells[c] = poisson(molecules[c] * fraction +
						   expected(truth, pileup, b, planted->o, planted->kind, c, molecules[c]));
	return evidence_of(planted, pileup, model, cells);
}

static bool
is_called(double score, double prior)
{
	return alkres_posterior(score, prior) >= 0.9;
}

/* By whether they are indels, and by prior. */
static int power_planted[2][2], power_found[2][2];

void
test_power(const Truth *truth, const AlkresPileup *pileup, const AlkresModel *model, int b)
{
	static const uint32_t none[ALKRES_CELLS] = {0};

	for (int i = 0; i < 8; i++)
	{
		int indel = i >= 4;
		Planted planted = any_change(pileup, indel);
		AlkresEvidence evidence = evidence_of(&planted, pileup, model, none);

		for (int prior = 0; prior < 2; prior++)
		{
			AlkresPower power = alkres_power(&evidence, priors[prior], 0.9);

			for (int draw = 0; draw < 4 && !isnan(power.lod95); draw++)
			{
				AlkresEvidence drawn = draw_planted(&planted, truth, pileup, model, b, power.lod95);

				power_planted[indel][prior]++;
				power_found[indel][prior] += is_called(alkres_score(&drawn), priors[prior]);
			}
		}
	}
}

void
print_power(void)
{
	for (int i = 0; i < 4; i++)
	{
		int indel = i / 2, prior = i % 2;

		printf("%s planted at lod95, pi %g: %d of %d found, %.1f %%\n", names[indel], priors[prior],
			   power_found[indel][prior], power_planted[indel][prior],
			   100.0 * power_found[indel][prior] / power_planted[indel][prior]);
	}
}

/* The fractions at which callers differ, and how many of each are planted in a block:
 * substitutions, and indels. */
#define LOW_LEVELS 3
static const int draws[2][LOW_LEVELS] = {{30, 8, 4}, {10, 4, 2}};

/* Below this S of the caller the informed one is not asked: it has never been 6 higher. */
#define HOPELESS 3.0

static struct
{
	long planted, caller;
	long informed[2],
		both[2]; /* by whether it looks at badly read molecules for the site's factor */
} pairs[2][2][LOW_LEVELS];

static void
count_pair(int indel, int level, double caller, const double informed[2])
{
	for (int prior = 0; prior < 2; prior++)
	{
		bool found = is_called(caller, priors[prior]);

		pairs[indel][prior][level].planted++;
		pairs[indel][prior][level].caller += found;
		for (int apart = 0; apart < 2; apart++)
		{
			bool too = is_called(informed[apart], priors[prior]);

			pairs[indel][prior][level].informed[apart] += too;
			pairs[indel][prior][level].both[apart] += found && too;
		}
	}
}

static void
test_pair(const Truth *truth, const AlkresPileup *pileup, const AlkresModel *model, int b,
		  int indel, int level)
{
	Planted planted = any_change(pileup, indel);
	AlkresCandidate candidate = {.offset = (uint16_t) planted.o};
	double caller = -HUGE_VAL, informed[2] = {-HUGE_VAL, -HUGE_VAL};

	candidate.evidence = draw_planted(&planted, truth, pileup, model, b, levels[level]);
	/* A single molecule is never called. */
	if (alkres_evidence_alternates(&candidate.evidence) > 1)
		caller = alkres_score(&candidate.evidence);
	for (int apart = 0; apart < 2 && caller > HOPELESS; apart++)
		informed[apart] =
			informed_score(&candidate, truth, pileup, model->background, b, planted.kind, apart);
	count_pair(indel, level, caller, informed);
}

void
test_pairs(const Truth *truth, const AlkresPileup *pileup, const AlkresModel *model, int b)
{
	for (int indel = 0; indel < 2; indel++)
		for (int level = 0; level < LOW_LEVELS; level++)
			for (int i = 0; i < draws[indel][level]; i++)
				test_pair(truth, pileup, model, b, indel, level);
}

/* What the one finds over what the other does, and the standard error of that: those that both find
 * are no chance. */
static void
print_ratio(long one, long other, long both)
{
	double ratio = (double) one / (double) other;

	printf("  %.3f (+- %.3f)", ratio,
		   sqrt((double) (one - both) + ratio * ratio * (double) (other - both)) / (double) other);
}

void
print_pairs(void)
{
	printf("planted one at a time, with normals: share found by the caller, and of what the "
		   "informed one finds;\n"
		   "  of what that one finds which knows as much, but not that badly read molecules share "
		   "a site's factor\n");
	for (int i = 0; i < 2 * 2 * LOW_LEVELS; i++)
	{
		int indel = i / (2 * LOW_LEVELS), prior = i / LOW_LEVELS % 2, level = i % LOW_LEVELS;

		printf("  %s, pi %g, %g %%, %ld: %.3f", names[indel], priors[prior], 100 * levels[level],
			   pairs[indel][prior][level].planted,
			   (double) pairs[indel][prior][level].caller /
				   (double) pairs[indel][prior][level].planted);
		for (int apart = 0; apart < 2; apart++)
			print_ratio(pairs[indel][prior][level].caller,
						pairs[indel][prior][level].informed[apart],
						pairs[indel][prior][level].both[apart]);
		printf("\n");
	}
}
