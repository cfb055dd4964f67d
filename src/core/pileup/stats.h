/*
 * stats.h: what can be summed over the blocks of a library: how it was made, not what it
 * holds.
 */
#ifndef ALKRES_CORE_PILEUP_STATS_H
#define ALKRES_CORE_PILEUP_STATS_H

#include "core/pileup/pileup.h"

/* A base is one molecule (or read) at one position. */
typedef struct AlkresPileupTotals
{
	uint32_t positions; /* of the design; without one, those with reads */
	uint64_t read_bases;
	uint64_t read_bases_on_target;
	uint64_t molecule_bases;
	uint64_t molecule_bases_on_target;
	uint64_t class_bases[ALKRES_CLASSES];
	uint64_t deleted_bases;
	uint64_t discordant_bases;
	uint64_t molecules;       /* that start in the block */
	uint64_t fragments;       /* of them; families of more than 32 count as 32 */
	uint64_t large_families;  /* of three fragments and more */
	uint64_t known_lengths;   /* fragments that start in the block */
	uint64_t short_fragments; /* of them, 91 to 150 bases: tumour DNA is enriched there */
} AlkresPileupTotals;

extern void alkres_pileup_totals(const AlkresPileup *pileup, AlkresPileupTotals *totals);

/* What one region shows in the block. */
typedef struct AlkresPileupCoverage
{
	uint32_t positions; /* of the region in the block */
	uint32_t covered;   /* of them, in the design; all without one */
	uint64_t molecules; /* summed over positions */
	uint64_t reads;     /* likewise */
	uint32_t least;     /* molecules at a position */
	uint32_t most;
	uint32_t deep; /* positions with at least so many molecules as asked for */
} AlkresPileupCoverage;

/* first, last: 1-based; false when the block has none of these positions. */
extern bool alkres_pileup_coverage(const AlkresPileup *pileup, uint32_t first, uint32_t last,
								   uint32_t deep, AlkresPileupCoverage *coverage);

/*
 * Errors by substitution and neighbours, of the pyrimidine of the base pair: 6 substitutions (C>A,
 * C>G, C>T, T>A, T>C, T>G) x base before x base behind, both on the pyrimidine's strand.  An error
 * is a molecule whose alternative less than ALKRES_ERROR_SHARE of the position's molecules have.
 */
#define ALKRES_ERROR_CONTEXTS 96
#define ALKRES_ERROR_SHARE 0.05

/* By the strand of origin: it has the pyrimidine, it has the purine, it is unknown. */
enum
{
	ALKRES_ORIGIN_PYRIMIDINE,
	ALKRES_ORIGIN_PURINE,
	ALKRES_ORIGIN_UNKNOWN,
	ALKRES_ORIGINS
};

typedef struct AlkresErrorCount
{
	uint64_t errors;
	uint64_t molecules; /* that could have had one */
} AlkresErrorCount;

typedef AlkresErrorCount AlkresErrorCounts[ALKRES_CLASSES][ALKRES_ERROR_CONTEXTS][ALKRES_ORIGINS];

extern void alkres_pileup_errors(const AlkresPileup *pileup, AlkresErrorCounts counts);
/* The substitution (C>A) and the three reference bases (TCG) of a context, terminated. */
extern void alkres_error_context_text(int context, char substitution[4], char bases[4]);

#endif
