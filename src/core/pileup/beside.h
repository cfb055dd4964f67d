/*
 * beside.h: what molecules carry beyond an edge of their block, so near to something on this side
 * that both may be one change of the haplotype.  Each of two neighbouring blocks keeps of the other
 * what both need to tell, each by itself, what is one over their edge, and alike.
 */
#ifndef ALKRES_CORE_PILEUP_BESIDE_H
#define ALKRES_CORE_PILEUP_BESIDE_H

#include "core/pileup/carriers.h"
#include "core/pileup/pileup.h"

/* May an allele be looked at from beyond an edge?  It lies within ALKRES_HALO bases of it; offset:
 * of its first base from the first one behind the edge. */
extern bool alkres_is_at_edge(const AlkresAllele *allele, int64_t offset);

/* Does the molecule show something of the pileup's own at an edge, offset of the first base behind
 * it? */
extern bool alkres_shows_at_edge(const AlkresPileup *pileup, int edge, const AlkresRecord *record);

/*
 * Of two neighbours, both complete and rounded, tell each what of the other lies beside it: of the
 * molecules that carry changes on both sides with at most ALKRES_JOIN_GAP bases between, all that
 * lies at the edge; alleles there that are too frequent to have records; to the right one,
 * replacements that reach to the edge; and, where one may be over the edge, to the left one the
 * molecules that begin near it and show something behind it alone: they may end within what is
 * over it.  left must know already what lies before it.
 */
extern void alkres_beside_share(AlkresPileup *left, AlkresPileup *right);

#endif
