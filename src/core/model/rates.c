/* rates.c: counting what normals show by context, and the rates that follow. */
#include "core/model/rates.h"

#include <math.h>
#include <string.h>

#include "core/statistics/beta.h"
#include "core/model/error_rates.h"
#include "core/base/memory.h"

/* Molecules that the prior rate of a context is worth, and errors, if that is more: few errors say
 * little of how far a context is from the others. */
#define CONTEXT_WEIGHT 2e5
#define CONTEXT_ERRORS 2.0
/* Errors that the fixed rates of a way of being seen are worth. */
#define WAY_WEIGHT 2.0
/* Sites that the fixed prior of one-strand artefacts is worth. */
#define ARTEFACT_WEIGHT 2000.0

static const char bases[] = "ACGT";

static int
base_code(char base)
{
	return base == 'A' ? 0 : base == 'C' ? 1 : base == 'G' ? 2 : base == 'T' ? 3 : -1;
}

int
alkres_triplet(char before, char base, char after)
{
	int b = base_code(before), m = base_code(base), a = base_code(after);

	return b < 0 || m < 0 || a < 0 ? -1 : (b * 4 + m) * 4 + a;
}

/* The other strand's. */
static int
complement_triplet(int triplet)
{
	int before = triplet / 16, base = triplet / 4 % 4, after = triplet % 4;

	return ((3 - after) * 4 + (3 - base)) * 4 + (3 - before);
}

static int
way_of(int cell)
{
	return ALKRES_CELL_CLASS(cell) * ALKRES_QUALITY_BINS + ALKRES_CELL_QUALITY_BIN(cell);
}

/* What follows an indel's anchor, as far as the pileup knows it. */
static int
repeat_run_at(const AlkresPileup *pileup, int offset)
{
	const char *behind = pileup->reference + ALKRES_HALO + offset + 1;
	int known = 0;
	int most = ALKRES_BLOCK_SIZE + ALKRES_HALO - offset - 1;

	while (known < most && behind[known] != 'N')
		known++;
	known = alkres_repeat_run(behind, known);
	return known < ALKRES_INDEL_RUNS ? known : ALKRES_INDEL_RUNS - 1;
}

static char
base_at(const AlkresPileup *pileup, int offset)
{
	return pileup->reference[ALKRES_HALO + offset];
}

/* A molecule more of a cell at a triplet, on the strand of origin; of unknown strand it counts for
 * both. */
static void
count_cell(int64_t (*counts)[ALKRES_TRIPLETS][4], int cell, int triplet, int alt, int64_t molecules)
{
	int orientation = ALKRES_CELL_ORIENTATION(cell);

	if (orientation != ALKRES_F2R1)
		counts[way_of(cell)][triplet][alt] += molecules;
	if (orientation != ALKRES_F1R2)
		counts[way_of(cell)][complement_triplet(triplet)][3 - alt] += molecules;
}

/*
 * Does an alternative stand on one strand of origin only?  At least four molecules, and a chance
 * under 1e-3 that they fall so by accident; a site of fewer molecules could not have shown it.
 */
static void
count_strands(AlkresContextCounts *counts, const AlkresAllele *allele, const double *depth, int ref,
			  int alt)
{
	double x[2] = {0, 0};
	double share = depth[0] / (depth[0] + depth[1]);

	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		if (ALKRES_CELL_ORIENTATION(cell) != ALKRES_ORIENTATION_UNKNOWN &&
			ALKRES_CELL_QUALITY_BIN(cell) >= 2)
			x[ALKRES_CELL_ORIENTATION(cell)] += allele->cells[cell];

	double total = x[0] + x[1];

	if (total >= 4 && fmin(alkres_binomial_at_least(x[0], total, share),
						   alkres_binomial_at_least(x[1], total, 1 - share)) < 5e-4)
		counts->one_strand[ref][alt]++;
}

void
alkres_context_count(AlkresContextCounts *counts, const AlkresPileup *pileup)
{
	uint32_t allele = 0;

	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		int triplet = alkres_triplet(base_at(pileup, offset - 1), base_at(pileup, offset),
									 base_at(pileup, offset + 1));
		int run = repeat_run_at(pileup, offset);
		double depth[ALKRES_ORIENTATIONS] = {0};
		uint64_t spanning = 0;
		bool left_out[4] = {false};
		bool indel_out[2] = {false};

		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			depth[ALKRES_CELL_ORIENTATION(cell)] += pileup->cells[offset][cell];
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			spanning += pileup->spanning[offset][g];

		double molecules = depth[0] + depth[1] + depth[2];

		for (; allele < pileup->allele_count && pileup->alleles[allele].offset == offset; allele++)
		{
			const AlkresAllele *seen = &pileup->alleles[allele];
			bool substitution = seen->ref[1] == '\0' && seen->alt[1] == '\0';
			int alt = base_code(seen->alt[0]);

			if (substitution && triplet >= 0 && alt >= 0)
			{
				left_out[alt] = seen->molecules > ALKRES_GERMLINE_SHARE * molecules;
				if (left_out[alt])
					continue;
				for (int cell = 0; cell < ALKRES_CELLS; cell++)
					if (seen->cells[cell] > 0)
						count_cell(counts->alternates, cell, triplet, alt, seen->cells[cell]);
				if (depth[0] >= 100 && depth[1] >= 100)
					count_strands(counts, seen, depth, triplet / 4 % 4, alt);
			}
			else if (!substitution && strlen(seen->ref) != strlen(seen->alt))
			{
				int kind = strlen(seen->ref) < strlen(seen->alt) ? 0 : 1;

				if (seen->molecules > ALKRES_GERMLINE_SHARE * (double) spanning)
					indel_out[kind] = true;
				else
					counts->indels[kind][run] += seen->molecules;
			}
		}
		for (int kind = 0; kind < 2; kind++)
			if (!indel_out[kind] && base_at(pileup, offset) != 'N')
				counts->spanning[kind][run] += (int64_t) spanning;
		for (int alt = 0; triplet >= 0 && alt < 4; alt++)
		{
			if (left_out[alt] || alt == triplet / 4 % 4)
				continue;
			if (depth[0] >= 100 && depth[1] >= 100)
				counts->sites[triplet / 4 % 4][alt]++;
			for (int cell = 0; cell < ALKRES_CELLS; cell++)
				if (pileup->cells[offset][cell] > 0)
					count_cell(counts->molecules, cell, triplet, alt, pileup->cells[offset][cell]);
		}
	}
}

static double
fixed_rate(int cell, int triplet, int alt)
{
	return alkres_substitution_rate(cell, bases[triplet / 16], bases[triplet / 4 % 4], bases[alt],
									bases[triplet % 4]);
}

const AlkresRates *
alkres_rates_fixed(void)
{
	static AlkresRates fixed;
	static bool made = false;

	if (made)
		return &fixed;
	for (int triplet = 0; triplet < ALKRES_TRIPLETS; triplet++)
		for (int alt = 0; alt < 4; alt++)
			if (alt != triplet / 4 % 4)
				for (int cell = 0; cell < ALKRES_CELLS; cell++)
					fixed.substitution[cell][triplet][alt] = fixed_rate(cell, triplet, alt);
	for (int kind = 0; kind < 2; kind++)
		for (int run = 0; run < ALKRES_INDEL_RUNS; run++)
			fixed.indel[kind][run] = alkres_indel_rate(run, 1);
	for (int ref = 0; ref < 4; ref++)
		for (int alt = 0; alt < 4; alt++)
			fixed.artefact[ref][alt] = alkres_artefact_prior(bases[ref], bases[alt]);
	made = true;
	return &fixed;
}

static double
floored(double rate)
{
	return rate < ALKRES_RATE_FLOOR ? ALKRES_RATE_FLOOR : rate > 0.5 ? 0.5 : rate;
}

/* The rate of a context of which x of n molecules are errors, where the prior rate is known. */
static double
learn_rate(double x, double n, double prior)
{
	double weight = fmax(CONTEXT_WEIGHT, CONTEXT_ERRORS / prior);

	return floored((x + prior * weight) / (n + weight));
}

/* The learnt rates of one way of being seen, on the strand of origin. */
static void
learn_way(double (*learnt)[4], const AlkresContextCounts *counts, int way)
{
	int cell = alkres_cell(way / ALKRES_QUALITY_BINS, ALKRES_F1R2, way % ALKRES_QUALITY_BINS);

	for (int ref = 0; ref < 4; ref++)
		for (int alt = 0; alt < 4; alt++)
		{
			double seen = WAY_WEIGHT, expected = WAY_WEIGHT;

			if (alt == ref)
				continue;
			for (int context = 0; context < 16; context++)
			{
				int triplet = (context / 4 * 4 + ref) * 4 + context % 4;

				seen += (double) counts->alternates[way][triplet][alt];
				expected +=
					(double) counts->molecules[way][triplet][alt] * fixed_rate(cell, triplet, alt);
			}
			for (int context = 0; context < 16; context++)
			{
				int triplet = (context / 4 * 4 + ref) * 4 + context % 4;
				double prior = fixed_rate(cell, triplet, alt) * seen / expected;

				learnt[triplet][alt] =
					learn_rate((double) counts->alternates[way][triplet][alt],
							   (double) counts->molecules[way][triplet][alt], prior);
			}
		}
}

void
alkres_rates_learn(AlkresRates *rates, const AlkresContextCounts *counts)
{
	const AlkresRates *fixed = alkres_rates_fixed();

	memset(rates, 0, sizeof(*rates));
	for (int way = 0; way < ALKRES_WAYS; way++)
	{
		double learnt[ALKRES_TRIPLETS][4] = {{0}};

		learn_way(learnt, counts, way);
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			double(*to)[4] = rates->substitution[alkres_cell(way / ALKRES_QUALITY_BINS, g,
															 way % ALKRES_QUALITY_BINS)];

			for (int triplet = 0; triplet < ALKRES_TRIPLETS; triplet++)
				for (int alt = 0; alt < 4; alt++)
				{
					double plus = learnt[triplet][alt];
					double minus = learnt[complement_triplet(triplet)][3 - alt];

					to[triplet][alt] = g == ALKRES_F1R2   ? plus
									   : g == ALKRES_F2R1 ? minus
														  : (plus + minus) / 2;
				}
		}
	}
	for (int kind = 0; kind < 2; kind++)
	{
		double seen = WAY_WEIGHT, expected = WAY_WEIGHT;

		for (int run = 0; run < ALKRES_INDEL_RUNS; run++)
		{
			seen += (double) counts->indels[kind][run];
			expected += (double) counts->spanning[kind][run] * fixed->indel[kind][run];
		}
		for (int run = 0; run < ALKRES_INDEL_RUNS; run++)
			rates->indel[kind][run] =
				learn_rate((double) counts->indels[kind][run], (double) counts->spanning[kind][run],
						   fixed->indel[kind][run] * seen / expected);
	}
	for (int ref = 0; ref < 4; ref++)
		for (int alt = 0; alt < 4; alt++)
			rates->artefact[ref][alt] =
				fmax(fixed->artefact[ref][alt],
					 fmin(0.5, ((double) counts->one_strand[ref][alt] +
								fixed->artefact[ref][alt] * ARTEFACT_WEIGHT) /
								   ((double) counts->sites[ref][alt] + ARTEFACT_WEIGHT)));
}

double
alkres_rate_at(const AlkresRates *rates, const AlkresPileup *pileup, int offset, int cell, char alt)
{
	char before = base_at(pileup, offset - 1), base = base_at(pileup, offset);
	char after = base_at(pileup, offset + 1);
	int triplet = alkres_triplet(before, base, after);

	if (triplet < 0 || base_code(alt) < 0)
		return alkres_substitution_rate(cell, before, base, alt, after);
	return rates->substitution[cell][triplet][base_code(alt)];
}

double
alkres_indel_rate_at(const AlkresRates *rates, const AlkresPileup *pileup, int offset,
					 bool insertion, size_t length)
{
	int run = repeat_run_at(pileup, offset);
	double rate = rates->indel[insertion ? 0 : 1][run];

	/* Slippage of more than one unit at once is rarer. */
	return length > 3 ? floored(rate / 3) : rate;
}
