/* report.c: what SQL asks of reports from elsewhere: states by filters, and by their panel; what
 * they have that calls lack. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/model/verdict.h"
#include "core/panel/compare.h"
#include "core/panel/report.h"
#include "type/arguments.h"
#include "type/mutation.h"
#include "type/rows.h"
#include "type/variant.h"

/* reported_state(filters): NULL as none. */
PG_FUNCTION_INFO_V1(alkres_state_of_filters);
Datum
alkres_state_of_filters(PG_FUNCTION_ARGS)
{
	AlkresElements elements =
		alkres_array_argument(fcinfo, 0, "filters", TEXTOID, ALKRES_NULLS_REFUSED);
	const char **filters = palloc(sizeof(char *) * Max(elements.count, 1));

	for (int i = 0; i < elements.count; i++)
		filters[i] = TextDatumGetCString(elements.values[i]);
	PG_RETURN_TEXT_P(cstring_to_text(
		alkres_state_name(alkres_reported_state(filters, (size_t) elements.count))));
}

/* from_white_cells(fraction, white_fraction). */
PG_FUNCTION_INFO_V1(alkres_of_white_cells);
Datum
alkres_of_white_cells(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_from_white_cells(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1)));
}

/* panel_silence(mutation, targets, limits, panel_limit, covered, target_vaf). */
PG_FUNCTION_INFO_V1(alkres_silence);
Datum
alkres_silence(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(6);
	AlkresElements classes =
		alkres_array_argument(fcinfo, 1, "targets", InvalidOid, ALKRES_NULLS_REFUSED);
	AlkresElements limits =
		alkres_array_argument(fcinfo, 2, "limits", FLOAT8OID, ALKRES_NULLS_KEPT);
	AlkresPanelTarget *targets = palloc(sizeof(AlkresPanelTarget) * Max(classes.count, 1));
	AlkresPanel panel = {targets, (size_t) classes.count, !PG_ARGISNULL(1),
						 alkres_argument_or_nan(fcinfo, 3)};
	Datum values[3];
	bool nulls[3] = {false};
	AlkresSilence silence;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(5))
		PG_RETURN_NULL();
	if (limits.count != classes.count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("targets and limits must have one element each"),
				errdetail("They have %d and %d.", classes.count, limits.count));
	for (int i = 0; i < classes.count; i++)
		targets[i] =
			(AlkresPanelTarget){alkres_mutation_path(PG_DETOAST_DATUM_PACKED(classes.values[i])),
								alkres_number_or_nan(&limits, i)};
	alkres_panel_silence(&silence, &panel, alkres_mutation_path(PG_GETARG_VARLENA_PP(0)),
						 PG_ARGISNULL(4) || PG_GETARG_BOOL(4), PG_GETARG_FLOAT8(5));
	values[0] = CStringGetTextDatum(alkres_state_name(silence.state));
	alkres_set_number(values, nulls, 1, silence.lod95);
	values[2] = CStringGetTextDatum(silence.reason);
	return alkres_row(fcinfo, values, nulls);
}

/* Arguments from first on: state, fraction, lod95, other_form. */
static AlkresCallSide
side_argument(FunctionCallInfo fcinfo, int first)
{
	char *state = alkres_text_argument(fcinfo, first, "state");
	AlkresCallSide side = {ALKRES_STATE_ABSENT, alkres_argument_or_nan(fcinfo, first + 1),
						   alkres_argument_or_nan(fcinfo, first + 2),
						   !PG_ARGISNULL(first + 3) && PG_GETARG_BOOL(first + 3)};

	if (!alkres_state_by_name(state, &side.state))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("there is no state \"%s\"", state));
	return side;
}

PG_FUNCTION_INFO_V1(alkres_call_agreement);
Datum
alkres_call_agreement(PG_FUNCTION_ARGS)
{
	AlkresCallSide reported = side_argument(fcinfo, 0), called = side_argument(fcinfo, 4);
	AlkresComparison comparison = alkres_calls_compare(&reported, &called);
	Datum values[2] = {CStringGetTextDatum(comparison.agreement)};
	bool nulls[2] = {false, comparison.reason == NULL};

	if (comparison.reason != NULL)
		values[1] = CStringGetTextDatum(comparison.reason);
	return alkres_row(fcinfo, values, nulls);
}

/* same_change(variant, mutation, other, other_mutation): NULL without both variants. */
PG_FUNCTION_INFO_V1(alkres_same_change_of);
Datum
alkres_same_change_of(PG_FUNCTION_ARGS)
{
	AlkresPath first = {NULL, 0}, second = {NULL, 0};
	AlkresVariant variant, other;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	alkres_variant_get(PG_GETARG_DATUM(2), &other);
	if (!PG_ARGISNULL(1))
		first = alkres_mutation_path(PG_GETARG_VARLENA_PP(1));
	if (!PG_ARGISNULL(3))
		second = alkres_mutation_path(PG_GETARG_VARLENA_PP(3));
	PG_RETURN_BOOL(alkres_same_change(&variant, first, &other, second));
}
