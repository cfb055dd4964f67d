/* left_align.c: trimming, left alignment, and the shift between assemblies. */
#include "core/variant/left_align.h"

#include <string.h>

#include "core/gene/alk_model.h"
#include "core/base/memory.h"
#include "core/variant/structural.h"

/* The gene ALK on GRCh38, all exons and introns. */
#define ALK_START 29192774
#define ALK_END 29921586

/* A run of bases that is inserted in front of, or deleted at, a position. */
typedef struct Run
{
	const char *bases;
	size_t length;
	size_t last; /* index of its last base: the run is a ring that turns while it moves */
	int64_t position;
	char after; /* the reference base behind the run's place */
} Run;

/* Move the run to the left through the sequence it repeats. */
static void
move_left(Run *run, const AlkresContig *contig, AlkresBaseAt base_at, void *source)
{
	while (run->position > 1 && base_at(source, contig, run->position - 1) == run->bases[run->last])
	{
		/* Not where its anchor would be unknown. */
		if (run->position > 2 && base_at(source, contig, run->position - 2) == 0)
			break;
		run->after = run->bases[run->last];
		run->last = (run->last + run->length - 1) % run->length;
		run->position--;
	}
}

/* The run as VCF: with the base before it, or behind it where there is none or it is unknown. */
static bool
set_run(AlkresVariant *normal, const AlkresVariant *variant, const Run *run, bool inserted,
		AlkresBaseAt base_at, void *source, AlkresError *error)
{
	char *bases = alkres_alloc(run->length + 2), *anchor = alkres_alloc(1), *whole;
	size_t first = (run->last + 1) % run->length;
	int64_t position = run->position;
	char before = position > 1 ? base_at(source, &variant->contig, position - 1) : 0;

	memcpy(bases + 1, run->bases + first, run->length - first);
	memcpy(bases + 1 + run->length - first, run->bases, first);
	if (before != 0)
	{
		whole = bases;
		position--;
		bases[0] = *anchor = before;
	}
	else
	{
		whole = bases + 1;
		bases[1 + run->length] = *anchor = run->after;
	}
	if (inserted)
		return alkres_variant_set(normal, &variant->contig, position, anchor, 1, whole,
								  run->length + 1, error);
	return alkres_variant_set(normal, &variant->contig, position, whole, run->length + 1, anchor, 1,
							  error);
}

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

bool
alkres_left_align(AlkresVariant *normal, const AlkresVariant *variant, AlkresBaseAt base_at,
				  void *source, AlkresError *error)
{
	const char *ref = variant->ref, *alt = variant->alt;
	size_t ref_length = variant->ref_length, alt_length = variant->alt_length;
	int64_t position = variant->position;

	if (!alkres_bases_check(&variant->contig, position, ref, ref_length, base_at, source, error))
		return false;
	if (alkres_variant_is_structural(variant) || variant->kind == ALKRES_REFERENCE)
	{
		copy(normal, variant);
		return true;
	}
	while (ref_length > 0 && alt_length > 0 && ref[ref_length - 1] == alt[alt_length - 1])
	{
		ref_length--;
		alt_length--;
	}
	if (ref_length == 0 || alt_length == 0)
	{
		bool inserted = ref_length == 0;
		Run run = {.bases = inserted ? alt : ref,
				   .length = ref_length + alt_length,
				   .last = ref_length + alt_length - 1,
				   .position = position,
				   .after = inserted ? ref[0] : ref[ref_length]};

		move_left(&run, &variant->contig, base_at, source);
		return set_run(normal, variant, &run, inserted, base_at, source, error);
	}
	/* What ends differently cannot move: only its common beginning goes, but for an anchor. */
	while (ref_length > 1 && alt_length > 1 && ref[0] == alt[0])
	{
		ref++;
		alt++;
		ref_length--;
		alt_length--;
		position++;
	}
	return alkres_variant_set(normal, &variant->contig, position, ref, ref_length, alt, alt_length,
							  error);
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
