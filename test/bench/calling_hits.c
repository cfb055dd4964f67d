/* calling_hits.c: counting what is called of simulated runs. */
#include "calling_hits.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/model/prior.h"
#include "core/model/score.h"

const double priors[2] = {ALKRES_PRIOR_DEFAULT, ALKRES_PRIOR_LISTED};

static int
by_score(const void *a, const void *b)
{
	double left = ((const Hit *) a)->score, right = ((const Hit *) b)->score;

	return left > right ? -1 : left < right;
}

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
		{
			sums->false_calls[prior]++;
			sums->false_indels[prior] += hit->indel;
		}
		else
			sums->found[prior][hit->indel][hit->level]++;
	}
}

void
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

void
print_heading(int runs)
{
	printf("%d runs; share found at", runs);
	for (int l = 0; l < LEVELS; l++)
		printf(" %g %%", 100 * levels[l]);
	printf("\n");
}

void
print_row(const char *name, const int *found, const int *planted)
{
	printf("  %-24s", name);
	for (int l = 0; l < LEVELS; l++)
		printf(" %6.3f", (double) found[l] / planted[l]);
	printf("\n");
}

void
print_found(const char *name, const Sums *sums, int runs)
{
	char text[64];

	printf(
		"%s: false calls a run %.3f, %d of %d indels (listed prior everywhere: %.3f, %d of %d)\n",
		name, (double) sums->false_calls[0] / runs, sums->false_indels[0], sums->false_calls[0],
		(double) sums->false_calls[1] / runs, sums->false_indels[1], sums->false_calls[1]);
	for (int indel = 0; indel < 2; indel++)
		for (int prior = 0; prior < 2; prior++)
		{
			snprintf(text, sizeof(text), "%s, pi %g", indel ? "indel" : "SNV", priors[prior]);
			print_row(text, sums->found[prior][indel], sums->planted[indel]);
		}
	print_row("SNV, 0 false", sums->at_false[0][0], sums->planted[0]);
	print_row("SNV, 1 false", sums->at_false[1][0], sums->planted[0]);
}

static int
by_posterior(const void *a, const void *b)
{
	double left = ((const struct Call *) a)->posterior;
	double right = ((const struct Call *) b)->posterior;

	return left < right ? -1 : left > right;
}

void
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
	/* Who knows the truth is no function of the product, which expects calls. */
	if (sums->expected_false > 0)
		printf("  false calls at pi %g, threshold %g: expected %.1f, seen %.0f\n", LOW_PRIOR,
			   LOW_THRESHOLD, sums->expected_false, sums->observed_false);
}
