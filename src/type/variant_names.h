/* variant_names.h: identifiers of variants that others know them by. */
#ifndef ALKRES_TYPE_VARIANT_NAMES_H
#define ALKRES_TYPE_VARIANT_NAMES_H

#include "core/variant/vrs.h"

/*
 * The computed identifier of GA4GH VRS 2.0, ga4gh:VA....  NULL for what is no change of bases, and
 * for an insertion or deletion that may lie in a repeat of bases that are not known.  Throws 22023
 * where accession is no refget accession (SQ....).
 */
extern char *alkres_vrs_id(const AlkresVariant *variant, const char *accession,
						   AlkresBaseAt base_at, void *source);

#endif
