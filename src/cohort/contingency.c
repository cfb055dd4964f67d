/* contingency.c: SQL functions fisher_exact and cohen_kappa. */
#include "postgres.h"

#include "fmgr.h"

#include "core/statistics/contingency.h"
#include "type/arguments.h"
#include "type/rows.h"

enum
{
	BOTH,
	FIRST_ONLY,
	SECOND_ONLY,
	NEITHER,
	CONFIDENCE
};

static AlkresTable
table_argument(FunctionCallInfo fcinfo)
{
	double counts[CONFIDENCE], sum = 0;

	for (int i = 0; i < CONFIDENCE; i++)
	{
		counts[i] = (double) PG_GETARG_INT64(i);
		if (counts[i] < 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("a count must be at least 0"));
		sum += counts[i];
	}
	if (sum > ALKRES_TABLE_MAX)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a table counts more than %.0f", ALKRES_TABLE_MAX));
	return (AlkresTable){counts[BOTH], counts[FIRST_ONLY], counts[SECOND_ONLY], counts[NEITHER]};
}

PG_FUNCTION_INFO_V1(alkres_fisher_exact_of);
Datum
alkres_fisher_exact_of(PG_FUNCTION_ARGS)
{
	AlkresTable table = table_argument(fcinfo);
	AlkresOddsRatio result;
	Datum values[4];
	bool nulls[4] = {false};

	alkres_fisher_exact(&table, alkres_probability_argument(fcinfo, CONFIDENCE, "confidence"),
						&result);
	alkres_set_number(values, nulls, 0, result.odds_ratio);
	alkres_set_number(values, nulls, 1, result.lower);
	alkres_set_number(values, nulls, 2, result.upper);
	alkres_set_number(values, nulls, 3, result.p_value);
	return alkres_row(fcinfo, values, nulls);
}

PG_FUNCTION_INFO_V1(alkres_cohen_kappa_of);
Datum
alkres_cohen_kappa_of(PG_FUNCTION_ARGS)
{
	AlkresTable table = table_argument(fcinfo);
	AlkresKappa result;
	Datum values[3];
	bool nulls[3] = {false};

	alkres_cohen_kappa(&table, alkres_probability_argument(fcinfo, CONFIDENCE, "confidence"),
					   &result);
	alkres_set_number(values, nulls, 0, result.kappa);
	alkres_set_number(values, nulls, 1, result.lower);
	alkres_set_number(values, nulls, 2, result.upper);
	return alkres_row(fcinfo, values, nulls);
}
