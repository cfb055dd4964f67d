/*
 * calling_model.c: the caller's model against runs whose error rates are known: pileups are drawn,
 * not read.  Uses src/core only.  Printed: found and false calls at the default threshold and at 0
 * and 1 false call, beside an oracle that knows every rate and applies the same rule, and beside
 * what is possible with these normals; calibration; what lod95 promises.
 *
 *   test/bench/calling [SEEDS [FIRST]]
 *
 * A run is 15 kb of random reference at some 3,100 molecules: 45 % duplexes, the others of two
 * strands of origin.  Its rates differ from the fixed table by class (factor exp N(0, 0.5)),
 * context (exp N(0, 0.7)) and site (log-normal, the same for both strands of origin and all
 * classes, unless INDEPENDENT is set in the environment, or APART, where badly read molecules have
 * one of their own; one allele in 600 thirty times worse, one
 * in 1,000 with an artefact of one strand, that no normal shows).  Six normals (or as many as
 * NORMALS says) at a third of the depth.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/model/score.h"

#include "calling_hits.h"
#include "calling_run.h"
#include "core/model/false_calls.h"

enum
{
	CALLER,
	CALLER_NO_NORMALS,
	ORACLE,
	INFORMED,
	WITHOUT_DUPLEX,
	WITHOUT_DUPLEX_NO_NORMALS,
	ORACLE_WITHOUT_DUPLEX,
	METHODS
};
static const char *const names[METHODS] = {
	"caller, normals",    "caller, no normals",    "oracle",           "informed",
	"no duplex, normals", "no duplex, no normals", "no duplex, oracle"};

static int
kind_of(const AlkresCandidate *candidate)
{
	return alkres_background_kind(candidate->ref_length, candidate->alt_length, candidate->alt[0]);
}

/* A run while it is called. */
typedef struct Run
{
	Truth truth;
	AlkresRates rates; /* as its normals teach them */
	AlkresBackground *backgrounds[BLOCKS];
	Hit *hits[METHODS];
	int counts[METHODS];
} Run;

static void
add_hit(Run *run, int method, Hit hit)
{
	run->hits[method][run->counts[method]++] = hit;
}

/* The normals of the run: their sums, and the rates they teach. */
static void
draw_normals(Run *run, int duplex)
{
	AlkresContextCounts *counted = calloc(1, sizeof(*counted));

	for (int b = 0; b < BLOCKS; b++)
		for (int n = 0; n < normals; n++)
		{
			AlkresPileup *normal = draw_block(&run->truth, b, 3100 / 3.0, 0, duplex);
			AlkresError error;
			AlkresBackground *one = alkres_background_of(normal, &error);

			alkres_context_count(counted, normal);
			alkres_pileup_free(normal);
			if (n == 0)
			{
				run->backgrounds[b] = one;
				continue;
			}
			alkres_background_merge(run->backgrounds[b], one, &error);
			alkres_background_free(one);
		}
	alkres_rates_learn(&run->rates, counted);
	free(counted);
}

/* What the caller makes of a candidate; with normals (model 0), those who know more, too. */
static void
add_hits(Run *run, const AlkresCandidate *candidate, const AlkresPileup *tumour, int b, int model,
		 int duplex)
{
	const Site *site = &run->truth.site[b][candidate->offset];
	int kind = kind_of(candidate);
	Hit hit = {alkres_score(&candidate->evidence), site->planted == kind ? site->level : -1,
			   kind >= 4};

	add_hit(run, (duplex ? CALLER : WITHOUT_DUPLEX) + model, hit);
	if (model > 0)
		return;
	hit.score = oracle_score(candidate, &run->truth, tumour, b, kind);
	add_hit(run, duplex ? ORACLE : ORACLE_WITHOUT_DUPLEX, hit);
	/* A single molecule is never called. */
	if (duplex && candidate->molecules > 1)
	{
		hit.score =
			informed_score(candidate, &run->truth, tumour, run->backgrounds[b], b, kind, false);
		add_hit(run, INFORMED, hit);
	}
}

static void
call_block(Run *run, Sums *sums, int b, int duplex, bool with_power)
{
	AlkresPileup *tumour = draw_block(&run->truth, b, 3100, 1, duplex);
	AlkresModel models[2] = {{&run->rates, run->backgrounds[b]}, {NULL, NULL}};

	alkres_background_fit(run->backgrounds[b], &run->rates, tumour);
	for (int m = 0; m < 2; m++)
	{
		AlkresCandidates *list = alkres_candidates(tumour, &models[m]);

		for (uint32_t i = 0; i < list->count; i++)
			add_hits(run, &list->items[i], tumour, b, m, duplex);
		alkres_candidates_free(list);
		sums[(duplex ? CALLER : WITHOUT_DUPLEX) + m].expected_false +=
			alkres_false_calls(tumour, &models[m], LOW_PRIOR, LOW_THRESHOLD, NULL, 0);
	}
	if (with_power)
		test_power(&run->truth, tumour, &models[0], b);
	if (duplex)
		test_pairs(&run->truth, tumour, &models[0], b);
	alkres_pileup_free(tumour);
}

static void
one_seed(uint64_t seed, Sums *sums)
{
	Run *run = calloc(1, sizeof(Run));

	start_random(seed);
	make_truth(&run->truth);
	for (int m = 0; m < METHODS; m++)
	{
		run->hits[m] = malloc(sizeof(Hit) * BLOCKS * 256 * KINDS);
		for (int v = 0; v < LEVELS * (SNVS + INDELS); v++)
			sums[m].planted[v >= LEVELS * SNVS][v % LEVELS]++;
	}
	for (int duplex = 1; duplex >= 0; duplex--)
	{
		draw_normals(run, duplex);
		for (int b = 0; b < BLOCKS; b++)
		{
			call_block(run, sums, b, duplex, duplex && seed < 20);
			alkres_background_free(run->backgrounds[b]);
		}
	}
	for (int m = 0; m < METHODS; m++)
	{
		count_hits(run->hits[m], run->counts[m], &sums[m]);
		free(run->hits[m]);
	}
	free(run);
}

int
main(int argc, char **argv)
{
	int seeds = argc > 1 ? atoi(argv[1]) : 20;
	int first = argc > 2 ? atoi(argv[2]) : 0;
	Sums sums[METHODS];

	independent = getenv("INDEPENDENT") != NULL;
	apart = getenv("APART") != NULL;
	if (getenv("NORMALS") != NULL)
		normals = atoi(getenv("NORMALS"));
	memset(sums, 0, sizeof(sums));
	printf("oracle: knows every rate and the factor of every site, and applies the same rule\n"
		   "informed: knows every rate and how sites' factors are distributed, a site's own factor "
		   "only\n"
		   "  through the normals: no caller with these normals and calibrated posteriors finds "
		   "more\n");
	for (int seed = first; seed < first + seeds; seed++)
		one_seed((uint64_t) seed, sums);
	print_heading(seeds);
	for (int m = 0; m < METHODS; m++)
		print_found(names[m], &sums[m], seeds);
	for (int m = 0; m < METHODS; m++)
	{
		print_calibration(names[m], &sums[m]);
		free(sums[m].calls);
	}
	print_power();
	print_pairs();
	return 0;
}