/* quantify.c: the SQL function quantify: the state of a mutation in droplets. */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "core/droplets/call.h"
#include "type/arguments.h"
#include "type/droplet_arguments.h"
#include "type/droplet_summary.h"
#include "type/rows.h"

/* Arguments of the function and columns of its row. */
enum
{
	DROPLETS,
	CONTROL,
	MUTANT,
	TARGET,
	ALPHA,
	NTC,
	EXPOSURE
};
enum
{
	STATE,
	FRACTION,
	LOWER,
	UPPER,
	LOD95,
	MIN_POSITIVE,
	P_VALUE,
	REASON,
	FLAGS,
	COLUMNS
};

/* Not strict: a plate may lack either control. */
PG_FUNCTION_INFO_V1(alkres_quantify);
Datum
alkres_quantify(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(7);
	AlkresDropletQuestion question = {
		.mutant = PG_ARGISNULL(MUTANT) ? ALKRES_FAM : alkres_channel_argument(fcinfo, MUTANT),
		.target = PG_ARGISNULL(TARGET) ? 0.005 : PG_GETARG_FLOAT8(TARGET),
		.alpha = PG_ARGISNULL(ALPHA) ? 0.01 : alkres_probability_argument(fcinfo, ALPHA, "alpha"),
		.exposure = PG_ARGISNULL(EXPOSURE) ? ALKRES_PER_DROPLET
										   : alkres_exposure_argument(fcinfo, EXPOSURE)};
	AlkresDropletVerdict verdict;
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS];

	if (!(question.target > 0 && question.target <= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("target_vaf must be above 0 and at most 1"));
	memset(nulls, true, sizeof(nulls));
	if (PG_ARGISNULL(DROPLETS))
		return alkres_row(fcinfo, values, nulls);

	alkres_judge_droplets(&verdict, PG_GETARG_DROPLETS(DROPLETS),
						  PG_ARGISNULL(CONTROL) ? NULL : PG_GETARG_DROPLETS(CONTROL),
						  PG_ARGISNULL(NTC) ? NULL : PG_GETARG_DROPLETS(NTC), &question);
	memset(nulls, false, sizeof(nulls));
	values[STATE] = CStringGetTextDatum(alkres_state_name(verdict.state));
	alkres_set_number(values, nulls, FRACTION, verdict.fraction.value);
	alkres_set_number(values, nulls, LOWER, verdict.fraction.lower);
	alkres_set_number(values, nulls, UPPER, verdict.fraction.upper);
	alkres_set_number(values, nulls, LOD95, verdict.lod95);
	values[MIN_POSITIVE] = Int64GetDatum(verdict.min_positive);
	nulls[MIN_POSITIVE] = verdict.min_positive == 0;
	alkres_set_number(values, nulls, P_VALUE, verdict.p_value);
	values[REASON] = CStringGetTextDatum(verdict.reason);
	values[FLAGS] = alkres_droplet_flags_datum(verdict.flags);
	return alkres_row(fcinfo, values, nulls);
}
