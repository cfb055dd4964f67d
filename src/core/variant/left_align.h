/*
 * left_align.h: one form for one change: trimmed and left-aligned, as "bcftools norm" (Tan 2015),
 * and from one assembly to another.
 */
#ifndef ALKRES_CORE_VARIANT_LEFT_ALIGN_H
#define ALKRES_CORE_VARIANT_LEFT_ALIGN_H

#include "core/variant/variant.h"

/*
 * Fill *normal with the shortest alleles that make the same change, an indel as far left as the
 * source's bases tell, never without an anchor: one stays where the source knows nothing.
 * Structural kinds and reference observations come back as they are.  normal's alleles are in
 * memory from alkres_alloc or variant's.  False with *error (22023) when a reference base is not
 * the source's.
 */
extern bool alkres_left_align(AlkresVariant *normal, const AlkresVariant *variant,
							  AlkresBaseAt base_at, void *source, AlkresError *error);

/*
 * The same variant on GRCh37 or GRCh38 (an ALKRES_ASSEMBLY_*): for what lies wholly within ALK,
 * where both assemblies differ by a constant shift.  False elsewhere.  A variant of that assembly
 * comes back as it is.
 */
extern bool alkres_liftover(AlkresVariant *lifted, const AlkresVariant *variant, int assembly);

#endif
