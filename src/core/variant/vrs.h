/*
 * vrs.h: what the identifiers of GA4GH VRS 2.0 are worked out from: the digest serialization of a
 * location and of an allele, and the text of a digest (sha512t24u).
 */
#ifndef ALKRES_CORE_VARIANT_VRS_H
#define ALKRES_CORE_VARIANT_VRS_H

#include "core/text/text_buffer.h"
#include "core/variant/justify.h"

/* SHA-512's first 192 bits as base64url, with its end. */
#define ALKRES_VRS_DIGEST_SIZE 33

/* Text of the first 24 bytes of a SHA-512. */
extern void alkres_vrs_digest_text(const uint8_t *sha512, char out[ALKRES_VRS_DIGEST_SIZE]);

/* Is it the refget accession of a sequence: SQ. and a digest's text? */
extern bool alkres_is_refget_accession(const char *text);

extern void alkres_vrs_write_location(AlkresTextBuffer *out, const char *accession,
									  const AlkresJustified *change);
/* location: the digest of its serialization. */
extern void alkres_vrs_write_allele(AlkresTextBuffer *out, const char *location,
									const AlkresJustified *change);

#endif
