/* listed.c: every substitution of ALK, classified. */
#include "core/consequence/listed.h"

#include "core/base/nucleotide.h"
#include "core/consequence/classify.h"
#include "core/gene/alk_model.h"

/* Three of each of the listed residues' bases would be fewer. */
#define LISTED_MAX 1024

static AlkresListedSubstitution all[LISTED_MAX];
static size_t all_count;

static bool
is_listed(const AlkresListedSubstitution *one)
{
	AlkresContig contig;
	AlkresVariant variant;
	AlkresMutation mutation;
	AlkresError error;

	return alkres_contig_set(&contig, "GRCh38", 6, "chr2", 4, &error) &&
		   alkres_variant_set(&variant, &contig, one->position, &one->ref, 1, &one->alt, 1,
							  &error) &&
		   alkres_classify(&variant, &mutation, &error) == ALKRES_CLASSIFY_DONE &&
		   alkres_mutation_is_listed(&mutation);
}

static void
classify_block(const AlkresGeneBlock *block)
{
	for (int position = block->start; position <= block->end; position++)
	{
		AlkresListedSubstitution one = {block->contig, position, block->grch37_shift, 0, 0};

		one.ref = alkres_base_complement(block->sequence[block->end + block->flank - position]);
		for (const char *alt = "ACGT"; *alt != '\0'; alt++)
		{
			one.alt = *alt;
			if (one.alt != one.ref && all_count < LISTED_MAX && is_listed(&one))
				all[all_count++] = one;
		}
	}
}

const AlkresListedSubstitution *
alkres_listed_substitutions(size_t *count)
{
	if (all_count == 0)
		for (size_t i = 0; i < alkres_alk_block_count; i++)
			classify_block(&alkres_alk_blocks[i]);
	*count = all_count;
	return all;
}

int
alkres_listed_position(const AlkresListedSubstitution *listed, const AlkresContig *contig)
{
	if (contig->contig != listed->contig)
		return 0;
	if (contig->assembly == ALKRES_ASSEMBLY_GRCH38)
		return listed->position;
	return contig->assembly == ALKRES_ASSEMBLY_GRCH37 ? listed->position + listed->grch37_shift : 0;
}
