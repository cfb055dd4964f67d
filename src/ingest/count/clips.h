/*
 * clips.h: what a read shows of breakpoints, soft clips and a mate that lies far away, each to its
 * block.
 */
#ifndef ALKRES_INGEST_COUNT_CLIPS_H
#define ALKRES_INGEST_COUNT_CLIPS_H

#include "ingest/count/blocks.h"
#include "ingest/read/aligned.h"

/*
 * Count a read's clips and far mate, each in its block.  mate: the other read of the fragment, NULL
 * when it is not known: what is clipped behind the mate's 5' end is adapter, not genome.  A
 * molecule counts once in each pile: give all reads of one molecule before those of the next.
 */
extern void alkres_clips_add(AlkresBlocks *blocks, const AlkresAligned *read,
							 const AlkresAligned *mate, uint64_t molecule);

#endif
