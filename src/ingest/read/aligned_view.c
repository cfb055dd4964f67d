/* aligned_view.c: what a read that is kept says: of indels, what it spans, and at a position. */
#include "postgres.h"

#include "miscadmin.h"

#include "core/variant/change.h"
#include "ingest/read/aligned.h"
#include "ingest/read/cigar.h"

/* A read spans an anchor when it is aligned from so many bases before to so many behind it. */
#define SPAN_BEFORE 5
#define SPAN_BEHIND 10

uint8_t
alkres_least_said(const uint8_t *said, uint32_t length, uint32_t first, uint32_t last)
{
	uint8_t least = ALKRES_SAID_MAX;

	if (first >= length)
		return 0;
	for (uint32_t i = first; i <= last && i < length; i++)
		least = Min(least, said[i]);
	/* Quality 0 is no quality for an indel. */
	return least == 1 ? 0 : least;
}

void
alkres_view_init(AlkresView *view)
{
	view->indel_capacity = view->span_capacity = 64;
	view->indels = palloc(sizeof(AlkresIndel) * view->indel_capacity);
	view->spans = palloc(sizeof(AlkresSpan) * view->span_capacity);
}

/* A base so well read that differs from the reference is part of the haplotype: an indel does not
 * move over it. */
#define DIFFERENCE_SAID 21

/* Where an indel of a read lies, and the least index that its anchor may have. */
typedef struct IndelPlace
{
	const char *reference; /* of the read */
	uint32_t at;           /* index of the first base behind the anchor */
	uint32_t first;
} IndelPlace;

/* An aligned stretch, between skipped ones: index and position of its first base, and index of the
 * first base behind the indels looked at so far. */
typedef struct Stretch
{
	uint32_t index;
	uint32_t position;
	uint32_t behind;
} Stretch;

/* Bases inserted and deleted, of which no aligned one stands between: one change. */
typedef struct Gap
{
	uint32_t base; /* of the first inserted one, in the read */
	uint32_t inserted;
	uint32_t index; /* of the first deleted one, in the reference */
	uint32_t deleted;
} Gap;

/* An AlkresBaseBefore: within the aligned stretch, and not over an unknown base. */
static char
base_before(const void *source, size_t distance)
{
	const IndelPlace *place = source;
	char base;

	if (place->at - place->first <= distance)
		return 0;
	base = place->reference[place->at - distance];
	return base == 'N' ? 0 : base;
}

/* The least index that the anchor of an indel in front of index at may have: that of the first base
 * behind the indels before, or of the last one that the read shows otherwise. */
static uint32_t
least_anchor(const AlkresAligned *read, const Stretch *stretch, uint32_t at)
{
	uint32_t behind = stretch->position + (stretch->behind - stretch->index);
	uint32_t next =
		alkres_aligned_first_difference(read, stretch->position + (at - stretch->index));

	for (; next > 0 && read->differences[next - 1].position >= behind; next--)
	{
		const AlkresDifference *difference = &read->differences[next - 1];

		if (difference->base != 'N' && difference->base != ALKRES_BASE_DELETED &&
			difference->said >= DIFFERENCE_SAID)
			return stretch->index + (difference->position - stretch->position);
	}
	return stretch->behind;
}

static AlkresIndel *
new_indel(AlkresView *view, const AlkresAligned *read, uint8_t said)
{
	AlkresIndel *indel;

	ALKRES_ONE_MORE(view->indels, view->indel_count, view->indel_capacity);
	indel = &view->indels[view->indel_count++];
	indel->quality = said > 0 ? said - 1 : 0;
	indel->poor = said == 0;
	indel->reverse = (read->flags & ALKRES_READ_REVERSE) != 0;
	return indel;
}

/* Add an insertion or a deletion: length bases at sequence, in front of reference index at. */
static void
add_indel(AlkresView *view, const AlkresAligned *read, bool insertion, const char *sequence,
		  uint32_t length, uint32_t at, const Stretch *stretch, uint8_t said)
{
	char *alleles = palloc((Size) length + 2);
	char *anchor = palloc(2);
	IndelPlace place = {read->reference, at, least_anchor(read, stretch, at)};
	AlkresIndel *indel;
	size_t moved = alkres_left_shift(sequence, length, base_before, &place);

	alkres_turn_run(alleles + 1, sequence, length, moved);
	at -= (uint32_t) moved;
	alleles[0] = anchor[0] = read->reference[at - 1];
	alleles[length + 1] = anchor[1] = '\0';
	indel = new_indel(view, read, said);
	indel->anchor = stretch->position + (at - 1 - stretch->index);
	indel->ref = insertion ? anchor : alleles;
	indel->alt = insertion ? alleles : anchor;
}

/* Add what was inserted and deleted at one place; what both end with was not changed. */
static void
add_gap(AlkresView *view, const AlkresAligned *read, const Gap *gap, Stretch *stretch)
{
	const char *ref = read->reference + gap->index;
	const char *alt = gap->inserted > 0 ? read->bases + gap->base : NULL;
	uint32_t deleted = gap->deleted, inserted = gap->inserted, at = gap->index;
	uint8_t said =
		alkres_least_said(read->said, read->length, gap->base - 1, gap->base + gap->inserted);
	AlkresIndel *indel;

	/* A read can have a million indels and shift each over half a million bases. */
	CHECK_FOR_INTERRUPTS();
	for (; deleted > 0 && inserted > 0 && ref[deleted - 1] == alt[inserted - 1]; inserted--)
		deleted--;
	for (; deleted > 0 && inserted > 0 && ref[0] == alt[0]; ref++, alt++, at++, inserted--)
		deleted--;
	if (deleted > 0 && inserted > 0)
	{
		indel = new_indel(view, read, said);
		indel->anchor = stretch->position + (at - stretch->index);
		indel->ref = pnstrdup(ref, deleted);
		indel->alt = pnstrdup(alt, inserted);
	}
	else if (deleted > 0 || inserted > 0)
		add_indel(view, read, inserted > 0, inserted > 0 ? alt : ref, inserted + deleted, at,
				  stretch, said);
	stretch->behind = gap->index + gap->deleted;
}

/* The last element that aligns a base in the stretch that begins at element first; first - 1 if
 * none does. */
static int64
last_aligned(const AlkresAligned *read, uint32_t first)
{
	int64 last = (int64) first - 1;

	for (uint32_t i = first; i < read->cigar_count; i++)
	{
		uint32_t op = ALKRES_CIGAR_OP(read->cigar[i]);

		if (op == ALKRES_CIGAR_MATCH || op == ALKRES_CIGAR_EQUAL || op == ALKRES_CIGAR_DIFFERENT)
			last = i;
		if (op == ALKRES_CIGAR_SKIP && ALKRES_CIGAR_LENGTH(read->cigar[i]) > 0)
			break;
	}
	return last;
}

void
alkres_aligned_indels(const AlkresAligned *read, AlkresView *view)
{
	Stretch stretch = {0, read->position, 0};
	Gap gap = {0};
	bool aligned = false; /* has the stretch an aligned base already? */
	int64 last = last_aligned(read, 0);

	ALKRES_EACH_ELEMENT (walk, read)
	{
		int64 number = walk.next - 1 - read->cigar;

		if (walk.count == 0)
			continue;
		if (walk.covers == ALKRES_COVERS_ALIGNED)
		{
			if (gap.inserted + gap.deleted > 0)
				add_gap(view, read, &gap, &stretch);
			gap.inserted = gap.deleted = 0;
			aligned = true;
		}
		else if (walk.covers == ALKRES_COVERS_SKIP)
		{
			stretch = (Stretch){walk.index, walk.position + walk.count, walk.index};
			aligned = false;
			last = last_aligned(read, (uint32_t) number + 1);
		}
		else if (!aligned || number >= last)
			continue;
		else if (walk.covers == ALKRES_COVERS_DELETED || walk.operation == ALKRES_CIGAR_INSERTION)
		{
			if (gap.inserted + gap.deleted == 0)
			{
				gap.base = walk.base;
				gap.index = walk.index;
			}
			gap.inserted += walk.operation == ALKRES_CIGAR_INSERTION ? walk.count : 0;
			gap.deleted += walk.covers == ALKRES_COVERS_DELETED ? walk.count : 0;
		}
	}
}

/* The aligned stretch, between skipped ones, that comes next, or 0 bases at the end; the walk is
 * left where it is over. */
static uint32_t
next_stretch(AlkresWalk *walk)
{
	uint32_t length = 0;

	while (alkres_walk_next(walk))
	{
		if (alkres_walk_on_reference(walk))
			length += walk->count;
		else if (walk->covers == ALKRES_COVERS_SKIP && walk->count > 0 && length > 0)
			break;
	}
	return length;
}

/* What a stretch that ends before the position spans; false when it is too short. */
static inline bool
span_of(uint32_t behind, uint32_t length, AlkresSpan *span)
{
	*span = (AlkresSpan){behind - length + SPAN_BEFORE, behind - 1 - SPAN_BEHIND};
	return length > SPAN_BEFORE + SPAN_BEHIND;
}

static void
add_span(AlkresView *view, uint32_t behind, uint32_t length)
{
	AlkresSpan span, *last = view->spans + view->span_count - 1;

	if (!span_of(behind, length, &span))
		return;
	/* The fragments of a family span about the same. */
	if (view->span_count > 0 && span.first <= last->last + 1 && last->first <= span.last + 1)
	{
		last->first = Min(last->first, span.first);
		last->last = Max(last->last, span.last);
		return;
	}
	ALKRES_ONE_MORE(view->spans, view->span_count, view->span_capacity);
	view->spans[view->span_count++] = span;
}

void
alkres_aligned_spans(const AlkresAligned *read, AlkresView *view)
{
	AlkresWalk walk;
	uint32_t length;

	if (!read->has_skips)
	{
		add_span(view, read->end + 1, read->end + 1 - read->position);
		return;
	}
	walk = alkres_walk_start(read->cigar, read->cigar_count, read->position);
	while ((length = next_stretch(&walk)) > 0)
		add_span(view, walk.position, length);
}

bool
alkres_aligned_spans_at(const AlkresAligned *read, uint32_t at)
{
	AlkresWalk walk;
	AlkresSpan span;
	uint32_t length;

	if (at < read->position || at > read->end)
		return false;
	if (!read->has_skips)
		return span_of(read->end + 1, read->end + 1 - read->position, &span) && at >= span.first &&
			   at <= span.last;
	walk = alkres_walk_start(read->cigar, read->cigar_count, read->position);
	while ((length = next_stretch(&walk)) > 0)
		if (span_of(walk.position, length, &span) && at >= span.first && at <= span.last)
			return true;
	return false;
}

uint32_t
alkres_aligned_first_difference(const AlkresAligned *read, uint32_t position)
{
	uint32_t low = 0, high = read->difference_count;

	while (low < high)
	{
		uint32_t middle = low + (high - low) / 2;

		if (read->differences[middle].position < position)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Steps down from where a difference stands at the last. */
#define NEAR 8

/*
 * The difference at a position, NULL when there is none.  Where the reference is N nearly all bases
 * are differences: the one at a position stands as far behind the first as the position does, or a
 * little before.
 */
static const AlkresDifference *
find_difference(const AlkresAligned *read, uint32_t position)
{
	const AlkresDifference *differences = read->differences;
	uint32_t index;

	if (read->difference_count == 0 || position < differences[0].position)
		return NULL;
	index = Min(position - differences[0].position, read->difference_count - 1);
	for (int step = 0; step < NEAR && differences[index].position > position; step++)
		index--; /* it ends at the first, which is not behind */
	if (differences[index].position == position)
		return &differences[index];
	if (differences[index].position < position)
		return NULL; /* the next one is behind, or none is */
	index = alkres_aligned_first_difference(read, position);

	return index < read->difference_count && read->differences[index].position == position
			   ? &read->differences[index]
			   : NULL;
}

/* What the base at an index of the read, aligned at the position, says. */
static inline char
say_base(const AlkresAligned *read, uint32_t position, uint8_t *said, uint32_t index)
{
	const AlkresDifference *difference;

	*said = index < read->length ? read->said[index] : 0;
	if (*said == 0)
		return 0;
	difference = find_difference(read, position);
	return difference == NULL ? '=' : difference->base;
}

char
alkres_aligned_say(const AlkresAligned *read, uint32_t position, uint8_t *said, uint32_t *index)
{
	*said = 0;
	if (position < read->position || position > read->end)
		return 0;
	if (read->is_one_piece)
	{
		*index = read->first_base + (position - read->position);
		return say_base(read, position, said, *index);
	}
	for (AlkresWalk walk = alkres_aligned_walk_to(read, position); alkres_walk_next(&walk);)
	{
		if (walk.position > position)
			break;
		if (!alkres_walk_on_reference(&walk) || position - walk.position >= walk.count)
			continue;
		if (walk.covers == ALKRES_COVERS_ALIGNED)
		{
			*index = walk.base + (position - walk.position);
			return say_base(read, position, said, *index);
		}
		else
		{
			const AlkresDifference *difference = find_difference(read, position);

			*index = walk.base > 0 ? walk.base - 1 : 0;
			*said = difference != NULL ? difference->said : 0;
			return *said == 0 ? 0 : ALKRES_BASE_DELETED;
		}
	}
	return 0;
}
