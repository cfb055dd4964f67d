/* block_clips.c: piles of soft clips, and mates that lie far away, of one block under way. */
#include "postgres.h"

#include "core/base/nucleotide.h"
#include "ingest/count/block_clips.h"

/* Far mates a block has room for at one time. */
#define FAR_MATES_OPEN_MAX 256

/* Clips at one place. */
typedef struct Pile
{
	uint64_t last_molecule; /* which was counted last */
	uint32_t molecules;
	uint32_t shared_molecules;
	uint64_t sum_mapq;
	uint32_t votes[ALKRES_CLIP_TAIL][4]; /* from the aligned base outwards */
} Pile;

typedef struct FarMate
{
	uint64_t last_molecule;
	AlkresReadMate at; /* of the first that had it */
	uint32_t molecules;
	uint64_t sum_mapq;
} FarMate;

struct AlkresBlockClips
{
	MemoryContext memory;
	Pile *piles[ALKRES_BLOCK_SIZE][2]; /* left, right */
	FarMate *mates;
	int mate_count;
	int next_victim;
	uint64_t dropped_mates;
};

AlkresBlockClips *
alkres_block_clips_new(MemoryContext memory)
{
	AlkresBlockClips *clips = MemoryContextAllocZero(memory, sizeof(AlkresBlockClips));

	clips->memory = memory;
	return clips;
}

/* Room for a far mate that was not met before: where there is none, in place of one molecule. */
static FarMate *
new_far_mate(AlkresBlockClips *clips)
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

void
alkres_block_clips_add(AlkresBlockClips *clips, int offset, bool left, uint8_t mapq,
					   const char tail[ALKRES_CLIP_TAIL], bool is_shared, uint64_t molecule)
{
	Pile **place = &clips->piles[offset][!left];

	if (*place == NULL)
		*place = MemoryContextAllocZero(clips->memory, sizeof(Pile));
	else if ((*place)->last_molecule == molecule)
		return;
	(*place)->last_molecule = molecule;
	(*place)->molecules++;
	(*place)->shared_molecules += is_shared;
	(*place)->sum_mapq += mapq;
	for (int i = 0; i < ALKRES_CLIP_TAIL; i++)
		if (tail[i] != '\0')
			(*place)->votes[i][alkres_base_code(tail[i])]++;
}

void
alkres_block_clips_add_mate(AlkresBlockClips *clips, const AlkresReadMate *read, uint64_t molecule)
{
	FarMate *mate;

	for (int i = 0; i < clips->mate_count; i++)
	{
		mate = &clips->mates[i];
		if (mate->at.block != read->block || mate->at.contig != read->contig ||
			mate->at.reverse != read->reverse || mate->at.mate_reverse != read->mate_reverse)
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
		*mate = (FarMate){
			.last_molecule = molecule, .at = *read, .molecules = 1, .sum_mapq = read->mapq};
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
finish_clips(const AlkresBlockClips *clips, AlkresPileup *pileup)
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
								 .shared_molecules = pile->shared_molecules,
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
	if (x->at.contig != y->at.contig)
		return x->at.contig < y->at.contig ? -1 : 1;
	if (x->at.block != y->at.block)
		return x->at.block < y->at.block ? -1 : 1;
	if (x->at.reverse != y->at.reverse)
		return x->at.reverse ? 1 : -1;
	return (int) x->at.mate_reverse - (int) y->at.mate_reverse;
}

static void
finish_far_mates(AlkresBlockClips *clips, AlkresPileup *pileup, AlkresContigSource contig,
				 void *context)
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

		pileup->far_mates[i] = (AlkresFarMate){.contig = *contig(context, mate->at.contig),
											   .block = mate->at.block,
											   .reverse = mate->at.reverse,
											   .mate_reverse = mate->at.mate_reverse,
											   .molecules = mate->molecules,
											   .sum_mapq = mate->sum_mapq};
	}
	qsort(pileup->far_mates, count, sizeof(AlkresFarMate), compare_far_mates);
}

void
alkres_block_clips_finish(AlkresBlockClips *clips, AlkresPileup *pileup, AlkresContigSource contig,
						  void *context)
{
	finish_clips(clips, pileup);
	finish_far_mates(clips, pileup, contig, context);
}
