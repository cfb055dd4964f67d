/*
 * calling_hits.h: what a caller makes of simulated runs, counted: found and false calls at the
 * default threshold and at 0 and 1 false call, and its calibration.
 */
#ifndef ALKRES_BENCH_CALLING_HITS_H
#define ALKRES_BENCH_CALLING_HITS_H

#include "calling_run.h"

/* The prior and the posterior at which enough false calls are seen to count them. */
#define LOW_PRIOR 1e-2
#define LOW_THRESHOLD 0.02

extern const double priors[2];

typedef struct Hit
{
	double score;
	int level; /* -1: no variant */
	int indel;
} Hit;

typedef struct Sums
{
	int planted[2][LEVELS];
	int found[2][2][LEVELS];               /* by default prior, by listed prior */
	int false_calls[2];                    /* likewise */
	int false_indels[2];                   /* of them */
	int at_false[2][2][LEVELS];            /* found at 0 and 1 false call */
	double expected_false, observed_false; /* at a lower threshold */
	struct Call
	{
		double posterior; /* at the planted prevalence */
		int true_one;
	} * calls; /* those of at least a tenth */
	int call_count;
} Sums;

/* The hits of one run; they are put in order. */
extern void count_hits(Hit *hits, int count, Sums *sums);
extern void print_heading(int runs);
/* Shares found by level. */
extern void print_row(const char *name, const int *found, const int *planted);
/* Found and false calls of so many runs. */
extern void print_found(const char *name, const Sums *sums, int runs);
/* Bins of at least 200 calls, those above 0.95 in one; and false calls beside those expected. */
extern void print_calibration(const char *name, Sums *sums);

#endif
