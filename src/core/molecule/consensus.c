/* consensus.c: fgbio's consensus formula, after its CallMolecularConsensusReads. */
#include "core/molecule/consensus.h"

#include <math.h>
#include <string.h>

/* Errors after the molecule was copied (Q40) and before the barcode was joined to it (Q45). */
#define ERROR_POST 1e-4
#define QUALITY_PRE 45
/* Differences of log likelihoods under this are none. */
#define TIE 1e-9

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

void
alkres_consensus_fill(AlkresConsensus *consensus)
{
	for (int q = 0; q <= ALKRES_CONSENSUS_QUALITY_MAX; q++)
	{
		double error = vote_error(q);

		consensus->right[q] = log1p(-error);
		consensus->wrong[q] = log(error / 3);
		consensus->weight[q] = consensus->right[q] - consensus->wrong[q];
	}
}

bool
alkres_consensus_call(const AlkresConsensus *consensus, const AlkresVote *votes, uint32_t count,
					  int always, int *symbol, int *quality)
{
	uint32_t said[ALKRES_CONSENSUS_SYMBOLS_MAX][ALKRES_CONSENSUS_QUALITY_MAX + 1];
	uint32_t all[ALKRES_CONSENSUS_QUALITY_MAX + 1];
	bool possible[ALKRES_CONSENSUS_SYMBOLS_MAX] = {false};
	double likelihoods[ALKRES_CONSENSUS_SYMBOLS_MAX], others = 0;
	int symbols = always, best = -1, least = ALKRES_CONSENSUS_QUALITY_MAX, most = 0;
	bool tied = false;

	if (count == 0)
		return false;
	for (uint32_t i = 0; i < count; i++)
	{
		symbols = votes[i].symbol >= symbols ? votes[i].symbol + 1 : symbols;
		least = votes[i].quality < least ? votes[i].quality : least;
		most = votes[i].quality > most ? votes[i].quality : most;
	}
	memset(all + least, 0, sizeof(all[0]) * (size_t) (most - least + 1));
	for (int s = 0; s < symbols; s++)
		memset(said[s] + least, 0, sizeof(all[0]) * (size_t) (most - least + 1));
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
	for (int q = least; q <= most; q++)
	{
		if (all[q] == 0)
			continue;
		for (int s = 0; s < symbols; s++)
			likelihoods[s] +=
				said[s][q] * consensus->right[q] + (all[q] - said[s][q]) * consensus->wrong[q];
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

double
alkres_consensus_enough(int quality)
{
	double low = 0, high = 100; /* bisection; the quality rises with the sum */

	for (int i = 0; i < 60; i++)
	{
		double middle = (low + high) / 2;
		double others = 4 * exp(-middle); /* three bases and a deletion */

		if (final_quality(others / (1 + others)) >= quality)
			high = middle;
		else
			low = middle;
	}
	return high < 100 ? high + 1e-6 : INFINITY;
}
