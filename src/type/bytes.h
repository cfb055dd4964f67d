/*
 * bytes.h: varlena types whose order and equality are those of their bytes (variant, region,
 * mutation): comparison, hashing and the making of values.  The fmgr functions alkres_bytes_* serve
 * them all.
 */
#ifndef ALKRES_TYPE_BYTES_H
#define ALKRES_TYPE_BYTES_H

#include "fmgr.h"

/* A new value with these bytes, in the current memory context. */
extern Datum alkres_bytes_datum(const void *bytes, size_t length);
/* memcmp order, the shorter first; neither value may be compressed or out of line. */
extern int alkres_bytes_compare(const struct varlena *a, const struct varlena *b);

#endif
