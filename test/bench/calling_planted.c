/* calling_planted.c: variants planted one at a time at random sites of a run, whose other sites
 * stay as they are: many more of them than a run can hold. */
#include "calling_run.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "core/model/power.h"
#include "core/model/prior.h"
#include "core/model/score.h"

static const double priors[2] = {ALKRES_PRIOR_DEFAULT, ALKRES_PRIOR_LISTED};

/* A substitution of a random site. */
typedef struct Planted
{
	int o;
	int kind;
	char ref[2];
	char alt[2];
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

/* What a run shows of it at a fraction, errors drawn at the true rates. */
static AlkresEvidence
draw_planted(const Planted *planted, const Truth *truth, const AlkresPileup *pileup,
			 const AlkresModel *model, int b, double fraction)
{
	const uint32_t *molecules = pileup->cells[planted->o];
	uint32_t cells[ALKRES_CELLS];
	AlkresEvidence evidence;

	for (int c = 0; c < ALKRES_CELLS; c++)
		cells[c] = poisson(molecules[c] * fraction +
						   expected(truth, pileup, b, planted->o, planted->kind, c, molecules[c]));
	alkres_site_substitution(&evidence, pileup, model, planted->o, planted->ref, planted->alt, 1,
							 cells);
	return evidence;
}

static bool
is_called(double score, double prior)
{
	return alkres_posterior(score, prior) >= 0.9;
}

static int power_planted[2], power_found[2];

void
test_power(const Truth *truth, const AlkresPileup *pileup, const AlkresModel *model, int b)
{
	static const uint32_t none[ALKRES_CELLS] = {0};

	for (int i = 0; i < 4; i++)
	{
		Planted planted = any_substitution(pileup);

		for (int prior = 0; prior < 2; prior++)
		{
			AlkresEvidence evidence;
			AlkresPower power;

			alkres_site_substitution(&evidence, pileup, model, planted.o, planted.ref, planted.alt,
									 1, none);
			power = alkres_power(&evidence, priors[prior], 0.9);
			for (int draw = 0; draw < 4 && !isnan(power.lod95); draw++)
			{
				evidence = draw_planted(&planted, truth, pileup, model, b, power.lod95);
				power_planted[prior]++;
				power_found[prior] += is_called(alkres_score(&evidence), priors[prior]);
			}
		}
	}
}

void
print_power(void)
{
	for (int prior = 0; prior < 2; prior++)
		printf("planted at lod95, pi %g: %d of %d found, %.1f %%\n", priors[prior],
			   power_found[prior], power_planted[prior],
			   100.0 * power_found[prior] / power_planted[prior]);
}

/* The fractions at which callers differ, and how many of each are planted in a block. */
#define LOW_LEVELS 3
static const int draws[LOW_LEVELS] = {30, 8, 4};

/* Below this S of the caller the informed one is not asked: it has never been 6 higher. */
#define HOPELESS 3.0

static struct
{
	long planted, caller;
	long informed[2],
		both[2]; /* by whether it looks at badly read molecules for the site's factor */
} pairs[2][LOW_LEVELS];

static void
count_pair(int level, double caller, const double informed[2])
{
	for (int prior = 0; prior < 2; prior++)
	{
		bool found = is_called(caller, priors[prior]);

		pairs[prior][level].planted++;
		pairs[prior][level].caller += found;
		for (int apart = 0; apart < 2; apart++)
		{
			bool too = is_called(informed[apart], priors[prior]);

			pairs[prior][level].informed[apart] += too;
			pairs[prior][level].both[apart] += found && too;
		}
	}
}

void
test_pairs(const Truth *truth, const AlkresPileup *pileup, const AlkresModel *model, int b)
{
	for (int level = 0; level < LOW_LEVELS; level++)
		for (int i = 0; i < draws[level]; i++)
		{
			Planted planted = any_substitution(pileup);
			AlkresCandidate candidate = {.offset = (uint16_t) planted.o};
			double caller = -HUGE_VAL, informed[2] = {-HUGE_VAL, -HUGE_VAL};

			candidate.evidence = draw_planted(&planted, truth, pileup, model, b, levels[level]);
			/* A single molecule is never called. */
			if (alkres_evidence_alternates(&candidate.evidence) > 1)
				caller = alkres_score(&candidate.evidence);
			for (int apart = 0; apart < 2 && caller > HOPELESS; apart++)
				informed[apart] = informed_score(&candidate, truth, pileup, model->background, b,
												 planted.kind, apart);
			count_pair(level, caller, informed);
		}
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
	for (int prior = 0; prior < 2; prior++)
		for (int level = 0; level < LOW_LEVELS; level++)
		{
			printf("  pi %g, %g %%, %ld: %.3f", priors[prior], 100 * levels[level],
				   pairs[prior][level].planted,
				   (double) pairs[prior][level].caller / (double) pairs[prior][level].planted);
			for (int apart = 0; apart < 2; apart++)
				print_ratio(pairs[prior][level].caller, pairs[prior][level].informed[apart],
							pairs[prior][level].both[apart]);
			printf("\n");
		}
}
