/*
 * clips.h: what reads show of breakpoints, block by block: soft clips in piles, and mates that lie
 * far away.
 */
#ifndef ALKRES_INGEST_COUNT_CLIPS_H
#define ALKRES_INGEST_COUNT_CLIPS_H

#include "ingest/read/aligned.h"
#include "ingest/count/blocks.h"

/* The clips and far mates of one block under way. */
typedef struct AlkresClips AlkresClips;

/* In a memory context, where it keeps everything. */
extern AlkresClips *alkres_clips_new(MemoryContext memory);

/*
 * Count a read's clips and far mate, each in its block.  mate: the other read of the fragment, NULL
 * when it is not known: what is clipped behind the mate's 5' end is adapter, not genome.  A
 * molecule counts once in each pile: give all reads of one molecule before those of the next.
 */
extern void alkres_clips_add(AlkresBlocks *blocks, const AlkresAligned *read,
							 const AlkresAligned *mate, uint64_t molecule);

/* Into the pileup, in the current memory context; contig tells where the mates are. */
extern void alkres_clips_finish(AlkresClips *clips, AlkresPileup *pileup, AlkresContigSource contig,
								void *context);

#endif
