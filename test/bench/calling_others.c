/*
 * calling_others.c: the caller without normals, against the other libraries of its run: those of
 * other patients at the same depth, who have variants and artefacts of their own, and the same
 * sites.  Printed for 0, 2, 4, 8 and 16 of them: found and false calls, calibration.
 *
 *   test/bench/calling_others [SEEDS [FIRST]]
 *
 * Runs are those of calling_model.c.  SHARED in the environment: a quarter of the SNVs is carried
 * by so many of the others, too, and counted apart.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calling_hits.h"
#include "core/model/false_calls.h"
#include "core/model/prior.h"
#include "core/model/score.h"

#define STEPS 5
#define DEPTH 3100

static const int others[STEPS] = {0, 2, 4, 8, 16};
static int carriers;

typedef struct Run
{
	Truth called; /* the patient */
	Truth other;
	AlkresPileup *pileups[BLOCKS];
	AlkresBackground *backgrounds[BLOCKS]; /* NULL: no other library yet */
	Hit *hits;
	int count;
} Run;

/* Of the SNVs that others carry. */
static int shared_planted[STEPS][LEVELS], shared_found[STEPS][LEVELS];

static bool
is_shared(const Truth *truth, const Site *site)
{
	return carriers > 0 && site->planted >= 0 && site->planted < 4 &&
		   (site - &truth->site[0][0]) % 4 == 0;
}

static void
draw_other(Run *run, int number)
{
	next_patient(&run->other);
	for (int i = 0; number < carriers && i < BLOCKS * ALKRES_BLOCK_SIZE; i++)
	{
		const Site *site = &run->called.site[0][0] + i;
		Site *there = &run->other.site[0][0] + i;

		if (!is_shared(&run->called, site))
			continue;
		there->planted = site->planted;
		there->fraction = levels[(int) (LEVELS * uniform())];
	}
	for (int b = 0; b < BLOCKS; b++)
	{
		AlkresPileup *pileup = draw_block(&run->other, b, DEPTH, 1, 1);
		AlkresError error;
		AlkresBackground *one = alkres_background_of(pileup, &error);

		alkres_pileup_free(pileup);
		one->other_libraries = true;
		if (run->backgrounds[b] == NULL)
		{
			run->backgrounds[b] = one;
			continue;
		}
		alkres_background_merge(run->backgrounds[b], one, &error);
		alkres_background_free(one);
	}
}

static void
add_hit(Run *run, int step, const AlkresCandidate *candidate, int b)
{
	const Site *site = &run->called.site[b][candidate->offset];
	int kind =
		alkres_background_kind(candidate->ref_length, candidate->alt_length, candidate->alt[0]);
	Hit hit = {alkres_score(&candidate->evidence), site->planted == kind ? site->level : -1,
			   kind >= 4};

	run->hits[run->count++] = hit;
	if (hit.level >= 0 && is_shared(&run->called, site) &&
		alkres_posterior(hit.score, priors[0]) >= 0.9)
		shared_found[step][hit.level]++;
}

static void
call_all(Run *run, int step, Sums *sums)
{
	run->count = 0;
	for (int b = 0; b < BLOCKS; b++)
	{
		AlkresPileup *pileup = run->pileups[b];
		AlkresModel model = {NULL, run->backgrounds[b]};
		AlkresCandidates *list;

		if (model.background != NULL)
			alkres_background_fit(run->backgrounds[b], alkres_model_rates(&model), pileup);
		list = alkres_candidates(pileup, &model);
		for (uint32_t i = 0; i < list->count; i++)
			add_hit(run, step, &list->items[i], b);
		alkres_candidates_free(list);
		sums->expected_false +=
			alkres_false_calls(pileup, &model, LOW_PRIOR, LOW_THRESHOLD, NULL, 0);
	}
	for (int v = 0; v < LEVELS * (SNVS + INDELS); v++)
		sums->planted[v >= LEVELS * SNVS][v % LEVELS]++;
	for (int i = 0; i < BLOCKS * ALKRES_BLOCK_SIZE; i++)
	{
		const Site *site = &run->called.site[0][0] + i;

		if (is_shared(&run->called, site))
			shared_planted[step][site->level]++;
	}
	count_hits(run->hits, run->count, sums);
}

static void
one_seed(uint64_t seed, Sums sums[STEPS])
{
	Run *run = calloc(1, sizeof(Run));
	int drawn = 0;

	run->hits = malloc(sizeof(Hit) * BLOCKS * ALKRES_BLOCK_SIZE * 6);
	start_random(seed);
	make_truth(&run->called);
	for (int b = 0; b < BLOCKS; b++)
		run->pileups[b] = draw_block(&run->called, b, DEPTH, 1, 1);
	run->other = run->called;
	for (int step = 0; step < STEPS; step++)
	{
		for (; drawn < others[step]; drawn++)
			draw_other(run, drawn);
		call_all(run, step, &sums[step]);
	}
	for (int b = 0; b < BLOCKS; b++)
	{
		alkres_pileup_free(run->pileups[b]);
		alkres_background_free(run->backgrounds[b]);
	}
	free(run->hits);
	free(run);
}

int
main(int argc, char **argv)
{
	int seeds = argc > 1 ? atoi(argv[1]) : 20;
	int first = argc > 2 ? atoi(argv[2]) : 0;
	Sums sums[STEPS];

	carriers = getenv("SHARED") == NULL ? 0 : atoi(getenv("SHARED"));
	memset(sums, 0, sizeof(sums));
	for (int seed = first; seed < first + seeds; seed++)
		one_seed((uint64_t) seed, sums);
	print_heading(seeds);
	for (int step = 0; step < STEPS; step++)
	{
		char name[64];

		snprintf(name, sizeof(name), "%d other libraries", others[step]);
		print_found(name, &sums[step], seeds);
		if (carriers > 0)
			print_row("SNV that others carry", shared_found[step], shared_planted[step]);
		print_calibration(name, &sums[step]);
		free(sums[step].calls);
	}
	return 0;
}
