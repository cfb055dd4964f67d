/* shown.h: arrays of pileups as what they show of breakpoints (core/junction/shown.h). */
#ifndef ALKRES_CALL_SHOWN_H
#define ALKRES_CALL_SHOWN_H

#include "fmgr.h"

#include "core/junction/shown.h"

/* The blocks of an array argument. */
extern void alkres_show_pileups(FunctionCallInfo fcinfo, int number, const char *name,
								AlkresShown *shown);
/* They are those of one library: sorted; two of one block or of two assemblies are 22023. */
extern void alkres_show_as_library(AlkresShown *shown);

#endif
