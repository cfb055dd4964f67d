/* change.c: the shortest alleles of a change, an indel as far left as it goes. */
#include "core/variant/change.h"

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

AlkresExtent
alkres_change_extent(const AlkresChange *change)
{
	size_t same = 0;

	while (same < change->ref_length && same < change->alt_length &&
		   change->ref[same] == change->alt[same])
		same++;
	return (AlkresExtent){change->position + (int64_t) same,
						  change->position + (int64_t) change->ref_length, change->alt + same,
						  change->alt_length - same};
}

/* How many bases the parts have in place of those from the first one's start to the last one's end;
 * -1 when they cannot stand together. */
static int64_t
joined_length(const AlkresChange *parts, size_t count)
{
	AlkresExtent before = alkres_change_extent(&parts[0]);
	int64_t length = (int64_t) before.length;

	for (size_t i = 1; i < count; i++)
	{
		AlkresExtent next = alkres_change_extent(&parts[i]);
		bool one_place = before.from == before.to && next.from == next.to && next.from == before.to;

		if (next.from < before.to || one_place)
			return -1;
		length += next.from - before.to + (int64_t) next.length;
		before = next;
	}
	return length;
}

/* Write the bases from one place to before another, and go behind them; false when one is not
 * known. */
static bool
write_known(char **out, int64_t from, int64_t to, AlkresKnownBase base, const void *source)
{
	bool known = true;

	for (int64_t position = from; position < to; position++)
	{
		char letter = base(source, position);

		known &= letter != 0;
		*(*out)++ = letter;
	}
	return known;
}

bool
alkres_changes_join(AlkresChange *whole, const AlkresChange *parts, size_t count,
					AlkresKnownBase base, const void *source)
{
	int64_t from = alkres_change_extent(&parts[0]).from, at;
	int64_t to = alkres_change_extent(&parts[count - 1]).to;
	int64_t length = joined_length(parts, count);
	bool anchored = base(source, from - 1) != 0, known = true;
	char *ref, *alt;

	if (length < 0)
		return false;
	/* A base that both alleles have stands in front of them, or behind. */
	from -= anchored;
	to += !anchored;
	whole->position = from;
	whole->ref_length = (size_t) (to - from);
	whole->alt_length = (size_t) length + 1;
	whole->ref = ref = alkres_alloc(whole->ref_length);
	whole->alt = alt = alkres_alloc(whole->alt_length);
	known &= write_known(&ref, from, to, base, source);
	at = from;
	for (size_t i = 0; i < count; i++)
	{
		AlkresExtent part = alkres_change_extent(&parts[i]);

		known &= write_known(&alt, at, part.from, base, source);
		memcpy(alt, part.bases, part.length);
		alt += part.length;
		at = part.to;
	}
	known &= write_known(&alt, at, to, base, source);
	if (known)
		*whole = alkres_change_align_left(*whole, base, source);
	return known;
}
