/*
 * change.h: the one left-aligner: the shortest alleles of a change, an indel as far left as the
 * sequence it lies in repeats it (Tan 2015, normalisation of VCF).
 */
#ifndef ALKRES_CORE_VARIANT_CHANGE_H
#define ALKRES_CORE_VARIANT_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The base at a distance, 1 or more, in front of a run; 0: the run must not move over it. */
typedef char (*AlkresBaseBefore)(const void *source, size_t distance);

/*
 * By how many bases a run, which is inserted in front of a place or deleted from there on, moves to
 * the left through the sequence that it repeats.  On the way the run turns like a ring.
 */
static inline size_t
alkres_left_shift(const char *run, size_t length, AlkresBaseBefore base_before, const void *source)
{
	size_t moved = 0, last = length; /* one behind the base that ends the run now */
	char base;

	while ((base = base_before(source, moved + 1)) != 0 && base == run[last - 1])
	{
		moved++;
		last = last > 1 ? last - 1 : length;
	}
	return moved;
}

/* The run as it is where it has moved to; out is another place. */
static inline void
alkres_turn_run(char *out, const char *run, size_t length, size_t moved)
{
	size_t behind = moved % length; /* so many bases have come from its end to its front */

	memcpy(out, run + length - behind, behind);
	memcpy(out + behind, run, length - behind);
}

/* A change of a sequence, as VCF has it: ref, of at least one base, becomes alt. */
typedef struct AlkresChange
{
	int64_t position; /* of the first base of ref */
	const char *ref;  /* not terminated */
	size_t ref_length;
	const char *alt; /* likewise */
	size_t alt_length;
} AlkresChange;

/* What a change does without the bases that both alleles begin with: those from one place to before
 * another give way to others. */
typedef struct AlkresExtent
{
	int64_t from;
	int64_t to;
	const char *bases;
	size_t length;
} AlkresExtent;

extern AlkresExtent alkres_change_extent(const AlkresChange *change);

/* The base of the sequence at a position; 0 when it is not known or there is none. */
typedef char (*AlkresKnownBase)(const void *source, int64_t position);

/*
 * The same change by its shortest alleles; an indel left-aligned, with the base in front of it, or
 * that behind it where the one in front is not known.  The alleles are the given ones or from
 * alkres_alloc.
 */
extern AlkresChange alkres_change_align_left(AlkresChange change, AlkresKnownBase base,
											 const void *source);

/*
 * What one molecule carries as several changes, as one, aligned as above: each begins where the one
 * before ends, or later.  False when two overlap, or stand in one place, or a base between them is
 * not known.  Where they undo one another ref and alt are the same base.  From alkres_alloc.
 */
extern bool alkres_changes_join(AlkresChange *whole, const AlkresChange *parts, size_t count,
								AlkresKnownBase base, const void *source);

#endif
