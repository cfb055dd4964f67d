/* blocks.c: the blocks that are being counted. */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "alkres.h"
#include "core/molecule/ends.h"
#include "core/pileup/beside.h"
#include "core/pileup/pairs.h"
#include "ingest/count/block_clips.h"
#include "ingest/count/blocks.h"
#include "type/report.h"

struct AlkresBlock
{
	uint32_t number;
	bool beside_only; /* behind the design, for what the block before it is told of */
	MemoryContext memory;
	AlkresPileup *pileup;
	AlkresCounts *counts;
	AlkresEnds *ends; /* NULL when not looked at */
	AlkresBlockAlleles *alleles;
	AlkresBlockClips *clips; /* NULL before the first */
	AlkresGuessed *guessed;  /* likewise */
};

/* So many neighbours are found at once. */
#define RECENT 16

typedef struct Stretch
{
	int contig;
	uint32_t start;
	uint32_t end;
	uint32_t counted; /* the end, or in the block behind it (set_counted) */
	int region;       /* index of the region: its contig */
} Stretch;

struct AlkresBlocks
{
	AlkresBlocksSettings settings;
	MemoryContext memory;
	int contig; /* number, -1 before the first */
	AlkresContig contig_name;

	bool has_design;
	uint64_t bases_on_design;
	Stretch *stretches; /* merged, ordered */
	int stretch_count;
	AlkresContig *stretch_contigs; /* by Stretch.region */
	int next_stretch;              /* the first block not handed over: its stretch ... */
	uint32_t next_block;           /* ... and number */

	AlkresBlock **open; /* ordered by number */
	int open_count;
	int open_max;                /* the setting as it was at the start */
	AlkresBlock *recent[RECENT]; /* open, by their numbers modulo RECENT */
	AlkresBlock *held;           /* complete, but for what its neighbour behind it shows */
	AlkresPages *pages;

	uint32_t told_blocks;
	uint32_t amplicon_blocks;
};

AlkresBlocks *
alkres_blocks_new(const AlkresBlocksSettings *settings)
{
	AlkresBlocks *blocks = palloc0(sizeof(AlkresBlocks));

	blocks->settings = *settings;
	blocks->memory = CurrentMemoryContext;
	blocks->contig = -1;
	blocks->pages = alkres_pages_new(settings->reference, settings->reference_context);
	blocks->open_max = alkres_max_open_blocks;
	blocks->open = palloc(sizeof(AlkresBlock *) * (Size) blocks->open_max);
	return blocks;
}

static int
compare_stretches(const void *a, const void *b)
{
	const Stretch *x = a, *y = b;

	if (x->contig != y->contig)
		return x->contig < y->contig ? -1 : 1;
	return x->start < y->start ? -1 : x->start > y->start;
}

/*
 * A change of the haplotype that begins at the end of a stretch may reach beyond its last block:
 * what lies behind that is counted for its sake, and not handed over.  next: NULL, or the stretch
 * behind.
 */
static void
set_counted(Stretch *stretch, const Stretch *next)
{
	uint32_t behind = alkres_block_of(stretch->end) + 1;
	uint32_t first = behind * ALKRES_BLOCK_SIZE + 1;

	stretch->counted = stretch->end;
	if (next != NULL && next->contig == stretch->contig && alkres_block_of(next->start) <= behind)
		return;
	if (first - stretch->end <= ALKRES_HALO)
		stretch->counted = first;
}

void
alkres_blocks_design(AlkresBlocks *blocks, const AlkresRegion *regions, const int *contig_numbers,
					 int count)
{
	uint64_t total = 0;
	int kept = 0;

	blocks->has_design = true;
	blocks->stretches = palloc_extended(sizeof(Stretch) * (Size) Max(count, 1), MCXT_ALLOC_HUGE);
	blocks->stretch_contigs =
		palloc_extended(sizeof(AlkresContig) * (Size) Max(count, 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < count; i++)
	{
		blocks->stretch_contigs[i] = regions[i].contig;
		blocks->stretches[i] =
			(Stretch){contig_numbers[i], regions[i].start, regions[i].end, regions[i].end, i};
	}
	qsort(blocks->stretches, count, sizeof(Stretch), compare_stretches);
	for (int i = 0; i < count; i++)
	{
		Stretch *before = kept > 0 ? &blocks->stretches[kept - 1] : NULL;
		Stretch *this = &blocks->stretches[i];

		if (before != NULL && before->contig == this->contig && this->start <= before->end + 1)
			before->end = Max(before->end, this->end);
		else
			blocks->stretches[kept++] = *this;
	}
	blocks->stretch_count = kept;
	for (int i = 0; i < kept; i++)
		set_counted(&blocks->stretches[i], i + 1 < kept ? &blocks->stretches[i + 1] : NULL);
	for (int i = 0; i < kept; i++)
		total += alkres_block_of(blocks->stretches[i].end) -
				 alkres_block_of(blocks->stretches[i].start) + 1;
	if (total > alkres_max_design_blocks)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the regions touch more than %d blocks of %d bases",
					   alkres_max_design_blocks, ALKRES_BLOCK_SIZE),
				errhint("Leave the regions out, so that every block that has reads is returned, or "
						"raise alkres.max_design_blocks."));
	blocks->next_block = kept > 0 ? alkres_block_of(blocks->stretches[0].start) : 0;
}

/* Index of the first stretch that is counted to the position or further. */
static int
first_stretch(const AlkresBlocks *blocks, int contig, uint32_t position)
{
	int low = 0, high = blocks->stretch_count;

	while (low < high)
	{
		int middle = low + (high - low) / 2;
		const Stretch *stretch = &blocks->stretches[middle];

		if (stretch->contig < contig || (stretch->contig == contig && stretch->counted < position))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
alkres_blocks_touch(const AlkresBlocks *blocks, int contig, uint32_t first, uint32_t last)
{
	uint32_t from = alkres_block_of(first) * ALKRES_BLOCK_SIZE + 1;
	uint32_t to = (alkres_block_of(last) + 1) * ALKRES_BLOCK_SIZE;
	int i;

	if (!blocks->has_design)
		return true;
	i = first_stretch(blocks, contig, from);
	return i < blocks->stretch_count && blocks->stretches[i].contig == contig &&
		   blocks->stretches[i].start <= to;
}

int
alkres_blocks_windows(const AlkresBlocks *blocks, uint32_t before, AlkresBamWindow **windows)
{
	int count = 0;

	*windows = palloc_extended(sizeof(AlkresBamWindow) * (Size) Max(blocks->stretch_count, 1),
							   MCXT_ALLOC_HUGE);
	for (int i = 0; i < blocks->stretch_count; i++)
	{
		const Stretch *stretch = &blocks->stretches[i];
		uint32_t first = alkres_block_of(stretch->start) * ALKRES_BLOCK_SIZE + 1;
		uint32_t last = (alkres_block_of(stretch->counted) + 1) * ALKRES_BLOCK_SIZE;
		AlkresBamWindow *earlier = count > 0 ? &(*windows)[count - 1] : NULL;

		uint32_t core = first;

		first = first > before ? first - before : 1;
		if (earlier != NULL && earlier->contig == stretch->contig && first <= earlier->last + 1)
			earlier->last = last;
		else
			(*windows)[count++] = (AlkresBamWindow){stretch->contig, first, core, last};
	}
	return count;
}

static void
mark_covered(const AlkresBlocks *blocks, int contig, AlkresPileup *pileup)
{
	uint32_t start = alkres_pileup_start(pileup), end = start + ALKRES_BLOCK_SIZE - 1;

	pileup->flags |= ALKRES_PILEUP_HAS_DESIGN;
	for (int i = first_stretch(blocks, contig, start);
		 i < blocks->stretch_count && blocks->stretches[i].contig == contig &&
		 blocks->stretches[i].start <= end;
		 i++)
	{
		uint32_t from = Max(blocks->stretches[i].start, start);
		uint32_t to = Min(blocks->stretches[i].end, end);

		memset(pileup->covered + (from - start), 1, to - from + 1);
	}
}

AlkresPages *
alkres_blocks_pages(AlkresBlocks *blocks)
{
	return blocks->pages;
}

static void
fill_reference(AlkresBlocks *blocks, AlkresPileup *pileup)
{
	uint32_t start = alkres_pileup_start(pileup);
	uint32_t from = start > ALKRES_HALO ? start - ALKRES_HALO : 1;
	uint32_t to = start + ALKRES_BLOCK_SIZE + ALKRES_HALO - 1;
	char *out = pileup->reference + ALKRES_HALO - (start - from);

	if (blocks->settings.reference != NULL)
	{
		blocks->settings.reference(blocks->settings.reference_context, &pileup->contig, from,
								   to - from + 1, out);
		return;
	}
	alkres_pages_get(blocks->pages, from, out, to - from + 1, false);
}

static void
tell_amplicon(AlkresBlocks *blocks, AlkresBlock *block)
{
	bool few;

	if (block->beside_only || block->ends == NULL || !alkres_ends_tell(block->ends, &few))
		return;
	blocks->told_blocks++;
	blocks->amplicon_blocks += few;
	block->pileup->flags |= few ? ALKRES_PILEUP_MOLECULES_UNKNOWN : 0;
}

/* Hand over the block that is held; its memory goes with it. */
static void
let_go(AlkresBlocks *blocks)
{
	AlkresBlock *block = blocks->held;
	MemoryContext before;

	if (block == NULL)
		return;
	before = MemoryContextSwitchTo(block->memory);
	blocks->held = NULL;
	if (!block->beside_only)
		blocks->settings.take(blocks->settings.take_context, block->pileup);
	MemoryContextSwitchTo(before);
	MemoryContextDelete(block->memory);
}

static void
finish_guessed(AlkresBlocks *blocks, AlkresBlock *block)
{
	const char *bases = alkres_pages_guessed(blocks->pages, block->number);

	if (block->guessed != NULL && bases != NULL)
		alkres_guessed_finish(block->guessed, alkres_pages_letters(blocks->pages, block->number),
							  bases, block->pileup);
}

/* Complete a block, and hand over the one before it. */
static void
hand_over(AlkresBlocks *blocks, AlkresBlock *block)
{
	AlkresPileup *pileup = block->pileup, *neighbour = NULL;
	MemoryContext before = MemoryContextSwitchTo(block->memory);

	CHECK_FOR_INTERRUPTS();
	alkres_counts_finish(block->counts, pileup);
	tell_amplicon(blocks, block);
	fill_reference(blocks, pileup);
	finish_guessed(blocks, block);
	alkres_block_alleles_finish(block->alleles, pileup);
	if (block->clips != NULL)
		alkres_block_clips_finish(block->clips, pileup, blocks->settings.contig,
								  blocks->settings.take_context);
	for (int i = 0; blocks->has_design && i < ALKRES_BLOCK_SIZE; i++)
		blocks->bases_on_design += pileup->covered[i] ? pileup->raw_depth[i] : 0;
	alkres_pileup_round(pileup);
	if (blocks->held != NULL && !blocks->held->beside_only &&
		blocks->held->number + 1 == block->number &&
		alkres_contig_equal(&blocks->held->pileup->contig, &pileup->contig))
		neighbour = blocks->held->pileup;
	if (neighbour != NULL)
		alkres_beside_share(neighbour, pileup);
	alkres_pairs_find(pileup, neighbour);
	MemoryContextSwitchTo(before);
	let_go(blocks);
	blocks->held = block;
}

/* Is a block counted, so that what lies there is known, if only as nothing? */
static bool
is_counted(const AlkresBlocks *blocks, int contig, uint32_t number)
{
	uint32_t position = number * ALKRES_BLOCK_SIZE + 1;

	return alkres_blocks_touch(blocks, contig, position, position);
}

/* Is it handed over, too? */
static bool
is_in_design(const AlkresBlocks *blocks, int contig, uint32_t number)
{
	uint32_t first = number * ALKRES_BLOCK_SIZE + 1, last = first + ALKRES_BLOCK_SIZE - 1;
	int i = blocks->has_design ? first_stretch(blocks, contig, first) : 0;

	/* A stretch that is counted to here may have ended before. */
	while (i < blocks->stretch_count && blocks->stretches[i].contig == contig &&
		   blocks->stretches[i].end < first)
		i++;
	return !blocks->has_design ||
		   (i < blocks->stretch_count && blocks->stretches[i].contig == contig &&
			blocks->stretches[i].start <= last);
}

static AlkresBlock *
new_block(AlkresBlocks *blocks, int contig, const AlkresContig *name, uint32_t number)
{
	MemoryContext memory =
		AllocSetContextCreate(blocks->memory, "alkres pileup block", ALLOCSET_DEFAULT_SIZES);
	MemoryContext before = MemoryContextSwitchTo(memory);
	AlkresBlock *block = palloc0(sizeof(AlkresBlock));

	block->number = number;
	block->memory = memory;
	block->pileup = alkres_pileup_new(name, number);
	block->counts = palloc0(sizeof(AlkresCounts));
	block->alleles = alkres_block_alleles_new(blocks->settings.reference != NULL);
	block->pileup->flags = blocks->settings.flags;
	block->beside_only = !is_in_design(blocks, contig, number);
	if (number == 0 || is_in_design(blocks, contig, number - 1))
		block->pileup->flags |= ALKRES_PILEUP_KNOWS_BEFORE;
	if (is_counted(blocks, contig, number + 1))
		block->pileup->flags |= ALKRES_PILEUP_KNOWS_BEHIND;
	block->pileup->min_base_quality = blocks->settings.min_base_quality;
	block->pileup->min_mapq = blocks->settings.min_mapq;
	if (blocks->has_design && !block->beside_only)
		mark_covered(blocks, contig, block->pileup);
	MemoryContextSwitchTo(before);
	return block;
}

/*
 * Hand over, empty, the blocks of the design before (contig, number) that have not been; then count
 * that one as handed over, when it is of the design.
 */
static void
catch_up(AlkresBlocks *blocks, int contig, uint32_t number, bool taken)
{
	while (blocks->next_stretch < blocks->stretch_count)
	{
		const Stretch *stretch = &blocks->stretches[blocks->next_stretch];
		uint32_t next = Max(blocks->next_block, alkres_block_of(stretch->start));

		if (next <= alkres_block_of(stretch->end))
		{
			if (stretch->contig > contig || (stretch->contig == contig && next >= number + taken))
				return;
			if (!(stretch->contig == contig && next == number && taken))
				hand_over(blocks, new_block(blocks, stretch->contig,
											&blocks->stretch_contigs[stretch->region], next));
			blocks->next_block = next + 1;
			continue;
		}
		blocks->next_stretch++;
		if (blocks->next_stretch < blocks->stretch_count &&
			blocks->stretches[blocks->next_stretch].contig != stretch->contig)
			blocks->next_block = 0;
	}
}

/* Hand over the open blocks with numbers under limit. */
static void
hand_over_before(AlkresBlocks *blocks, uint32_t limit)
{
	int done = 0;

	while (done < blocks->open_count && blocks->open[done]->number < limit)
	{
		AlkresBlock *block = blocks->open[done++];

		if (blocks->has_design)
			catch_up(blocks, blocks->contig, block->number, true);
		hand_over(blocks, block);
	}
	if (done > 0)
	{
		blocks->open_count -= done;
		memmove(blocks->open, blocks->open + done,
				sizeof(AlkresBlock *) * (Size) blocks->open_count);
		memset(blocks->recent, 0, sizeof(blocks->recent));
	}
}

void
alkres_blocks_advance(AlkresBlocks *blocks, uint32_t position)
{
	/* Reads still to come may tell the reference of a block's halo. */
	uint32_t safe = position > ALKRES_HALO ? position - ALKRES_HALO : 1;
	uint32_t limit = alkres_block_of(safe);

	hand_over_before(blocks, limit);
	alkres_pages_drop(blocks->pages, limit > 0 ? limit - 1 : 0);
}

void
alkres_blocks_contig(AlkresBlocks *blocks, int number, const AlkresContig *contig)
{
	hand_over_before(blocks, UINT32_MAX);
	let_go(blocks);
	alkres_pages_contig(blocks->pages, contig);
	blocks->contig = number;
	blocks->contig_name = *contig;
}

void
alkres_blocks_finish(AlkresBlocks *blocks)
{
	hand_over_before(blocks, UINT32_MAX);
	alkres_pages_drop(blocks->pages, UINT32_MAX);
	if (blocks->has_design)
		catch_up(blocks, INT32_MAX, 0, false);
	let_go(blocks);
}

/* The open block of a number, opened when it is counted. */
static AlkresBlock *
find_block(AlkresBlocks *blocks, uint32_t number, uint32_t position)
{
	int at;

	for (at = blocks->open_count; at > 0 && blocks->open[at - 1]->number >= number; at--)
		;
	if (at < blocks->open_count && blocks->open[at]->number == number)
		return blocks->open[at];
	if (!alkres_blocks_touch(blocks, blocks->contig, position, position))
		return NULL;
	if (blocks->open_count == blocks->open_max)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("more than %d blocks of %d bases are open at %s:%s:%u", blocks->open_max,
					   ALKRES_BLOCK_SIZE, blocks->contig_name.assembly_name,
					   blocks->contig_name.contig_name, position),
				errdetail("A read is aligned over a very long deletion or a very long distance."),
				errhint("A superuser can raise alkres.max_open_blocks."));
	memmove(blocks->open + at + 1, blocks->open + at,
			sizeof(AlkresBlock *) * (Size) (blocks->open_count - at));
	blocks->open[at] = new_block(blocks, blocks->contig, &blocks->contig_name, number);
	blocks->open_count++;
	return blocks->open[at];
}

AlkresBlock *
alkres_blocks_at(AlkresBlocks *blocks, uint32_t position)
{
	uint32_t number = alkres_block_of(position);
	AlkresBlock **recent = &blocks->recent[number % RECENT];

	if (*recent == NULL || (*recent)->number != number)
		*recent = find_block(blocks, number, position);
	return *recent;
}

AlkresPileup *
alkres_block_pileup(AlkresBlock *block)
{
	return block->pileup;
}

AlkresBlockClips *
alkres_block_clips(AlkresBlock *block)
{
	if (block->clips == NULL)
		block->clips = alkres_block_clips_new(block->memory);
	return block->clips;
}

AlkresBlockAlleles *
alkres_block_alleles(AlkresBlock *block)
{
	return block->alleles;
}

AlkresGuessed *
alkres_block_guessed(AlkresBlock *block)
{
	if (block->guessed == NULL)
		block->guessed = alkres_guessed_new(block->memory, block->alleles);
	return block->guessed;
}

AlkresCounts *
alkres_block_counts(AlkresBlock *block)
{
	return block->counts;
}

void
alkres_block_end(AlkresBlock *block, uint32_t position, bool reverse)
{
	if (block->ends == NULL)
		block->ends = MemoryContextAllocZero(block->memory, sizeof(AlkresEnds));
	alkres_ends_add(block->ends, position, reverse);
}

void
alkres_blocks_amplicons(const AlkresBlocks *blocks, uint32_t *told, uint32_t *amplicons)
{
	*told = blocks->told_blocks;
	*amplicons = blocks->amplicon_blocks;
}

uint64_t
alkres_blocks_bases_on_design(const AlkresBlocks *blocks)
{
	return blocks->bases_on_design;
}
