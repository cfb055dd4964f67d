/* search.c: the junctions of a library from the evidence for each. */
#include "core/junction/search.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/nucleotide.h"
#include "core/junction/evidence.h"
#include "core/junction/mates.h"

/* The two junctions of a balanced event lie so near one another, in ALK and in the partner. */
#define RECIPROCAL_KINASE 5000
#define RECIPROCAL_PARTNER 50000

typedef struct Search
{
	AlkresJunctions *junctions;
	const AlkresShown *shown;
	AlkresKnownSequence sequence;
	AlkresPiles piles;
	const AlkresJunction *known;
	int known_count;
} Search;

/* What a pile and one of its places say. */
static void
add_candidate(Search *search, AlkresJunctions *candidates, int pile,
			  const AlkresPlacement *placement)
{
	const AlkresPile *from = &search->piles.items[pile];
	AlkresJunction junction = {.is_precise = true, .reciprocal = -1, .places = 1};
	int64_t apart;

	junction.kinase = from->in_kinase ? from->at : placement->at;
	junction.partner = from->in_kinase ? placement->at : from->at;
	apart = (int64_t) junction.kinase.position - junction.partner.position;
	if (alkres_contig_equal(junction.kinase.contig, junction.partner.contig) &&
		apart > -ALKRES_JUNCTION_NEAR && apart < ALKRES_JUNCTION_NEAR)
		return;
	junction.gene = alkres_fusion_partner_at(junction.partner.contig, junction.partner.position);
	junction.score = placement->score;
	junction.is_exact = placement->is_exact;
	*(from->in_kinase ? &junction.split : &junction.partner_split) = from->molecules;
	*(from->in_kinase ? &junction.split_shared : &junction.partner_split_shared) =
		from->shared_molecules;
	if (!from->in_kinase)
		junction.partner_mapq = from->sum_mapq;
	junction.knows_shared = search->shown->knows_shared;
	alkres_junction_set_inserted(&junction, &search->piles.tails[pile], placement->skipped,
								 from->in_kinase);
	if (from->in_kinase)
		memcpy(junction.tail, search->piles.tails[pile].bases, sizeof(junction.tail));
	alkres_junction_settle(&junction, &search->sequence);
	for (int i = 0; i < candidates->count; i++)
		if (alkres_junctions_are_same(&candidates->items[i], &junction))
		{
			alkres_junction_merge(&candidates->items[i], &junction);
			return;
		}
	alkres_junctions_put(candidates, &junction);
}

/* How well a place of a pile is supported by what else there is. */
static int
compare_support(const AlkresJunction *a, const AlkresJunction *b)
{
	uint32_t x = a->spanning + a->partner_split, y = b->spanning + b->partner_split;
	int sense_a = a->gene == NULL ? ALKRES_SENSE_OTHER : alkres_junction_sense(a);
	int sense_b = b->gene == NULL ? ALKRES_SENSE_OTHER : alkres_junction_sense(b);

	if (a->is_known != b->is_known)
		return a->is_known ? 1 : -1;
	if (x != y)
		return x > y ? 1 : -1;
	if (a->score != b->score)
		return a->score > b->score ? 1 : -1;
	return sense_a == sense_b ? 0 : sense_a < sense_b ? 1 : -1;
}

static void
weigh(const Search *search, AlkresJunction *junction)
{
	junction->spanning = alkres_mates_across(search->shown, &junction->kinase, &junction->partner);
	junction->molecules = alkres_junction_distinct(junction);
	junction->through = alkres_shown_through(search->shown, &junction->kinase);
	for (int i = 0; i < search->known_count; i++)
		if (alkres_junctions_are_same(junction, &search->known[i]))
			junction->is_known = true;
}

/* A pile may fit several places: which of them is it? */
static void
keep_best(AlkresJunctions *kept, const AlkresJunctions *candidates)
{
	for (int i = 0; i < candidates->count; i++)
	{
		AlkresJunction best = candidates->items[i];
		bool is_best = true;

		if (best.score < ALKRES_JUNCTION_SCORE && !best.is_known && best.spanning == 0 &&
			(best.split == 0 || best.partner_split == 0))
			continue;
		for (int j = 0; j < candidates->count && is_best; j++)
		{
			const AlkresJunction *other = &candidates->items[j];
			int order;

			if (i == j ||
				!alkres_breakpoints_are_near(&best.kinase, &other->kinase, ALKRES_CLIP_TAIL))
				continue;
			order = compare_support(other, &best);
			is_best = order < 0 || (order == 0 && j > i);
			best.places += order == 0;
		}
		if (is_best)
			alkres_junctions_put(kept, &best);
	}
}

static bool
is_within(const AlkresBreakpoint *one, const AlkresBreakpoint *other, int64_t distance)
{
	int64_t apart = (int64_t) one->position - other->position;

	return alkres_contig_equal(one->contig, other->contig) && apart >= -distance &&
		   apart <= distance;
}

typedef struct Stretches
{
	AlkresStretch *items;
	int count;
} Stretches;

/* The blocks in ALK, or those elsewhere with the further sequence. */
static Stretches
stretches_of(const Search *search, bool in_kinase)
{
	const AlkresShown *shown = search->shown;
	int room = shown->count + search->sequence.count + 1;
	Stretches stretches = {alkres_alloc(sizeof(AlkresStretch) * (size_t) room), 0};

	for (int i = 0; i < shown->count; i++)
	{
		const AlkresShownBlock *block = &shown->blocks[i];
		int64_t start = (int64_t) block->block * ALKRES_BLOCK_SIZE + 1;

		if (alkres_in_fusion_kinase(&block->contig, start + ALKRES_BLOCK_SIZE / 2) == in_kinase)
			stretches.items[stretches.count++] =
				(AlkresStretch){&block->contig, (uint32_t) (start - ALKRES_HALO), block->reference,
								sizeof(block->reference)};
	}
	for (int i = 0; i < search->sequence.count && !in_kinase; i++)
		stretches.items[stretches.count++] = search->sequence.stretches[i];
	return stretches;
}

/* A tail that fits near its own place is of ALK turned back, or of another change there. */
static void
find_rivals(Search *search, const AlkresTail *tails, int tail_count, const Stretches *stretches)
{
	AlkresPlacements placements;

	alkres_place_tails(&placements, tails, tail_count, stretches->items, stretches->count);
	for (int i = 0; i < placements.count; i++)
	{
		const AlkresPlacement *placement = &placements.items[i];
		AlkresPile *pile = &search->piles.items[tails[placement->tail].owner];

		if (pile->in_kinase || is_within(&pile->at, &placement->at, ALKRES_JUNCTION_NEAR))
			pile->rival = placement->score > pile->rival ? placement->score : pile->rival;
	}
	alkres_free(placements.items);
}

/* Place the tails of ALK in the rest, or those of the rest in ALK. */
static void
place(Search *search, AlkresJunctions *candidates, bool of_kinase)
{
	const AlkresPiles *piles = &search->piles;
	AlkresTail *tails = alkres_alloc(sizeof(AlkresTail) * (size_t) (piles->count + 1));
	Stretches home = stretches_of(search, of_kinase), other = stretches_of(search, !of_kinase);
	AlkresPlacements placements;
	int tail_count = 0, hits = 0;

	for (int i = 0; i < piles->count; i++)
		if (piles->items[i].in_kinase == of_kinase)
			tails[tail_count++] = piles->tails[i];
	for (int i = 0; i < other.count && of_kinase; i++)
		search->junctions->searched += other.items[i].length;
	alkres_place_tails(&placements, tails, tail_count, other.items, other.count);
	for (int i = 0; i < placements.count; i++)
		if (i == 0 || placements.items[i].tail != placements.items[i - 1].tail)
			tails[hits++] = piles->tails[tails[placements.items[i].tail].owner];
	find_rivals(search, tails, hits, &home);
	hits = -1;
	for (int i = 0; i < placements.count; i++)
	{
		AlkresPile *pile;

		hits += i == 0 || placements.items[i].tail != placements.items[i - 1].tail;
		pile = &piles->items[tails[hits].owner];
		pile->is_placed |= placements.items[i].score >= ALKRES_JUNCTION_SCORE || pile->rival > 0;
		if (placements.items[i].score > pile->rival)
			add_candidate(search, candidates, tails[hits].owner, &placements.items[i]);
	}
	alkres_free(placements.items);
	alkres_free(home.items);
	alkres_free(other.items);
	alkres_free(tails);
}

/* Mates near several junctions are of the one that most alignments end at. */
static void
share_mates(AlkresJunctions *junctions)
{
	for (int i = 0; i < junctions->count; i++)
	{
		AlkresJunction *junction = &junctions->items[i];

		for (int j = 0; j < junctions->count && junction->spanning > 0; j++)
		{
			const AlkresJunction *other = &junctions->items[j];
			uint32_t ours = junction->split + junction->partner_split;
			uint32_t theirs = other->split + other->partner_split;

			if (i != j && (theirs > ours || (theirs == ours && j < i)) &&
				alkres_breakpoints_are_near(&junction->kinase, &other->kinase,
											2 * ALKRES_JUNCTION_REACH) &&
				alkres_breakpoints_are_near(&junction->partner, &other->partner,
											2 * ALKRES_JUNCTION_REACH))
				junction->spanning = 0;
		}
		junction->molecules = alkres_junction_distinct(junction);
	}
}

static void
find_precise(Search *search)
{
	AlkresJunctions candidates = {0};

	place(search, &candidates, true);
	place(search, &candidates, false);
	for (int i = 0; i < candidates.count; i++)
		weigh(search, &candidates.items[i]);
	keep_best(search->junctions, &candidates);
	share_mates(search->junctions);
	alkres_free(candidates.items);
}

static int
compare_junctions(const void *a, const void *b)
{
	const AlkresJunction *x = a, *y = b;
	int sense_x = alkres_junction_sense(x), sense_y = alkres_junction_sense(y);

	if (sense_x != sense_y)
		return sense_x < sense_y ? -1 : 1;
	if (x->is_precise != y->is_precise)
		return x->is_precise ? -1 : 1;
	if (x->molecules != y->molecules)
		return x->molecules > y->molecules ? -1 : 1;
	if (x->kinase.position != y->kinase.position)
		return x->kinase.position < y->kinase.position ? -1 : 1;
	return x->partner.position < y->partner.position ? -1
													 : x->partner.position > y->partner.position;
}

/* Two junctions of one event: what is told is the one that drives. */
static void
pair(AlkresJunctions *junctions)
{
	for (int i = 0; i < junctions->count; i++)
		for (int j = i + 1; j < junctions->count; j++)
		{
			AlkresJunction *one = &junctions->items[i], *other = &junctions->items[j];

			if (one->reciprocal >= 0 || other->reciprocal >= 0 || one->gene != other->gene ||
				alkres_junction_sense(one) != ALKRES_SENSE_DRIVER ||
				alkres_junction_sense(other) != ALKRES_SENSE_RECIPROCAL ||
				!is_within(&one->kinase, &other->kinase, RECIPROCAL_KINASE) ||
				!is_within(&one->partner, &other->partner, RECIPROCAL_PARTNER))
				continue;
			one->reciprocal = j;
			other->reciprocal = i;
			other->is_secondary = true;
		}
}

void
alkres_junctions_find(AlkresJunctions *junctions, const AlkresShown *shown,
					  const AlkresStretch *sequence, int sequence_count,
					  const AlkresJunction *known, int known_count)
{
	Search search = {.junctions = junctions,
					 .shown = shown,
					 .sequence = {shown, sequence, sequence_count},
					 .known = known,
					 .known_count = known_count};

	*junctions = (AlkresJunctions){0};
	alkres_piles_collect(&search.piles, shown);
	for (int i = 0; i < search.piles.count; i++)
		junctions->kinase_tails +=
			search.piles.items[i].in_kinase && search.piles.items[i].molecules > 1;
	find_precise(&search);
	alkres_mates_find(junctions, shown, &search.piles);
	if (junctions->count > 1)
		qsort(junctions->items, (size_t) junctions->count, sizeof(AlkresJunction),
			  compare_junctions);
	pair(junctions);
	alkres_free(search.piles.items);
	alkres_free(search.piles.tails);
}
