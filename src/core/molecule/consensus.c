/* consensus.c: fgbio's consensus formula, after its CallMolecularConsensusReads. */
#include "core/molecule/consensus.h"

#include <math.h>
#include <string.h>

/* Errors after the molecule was copied (Q40) and before the barcode was joined to it (Q45). */
#define ERROR_POST 1e-4
#define QUALITY_PRE 45
/* Differences of log likelihoods under this are none. */
#define TIE 1e-9
#define UNIT 2048.0
/* Votes whose weights sum with less than GUARD units of rounding; more are far above all steps. */
#define GUARD_VOTES 64
#define GUARD (GUARD_VOTES / 2 + 1)
#define BUCKET 16

/* Two independent errors of which either shows, and the chance that the second undoes the first. */
static double
either_error(double a, double b)
{
	return a + b - 4.0 / 3.0 * a * b;
}

static double
vote_error(int quality)
{
	return either_error(pow(10, -quality / 10.0), ERROR_POST);
}

/* The quality of a consensus that is wrong with this probability, before the error of copying. */
static int
final_quality(double wrong)
{
	double error = either_error(wrong, pow(10, -QUALITY_PRE / 10.0));

	return (int) floor(-10 * log10(error) + 0.001);
}

bool
alkres_consensus_call(const AlkresVote *votes, uint32_t count, int always, int *symbol,
					  int *quality)
{
	uint32_t said[ALKRES_CONSENSUS_SYMBOLS_MAX][ALKRES_CONSENSUS_QUALITY_MAX + 1];
	uint32_t all[ALKRES_CONSENSUS_QUALITY_MAX + 1] = {0};
	bool possible[ALKRES_CONSENSUS_SYMBOLS_MAX] = {false};
	double likelihoods[ALKRES_CONSENSUS_SYMBOLS_MAX], others = 0;
	int symbols = always, best = -1;
	bool tied = false;

	if (count == 0)
		return false;
	for (uint32_t i = 0; i < count; i++)
		symbols = votes[i].symbol >= symbols ? votes[i].symbol + 1 : symbols;
	memset(said, 0, sizeof(said[0]) * (size_t) symbols);
	for (int s = 0; s < always; s++)
		possible[s] = true;
	for (uint32_t i = 0; i < count; i++)
	{
		possible[votes[i].symbol] = true;
		said[votes[i].symbol][votes[i].quality]++;
		all[votes[i].quality]++;
	}
	for (int s = 0; s < symbols; s++)
		likelihoods[s] = 0;
	for (int q = 0; q <= ALKRES_CONSENSUS_QUALITY_MAX; q++)
	{
		double error, right, wrong;

		if (all[q] == 0)
			continue;
		error = vote_error(q);
		right = log1p(-error);
		wrong = log(error / 3);
		for (int s = 0; s < symbols; s++)
			likelihoods[s] += said[s][q] * right + (all[q] - said[s][q]) * wrong;
	}
	for (int s = 0; s < symbols; s++)
	{
		if (!possible[s])
			continue;
		if (best >= 0 && fabs(likelihoods[s] - likelihoods[best]) <= TIE)
			tied = true;
		else if (best < 0 || likelihoods[s] > likelihoods[best])
		{
			best = s;
			tied = false;
		}
	}
	if (tied)
		return false;
	for (int s = 0; s < symbols; s++)
		if (possible[s] && s != best)
			others += exp(likelihoods[s] - likelihoods[best]);
	*symbol = best;
	*quality = final_quality(others / (1 + others));
	return true;
}

void
alkres_consensus_table_fill(AlkresConsensusTable *table)
{
	int top = final_quality(0);
	double steps[QUALITY_PRE + 1]; /* sum from which the quality is at least its index */

	for (int q = 0; q <= ALKRES_CONSENSUS_QUALITY_MAX; q++)
	{
		double error = vote_error(q);

		table->weights[q] = q < ALKRES_CONSENSUS_TABLE_MIN
								? 0
								: (int32_t) lround((log1p(-error) - log(error / 3)) * UNIT);
	}
	for (int q = 0; q <= top; q++)
	{
		double low = 0, high = 40 * UNIT; /* bisection; the quality rises with the sum */

		for (int i = 0; i < 80; i++)
		{
			double middle = (low + high) / 2, others = 3 * exp(-middle / UNIT);

			if (final_quality(others / (1 + others)) >= q)
				high = middle;
			else
				low = middle;
		}
		steps[q] = high;
	}
	for (int i = 0; i < 4096; i++)
	{
		double from = i * BUCKET, to = from + BUCKET - 1;
		int quality = 0;
		bool unsure = false;

		for (int q = 0; q <= top; q++)
		{
			if (steps[q] <= from - GUARD)
				quality = q;
			else if (steps[q] <= to + GUARD)
				unsure = true;
		}
		table->qualities[i] = unsure ? ALKRES_CONSENSUS_UNSURE : (uint8_t) quality;
	}
}
