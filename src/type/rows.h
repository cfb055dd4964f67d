/* rows.h: what functions that return rows share. */
#ifndef ALKRES_TYPE_ROWS_H
#define ALKRES_TYPE_ROWS_H

#include <math.h>

#include "funcapi.h"
#include "miscadmin.h"

/*
 * A tuplestore for the rows, as the query expects them.  To work their type out from the catalogues
 * would leave some memory behind with each call, until the query ends: much in a LATERAL join.
 */
static inline void
alkres_start_rows(FunctionCallInfo fcinfo)
{
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
}

#define ALKRES_ROW_COLUMNS_MAX 32

/* A number in a column of a row: NaN, which says "not known", is NULL. */
static inline void
alkres_set_number(Datum *values, bool *nulls, int column, double number)
{
	values[column] = Float8GetDatum(number);
	nulls[column] = isnan(number);
}

/* A row of values, none of them null. */
static inline void
alkres_put_row(FunctionCallInfo fcinfo, const Datum *values)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	bool nulls[ALKRES_ROW_COLUMNS_MAX] = {false};

	CHECK_FOR_INTERRUPTS();
	tuplestore_putvalues(result->setResult, result->setDesc, (Datum *) values, nulls);
}

/* The row of the call's result type; its description is looked up once per query. */
extern Datum alkres_row(FunctionCallInfo fcinfo, Datum *values, bool *nulls);
/* The same where the call keeps other things too: kept is its description, NULL at first. */
extern Datum alkres_row_kept(FunctionCallInfo fcinfo, TupleDesc *kept, Datum *values, bool *nulls);
/* The same of at most 8 numbers, NaN as NULL. */
extern Datum alkres_numbers_row(FunctionCallInfo fcinfo, const double *numbers, int count);

#endif
