/* Unit tests of core/molecule/consensus.h: the formula by hand, and what is enough without
 * it. */
#include "harness.h"

#include <stdlib.h>

#include "core/molecule/consensus.h"

static AlkresConsensus consensus;

/* fgbio's formula as doc/molecules.md has it, written once more. */
static int
by_hand(const AlkresVote *votes, int count)
{
	double likelihoods[4] = {0}, sum = 0, pre = pow(10, -4.5), wrong, error;
	int best = 0;

	for (int i = 0; i < count; i++)
	{
		double e = pow(10, -votes[i].quality / 10.0), both = e + 1e-4 - 4.0 / 3 * e * 1e-4;

		for (int s = 0; s < 4; s++)
			likelihoods[s] += votes[i].symbol == s ? log(1 - both) : log(both / 3);
	}
	for (int s = 1; s < 4; s++)
		best = likelihoods[s] > likelihoods[best] ? s : best;
	for (int s = 0; s < 4; s++)
		sum += s == best ? 0 : exp(likelihoods[s] - likelihoods[best]);
	wrong = sum / (1 + sum);
	error = wrong + pre - 4.0 / 3 * wrong * pre;
	return best * 1000 + (int) floor(-10 * log10(error) + 0.001);
}

static void
formula(void)
{
	AlkresVote votes[64];
	int symbol, quality;

	CASE("consensus: the formula");
	votes[0] = (AlkresVote){2, 30};
	votes[1] = (AlkresVote){2, 30};
	CHECK(alkres_consensus_call(&consensus, votes, 2, 4, &symbol, &quality) && symbol == 2 &&
		  symbol * 1000 + quality == by_hand(votes, 2) && quality == 44);
	srand(7);
	for (int i = 0; i < 20000; i++)
	{
		int count = 1 + rand() % 12;

		for (int j = 0; j < count; j++)
			votes[j] =
				(AlkresVote){(uint8_t) (rand() % 8 ? 1 : rand() % 4), (uint8_t) (2 + rand() % 60)};
		if (alkres_consensus_call(&consensus, votes, (uint32_t) count, 4, &symbol, &quality))
			CHECK(symbol * 1000 + quality == by_hand(votes, count));
	}
	CASE("consensus: ties, nothing, symbols");
	CHECK(!alkres_consensus_call(&consensus, votes, 0, 4, &symbol, &quality));
	votes[0] = (AlkresVote){0, 30};
	votes[1] = (AlkresVote){3, 30};
	CHECK(!alkres_consensus_call(&consensus, votes, 2, 4, &symbol, &quality));
	votes[1] = (AlkresVote){4, 31};
	CHECK(alkres_consensus_call(&consensus, votes, 2, 4, &symbol, &quality) && symbol == 4 &&
		  quality < 10);
	votes[0] = votes[1];
	CHECK(alkres_consensus_call(&consensus, votes, 2, 1, &symbol, &quality) && symbol == 4 &&
		  quality == 44);
	/* Quality 0 speaks for the others: three of them are tied. */
	votes[0] = votes[1] = (AlkresVote){0, 0};
	CHECK(!alkres_consensus_call(&consensus, votes, 2, 4, &symbol, &quality));
}

/* Votes with so much weight for base 1, less all others', are base 1 with at least the quality. */
static bool
holds(const AlkresVote *votes, int count, double enough, int quality)
{
	double sum = 0;
	int symbol, exact;

	for (int i = 0; i < count; i++)
	{
		double weight = consensus.weight[votes[i].quality];

		sum += votes[i].symbol == 1 ? weight : -fabs(weight);
	}
	if (sum < enough)
		return false;
	CHECK(alkres_consensus_call(&consensus, votes, (uint32_t) count, 4, &symbol, &exact) &&
		  symbol == 1 && exact >= quality);
	return true;
}

static void
enough_is_enough(void)
{
	static AlkresVote votes[5000];
	double enough = alkres_consensus_enough(37), most = alkres_consensus_enough(44);
	int held = 0, least = 94;

	CASE("consensus: what is enough, of all of two and three qualities");
	for (int a = 0; a <= 93; a++)
		for (int b = 0; b <= 93; b++)
			for (int c = 0; c <= 94; c++)
			{
				votes[0] = (AlkresVote){1, (uint8_t) a};
				votes[1] = (AlkresVote){1, (uint8_t) b};
				votes[2] = (AlkresVote){(uint8_t) (c % 2 ? 1 : 4), (uint8_t) (c % 94)};
				held += holds(votes, c == 94 ? 2 : 3, enough, 37);
				if (c == 94 && a == b && holds(votes, 2, enough, 37) && a < least)
					least = a;
				(void) holds(votes, c == 94 ? 2 : 3, most, 44);
			}
	CHECK(held > 94 * 94 * 95 / 2 && least == 18);
	CHECK(isinf(alkres_consensus_enough(46)));
	CASE("consensus: what is enough, of many random ones");
	held = 0;
	for (int i = 0; i < 30000; i++)
	{
		int count = 2 + rand() % (i % 100 == 0 ? 4990 : 30), top = 1 + rand() % 94;

		for (int j = 0; j < count; j++)
			votes[j] =
				(AlkresVote){(uint8_t) (rand() % 8 ? 1 : rand() % 5), (uint8_t) (rand() % top)};
		held += holds(votes, count, enough, 37);
	}
	CHECK(held > 15000);
}

int
main(void)
{
	alkres_consensus_fill(&consensus);
	formula();
	enough_is_enough();
	return finish();
}
