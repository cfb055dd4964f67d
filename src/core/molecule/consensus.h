/*
 * consensus.h: what several copies of one strand say together at one position: fgbio's published
 * per-base formula (doc/molecules.md, section 5).
 *
 * The exact call takes votes.  For the common case, that all copies say the same, its quality
 * follows from a sum of whole-number weights, except close to a step of the quality, where the
 * exact call must be asked: the two never differ (test/unit/consensus_test.c).
 */
#ifndef ALKRES_CORE_MOLECULE_CONSENSUS_H
#define ALKRES_CORE_MOLECULE_CONSENSUS_H

#include <stdbool.h>
#include <stdint.h>

/* No quality of a molecule is above this. */
#define ALKRES_CONSENSUS_QUALITY_MAX 93
/* Symbols of one call: A, C, G, T, deletion; or "none" and events. */
#define ALKRES_CONSENSUS_SYMBOLS_MAX 32

typedef struct AlkresVote
{
	uint8_t symbol;  /* under ALKRES_CONSENSUS_SYMBOLS_MAX */
	uint8_t quality; /* Phred, at most ALKRES_CONSENSUS_QUALITY_MAX */
} AlkresVote;

/*
 * The most likely symbol and its quality.  always: symbols 0 .. always - 1 can be the truth also
 * when no vote names them (4 for bases, 1 for events); others only when one does.  False when no
 * symbol is likelier than all others, or there are no votes.
 */
extern bool alkres_consensus_call(const AlkresVote *votes, uint32_t count, int always, int *symbol,
								  int *quality);

/* Weights are natural logarithms of likelihood ratios in 1/2048. */
#define ALKRES_CONSENSUS_UNSURE 0xff
typedef struct AlkresConsensusTable
{
	int32_t weights[ALKRES_CONSENSUS_QUALITY_MAX + 1]; /* of a vote; 0 under quality 3 */
	uint8_t qualities[4096]; /* by sum of weights / 16; ALKRES_CONSENSUS_UNSURE: call exactly */
} AlkresConsensusTable;
/* The least quality of a vote for which the table may be used. */
#define ALKRES_CONSENSUS_TABLE_MIN 3

extern void alkres_consensus_table_fill(AlkresConsensusTable *table);

/* Quality of two or more bases that are all equal, from the sum of their weights. */
static inline int
alkres_consensus_quality(const AlkresConsensusTable *table, uint64_t sum)
{
	return table->qualities[sum / 16 < 4095 ? sum / 16 : 4095];
}

#endif
