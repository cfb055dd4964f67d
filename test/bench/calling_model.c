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

#include "calling_run.h"
#include "core/model/false_calls.h"
#include "core/model/prior.h"

typedef struct Hit
{
	double score;
	int level; /* -1: no variant */
	int indel;
} Hit;

typedef struct Sums
{
	int planted[2][LEVELS];
	int found[2][2][LEVELS]; /* by default prior, by listed prior */
	int false_calls[2];
	int at_false[2][2][LEVELS];            /* found at 0 and 1 false call */
	double expected_false, observed_false; /* at a lower threshold */
	struct Call
	{
		double posterior; /* at the planted prevalence */
		int true_one;
	} * calls; /* those of at least a tenth */
	int call_count;
} Sums;

static const double priors[2] = {ALKRES_PRIOR_DEFAULT, ALKRES_PRIOR_LISTED};

static int
by_score(const void *a, const void *b)
{
	double left = ((const Hit *) a)->score, right = ((const Hit *) b)->score;

	return left > right ? -1 : left < right;
}

#define LOW_PRIOR 1e-2
#define LOW_THRESHOLD 0.02

/* A call of at least a tenth, for the calibration. */
static void
add_call(Sums *sums, double posterior, bool true_one)
{
	if (posterior < 0.1)
		return;
	sums->calls = realloc(sums->calls, sizeof(*sums->calls) * (sums->call_count + 1));
	sums->calls[sums->call_count].posterior = posterior;
	sums->calls[sums->call_count++].true_one = true_one;
}

/* What is called at each default prior. */
static void
count_called(Sums *sums, const Hit *hit)
{
	for (int prior = 0; prior < 2; prior++)
	{
		if (alkres_posterior(hit->score, priors[prior]) < 0.9)
			continue;
		if (hit->level < 0)
			sums->false_calls[prior]++;
		else
			sums->found[prior][hit->indel][hit->level]++;
	}
}

static void
count_hits(Hit *hits, int count, Sums *sums)
{
	int false_seen = 0;

	qsort(hits, (size_t) count, sizeof(Hit), by_score);
	for (int i = 0; i < count; i++)
	{
		const Hit *hit = &hits[i];

		/* The prior is what was planted: of three alternatives a position, or of two. */
		add_call(sums,
				 alkres_posterior(hit->score, LEVELS * (hit->indel ? INDELS : SNVS) /
												  (BLOCKS * 256 * (hit->indel ? 2.0 : 3.0))),
				 hit->level >= 0);
		count_called(sums, hit);
		if (hit->level < 0)
		{
			sums->observed_false += alkres_posterior(hit->score, LOW_PRIOR) >= LOW_THRESHOLD;
			false_seen++;
			continue;
		}
		for (int allowed = 0; allowed < 2; allowed++)
			if (false_seen <= allowed)
				sums->at_false[allowed][hit->indel][hit->level]++;
	}
}

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

static void
print_row(const char *name, const int *found, const int *planted)
{
	printf("  %-24s", name);
	for (int l = 0; l < LEVELS; l++)
		printf(" %6.3f", (double) found[l] / planted[l]);
	printf("\n");
}

static int
by_posterior(const void *a, const void *b)
{
	double left = ((const struct Call *) a)->posterior;
	double right = ((const struct Call *) b)->posterior;

	return left < right ? -1 : left > right;
}

/* Bins of at least 200 calls, those above 0.95 in one. */
static void
print_calibration(const char *name, Sums *sums)
{
	int from = 0;

	qsort(sums->calls, (size_t) sums->call_count, sizeof(struct Call), by_posterior);
	printf("%s: calibration (mean posterior: true share, calls)", name);
	while (from < sums->call_count)
	{
		double posteriors = 0, truths = 0;
		int to = from;

		for (; to < sums->call_count; to++)
		{
			double p = sums->calls[to].posterior;

			/* Enough, and enough left for another bin. */
			if (to - from >= 200 && p <= 0.95 &&
				(to + 200 < sums->call_count && sums->calls[to + 200].posterior <= 0.95))
				break;
			if (to - from >= 200 && p > 0.95 && sums->calls[from].posterior <= 0.95)
				break;
			posteriors += p;
			truths += sums->calls[to].true_one;
		}
		printf("  %.2f: %.2f, %d", posteriors / (to - from), truths / (to - from), to - from);
		from = to;
	}
	printf("\n");
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
	printf("%d runs; share found at", seeds);
	for (int l = 0; l < LEVELS; l++)
		printf(" %g %%", 100 * levels[l]);
	printf("\n");
	for (int m = 0; m < METHODS; m++)
	{
		char text[64];

		printf("%s: false calls a run %.3f (listed prior everywhere: %.3f)\n", names[m],
			   (double) sums[m].false_calls[0] / seeds, (double) sums[m].false_calls[1] / seeds);
		for (int indel = 0; indel < 2; indel++)
			for (int prior = 0; prior < 2; prior++)
			{
				snprintf(text, sizeof(text), "%s, pi %g", indel ? "indel" : "SNV", priors[prior]);
				print_row(text, sums[m].found[prior][indel], sums[m].planted[indel]);
			}
		print_row("SNV, 0 false", sums[m].at_false[0][0], sums[m].planted[0]);
		print_row("SNV, 1 false", sums[m].at_false[1][0], sums[m].planted[0]);
	}
	for (int m = 0; m < METHODS; m++)
	{
		print_calibration(names[m], &sums[m]);
		/* The others know the truth: no function of the product expects their calls. */
		if (sums[m].expected_false > 0)
			printf("  false calls at pi %g, threshold %g: expected %.1f, seen %.0f\n", LOW_PRIOR,
				   LOW_THRESHOLD, sums[m].expected_false, sums[m].observed_false);
		free(sums[m].calls);
	}
	print_power();
	print_pairs();
	return 0;
}