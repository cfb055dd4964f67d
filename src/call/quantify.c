/* quantify.c: the SQL function quantify: the state of a mutation in droplets. */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"

#include "core/droplets/call.h"
#include "type/droplet_arguments.h"
#include "type/droplet_summary.h"

#define COLUMNS 9

static void
put_number(Datum *values, bool *nulls, int column, double number)
{
	values[column] = Float8GetDatum(number);
	nulls[column] = isnan(number);
}

/* Not strict: a plate may lack either control. */
PG_FUNCTION_INFO_V1(alkres_quantify);
Datum
alkres_quantify(PG_FUNCTION_ARGS)
{
	AlkresDropletQuestion question = {
		.mutant = PG_ARGISNULL(2) ? ALKRES_FAM : alkres_channel_argument(fcinfo, 2),
		.target = PG_ARGISNULL(3) ? 0.005 : PG_GETARG_FLOAT8(3),
		.alpha = PG_ARGISNULL(4) ? 0.01 : alkres_probability_argument(fcinfo, 4, "alpha"),
		.exposure = PG_ARGISNULL(6) ? ALKRES_PER_DROPLET : alkres_exposure_argument(fcinfo, 6)};
	AlkresDropletVerdict verdict;
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS];

	if (!(question.target > 0 && question.target <= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("target_vaf must be above 0 and at most 1"));
	memset(nulls, true, sizeof(nulls));
	if (PG_ARGISNULL(0))
		return alkres_row(fcinfo, values, nulls);

	alkres_judge_droplets(&verdict, PG_GETARG_DROPLETS(0),
						  PG_ARGISNULL(1) ? NULL : PG_GETARG_DROPLETS(1),
						  PG_ARGISNULL(5) ? NULL : PG_GETARG_DROPLETS(5), &question);
	memset(nulls, false, sizeof(nulls));
	values[0] = CStringGetTextDatum(alkres_state_name(verdict.state));
	put_number(values, nulls, 1, verdict.fraction.value);
	put_number(values, nulls, 2, verdict.fraction.lower);
	put_number(values, nulls, 3, verdict.fraction.upper);
	put_number(values, nulls, 4, verdict.lod95);
	values[5] = Int64GetDatum(verdict.min_positive);
	nulls[5] = verdict.min_positive == 0;
	put_number(values, nulls, 6, verdict.p_value);
	values[7] = CStringGetTextDatum(verdict.reason);
	values[8] = alkres_droplet_flags_datum(verdict.flags);
	return alkres_row(fcinfo, values, nulls);
}
