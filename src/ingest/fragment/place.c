/* place.c: where a fragment lies, which others of its molecule share. */
#include "postgres.h"

#include "core/pileup/pileup.h"
#include "ingest/fragment/place.h"
#include "ingest/read/barcode.h"

/* Clipped bases in front of the first and behind the last aligned one. */
static void
count_clips(const AlkresAligned *read, uint32_t *before, uint32_t *behind)
{
	bool aligned = false;

	*before = *behind = 0;
	if (read->cigar_count == 1)
		return; /* what is aligned */
	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t operation = ALKRES_CIGAR_OP(read->cigar[i]);

		if (operation != ALKRES_CIGAR_SOFT_CLIP && operation != ALKRES_CIGAR_HARD_CLIP)
			aligned = true;
		else if (aligned)
			*behind += ALKRES_CIGAR_LENGTH(read->cigar[i]);
		else
			*before += ALKRES_CIGAR_LENGTH(read->cigar[i]);
	}
}

/* The 5' end, from 0 to ALKRES_POSITION_MAX, whatever hard clips claim; most: of more clipped bases
 * none counts. */
static uint32_t
five_prime(const AlkresAligned *read, uint32_t most)
{
	uint32_t before, behind;

	count_clips(read, &before, &behind);
	if (read->flags & ALKRES_READ_REVERSE)
		return (uint32_t) Min((uint64_t) read->end + (behind <= most ? behind : 0),
							  ALKRES_POSITION_MAX);
	before = before <= most ? before : 0;
	return read->position > before ? read->position - before : 0;
}

/* Place and kind of a complete fragment; *close: no read of its like starts behind it. */
static AlkresPlace
place_of(const AlkresFragment *fragment, uint32_t *close)
{
	const AlkresAligned *first = fragment->first, *second = fragment->second;
	bool reverse = (first->flags & ALKRES_READ_REVERSE) != 0, other;
	AlkresPlace place = {.kind = ALKRES_PLACE_SINGLE};

	if (second == NULL)
	{
		place.ends[0] = five_prime(first, ALKRES_SINGLE_CLIP_MAX);
		place.kind = (uint8_t) (ALKRES_PLACE_SINGLE | reverse << 4);
		place.mate = fragment->expects_mate ? first->mate_position : 0;
		*close = Max(place.ends[0] + (reverse ? 0 : ALKRES_SINGLE_CLIP_MAX), place.mate);
		if (fragment->expects_mate)
			*close = Max(place.ends[0] + ALKRES_SINGLE_CLIP_MAX, place.mate) + ALKRES_PLACE_LATE;
		return place;
	}
	if (reverse != ((second->flags & ALKRES_READ_REVERSE) != 0))
	{
		const AlkresAligned *forward = reverse ? second : first;

		place.kind = ALKRES_PLACE_FACING;
		place.ends[0] = five_prime(forward, UINT32_MAX);
		place.ends[1] = five_prime(reverse ? first : second, UINT32_MAX);
		*close = place.ends[1];
		if (forward->position <= place.ends[1])
			return place;
	}
	other = (second->flags & ALKRES_READ_REVERSE) != 0;
	place.ends[0] = reverse ? first->end : first->position;
	place.ends[1] = other ? second->end : second->position;
	*close = Max(place.ends[0], place.ends[1]);
	if (place.ends[1] < place.ends[0] || (place.ends[1] == place.ends[0] && !other))
	{
		uint32_t end = place.ends[0];
		bool strand = reverse;

		place.ends[0] = place.ends[1];
		place.ends[1] = end;
		reverse = other;
		other = strand;
	}
	place.kind = (uint8_t) (ALKRES_PLACE_MATES | reverse << 4 | other << 5);
	return place;
}

AlkresPlace
alkres_fragment_place(const AlkresFragment *fragment, uint32_t *close)
{
	AlkresPlace place = place_of(fragment, close);

	/* One barcode does not tell the strands of one molecule from two molecules; without orientation
	 * nothing tells the order of two. */
	if (fragment->joint == ALKRES_BARCODE_ONE ||
		fragment->orientation == ALKRES_ORIENTATION_UNKNOWN)
		place.orientation = (uint8_t) (1 + fragment->orientation);
	return place;
}
