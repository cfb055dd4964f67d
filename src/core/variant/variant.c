/* variant.c: alleles, kinds, canonical text and stored form of a variant (doc/formats.md). */
#include "core/variant/variant.h"

#include <stdio.h>
#include <string.h>

#include "core/base/nucleotide.h"
#include "core/base/memory.h"
#include "core/variant/allele.h"
#include "core/variant/structural.h"

#define BASES_UNPACKED 0xff0000u /* both lengths 15: the alleles stand in the tail */
#define INLINE_BASES_MAX 8

static AlkresVariantKind
kind_of(const char *ref, size_t ref_length, const char *alt, size_t alt_length)
{
	if (alt_length == 0)
		return ALKRES_REFERENCE;
	if (ref_length == alt_length)
		return ref_length == 1 ? ALKRES_SNV : ALKRES_MNV;
	if (alt_length > ref_length && memcmp(ref, alt, ref_length) == 0)
		return ALKRES_INSERTION;
	if (ref_length > alt_length && memcmp(ref, alt, alt_length) == 0)
		return ALKRES_DELETION;
	return ALKRES_DELINS;
}

bool
alkres_variant_set(AlkresVariant *variant, const AlkresContig *contig, int64_t position,
				   const char *ref, size_t ref_length, const char *alt, size_t alt_length,
				   AlkresError *error)
{
	if (!alkres_position_check(position, error))
		return false;
	if (memchr(alt, '[', alt_length) != NULL || memchr(alt, ']', alt_length) != NULL)
		return alkres_breakend_set(variant, contig, position, ref, ref_length, alt, alt_length,
								   error);
	if (alt_length > 1 && alt[0] == '<')
		return alkres_variant_set_symbolic(variant, contig, position, ref, ref_length, alt,
										   alt_length, 0, error);
	if (alt_length == 1 && alt[0] == '.')
		alt_length = 0;
	else if (alt_length == 0)
	{
		alkres_fail(error, ALKRES_BAD_TEXT, "variant has an empty alternative allele");
		return alkres_hint(
			error, "Write indels with the base before them, as in VCF (TCTC:T); \".\" means the "
				   "reference itself.");
	}
	if (ref_length == 0)
	{
		alkres_fail(error, ALKRES_BAD_TEXT, "variant has an empty reference allele");
		return alkres_hint(error, "Write indels with the base before them, as in VCF (G:GCGT).");
	}
	if (!alkres_allele_check(&ref, ref_length, "reference", error) ||
		!alkres_allele_check(&alt, alt_length, "alternative", error))
		return false;
	if (ref_length == alt_length && memcmp(ref, alt, ref_length) == 0)
	{
		alkres_fail(error, ALKRES_BAD_TEXT, "variant changes nothing: both alleles are \"%.*s\"",
					(int) (ref_length > 100 ? 100 : ref_length), ref);
		return alkres_hint(
			error, "Write \".\" as the alternative allele to say that the reference was seen.");
	}
	variant->contig = *contig;
	variant->position = position;
	variant->end = (uint32_t) (position + ref_length - 1);
	variant->kind = kind_of(ref, ref_length, alt, alt_length);
	variant->ref = ref;
	variant->ref_length = ref_length;
	variant->alt = alt;
	variant->alt_length = alt_length;
	return true;
}

char *
alkres_variant_text(const AlkresVariant *variant)
{
	size_t size = 2 * ALKRES_NAME_SIZE + 64 + variant->ref_length + variant->alt_length;
	char *text = alkres_alloc(size);
	int length;

	length = snprintf(text, size, "%s:%s:%u:%.*s:%.*s", variant->contig.assembly_name,
					  variant->contig.contig_name, variant->position, (int) variant->ref_length,
					  variant->ref, variant->alt_length ? (int) variant->alt_length : 1,
					  variant->alt_length ? variant->alt : ".");
	if (variant->kind >= ALKRES_SYMBOLIC_DEL && variant->kind <= ALKRES_SYMBOLIC_CNV)
		snprintf(text + length, size - length, ":END=%u", variant->end);
	return text;
}

/* Both alleles as lengths and 2-bit bases in 24 bits; BASES_UNPACKED when they do not fit. */
static uint32_t
pack_bases(const AlkresVariant *variant)
{
	uint32_t packed = 0;
	int shift = 16;

	if (variant->ref_length + variant->alt_length > INLINE_BASES_MAX)
		return BASES_UNPACKED;
	for (size_t i = 0; i < variant->ref_length + variant->alt_length; i++)
	{
		int code = alkres_base_code(
			i < variant->ref_length ? variant->ref[i] : variant->alt[i - variant->ref_length]);

		if (code < 0 || code > 3)
			return BASES_UNPACKED;
		shift -= 2;
		packed |= (uint32_t) code << shift;
	}
	return packed | (uint32_t) variant->ref_length << 20 | (uint32_t) variant->alt_length << 16;
}

uint8_t *
alkres_variant_encode(const AlkresVariant *variant, size_t *length)
{
	uint8_t *out =
		alkres_alloc(2 * ALKRES_NAME_SIZE + 16 + variant->ref_length + variant->alt_length);
	size_t used = alkres_contig_encode(&variant->contig, out);
	uint32_t packed;

	if (alkres_variant_is_structural(variant))
	{
		alkres_free(out);
		return alkres_structural_encode(variant, length);
	}
	packed = pack_bases(variant);
	uint64_t bits =
		(uint64_t) (variant->position - 1) << 28 | (uint64_t) variant->kind << 24 | packed;

	for (int shift = 48; shift >= 0; shift -= 8)
		out[used++] = (uint8_t) (bits >> shift);
	if (packed == BASES_UNPACKED)
	{
		for (int shift = 24; shift >= 0; shift -= 8)
			out[used++] = (uint8_t) (variant->ref_length >> shift);
		memcpy(out + used, variant->ref, variant->ref_length);
		used += variant->ref_length;
		memcpy(out + used, variant->alt, variant->alt_length);
		used += variant->alt_length;
	}
	*length = used;
	return out;
}

bool
alkres_variant_decode(AlkresVariant *variant, const uint8_t *bytes, size_t length,
					  AlkresError *error)
{
	AlkresError detail;
	AlkresContig contig;
	size_t used = alkres_contig_decode(&contig, bytes, length);
	uint64_t bits = 0;
	const char *ref, *alt;
	size_t ref_length, alt_length;

	if (used == 0 || length - used < 7)
		return alkres_fail(error, ALKRES_BAD_BINARY, "invalid binary form of type variant");
	if ((bytes[used + 3] & 15) >= ALKRES_SYMBOLIC_DEL)
		return alkres_structural_decode(variant, &contig, bytes + used, length - used, error);
	for (int i = 0; i < 7; i++)
		bits = bits << 8 | bytes[used++];

	uint32_t packed = bits & 0xffffff;
	if (packed == BASES_UNPACKED)
	{
		if (length - used < 4)
			return alkres_fail(error, ALKRES_BAD_BINARY,
							   "invalid binary form of type variant: cut short");
		ref_length = (size_t) bytes[used] << 24 | bytes[used + 1] << 16 | bytes[used + 2] << 8 |
					 bytes[used + 3];
		used += 4;
		if (ref_length > length - used)
			return alkres_fail(error, ALKRES_BAD_BINARY,
							   "invalid binary form of type variant: cut short");
		ref = (const char *) bytes + used;
		alt = ref + ref_length;
		alt_length = length - used - ref_length;
	}
	else
	{
		ref_length = packed >> 20;
		alt_length = packed >> 16 & 15;
		if (ref_length + alt_length > INLINE_BASES_MAX || used != length)
			return alkres_fail(error, ALKRES_BAD_BINARY,
							   "invalid binary form of type variant: bad allele lengths");
		for (size_t i = 0; i < ref_length + alt_length; i++)
			variant->inline_bases[i] = "ACGT"[packed >> (14 - 2 * i) & 3];
		ref = variant->inline_bases;
		alt = ref + ref_length;
	}
	if (alt_length == 0)
		alt = ".";
	if (!alkres_variant_set(variant, &contig, (int64_t) (bits >> 28) + 1, ref, ref_length, alt,
							alt_length ? alt_length : 1, &detail))
	{
		alkres_fail(error, ALKRES_BAD_BINARY, "invalid binary form of type variant");
		return alkres_detail(error, "%.500s", detail.message);
	}
	/* Only the canonical form is valid: equality is bytewise. */
	if (variant->kind != (bits >> 24 & 15) || pack_bases(variant) != packed ||
		variant->alt_length != alt_length || variant->ref != ref || variant->alt != alt)
		return alkres_fail(error, ALKRES_BAD_BINARY,
						   "invalid binary form of type variant: not canonical");
	return true;
}

const char *
alkres_variant_kind_name(AlkresVariantKind kind)
{
	switch (kind)
	{
		case ALKRES_REFERENCE:
			return "reference";
		case ALKRES_SNV:
			return "SNV";
		case ALKRES_MNV:
			return "MNV";
		case ALKRES_INSERTION:
			return "insertion";
		case ALKRES_DELETION:
			return "deletion";
		case ALKRES_DELINS:
			return "delins";
		case ALKRES_SYMBOLIC_DEL:
			return "DEL";
		case ALKRES_SYMBOLIC_DUP:
			return "DUP";
		case ALKRES_SYMBOLIC_CNV:
			return "CNV";
		case ALKRES_BREAKEND:
			return "breakend";
	}
	return "unknown";
}
