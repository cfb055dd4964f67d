/* error_rates.c: the fixed error rates of a molecule. */
#include "core/model/error_rates.h"

#include <stddef.h>
#include <string.h>

#include "core/base/nucleotide.h"
#include "core/pileup/pileup.h"

/*
 * Misread bases, to one given alternative, by class and quality bin (10-19, 20-29, 30-36, 37+).
 * Single reads and mates that agree: of the order measured in six public cfDNA runs without UMIs
 * (doc/calling.md), a third of what Phred says, because there are three alternatives.  Mates that
 * agree leave the errors of amplification.  Families of UMIs: not measured, orders of magnitude of
 * the literature.
 */
static const double misread[ALKRES_CLASSES][ALKRES_QUALITY_BINS] = {
	[ALKRES_CLASS_SINGLE] = {1.5e-2, 2e-3, 1.5e-4, 3e-5},
	[ALKRES_CLASS_MATES] = {1.5e-2, 2e-3, 1.5e-4, 2e-5},
	[ALKRES_CLASS_SIMPLEX] = {4e-3, 4e-4, 3e-5, 1e-5},
	[ALKRES_CLASS_LARGE_SIMPLEX] = {1e-3, 1e-4, 1e-5, 5e-6},
	[ALKRES_CLASS_DUPLEX] = {1e-4, 1e-5, 2e-6, 1e-6},
};

/* Damage before amplification: in every copy of the strand, so that no repeated reading removes it,
 * but a duplex. */
#define DAMAGE_DEAMINATION 2e-5
#define DAMAGE_DEAMINATION_CPG 5e-5
#define DAMAGE_OXIDATION 2e-5
#define DAMAGE_OTHER 3e-6

/* Damage on the strand of origin, read in its own sense. */
static double
damage_rate(char ref, char alt, char after)
{
	if (ref == 'C' && alt == 'T')
		return after == 'G' ? DAMAGE_DEAMINATION_CPG : DAMAGE_DEAMINATION;
	if (ref == 'G' && alt == 'T')
		return DAMAGE_OXIDATION;
	return DAMAGE_OTHER;
}

double
alkres_substitution_rate(int cell, char before, char ref, char alt, char after)
{
	int class_code = ALKRES_CELL_CLASS(cell);
	int orientation = ALKRES_CELL_ORIENTATION(cell);
	double rate = misread[class_code][ALKRES_CELL_QUALITY_BIN(cell)];

	if (class_code != ALKRES_CLASS_DUPLEX)
	{
		double plus = damage_rate(ref, alt, after);
		double minus = damage_rate(alkres_base_complement(ref), alkres_base_complement(alt),
								   alkres_base_complement(before));

		if (orientation == ALKRES_F1R2)
			rate += plus;
		else if (orientation == ALKRES_F2R1)
			rate += minus;
		else
			rate += (plus + minus) / 2;
	}
	return rate < ALKRES_RATE_FLOOR ? ALKRES_RATE_FLOOR : rate;
}

double
alkres_indel_rate(int run, int length)
{
	/* By copies of the repeat unit: slippage grows about threefold a copy once there are five. */
	static const double by_run[] = {5e-6, 5e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1.5e-4, 5e-4, 1.5e-3, 4e-3};
	int last = (int) (sizeof(by_run) / sizeof(by_run[0])) - 1;
	double rate = run > last ? 1e-2 : by_run[run < 0 ? 0 : run];

	/* Slippage of more than one unit at once is rarer. */
	return length > 3 ? rate / 3 : rate;
}

/* Copies of a unit at the beginning of bases, weighted. */
static int
weighted_copies(const char *bases, int length, const char *unit, int unit_length)
{
	int copies = 0;

	while ((copies + 1) * unit_length <= length &&
		   memcmp(unit, bases + (size_t) (copies * unit_length), (size_t) unit_length) == 0)
		copies++;
	if (copies <= 2 || unit_length == 1)
		return copies;
	/* Polymerases slip on (AC)7 about as on A10, and on three copies of GAGG as on six of A. */
	return unit_length > 3 ? 2 * copies : copies * 3 / 2;
}

int
alkres_repeat_runs(const char *bases, int length, int runs[ALKRES_UNIT_MAX])
{
	int most = 1;

	for (int unit = 1; unit <= ALKRES_UNIT_MAX; unit++)
	{
		int run = unit <= length ? weighted_copies(bases, length, bases, unit) : 1;

		runs[unit - 1] = run > 1 ? run : 1;
		most = run > most ? run : most;
	}
	return most;
}

int
alkres_repeat_run(const char *bases, int length)
{
	int runs[ALKRES_UNIT_MAX];

	return alkres_repeat_runs(bases, length, runs);
}

/* The shortest unit that a sequence is whole copies of. */
static size_t
unit_of(const char *sequence, size_t length)
{
	for (size_t unit = 1; unit < length; unit++)
		if (length % unit == 0 && memcmp(sequence, sequence + unit, length - unit) == 0)
			return unit;
	return length;
}

int
alkres_slip_run(const char *bases, int length, const char *sequence, size_t sequence_length,
				size_t *unit)
{
	int run;

	*unit = unit_of(sequence, sequence_length);
	if (*unit > ALKRES_UNIT_MAX)
		return 1;
	run = weighted_copies(bases, length, sequence, (int) *unit);
	return run > 1 ? run : 1;
}

double
alkres_mnv_rate(double least)
{
	double rate = least / 100;

	return rate < ALKRES_RATE_FLOOR ? ALKRES_RATE_FLOOR : rate;
}

double
alkres_artefact_prior(char ref, char alt)
{
	bool deamination = (ref == 'C' && alt == 'T') || (ref == 'G' && alt == 'A');
	bool oxidation = (ref == 'G' && alt == 'T') || (ref == 'C' && alt == 'A');

	return deamination || oxidation ? 3e-3 : 1e-3;
}
