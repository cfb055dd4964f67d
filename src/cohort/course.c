/* course.c: the SQL function mutation_course: one mutation over the draws of a patient. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "cohort/states.h"
#include "core/course/course.h"
#include "type/arguments.h"
#include "type/rows.h"

enum
{
	DRAWS,
	STATES,
	FRACTIONS,
	LOWER,
	LOD95,
	TUMOUR_SEEN,
	TREATED,
	ARGUMENTS
};
enum
{
	FIRST,
	NEGATIVE,
	LAST,
	HIGHEST,
	LOWEST,
	RECURRED,
	CLEARED,
	RECURRENCES,
	DETECTIONS,
	EMERGENCE,
	CLEARANCE,
	COLUMNS
};

static const char *const argument_names[ARGUMENTS] = {
	[DRAWS] = "draws",           [STATES] = "states", [FRACTIONS] = "fractions",
	[LOWER] = "fractions_lower", [LOD95] = "lod95s",  [TUMOUR_SEEN] = "tumour_dna_seen",
	[TREATED] = "treated",
};

/* The arguments, each an array of the same length, as one list. */
static AlkresMeasured *
measured_of(FunctionCallInfo fcinfo, int *count)
{
	static const Oid types[ARGUMENTS] = {INT8OID,   TEXTOID, FLOAT8OID, FLOAT8OID,
										 FLOAT8OID, BOOLOID, BOOLOID};
	AlkresElements elements[ARGUMENTS];
	AlkresMeasured *measured;

	for (int i = 0; i < ARGUMENTS; i++)
	{
		bool refused = i == DRAWS || i == STATES || i == TREATED;

		elements[i] = alkres_array_argument(fcinfo, i, argument_names[i], types[i],
											refused ? ALKRES_NULLS_REFUSED : ALKRES_NULLS_KEPT);
		if (elements[i].count != elements[DRAWS].count)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s has %d elements, draws has %d", argument_names[i], elements[i].count,
						   elements[DRAWS].count));
	}
	*count = elements[DRAWS].count;
	measured = palloc(sizeof(AlkresMeasured) * (*count + 1));
	for (int i = 0; i < *count; i++)
		measured[i] = (AlkresMeasured){.draw = DatumGetInt64(elements[DRAWS].values[i]),
									   .state = alkres_state_of(elements[STATES].values[i]),
									   .fraction = alkres_number_or_nan(&elements[FRACTIONS], i),
									   .lower = alkres_number_or_nan(&elements[LOWER], i),
									   .lod95 = alkres_number_or_nan(&elements[LOD95], i),
									   .tumour_seen = !elements[TUMOUR_SEEN].nulls[i] &&
													  DatumGetBool(elements[TUMOUR_SEEN].values[i]),
									   .treated = DatumGetBool(elements[TREATED].values[i])};
	return measured;
}

PG_FUNCTION_INFO_V1(alkres_mutation_course);
Datum
alkres_mutation_course(PG_FUNCTION_ARGS)
{
	AlkresCourse course;
	AlkresMeasured *measured;
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {false};
	TupleDesc row;
	int count;

	if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	measured = measured_of(fcinfo, &count);
	alkres_course(&course, measured, count);
	if (course.first < 0)
		PG_RETURN_NULL();

	/* Elements of arrays count from 1; -1, none, is NULL. */
	for (int i = FIRST; i <= CLEARED; i++)
	{
		const int places[] = {course.first,  course.negative, course.last,   course.highest,
							  course.lowest, course.recurred, course.cleared};

		values[i] = Int32GetDatum(places[i] + 1);
		nulls[i] = places[i] < 0;
	}
	values[RECURRENCES] = Int32GetDatum(course.recurrences);
	values[DETECTIONS] = Int32GetDatum(course.detections);
	values[EMERGENCE] = CStringGetTextDatum(alkres_emergence_name(course.emergence));
	values[CLEARANCE] = CStringGetTextDatum(alkres_clearance_name(course.clearance));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row), values, nulls)));
}
