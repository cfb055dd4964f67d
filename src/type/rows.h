/* rows.h: what functions that return rows share. */
#ifndef ALKRES_TYPE_ROWS_H
#define ALKRES_TYPE_ROWS_H

#include "funcapi.h"

/*
 * A tuplestore for the rows, as the query expects them.  To work their type out from the catalogues
 * would leave some memory behind with each call, until the query ends: much in a LATERAL join.
 */
static inline void
alkres_start_rows(FunctionCallInfo fcinfo)
{
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
}

#endif
