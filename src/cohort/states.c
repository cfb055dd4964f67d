/* states.c: the states of a mutation by their names, as SQL knows them. */
#include "cohort/states.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"

/* The names of the states that a rule picks. */
static Datum
states_array(bool (*picks)(AlkresState))
{
	Datum names[ALKRES_STATES];
	int count = 0;

	for (int i = 0; i < ALKRES_STATES; i++)
		if (picks(i))
			names[count++] = CStringGetTextDatum(alkres_state_name(i));
	PG_RETURN_ARRAYTYPE_P(construct_array(names, count, TEXTOID, -1, false, TYPALIGN_INT));
}

static bool
is_any(AlkresState state)
{
	return true;
}

/* states(): the one that decides over several changes first. */
PG_FUNCTION_INFO_V1(alkres_states);
Datum
alkres_states(PG_FUNCTION_ARGS)
{
	return states_array(is_any);
}

/* evaluable_states(). */
PG_FUNCTION_INFO_V1(alkres_evaluable_states);
Datum
alkres_evaluable_states(PG_FUNCTION_ARGS)
{
	return states_array(alkres_state_is_evaluable);
}

/* looked_for_states(). */
PG_FUNCTION_INFO_V1(alkres_looked_for_states);
Datum
alkres_looked_for_states(PG_FUNCTION_ARGS)
{
	return states_array(alkres_state_is_looked_for);
}

AlkresState
alkres_state_of(Datum name)
{
	char *spelled = TextDatumGetCString(name);
	AlkresState state;

	if (!alkres_state_by_name(spelled, &state))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" is no state of a mutation", spelled),
				errhint("alkres.states() lists them."));
	return state;
}

/* rank_among_changes(state): of the changes that give one mutation the lowest decides. */
PG_FUNCTION_INFO_V1(alkres_rank_among_changes);
Datum
alkres_rank_among_changes(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(alkres_state_of(PG_GETARG_DATUM(0)) + 1);
}

/* rank_among_repeats(state): of several measurements of the same the lowest decides. */
PG_FUNCTION_INFO_V1(alkres_rank_among_repeats);
Datum
alkres_rank_among_repeats(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(alkres_state_order_of_repeats(alkres_state_of(PG_GETARG_DATUM(0))) + 1);
}
