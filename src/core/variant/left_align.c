/* left_align.c: trimming, left alignment, and the shift between assemblies. */
#include "core/variant/left_align.h"

#include <string.h>

#include "core/gene/alk_model.h"
#include "core/base/memory.h"
#include "core/variant/change.h"
#include "core/variant/structural.h"

/* The gene ALK on GRCh38, all exons and introns. */
#define ALK_START 29192774
#define ALK_END 29921586

/* A plain copy would leave the alleles of a short variant pointing into the original. */
static void
copy(AlkresVariant *out, const AlkresVariant *variant)
{
	*out = *variant;
	if (variant->ref == variant->inline_bases)
	{
		out->ref = out->inline_bases;
		if (variant->alt_length > 0)
			out->alt = out->inline_bases + variant->ref_length;
	}
}

/* The contig that a source of bases is asked about. */
typedef struct Sequence
{
	const AlkresContig *contig;
	AlkresBaseAt base_at;
	void *source;
} Sequence;

/* An AlkresKnownBase of a Sequence. */
static char
known_base(const void *source, int64_t position)
{
	const Sequence *sequence = source;

	return position < 1 ? 0 : sequence->base_at(sequence->source, sequence->contig, position);
}

bool
alkres_left_align(AlkresVariant *normal, const AlkresVariant *variant, AlkresBaseAt base_at,
				  void *source, AlkresError *error)
{
	Sequence sequence = {&variant->contig, base_at, source};
	AlkresChange change = {variant->position, variant->ref, variant->ref_length, variant->alt,
						   variant->alt_length};

	if (!alkres_bases_check(&variant->contig, variant->position, variant->ref, variant->ref_length,
							base_at, source, error))
		return false;
	if (alkres_variant_is_structural(variant) || variant->kind == ALKRES_REFERENCE)
	{
		copy(normal, variant);
		return true;
	}
	change = alkres_change_align_left(change, known_base, &sequence);
	return alkres_variant_set(normal, &variant->contig, change.position, change.ref,
							  change.ref_length, change.alt, change.alt_length, error);
}

static bool
in_alk(const AlkresContig *contig, int64_t position)
{
	if (contig->assembly == ALKRES_ASSEMBLY_GRCH37)
		position -= ALKRES_ALK_GRCH37_SHIFT;
	return contig->contig == 2 && position >= ALK_START && position <= ALK_END;
}

static void
move_contig(AlkresContig *contig, int assembly)
{
	contig->assembly = (uint8_t) assembly;
	strcpy(contig->assembly_name, assembly == ALKRES_ASSEMBLY_GRCH37 ? "GRCh37" : "GRCh38");
}

bool
alkres_liftover(AlkresVariant *lifted, const AlkresVariant *variant, int assembly)
{
	int shift =
		assembly == ALKRES_ASSEMBLY_GRCH37 ? ALKRES_ALK_GRCH37_SHIFT : -ALKRES_ALK_GRCH37_SHIFT;

	copy(lifted, variant);
	if (variant->contig.assembly == assembly)
		return true;
	if (variant->contig.assembly == ALKRES_ASSEMBLY_NAMED ||
		!in_alk(&variant->contig, variant->position) || !in_alk(&variant->contig, variant->end))
		return false;
	if (variant->kind == ALKRES_BREAKEND)
	{
		if (!in_alk(&variant->mate, variant->mate_position))
			return false;
		move_contig(&lifted->mate, assembly);
		lifted->mate_position += shift;
		alkres_breakend_write(lifted);
	}
	move_contig(&lifted->contig, assembly);
	lifted->position += shift;
	lifted->end += shift;
	return true;
}
