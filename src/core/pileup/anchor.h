/* anchor.h: an asked variant against a pileup's reference: its bases, and where an indel lies
 * leftmost. */
#ifndef ALKRES_CORE_PILEUP_ANCHOR_H
#define ALKRES_CORE_PILEUP_ANCHOR_H

#include "core/pileup/pileup.h"
#include "core/variant/variant.h"

/* A variant on a block: as VCF, trimmed and left-aligned as far as the block knows the
 * reference. */
typedef struct AlkresAnchored
{
	int offset;      /* of the first base of ref; below 0 when it lies in the block before */
	const char *ref; /* not terminated; the variant's, or from alkres_alloc */
	size_t ref_length;
	const char *alt; /* likewise */
	size_t alt_length;
} AlkresAnchored;

/*
 * Does the block own the variant: same sequence, and its position inside?  The position is the one
 * it is asked with.
 */
extern bool alkres_pileup_owns(const AlkresPileup *pileup, const AlkresVariant *variant);

/*
 * Bring the variant into the pileup's form.  False with *error (22023) when its reference bases are
 * not those of the pileup; unknown ones (N) are believed.
 */
extern bool alkres_anchor(AlkresAnchored *anchored, const AlkresPileup *pileup,
						  const AlkresVariant *variant, AlkresError *error);

#endif
