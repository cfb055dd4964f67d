/* clips.c: what a read shows of breakpoints goes to the blocks where it does. */
#include "postgres.h"

#include "ingest/count/clips.h"
#include "ingest/read/fragment.h"

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
	/* They look away from each other where what lies between them is joined: a duplication. */
	if (left ? (int64) other.position - other.cut > read->end
			 : (int64) other.position + other.cut < read->position)
		return end->clipped;
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

/* A clip that counts, with its tail. */
static bool
find_clip(const AlkresAligned *read, const AlkresAligned *mate, bool left, End *end,
		  char tail[ALKRES_CLIP_TAIL])
{
	uint32_t length;

	if (!find_end(read, left, end) || end->clipped < ALKRES_CLIP_MIN)
		return false;
	length = within_fragment(read, mate, left, end);
	return length >= ALKRES_CLIP_MIN &&
		   get_tail(read, left, end->clipped, length, tail) >= ALKRES_CLIP_MIN;
}

/* Does the mate show the molecule at another place? */
static bool
ends_elsewhere(const AlkresAligned *read, const AlkresAligned *mate, bool left, const End *end)
{
	char tail[ALKRES_CLIP_TAIL];
	End other;

	if (mate == NULL || mate->bases == NULL)
		return false;
	for (int side = 0; side < 2; side++)
		if (find_clip(mate, read, side == 0, &other, tail) &&
			(other.position != end->position || (side == 0) != left))
			return true;
	return false;
}

static void
add_clip(AlkresBlocks *blocks, const AlkresAligned *read, const AlkresAligned *mate,
		 uint64_t molecule, bool left)
{
	char tail[ALKRES_CLIP_TAIL];
	AlkresBlock *block;
	End end;

	if (!find_clip(read, mate, left, &end, tail) ||
		(block = alkres_blocks_at(blocks, end.position)) == NULL)
		return;
	alkres_block_clips_add(
		alkres_block_clips(block), (end.position - 1) % ALKRES_BLOCK_SIZE, left, read->mapq, tail,
		alkres_aligned_has_far_mate(read) || ends_elsewhere(read, mate, left, &end), molecule);
}

static void
add_far_mate(AlkresBlocks *blocks, const AlkresAligned *read, uint64_t molecule)
{
	AlkresReadMate mate = {
		.contig = read->mate_contig,
		.block = alkres_block_of(read->mate_position),
		.reverse = (read->flags & ALKRES_READ_REVERSE) != 0,
		.mate_reverse = (read->flags & ALKRES_READ_MATE_REVERSE) != 0,
		.mapq = read->mapq,
	};
	AlkresBlock *block = alkres_blocks_at(blocks, read->position);

	if (block != NULL)
		alkres_block_clips_add_mate(alkres_block_clips(block), &mate, molecule);
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
	if (alkres_aligned_has_far_mate(read))
		add_far_mate(blocks, read, molecule);
}
