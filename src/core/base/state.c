/* state.c: the states by name. */
#include "core/base/state.h"

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
