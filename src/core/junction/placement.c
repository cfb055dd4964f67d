/* placement.c: where the bases behind the end of an alignment come from. */
#include "core/junction/placement.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/base/nucleotide.h"

#define SEED ALKRES_PLACEMENT_SEED
#define SEED_MASK ((UINT32_C(1) << (2 * SEED)) - 1)
/* Bits of the filter that most words of the reference do not pass. */
#define FILTER_BITS 19
#define FILTER_SIZE (UINT32_C(1) << FILTER_BITS)
/* A piece of low complexity: so many of its bases at most are not the commonest. */
#define POOR_MAX 2
/* Kept of one tail's places. */
#define PLACES_MAX 64

typedef struct Seed
{
	uint32_t word;
	uint32_t tail;
	int offset;
} Seed;

typedef struct Index
{
	Seed *seeds; /* by word */
	int count;
	uint8_t *filter;
} Index;

static inline uint32_t
filter_place(uint32_t word)
{
	return (word * UINT32_C(2654435761)) >> (32 - FILTER_BITS);
}

static int
compare_seeds(const void *a, const void *b)
{
	const Seed *x = a, *y = b;

	if (x->word != y->word)
		return x->word < y->word ? -1 : 1;
	if (x->tail != y->tail)
		return x->tail < y->tail ? -1 : 1;
	return x->offset - y->offset;
}

/* Runs of one or nearly one base are in every intron, and what sequencers write of nothing. */
static bool
is_poor(const int counts[4])
{
	for (int i = 0; i < 4; i++)
		if (SEED - counts[i] <= POOR_MAX)
			return true;
	return false;
}

static void
add_seeds(Index *index, const AlkresTail *tail, int number)
{
	uint32_t word = 0;
	int known = 0, counts[4] = {0};

	for (int i = 0; tail->bases[i] != '\0'; i++)
	{
		int code = alkres_base_code(tail->bases[i]);

		if (code < 0 || code > 3)
		{
			known = 0;
			memset(counts, 0, sizeof(counts));
			continue;
		}
		word = (word << 2 | (uint32_t) code) & SEED_MASK;
		counts[code]++;
		if (++known > SEED)
			counts[alkres_base_code(tail->bases[i - SEED])]--;
		if (known < SEED || is_poor(counts))
			continue;
		index->seeds[index->count++] = (Seed){word, (uint32_t) number, i - SEED + 1};
		index->filter[filter_place(word) >> 3] |= (uint8_t) (1 << (filter_place(word) & 7));
	}
}

/* How a tail agrees with the reference along one diagonal: its best piece. */
static bool
align(const AlkresTail *tail, const AlkresStretch *stretch, int64_t first, bool forward,
	  AlkresPlacement *placement)
{
	int best = 0, best_from = 0, best_to = -1, score = 0, from = 0, over = 0, known = 0;

	for (int i = 0; tail->bases[i] != '\0'; i++)
	{
		int64_t at = forward ? first + i : first - i;
		char base = at >= 0 && at < (int64_t) stretch->length ? stretch->bases[at] : 'N';

		if (tail->bases[i] == 'N' || alkres_base_known(base) == 'N')
			continue;
		if (score <= 0)
		{
			score = 0;
			from = i;
		}
		score += tail->bases[i] == (forward ? base : alkres_base_complement(base))
					 ? 1
					 : -ALKRES_PLACEMENT_MISMATCH;
		if (score > best)
		{
			best = score;
			best_from = from;
			best_to = i;
		}
	}
	for (int i = best_to + 1; tail->bases[i] != '\0'; i++)
		over += tail->bases[i] != 'N';
	for (int i = best_from; i <= best_to; i++)
		known += tail->bases[i] != 'N';
	if (best < SEED || over > ALKRES_PLACEMENT_OVER_MAX)
		return false;
	placement->score = best;
	placement->is_exact = over == 0 && best == known;
	placement->skipped = best_from;
	placement->at = (AlkresBreakpoint){
		.contig = stretch->contig,
		.position = (uint32_t) (stretch->start + (forward ? first + best_from : first - best_from)),
		.kept_right = forward};
	return true;
}

static void
put(AlkresPlacements *placements, const AlkresPlacement *placement)
{
	/* One diagonal is found by each of its seeds, mostly one after the other. */
	for (int i = placements->count - 1; i >= 0 && i >= placements->count - 8; i--)
	{
		const AlkresPlacement *other = &placements->items[i];

		if (other->tail == placement->tail && other->at.position == placement->at.position &&
			other->at.kept_right == placement->at.kept_right &&
			other->at.contig == placement->at.contig)
			return;
	}
	if (placements->count == placements->room)
	{
		placements->room = placements->room == 0 ? 64 : 2 * placements->room;
		placements->items =
			alkres_realloc(placements->items, sizeof(AlkresPlacement) * (size_t) placements->room);
	}
	placements->items[placements->count++] = *placement;
}

/* The word ends at an index of the stretch; reverse: it is the complement, read backwards. */
static void
look_up(AlkresPlacements *placements, const Index *index, const AlkresTail *tails,
		const AlkresStretch *stretch, uint32_t word, int64_t end, bool forward)
{
	int low = 0, high = index->count;

	while (low < high)
	{
		int middle = (low + high) / 2;

		if (index->seeds[middle].word < word)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < index->count && index->seeds[low].word == word; low++)
	{
		const Seed *seed = &index->seeds[low];
		AlkresPlacement placement = {.tail = (int) seed->tail};
		int64_t first = forward ? end - SEED + 1 - seed->offset : end + seed->offset;

		if (align(&tails[seed->tail], stretch, first, forward, &placement))
			put(placements, &placement);
	}
}

static void
scan(AlkresPlacements *placements, const Index *index, const AlkresTail *tails,
	 const AlkresStretch *stretch)
{
	uint32_t word = 0, complement = 0;
	uint32_t known = 0;

	for (uint32_t i = 0; i < stretch->length; i++)
	{
		int code = alkres_base_code(stretch->bases[i]);

		if ((i & 0xFFFF) == 0)
			alkres_check_interrupts();
		if (code < 0 || code > 3)
		{
			known = 0;
			continue;
		}
		word = (word << 2 | (uint32_t) code) & SEED_MASK;
		complement = complement >> 2 | (uint32_t) (3 - code) << (2 * (SEED - 1));
		if (++known < SEED)
			continue;
		if (index->filter[filter_place(word) >> 3] >> (filter_place(word) & 7) & 1)
			look_up(placements, index, tails, stretch, word, i, true);
		if (index->filter[filter_place(complement) >> 3] >> (filter_place(complement) & 7) & 1)
			look_up(placements, index, tails, stretch, complement, i, false);
	}
}

static int
compare_contigs(const AlkresContig *a, const AlkresContig *b)
{
	if (a->contig != b->contig)
		return a->contig < b->contig ? -1 : 1;
	return strcmp(a->contig_name, b->contig_name);
}

static int
compare_placements(const void *a, const void *b)
{
	const AlkresPlacement *x = a, *y = b;
	int order;

	if (x->tail != y->tail)
		return x->tail < y->tail ? -1 : 1;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if ((order = compare_contigs(x->at.contig, y->at.contig)) != 0)
		return order;
	if (x->at.position != y->at.position)
		return x->at.position < y->at.position ? -1 : 1;
	return (int) x->at.kept_right - (int) y->at.kept_right;
}

/* Each place once, those of nearly the best score, not more than PLACES_MAX of a tail. */
static void
settle(AlkresPlacements *placements)
{
	AlkresPlacement *items = placements->items;
	int kept = 0, first = 0;

	if (placements->count > 1)
		qsort(items, (size_t) placements->count, sizeof(AlkresPlacement), compare_placements);
	for (int i = 0; i < placements->count; i++)
	{
		if (kept > 0 && items[kept - 1].tail == items[i].tail)
		{
			if (compare_placements(&items[kept - 1], &items[i]) == 0 ||
				items[i].score < items[first].score - ALKRES_PLACEMENT_MISMATCH ||
				kept - first >= PLACES_MAX)
				continue;
		}
		else
			first = kept;
		items[kept++] = items[i];
	}
	placements->count = kept;
}

void
alkres_place_tails(AlkresPlacements *placements, const AlkresTail *tails, int tail_count,
				   const AlkresStretch *stretches, int stretch_count)
{
	Index index = {0};

	*placements = (AlkresPlacements){0};
	if (tail_count == 0 || stretch_count == 0)
		return;
	index.seeds = alkres_alloc(sizeof(Seed) * (size_t) tail_count * ALKRES_CLIP_TAIL);
	index.filter = alkres_alloc_zero(FILTER_SIZE / 8);
	for (int i = 0; i < tail_count; i++)
		add_seeds(&index, &tails[i], i);
	if (index.count > 1)
		qsort(index.seeds, (size_t) index.count, sizeof(Seed), compare_seeds);
	for (int i = 0; i < stretch_count && index.count > 0; i++)
		scan(placements, &index, tails, &stretches[i]);
	alkres_free(index.seeds);
	alkres_free(index.filter);
	settle(placements);
}
