/* plot.c: SQL functions plot_kaplan_meier and plot_trajectory: values in, an SVG document out. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "core/plot/survival_plot.h"
#include "core/plot/svg.h"
#include "core/plot/trajectory_plot.h"
#include "type/arguments.h"

/* The different names among texts, in the order in which they come; an error above as many as
 * there are colours. */
static int
distinct_names(const AlkresElements *texts, const char *what, const char *names[ALKRES_SVG_COLOURS],
			   size_t *place)
{
	int count = 0;

	for (int i = 0; i < texts->count; i++)
	{
		char *name = TextDatumGetCString(texts->values[i]);
		int at = 0;

		while (at < count && strcmp(names[at], name) != 0)
			at++;
		if (at == ALKRES_SVG_COLOURS)
			ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("a picture has at most %d %s", ALKRES_SVG_COLOURS, what));
		if (at == count)
			names[count++] = name;
		place[i] = at;
	}
	return count;
}

static AlkresElements
array_of(FunctionCallInfo fcinfo, int number, const char *name, Oid type, int count,
		 AlkresNullElements nulls)
{
	AlkresElements elements = alkres_array_argument(fcinfo, number, name, type, nulls);

	if (elements.count != count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s has %d elements, not %d", name, elements.count, count));
	return elements;
}

static double
finite_number(Datum value, const char *name)
{
	double number = DatumGetFloat8(value);

	if (!isfinite(number))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s must hold finite numbers", name));
	return number;
}

static const char *
text_or_null(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(number));
}

enum
{
	GROUPS,
	TIMES,
	IS_EVENT,
	SURVIVAL_TITLE,
	TIME_LABEL
};

PG_FUNCTION_INFO_V1(alkres_plot_kaplan_meier);
Datum
alkres_plot_kaplan_meier(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	AlkresElements groups =
		alkres_array_argument(fcinfo, GROUPS, "groups", TEXTOID, ALKRES_NULLS_REFUSED);
	AlkresElements times =
		array_of(fcinfo, TIMES, "times", FLOAT8OID, groups.count, ALKRES_NULLS_REFUSED);
	AlkresElements events =
		array_of(fcinfo, IS_EVENT, "is_event", BOOLOID, groups.count, ALKRES_NULLS_REFUSED);
	const char *names[ALKRES_SVG_COLOURS];
	size_t *place = palloc(sizeof(size_t) * Max(groups.count, 1));
	int count = distinct_names(&groups, "groups", names, place);
	AlkresSurvivalGroup curves[ALKRES_SVG_COLOURS];
	AlkresFollowUp *all = palloc(sizeof(AlkresFollowUp) * Max(groups.count, 1));
	const char *time_label = text_or_null(fcinfo, TIME_LABEL);

	for (int i = 0; i < groups.count; i++)
	{
		all[i] = (AlkresFollowUp){finite_number(times.values[i], "times"),
								  DatumGetBool(events.values[i])};
		if (all[i].time < 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("a time must be a number of at least 0"));
	}
	for (int g = 0; g < count; g++)
	{
		AlkresFollowUp *patients = palloc(sizeof(AlkresFollowUp) * groups.count);
		AlkresSurvivalStep *steps = palloc(sizeof(AlkresSurvivalStep) * groups.count);
		size_t members = 0;

		for (int i = 0; i < groups.count; i++)
			if (place[i] == (size_t) g)
				patients[members++] = all[i];
		curves[g] = (AlkresSurvivalGroup){
			names[g], members, alkres_kaplan_meier(patients, members, 0.95, steps), steps};
	}
	PG_RETURN_TEXT_P(cstring_to_text(alkres_survival_plot(
		curves, count, text_or_null(fcinfo, SURVIVAL_TITLE), time_label ? time_label : "days")));
}

enum
{
	MUTATIONS,
	METHODS,
	DAYS,
	FRACTIONS,
	LOWER,
	UPPER,
	LIMITS,
	DRUGS,
	STARTS,
	ENDS,
	RESULTS,
	RESULT_DAYS,
	TITLE
};

static AlkresPlotMethod
plot_method(const char *name)
{
	if (strcmp(name, "ddpcr") == 0)
		return ALKRES_PLOT_DDPCR;
	return strcmp(name, "reported") == 0 ? ALKRES_PLOT_REPORTED : ALKRES_PLOT_SEQUENCING;
}

static void
take_points(FunctionCallInfo fcinfo, AlkresTrajectory *t, const char *names[ALKRES_SVG_COLOURS])
{
	AlkresElements series =
		alkres_array_argument(fcinfo, MUTATIONS, "mutations", TEXTOID, ALKRES_NULLS_REFUSED);
	int n = series.count;
	AlkresElements methods = array_of(fcinfo, METHODS, "methods", TEXTOID, n, ALKRES_NULLS_REFUSED);
	AlkresElements days = array_of(fcinfo, DAYS, "days", FLOAT8OID, n, ALKRES_NULLS_REFUSED);
	AlkresElements fractions =
		array_of(fcinfo, FRACTIONS, "fractions", FLOAT8OID, n, ALKRES_NULLS_KEPT);
	AlkresElements lower =
		array_of(fcinfo, LOWER, "fractions_lower", FLOAT8OID, n, ALKRES_NULLS_KEPT);
	AlkresElements upper =
		array_of(fcinfo, UPPER, "fractions_upper", FLOAT8OID, n, ALKRES_NULLS_KEPT);
	AlkresElements limits = array_of(fcinfo, LIMITS, "limits", FLOAT8OID, n, ALKRES_NULLS_KEPT);
	AlkresTrajectoryPoint *points = palloc0(sizeof(AlkresTrajectoryPoint) * Max(n, 1));
	size_t *place = palloc(sizeof(size_t) * Max(n, 1));

	t->series_count = distinct_names(&series, "mutations", names, place);
	t->series = names;
	for (int i = 0; i < n; i++)
		points[i] =
			(AlkresTrajectoryPoint){.series = place[i],
									.method = plot_method(TextDatumGetCString(methods.values[i])),
									.day = finite_number(days.values[i], "days"),
									.fraction = alkres_number_or_nan(&fractions, i),
									.lower = alkres_number_or_nan(&lower, i),
									.upper = alkres_number_or_nan(&upper, i),
									.limit = alkres_number_or_nan(&limits, i)};
	t->points = points;
	t->point_count = n;
}

static void
take_care(FunctionCallInfo fcinfo, AlkresTrajectory *t)
{
	AlkresElements drugs =
		alkres_array_argument(fcinfo, DRUGS, "drugs", TEXTOID, ALKRES_NULLS_REFUSED);
	AlkresElements starts =
		array_of(fcinfo, STARTS, "drug_starts", FLOAT8OID, drugs.count, ALKRES_NULLS_REFUSED);
	AlkresElements ends =
		array_of(fcinfo, ENDS, "drug_ends", FLOAT8OID, drugs.count, ALKRES_NULLS_KEPT);
	AlkresElements results =
		alkres_array_argument(fcinfo, RESULTS, "results", TEXTOID, ALKRES_NULLS_REFUSED);
	AlkresElements result_days = array_of(fcinfo, RESULT_DAYS, "result_days", FLOAT8OID,
										  results.count, ALKRES_NULLS_REFUSED);
	AlkresTreatmentBar *bars = palloc(sizeof(AlkresTreatmentBar) * Max(drugs.count, 1));
	AlkresAssessmentMark *marks = palloc(sizeof(AlkresAssessmentMark) * Max(results.count, 1));

	for (int i = 0; i < drugs.count; i++)
		bars[i] = (AlkresTreatmentBar){
			TextDatumGetCString(drugs.values[i]), finite_number(starts.values[i], "drug_starts"),
			ends.nulls[i] ? INFINITY : finite_number(ends.values[i], "drug_ends")};
	for (int i = 0; i < results.count; i++)
		marks[i] = (AlkresAssessmentMark){TextDatumGetCString(results.values[i]),
										  finite_number(result_days.values[i], "result_days")};
	t->bars = bars;
	t->bar_count = drugs.count;
	t->marks = marks;
	t->mark_count = results.count;
}

PG_FUNCTION_INFO_V1(alkres_plot_trajectory);
Datum
alkres_plot_trajectory(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(13);
	const char *names[ALKRES_SVG_COLOURS];
	AlkresTrajectory t = {.title = text_or_null(fcinfo, TITLE)};

	take_points(fcinfo, &t, names);
	take_care(fcinfo, &t);
	PG_RETURN_TEXT_P(cstring_to_text(alkres_trajectory_plot(&t)));
}
