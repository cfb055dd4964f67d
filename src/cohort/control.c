/* control.c: SQL functions predicted_count, count_excess and predicted_value: control limits. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"

#include "core/statistics/prediction.h"
#include "type/arguments.h"
#include "type/rows.h"

static double
count_argument(FunctionCallInfo fcinfo, int number)
{
	int64 count = PG_GETARG_INT64(number);

	if (count < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a count must be at least 0"));
	return (double) count;
}

/* A chance on one side: under one half. */
static double
alpha_argument(FunctionCallInfo fcinfo, int number)
{
	double alpha = alkres_probability_argument(fcinfo, number, "alpha");

	if (alpha >= 0.5)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("alpha must be under one half"));
	return alpha;
}

PG_FUNCTION_INFO_V1(alkres_predicted_count_of);
Datum
alkres_predicted_count_of(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	double count = count_argument(fcinfo, 0);
	double exposure = alkres_positive_argument(fcinfo, 1, "exposure");
	double next_exposure = alkres_positive_argument(fcinfo, 2, "next_exposure");

	PG_RETURN_INT64(
		(int64) alkres_predicted_count(count, exposure, next_exposure, alpha_argument(fcinfo, 3)));
}

PG_FUNCTION_INFO_V1(alkres_count_excess_of);
Datum
alkres_count_excess_of(PG_FUNCTION_ARGS)
{
	double count = count_argument(fcinfo, 0);
	double exposure = alkres_positive_argument(fcinfo, 1, "exposure");
	double next_count = count_argument(fcinfo, 2);

	PG_RETURN_FLOAT8(alkres_count_excess(count, exposure, next_count,
										 alkres_positive_argument(fcinfo, 3, "next_exposure")));
}

PG_FUNCTION_INFO_V1(alkres_predicted_value_of);
Datum
alkres_predicted_value_of(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(2);
	AlkresElements others =
		alkres_array_argument(fcinfo, 0, "others", FLOAT8OID, ALKRES_NULLS_REFUSED);
	double alpha = alpha_argument(fcinfo, 1);
	double *values = palloc(sizeof(double) * Max(others.count, 1));
	AlkresPrediction p;

	for (int i = 0; i < others.count; i++)
	{
		values[i] = DatumGetFloat8(others.values[i]);
		if (!isfinite(values[i]))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("others must hold finite numbers"));
	}
	p = alkres_predicted_value(values, (size_t) others.count, alpha);
	return alkres_numbers_row(fcinfo, (double[]){p.mean, p.lower, p.upper}, 3);
}
