/* region.h: the SQL type region, for the layers above. */
#ifndef ALKRES_TYPE_REGION_H
#define ALKRES_TYPE_REGION_H

#include "fmgr.h"

#include "core/variant/region.h"

extern void alkres_region_get(Datum value, AlkresRegion *region);
extern Datum alkres_region_datum(const AlkresRegion *region);

#endif
