/* rates.c: the rates of errors by context, fixed and as learnt from what normals show. */
#include "core/model/rates.h"

#include <math.h>
#include <string.h>

#include "core/model/error_rates.h"
#include "core/model/nodes.h"

/* Molecules that the prior rate of a context is worth, and errors, if that is more: few errors say
 * little of how far a context is from the others. */
#define CONTEXT_WEIGHT 2e5
#define CONTEXT_ERRORS 2.0
/* Errors that the fixed rates of a way of being seen are worth. */
#define WAY_WEIGHT 2.0
/* Sites that the fixed prior of one-strand artefacts is worth. */
#define ARTEFACT_WEIGHT 2000.0

/* So many molecules of an artefact of one strand do not yet tell it from errors. */
#define UNTOLD 2

static const char bases[] = "ACGT";

int
alkres_rate_base(char base)
{
	return base == 'A' ? 0 : base == 'C' ? 1 : base == 'G' ? 2 : base == 'T' ? 3 : -1;
}

int
alkres_triplet(char before, char base, char after)
{
	int b = alkres_rate_base(before), m = alkres_rate_base(base), a = alkres_rate_base(after);

	return b < 0 || m < 0 || a < 0 ? -1 : (b * 4 + m) * 4 + a;
}

int
alkres_triplet_complement(int triplet)
{
	int before = triplet / 16, base = triplet / 4 % 4, after = triplet % 4;

	return ((3 - after) * 4 + (3 - base)) * 4 + (3 - before);
}

/* What follows an indel's anchor, as far as the pileup knows it; returns how many bases. */
static int
bases_behind(const AlkresPileup *pileup, int offset, const char **behind)
{
	int known = 0;
	int most = ALKRES_BLOCK_SIZE + ALKRES_HALO - offset - 1;

	*behind = pileup->reference + ALKRES_HALO + offset + 1;
	while (known < most && (*behind)[known] != 'N')
		known++;
	return known;
}

static int
run_class(int run)
{
	return run < ALKRES_INDEL_RUNS ? run : ALKRES_INDEL_RUNS - 1;
}

int
alkres_slip_run_at(const AlkresPileup *pileup, int offset, const char *ref, size_t ref_length,
				   const char *alt, size_t alt_length, size_t *unit)
{
	const char *behind;
	int known = bases_behind(pileup, offset, &behind);

	*unit = 0;
	if (ref_length == 1 && alt_length > 1 && ref[0] == alt[0])
		return run_class(alkres_slip_run(behind, known, alt + 1, alt_length - 1, unit));
	if (alt_length == 1 && ref_length > 1 && ref[0] == alt[0])
		return run_class(alkres_slip_run(behind, known, ref + 1, ref_length - 1, unit));
	return 1;
}

void
alkres_slip_runs_at(const AlkresPileup *pileup, int offset, bool classes[ALKRES_INDEL_RUNS])
{
	const char *behind;
	int known = bases_behind(pileup, offset, &behind);
	int runs[ALKRES_UNIT_MAX];

	alkres_repeat_runs(behind, known, runs);
	classes[1] = true;
	for (int unit = 0; unit < ALKRES_UNIT_MAX; unit++)
		classes[run_class(runs[unit])] = true;
}

static char
base_at(const AlkresPileup *pileup, int offset)
{
	return pileup->reference[ALKRES_HALO + offset];
}

int
alkres_triplet_at(const AlkresPileup *pileup, int offset)
{
	return alkres_triplet(base_at(pileup, offset - 1), base_at(pileup, offset),
						  base_at(pileup, offset + 1));
}

static double
fixed_rate(int cell, int triplet, int alt)
{
	return alkres_substitution_rate(cell, bases[triplet / 16], bases[triplet / 4 % 4], bases[alt],
									bases[triplet % 4]);
}

static void
fix_rates(double rates[4], int cell, int triplet)
{
	for (int alt = 0; alt < 4; alt++)
		if (alt != triplet / 4 % 4)
			rates[alt] = fixed_rate(cell, triplet, alt);
}

const AlkresRates *
alkres_rates_fixed(void)
{
	static AlkresRates fixed;
	static bool made = false;

	if (made)
		return &fixed;
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		for (int triplet = 0; triplet < ALKRES_TRIPLETS; triplet++)
			fix_rates(fixed.substitution[cell][triplet], cell, triplet);
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

/* The chance of an artefact of one strand: as seen, never under the fixed one. */
static double
learn_artefact(const AlkresContextCounts *counts, int ref, int alt)
{
	double fixed = alkres_rates_fixed()->artefact[ref][alt];

	return fmax(fixed, fmin(0.5, ((double) counts->one_strand[ref][alt] + fixed * ARTEFACT_WEIGHT) /
									 ((double) counts->sites[ref][alt] + ARTEFACT_WEIGHT)));
}

/* Molecules of all ways of being seen in which a substitution could be seen. */
static double
molecules_of(const AlkresContextCounts *counts, int way, int ref, int alt)
{
	double sum = 0;

	for (int context = 0; context < 16; context++)
		sum += (double) counts->molecules[way][(context / 4 * 4 + ref) * 4 + context % 4][alt];
	return sum;
}

/*
 * How many molecules artefacts of one strand leave among the errors of a way of being seen: with
 * ln f even, one shows x of n molecules with a chance that goes as 1 / x; those of fewer than three
 * do not tell, and are as many as those that do make likely.  They have a hypothesis of their own,
 * and are not to be expected twice.
 */
static double
hidden_artefacts(const AlkresContextCounts *counts, int way, int ref, int alt)
{
	double told = (double) (counts->one_strand[ref][alt] + counts->one_strand[3 - ref][3 - alt]);
	double sites = (double) (counts->sites[ref][alt] + counts->sites[3 - ref][3 - alt]);
	double all = 0, width;

	for (int i = 0; i < ALKRES_WAYS; i++)
		all += molecules_of(counts, i, ref, alt);
	if (told == 0 || all == 0)
		return 0;
	/* Of ln f, where three of a strand's molecules are to be seen. */
	width = log(ALKRES_ARTEFACT_MAX * all / sites / (UNTOLD + 1));
	return told / 2 * UNTOLD / fmax(1, width) * molecules_of(counts, way, ref, alt) / all;
}

/* The learnt rates of one substitution in all its contexts, of one way of being seen. */
static void
learn_substitution(double (*learnt)[4], const AlkresContextCounts *counts, int way, int ref,
				   int alt)
{
	int cell = alkres_cell(way / ALKRES_QUALITY_BINS, ALKRES_F1R2, way % ALKRES_QUALITY_BINS);
	double seen = 0, expected = WAY_WEIGHT, usual;

	for (int context = 0; context < 16; context++)
	{
		int triplet = (context / 4 * 4 + ref) * 4 + context % 4;

		seen += (double) counts->alternates[way][triplet][alt];
		expected += (double) counts->molecules[way][triplet][alt] * fixed_rate(cell, triplet, alt);
	}
	usual = seen > 0 ? fmax(0, 1 - hidden_artefacts(counts, way, ref, alt) / seen) : 0;
	seen = WAY_WEIGHT + usual * seen;
	for (int context = 0; context < 16; context++)
	{
		int triplet = (context / 4 * 4 + ref) * 4 + context % 4;
		double prior = fixed_rate(cell, triplet, alt) * seen / expected;

		learnt[triplet][alt] = learn_rate(usual * (double) counts->alternates[way][triplet][alt],
										  (double) counts->molecules[way][triplet][alt], prior);
	}
}

/* The learnt rates of one way of being seen, on the strand of origin. */
static void
learn_way(double (*learnt)[4], const AlkresContextCounts *counts, int way)
{
	for (int ref = 0; ref < 4; ref++)
		for (int alt = 0; alt < 4; alt++)
			if (alt != ref)
				learn_substitution(learnt, counts, way, ref, alt);
}

/* Rates on the strand of origin as those of an orientation: the other strand's are the
 * complement's, those of unknown strand the mean. */
static void
orient(double (*to)[4], double (*learnt)[4], int orientation)
{
	for (int triplet = 0; triplet < ALKRES_TRIPLETS; triplet++)
		for (int alt = 0; alt < 4; alt++)
		{
			double plus = learnt[triplet][alt];
			double minus = learnt[alkres_triplet_complement(triplet)][3 - alt];

			to[triplet][alt] = orientation == ALKRES_F1R2   ? plus
							   : orientation == ALKRES_F2R1 ? minus
															: (plus + minus) / 2;
		}
}

static void
learn_indels(double rates[ALKRES_INDEL_RUNS], const AlkresContextCounts *counts, int kind)
{
	const double *fixed = alkres_rates_fixed()->indel[kind];
	double seen = WAY_WEIGHT, expected = WAY_WEIGHT;

	for (int run = 0; run < ALKRES_INDEL_RUNS; run++)
	{
		seen += (double) counts->indels[kind][run];
		expected += (double) counts->spanning[kind][run] * fixed[run];
	}
	for (int run = 0; run < ALKRES_INDEL_RUNS; run++)
		rates[run] = learn_rate((double) counts->indels[kind][run],
								(double) counts->spanning[kind][run], fixed[run] * seen / expected);
}

void
alkres_rates_learn(AlkresRates *rates, const AlkresContextCounts *counts)
{
	memset(rates, 0, sizeof(*rates));
	for (int way = 0; way < ALKRES_WAYS; way++)
	{
		double learnt[ALKRES_TRIPLETS][4] = {{0}};

		learn_way(learnt, counts, way);
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			orient(rates->substitution[alkres_cell(way / ALKRES_QUALITY_BINS, g,
												   way % ALKRES_QUALITY_BINS)],
				   learnt, g);
	}
	for (int kind = 0; kind < 2; kind++)
		learn_indels(rates->indel[kind], counts, kind);
	for (int ref = 0; ref < 4; ref++)
		for (int alt = 0; alt < 4; alt++)
			rates->artefact[ref][alt] = learn_artefact(counts, ref, alt);
}

double
alkres_rate_at(const AlkresRates *rates, const AlkresPileup *pileup, int offset, int cell, char alt)
{
	char before = base_at(pileup, offset - 1), base = base_at(pileup, offset);
	char after = base_at(pileup, offset + 1);
	int triplet = alkres_triplet(before, base, after);

	if (triplet < 0 || alkres_rate_base(alt) < 0)
		return alkres_substitution_rate(cell, before, base, alt, after);
	return rates->substitution[cell][triplet][alkres_rate_base(alt)];
}

double
alkres_indel_rate_at(const AlkresRates *rates, const AlkresPileup *pileup, int offset,
					 bool insertion)
{
	const char *behind;
	int known = bases_behind(pileup, offset, &behind);

	return rates->indel[insertion ? 0 : 1][run_class(alkres_repeat_run(behind, known))];
}

double
alkres_indel_rate_of(const AlkresRates *rates, const AlkresPileup *pileup, int offset,
					 const char *ref, size_t ref_length, const char *alt, size_t alt_length)
{
	bool insertion = alt_length > ref_length;
	size_t unit, length = insertion ? alt_length - ref_length : ref_length - alt_length;
	int run = alkres_slip_run_at(pileup, offset, ref, ref_length, alt, alt_length, &unit);
	double rate = rates->indel[insertion ? 0 : 1][run];

	/* Slippage of more than one unit at once is rarer. */
	return length > 3 && (run == 1 || length > unit) ? floored(rate / 3) : rate;
}
