/* allele.c: alternative alleles of VCF records as variants. */
#include "core/vcf/allele.h"

#include <stdio.h>
#include <string.h>

#include "core/variant/left_align.h"
#include "core/variant/structural.h"

static bool
is_one_of(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(text, words[i]) == 0)
			return true;
	return false;
}

bool
alkres_vcf_is_unspecified(const char *alt)
{
	static const char *const words[] = {"<*>", "<NON_REF>", "<X>"};

	return is_one_of(alt, words, 3);
}

/* The place of the record in front of what is wrong with an allele. */
static bool
refuse(const AlkresVcfRecord *record, const AlkresError *why, AlkresError *error)
{
	alkres_vcf_fail(record, error, "%.350s", why->message);
	error->code = why->code;
	memcpy(error->detail, why->detail, sizeof(error->detail));
	memcpy(error->hint, why->hint, sizeof(error->hint));
	return false;
}

/* <DEL>, <DUP> or <CNV> of <DEL:ME>, <DUP:TANDEM> and their like; NULL for all others. */
static const char *
symbol_of(const char *alt)
{
	static const char *const symbols[] = {"<DEL>", "<DUP>", "<CNV>"};

	for (size_t i = 0; i < 3; i++)
		if (strncmp(alt, symbols[i], 4) == 0 && (alt[4] == '>' || alt[4] == ':'))
			return symbols[i];
	return NULL;
}

static bool
set_symbolic(AlkresVcfAllele *allele, const AlkresVcfRecord *record, const AlkresContig *contig,
			 const char *symbol, AlkresError *error)
{
	AlkresError why;

	allele->kind = "symbolic";
	if (symbol == NULL || strlen(record->ref) != 1 || record->position == 0)
		return true;
	/* Without an end it is known to be there, and not how far. */
	if (!record->has_end)
		return true;
	if (!alkres_variant_set_symbolic(&allele->variant, contig, record->position, record->ref, 1,
									 symbol, strlen(symbol), record->end, &why))
		return refuse(record, &why, error);
	allele->has_variant = true;
	allele->kind = alkres_variant_kind_name(allele->variant.kind);
	return true;
}

/* A mate on a sequence that the file itself assembled has no place. */
static bool
set_breakend(AlkresVcfAllele *allele, const AlkresVcfRecord *record, const AlkresContig *contig,
			 const char *alt, AlkresError *error)
{
	AlkresError why;

	allele->kind = alkres_variant_kind_name(ALKRES_BREAKEND);
	if (strlen(record->ref) != 1 || record->position == 0)
		return true;
	allele->has_variant = alkres_variant_set(&allele->variant, contig, record->position,
											 record->ref, 1, alt, strlen(alt), &why);
	return allele->has_variant || why.code == ALKRES_UNSUPPORTED || refuse(record, &why, error);
}

static bool
set_bases(AlkresVcfAllele *allele, const AlkresVcfRecord *record, const AlkresContig *contig,
		  const char *alt, AlkresBaseAt base_at, void *source, AlkresError *error)
{
	AlkresVariant written;
	AlkresError why;

	if (!alkres_variant_set(&written, contig, record->position, record->ref, strlen(record->ref),
							alt, strlen(alt), &why) ||
		!alkres_left_align(&allele->variant, &written, base_at, source, &why))
		return refuse(record, &why, error);
	allele->has_variant = true;
	allele->kind = alkres_variant_kind_name(allele->variant.kind);
	return true;
}

bool
alkres_vcf_allele(AlkresVcfAllele *allele, const AlkresVcfRecord *record,
				  const AlkresContig *contig, size_t number, AlkresBaseAt base_at, void *source,
				  AlkresError *error)
{
	const char *alt = number == 0 ? "." : record->alts[number - 1];
	bool is_alone = record->alt_count <= 1;
	size_t length = strlen(alt);

	allele->has_variant = false;
	if (record->has_end && record->end < record->position)
		return alkres_vcf_fail(record, error, "INFO END must not lie in front of POS, found %lld",
							   (long long) record->end);
	if (strcmp(alt, "*") == 0)
		allele->kind = "overlapping_deletion";
	else if (number > 0 && alkres_vcf_is_unspecified(alt))
		allele->kind = is_alone ? "reference_block" : "unspecified";
	else if (number == 0 && record->has_end && record->end > record->position)
		allele->kind = "reference_block";
	else if (alt[0] == '<')
		return set_symbolic(allele, record, contig, symbol_of(alt), error);
	else if (strpbrk(alt, "[]") != NULL)
		return set_breakend(allele, record, contig, alt, error);
	else if (length > 1 && (alt[0] == '.' || alt[length - 1] == '.'))
		allele->kind = "single_breakend";
	else
		return set_bases(allele, record, contig, alt, base_at, source, error);
	return true;
}
