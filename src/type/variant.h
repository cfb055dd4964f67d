/* variant.h: the SQL type variant, for the layers above. */
#ifndef ALKRES_TYPE_VARIANT_H
#define ALKRES_TYPE_VARIANT_H

#include "fmgr.h"

#include "core/variant/variant.h"

/* Take a value apart; *variant points into memory of the current context. */
extern void alkres_variant_get(Datum value, AlkresVariant *variant);
extern Datum alkres_variant_datum(const AlkresVariant *variant);

#endif
