/* change.c: the shortest alleles of a change, an indel as far left as it goes. */
#include "core/variant/change.h"

#include <stdbool.h>

#include "core/base/memory.h"

/* Where a run of inserted or deleted bases stood, and the sequence around it. */
typedef struct Place
{
	int64_t position;
	AlkresKnownBase base;
	const void *source;
} Place;

/* An AlkresBaseBefore: not over a base before which none is known, or the run had no anchor. */
static char
base_before(const void *source, size_t distance)
{
	const Place *place = source;
	int64_t position = place->position - (int64_t) distance;

	return place->base(place->source, position - 1) == 0 ? 0 : place->base(place->source, position);
}

/* One of the alleles is empty, behind is the base behind the other. */
static AlkresChange
align_run(AlkresChange change, char behind, AlkresKnownBase base, const void *source)
{
	Place place = {change.position, base, source};
	bool inserted = change.ref_length == 0;
	const char *run = inserted ? change.alt : change.ref;
	size_t length = change.ref_length + change.alt_length;
	size_t moved = alkres_left_shift(run, length, base_before, &place);
	char before = base(source, change.position - (int64_t) moved - 1);
	char *bases = alkres_alloc(length + 1), *anchor = alkres_alloc(1);

	alkres_turn_run(bases + (before != 0), run, length, moved);
	bases[before != 0 ? 0 : length] = *anchor = before != 0 ? before : behind;
	change.position -= (int64_t) moved + (before != 0);
	change.ref = inserted ? anchor : bases;
	change.alt = inserted ? bases : anchor;
	change.ref_length++;
	change.alt_length++;
	return change;
}

AlkresChange
alkres_change_align_left(AlkresChange change, AlkresKnownBase base, const void *source)
{
	/* Of alleles that are alike one base is left. */
	while (change.ref_length > 0 && change.alt_length > 0 &&
		   change.ref_length + change.alt_length > 2 &&
		   change.ref[change.ref_length - 1] == change.alt[change.alt_length - 1])
	{
		change.ref_length--;
		change.alt_length--;
	}
	if (change.ref_length == 0 || change.alt_length == 0)
		return align_run(change, change.ref[change.ref_length], base, source);

	/* What ends differently cannot move: only its common beginning goes, but for an anchor. */
	while (change.ref_length > 1 && change.alt_length > 1 && change.ref[0] == change.alt[0])
	{
		change.ref++;
		change.alt++;
		change.ref_length--;
		change.alt_length--;
		change.position++;
	}
	return change;
}
