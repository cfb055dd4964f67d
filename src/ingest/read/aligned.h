/*
 * aligned.h: an aligned read as it is kept until its molecule is complete: its qualities, and where
 * it differs from the reference.
 */
#ifndef ALKRES_INGEST_READ_ALIGNED_H
#define ALKRES_INGEST_READ_ALIGNED_H

#include "hts/bam_reader.h"
#include "ingest/read/chunks.h"
#include "ingest/read/cigar.h"
#include "ingest/reference/pages.h"

/*
 * What a base says: its Phred quality + 1, or 0 when that is under the least asked for or missing,
 * and the base says nothing.
 */
#define ALKRES_SAID_MAX 94

/* A reference position covered by a deletion. */
#define ALKRES_BASE_DELETED '-'
/* The reference's base (ALKRES_BASE_EQUAL), which is not known. */
#define ALKRES_BASE_SAME '?'

/* A position at which the read shows something else than a letter of the reference. */
typedef struct AlkresDifference
{
	uint32_t position; /* 1-based */
	char base;         /* A, C, G, T, N or ALKRES_BASE_DELETED, ALKRES_BASE_SAME */
	uint8_t said;      /* not 0, but for a deletion */
} AlkresDifference;

/* A CIGAR of more elements than this has marks, so many elements apart. */
#define ALKRES_MARK_STEP 32

/* One piece of memory; positions are 1-based. */
typedef struct AlkresAligned
{
	/* Of a mate that was joined (count/joined.h) nothing but these is kept. */
	uint32_t position;
	uint32_t end;
	uint32_t first_base; /* index of the first aligned base: soft-clipped ones in front */
	uint32_t clipped_behind;
	uint16_t flags;
	uint8_t mapq;
	uint8_t gap;    /* ALKRES_GAP_*, by its tags AS and XS */
	uint8_t unlike; /* places unlike the reference, at most ALKRES_DIFFERENCES - 1 */
	bool has_indels;
	bool has_skips;
	bool is_one_piece; /* aligned without inserted, deleted or skipped bases */

	uint32_t size;  /* of the piece */
	int32_t contig; /* number in the header */
	int32_t mate_contig;
	uint32_t mate_position;
	int32_t template_length;
	bool has_mate_here; /* a mapped mate on the same contig */
	bool has_poor;      /* some aligned base says nothing */
	bool on_unknown;    /* the reference's source does not know some base of its blocks */
	uint8_t class_code; /* of consensus reads: ALKRES_CLASS_* of the molecule */
	uint32_t family[2]; /* of consensus reads: the reads of both strands; else 0 */
	uint32_t cigar_count;
	uint32_t length;
	uint32_t difference_count;
	uint32_t *cigar;
	AlkresWalk
		*marks; /* of a long CIGAR: the walk at every ALKRES_MARK_STEP'th element; else NULL */
	uint32_t mark_count;
	uint8_t *said;                 /* of each base, clipped ones too; ALKRES_WIDE more are room */
	AlkresDifference *differences; /* by position */
	uint8_t *classes;              /* of consensus reads: of each base; else NULL */
	char *bases;                   /* of reads with indels or long soft clips; else NULL */
	char *reference; /* of reads with indels: the aligned bases in order, skipped ones left out */
} AlkresAligned;

/* What is kept of a mate that was joined. */
#define ALKRES_ALIGNED_OUTLINE offsetof(AlkresAligned, size)

/* An insertion or deletion, left-aligned within the read as far as this shows the reference, with
 * its anchor base; or a replacement by another number of bases, without one. */
typedef struct AlkresIndel
{
	uint32_t anchor; /* position of the first base of ref */
	char *ref;
	char *alt;
	uint8_t quality; /* the least of the bases beside and in it */
	bool poor;
	bool reverse;
} AlkresIndel;

/* Positions where the read could show an indel anchored there (pileup.h, spanning), inclusive. */
typedef struct AlkresSpan
{
	uint32_t first;
	uint32_t last;
} AlkresSpan;

/* What a read says of indels; the arrays grow as needed and are used again. */
typedef struct AlkresView
{
	AlkresIndel *indels; /* in the order of the CIGAR */
	uint32_t indel_count;
	uint32_t indel_capacity;
	AlkresSpan *spans; /* ordered */
	uint32_t span_count;
	uint32_t span_capacity;
} AlkresView;

/* Room for one more element of an array in the current context. */
#define ALKRES_ONE_MORE(array, count, capacity)                                     \
	do                                                                              \
	{                                                                               \
		if ((count) == (capacity))                                                  \
		{                                                                           \
			(capacity) *= 2;                                                        \
			(array) = repalloc_huge((array), sizeof(*(array)) * (Size) (capacity)); \
		}                                                                           \
	} while (0)

/* The least of what the bases first to last (0-based) of a read say, 0 when it is no quality. */
extern uint8_t alkres_least_said(const uint8_t *said, uint32_t length, uint32_t first,
								 uint32_t last);

/* Makes AlkresAligned of reads. */
typedef struct AlkresAligner AlkresAligner;

/* In the current memory context.  guesses: letters stand for unknown bases of the reference
 * (reference/pages.h). */
extern AlkresAligner *alkres_aligner_new(AlkresChunks *chunks, int min_base_quality, bool guesses);
/* The letters (ACGTN, ALKRES_BASE_EQUAL) of the read's bases, until the next call, and whether the
 * last is among them. */
extern const char *alkres_aligner_letters(AlkresAligner *aligner, const AlkresRead *read);
extern bool alkres_aligner_has_equal(const AlkresAligner *aligner);
/* Room for the reference under the read, until the next call. */
extern char *alkres_aligner_reference(AlkresAligner *aligner, uint32_t length);
/* The reference is filled in: take the read's letters for what is not known of it, and compare the
 * read with such letters.  One with indels is not: they are placed by the reference alone. */
extern void alkres_aligner_guess(AlkresAligner *aligner, const AlkresRead *read, AlkresPages *pages,
								 uint32_t length);
/* Does the read, by its MD tag, lie on a reference that is known (alkres_md_known)?  Then neither
 * its letters nor the reference need be asked for. */
extern bool alkres_aligner_known(AlkresAligner *aligner, const AlkresRead *read,
								 AlkresPages *pages);
/* The read of the last calls: with known, the true answer of alkres_aligner_known; otherwise of
 * both others, with the reference filled in.  Its chunk begins with so many bytes of the
 * caller's. */
extern AlkresAligned *alkres_aligner_take(AlkresAligner *aligner, const AlkresRead *read,
										  uint32_t reference_length, bool known, bool with_classes,
										  Size before);
/* A copy in a chunk of its own. */
extern AlkresAligned *alkres_aligned_copy(AlkresChunks *chunks, const AlkresAligned *read);
extern void alkres_aligned_free(AlkresChunks *chunks, AlkresAligned *read);

/* Room for the view's arrays, palloced in the current context. */
extern void alkres_view_init(AlkresView *view);
/* Add the indels of a read that has some to the view.  Those before the first or behind the last
 * aligned base are not seen.  The texts are palloced in the current context. */
extern void alkres_aligned_indels(const AlkresAligned *read, AlkresView *view);
/* Add what the read spans to the view, and whether it spans a position. */
extern void alkres_aligned_spans(const AlkresAligned *read, AlkresView *view);
extern bool alkres_aligned_spans_at(const AlkresAligned *read, uint32_t position);

/* A walk whose next elements are the last that begin at or before a position, or a few more. */
static inline AlkresWalk
alkres_aligned_walk_to(const AlkresAligned *read, uint32_t position)
{
	uint32_t low = 0, high = read->mark_count;

	while (high - low > 1)
	{
		uint32_t middle = low + (high - low) / 2;

		if (read->marks[middle].position <= position)
			low = middle;
		else
			high = middle;
	}
	return high == 0 ? alkres_walk_start(read->cigar, read->cigar_count, read->position)
					 : read->marks[low];
}

/* Index of the read's first difference from a position on; difference_count when there is none. */
extern uint32_t alkres_aligned_first_difference(const AlkresAligned *read, uint32_t position);
/* What the read says at a position: a letter or ALKRES_BASE_DELETED, '=' the reference's, 0 when it
 * says nothing; *said, and *index of the base in the read (of the one before a deletion). */
extern char alkres_aligned_say(const AlkresAligned *read, uint32_t position, uint8_t *said,
							   uint32_t *index);

#endif
