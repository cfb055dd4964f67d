/* place.h: where a fragment lies: what the fragments of one molecule have in common
 * (doc/molecules.md, section 3). */
#ifndef ALKRES_INGEST_FRAGMENT_PLACE_H
#define ALKRES_INGEST_FRAGMENT_PLACE_H

#include "ingest/fragment/waiting.h"
#include "ingest/read/fragment.h"

/* The clipped bases of a single read that are part of its place; with more, none are. */
#define ALKRES_SINGLE_CLIP_MAX 100

/* A fragment that found no mate is completed so far behind where it should have. */
#define ALKRES_PLACE_LATE (ALKRES_STALE_MAX + 2 * ALKRES_WAITING_STEP)

/* Compared as bytes, so padding is zero. */
typedef struct AlkresPlace
{
	uint32_t ends[2];      /* 5' ends */
	uint32_t mate;         /* of a single read: where its mate should start, 0 */
	uint8_t kind;          /* ALKRES_PLACE_*, and strands */
	uint8_t orientation;   /* 1 more; 0 where the barcodes tell both apart */
	uint8_t number_length; /* of the family's number, which then is all of the key */
	uint8_t unused;
} AlkresPlace;

/* Kinds of fragments. */
enum
{
	ALKRES_PLACE_FACING, /* a forward and a reverse mate */
	ALKRES_PLACE_MATES,  /* other mates; strands in the bits from 4 on */
	ALKRES_PLACE_SINGLE,
	ALKRES_PLACE_NUMBER
};

/* That of a complete fragment that has been given its orientation; *close: no read of its like
 * starts behind it. */
extern AlkresPlace alkres_fragment_place(const AlkresFragment *fragment, uint32_t *close);

#endif
