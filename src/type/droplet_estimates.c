/* droplet_estimates.c: SQL functions that say what droplets mean: concentration, share, linkage,
 * controls. */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "type/droplet_summary.h"
#include "type/report.h"

static AlkresChannel
channel_argument(FunctionCallInfo fcinfo, int n)
{
	AlkresChannel channel;
	AlkresError error;

	if (!alkres_channel_by_name(text_to_cstring(PG_GETARG_TEXT_PP(n)), &channel, &error))
		alkres_report(&error);
	return channel;
}

static AlkresDropletMethod
method_argument(FunctionCallInfo fcinfo, int n)
{
	AlkresDropletMethod method;
	AlkresError error;

	if (!alkres_droplet_method_by_name(text_to_cstring(PG_GETARG_TEXT_PP(n)), &method, &error))
		alkres_report(&error);
	return method;
}

static double
probability_argument(FunctionCallInfo fcinfo, int n, const char *name)
{
	double value = PG_GETARG_FLOAT8(n);

	if (!(value > 0 && value < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s must be between 0 and 1", name));
	return value;
}

static Datum
number_or_null(FunctionCallInfo fcinfo, double value)
{
	if (isnan(value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

/* The row (value, lower, upper), NaN as NULL.  Its description is looked up once per query. */
static Datum
estimate_row(FunctionCallInfo fcinfo, const AlkresEstimate *estimate)
{
	Datum values[3] = {Float8GetDatum(estimate->value), Float8GetDatum(estimate->lower),
					   Float8GetDatum(estimate->upper)};
	bool nulls[3] = {isnan(estimate->value), isnan(estimate->lower), isnan(estimate->upper)};
	TupleDesc description = fcinfo->flinfo->fn_extra;

	if (description == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &description) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		description = BlessTupleDesc(CreateTupleDescCopy(description));
		fcinfo->flinfo->fn_extra = description;
		MemoryContextSwitchTo(old);
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(description, values, nulls)));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_concentration);
Datum
alkres_droplet_summary_concentration(PG_FUNCTION_ARGS)
{
	AlkresEstimate estimate;
	AlkresError error;

	if (!alkres_concentration(PG_GETARG_DROPLETS(0), channel_argument(fcinfo, 1),
							  method_argument(fcinfo, 2), PG_GETARG_FLOAT8(3), &estimate, &error))
		alkres_report(&error);
	return estimate_row(fcinfo, &estimate);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_abundance);
Datum
alkres_droplet_summary_abundance(PG_FUNCTION_ARGS)
{
	AlkresEstimate estimate;
	AlkresError error;

	if (!alkres_fractional_abundance(PG_GETARG_DROPLETS(0), channel_argument(fcinfo, 1),
									 method_argument(fcinfo, 2), PG_GETARG_FLOAT8(3), &estimate,
									 &error))
		alkres_report(&error);
	return estimate_row(fcinfo, &estimate);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_linkage);
Datum
alkres_droplet_summary_linkage(PG_FUNCTION_ARGS)
{
	return number_or_null(fcinfo, alkres_linkage(PG_GETARG_DROPLETS(0)));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_compare);
Datum
alkres_droplet_summary_compare(PG_FUNCTION_ARGS)
{
	char *exposure = text_to_cstring(PG_GETARG_TEXT_PP(3));
	bool per_wild_type = strcmp(exposure, "wild_type") == 0;

	if (!per_wild_type && strcmp(exposure, "droplets") != 0)
		ereport(
			ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown exposure \"%s\"", exposure),
			errhint(
				"It is \"droplets\" (errors come per droplet) or \"wild_type\" (errors come per "
				"wild-type copy)."));
	return number_or_null(fcinfo,
						  alkres_compare_to_control(PG_GETARG_DROPLETS(0), PG_GETARG_DROPLETS(1),
													channel_argument(fcinfo, 2), per_wild_type));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_lob_count);
Datum
alkres_droplet_summary_lob_count(PG_FUNCTION_ARGS)
{
	int64 accepted = PG_GETARG_INT64(1);
	int64 limit;

	if (accepted < 0 || accepted > ALKRES_DROPLETS_MAX)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("number of accepted droplets is out of range"));
	limit = alkres_lob_count(PG_GETARG_DROPLETS(0), accepted, channel_argument(fcinfo, 2),
							 probability_argument(fcinfo, 3, "alpha"), PG_GETARG_BOOL(4));
	if (limit < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(limit);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_min_detectable);
Datum
alkres_droplet_summary_min_detectable(PG_FUNCTION_ARGS)
{
	int32 min_positive = PG_GETARG_INT32(3);

	if (min_positive < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("min_positive must be at least 1"));
	return number_or_null(fcinfo, alkres_min_detectable_abundance(
									  PG_GETARG_DROPLETS(0), channel_argument(fcinfo, 1),
									  probability_argument(fcinfo, 2, "power"), min_positive));
}
