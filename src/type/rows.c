/* rows.c: one row of a function's result type. */
#include "postgres.h"

#include "access/htup_details.h"

#include "type/rows.h"

Datum
alkres_row(FunctionCallInfo fcinfo, Datum *values, bool *nulls)
{
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
