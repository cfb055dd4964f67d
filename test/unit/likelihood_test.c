/* likelihood_test.c: likelihoods of a strand of origin against sums and integrals of their own. */
#include "harness.h"

#include "core/model/likelihood.h"
#include "core/model/score.h"
#include "site.h"

static void
likelihoods_sum_to_one(void)
{
	CASE("L0 sums to 1 over the alternates");
	for (int known = 0; known < 2; known++)
	{
		Part parts[] = {{ALKRES_CLASS_SINGLE, ALKRES_F1R2, 1, 700, 0},
						{ALKRES_CLASS_SIMPLEX, ALKRES_F1R2, 1, 900, 0}};
		AlkresEvidence evidence = SITE(parts);
		AlkresGroup *group = &evidence.group[ALKRES_F1R2];
		AlkresPart *part = &group->part[ALKRES_BADLY_READ];
		double sum = 0;

		if (known)
			part->shape = 30.5, part->rate = 12.5;
		for (uint32_t x = 0; x <= 400; x++)
			for (uint32_t y = 0; y <= 40; y++)
			{
				part->cell[0].alternates = x;
				part->cell[1].alternates = y;
				part->alternates = x + y;
				sum += exp(alkres_log_l0(group) - lgamma(x + 1.0) - lgamma(y + 1.0));
			}
		CHECK_NEAR(sum, 1, 1e-6);
	}

	CASE("L1 sums to 1 over the alternates");
	{
		Part parts[] = {{ALKRES_CLASS_SINGLE, ALKRES_F1R2, 1, 700, 0}};
		AlkresEvidence evidence = SITE(parts);
		AlkresGroup *group = &evidence.group[ALKRES_F1R2];
		AlkresPart *part = &group->part[ALKRES_BADLY_READ];
		double sum = 0;

		for (uint32_t x = 0; x <= 400; x++)
		{
			part->cell[0].alternates = part->alternates = x;
			sum += exp(alkres_log_l1(group, 0.02) - lgamma(x + 1.0));
		}
		CHECK_NEAR(sum, 1, 1e-6);
	}
}

static void
variant_without_fraction(void)
{
	CASE("L1 at f = 0 is L0, also above the exact sum");
	for (uint32_t x = 0; x < 1200; x += 37)
	{
		Part parts[] = {{ALKRES_CLASS_SINGLE, ALKRES_F2R1, 0, 900, x / 3},
						{ALKRES_CLASS_MATES, ALKRES_F2R1, 1, 900, x / 3},
						{ALKRES_CLASS_DUPLEX, ALKRES_F2R1, 3, 900, x - 2 * (x / 3)}};
		AlkresEvidence evidence = SITE(parts);
		AlkresGroup *group = &evidence.group[ALKRES_F2R1];

		CHECK_NEAR(alkres_log_l1(group, 0), alkres_log_l0(group), 1e-9);
		group->part[0].shape = group->part[1].shape = 7.5;
		group->part[0].rate = group->part[1].rate = 3.5;
		CHECK_NEAR(alkres_log_l1(group, 0), alkres_log_l0(group), 1e-9);
	}
}

static void
variant_by_integral(void)
{
	CASE("L1 is the integral over lambda, done the plain way");
	for (int i = 0; i < 4; i++)
	{
		uint32_t high = i < 2 ? 7 : 290;
		double fraction = i % 2 == 0 ? 0.003 : 0.08;
		Part parts[] = {{ALKRES_CLASS_SINGLE, ALKRES_F1R2, 0, 300, 12},
						{ALKRES_CLASS_MATES, ALKRES_F1R2, 1, 4000, high}};
		AlkresEvidence evidence = SITE(parts);
		AlkresPart *part = &evidence.group[0].part[ALKRES_BADLY_READ];
		double sum = 0, largest = -HUGE_VAL, step = 1e-3;

		part->shape = 3.5;
		part->rate = 2.5;
		for (double lambda = step / 2; lambda < 60;
			 lambda += step) /* Poisson densities times the prior's */
		{
			double term = part->shape * log(part->rate) - lgamma(part->shape) +
						  (part->shape - 1) * log(lambda) - part->rate * lambda;

			for (int k = 0; k < part->cells; k++)
			{
				double mean = lambda * part->cell[k].expected + part->cell[k].molecules * fraction;

				term += part->cell[k].alternates * log(mean) - mean;
			}
			if (term > largest)
			{
				sum *= exp(largest - term);
				largest = term;
			}
			sum += exp(term - largest) * step;
		}
		CHECK_NEAR(alkres_log_l1(&evidence.group[0], fraction), largest + log(sum), 1e-6);
	}
}

static void
exact_meets_quadrature(void)
{
	CASE("exact sum and quadrature meet");
	for (int i = 0; i < 3; i++)
	{
		/* ln L1 is smooth in x: the second difference across the switch stays that of its
		 * neighbours. */
		double value[6];
		double fraction = i == 0 ? 1e-4 : i == 1 ? 0.01 : 0.2;

		for (uint32_t x = 253; x < 259; x++)
		{
			Part parts[] = {{ALKRES_CLASS_SINGLE, ALKRES_F1R2, 0, 3000, x - 100},
							{ALKRES_CLASS_MATES, ALKRES_F1R2, 1, 2000, 100}};
			AlkresEvidence evidence = SITE(parts);

			value[x - 253] = alkres_log_l1(&evidence.group[0], fraction);
		}
		for (int j = 1; j < 5; j++)
			CHECK(fabs(value[j - 1] - 2 * value[j] + value[j + 1]) < 0.02);
	}
}

int
main(void)
{
	likelihoods_sum_to_one();
	variant_without_fraction();
	variant_by_integral();
	exact_meets_quadrature();
	return finish();
}
