/* mates.c: junctions that far mates alone show. */
#include "core/junction/mates.h"

#include <string.h>

#include "core/base/memory.h"

/* Blocks that the reads of one junction's molecules start in, on one side of it. */
#define BLOCKS (ALKRES_JUNCTION_REACH / ALKRES_BLOCK_SIZE + 1)
/* A place that draws mates from so many blocks elsewhere draws them from everywhere. */
#define HUB_BLOCKS 3

typedef struct Mate
{
	const AlkresShownBlock *block;
	const AlkresFarMate *mate;
	const AlkresFusionGene *gene;
	bool is_used;
} Mate;

static AlkresBreakpoint
kinase_side(const Mate *mate)
{
	return (AlkresBreakpoint){.contig = &mate->block->contig,
							  .position = mate->block->block * ALKRES_BLOCK_SIZE + 1,
							  .kept_right = mate->mate->reverse};
}

static AlkresBreakpoint
partner_side(const Mate *mate)
{
	return (AlkresBreakpoint){.contig = &mate->mate->contig,
							  .position = mate->mate->block * ALKRES_BLOCK_SIZE + 1,
							  .kept_right = mate->mate->mate_reverse};
}

/* Does a junction explain the mate?  Then it lies before both breakpoints. */
static bool
is_explained(const AlkresJunctions *junctions, const Mate *mate)
{
	AlkresBreakpoint one = kinase_side(mate), other = partner_side(mate);

	for (int i = 0; i < junctions->count; i++)
	{
		const AlkresJunction *junction = &junctions->items[i];
		int64_t here = (int64_t) one.position - junction->kinase.position;
		int64_t there = (int64_t) other.position - junction->partner.position;

		if (one.kept_right == junction->kinase.kept_right &&
			other.kept_right == junction->partner.kept_right &&
			alkres_contig_equal(other.contig, junction->partner.contig) &&
			here > -2 * ALKRES_JUNCTION_REACH && here < 2 * ALKRES_JUNCTION_REACH &&
			there > -2 * ALKRES_JUNCTION_REACH && there < 2 * ALKRES_JUNCTION_REACH)
			return true;
	}
	return false;
}

static bool
is_apart(uint32_t a, uint32_t b, uint32_t blocks)
{
	return (a > b ? a - b : b - a) > blocks;
}

/* Would one junction explain both? */
static bool
is_alike(const Mate *one, const Mate *other)
{
	return one->gene == other->gene && one->mate->reverse == other->mate->reverse &&
		   one->mate->mate_reverse == other->mate->mate_reverse &&
		   alkres_contig_equal(&one->mate->contig, &other->mate->contig) &&
		   !is_apart(one->block->block, other->block->block, BLOCKS) &&
		   !is_apart(one->mate->block, other->mate->block, BLOCKS);
}

/* Do mates of blocks that lie elsewhere lie there as well? */
static bool
is_hub(const AlkresShown *shown, const Mate *mate)
{
	int blocks = 0;

	for (int i = 0; i < shown->count && blocks < HUB_BLOCKS; i++)
	{
		const AlkresShownBlock *block = &shown->blocks[i];
		bool is_near = alkres_contig_equal(&block->contig, &mate->block->contig) &&
					   !is_apart(block->block, mate->block->block, 2 * BLOCKS);

		for (uint32_t m = 0; m < block->far_mate_count && !is_near; m++)
			if (alkres_contig_equal(&block->far_mates[m].contig, &mate->mate->contig) &&
				!is_apart(block->far_mates[m].block, mate->mate->block, BLOCKS))
			{
				blocks++;
				break;
			}
	}
	return blocks >= HUB_BLOCKS;
}

/* ALK's side is known to the base where alignments end before tails that fit nowhere. */
static void
look_for_end(AlkresJunction *junction, const AlkresPiles *piles)
{
	const AlkresPile *best = NULL;
	int found = 0;

	for (int i = 0; i < piles->count; i++)
	{
		const AlkresPile *pile = &piles->items[i];
		int64_t apart = (int64_t) pile->at.position - junction->kinase.position;

		if (!pile->in_kinase || pile->is_placed ||
			pile->at.kept_right != junction->kinase.kept_right || apart < -ALKRES_JUNCTION_REACH ||
			apart > ALKRES_JUNCTION_REACH)
			continue;
		if (best == NULL || pile->molecules > best->molecules)
		{
			best = pile;
			found = i;
		}
	}
	if (best == NULL)
		return;
	memcpy(junction->tail, piles->tails[found].bases, sizeof(junction->tail));
	junction->kinase.position = best->at.position;
	junction->split = best->molecules;
	junction->split_shared = best->shared_molecules;
}

static uint32_t
molecules_like(const Mate *mates, int count, const Mate *seed)
{
	uint32_t molecules = 0;

	for (int i = 0; i < count; i++)
		if (!mates[i].is_used && is_alike(&mates[i], seed))
			molecules += mates[i].mate->molecules;
	return molecules;
}

/* The junction of mates like one of them, which are used up. */
static AlkresJunction
join(Mate *mates, int count, const Mate *seed)
{
	AlkresJunction junction = {.gene = seed->gene, .reciprocal = -1, .places = 1};
	uint32_t low = seed->mate->block, high = low, nearest = seed->block->block;
	const Mate like = *seed;

	for (int i = 0; i < count; i++)
	{
		const AlkresFarMate *mate = mates[i].mate;
		uint32_t here = mates[i].block->block;

		if (mates[i].is_used || !is_alike(&mates[i], &like))
			continue;
		mates[i].is_used = true;
		junction.spanning += mate->molecules;
		low = mate->block < low ? mate->block : low;
		high = mate->block > high ? mate->block : high;
		if (mate->reverse ? here < nearest : here > nearest)
			nearest = here;
	}
	junction.molecules = junction.spanning;
	junction.kinase = kinase_side(&like);
	junction.kinase.position =
		nearest * ALKRES_BLOCK_SIZE + (like.mate->reverse ? 1 : ALKRES_BLOCK_SIZE);
	junction.partner = partner_side(&like);
	/* Behind the mates, as seen from where they point. */
	junction.partner.position = (like.mate->mate_reverse ? low : high) * ALKRES_BLOCK_SIZE + 1;
	junction.partner_end = junction.partner.position + ALKRES_BLOCK_SIZE - 1;
	if (!like.mate->mate_reverse)
		junction.partner_end += ALKRES_JUNCTION_REACH;
	else
		junction.partner.position -=
			junction.partner.position > ALKRES_JUNCTION_REACH ? ALKRES_JUNCTION_REACH : 0;
	return junction;
}

/*
 * Places in no partner where mates of several molecules lie that no junction explains, and that
 * draw no others: as often, for their length, that happens in partners.
 */
static void
count_strays(AlkresJunctions *junctions, const AlkresShown *shown, const Mate *mates, int count)
{
	bool *is_counted = alkres_alloc_zero(sizeof(bool) * ((size_t) count + 1));

	junctions->stray_places = 0;
	junctions->has_strays = count > 0;
	for (int i = 0; i < count; i++)
	{
		uint64_t molecules = 0;

		for (int j = i; j < count && !is_counted[i] && mates[i].gene == NULL; j++)
			if (!is_counted[j] && is_alike(&mates[i], &mates[j]))
			{
				molecules += mates[j].mate->molecules;
				is_counted[j] = j > i;
			}
		junctions->stray_places += molecules > 1 && !is_hub(shown, &mates[i]);
	}
	alkres_free(is_counted);
}

static int
collect(const AlkresShown *shown, Mate *mates, bool collecting, AlkresJunctions *junctions)
{
	int count = 0;

	for (int i = 0; i < shown->count; i++)
	{
		const AlkresShownBlock *block = &shown->blocks[i];

		if (!alkres_in_fusion_kinase(&block->contig, (int64_t) block->block * ALKRES_BLOCK_SIZE +
														 ALKRES_BLOCK_SIZE / 2))
			continue;
		for (uint32_t m = 0; m < block->far_mate_count; m++)
		{
			Mate mate = {.block = block, .mate = &block->far_mates[m]};

			mate.gene = alkres_fusion_partner_at(
				&mate.mate->contig, (int64_t) mate.mate->block * ALKRES_BLOCK_SIZE + 1);
			if (collecting && is_explained(junctions, &mate))
				continue;
			if (collecting)
				mates[count] = mate;
			count++;
		}
	}
	return count;
}

void
alkres_mates_find(AlkresJunctions *junctions, const AlkresShown *shown, AlkresPiles *piles)
{
	int count = collect(shown, NULL, false, junctions);
	Mate *mates = alkres_alloc(sizeof(Mate) * (size_t) (count + 1));

	count = collect(shown, mates, true, junctions);
	count_strays(junctions, shown, mates, count);
	for (;;)
	{
		const Mate *best = NULL;
		uint32_t most = 0;
		AlkresJunction junction;

		for (int i = 0; i < count; i++)
		{
			uint32_t molecules = mates[i].is_used || mates[i].gene == NULL
									 ? 0
									 : molecules_like(mates, count, &mates[i]);

			if (molecules > most)
			{
				most = molecules;
				best = &mates[i];
			}
		}
		if (best == NULL)
			break;
		bool hub = is_hub(shown, best);
		junction = join(mates, count, best);
		if (hub || most < 2 || alkres_junction_sense(&junction) == ALKRES_SENSE_OTHER)
			continue;
		look_for_end(&junction, piles);
		junction.through = alkres_shown_through(shown, &junction.kinase);
		alkres_junctions_put(junctions, &junction);
	}
	alkres_free(mates);
}
