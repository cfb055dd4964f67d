/* droplet_arguments.h: what SQL functions over droplets share. */
#ifndef ALKRES_TYPE_DROPLET_ARGUMENTS_H
#define ALKRES_TYPE_DROPLET_ARGUMENTS_H

#include "postgres.h"

#include "fmgr.h"

#include "core/droplets/control.h"

/* Arguments by name; errors are thrown. */
extern AlkresChannel alkres_channel_argument(FunctionCallInfo fcinfo, int n);
extern AlkresDropletMethod alkres_droplet_method_argument(FunctionCallInfo fcinfo, int n);
extern AlkresExposure alkres_exposure_argument(FunctionCallInfo fcinfo, int n);
/* Above 0 and below 1. */
extern double alkres_probability_argument(FunctionCallInfo fcinfo, int n, const char *name);
/* Above 0 and finite. */
extern double alkres_positive_argument(FunctionCallInfo fcinfo, int n, const char *name);

/* A number, NaN as NULL. */
extern Datum alkres_number_or_null(FunctionCallInfo fcinfo, double value);

/* The row of the call's result type, NaN as NULL; its description is looked up once per query. */
extern Datum alkres_numbers_row(FunctionCallInfo fcinfo, const double *numbers, int count);
extern Datum alkres_estimate_row(FunctionCallInfo fcinfo, const AlkresEstimate *estimate);
extern Datum alkres_row(FunctionCallInfo fcinfo, Datum *values, bool *nulls);

/* The names of the flags as text[]. */
extern Datum alkres_droplet_flags_datum(unsigned flags);

#endif
