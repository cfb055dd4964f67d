/* gene_reference.c: the reference under the shipped gene models. */
#include "core/gene/gene_reference.h"

int
alkres_gene_block_length(const AlkresGeneBlock *block)
{
	return block->end - block->start + 1 + 2 * block->flank;
}

int
alkres_gene_block_offset(const AlkresGeneBlock *block, int position)
{
	return block->minus ? block->end + block->flank - position
						: position - (block->start - block->flank);
}

char
alkres_gene_block_base(const AlkresGeneBlock *block, int position)
{
	int offset = alkres_gene_block_offset(block, position);

	if (offset < 0 || offset >= alkres_gene_block_length(block))
		return 'N';
	return block->minus ? alkres_base_complement(block->sequence[offset])
						: alkres_base_known(block->sequence[offset]);
}

/* What one block knows of them. */
static void
fill_from(const AlkresGeneBlock *block, int64_t first, int64_t behind, char *bases)
{
	int64_t from = block->start - block->flank, to = (int64_t) block->end + block->flank + 1;

	from = from > first ? from : first;
	to = to < behind ? to : behind;
	for (int64_t at = from; at < to; at++)
		if (bases[at - first] == 'N')
			bases[at - first] = alkres_gene_block_base(block, (int) at);
}

void
alkres_gene_reference(int contig, bool grch37, uint32_t position, uint32_t length, char *bases)
{
	const AlkresGeneBlock *const lists[2] = {alkres_alk_blocks, alkres_hotspot_blocks};
	const size_t counts[2] = {alkres_alk_block_count, alkres_hotspot_block_count};

	for (int list = 0; list < 2; list++)
		for (size_t i = 0; i < counts[list]; i++)
		{
			const AlkresGeneBlock *block = &lists[list][i];
			int64_t first = (int64_t) position - (grch37 ? block->grch37_shift : 0);

			if (block->contig == contig)
				fill_from(block, first, first + length, bases);
		}
}
