/*
 * justify.h: the one description of a change in a repeat that names all places where it may lie:
 * the fully-justified form of SPDI (Holmes 2020, "contextual allele") and of GA4GH VRS.
 */
#ifndef ALKRES_CORE_VARIANT_JUSTIFY_H
#define ALKRES_CORE_VARIANT_JUSTIFY_H

#include "core/variant/change.h"
#include "core/variant/variant.h"

typedef struct AlkresJustified
{
	int64_t start; /* bases in front of what is replaced, from the contig's beginning */
	const char *ref;
	size_t ref_length; /* may be 0 */
	const char *alt;
	size_t alt_length;
	/* Length of the inserted or deleted run; 0 where bases are replaced by others. */
	size_t run;
} AlkresJustified;

/*
 * Without the bases that both alleles share at either end; an insertion or deletion widened over
 * the whole stretch through which it can be moved.  False where that ends at a base that is not
 * known, and for what is no change of bases.  ref and alt are the variant's, or from alkres_alloc.
 */
extern bool alkres_variant_justify(AlkresJustified *justified, const AlkresVariant *variant,
								   AlkresBaseAt base_at, void *source);

/*
 * As SPDI, NC_000002.12:29220764:G:T, from alkres_alloc: fully justified, where the bases around it
 * are not known with the alleles as they are.  NULL for what is no change of bases, and a contig
 * without an accession.
 */
extern char *alkres_variant_spdi(const AlkresVariant *variant, AlkresBaseAt base_at, void *source);

#endif
