/*
 * variant.h: a change of the genome: text grammars and the stored form (doc/formats.md).
 *
 * Positions are 1-based on the plus strand, alleles are plus-strand VCF alleles (an indel carries
 * its anchor base).  Kinds above ALKRES_DELINS and "reference" are codes of the frozen stored form.
 */
#ifndef ALKRES_CORE_VARIANT_H
#define ALKRES_CORE_VARIANT_H

#include "core/contig.h"

typedef enum AlkresVariantKind
{
	ALKRES_REFERENCE = 1, /* looked at, nothing there: alt is "." */
	ALKRES_SNV = 2,
	ALKRES_MNV = 3,       /* equal lengths above 1 */
	ALKRES_INSERTION = 4, /* alt is ref with bases behind it */
	ALKRES_DELETION = 5,  /* ref is alt with bases behind it */
	ALKRES_DELINS = 6,    /* any other pair of sequences */
} AlkresVariantKind;

/* Longest ref or alt. */
#define ALKRES_ALLELE_MAX 100000

typedef struct AlkresVariant
{
	AlkresContig contig;
	uint32_t position; /* 1-based position of the first base of ref */
	AlkresVariantKind kind;
	const char *ref; /* upper case, not terminated */
	size_t ref_length;
	const char *alt; /* upper case, not terminated; length 0 for ALKRES_REFERENCE */
	size_t alt_length;
	char inline_bases[16]; /* where ref and alt point after decoding a short variant: do not copy
							  the struct */
} AlkresVariant;

/*
 * Fill *variant from parts: checks alleles (ACGTN, IUPAC; case folded into memory from alkres_alloc
 * when needed), position and lengths, derives the kind; alt "." means reference.  ref and alt must
 * outlive *variant.
 */
extern bool alkres_variant_set(AlkresVariant *variant, const AlkresContig *contig, int64_t position,
							   const char *ref, size_t ref_length, const char *alt,
							   size_t alt_length, AlkresError *error);

/*
 * Parse any of the input forms; default_assembly may be NULL or empty.  ref and alt point into
 * memory from alkres_alloc.
 */
extern bool alkres_variant_parse(AlkresVariant *variant, const char *text,
								 const char *default_assembly, AlkresError *error);

/* The canonical text, GRCh38:chr2:29220765:G:T, from alkres_alloc. */
extern char *alkres_variant_text(const AlkresVariant *variant);

/* The stored form without the varlena header, from alkres_alloc; *length its size. */
extern uint8_t *alkres_variant_encode(const AlkresVariant *variant, size_t *length);
/* Decode and validate a stored form; ref and alt point into bytes or inline_bases. */
extern bool alkres_variant_decode(AlkresVariant *variant, const uint8_t *bytes, size_t length,
								  AlkresError *error);

/* "SNV", "MNV", "insertion", "deletion", "delins", "reference". */
extern const char *alkres_variant_kind_name(AlkresVariantKind kind);

#endif
