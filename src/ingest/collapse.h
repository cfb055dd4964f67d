/* collapse.h: what one molecule, seen by one read or by two mates, adds to the counts. */
#ifndef ALKRES_INGEST_COLLAPSE_H
#define ALKRES_INGEST_COLLAPSE_H

#include "ingest/aligned.h"
#include "ingest/blocks.h"

/* Work space of alkres_collapse: two views and a context for their sequences. */
typedef struct AlkresCollapse AlkresCollapse;

extern AlkresCollapse *alkres_collapse_new(AlkresBlocks *blocks, int min_base_quality);

/*
 * Count a molecule: first is the read that came first in the file, second its mate or NULL.
 * Positions that both cover count once: equal bases with the sum of their qualities (60 at most),
 * unequal ones as discordant.
 */
extern void alkres_collapse(AlkresCollapse *collapse, const AlkresAligned *first,
							const AlkresAligned *second, uint64_t molecule);

#endif
