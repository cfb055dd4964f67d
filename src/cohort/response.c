/* response.c: the SQL function molecular_response over the fractions of two draws. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "core/course/response.h"
#include "type/arguments.h"
#include "type/rows.h"

enum
{
	BEFORE,
	BEFORE_LOWER,
	BEFORE_UPPER,
	AFTER,
	AFTER_LOWER,
	AFTER_UPPER,
	THRESHOLD
};
enum
{
	MUTATIONS,
	MEAN_BEFORE,
	MEAN_AFTER,
	RATIO,
	RATIO_LOWER,
	RATIO_UPPER,
	RESPONSE,
	REASON,
	COLUMNS
};

static const char *const responses[] = {
	[ALKRES_RESPONSE] = "response",
	[ALKRES_NO_RESPONSE] = "no_response",
	[ALKRES_RESPONSE_UNDECIDED] = "undecided",
	[ALKRES_RESPONSE_NOTHING_MEASURED] = NULL,
	[ALKRES_RESPONSE_NOTHING_BEFORE] = NULL,
};
static const char *const reasons[] = {
	[ALKRES_RESPONSE] = NULL,
	[ALKRES_NO_RESPONSE] = NULL,
	[ALKRES_RESPONSE_UNDECIDED] = NULL,
	[ALKRES_RESPONSE_NOTHING_MEASURED] = "nothing was measured in both draws and seen in one",
	[ALKRES_RESPONSE_NOTHING_BEFORE] = "nothing was seen in the draw before: there is no ratio",
};

/* Three arrays, as many as the first has: fractions with their limits. */
static AlkresEstimate *
estimates_of(FunctionCallInfo fcinfo, int first, const char *const names[3], int *count)
{
	AlkresElements parts[3];
	AlkresEstimate *estimates;

	for (int i = 0; i < 3; i++)
		parts[i] =
			alkres_array_argument(fcinfo, first + i, names[i], FLOAT8OID, ALKRES_NULLS_REFUSED);
	if (*count < 0)
		*count = parts[0].count;
	estimates = palloc(sizeof(AlkresEstimate) * Max(*count, 1));
	for (int i = 0; i < 3; i++)
		if (parts[i].count != *count)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s has %d elements, not %d", names[i], parts[i].count, *count));
	for (int n = 0; n < *count; n++)
	{
		double numbers[3];

		for (int i = 0; i < 3; i++)
		{
			numbers[i] = DatumGetFloat8(parts[i].values[n]);
			if (!(numbers[i] >= 0 && numbers[i] <= 1))
				ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s must hold fractions from 0 to 1", names[i]));
		}
		estimates[n] = (AlkresEstimate){numbers[0], numbers[1], numbers[2]};
	}
	return estimates;
}

PG_FUNCTION_INFO_V1(alkres_molecular_response);
Datum
alkres_molecular_response(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(7);
	static const char *const before_names[] = {"before", "before_lower", "before_upper"};
	static const char *const after_names[] = {"after", "after_lower", "after_upper"};
	int count = -1;
	AlkresEstimate *before = estimates_of(fcinfo, BEFORE, before_names, &count);
	AlkresEstimate *after = estimates_of(fcinfo, AFTER, after_names, &count);
	double threshold = alkres_positive_argument(fcinfo, THRESHOLD, "threshold");
	AlkresResponse result;
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {false};

	alkres_response(&result, before, after, count, threshold);
	values[MUTATIONS] = Int32GetDatum(count);
	alkres_set_number(values, nulls, MEAN_BEFORE, result.before.value);
	alkres_set_number(values, nulls, MEAN_AFTER, result.after.value);
	alkres_set_number(values, nulls, RATIO, result.ratio.value);
	alkres_set_number(values, nulls, RATIO_LOWER, result.ratio.lower);
	alkres_set_number(values, nulls, RATIO_UPPER, result.ratio.upper);
	nulls[RESPONSE] = responses[result.state] == NULL;
	values[RESPONSE] = nulls[RESPONSE] ? (Datum) 0 : CStringGetTextDatum(responses[result.state]);
	nulls[REASON] = reasons[result.state] == NULL;
	values[REASON] = nulls[REASON] ? (Datum) 0 : CStringGetTextDatum(reasons[result.state]);
	return alkres_row(fcinfo, values, nulls);
}
