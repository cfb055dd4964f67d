/* rates_test.c: error rates learnt from normals. */
#include "harness.h"

#include <stdlib.h>

#include "core/model/error_rates.h"
#include "core/base/memory.h"
#include "core/model/rates.h"

static double
uniform(void)
{
	return (rand() + 0.5) / ((double) RAND_MAX + 1);
}

static uint32_t
poisson(double mean)
{
	double limit = exp(-mean), product = uniform();
	uint32_t count = 0;

	for (; product > limit; count++)
		product *= uniform();
	return count;
}

int
main(void)
{
	const AlkresRates *fixed = alkres_rates_fixed();
	AlkresContextCounts *counts = calloc(1, sizeof(*counts));
	AlkresRates *learnt = malloc(sizeof(*learnt));
	AlkresContig contig;
	AlkresError error;
	const int good = alkres_cell(ALKRES_CLASS_SIMPLEX, ALKRES_F1R2, 3);
	const int other = alkres_cell(ALKRES_CLASS_SIMPLEX, ALKRES_F2R1, 3);

	alkres_contig_set(&contig, "GRCh38", 6, "chr2", 4, &error);

	CASE("nothing seen leaves the fixed rates");
	alkres_rates_learn(learnt, counts);
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		for (int t = 0; t < ALKRES_TRIPLETS; t++)
			for (int alt = 0; alt < 4; alt++)
				if (alt != t / 4 % 4)
				{
					CHECK_NEAR(learnt->substitution[cell][t][alt],
							   fixed->substitution[cell][t][alt], 1e-9);
					CHECK(fixed->substitution[cell][t][alt] >= ALKRES_RATE_FLOOR);
				}
	CHECK_NEAR(learnt->artefact[1][3], alkres_artefact_prior('C', 'T'), 1e-9);

	CASE("a context that errs on one strand is learnt there and nowhere else");
	for (int block = 0; block < 60; block++)
	{
		AlkresPileup *pileup = alkres_pileup_new(&contig, (uint32_t) block);

		for (int i = 0; i < (int) sizeof(pileup->reference); i++)
			pileup->reference[i] = "ACGT"[rand() % 4];
		for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		{
			const char *at = pileup->reference + ALKRES_HALO + offset;

			pileup->cells[offset][good] = pileup->cells[offset][other] = 2000;
			for (int alt = 0; alt < 4; alt++)
			{
				/* ACA>AAA on the strand of origin: F1R2 as it is, F2R1 as TGT>TTT. */
				bool bad[2] = {memcmp(at - 1, "ACA", 3) == 0 && alt == 0,
							   memcmp(at - 1, "TGT", 3) == 0 && alt == 3};
				AlkresAllele *allele;
				uint32_t x[2];

				if ("ACGT"[alt] == *at)
					continue;
				for (int g = 0; g < 2; g++)
					x[g] = poisson(2000 * (bad[g] ? 1e-2 : 1e-5));
				if (x[0] + x[1] == 0)
					continue;
				pileup->alleles = alkres_realloc(pileup->alleles,
												 sizeof(AlkresAllele) * (pileup->allele_count + 1));
				allele = &pileup->alleles[pileup->allele_count++];
				memset(allele, 0, sizeof(*allele));
				allele->offset = (uint16_t) offset;
				allele->ref = strndup(at, 1);
				allele->alt = strndup("ACGT" + alt, 1);
				allele->cells[good] = x[0];
				allele->cells[other] = x[1];
				allele->molecules = x[0] + x[1];
			}
		}
		alkres_context_count(counts, pileup);
		alkres_pileup_free(pileup);
	}
	alkres_rates_learn(learnt, counts);
	int aca = alkres_triplet('A', 'C', 'A'), tgt = alkres_triplet('T', 'G', 'T');

	CHECK_NEAR(learnt->substitution[good][aca][0], 1e-2, 0.2);
	CHECK_NEAR(learnt->substitution[other][tgt][3], 1e-2, 0.2);
	CHECK(learnt->substitution[other][aca][0] < 1e-4);
	CHECK(learnt->substitution[good][tgt][3] < 1e-4);
	CHECK(learnt->substitution[good][alkres_triplet('T', 'A', 'T')][3] < 3e-5);
	CHECK(learnt->artefact[1][0] > alkres_artefact_prior('C', 'A') &&
		  learnt->artefact[0][2] == alkres_artefact_prior('A', 'G'));
	printf("# ACA>AAA on F1R2 %.2g, F2R1 %.2g; TAT>TTT %.2g; one strand alone C>A %.2g, A>G %.2g\n",
		   learnt->substitution[good][aca][0], learnt->substitution[other][aca][0],
		   learnt->substitution[good][alkres_triplet('T', 'A', 'T')][3], learnt->artefact[1][0],
		   learnt->artefact[0][2]);

	CASE("molecules of both strands have the mean of both");
	int duplex = alkres_cell(ALKRES_CLASS_SIMPLEX, ALKRES_ORIENTATION_UNKNOWN, 3);

	CHECK_NEAR(learnt->substitution[duplex][aca][0],
			   (learnt->substitution[good][aca][0] + learnt->substitution[other][aca][0]) / 2,
			   1e-9);

	CASE("a duplex context without errors is no clean one");
	{
		int cell = alkres_cell(ALKRES_CLASS_DUPLEX, ALKRES_F1R2, 3);
		int way = ALKRES_CLASS_DUPLEX * ALKRES_QUALITY_BINS + 3;

		memset(counts, 0, sizeof(*counts));
		for (int context = 0; context < 16; context++)
			counts->molecules[way][(context / 4 * 4 + 1) * 4 + context % 4][0] = 100000;
		alkres_rates_learn(learnt, counts);
		/* C>A at 1e-6: none of 16e5 where 1.6 are expected, so 1e-6 x 2 / 3.6 before, worth two
		 * errors; then 2 / (1e5 + 3.6e6). */
		CHECK_NEAR(learnt->substitution[cell][aca][0], 2 / 3.7e6, 1e-9);
	}

	CASE("an unknown neighbour has the fixed rate, an unknown base is no context");
	CHECK(alkres_triplet('N', 'A', 'C') == -1);
	free(counts);
	free(learnt);
	return finish();
}
