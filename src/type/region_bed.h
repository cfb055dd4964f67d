/* region_bed.h: regions of a BED file as rows. */
#ifndef ALKRES_TYPE_REGION_BED_H
#define ALKRES_TYPE_REGION_BED_H

#include "postgres.h"

#include "fmgr.h"

/* The rows of a function whose second argument is the assembly; throws 22P04 by line. */
extern void alkres_bed_rows(FunctionCallInfo fcinfo, const char *content);

#endif
