/* parts.h: what the files of the type variant share. */
#ifndef ALKRES_CORE_VARIANT_PARTS_H
#define ALKRES_CORE_VARIANT_PARTS_H

#include "core/variant/locus_text.h"
#include "core/variant/variant.h"

/* Check an allele of bases, in upper case: in place when it is already, else in memory of its own.
 */
extern bool alkres_allele_check(const char **allele, size_t length, const char *which,
								AlkresError *error);
/* Is it 1 to ALKRES_POSITION_MAX? */
extern bool alkres_position_check(int64_t position, AlkresError *error);

/* Fill a breakend from its alt as in VCF: G]chr5:123]. */
extern bool alkres_breakend_set(AlkresVariant *variant, const AlkresContig *contig,
								int64_t position, const char *ref, size_t ref_length,
								const char *alt, size_t alt_length, AlkresError *error);

/* Write a breakend's alt anew from mate, mate_position, join and joined, in memory from
 * alkres_alloc. */
extern void alkres_breakend_write(AlkresVariant *variant);

/* The stored form of structural kinds: whole, and what stands behind the contig's head. */
extern uint8_t *alkres_structural_encode(const AlkresVariant *variant, size_t *length);
extern bool alkres_structural_decode(AlkresVariant *variant, const AlkresContig *contig,
									 const uint8_t *bytes, size_t length, AlkresError *error);

/*
 * Where a form says which bases are replaced but not what they are (HGVS, SPDI): bases taken from
 * base_at, text the whole literal for errors.
 */
typedef struct AlkresEdit
{
	const AlkresContig *contig;
	int64_t start;       /* 1-based, of the first replaced base; of the base behind an insertion */
	int64_t removed;     /* bases replaced */
	AlkresText written;  /* these bases, when the form gives them; else length 0 */
	AlkresText inserted; /* bases in their place */
	const char *text;
	AlkresBaseAt base_at;
	void *source;
} AlkresEdit;

/* The variant of an edit: as VCF, an indel with the base before it.  0A000 when a base is not
 * known. */
extern bool alkres_variant_from_edit(AlkresVariant *variant, AlkresEdit *edit, AlkresError *error);

/* Parse what stands behind "g.", substitutions apart; edit's contig, text and source are set. */
extern bool alkres_hgvs_parse(AlkresVariant *variant, AlkresText change, AlkresEdit *edit,
							  AlkresError *error);
/* Parse SPDI's deletion, a sequence or its length, and insertion; edit's start is set too. */
extern bool alkres_spdi_parse(AlkresVariant *variant, AlkresText deletion, AlkresText insertion,
							  AlkresEdit *edit, AlkresError *error);

#endif
