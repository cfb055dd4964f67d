/*
 * joined.h: mates that say together what is kept of them until their family is counted.
 *
 * The fragments of a deep target that wait for the end of their family do not fit into the
 * processor's caches: each byte of them is fetched from memory twice.  Most are of two mates in one
 * piece, without a gap between them, and need less than half as many when they are joined as soon
 * as both have come: names, CIGARs and the bases that both say are left behind.
 */
#ifndef ALKRES_INGEST_COUNT_JOINED_H
#define ALKRES_INGEST_COUNT_JOINED_H

#include "ingest/read/fragment.h"
#include "ingest/read/wide.h"

/* Blocks that a joined fragment touches, at most. */
#define ALKRES_JOINED_BLOCKS 3

/* What the mates say, the first of them first, where one differs from the reference. */
typedef struct AlkresJoinedDifference
{
	uint32_t position;
	char symbols[2]; /* as of alkres_aligned_say */
	uint8_t said[2];
} AlkresJoinedDifference;

/* In the fragment's chunk; the codes follow the differences: what the mates say together at each
 * position from the left end on, if it is the reference (counts.h).  ALKRES_WIDE more are room. */
typedef struct AlkresJoined
{
	uint16_t poor[ALKRES_JOINED_BLOCKS]; /* bases that say nothing, by block */
	uint16_t difference_count;
	AlkresJoinedDifference differences[FLEXIBLE_ARRAY_MEMBER]; /* by position */
} AlkresJoined;

static inline const uint8_t *
alkres_joined_codes(const AlkresJoined *joined)
{
	return (const uint8_t *) (joined->differences + joined->difference_count);
}

/* The difference at a position or the first behind it. */
static inline uint32_t
alkres_joined_first_difference(const AlkresJoined *joined, uint32_t position)
{
	uint32_t at = 0;

	while (at < joined->difference_count && joined->differences[at].position < position)
		at++;
	return at;
}

/* Where the fragment begins and ends, which is solid. */
static inline uint32_t
alkres_fragment_left(const AlkresFragment *fragment)
{
	return Min(fragment->first->position, fragment->second->position);
}

static inline uint32_t
alkres_fragment_right(const AlkresFragment *fragment)
{
	return Max(fragment->first->end, fragment->second->end);
}

/* How many bases say nothing. */
extern uint32_t alkres_count_poor(const uint8_t *said, int length);
/* A complete fragment as it is kept: joined, if it is of a kind that can be, and the fragment that
 * was given is released; otherwise that. */
extern AlkresFragment *alkres_fragment_join(AlkresChunks *chunks, AlkresFragment *fragment);

#endif
