/* raw_depth.c: the reads over each position. */
#include "postgres.h"

#include "ingest/fragment/raw_depth.h"
#include "ingest/read/cigar.h"

/* Count what one element of the CIGAR covers. */
static void
count_stretch(AlkresBlocks *blocks, const AlkresRead *read, uint32_t position, uint32_t length,
			  bool with_end)
{
	bool reverse = (read->flags & ALKRES_READ_REVERSE) != 0;

	while (length > 0)
	{
		AlkresBlock *block = alkres_blocks_at(blocks, position);
		uint32_t offset = (position - 1) % ALKRES_BLOCK_SIZE;
		uint32_t part = Min(length, ALKRES_BLOCK_SIZE - offset);

		if (block != NULL)
		{
			int32_t *steps = alkres_block_counts(block)->raw_steps;

			steps[offset]++;
			steps[offset + part]--;
			if (with_end)
				alkres_block_end(block, reverse ? read->end : read->position, reverse);
		}
		position += part;
		length -= part;
	}
}

void
alkres_raw_depth_add(AlkresBlocks *blocks, const AlkresRead *read, bool with_end)
{
	ALKRES_EACH_ELEMENT (walk, read)
		if (alkres_walk_on_reference(&walk))
			count_stretch(blocks, read, walk.position, walk.count, with_end);
}
