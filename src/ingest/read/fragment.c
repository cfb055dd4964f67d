/* fragment.c: two mates, or a single read, given back. */
#include "postgres.h"

#include "core/pileup/pileup.h"
#include "ingest/read/fragment.h"

void
alkres_fragment_free(AlkresChunks *chunks, AlkresFragment *fragment)
{
	if (fragment->joined == NULL && fragment->second != NULL)
		alkres_aligned_free(chunks, fragment->second);
	alkres_chunks_put(chunks, fragment, fragment->size);
}

/* Strand of origin, as a read of the fragment tells it. */
static uint8_t
orientation_of(uint16_t flags)
{
	bool first = (flags & ALKRES_READ_FIRST) != 0;
	bool last = (flags & ALKRES_READ_LAST) != 0;
	bool reverse = (flags & ALKRES_READ_REVERSE) != 0;

	if (!(flags & ALKRES_READ_PAIRED) || first == last)
		return ALKRES_ORIENTATION_UNKNOWN;
	return first != reverse ? ALKRES_F1R2 : ALKRES_F2R1;
}

void
alkres_fragment_orient(AlkresFragment *fragment)
{
	const AlkresAligned *second = fragment->second;

	/* Read 1 tells the strand of origin, whatever read 2 is. */
	fragment->orientation = orientation_of(second != NULL && (second->flags & ALKRES_READ_FIRST)
											   ? second->flags
											   : fragment->first->flags);
}

bool
alkres_fragment_same_name(const AlkresFragment *a, const AlkresFragment *b)
{
	return a->name_length == b->name_length && memcmp(a->text, b->text, a->name_length) == 0;
}

bool
alkres_fragment_may_be_mates(const AlkresFragment *a, uint32_t a_over, const AlkresFragment *b,
							 uint32_t b_over)
{
	return ((a->flags ^ b->flags) & (ALKRES_READ_FIRST | ALKRES_READ_LAST)) ==
			   (ALKRES_READ_FIRST | ALKRES_READ_LAST) &&
		   Max(a_over, b_over) - Min(a_over, b_over) <= ALKRES_STALE_MAX;
}
