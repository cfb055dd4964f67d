/* droplet_arguments.h: what SQL functions over droplets share. */
#ifndef ALKRES_TYPE_DROPLET_ARGUMENTS_H
#define ALKRES_TYPE_DROPLET_ARGUMENTS_H

#include "postgres.h"

#include "fmgr.h"

#include "core/droplets/control.h"
#include "type/arguments.h"
#include "type/rows.h"

/* Arguments by name; errors are thrown. */
extern AlkresChannel alkres_channel_argument(FunctionCallInfo fcinfo, int n);
extern AlkresDropletMethod alkres_droplet_method_argument(FunctionCallInfo fcinfo, int n);
extern AlkresExposure alkres_exposure_argument(FunctionCallInfo fcinfo, int n);

/* A number, NaN as NULL. */
extern Datum alkres_number_or_null(FunctionCallInfo fcinfo, double value);

/* The row of the call's result type. */
extern Datum alkres_estimate_row(FunctionCallInfo fcinfo, const AlkresEstimate *estimate);

/* The names of the flags as text[]. */
extern Datum alkres_droplet_flags_datum(unsigned flags);

#endif
