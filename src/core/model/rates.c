/* rates.c: counting what normals show by context, and the rates that follow. */
#include "core/model/rates.h"

#include <math.h>
#include <string.h>

#include "core/statistics/binomial.h"
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

/*
 * The run that an allele would have slipped on, and the unit of the slippage; 1 where it did not.
 */
static int
slip_run_of(const AlkresPileup *pileup, int offset, const char *ref, size_t ref_length,
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

/* A position while it is counted. */
typedef struct Position
{
	const AlkresPileup *pileup;
	int offset;
	int triplet;                  /* -1: not known */
	bool runs[ALKRES_INDEL_RUNS]; /* that an indel here may change */
	double depth[ALKRES_ORIENTATIONS];
	double molecules;
	uint64_t spanning;
	bool left_out[4]; /* a substitution by a base that stands for a germline variant */
	bool indel_out[2];
} Position;

/* An indel that is no slippage has run 1 everywhere. */
static void
look_at_runs(Position *position)
{
	const char *behind;
	int known = bases_behind(position->pileup, position->offset, &behind);
	int runs[ALKRES_UNIT_MAX];

	alkres_repeat_runs(behind, known, runs);
	position->runs[1] = true;
	for (int unit = 0; unit < ALKRES_UNIT_MAX; unit++)
		position->runs[run_class(runs[unit])] = true;
}

static void
look_at(Position *position, const AlkresPileup *pileup, int offset)
{
	memset(position, 0, sizeof(*position));
	position->pileup = pileup;
	position->offset = offset;
	position->triplet = alkres_triplet(base_at(pileup, offset - 1), base_at(pileup, offset),
									   base_at(pileup, offset + 1));
	look_at_runs(position);
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		position->depth[ALKRES_CELL_ORIENTATION(cell)] += pileup->cells[offset][cell];
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		position->spanning += pileup->spanning[offset][g];
	position->molecules = position->depth[0] + position->depth[1] + position->depth[2];
}

static int
ref_of(const Position *position)
{
	return position->triplet / 4 % 4;
}

/* Molecules enough on both strands of origin to show an artefact of one? */
static bool
shows_strands(const Position *position)
{
	return position->depth[ALKRES_F1R2] >= 100 && position->depth[ALKRES_F2R1] >= 100;
}

static void
count_substitution(AlkresContextCounts *counts, Position *position, const AlkresAllele *allele)
{
	int alt = base_code(allele->alt[0]);

	if (position->triplet < 0 || alt < 0)
		return;
	position->left_out[alt] = allele->molecules > ALKRES_GERMLINE_SHARE * position->molecules;
	if (position->left_out[alt])
		return;
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		if (allele->cells[cell] > 0)
			count_cell(counts->alternates, cell, position->triplet, alt, allele->cells[cell]);
	if (shows_strands(position))
		count_strands(counts, allele, position->depth, ref_of(position), alt);
}

static void
count_indel(AlkresContextCounts *counts, Position *position, const AlkresAllele *allele)
{
	size_t ref_length = strlen(allele->ref), alt_length = strlen(allele->alt);
	int kind = ref_length < alt_length ? 0 : 1;
	size_t unit;

	if (ref_length == alt_length)
		return;
	if (allele->molecules > ALKRES_GERMLINE_SHARE * (double) position->spanning)
		position->indel_out[kind] = true;
	else
		counts->indels[kind][slip_run_of(position->pileup, position->offset, allele->ref,
										 ref_length, allele->alt, alt_length, &unit)] +=
			allele->molecules;
}

/* The molecules among which its alternatives, those left out aside, were seen or not. */
static void
count_molecules(AlkresContextCounts *counts, const Position *position)
{
	const uint32_t *cells = position->pileup->cells[position->offset];

	for (int kind = 0; kind < 2; kind++)
		for (int run = 1; run < ALKRES_INDEL_RUNS; run++)
			if (position->runs[run] && !position->indel_out[kind] &&
				base_at(position->pileup, position->offset) != 'N')
				counts->spanning[kind][run] += (int64_t) position->spanning;
	for (int alt = 0; position->triplet >= 0 && alt < 4; alt++)
	{
		if (position->left_out[alt] || alt == ref_of(position))
			continue;
		if (shows_strands(position))
			counts->sites[ref_of(position)][alt]++;
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			if (cells[cell] > 0)
				count_cell(counts->molecules, cell, position->triplet, alt, cells[cell]);
	}
}

void
alkres_context_count(AlkresContextCounts *counts, const AlkresPileup *pileup)
{
	uint32_t at = 0;

	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		Position position;

		look_at(&position, pileup, offset);
		for (; at < pileup->allele_count && pileup->alleles[at].offset == offset; at++)
		{
			const AlkresAllele *allele = &pileup->alleles[at];

			if (allele->ref[1] == '\0' && allele->alt[1] == '\0')
				count_substitution(counts, &position, allele);
			else
				count_indel(counts, &position, allele);
		}
		count_molecules(counts, &position);
	}
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

/* The learnt rates of one substitution in all its contexts, of one way of being seen. */
static void
learn_substitution(double (*learnt)[4], const AlkresContextCounts *counts, int way, int ref,
				   int alt)
{
	int cell = alkres_cell(way / ALKRES_QUALITY_BINS, ALKRES_F1R2, way % ALKRES_QUALITY_BINS);
	double seen = WAY_WEIGHT, expected = WAY_WEIGHT;

	for (int context = 0; context < 16; context++)
	{
		int triplet = (context / 4 * 4 + ref) * 4 + context % 4;

		seen += (double) counts->alternates[way][triplet][alt];
		expected += (double) counts->molecules[way][triplet][alt] * fixed_rate(cell, triplet, alt);
	}
	for (int context = 0; context < 16; context++)
	{
		int triplet = (context / 4 * 4 + ref) * 4 + context % 4;
		double prior = fixed_rate(cell, triplet, alt) * seen / expected;

		learnt[triplet][alt] = learn_rate((double) counts->alternates[way][triplet][alt],
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
			double minus = learnt[complement_triplet(triplet)][3 - alt];

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

/* The chance of an artefact of one strand: as seen, never under the fixed one. */
static double
learn_artefact(const AlkresContextCounts *counts, int ref, int alt)
{
	double fixed = alkres_rates_fixed()->artefact[ref][alt];

	return fmax(fixed, fmin(0.5, ((double) counts->one_strand[ref][alt] + fixed * ARTEFACT_WEIGHT) /
									 ((double) counts->sites[ref][alt] + ARTEFACT_WEIGHT)));
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

	if (triplet < 0 || base_code(alt) < 0)
		return alkres_substitution_rate(cell, before, base, alt, after);
	return rates->substitution[cell][triplet][base_code(alt)];
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
	int run = slip_run_of(pileup, offset, ref, ref_length, alt, alt_length, &unit);
	double rate = rates->indel[insertion ? 0 : 1][run];

	/* Slippage of more than one unit at once is rarer. */
	return length > 3 && (run == 1 || length > unit) ? floored(rate / 3) : rate;
}
