/* resistance.c: the SQL function resistance_reading. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "core/course/resistance.h"
#include "type/arguments.h"
#include "type/rows.h"

enum
{
	PHASE,
	TOGETHER,
	SINGLES
};
enum
{
	BASIS,
	IF_TOGETHER,
	IF_SEPARATE,
	CALL,
	REASON,
	COLUMNS
};

static AlkresSensitivity
sensitivity_of(const char *word)
{
	AlkresSensitivity sensitivity;

	if (!alkres_sensitivity_by_name(word, &sensitivity))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" is nothing that a source states", word),
				errhint("It is sensitive, intermediate, resistant or conflict."));
	return sensitivity;
}

static AlkresPhaseKnown
phase_of(FunctionCallInfo fcinfo)
{
	char *word = PG_ARGISNULL(PHASE) ? "unknown" : text_to_cstring(PG_GETARG_TEXT_PP(PHASE));

	if (strcmp(word, "cis") == 0)
		return ALKRES_ON_ONE_MOLECULE;
	if (strcmp(word, "trans") == 0)
		return ALKRES_ON_SEPARATE_MOLECULES;
	if (strcmp(word, "unknown") != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("\"%s\" is no phase", word),
				errhint("It is cis, trans or unknown."));
	return ALKRES_PHASE_UNKNOWN;
}

static void
set_text(Datum *values, bool *nulls, int column, const char *text)
{
	nulls[column] = text == NULL;
	values[column] = text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
}

PG_FUNCTION_INFO_V1(alkres_resistance_reading);
Datum
alkres_resistance_reading(PG_FUNCTION_ARGS)
{
	AlkresPhaseKnown phase = phase_of(fcinfo);
	AlkresSensitivity together = PG_ARGISNULL(TOGETHER)
									 ? ALKRES_NO_STATEMENT
									 : sensitivity_of(text_to_cstring(PG_GETARG_TEXT_PP(TOGETHER)));
	AlkresElements words =
		alkres_array_argument(fcinfo, SINGLES, "singles", TEXTOID, ALKRES_NULLS_KEPT);
	AlkresSensitivity *singles = palloc(sizeof(AlkresSensitivity) * Max(words.count, 1));
	AlkresReading reading;
	Datum values[COLUMNS];
	bool nulls[COLUMNS];

	if (words.count == 0)
		PG_RETURN_NULL();
	for (int i = 0; i < words.count; i++)
		singles[i] = words.nulls[i] ? ALKRES_NO_STATEMENT
									: sensitivity_of(TextDatumGetCString(words.values[i]));
	alkres_read_resistance(&reading, phase, together, singles, (size_t) words.count);
	set_text(values, nulls, BASIS, reading.basis);
	set_text(values, nulls, IF_TOGETHER, alkres_sensitivity_name(reading.together));
	set_text(values, nulls, IF_SEPARATE, alkres_sensitivity_name(reading.separate));
	set_text(values, nulls, CALL, alkres_sensitivity_name(reading.call));
	set_text(values, nulls, REASON, reading.reason);
	return alkres_row(fcinfo, values, nulls);
}
