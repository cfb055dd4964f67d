/*
 * consensus.h: what several copies of one strand say together at one position: fgbio's published
 * per-base formula (doc/molecules.md, section 5).
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

/* What one vote adds to the logarithm of the likelihood, by its quality. */
typedef struct AlkresConsensus
{
	double right[ALKRES_CONSENSUS_QUALITY_MAX + 1];  /* of the symbol that it names */
	double wrong[ALKRES_CONSENSUS_QUALITY_MAX + 1];  /* of any other */
	double weight[ALKRES_CONSENSUS_QUALITY_MAX + 1]; /* their difference */
} AlkresConsensus;

extern void alkres_consensus_fill(AlkresConsensus *consensus);

/*
 * The most likely symbol and its quality.  always: symbols 0 .. always - 1 can be the truth also
 * when no vote names them (4 for bases, 1 for events); others only when one does.  False when no
 * symbol is likelier than all others, or there are no votes.
 */
extern bool alkres_consensus_call(const AlkresConsensus *consensus, const AlkresVote *votes,
								  uint32_t count, int always, int *symbol, int *quality);

/*
 * Where the weights of all votes for one base, less those of all others, are at least so much, the
 * call is that base, with at least the quality asked for: for those who need not know which.
 */
extern double alkres_consensus_enough(int quality);

#endif
