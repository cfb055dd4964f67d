/* Coverage of the intervals of fractional abundance: simulated wells, known truth. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/droplets/droplets.h"
#include "random.h"

#define DROPLETS 15000

/* Copies per droplet of mutant and wild type. */
static const double loads[][2] = {{1e-4, 0.1}, {2e-4, 1.0}, {5e-4, 0.1}, {1e-3, 0.1},
								  {1e-3, 2.0}, {5e-3, 0.1}, {0.1, 0.1}};

static const AlkresDropletMethod methods[] = {
	ALKRES_DROPLETS_EXACT,    ALKRES_DROPLETS_BIORAD,      ALKRES_DROPLETS_WILSON,
	ALKRES_DROPLETS_JEFFREYS, ALKRES_DROPLETS_WALD_LAMBDA, ALKRES_DROPLETS_LOG_LAMBDA};
static const char *const names[] = {"exact", "biorad", "wilson", "jeffreys", "wald_l.", "log_l."};

#define COUNT(array) ((int) (sizeof(array) / sizeof((array)[0])))

/* Does the method print an interval for this well, and does it hold the truth? */
static int
covers(AlkresDropletMethod method, int mutants, int others, double truth)
{
	AlkresDroplets well = {mutants, others, 0, DROPLETS, 0.85, 1, ALKRES_DROPLETS_MARGINAL};
	AlkresEstimate share;
	AlkresError error;

	/* The instrument prints nothing without a mutant droplet. */
	if (method == ALKRES_DROPLETS_BIORAD && mutants == 0)
		return 0;
	if (!alkres_fractional_abundance(&well, ALKRES_FAM, method, 0.95, &share, &error))
		abort();
	return share.lower <= truth && truth <= share.upper;
}

int
main(int argc, char **argv)
{
	int wells = argc > 1 ? atoi(argv[1]) : 20000;

	printf("%d wells of %d droplets a line; share of 95 %% intervals that hold the truth; biorad: "
		   "as QuantaSoft prints it, a well without an interval does not hold it\n",
		   wells, DROPLETS);
	printf("lambda mut/wt   FA %%     E[k]");
	for (int m = 0; m < COUNT(methods); m++)
		printf("  %8s", names[m]);
	printf("\n");
	for (int i = 0; i < COUNT(loads); i++)
	{
		double p1 = -expm1(-loads[i][0]);
		double p2 = -expm1(-loads[i][1]);
		double truth = loads[i][0] / (loads[i][0] + loads[i][1]);
		int held[COUNT(methods)] = {0};
		Rng rng;

		rng_seed(&rng, 20240601, (uint64_t) i);
		for (int w = 0; w < wells; w++)
		{
			/* Alleles lie on molecules of their own: the channels are independent. */
			int mutants = rng_binomial(&rng, DROPLETS, p1);
			int others = rng_binomial(&rng, DROPLETS, p2);

			for (int m = 0; m < COUNT(methods); m++)
				held[m] += covers(methods[m], mutants, others, truth);
		}
		printf("%6g / %-5g  %7.4f  %6.1f", loads[i][0], loads[i][1], truth, DROPLETS * p1);
		for (int m = 0; m < COUNT(methods); m++)
			printf("  %8.3f", (double) held[m] / wells);
		printf("\n");
	}
	return 0;
}
