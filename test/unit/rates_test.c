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

/* Molecules well read, of either strand of origin. */
static int
well_read(int orientation)
{
	return alkres_cell(ALKRES_CLASS_SIMPLEX, orientation, 3);
}

/* A base that errs on both strands, with so many molecules each of 2,000. */
static void
add_errors(AlkresPileup *pileup, int offset, int alt, uint32_t first, uint32_t second)
{
	AlkresAllele *allele;

	if (first + second == 0)
		return;
	pileup->alleles =
		alkres_realloc(pileup->alleles, sizeof(AlkresAllele) * (pileup->allele_count + 1));
	allele = &pileup->alleles[pileup->allele_count++];
	memset(allele, 0, sizeof(*allele));
	allele->offset = (int16_t) offset;
	allele->ref = strndup(pileup->reference + ALKRES_HALO + offset, 1);
	allele->alt = strndup("ACGT" + alt, 1);
	allele->cells[well_read(ALKRES_F1R2)] = first;
	allele->cells[well_read(ALKRES_F2R1)] = second;
	allele->molecules = first + second;
}

/* A block of random bases in which ACA errs to AAA on the strand of origin, in F1R2 as it is, in
 * F2R1 as TGT>TTT. */
static AlkresPileup *
erring_block(int block)
{
	AlkresContig contig;
	AlkresError error;
	AlkresPileup *pileup;

	alkres_contig_set(&contig, "GRCh38", 6, "chr2", 4, &error);
	pileup = alkres_pileup_new(&contig, (uint32_t) block);
	for (int i = 0; i < (int) sizeof(pileup->reference); i++)
		pileup->reference[i] = "ACGT"[rand() % 4];
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		const char *at = pileup->reference + ALKRES_HALO + offset;

		pileup->cells[offset][well_read(ALKRES_F1R2)] = 2000;
		pileup->cells[offset][well_read(ALKRES_F2R1)] = 2000;
		for (int alt = 0; alt < 4; alt++)
		{
			bool first = memcmp(at - 1, "ACA", 3) == 0 && alt == 0;
			bool second = memcmp(at - 1, "TGT", 3) == 0 && alt == 3;
			uint32_t x;

			if ("ACGT"[alt] == *at)
				continue;
			x = poisson(2000 * (first ? 1e-2 : 1e-5));
			add_errors(pileup, offset, alt, x, poisson(2000 * (second ? 1e-2 : 1e-5)));
		}
	}
	return pileup;
}

static void
nothing_seen(void)
{
	const AlkresRates *fixed = alkres_rates_fixed();
	AlkresContextCounts *counts = calloc(1, sizeof(*counts));
	AlkresRates *learnt = malloc(sizeof(*learnt));

	CASE("nothing seen leaves the fixed rates");
	alkres_rates_learn(learnt, counts);
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		for (int i = 0; i < 4 * ALKRES_TRIPLETS; i++)
		{
			int t = i / 4, alt = i % 4;

			if (alt == t / 4 % 4)
				continue;
			CHECK_NEAR(learnt->substitution[cell][t][alt], fixed->substitution[cell][t][alt], 1e-9);
			CHECK(fixed->substitution[cell][t][alt] >= ALKRES_RATE_FLOOR);
		}
	CHECK_NEAR(learnt->artefact[1][3], alkres_artefact_prior('C', 'T'), 1e-9);
	free(counts);
	free(learnt);
}

static void
one_erring_context(void)
{
	AlkresContextCounts *counts = calloc(1, sizeof(*counts));
	AlkresRates *learnt = malloc(sizeof(*learnt));
	const int good = well_read(ALKRES_F1R2), other = well_read(ALKRES_F2R1);
	const int duplex = well_read(ALKRES_ORIENTATION_UNKNOWN);
	const int aca = alkres_triplet('A', 'C', 'A'), tgt = alkres_triplet('T', 'G', 'T');
	const int tat = alkres_triplet('T', 'A', 'T');

	CASE("a context that errs on one strand is learnt there and nowhere else");
	for (int block = 0; block < 60; block++)
	{
		AlkresPileup *pileup = erring_block(block);

		alkres_context_count(counts, pileup);
		alkres_pileup_free(pileup);
	}
	alkres_rates_learn(learnt, counts);
	CHECK_NEAR(learnt->substitution[good][aca][0], 1e-2, 0.2);
	CHECK_NEAR(learnt->substitution[other][tgt][3], 1e-2, 0.2);
	CHECK(learnt->substitution[other][aca][0] < 1e-4);
	CHECK(learnt->substitution[good][tgt][3] < 1e-4);
	CHECK(learnt->substitution[good][tat][3] < 3e-5);
	CHECK(learnt->artefact[1][0] > alkres_artefact_prior('C', 'A') &&
		  learnt->artefact[0][2] == alkres_artefact_prior('A', 'G'));
	printf("# ACA>AAA on F1R2 %.2g, F2R1 %.2g; TAT>TTT %.2g; one strand alone C>A %.2g, A>G %.2g\n",
		   learnt->substitution[good][aca][0], learnt->substitution[other][aca][0],
		   learnt->substitution[good][tat][3], learnt->artefact[1][0], learnt->artefact[0][2]);

	CASE("molecules of both strands have the mean of both");
	CHECK_NEAR(learnt->substitution[duplex][aca][0],
			   (learnt->substitution[good][aca][0] + learnt->substitution[other][aca][0]) / 2,
			   1e-9);
	free(counts);
	free(learnt);
}

static void
duplex_without_errors(void)
{
	AlkresContextCounts *counts = calloc(1, sizeof(*counts));
	AlkresRates *learnt = malloc(sizeof(*learnt));
	int cell = alkres_cell(ALKRES_CLASS_DUPLEX, ALKRES_F1R2, 3);
	int way = ALKRES_CLASS_DUPLEX * ALKRES_QUALITY_BINS + 3;

	CASE("a duplex context without errors is no clean one");
	for (int context = 0; context < 16; context++)
		counts->molecules[way][(context / 4 * 4 + 1) * 4 + context % 4][0] = 100000;
	alkres_rates_learn(learnt, counts);
	/* C>A at 1e-6: none of 16e5 where 1.6 are expected, so 1e-6 x 2 / 3.6 before, worth two
	 * errors; then 2 / (1e5 + 3.6e6). */
	CHECK_NEAR(learnt->substitution[cell][alkres_triplet('A', 'C', 'A')][0], 2 / 3.7e6, 1e-9);
	free(counts);
	free(learnt);
}

int
main(void)
{
	nothing_seen();
	one_erring_context();
	duplex_without_errors();

	CASE("an unknown neighbour has the fixed rate, an unknown base is no context");
	CHECK(alkres_triplet('N', 'A', 'C') == -1);
	return finish();
}
