/*
 * classify.c: from a plus-strand variant to what it does, through the gene block it lies in.
 */
#include "core/consequence/classify.h"

#include <string.h>

#include "core/base/nucleotide.h"
#include "core/consequence/block_change.h"
#include "core/gene/alk_model.h"
#include "core/gene/gene_reference.h"
#include "core/mutation/path.h"

static int
block_position(const AlkresGeneBlock *block, const AlkresVariant *variant)
{
	return (int) variant->position -
		   (variant->contig.assembly == ALKRES_ASSEMBLY_GRCH37 ? block->grch37_shift : 0);
}

/* Every base of ref that the block knows must be the reference's. */
static bool
check_reference(const AlkresVariant *variant, const AlkresGeneBlock *block, AlkresError *error)
{
	int position = block_position(block, variant);

	for (size_t i = 0; i < variant->ref_length; i++)
	{
		char expected = alkres_gene_block_base(block, position + (int) i);

		if (expected == 'N' || variant->ref[i] == expected || variant->ref[i] == 'N')
			continue;
		alkres_fail(error, ALKRES_BAD_PARAMETER, "reference base at %s:%s:%u is %c, not %c",
					variant->contig.assembly_name, variant->contig.contig_name,
					variant->position + (unsigned) i, expected, variant->ref[i]);
		if (!block->minus)
			return alkres_hint(error, "Check the assembly and the position.");
		return alkres_hint(error,
						   "Alleles are on the plus strand, %s lies on the minus strand: %s. Check "
						   "the assembly too.",
						   block->gene,
						   strcmp(block->gene, "ALK") == 0
							   ? "c.3586C>A is G>T"
							   : "each base of a c. name is complemented");
	}
	return true;
}

/* A change of `removed` bases of ref into `added` bases of alt, from a position on. */
typedef struct Span
{
	const char *ref;
	const char *alt;
	int removed;
	int added;
	int position;
} Span;

/* Leave out the bases that both alleles share, first those before: N is written for the base before
 * an indel. */
static void
trim(Span *s)
{
	while (s->removed > 0 && s->added > 0 && s->ref[0] == s->alt[0])
	{
		s->ref++;
		s->alt++;
		s->position++;
		s->removed--;
		s->added--;
	}
	while (s->removed > 0 && s->added > 0 && s->ref[s->removed - 1] == s->alt[s->added - 1])
	{
		s->removed--;
		s->added--;
	}
}

/* The variant as a change of the block; false when it does not lie in the block's known part. */
static bool
block_change(const AlkresVariant *variant, const AlkresTranscript *transcript,
			 const AlkresGeneBlock *block, AlkresBlockChange *change)
{
	char reference[ALKRES_CHANGE_MAX];
	Span span = {.ref = variant->ref,
				 .alt = variant->alt,
				 .removed = (int) variant->ref_length,
				 .added = (int) variant->alt_length,
				 .position = block_position(block, variant)};
	int removed, added;

	trim(&span);
	/* N in ref stands for whatever the reference is. */
	for (int i = 0; i < span.removed; i++)
		reference[i] =
			span.ref[i] == 'N' ? alkres_gene_block_base(block, span.position + i) : span.ref[i];
	span.ref = reference;
	trim(&span);
	removed = span.removed;
	added = span.added;
	if (removed == 0 && added == 0)
		return false;
	change->block = block;
	change->transcript = transcript;
	change->length = alkres_gene_block_length(block);
	change->removed = removed;
	change->added = added;
	/* On the minus strand the last base removed comes first, and an insertion before `position` is
	 * one behind it. */
	change->at = block->minus ? alkres_gene_block_offset(block, span.position + removed - 1)
							  : alkres_gene_block_offset(block, span.position);
	if (change->at < (removed == 0) || change->at + removed + (removed == 0) > change->length)
		return false;
	for (int i = 0; i < removed; i++)
		if (!alkres_block_base_is_known(block->sequence[change->at + i]))
			return false;
	for (int i = 0; i < added; i++)
	{
		char base = block->minus ? alkres_base_complement(span.alt[added - 1 - i]) : span.alt[i];

		if (base != 'A' && base != 'C' && base != 'G' && base != 'T')
			return false;
		change->bases[i] = base;
	}
	return true;
}

/* Try one block; false with *error on a wrong reference base. */
static bool
try_block(const AlkresVariant *variant, const AlkresTranscript *transcript,
		  const AlkresGeneBlock *block, AlkresConsequence *consequence, bool names,
		  AlkresError *error)
{
	AlkresBlockChange change;
	AlkresMutation mutation;
	int position = block_position(block, variant);
	AlkresClassified classified;

	/* A base of ref, or the one behind it, must lie in the block. */
	if (block->contig != variant->contig.contig || position > block->end + block->flank + 1 ||
		position + (int) variant->ref_length < block->start - block->flank)
		return true;
	if (!check_reference(variant, block, error))
		return false;
	if (consequence->block != NULL || variant->kind < ALKRES_SNV || variant->kind > ALKRES_DELINS ||
		variant->alt_length > ALKRES_CHANGE_MAX ||
		!block_change(variant, transcript, block, &change))
		return true;
	alkres_block_change_place(&change);
	classified = alkres_block_change_mutation(&change, &mutation, error);
	if (classified == ALKRES_CLASSIFY_ERROR)
		return false;
	if (block->only != NULL)
	{
		AlkresMutationParts parts;

		if (classified != ALKRES_CLASSIFY_DONE ||
			!alkres_mutation_take_apart(&parts, mutation.path, mutation.length) ||
			strcmp(parts.change, block->only) != 0)
			return true;
	}
	consequence->block = block;
	consequence->has_mutation = classified == ALKRES_CLASSIFY_DONE;
	if (consequence->has_mutation)
		consequence->mutation = mutation;
	if (names)
		consequence->hgvs_c = alkres_block_change_hgvs_c(&change);
	return true;
}

static bool
try_transcript(const AlkresVariant *variant, const AlkresTranscript *transcript,
			   AlkresConsequence *consequence, bool names, AlkresError *error)
{
	for (size_t i = 0; i < transcript->block_count; i++)
		if (!try_block(variant, transcript, &transcript->blocks[i], consequence, names, error))
			return false;
	return true;
}

static bool
find(const AlkresVariant *variant, AlkresConsequence *consequence, bool names, AlkresError *error)
{
	const AlkresTranscript alk = {alkres_alk_blocks, alkres_alk_block_count, alkres_alk_protein,
								  ALKRES_ALK_RESIDUES};

	consequence->block = NULL;
	consequence->has_mutation = false;
	consequence->hgvs_c = NULL;
	if (alkres_variant_is_structural(variant) ||
		variant->contig.assembly == ALKRES_ASSEMBLY_NAMED ||
		variant->contig.contig > ALKRES_CONTIG_LAST || variant->ref_length > ALKRES_CHANGE_MAX)
		return true;
	if (!try_transcript(variant, &alk, consequence, names, error))
		return false;
	for (size_t i = 0; i < alkres_hotspot_block_count; i++)
	{
		const AlkresTranscript hotspot = {&alkres_hotspot_blocks[i], 1, NULL, 0};

		if (!try_transcript(variant, &hotspot, consequence, names, error))
			return false;
	}
	return true;
}

bool
alkres_consequence(const AlkresVariant *variant, AlkresConsequence *consequence, AlkresError *error)
{
	return find(variant, consequence, true, error);
}

bool
alkres_consequence_by(const AlkresVariant *variant, const AlkresGeneModel *model,
					  AlkresConsequence *consequence, AlkresError *error)
{
	AlkresError unnamed;

	consequence->block = NULL;
	consequence->has_mutation = false;
	consequence->hgvs_c = NULL;
	if (alkres_variant_is_structural(variant) || variant->ref_length > ALKRES_CHANGE_MAX ||
		!alkres_contig_equal(&variant->contig, &model->contig))
		return true;
	if (!try_transcript(variant, &model->transcript, consequence, true, error))
		return false;
	/* ALK's residues are those of its shipped protein; another transcript numbers others. */
	if (consequence->has_mutation &&
		!alkres_mutation_check(consequence->mutation.path, consequence->mutation.length, &unnamed))
		consequence->has_mutation = false;
	return true;
}

AlkresClassified
alkres_classify(const AlkresVariant *variant, AlkresMutation *mutation, AlkresError *error)
{
	AlkresConsequence consequence;

	if (!find(variant, &consequence, false, error))
		return ALKRES_CLASSIFY_ERROR;
	if (!consequence.has_mutation)
		return ALKRES_CLASSIFY_NONE;
	*mutation = consequence.mutation;
	return ALKRES_CLASSIFY_DONE;
}
