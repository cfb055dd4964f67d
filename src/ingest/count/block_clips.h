/*
 * block_clips.h: the clips and far mates of one block under way: soft clips in piles, far mates by
 * where they lie.  A molecule counts once in each: give all of one molecule before those of the
 * next.
 */
#ifndef ALKRES_INGEST_COUNT_BLOCK_CLIPS_H
#define ALKRES_INGEST_COUNT_BLOCK_CLIPS_H

#include "core/pileup/pileup.h"

typedef struct AlkresBlockClips AlkresBlockClips;

/* The contig of a number in the header. */
typedef const AlkresContig *(*AlkresContigSource)(void *context, int number);

/* In a memory context, where it keeps everything. */
extern AlkresBlockClips *alkres_block_clips_new(MemoryContext memory);

/*
 * A clip at the offset of the last aligned base, on its left or right side; tail the clipped bases
 * from there outwards, '\0' where one is not usable; is_shared: the read's mate
 * lies far away, or ends at another place.
 */
extern void alkres_block_clips_add(AlkresBlockClips *clips, int offset, bool left, uint8_t mapq,
								   const char tail[ALKRES_CLIP_TAIL], bool is_shared,
								   uint64_t molecule);

/* A read whose mate lies far away. */
typedef struct AlkresReadMate
{
	int contig; /* of the mate, its number in the header */
	uint32_t block;
	bool reverse; /* strand of the read here */
	bool mate_reverse;
	uint8_t mapq; /* of the read */
} AlkresReadMate;

extern void alkres_block_clips_add_mate(AlkresBlockClips *clips, const AlkresReadMate *read,
										uint64_t molecule);

/* Into the pileup, in the current memory context; contig tells where the mates are. */
extern void alkres_block_clips_finish(AlkresBlockClips *clips, AlkresPileup *pileup,
									  AlkresContigSource contig, void *context);

#endif
