/* trend.c: the SQL function trend: how a mutation's fraction changes over the draws. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "core/statistics/logistic.h"
#include "type/arguments.h"
#include "type/rows.h"
#include "type/vaf.h"

enum
{
	DAYS,
	VAFS,
	CONFIDENCE
};
enum
{
	DRAWS,
	SLOPE,
	DISPERSION = SLOPE + 3,
	P_VALUE,
	DOUBLING,
	HALVING = DOUBLING + 3,
	REASON = HALVING + 3,
	COLUMNS
};

static const char *const reasons[] = {
	[ALKRES_LOGISTIC_DONE] = NULL,
	[ALKRES_LOGISTIC_FEW] = "fewer than three draws with molecules: their spread is not known",
	[ALKRES_LOGISTIC_ONE_PLACE] = "all draws are of one day",
	[ALKRES_LOGISTIC_NONE] = "the molecules of all draws say the same",
	[ALKRES_LOGISTIC_SEPARATED] =
		"seen in the first or in the last draws only: the slope has no finite estimate",
	[ALKRES_LOGISTIC_DIVERGED] = "no estimate was found",
};

/* Days in which the odds double (sign 1) or halve (-1); no limit where the slope may turn. */
static void
set_days(Datum *values, bool *nulls, int column, const AlkresLogistic *fit, int sign)
{
	double slope = sign * fit->slope;
	double slowest = sign > 0 ? fit->slope_lower : -fit->slope_upper;
	double fastest = sign > 0 ? fit->slope_upper : -fit->slope_lower;
	bool is_known = slope > 0;

	alkres_set_number(values, nulls, column, is_known ? M_LN2 / slope : NAN);
	alkres_set_number(values, nulls, column + 1, is_known ? M_LN2 / fastest : NAN);
	alkres_set_number(values, nulls, column + 2,
					  is_known ? slowest > 0 ? M_LN2 / slowest : INFINITY : NAN);
}

PG_FUNCTION_INFO_V1(alkres_trend);
Datum
alkres_trend(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	AlkresElements days =
		alkres_array_argument(fcinfo, DAYS, "days", FLOAT8OID, ALKRES_NULLS_REFUSED);
	AlkresElements vafs =
		alkres_array_argument(fcinfo, VAFS, "vafs", InvalidOid, ALKRES_NULLS_KEPT);
	double confidence = alkres_probability_argument(fcinfo, CONFIDENCE, "confidence");
	AlkresCountAt *points;
	AlkresLogistic fit;
	AlkresLogisticState state;
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {false};
	int used = 0;

	if (days.count != vafs.count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("days and vafs must be as many"));
	points = palloc(sizeof(AlkresCountAt) * Max(days.count, 1));
	for (int i = 0; i < days.count; i++)
	{
		AlkresVaf vaf;

		if (!isfinite(DatumGetFloat8(days.values[i])))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("a day must be a finite number"));
		if (vafs.nulls[i])
			continue;
		vaf = alkres_vaf_unpack(vafs.values[i]);
		points[used++] = (AlkresCountAt){DatumGetFloat8(days.values[i]), vaf.alt, vaf.depth};
	}
	state = alkres_logistic(points, used, confidence, &fit);
	values[DRAWS] = Int32GetDatum((int32) fit.points);
	alkres_set_number(values, nulls, SLOPE, fit.slope);
	alkres_set_number(values, nulls, SLOPE + 1, fit.slope_lower);
	alkres_set_number(values, nulls, SLOPE + 2, fit.slope_upper);
	alkres_set_number(values, nulls, DISPERSION, fit.dispersion);
	alkres_set_number(values, nulls, P_VALUE, fit.p_value);
	set_days(values, nulls, DOUBLING, &fit, 1);
	set_days(values, nulls, HALVING, &fit, -1);
	nulls[REASON] = reasons[state] == NULL;
	values[REASON] = nulls[REASON] ? (Datum) 0 : CStringGetTextDatum(reasons[state]);
	return alkres_row(fcinfo, values, nulls);
}
