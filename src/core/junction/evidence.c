/* evidence.c: what speaks for a junction. */
#include "core/junction/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/nucleotide.h"

/* The tail of a clip as it is read outwards. */
static void
turn_outwards(AlkresTail *tail, const AlkresClip *clip)
{
	for (int i = 0; i < ALKRES_CLIP_TAIL; i++)
		tail->bases[i] = clip->left ? alkres_base_complement(clip->tail[ALKRES_CLIP_TAIL - 1 - i])
									: clip->tail[i];
	tail->bases[ALKRES_CLIP_TAIL] = '\0';
}

void
alkres_piles_collect(AlkresPiles *piles, const AlkresShown *shown)
{
	size_t count = 0;

	for (int i = 0; i < shown->count; i++)
		count += shown->blocks[i].clip_count;
	piles->items = alkres_alloc_zero(sizeof(AlkresPile) * (count + 1));
	piles->tails = alkres_alloc_zero(sizeof(AlkresTail) * (count + 1));
	piles->count = 0;
	for (int i = 0; i < shown->count; i++)
	{
		const AlkresShownBlock *block = &shown->blocks[i];

		for (uint32_t c = 0; c < block->clip_count; c++)
		{
			const AlkresClip *clip = &block->clips[c];
			AlkresPile *pile = &piles->items[piles->count];

			pile->at =
				(AlkresBreakpoint){.contig = &block->contig,
								   .position = block->block * ALKRES_BLOCK_SIZE + 1 + clip->offset,
								   .kept_right = clip->left};
			pile->molecules = clip->molecules;
			pile->shared_molecules = clip->shared_molecules;
			pile->sum_mapq = clip->sum_mapq;
			pile->in_kinase = alkres_in_fusion_kinase(&block->contig, pile->at.position);
			turn_outwards(&piles->tails[piles->count], clip);
			piles->tails[piles->count].owner = piles->count;
			piles->count++;
		}
	}
}

char
alkres_known_sequence_base(const AlkresKnownSequence *sequence, const AlkresContig *contig,
						   int64_t position)
{
	char base = alkres_shown_base(sequence->shown, contig, position);

	for (int i = 0; i < sequence->count && base == 0; i++)
	{
		const AlkresStretch *stretch = &sequence->stretches[i];
		int64_t at = position - stretch->start;

		if (at < 0 || at >= (int64_t) stretch->length ||
			!alkres_contig_equal(stretch->contig, contig))
			continue;
		base = alkres_base_known(stretch->bases[at]);
		if (base == 'N')
			base = 0;
	}
	return base;
}

/* The base so many behind a breakpoint, outwards; before it with 0 and less; 0 where not known. */
static char
base_beyond(const AlkresKnownSequence *sequence, const AlkresBreakpoint *breakpoint, int steps)
{
	int64_t position = (int64_t) breakpoint->position + (breakpoint->kept_right ? -steps : steps);
	char base = alkres_known_sequence_base(sequence, breakpoint->contig, position);

	return base == 0 || !breakpoint->kept_right ? base : alkres_base_complement(base);
}

/* Do the bases so many behind ALK's breakpoint and before the partner's agree? */
static bool
agree(const AlkresKnownSequence *sequence, const AlkresJunction *junction, int beyond, int before)
{
	char one = base_beyond(sequence, &junction->kinase, beyond);
	/* Read on from ALK the partner is read inwards: on its other strand. */
	char other = base_beyond(sequence, &junction->partner, before);

	return one != 0 && other != 0 && one == alkres_base_complement(other);
}

static void
move(AlkresBreakpoint *breakpoint, int steps)
{
	breakpoint->position += (uint32_t) (breakpoint->kept_right ? -steps : steps);
}

void
alkres_junction_settle(AlkresJunction *junction, const AlkresKnownSequence *sequence)
{
	if (junction->inserted[0] != '\0')
		return;
	for (int i = 0; i < ALKRES_CLIP_TAIL && agree(sequence, junction, 1, 0); i++)
	{
		move(&junction->kinase, 1);
		move(&junction->partner, -1);
	}
	junction->homology = 0;
	while (junction->homology < ALKRES_CLIP_TAIL &&
		   agree(sequence, junction, -junction->homology, junction->homology + 1))
		junction->homology++;
}

/* Could a read of a molecule that crosses the breakpoint start in the block? */
static bool
is_within_reach(uint32_t block, const AlkresBreakpoint *breakpoint)
{
	int64_t start = (int64_t) block * ALKRES_BLOCK_SIZE + 1, end = start + ALKRES_BLOCK_SIZE - 1;
	int64_t at = breakpoint->position;

	return breakpoint->kept_right
			   ? end >= at - ALKRES_CLIP_TAIL && start <= at + ALKRES_JUNCTION_REACH
			   : start <= at && end >= at - ALKRES_JUNCTION_REACH;
}

static uint32_t
mates_from(const AlkresShown *shown, const AlkresBreakpoint *from, const AlkresBreakpoint *to)
{
	int64_t first = (int64_t) from->position - ALKRES_JUNCTION_REACH;
	int64_t last = (int64_t) from->position + ALKRES_JUNCTION_REACH;
	uint32_t molecules = 0;

	for (int64_t at = first; at <= last + ALKRES_BLOCK_SIZE; at += ALKRES_BLOCK_SIZE)
	{
		const AlkresShownBlock *block = alkres_shown_block(shown, from->contig, at);

		if (block == NULL || !is_within_reach(block->block, from))
			continue;
		for (uint32_t i = 0; i < block->far_mate_count; i++)
		{
			const AlkresFarMate *mate = &block->far_mates[i];

			/* Reads point towards the breakpoint: forward ones lie on its left. */
			if (mate->reverse == from->kept_right && mate->mate_reverse == to->kept_right &&
				alkres_contig_equal(&mate->contig, to->contig) && is_within_reach(mate->block, to))
				molecules += mate->molecules;
		}
	}
	return molecules;
}

uint32_t
alkres_mates_across(const AlkresShown *shown, const AlkresBreakpoint *one,
					const AlkresBreakpoint *other)
{
	uint32_t there = mates_from(shown, one, other), back = mates_from(shown, other, one);

	return there > back ? there : back;
}

void
alkres_junction_set_inserted(AlkresJunction *junction, const AlkresTail *tail, int skipped,
							 bool of_kinase)
{
	for (int i = 0; i < skipped; i++)
		junction->inserted[i] =
			of_kinase ? tail->bases[i] : alkres_base_complement(tail->bases[skipped - 1 - i]);
	junction->inserted[skipped] = '\0';
}

void
alkres_junction_merge(AlkresJunction *junction, const AlkresJunction *more)
{
	AlkresJunction both =
		more->split + more->partner_split > junction->split + junction->partner_split ? *more
																					  : *junction;

	both.split = junction->split + more->split;
	both.partner_split = junction->partner_split + more->partner_split;
	both.split_shared = junction->split_shared + more->split_shared;
	both.partner_mapq = junction->partner_mapq + more->partner_mapq;
	both.partner_split_shared = junction->partner_split_shared + more->partner_split_shared;
	both.score = more->score > junction->score ? more->score : junction->score;
	both.is_exact = more->is_exact || junction->is_exact;
	if (both.tail[0] == '\0')
		memcpy(both.tail, more->tail[0] != '\0' ? more->tail : junction->tail, sizeof(both.tail));
	*junction = both;
}
