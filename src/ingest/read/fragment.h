/* fragment.h: two mates, or a single read: what a molecule is made of. */
#ifndef ALKRES_INGEST_READ_FRAGMENT_H
#define ALKRES_INGEST_READ_FRAGMENT_H

#include "ingest/read/aligned.h"

/* Mates that start farther apart are counted as two molecules: no cfDNA fragment is that long. */
#define ALKRES_FRAGMENT_MAX 10000

/* One chunk of memory: the name, the barcode and the first read follow; or, of mates that were
 * joined, what count/joined.h keeps. */
typedef struct AlkresFragment
{
	/* Of mates that were joined nothing but these is kept. */
	uint64_t number;             /* by the first reads in the file, from 1 */
	AlkresAligned *first;        /* came first in the file */
	AlkresAligned *second;       /* NULL: none */
	struct AlkresJoined *joined; /* what both say together; NULL: each says it by itself */
	uint32_t size;               /* of the chunk */
	uint32_t group;              /* of its barcode in the pile */
	uint16_t barcode_at;         /* in the chunk */
	uint8_t barcode_length;
	uint8_t orientation;
	bool strand_b;

	struct AlkresFragment *next;   /* in its bucket */
	struct AlkresFragment **place; /* what points to it in the bucket */
	uint32_t hash;                 /* that leads to the bucket */
	uint32_t position;             /* of the first read, and what it says of its mate: */
	uint32_t mate_position;
	uint32_t until;     /* it waits for its mate up to this position */
	uint32_t name_hash; /* that leads to it among namesakes */
	uint16_t flags;
	uint16_t name_length;
	uint32_t at;             /* among those that wait for mates at about one place */
	struct AlkresPile *pile; /* by numbers of families: known from the first read on */
	uint8_t joint;           /* place of the barcode's joint, ALKRES_BARCODE_ONE: one barcode */
	uint8_t strand;          /* AlkresStrand */
	bool has_name_hash;      /* it is among namesakes */
	bool expects_mate;       /* one on this contig not farther than ALKRES_FRAGMENT_MAX */
	char text[FLEXIBLE_ARRAY_MEMBER]; /* name, 0, barcode */
} AlkresFragment;

/* What is kept of a fragment whose mates were joined. */
#define ALKRES_FRAGMENT_OUTLINE offsetof(AlkresFragment, next)

static inline const char *
alkres_fragment_barcode(const AlkresFragment *fragment)
{
	return (const char *) fragment + fragment->barcode_at;
}

/* Is it of consensus reads? */
static inline bool
alkres_fragment_is_collapsed(const AlkresFragment *fragment)
{
	return fragment->joined == NULL && fragment->first->classes != NULL;
}

/* Is the mate of a read too far away to be of one fragment? */
static inline bool
alkres_aligned_has_far_mate(const AlkresAligned *read)
{
	uint32_t from = Min(read->position, read->mate_position);
	uint32_t to = Max(read->position, read->mate_position);

	return (read->flags & ALKRES_READ_PAIRED) && !(read->flags & ALKRES_READ_MATE_UNMAPPED) &&
		   read->mate_contig >= 0 && read->mate_position > 0 &&
		   read->mate_position <= ALKRES_POSITION_MAX &&
		   (read->mate_contig != read->contig || to - from > ALKRES_FRAGMENT_MAX);
}

/* Is every position from its first to its last one covered by a base?  Of two mates the first in
 * the file is not the right one. */
static inline bool
alkres_fragment_is_solid(const AlkresFragment *fragment)
{
	return fragment->first->is_one_piece &&
		   (fragment->second == NULL || (fragment->second->is_one_piece &&
										 fragment->second->position <= fragment->first->end + 1));
}

/* Bytes before the first read. */
static inline Size
alkres_fragment_head(uint32_t name_length, uint32_t barcode_length)
{
	return MAXALIGN(offsetof(AlkresFragment, text) + name_length + 1 + barcode_length);
}

/*
 * Mates of which one does not say where the other is (clipped or aligned anew without "samtools
 * fixmate") are joined by name alone, when they are over, or were awaited, within so many
 * positions.
 */
#define ALKRES_STALE_MAX 1000

/* Fragments of one name that are looked at: one that more bear tells nothing. */
#define ALKRES_NAMESAKES_MAX 64

/* The position at which the fragment's mate has come, or was awaited in vain. */
static inline uint32_t
alkres_fragment_over(const AlkresFragment *fragment)
{
	return Max(fragment->position, fragment->mate_position);
}

extern void alkres_fragment_free(AlkresChunks *chunks, AlkresFragment *fragment);
/* Set the strand of origin, by read 1, or what there is. */
extern void alkres_fragment_orient(AlkresFragment *fragment);
extern bool alkres_fragment_same_name(const AlkresFragment *a, const AlkresFragment *b);
/* May two single reads of one name be mates, one being of read 1 and one of read 2?  over: where
 * each was over; these lie near one another. */
extern bool alkres_fragment_may_be_mates(const AlkresFragment *a, uint32_t a_over,
										 const AlkresFragment *b, uint32_t b_over);

#endif
