/*
 * rates.h: the error rates of every cell and context, and how a run's own normals move them.
 *
 * What normals show is counted by context, in whole numbers: alternates and molecules of every way
 * of being seen (class and quality bin), base with its neighbours (on the strand of origin) and
 * alternative; insertions and deletions by the repeat that they are a slippage of.  Counts of
 * libraries and blocks are added element by element, so that a normal more or less is one sum or
 * difference.
 */
#ifndef ALKRES_CORE_MODEL_RATES_H
#define ALKRES_CORE_MODEL_RATES_H

#include "core/pileup/pileup.h"

/* Ways of being seen: class * ALKRES_QUALITY_BINS + quality bin. */
#define ALKRES_WAYS (ALKRES_CLASSES * ALKRES_QUALITY_BINS)
#define ALKRES_TRIPLETS 64
#define ALKRES_INDEL_RUNS 11 /* copies of the repeat unit: 1, no slippage, to 9, 10 and more */

/* A normal with more of an alternative is left out there: germline, or clonal haematopoiesis. */
#define ALKRES_GERMLINE_SHARE 0.05

/* Counts of contexts. */
typedef struct AlkresContextCounts
{
	int64_t alternates[ALKRES_WAYS][ALKRES_TRIPLETS][4]; /* X; 0 where it is the reference */
	int64_t molecules[ALKRES_WAYS][ALKRES_TRIPLETS][4];  /* N */
	int64_t indels[2][ALKRES_INDEL_RUNS];                /* insertions and deletions */
	int64_t spanning[2][ALKRES_INDEL_RUNS];
	int64_t one_strand[4][4]; /* alternatives of a library on one strand of origin only */
	int64_t sites[4][4];      /* alternatives of a library that could have been */
} AlkresContextCounts;

#define ALKRES_CONTEXT_COUNTS ((int) (sizeof(AlkresContextCounts) / sizeof(int64_t)))

typedef struct AlkresRates
{
	double substitution[ALKRES_CELLS][ALKRES_TRIPLETS][4];
	double indel[2][ALKRES_INDEL_RUNS]; /* of one unit, or one to three bases */
	double artefact[4][4];              /* epsilon, by plus-strand reference and alternative */
} AlkresRates;

/*
 * Add what one library shows of a block.  Left out, with the molecules among which they are, are
 * alternatives that are no errors of their context: of more than ALKRES_GERMLINE_SHARE; of stray
 * molecules (artefact.h); likelier an artefact of one strand than errors.
 */
extern void alkres_context_count(AlkresContextCounts *counts, const AlkresPileup *pileup);

/* The fixed rates of error_rates.h. */
extern const AlkresRates *alkres_rates_fixed(void);

/*
 * Rates given normals: (X + r W) / (N + W) with W = 2e5 molecules, where r is the fixed rate times
 * what all contexts of this way of being seen and this substitution together show above it.
 */
extern void alkres_rates_learn(AlkresRates *rates, const AlkresContextCounts *counts);

/* Index of a base among ACGT; -1 of another letter. */
extern int alkres_rate_base(char base);
/* Index of before, base and after, each of ACGT; -1 when one is not. */
extern int alkres_triplet(char before, char base, char after);
/* That of a pileup's reference; and of the other strand's. */
extern int alkres_triplet_at(const AlkresPileup *pileup, int offset);
extern int alkres_triplet_complement(int triplet);

static inline int
alkres_way(int cell)
{
	return ALKRES_CELL_CLASS(cell) * ALKRES_QUALITY_BINS + ALKRES_CELL_QUALITY_BIN(cell);
}

/* The run that an allele would have slipped on, and the unit of that; 1 where it did not. */
extern int alkres_slip_run_at(const AlkresPileup *pileup, int offset, const char *ref,
							  size_t ref_length, const char *alt, size_t alt_length, size_t *unit);
/* Sets the runs that an indel there may change; one that is no slippage has run 1 everywhere. */
extern void alkres_slip_runs_at(const AlkresPileup *pileup, int offset,
								bool classes[ALKRES_INDEL_RUNS]);

/* Rate of the substitution to alt at an offset of a pileup, for a molecule of a cell. */
extern double alkres_rate_at(const AlkresRates *rates, const AlkresPileup *pileup, int offset,
							 int cell, char alt);
/* The highest rate of an insertion (or deletion) anchored at an offset: that of slippage of the
 * repeat behind it, if there is one. */
extern double alkres_indel_rate_at(const AlkresRates *rates, const AlkresPileup *pileup, int offset,
								   bool insertion);
/* The rate of one: slippage of a repeat where its sequence is whole units of that, else, and for a
 * replacement, that of an indel outside repeats. */
extern double alkres_indel_rate_of(const AlkresRates *rates, const AlkresPileup *pileup, int offset,
								   const char *ref, size_t ref_length, const char *alt,
								   size_t alt_length);

#endif
