/* collapse.c: what one molecule adds to the counts. */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "ingest/clips.h"
#include "ingest/collapse.h"
#include "ingest/fragments.h"

/* Two independent reads of one molecule do not make its base surer than this. */
#define QUALITY_OF_MATES_MAX 60

struct AlkresCollapse
{
	AlkresBlocks *blocks;
	int min_base_quality;
	MemoryContext arrays; /* of the views, kept */
	MemoryContext texts;  /* of the indels, reset for each molecule */
	AlkresView views[2];
};

/* What is the same for all that a molecule says. */
typedef struct Molecule
{
	uint64_t number;
	uint32_t start;
	uint32_t length; /* 0: unknown */
	uint32_t
		first; /* the aligned stretch, from which end distances are taken if length is unknown */
	uint32_t last;
	int orientation;
	uint8_t mapq;
} Molecule;

AlkresCollapse *
alkres_collapse_new(AlkresBlocks *blocks, int min_base_quality)
{
	AlkresCollapse *collapse = palloc0(sizeof(AlkresCollapse));

	collapse->blocks = blocks;
	collapse->min_base_quality = min_base_quality;
	collapse->texts =
		AllocSetContextCreate(CurrentMemoryContext, "alkres molecule", ALLOCSET_DEFAULT_SIZES);
	for (int i = 0; i < 2; i++)
	{
		AlkresView *view = &collapse->views[i];

		view->seen_capacity = 512;
		view->indel_capacity = 64;
		view->span_capacity = 64;
		view->seen = palloc(sizeof(AlkresSeen) * view->seen_capacity);
		view->indels = palloc(sizeof(AlkresIndel) * view->indel_capacity);
		view->spans = palloc(sizeof(AlkresSpan) * view->span_capacity);
	}
	return collapse;
}

static int
orientation_of(const AlkresAligned *read)
{
	bool first = (read->flags & ALKRES_READ_FIRST) != 0;
	bool last = (read->flags & ALKRES_READ_LAST) != 0;
	bool reverse = (read->flags & ALKRES_READ_REVERSE) != 0;

	if (!(read->flags & ALKRES_READ_PAIRED) || first == last)
		return ALKRES_ORIENTATION_UNKNOWN;
	return first != reverse ? ALKRES_F1R2 : ALKRES_F2R1;
}

static void
describe(Molecule *molecule, const AlkresAligned *first, const AlkresAligned *second)
{
	uint32_t length = (uint32_t) abs(first->template_length);

	molecule->orientation = orientation_of(first);
	molecule->mapq = first->mapq;
	molecule->start = molecule->first = first->position;
	molecule->last = first->end;
	molecule->length = 0;
	if (second != NULL)
	{
		/* Read 1 tells the strand of origin, whatever read 2 is. */
		if (second->flags & ALKRES_READ_FIRST)
			molecule->orientation = orientation_of(second);
		molecule->mapq = Max(first->mapq, second->mapq);
		molecule->first = Min(first->position, second->position);
		molecule->last = Max(first->end, second->end);
		molecule->start = molecule->first;
		molecule->length = molecule->last - molecule->first + 1;
	}
	else if (first->has_mate_here && length > 0 && length <= ALKRES_FRAGMENT_MAX)
	{
		molecule->start = Min(first->position, first->mate_position);
		molecule->length = length;
	}
}

static uint16_t
end_distance(const Molecule *molecule, uint32_t position)
{
	uint32_t start = molecule->length ? molecule->start : molecule->first;
	uint32_t end = molecule->length ? start + molecule->length - 1 : molecule->last;
	uint32_t least;

	if (position < start || position > end)
		return 0;
	least = Min(position - start, end - position);
	return (uint16_t) Min(least, UINT16_MAX);
}

static void
add_allele(AlkresBlock *block, const Molecule *molecule, uint32_t position, const char *ref,
		   const char *alt, int cell, uint8_t quality, bool reverse)
{
	AlkresRecord record = {
		.molecule = molecule->number,
		.start = molecule->start,
		.length = molecule->length,
		.end_distance = end_distance(molecule, position),
		.cell = (uint8_t) cell,
		.quality = quality,
		.mapq = molecule->mapq,
		.reverse = reverse,
		.family_a = molecule->orientation != ALKRES_F2R1,
		.family_b = molecule->orientation == ALKRES_F2R1,
	};

	alkres_block_add(block, (position - 1) % ALKRES_BLOCK_SIZE, ref, alt, &record);
}

/* The block over the position that is to be counted next; positions come in runs. */
typedef struct Place
{
	AlkresBlocks *blocks;
	uint32_t number; /* of block, UINT32_MAX before the first */
	AlkresBlock *block;
	AlkresPileup *pileup;
} Place;

static bool
go_to(Place *place, uint32_t position)
{
	uint32_t number = (position - 1) / ALKRES_BLOCK_SIZE;

	if (number != place->number)
	{
		place->number = number;
		place->block = alkres_blocks_at(place->blocks, position);
		place->pileup = place->block != NULL ? alkres_block_pileup(place->block) : NULL;
	}
	return place->block != NULL;
}

/* One position: seen by one read, or by both. */
static void
count_position(Place *place, const Molecule *molecule, const AlkresSeen *a, const AlkresSeen *b)
{
	uint32_t offset = (a->position - 1) % ALKRES_BLOCK_SIZE;
	const AlkresSeen *seen[2] = {a, b}, *best = NULL;
	AlkresPileup *pileup;
	int usable = 0, quality, cell;

	if (!go_to(place, a->position))
		return;
	pileup = place->pileup;
	for (int i = 0; i < 2 && seen[i] != NULL; i++)
	{
		if (seen[i]->base == ALKRES_SEEN_POOR)
			pileup->dropped[ALKRES_DROPPED_BASE_QUALITY]++;
		else if (seen[i]->base == 'N')
			pileup->dropped[ALKRES_DROPPED_AMBIGUOUS]++;
		else
		{
			usable++;
			if (best == NULL || seen[i]->quality > best->quality)
				best = seen[i];
		}
	}
	if (usable == 0)
		return;
	if (usable == 2 && a->base != b->base)
	{
		pileup->discordant[offset]++;
		pileup->dropped[ALKRES_DROPPED_DISCORDANT]++;
		return;
	}
	if (best->base == ALKRES_SEEN_DELETED)
	{
		pileup->deleted[offset]++;
		return;
	}
	quality = best->quality;
	if (usable == 2)
		quality = Max(quality, Min(a->quality + b->quality, QUALITY_OF_MATES_MAX));
	cell = alkres_cell(usable == 2 ? ALKRES_CLASS_MATES : ALKRES_CLASS_SINGLE,
					   molecule->orientation, alkres_quality_bin(quality));
	pileup->cells[offset][cell]++;
	if (best->base != best->reference)
	{
		char ref[2] = {best->reference, '\0'}, alt[2] = {best->base, '\0'};

		add_allele(place->block, molecule, a->position, ref, alt, cell, (uint8_t) quality,
				   best->reverse);
	}
}

static void
count_positions(AlkresCollapse *collapse, const Molecule *molecule, bool both)
{
	const AlkresView *a = &collapse->views[0], *b = &collapse->views[1];
	uint32_t i = 0, j = 0, b_count = both ? b->seen_count : 0;
	Place place = {.blocks = collapse->blocks, .number = UINT32_MAX};

	while (i < a->seen_count || j < b_count)
	{
		if (j == b_count || (i < a->seen_count && a->seen[i].position < b->seen[j].position))
			count_position(&place, molecule, &a->seen[i++], NULL);
		else if (i == a->seen_count || b->seen[j].position < a->seen[i].position)
			count_position(&place, molecule, &b->seen[j++], NULL);
		else
			count_position(&place, molecule, &a->seen[i++], &b->seen[j++]);
	}
}

static bool
spans(const AlkresView *view, uint32_t position)
{
	uint32_t low = 0, high = view->span_count; /* the first that ends at the position or behind */

	while (low < high)
	{
		uint32_t middle = low + (high - low) / 2;

		if (view->spans[middle].last < position)
			low = middle + 1;
		else
			high = middle;
	}
	return low < view->span_count && position >= view->spans[low].first;
}

/* Add by to the spanning molecules from first to last. */
static void
count_span(AlkresCollapse *collapse, const Molecule *molecule, uint32_t first, uint32_t last,
		   int by)
{
	for (uint32_t position = first; position <= last;)
	{
		AlkresBlock *block = alkres_blocks_at(collapse->blocks, position);
		uint32_t offset = (position - 1) % ALKRES_BLOCK_SIZE;
		uint32_t count = Min(ALKRES_BLOCK_SIZE - offset, last - position + 1);

		if (block != NULL)
		{
			AlkresPileup *pileup = alkres_block_pileup(block);

			for (uint32_t i = 0; i < count; i++)
				pileup->spanning[offset + i][molecule->orientation] += by;
		}
		position += count;
	}
}

/* Every position that either read spans, once; both lists are in order. */
static void
count_spans(AlkresCollapse *collapse, const Molecule *molecule, bool both)
{
	const AlkresView *a = &collapse->views[0], *b = &collapse->views[1];
	uint32_t i = 0, j = 0, b_count = both ? b->span_count : 0, next = 0;

	while (i < a->span_count || j < b_count)
	{
		bool from_a = j == b_count || (i < a->span_count && a->spans[i].first <= b->spans[j].first);
		const AlkresSpan *span = from_a ? &a->spans[i++] : &b->spans[j++];
		uint32_t first = Max(span->first, next);

		if (first > span->last)
			continue;
		count_span(collapse, molecule, first, span->last, 1);
		next = span->last + 1;
	}
}

static const AlkresIndel *
same_indel(const AlkresView *view, const AlkresIndel *indel)
{
	for (uint32_t i = 0; i < view->indel_count; i++)
		if (view->indels[i].anchor == indel->anchor &&
			strcmp(view->indels[i].ref, indel->ref) == 0 &&
			strcmp(view->indels[i].alt, indel->alt) == 0)
			return &view->indels[i];
	return NULL;
}

static bool
has_indel_at(const AlkresView *view, uint32_t anchor)
{
	for (uint32_t i = 0; i < view->indel_count; i++)
		if (view->indels[i].anchor == anchor)
			return true;
	return false;
}

/* An indel of one read; mate: what the other one shows, NULL without one; again: the mate's turn.
 */
static void
count_indel(AlkresCollapse *collapse, const Molecule *molecule, const AlkresIndel *indel,
			const AlkresView *own, const AlkresView *mate, bool again)
{
	AlkresBlock *block = alkres_blocks_at(collapse->blocks, indel->anchor);
	const AlkresIndel *other = mate != NULL ? same_indel(mate, indel) : NULL, *best = indel;
	AlkresPileup *pileup;
	int quality, class_code = ALKRES_CLASS_SINGLE;

	CHECK_FOR_INTERRUPTS();
	if (block == NULL || (again && other != NULL && !other->poor))
		return;
	pileup = alkres_block_pileup(block);
	if (indel->poor)
	{
		pileup->dropped[ALKRES_DROPPED_BASE_QUALITY]++;
		return;
	}
	if (!spans(own, indel->anchor) && (mate == NULL || !spans(mate, indel->anchor)))
	{
		pileup->dropped[ALKRES_DROPPED_INDEL_EDGE]++;
		return;
	}
	if (other == NULL && mate != NULL && spans(mate, indel->anchor))
	{
		pileup->dropped[ALKRES_DROPPED_DISCORDANT]++;
		/* It shows neither this nor its absence: take it out of those that could, once. */
		if (!again || !has_indel_at(mate, indel->anchor))
			count_span(collapse, molecule, indel->anchor, indel->anchor, -1);
		return;
	}
	quality = indel->quality;
	if (other != NULL && !other->poor)
	{
		class_code = ALKRES_CLASS_MATES;
		best = other->quality > indel->quality ? other : indel;
		quality = Max(best->quality, Min(indel->quality + other->quality, QUALITY_OF_MATES_MAX));
	}
	add_allele(block, molecule, indel->anchor, indel->ref, indel->alt,
			   alkres_cell(class_code, molecule->orientation, alkres_quality_bin(quality)),
			   (uint8_t) quality, best->reverse);
}

void
alkres_collapse(AlkresCollapse *collapse, const AlkresAligned *first, const AlkresAligned *second,
				uint64_t number)
{
	MemoryContext before = MemoryContextSwitchTo(collapse->texts);
	AlkresView *a = &collapse->views[0], *b = &collapse->views[1];
	Molecule molecule = {.number = number};

	describe(&molecule, first, second);
	alkres_aligned_view(first, collapse->min_base_quality, a);
	if (second != NULL)
		alkres_aligned_view(second, collapse->min_base_quality, b);
	MemoryContextSwitchTo(before);
	count_positions(collapse, &molecule, second != NULL);
	count_spans(collapse, &molecule, second != NULL);
	for (uint32_t i = 0; i < a->indel_count; i++)
		count_indel(collapse, &molecule, &a->indels[i], a, second != NULL ? b : NULL, false);
	if (second != NULL)
		for (uint32_t i = 0; i < b->indel_count; i++)
			count_indel(collapse, &molecule, &b->indels[i], b, a, true);
	MemoryContextReset(collapse->texts);
	alkres_clips_add(collapse->blocks, first, second, number);
	if (second != NULL)
		alkres_clips_add(collapse->blocks, second, first, number);
	/* Once a fragment: by its leftmost read. */
	if (molecule.length > 0 && molecule.start == first->position &&
		(second != NULL || first->template_length > 0))
	{
		AlkresBlock *block = alkres_blocks_at(collapse->blocks, molecule.start);
		uint32_t bin = (molecule.length - 1) / 10;

		if (block != NULL)
			alkres_block_pileup(block)->lengths[Min(bin, ALKRES_LENGTH_BINS - 1)]++;
	}
}
