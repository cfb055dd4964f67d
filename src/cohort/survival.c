/* survival.c: SQL functions kaplan_meier and median_survival. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"

#include "core/statistics/survival.h"
#include "type/arguments.h"
#include "type/rows.h"

enum
{
	TIMES,
	IS_EVENT,
	CONFIDENCE
};

/* Patients, steps with room for them all, and the steps made. */
typedef struct Curve
{
	size_t patients;
	size_t count;
	AlkresSurvivalStep *steps;
} Curve;

static Curve
curve_of(FunctionCallInfo fcinfo)
{
	AlkresElements times =
		alkres_array_argument(fcinfo, TIMES, "times", FLOAT8OID, ALKRES_NULLS_REFUSED);
	AlkresElements events =
		alkres_array_argument(fcinfo, IS_EVENT, "is_event", BOOLOID, ALKRES_NULLS_REFUSED);
	double confidence = alkres_probability_argument(fcinfo, CONFIDENCE, "confidence");
	AlkresFollowUp *patients;
	Curve curve = {.patients = times.count};

	if (times.count != events.count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("times and is_event must be as many"));
	patients = palloc(sizeof(AlkresFollowUp) * Max(times.count, 1));
	curve.steps = palloc(sizeof(AlkresSurvivalStep) * Max(times.count, 1));
	for (int i = 0; i < times.count; i++)
	{
		patients[i] =
			(AlkresFollowUp){DatumGetFloat8(times.values[i]), DatumGetBool(events.values[i])};
		if (!(patients[i].time >= 0 && isfinite(patients[i].time)))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("a time must be a number of at least 0"));
	}
	curve.count = alkres_kaplan_meier(patients, curve.patients, confidence, curve.steps);
	return curve;
}

PG_FUNCTION_INFO_V1(alkres_kaplan_meier_steps);
Datum
alkres_kaplan_meier_steps(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	Curve curve = curve_of(fcinfo);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	alkres_start_rows(fcinfo);
	for (size_t i = 0; i < curve.count; i++)
	{
		const AlkresSurvivalStep *step = &curve.steps[i];
		Datum values[7];
		bool nulls[7] = {false};

		values[0] = Float8GetDatum(step->time);
		values[1] = Int32GetDatum((int32) step->at_risk);
		values[2] = Int32GetDatum((int32) step->events);
		values[3] = Int32GetDatum((int32) step->censored);
		values[4] = Float8GetDatum(step->survival);
		alkres_set_number(values, nulls, 5, step->lower);
		alkres_set_number(values, nulls, 6, step->upper);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_median_survival_of);
Datum
alkres_median_survival_of(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	Curve curve = curve_of(fcinfo);
	AlkresMedian median = alkres_median_survival(curve.steps, curve.count);
	Datum values[5];
	bool nulls[5] = {false};
	size_t events = 0;

	for (size_t i = 0; i < curve.count; i++)
		events += curve.steps[i].events;
	values[0] = Int32GetDatum((int32) curve.patients);
	values[1] = Int32GetDatum((int32) events);
	alkres_set_number(values, nulls, 2, median.median);
	alkres_set_number(values, nulls, 3, median.lower);
	alkres_set_number(values, nulls, 4, median.upper);
	return alkres_row(fcinfo, values, nulls);
}
