/*
 * error_rates.h: how often one molecule shows an allele that is not there: fixed rates, by how the
 * molecule was seen, how well its base was read and which chemical change it would be.
 *
 * They are what is known before any normal was measured, orders of magnitude only (doc/calling.md
 * has the table and its reasons); a background of normals moves the rate of a site away from them
 * (score.h).
 */
#ifndef ALKRES_CORE_MODEL_ERROR_RATES_H
#define ALKRES_CORE_MODEL_ERROR_RATES_H

#include <stddef.h>

/* No rate is below: one molecule at an expectation of nothing would otherwise be certain. */
#define ALKRES_RATE_FLOOR 1e-7

/*
 * Rate of ref > alt, both plus-strand bases of ACGT, for a molecule of this cell (pileup.h). before
 * and after are the plus-strand neighbours of ref, N where unknown: a cytosine of CpG is deaminated
 * more often.  Deamination (C>T) and oxidation (G>T) happen on the strand of origin: F1R2 shows
 * them as they are, F2R1 as their complement.
 */
extern double alkres_substitution_rate(int cell, char before, char ref, char alt, char after);

/*
 * Rate of one insertion or deletion of so many bases behind its anchor.  run is the number of
 * copies of the repeat unit (of 1 to 6 bases) that follow the anchor: alkres_slip_run.
 */
extern double alkres_indel_rate(int run, int length);

/* Longest unit of a repeat. */
#define ALKRES_UNIT_MAX 6

/*
 * Copies of the unit of 1, 2, ... bases that bases begin with, each at least 1; from three copies
 * on, a unit of 2 or 3 bases counts one and a half times, one of 4 to 6 twice.  Returns the most.
 */
extern int alkres_repeat_runs(const char *bases, int length, int runs[ALKRES_UNIT_MAX]);
extern int alkres_repeat_run(const char *bases, int length);

/*
 * The same for the unit that an inserted or deleted sequence is whole copies of, whose length is
 * *unit: slippage of a repeat gives nothing else.  1 where it does not stand at bases twice.
 */
extern int alkres_slip_run(const char *bases, int length, const char *sequence,
						   size_t sequence_length, size_t *unit);

/* Rate of several changes of neighbouring bases on one molecule, from the least of their single
 * rates. */
extern double alkres_mnv_rate(double least);

/*
 * Prior probability that a site has an artefact of one strand of origin beyond the rates above:
 * higher for the changes that damage makes (C>T, G>T and their complements).
 */
extern double alkres_artefact_prior(char ref, char alt);

#endif
