/* edit.h: the forms of a variant that name replaced bases by their place: HGVS g. and SPDI. */
#ifndef ALKRES_CORE_VARIANT_EDIT_H
#define ALKRES_CORE_VARIANT_EDIT_H

#include "core/variant/locus_text.h"
#include "core/variant/variant.h"

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
