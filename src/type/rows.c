/* rows.c: one row of a function's result type. */
#include "postgres.h"

#include "access/htup_details.h"

#include "type/rows.h"

Datum
alkres_row(FunctionCallInfo fcinfo, Datum *values, bool *nulls)
{
	TupleDesc kept = fcinfo->flinfo->fn_extra;
	Datum row = alkres_row_kept(fcinfo, &kept, values, nulls);

	fcinfo->flinfo->fn_extra = kept;
	return row;
}

Datum
alkres_row_kept(FunctionCallInfo fcinfo, TupleDesc *kept, Datum *values, bool *nulls)
{
	TupleDesc description = *kept;

	if (description == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &description) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		description = BlessTupleDesc(CreateTupleDescCopy(description));
		*kept = description;
		MemoryContextSwitchTo(old);
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(description, values, nulls)));
}

#define MOST_NUMBERS 8

Datum
alkres_numbers_row(FunctionCallInfo fcinfo, const double *numbers, int count)
{
	Datum values[MOST_NUMBERS];
	bool nulls[MOST_NUMBERS];

	Assert(count <= MOST_NUMBERS);
	for (int i = 0; i < count; i++)
		alkres_set_number(values, nulls, i, numbers[i]);
	return alkres_row(fcinfo, values, nulls);
}
