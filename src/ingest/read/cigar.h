/* cigar.h: the walk along a CIGAR, element by element. */
#ifndef ALKRES_INGEST_READ_CIGAR_H
#define ALKRES_INGEST_READ_CIGAR_H

#include "hts/bam_reader.h"

/* What an element covers: bases of the read (bit 0), positions (bit 1), and, unless they are
 * skipped, the reference under the read (bit 2). */
typedef enum AlkresCovers
{
	ALKRES_COVERS_NOTHING = 0, /* hard clip, padding */
	ALKRES_COVERS_READ = 1,    /* insertion, soft clip */
	ALKRES_COVERS_SKIP = 2,
	ALKRES_COVERS_DELETED = 6,
	ALKRES_COVERS_ALIGNED = 7,
} AlkresCovers;

typedef struct AlkresWalk
{
	const uint32_t *next;
	const uint32_t *behind;
	/* The element under way. */
	uint32_t operation; /* ALKRES_CIGAR_* */
	AlkresCovers covers;
	uint32_t count;
	uint32_t position; /* 1-based; of it, or of what follows */
	uint32_t base;     /* index in the read, likewise */
	uint32_t index;    /* among the aligned and deleted bases of the reference, likewise */
} AlkresWalk;

static inline AlkresWalk
alkres_walk_start(const uint32_t *cigar, uint32_t count, uint32_t position)
{
	return (AlkresWalk){.next = cigar, .behind = cigar + count, .position = position};
}

/* The walk behind its element, before the next. */
static inline AlkresWalk
alkres_walk_ahead(AlkresWalk walk)
{
	walk.base += walk.covers & 1 ? walk.count : 0;
	walk.position += walk.covers & 2 ? walk.count : 0;
	walk.index += walk.covers & 4 ? walk.count : 0;
	walk.count = 0;
	return walk;
}

/* Go to the next element; false when there is none. */
static inline bool
alkres_walk_next(AlkresWalk *walk)
{
	static const uint8_t covers[16] = {
		[ALKRES_CIGAR_MATCH] = ALKRES_COVERS_ALIGNED,
		[ALKRES_CIGAR_EQUAL] = ALKRES_COVERS_ALIGNED,
		[ALKRES_CIGAR_DIFFERENT] = ALKRES_COVERS_ALIGNED,
		[ALKRES_CIGAR_DELETION] = ALKRES_COVERS_DELETED,
		[ALKRES_CIGAR_SKIP] = ALKRES_COVERS_SKIP,
		[ALKRES_CIGAR_INSERTION] = ALKRES_COVERS_READ,
		[ALKRES_CIGAR_SOFT_CLIP] = ALKRES_COVERS_READ,
	};

	*walk = alkres_walk_ahead(*walk);
	if (walk->next == walk->behind)
		return false;
	walk->operation = ALKRES_CIGAR_OP(*walk->next);
	walk->count = ALKRES_CIGAR_LENGTH(*walk->next);
	walk->covers = (AlkresCovers) covers[walk->operation];
	walk->next++;
	return true;
}

/* Is the element aligned or deleted? */
static inline bool
alkres_walk_on_reference(const AlkresWalk *walk)
{
	return (walk->covers & 4) != 0;
}

/* Over a read, of the file (AlkresRead) or kept (AlkresAligned). */
#define ALKRES_EACH_ELEMENT(walk, read)                                               \
	for (AlkresWalk walk =                                                            \
			 alkres_walk_start((read)->cigar, (read)->cigar_count, (read)->position); \
		 alkres_walk_next(&(walk));)

#endif
