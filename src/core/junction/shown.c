/* shown.c: what the blocks of a library show of breakpoints. */
#include "core/junction/shown.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

/* A molecule spans a position when it is aligned from 5 before it to 10 behind it. */
#define SPAN_BEFORE 5
#define SPAN_BEHIND 10
#define USUAL_LENGTH 167

void
alkres_shown_add(AlkresShown *shown, AlkresPileup *pileup)
{
	AlkresShownBlock *block;

	if (shown->count == shown->room)
	{
		shown->room = shown->room == 0 ? 64 : 2 * shown->room;
		shown->blocks =
			alkres_realloc(shown->blocks, sizeof(AlkresShownBlock) * (size_t) shown->room);
	}
	block = &shown->blocks[shown->count++];
	block->contig = pileup->contig;
	block->block = pileup->block;
	block->has_design = (pileup->flags & ALKRES_PILEUP_HAS_DESIGN) != 0;
	memcpy(block->reference, pileup->reference, sizeof(block->reference));
	memcpy(block->covered, pileup->covered, sizeof(block->covered));
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		block->spanning[i] = 0;
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			block->spanning[i] += pileup->spanning[i][g];
	}
	for (uint32_t i = 0; i < pileup->clip_count; i++)
		shown->knows_shared |= pileup->clips[i].shared_molecules > 0;
	for (uint32_t i = 0; i < ALKRES_LENGTH_BINS; i++)
	{
		shown->fragments += pileup->lengths[i];
		shown->fragment_tens += (uint64_t) pileup->lengths[i] * i;
	}
	block->clips = pileup->clips;
	block->clip_count = pileup->clip_count;
	block->far_mates = pileup->far_mates;
	block->far_mate_count = pileup->far_mate_count;
	pileup->clips = NULL;
	pileup->clip_count = 0;
	pileup->far_mates = NULL;
	pileup->far_mate_count = 0;
}

static int
compare_places(const AlkresContig *contig, uint32_t block, const AlkresShownBlock *other)
{
	if (contig->contig != other->contig.contig)
		return contig->contig < other->contig.contig ? -1 : 1;
	if (contig->contig == ALKRES_CONTIG_NAMED)
	{
		int order = strcmp(contig->contig_name, other->contig.contig_name);

		if (order != 0)
			return order;
	}
	return block < other->block ? -1 : block > other->block;
}

static int
compare_blocks(const void *a, const void *b)
{
	const AlkresShownBlock *block = a;

	return compare_places(&block->contig, block->block, b);
}

void
alkres_shown_sort(AlkresShown *shown)
{
	if (shown->count > 1)
		qsort(shown->blocks, (size_t) shown->count, sizeof(AlkresShownBlock), compare_blocks);
}

const AlkresShownBlock *
alkres_shown_block(const AlkresShown *shown, const AlkresContig *contig, int64_t position)
{
	int low = 0, high = shown->count - 1;
	uint32_t block;

	if (position < 1 || position > ALKRES_POSITION_MAX)
		return NULL;
	block = alkres_block_of((uint32_t) position);
	while (low <= high)
	{
		int middle = (low + high) / 2;
		int order = compare_places(contig, block, &shown->blocks[middle]);

		if (order == 0)
			return &shown->blocks[middle];
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return NULL;
}

char
alkres_shown_base(const AlkresShown *shown, const AlkresContig *contig, int64_t position)
{
	/* The halo of a neighbour may know what the block itself does not have. */
	static const int steps[] = {0, -ALKRES_HALO, ALKRES_HALO};

	for (int i = 0; i < 3; i++)
	{
		const AlkresShownBlock *block = alkres_shown_block(shown, contig, position + steps[i]);
		int64_t at;

		if (block == NULL)
			continue;
		at = position - ((int64_t) block->block * ALKRES_BLOCK_SIZE + 1) + ALKRES_HALO;
		if (at >= 0 && at < (int64_t) sizeof(block->reference) && block->reference[at] != 'N')
			return block->reference[at];
	}
	return 0;
}

uint32_t
alkres_shown_through(const AlkresShown *shown, const AlkresBreakpoint *breakpoint)
{
	int64_t position = breakpoint->kept_right
						   ? (int64_t) breakpoint->position - 1 - (SPAN_BEHIND - SPAN_BEFORE)
						   : breakpoint->position;
	const AlkresShownBlock *block = alkres_shown_block(shown, breakpoint->contig, position);

	return block == NULL ? 0 : block->spanning[(position - 1) % ALKRES_BLOCK_SIZE];
}

double
alkres_shown_fragment_length(const AlkresShown *shown)
{
	/* A bin stands for its middle. */
	return shown->fragments == 0
			   ? USUAL_LENGTH
			   : 10.0 * (double) shown->fragment_tens / (double) shown->fragments + 5;
}

bool
alkres_shown_is_covered(const AlkresShown *shown, const AlkresContig *contig, int64_t position)
{
	const AlkresShownBlock *block = alkres_shown_block(shown, contig, position);

	return block != NULL && block->covered[(position - 1) % ALKRES_BLOCK_SIZE] != 0;
}
