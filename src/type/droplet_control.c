/* droplet_control.c: SQL functions over control wells: error rates, comparison, limits, flags. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"

#include "core/droplets/call.h"
#include "core/statistics/gamma.h"
#include "type/droplet_arguments.h"
#include "type/droplet_summary.h"
#include "type/report.h"

PG_FUNCTION_INFO_V1(alkres_droplet_summary_false_positive_rate);
Datum
alkres_droplet_summary_false_positive_rate(PG_FUNCTION_ARGS)
{
	AlkresEstimate rate;
	AlkresError error;

	if (!alkres_false_positive_rate(PG_GETARG_DROPLETS(0), alkres_channel_argument(fcinfo, 1),
									alkres_exposure_argument(fcinfo, 2), PG_GETARG_FLOAT8(3), &rate,
									&error))
		alkres_report(&error);
	return alkres_estimate_row(fcinfo, &rate);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_compare);
Datum
alkres_droplet_summary_compare(PG_FUNCTION_ARGS)
{
	return alkres_number_or_null(
		fcinfo, alkres_compare_to_control(PG_GETARG_DROPLETS(0), PG_GETARG_DROPLETS(1),
										  alkres_channel_argument(fcinfo, 2),
										  alkres_exposure_argument(fcinfo, 3)));
}

static Datum
limit_or_null(FunctionCallInfo fcinfo, int64 limit)
{
	if (limit < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(limit);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_limit_of_blank_count);
Datum
alkres_droplet_summary_limit_of_blank_count(PG_FUNCTION_ARGS)
{
	int64 accepted = PG_GETARG_INT64(1);

	if (accepted < 0 || accepted > ALKRES_DROPLETS_MAX)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("number of accepted droplets is out of range"));
	return limit_or_null(fcinfo,
						 alkres_limit_of_blank_count(
							 PG_GETARG_DROPLETS(0), accepted, alkres_channel_argument(fcinfo, 2),
							 alkres_probability_argument(fcinfo, 3, "alpha"), PG_GETARG_BOOL(4)));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_limit_of_blank_count_by_load);
Datum
alkres_droplet_summary_limit_of_blank_count_by_load(PG_FUNCTION_ARGS)
{
	return limit_or_null(
		fcinfo, alkres_limit_of_blank_count_by_load(PG_GETARG_DROPLETS(0), PG_GETARG_DROPLETS(1),
													alkres_channel_argument(fcinfo, 2),
													alkres_probability_argument(fcinfo, 3, "alpha"),
													PG_GETARG_BOOL(4)));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_min_detectable);
Datum
alkres_droplet_summary_min_detectable(PG_FUNCTION_ARGS)
{
	int32 min_positive = PG_GETARG_INT32(3);

	if (min_positive < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("min_positive must be at least 1"));
	return alkres_number_or_null(
		fcinfo, alkres_droplets_min_detectable(
					PG_GETARG_DROPLETS(0), alkres_channel_argument(fcinfo, 1),
					alkres_probability_argument(fcinfo, 2, "power"), min_positive));
}

/* The numbers of a float8[], copied: they may be sorted in place. */
static double *
numbers_argument(FunctionCallInfo fcinfo, int n, int *count)
{
	ArrayType *array = PG_GETARG_ARRAYTYPE_P_COPY(n);
	double *numbers;

	if (array_contains_nulls(array))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("results must not be null"));
	*count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	numbers = (double *) ARR_DATA_PTR(array);
	for (int i = 0; i < *count; i++)
		if (!isfinite(numbers[i]))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("results must be finite"));
	return numbers;
}

PG_FUNCTION_INFO_V1(alkres_limit_of_blank_rank);
Datum
alkres_limit_of_blank_rank(PG_FUNCTION_ARGS)
{
	int count;
	double *blanks = numbers_argument(fcinfo, 0, &count);
	double alpha = alkres_probability_argument(fcinfo, 1, "alpha");

	return alkres_number_or_null(fcinfo, alkres_limit_by_rank(blanks, count, alpha));
}

PG_FUNCTION_INFO_V1(alkres_limit_of_blank_normal);
Datum
alkres_limit_of_blank_normal(PG_FUNCTION_ARGS)
{
	int count;
	double *blanks = numbers_argument(fcinfo, 0, &count);
	double alpha = alkres_probability_argument(fcinfo, 1, "alpha");

	return alkres_number_or_null(
		fcinfo, alkres_limit_by_spread(alkres_mean(blanks, count), blanks, count, alpha));
}

PG_FUNCTION_INFO_V1(alkres_limit_of_detection_normal);
Datum
alkres_limit_of_detection_normal(PG_FUNCTION_ARGS)
{
	double limit_of_blank = PG_GETARG_FLOAT8(0);
	int count;
	double *results = numbers_argument(fcinfo, 1, &count);
	double beta = alkres_probability_argument(fcinfo, 2, "beta");

	if (!isfinite(limit_of_blank))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("limit_of_blank must be finite"));
	return alkres_number_or_null(fcinfo,
								 alkres_limit_by_spread(limit_of_blank, results, count, beta));
}

PG_FUNCTION_INFO_V1(alkres_limit_of_detection_copies);
Datum
alkres_limit_of_detection_copies(PG_FUNCTION_ARGS)
{
	int64 limit = PG_GETARG_INT64(0);

	if (limit < 0 || limit >= 1000000000)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("limit of blank must be from 0 to 999999999 droplets"));
	PG_RETURN_FLOAT8(
		alkres_poisson_mean(limit + 1, alkres_probability_argument(fcinfo, 1, "power")));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_qc_flags);
Datum
alkres_droplet_summary_qc_flags(PG_FUNCTION_ARGS)
{
	AlkresDropletLimits limits = {.min_droplets = PG_GETARG_INT32(2),
								  .max_positive_share = PG_GETARG_FLOAT8(3),
								  .alpha = PG_GETARG_FLOAT8(4)};

	if (limits.min_droplets < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("min_droplets must not be negative"));
	alkres_probability_argument(fcinfo, 3, "max_positive_share");
	alkres_probability_argument(fcinfo, 4, "alpha");
	return alkres_droplet_flags_datum(
		alkres_droplet_flags(PG_GETARG_DROPLETS(0), alkres_channel_argument(fcinfo, 1), &limits));
}
