/* state.c: the states by name. */
#include "core/base/state.h"

#include <string.h>

const char *
alkres_state_name(AlkresState state)
{
	static const char *const names[ALKRES_STATES] = {
		[ALKRES_STATE_DETECTED] = "detected",
		[ALKRES_STATE_GERMLINE_OR_CHIP] = "germline_or_chip",
		[ALKRES_STATE_INDETERMINATE] = "indeterminate",
		[ALKRES_STATE_NOT_EVALUABLE] = "not_evaluable",
		[ALKRES_STATE_NOT_COVERED] = "not_covered",
		[ALKRES_STATE_NOT_IN_PANEL] = "not_in_panel",
		[ALKRES_STATE_ABSENT] = "absent",
	};

	return names[state];
}

bool
alkres_state_by_name(const char *name, AlkresState *state)
{
	for (int i = 0; i < ALKRES_STATES; i++)
		if (strcmp(name, alkres_state_name((AlkresState) i)) == 0)
		{
			*state = (AlkresState) i;
			return true;
		}
	return false;
}

int
alkres_state_order_of_repeats(AlkresState state)
{
	static const int order[ALKRES_STATES] = {
		[ALKRES_STATE_DETECTED] = 0,      [ALKRES_STATE_GERMLINE_OR_CHIP] = 1,
		[ALKRES_STATE_ABSENT] = 2,        [ALKRES_STATE_INDETERMINATE] = 3,
		[ALKRES_STATE_NOT_EVALUABLE] = 4, [ALKRES_STATE_NOT_COVERED] = 5,
		[ALKRES_STATE_NOT_IN_PANEL] = 6,
	};

	return order[state];
}

bool
alkres_state_is_evaluable(AlkresState state)
{
	return state == ALKRES_STATE_DETECTED || state == ALKRES_STATE_ABSENT ||
		   state == ALKRES_STATE_INDETERMINATE;
}

bool
alkres_state_is_looked_for(AlkresState state)
{
	return alkres_state_is_evaluable(state) || state == ALKRES_STATE_NOT_EVALUABLE;
}
