/* normals.c: what normals of the panel show of the junctions of a library. */
#include "core/junction/normals.h"

#include <string.h>

#include "core/base/nucleotide.h"
#include "core/junction/evidence.h"
#include "core/statistics/gamma.h"

/* Tails are the same when so many bases of these agree, of those that both know. */
#define COMPARED 20
#define KNOWN_MIN 10
#define ALIKE 0.85
/* So improbable is what a library shows of a junction that is as frequent in normals. */
#define EXCEEDS 1e-3

static bool
has_tail(const AlkresClip *clip, const char *tail)
{
	int known = 0, alike = 0;

	for (int i = 0; i < COMPARED; i++)
	{
		char base = clip->left ? alkres_base_complement(clip->tail[ALKRES_CLIP_TAIL - 1 - i])
							   : clip->tail[i];

		if (base == 'N' || tail[i] == 'N')
			continue;
		known++;
		alike += base == tail[i];
	}
	return known >= KNOWN_MIN && alike >= ALIKE * known;
}

static uint32_t
ends_alike(const AlkresShownBlock *block, const AlkresJunction *junction)
{
	uint32_t molecules = 0;

	for (uint32_t i = 0; i < block->clip_count && junction->tail[0] != '\0'; i++)
	{
		const AlkresClip *clip = &block->clips[i];
		int64_t apart = (int64_t) block->block * ALKRES_BLOCK_SIZE + 1 + clip->offset -
						junction->kinase.position;

		if (clip->left == junction->kinase.kept_right && apart >= -ALKRES_CLIP_MIN &&
			apart <= ALKRES_CLIP_MIN && has_tail(clip, junction->tail))
			molecules += clip->molecules;
	}
	return molecules;
}

void
alkres_junctions_compare(AlkresJunctions *junctions, const AlkresShown *normals)
{
	for (int i = 0; i < junctions->count; i++)
	{
		AlkresJunction *junction = &junctions->items[i];

		if (junction->compared == 0)
			junction->compared =
				junction->split > junction->spanning ? junction->split : junction->spanning;
		junction->normal_molecules = 0;
		junction->normal_depth = 0;
		for (int b = 0; b < normals->count; b++)
		{
			/* One at a time: several normals have the same block. */
			const AlkresShown one = {.blocks = &normals->blocks[b], .count = 1};
			uint32_t ends = 0, through = 0;
			uint32_t across = alkres_mates_across(&one, &junction->kinase, &junction->partner);

			if (alkres_shown_block(&one, junction->kinase.contig, junction->kinase.position) !=
				NULL)
			{
				ends = ends_alike(&normals->blocks[b], junction);
				through = alkres_shown_through(&one, &junction->kinase);
			}
			junction->normal_molecules += ends > across ? ends : across;
			junction->normal_depth += (uint64_t) ends + through;
		}
	}
}

bool
alkres_junction_exceeds_normals(const AlkresJunction *junction)
{
	double expected;

	if (junction->normal_molecules == 0 || junction->normal_depth == 0)
		return junction->normal_molecules == 0;
	/* Like with like: of the normals the other end is not counted either. */
	expected = (double) junction->normal_molecules * (junction->through + junction->compared) /
			   (double) junction->normal_depth;
	return alkres_gamma_lower(junction->compared, expected) <= EXCEEDS;
}
