/*
 * variant.h: a change of the genome: its parts, canonical text and stored form (doc/formats.md).
 *
 * Positions are 1-based on the plus strand, alleles are plus-strand VCF alleles (an indel carries
 * its anchor base).  The kinds are codes of the frozen stored form.
 */
#ifndef ALKRES_CORE_VARIANT_VARIANT_H
#define ALKRES_CORE_VARIANT_VARIANT_H

#include "core/variant/contig.h"
#include "core/variant/sequence.h"

typedef enum AlkresVariantKind
{
	ALKRES_REFERENCE = 1, /* looked at, nothing there: alt is "." */
	ALKRES_SNV = 2,
	ALKRES_MNV = 3,       /* equal lengths above 1 */
	ALKRES_INSERTION = 4, /* alt is ref with bases behind it */
	ALKRES_DELETION = 5,  /* ref is alt with bases behind it */
	ALKRES_DELINS = 6,    /* any other pair of sequences */
	/* Structural: their alt is no sequence.  What counts bases must refuse or pass over them. */
	ALKRES_SYMBOLIC_DEL = 7, /* <DEL>, <DUP>, <CNV> of the bases behind position, to end */
	ALKRES_SYMBOLIC_DUP = 8,
	ALKRES_SYMBOLIC_CNV = 9,
	ALKRES_BREAKEND = 10, /* joined to mate_position of mate */
} AlkresVariantKind;

/* How a breakend is joined to its mate: alt of VCF, t the bases, p the mate's place. */
typedef enum AlkresJoin
{
	ALKRES_JOIN_TO_RIGHT = 0,   /* t[p[ */
	ALKRES_JOIN_TO_LEFT = 1,    /* t]p] */
	ALKRES_JOIN_FROM_RIGHT = 2, /* [p[t */
	ALKRES_JOIN_FROM_LEFT = 3,  /* ]p]t */
} AlkresJoin;

typedef struct AlkresVariant
{
	AlkresContig contig;
	uint32_t position; /* 1-based position of the first base of ref */
	uint32_t end;      /* of the last base of ref, or END of a symbolic allele */
	AlkresVariantKind kind;
	const char *ref; /* upper case, not terminated */
	size_t ref_length;
	/* Upper case, not terminated; length 0 for ALKRES_REFERENCE; as in VCF for structural kinds. */
	const char *alt;
	size_t alt_length;
	/* The rest is set for ALKRES_BREAKEND only. */
	AlkresContig mate; /* of the same assembly */
	uint32_t mate_position;
	AlkresJoin join;
	const char *joined; /* bases that replace ref, a part of alt */
	size_t joined_length;
	/* Where ref and alt point after decoding a short variant: do not copy the struct. */
	char inline_bases[16];
} AlkresVariant;

static inline bool
alkres_variant_is_structural(const AlkresVariant *variant)
{
	return variant->kind >= ALKRES_SYMBOLIC_DEL;
}

/*
 * Fill *variant from parts: checks alleles (ACGTN, IUPAC; case folded into memory from alkres_alloc
 * when needed), position and lengths, derives the kind; alt "." means reference, an alt with
 * brackets is a breakend's.  ref and alt must outlive *variant.
 */
extern bool alkres_variant_set(AlkresVariant *variant, const AlkresContig *contig, int64_t position,
							   const char *ref, size_t ref_length, const char *alt,
							   size_t alt_length, AlkresError *error);

/* The canonical text, GRCh38:chr2:29220765:G:T, from alkres_alloc. */
extern char *alkres_variant_text(const AlkresVariant *variant);

/* The stored form without the varlena header, from alkres_alloc; *length its size. */
extern uint8_t *alkres_variant_encode(const AlkresVariant *variant, size_t *length);
/* Decode and validate a stored form; ref and alt point into bytes, inline_bases, static memory or
 * memory from alkres_alloc (a breakend's). */
extern bool alkres_variant_decode(AlkresVariant *variant, const uint8_t *bytes, size_t length,
								  AlkresError *error);

/* "SNV", "MNV", "insertion", "deletion", "delins", "reference", "DEL", "DUP", "CNV", "breakend". */
extern const char *alkres_variant_kind_name(AlkresVariantKind kind);

#endif
