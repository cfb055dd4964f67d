/* resistance.c: what sources say of an inhibitor and several mutations, put together with care. */
#include "core/course/resistance.h"

#include <string.h>

static const char *const names[] = {
	[ALKRES_NO_STATEMENT] = NULL,
	[ALKRES_SENSITIVE] = "sensitive",
	[ALKRES_INTERMEDIATE] = "intermediate",
	[ALKRES_RESISTANT] = "resistant",
	[ALKRES_STATEMENTS_DIFFER] = "conflict",
};

const char *
alkres_sensitivity_name(AlkresSensitivity sensitivity)
{
	return names[sensitivity];
}

bool
alkres_sensitivity_by_name(const char *name, AlkresSensitivity *sensitivity)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i] != NULL && strcmp(names[i], name) == 0)
		{
			*sensitivity = (AlkresSensitivity) i;
			return true;
		}
	return false;
}

static void
read_several(AlkresReading *reading, AlkresPhaseKnown phase)
{
	switch (phase)
	{
		case ALKRES_ON_ONE_MOLECULE:
			reading->basis = "compound";
			reading->separate = ALKRES_NO_STATEMENT;
			reading->call = reading->together;
			reading->reason = "no source states anything of these mutations on one molecule, and "
							  "statements on single ones are not put together";
			break;
		case ALKRES_ON_SEPARATE_MOLECULES:
			reading->basis = "separate molecules";
			reading->together = ALKRES_NO_STATEMENT;
			reading->call = reading->separate;
			reading->reason =
				"no source states that one of them alone is resistant, and statements "
				"on single ones are not put together";
			break;
		case ALKRES_PHASE_UNKNOWN:
			reading->basis = "compound, phase unknown";
			if (reading->together == reading->separate)
				reading->call = reading->together;
			reading->reason =
				reading->together == reading->separate
					? "no source states anything that holds on one molecule or on "
					  "separate ones; statements on single ones are not put together"
					: "what is stated of one molecule and of separate ones is not the same";
			break;
	}
}

void
alkres_read_resistance(AlkresReading *reading, AlkresPhaseKnown phase, AlkresSensitivity together,
					   const AlkresSensitivity *singles, size_t count)
{
	*reading = (AlkresReading){0};
	if (count == 1)
	{
		reading->basis = "single";
		reading->call = singles[0];
		reading->reason = "no source states anything of this mutation";
	}
	else
	{
		reading->together = together;
		for (size_t i = 0; i < count; i++)
			if (singles[i] == ALKRES_RESISTANT)
				reading->separate = ALKRES_RESISTANT;
		read_several(reading, phase);
	}
	if (reading->call != ALKRES_NO_STATEMENT)
		reading->reason = NULL;
}
