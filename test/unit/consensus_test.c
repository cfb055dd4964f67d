/* Unit tests of core/molecule/consensus.h: the formula by hand, and the table against the exact
 * call. */
#include "harness.h"

#include <stdlib.h>

#include "core/molecule/consensus.h"

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
	CHECK(alkres_consensus_call(votes, 2, 4, &symbol, &quality) && symbol == 2 &&
		  symbol * 1000 + quality == by_hand(votes, 2) && quality == 44);
	srand(7);
	for (int i = 0; i < 20000; i++)
	{
		int count = 1 + rand() % 12;

		for (int j = 0; j < count; j++)
			votes[j] =
				(AlkresVote){(uint8_t) (rand() % 8 ? 1 : rand() % 4), (uint8_t) (2 + rand() % 60)};
		if (alkres_consensus_call(votes, (uint32_t) count, 4, &symbol, &quality))
			CHECK(symbol * 1000 + quality == by_hand(votes, count));
	}
	CASE("consensus: ties, nothing, symbols");
	CHECK(!alkres_consensus_call(votes, 0, 4, &symbol, &quality));
	votes[0] = (AlkresVote){0, 30};
	votes[1] = (AlkresVote){3, 30};
	CHECK(!alkres_consensus_call(votes, 2, 4, &symbol, &quality));
	votes[1] = (AlkresVote){4, 31};
	CHECK(alkres_consensus_call(votes, 2, 4, &symbol, &quality) && symbol == 4 && quality < 10);
	votes[0] = votes[1];
	CHECK(alkres_consensus_call(votes, 2, 1, &symbol, &quality) && symbol == 4 && quality == 44);
	/* Quality 0 speaks for the others: three of them are tied. */
	votes[0] = votes[1] = (AlkresVote){0, 0};
	CHECK(!alkres_consensus_call(votes, 2, 4, &symbol, &quality));
}

static void
check_table(const AlkresConsensusTable *table, const AlkresVote *votes, int count, int *unsure)
{
	uint64_t sum = 0;
	int symbol, exact, quick;

	for (int i = 0; i < count; i++)
		sum += (uint64_t) table->weights[votes[i].quality];
	quick = alkres_consensus_quality(table, sum);
	if (quick == ALKRES_CONSENSUS_UNSURE)
	{
		(*unsure)++;
		return;
	}
	CHECK(alkres_consensus_call(votes, (uint32_t) count, 4, &symbol, &exact) && symbol == 1 &&
		  quick == exact);
}

static void
table_is_exact(void)
{
	static AlkresConsensusTable table;
	static AlkresVote votes[5000];
	int unsure = 0, all = 0;

	alkres_consensus_table_fill(&table);
	CASE("consensus: the table is exact for all of two and three qualities");
	for (int a = 3; a <= 93; a++)
		for (int b = a; b <= 93; b++)
			for (int c = b; c <= 94; c++)
			{
				votes[0] = (AlkresVote){1, (uint8_t) a};
				votes[1] = (AlkresVote){1, (uint8_t) b};
				votes[2] = (AlkresVote){1, (uint8_t) (c % 94)};
				all++;
				check_table(&table, votes, c == 94 ? 2 : 3, &unsure);
			}
	CHECK(unsure * 10 < all);
	CASE("consensus: the table is exact for many random ones");
	for (int i = 0; i < 30000; i++)
	{
		int count = 2 + rand() % (i % 100 == 0 ? 4990 : 30), top = 3 + rand() % 91;

		for (int j = 0; j < count; j++)
			votes[j] = (AlkresVote){1, (uint8_t) (3 + rand() % (top - 2))};
		check_table(&table, votes, count, &unsure);
	}
	/* Only poor ones, and as many as rounding could add up over. */
	for (int count = 2; count <= 200; count++)
		for (int quality = 3; quality <= 12; quality++)
		{
			for (int j = 0; j < count; j++)
				votes[j] = (AlkresVote){1, (uint8_t) quality};
			check_table(&table, votes, count, &unsure);
		}
}

int
main(void)
{
	formula();
	table_is_exact();
	return finish();
}
