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
	ALKRES_ARGUMENTS(5);
	AlkresTable table = table_argument(fcinfo);
	AlkresOddsRatio result;

	alkres_fisher_exact(&table, alkres_probability_argument(fcinfo, CONFIDENCE, "confidence"),
						&result);
	return alkres_numbers_row(
		fcinfo, (double[]){result.odds_ratio, result.lower, result.upper, result.p_value}, 4);
}

PG_FUNCTION_INFO_V1(alkres_cohen_kappa_of);
Datum
alkres_cohen_kappa_of(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	AlkresTable table = table_argument(fcinfo);
	AlkresKappa result;

	alkres_cohen_kappa(&table, alkres_probability_argument(fcinfo, CONFIDENCE, "confidence"),
					   &result);
	return alkres_numbers_row(fcinfo, (double[]){result.kappa, result.lower, result.upper}, 3);
}
