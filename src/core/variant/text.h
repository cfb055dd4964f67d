/* text.h: reading the text forms of a variant. */
#ifndef ALKRES_CORE_VARIANT_TEXT_H
#define ALKRES_CORE_VARIANT_TEXT_H

#include "core/variant/variant.h"

/*
 * Parse any of the input forms; default_assembly may be NULL or empty.  ref and alt point into text
 * or into memory from alkres_alloc.  Reference bases that a form does not give are those compiled
 * in (core/variant/sequence.h); parse_with takes them from elsewhere.
 */
extern bool alkres_variant_parse(AlkresVariant *variant, const char *text,
								 const char *default_assembly, AlkresError *error);
extern bool alkres_variant_parse_with(AlkresVariant *variant, const char *text,
									  const char *default_assembly, AlkresBaseAt base_at,
									  void *source, AlkresError *error);

#endif
