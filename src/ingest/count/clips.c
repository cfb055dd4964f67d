/* clips.c: piles of soft clips, and mates that lie far away. */
#include "postgres.h"

#include "core/base/nucleotide.h"
#include "ingest/count/clips.h"
#include "ingest/read/fragment.h"

/* Far mates a block has room for at one time. */
#define FAR_MATES_OPEN_MAX 256

/* Clips at one place. */
typedef struct Pile
{
	uint64_t last_molecule; /* which was counted last */
	uint32_t molecules;
	uint64_t sum_mapq;
	uint32_t votes[ALKRES_CLIP_TAIL][4]; /* from the aligned base outwards */
} Pile;

typedef struct FarMate
{
	uint64_t last_molecule;
	int contig; /* number in the header */
	uint32_t block;
	bool reverse;
	bool mate_reverse;
	uint32_t molecules;
	uint64_t sum_mapq;
} FarMate;

struct AlkresClips
{
	MemoryContext memory;
	Pile *piles[ALKRES_BLOCK_SIZE][2]; /* left, right */
	FarMate *mates;
	int mate_count;
	int next_victim;
	uint64_t dropped_mates;
};

AlkresClips *
alkres_clips_new(MemoryContext memory)
{
	AlkresClips *clips = MemoryContextAllocZero(memory, sizeof(AlkresClips));

	clips->memory = memory;
	return clips;
}

/* The bases before the first or behind the last aligned one, and where that lies. */
typedef struct End
{
	uint32_t position; /* of the last aligned base */
	uint32_t clipped;  /* bases of the read */
	uint32_t cut;      /* the same with hard clips */
} End;

static bool
find_end(const AlkresAligned *read, bool left, End *end)
{
	uint32_t skipped = 0;

	*end = (End){0};
	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t element = read->cigar[left ? i : read->cigar_count - 1 - i];
		uint32_t length = ALKRES_CIGAR_LENGTH(element);

		switch (ALKRES_CIGAR_OP(element))
		{
			case ALKRES_CIGAR_HARD_CLIP:
				end->cut += length;
				break;
			case ALKRES_CIGAR_SOFT_CLIP:
			case ALKRES_CIGAR_INSERTION:
				end->clipped += length;
				end->cut += length;
				break;
			case ALKRES_CIGAR_DELETION:
			case ALKRES_CIGAR_SKIP:
				skipped += length;
				break;
			case ALKRES_CIGAR_MATCH:
			case ALKRES_CIGAR_EQUAL:
			case ALKRES_CIGAR_DIFFERENT:
				if (length == 0)
					break;
				end->position = left ? read->position + skipped : read->end - skipped;
				return true;
		}
	}
	return false;
}

/*
 * Bases of a clip that are of the fragment: at the read's 3' end those before the 5' end of its
 * mate, when mates face each other; the others are adapter.
 */
static uint32_t
within_fragment(const AlkresAligned *read, const AlkresAligned *mate, bool left, const End *end)
{
	bool reverse = (read->flags & ALKRES_READ_REVERSE) != 0;
	End other;
	int64 room;

	if (mate == NULL || reverse != left || reverse == ((mate->flags & ALKRES_READ_REVERSE) != 0) ||
		mate->contig != read->contig || !find_end(mate, left, &other))
		return end->clipped;
	room = left ? (int64) end->position - ((int64) other.position - other.cut)
				: (int64) other.position + other.cut - end->position;
	return (uint32_t) Min(Max(room, 0), end->clipped);
}

/* The bases next to the aligned ones, outwards, with '\0' where one is not usable; how many are. */
static int
get_tail(const AlkresAligned *read, bool left, uint32_t clipped, uint32_t length,
		 char tail[ALKRES_CLIP_TAIL])
{
	int usable = 0;

	memset(tail, 0, ALKRES_CLIP_TAIL);
	for (uint32_t i = 0; i < Min(length, ALKRES_CLIP_TAIL); i++)
	{
		uint32_t index = left ? clipped - 1 - i : read->length - clipped + i;

		if (read->said[index] == 0 || read->bases[index] == 'N')
			continue;
		tail[i] = read->bases[index];
		usable++;
	}
	return usable;
}

static void
add_clip(AlkresBlocks *blocks, const AlkresAligned *read, const AlkresAligned *mate,
		 uint64_t molecule, bool left)
{
	char tail[ALKRES_CLIP_TAIL];
	AlkresBlock *block;
	AlkresClips *clips;
	Pile **place;
	uint32_t length;
	End end;

	if (!find_end(read, left, &end) || end.clipped < ALKRES_CLIP_MIN)
		return;
	length = within_fragment(read, mate, left, &end);
	if (length < ALKRES_CLIP_MIN || (block = alkres_blocks_at(blocks, end.position)) == NULL ||
		get_tail(read, left, end.clipped, length, tail) < ALKRES_CLIP_MIN)
		return;
	clips = alkres_block_clips(block);
	place = &clips->piles[(end.position - 1) % ALKRES_BLOCK_SIZE][!left];
	if (*place == NULL)
		*place = MemoryContextAllocZero(clips->memory, sizeof(Pile));
	else if ((*place)->last_molecule == molecule)
		return;
	(*place)->last_molecule = molecule;
	(*place)->molecules++;
	(*place)->sum_mapq += read->mapq;
	for (int i = 0; i < ALKRES_CLIP_TAIL; i++)
		if (tail[i] != '\0')
			(*place)->votes[i][alkres_base_code(tail[i])]++;
}

/* Room for a far mate that was not met before: where there is none, in place of one molecule. */
static FarMate *
new_far_mate(AlkresClips *clips)
{
	if (clips->mates == NULL)
		clips->mates = MemoryContextAlloc(clips->memory, sizeof(FarMate) * FAR_MATES_OPEN_MAX);
	if (clips->mate_count < FAR_MATES_OPEN_MAX)
		return &clips->mates[clips->mate_count++];
	clips->dropped_mates++;
	for (int i = 0; i < FAR_MATES_OPEN_MAX; i++)
	{
		FarMate *victim = &clips->mates[clips->next_victim];

		clips->next_victim = (clips->next_victim + 1) % FAR_MATES_OPEN_MAX;
		if (victim->molecules == 1)
			return victim;
	}
	return NULL;
}

static void
add_far_mate(AlkresBlocks *blocks, const AlkresAligned *read, uint64_t molecule)
{
	FarMate new = {
		.last_molecule = molecule,
		.contig = read->mate_contig,
		.block = alkres_block_of(read->mate_position),
		.reverse = (read->flags & ALKRES_READ_REVERSE) != 0,
		.mate_reverse = (read->flags & ALKRES_READ_MATE_REVERSE) != 0,
		.molecules = 1,
		.sum_mapq = read->mapq,
	};
	AlkresBlock *block = alkres_blocks_at(blocks, read->position);
	AlkresClips *clips;
	FarMate *mate;

	if (block == NULL)
		return;
	clips = alkres_block_clips(block);
	for (int i = 0; i < clips->mate_count; i++)
	{
		mate = &clips->mates[i];
		if (mate->block != new.block || mate->contig != new.contig ||
			mate->reverse != new.reverse || mate->mate_reverse != new.mate_reverse)
			continue;
		if (mate->last_molecule != molecule)
		{
			mate->last_molecule = molecule;
			mate->molecules++;
			mate->sum_mapq += read->mapq;
		}
		return;
	}
	mate = new_far_mate(clips);
	if (mate != NULL)
		*mate = new;
}

/* Is the mate too far away to be of one fragment? */
static bool
has_far_mate(const AlkresAligned *read)
{
	uint32_t from = Min(read->position, read->mate_position);
	uint32_t to = Max(read->position, read->mate_position);

	return (read->flags & ALKRES_READ_PAIRED) && !(read->flags & ALKRES_READ_MATE_UNMAPPED) &&
		   read->mate_contig >= 0 && read->mate_position > 0 &&
		   read->mate_position <= ALKRES_POSITION_MAX &&
		   (read->mate_contig != read->contig || to - from > ALKRES_FRAGMENT_MAX);
}

void
alkres_clips_add(AlkresBlocks *blocks, const AlkresAligned *read, const AlkresAligned *mate,
				 uint64_t molecule)
{
	if (read->bases != NULL)
	{
		add_clip(blocks, read, mate, molecule, true);
		add_clip(blocks, read, mate, molecule, false);
	}
	if (has_far_mate(read))
		add_far_mate(blocks, read, molecule);
}

/* The base that more than half of the votes are for. */
static char
majority(const uint32_t votes[4])
{
	uint64_t sum = (uint64_t) votes[0] + votes[1] + votes[2] + votes[3];

	for (int base = 0; base < 4; base++)
		if (2 * (uint64_t) votes[base] > sum)
			return "ACGT"[base];
	return 'N';
}

static int
compare_clips(const void *a, const void *b)
{
	const AlkresClip *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return (int) y->left - (int) x->left;
}

static int
compare_clip_sizes(const void *a, const void *b)
{
	const AlkresClip *x = a, *y = b;

	if (x->molecules != y->molecules)
		return x->molecules > y->molecules ? -1 : 1;
	return compare_clips(a, b);
}

static void
finish_clips(const AlkresClips *clips, AlkresPileup *pileup)
{
	AlkresClip *all = palloc(sizeof(AlkresClip) * ALKRES_BLOCK_SIZE * 2);
	uint32_t count = 0;

	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		for (int side = 0; side < 2; side++)
		{
			const Pile *pile = clips->piles[offset][side];
			AlkresClip *clip = &all[count];

			if (pile == NULL)
				continue;
			*clip = (AlkresClip){.offset = (uint16_t) offset,
								 .left = side == 0,
								 .molecules = pile->molecules,
								 .sum_mapq = pile->sum_mapq};
			for (int i = 0; i < ALKRES_CLIP_TAIL; i++)
				clip->tail[clip->left ? ALKRES_CLIP_TAIL - 1 - i : i] = majority(pile->votes[i]);
			count++;
		}
	qsort(all, count, sizeof(AlkresClip), compare_clip_sizes);
	for (; count > ALKRES_CLIPS_MAX; count--)
		pileup->dropped[ALKRES_DROPPED_CLIP] += all[count - 1].molecules;
	qsort(all, count, sizeof(AlkresClip), compare_clips);
	pileup->clips = all;
	pileup->clip_count = count;
}

static int
compare_far_mates(const void *a, const void *b)
{
	return alkres_far_mate_compare(a, b);
}

static int
compare_far_mate_sizes(const void *a, const void *b)
{
	const FarMate *x = a, *y = b;

	if (x->molecules != y->molecules)
		return x->molecules > y->molecules ? -1 : 1;
	if (x->contig != y->contig)
		return x->contig < y->contig ? -1 : 1;
	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	if (x->reverse != y->reverse)
		return x->reverse ? 1 : -1;
	return (int) x->mate_reverse - (int) y->mate_reverse;
}

static void
finish_far_mates(AlkresClips *clips, AlkresPileup *pileup, AlkresContigSource contig, void *context)
{
	int count = clips->mate_count;

	pileup->dropped[ALKRES_DROPPED_FAR_MATE] += clips->dropped_mates;
	if (count == 0)
		return;
	qsort(clips->mates, count, sizeof(FarMate), compare_far_mate_sizes);
	for (; count > ALKRES_FAR_MATES_MAX; count--)
		pileup->dropped[ALKRES_DROPPED_FAR_MATE] += clips->mates[count - 1].molecules;
	pileup->far_mates = palloc(sizeof(AlkresFarMate) * count);
	pileup->far_mate_count = (uint32_t) count;
	for (int i = 0; i < count; i++)
	{
		const FarMate *mate = &clips->mates[i];

		pileup->far_mates[i] = (AlkresFarMate){.contig = *contig(context, mate->contig),
											   .block = mate->block,
											   .reverse = mate->reverse,
											   .mate_reverse = mate->mate_reverse,
											   .molecules = mate->molecules,
											   .sum_mapq = mate->sum_mapq};
	}
	qsort(pileup->far_mates, count, sizeof(AlkresFarMate), compare_far_mates);
}

void
alkres_clips_finish(AlkresClips *clips, AlkresPileup *pileup, AlkresContigSource contig,
					void *context)
{
	finish_clips(clips, pileup);
	finish_far_mates(clips, pileup, contig, context);
}
