/* droplet_control.c: SQL functions over control wells: error rates, comparison, limits, flags. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"

#include "core/droplets/call.h"
#include "core/statistics/gamma.h"
#include "type/arguments.h"
#include "type/droplet_arguments.h"
#include "type/droplet_summary.h"
#include "type/report.h"

PG_FUNCTION_INFO_V1(alkres_droplet_summary_false_positive_rate);
Datum
alkres_droplet_summary_false_positive_rate(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	enum
	{
		CONTROL,
		CHANNEL,
		EXPOSURE,
		LEVEL
	};
	AlkresEstimate rate;
	AlkresError error;

	if (!alkres_false_positive_rate(
			PG_GETARG_DROPLETS(CONTROL), alkres_channel_argument(fcinfo, CHANNEL),
			alkres_exposure_argument(fcinfo, EXPOSURE), PG_GETARG_FLOAT8(LEVEL), &rate, &error))
		alkres_report(&error);
	return alkres_estimate_row(fcinfo, &rate);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_compare);
Datum
alkres_droplet_summary_compare(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	enum
	{
		DROPLETS,
		CONTROL,
		CHANNEL,
		EXPOSURE
	};
	return alkres_number_or_null(
		fcinfo, alkres_compare_to_control(PG_GETARG_DROPLETS(DROPLETS), PG_GETARG_DROPLETS(CONTROL),
										  alkres_channel_argument(fcinfo, CHANNEL),
										  alkres_exposure_argument(fcinfo, EXPOSURE)));
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
	ALKRES_ARGUMENTS(5);
	enum
	{
		CONTROL,
		ACCEPTED,
		CHANNEL,
		ALPHA,
		CONSERVATIVE
	};
	int64 accepted = PG_GETARG_INT64(ACCEPTED);

	if (accepted < 0 || accepted > ALKRES_DROPLETS_MAX)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("number of accepted droplets is out of range"));
	return limit_or_null(
		fcinfo, alkres_limit_of_blank_count(PG_GETARG_DROPLETS(CONTROL), accepted,
											alkres_channel_argument(fcinfo, CHANNEL),
											alkres_probability_argument(fcinfo, ALPHA, "alpha"),
											PG_GETARG_BOOL(CONSERVATIVE)));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_limit_of_blank_count_by_load);
Datum
alkres_droplet_summary_limit_of_blank_count_by_load(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	enum
	{
		CONTROL,
		DROPLETS,
		CHANNEL,
		ALPHA,
		CONSERVATIVE
	};
	return limit_or_null(fcinfo, alkres_limit_of_blank_count_by_load(
									 PG_GETARG_DROPLETS(CONTROL), PG_GETARG_DROPLETS(DROPLETS),
									 alkres_channel_argument(fcinfo, CHANNEL),
									 alkres_probability_argument(fcinfo, ALPHA, "alpha"),
									 PG_GETARG_BOOL(CONSERVATIVE)));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_min_detectable);
Datum
alkres_droplet_summary_min_detectable(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	enum
	{
		DROPLETS,
		CHANNEL,
		POWER,
		MIN_POSITIVE
	};
	int32 min_positive = PG_GETARG_INT32(MIN_POSITIVE);

	if (min_positive < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("min_positive must be at least 1"));
	return alkres_number_or_null(
		fcinfo, alkres_droplets_min_detectable(
					PG_GETARG_DROPLETS(DROPLETS), alkres_channel_argument(fcinfo, CHANNEL),
					alkres_probability_argument(fcinfo, POWER, "power"), min_positive));
}

/* The numbers of a float8[], copied: they may be sorted in place. */
static double *
numbers_argument(FunctionCallInfo fcinfo, int n, int *count)
{
	size_t length;
	const double *given = alkres_plain_array_argument(fcinfo, n, "results", FLOAT8OID, &length);
	double *numbers = palloc(sizeof(double) * Max(length, 1));

	memcpy(numbers, given, sizeof(double) * length);
	*count = (int) length;
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
	ALKRES_ARGUMENTS(2);
	int count;
	double *blanks = numbers_argument(fcinfo, 0, &count);
	double alpha = alkres_probability_argument(fcinfo, 1, "alpha");

	return alkres_number_or_null(fcinfo, alkres_limit_by_rank(blanks, count, alpha));
}

PG_FUNCTION_INFO_V1(alkres_limit_of_blank_normal);
Datum
alkres_limit_of_blank_normal(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(2);
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
	ALKRES_ARGUMENTS(3);
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
	ALKRES_ARGUMENTS(2);
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
	ALKRES_ARGUMENTS(5);
	enum
	{
		DROPLETS,
		CHANNEL,
		MIN_DROPLETS,
		MAX_POSITIVE_SHARE,
		ALPHA
	};
	AlkresDropletLimits limits = {.min_droplets = PG_GETARG_INT32(MIN_DROPLETS),
								  .max_positive_share = PG_GETARG_FLOAT8(MAX_POSITIVE_SHARE),
								  .alpha = PG_GETARG_FLOAT8(ALPHA)};

	if (limits.min_droplets < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("min_droplets must not be negative"));
	alkres_probability_argument(fcinfo, MAX_POSITIVE_SHARE, "max_positive_share");
	alkres_probability_argument(fcinfo, ALPHA, "alpha");
	return alkres_droplet_flags_datum(alkres_droplet_flags(
		PG_GETARG_DROPLETS(DROPLETS), alkres_channel_argument(fcinfo, CHANNEL), &limits));
}
