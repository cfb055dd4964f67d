/* report.c: states of what a report names and does not name. */
#include "core/panel/report.h"

#include <math.h>
#include <stdio.h>
#include <strings.h>

#include "core/mutation/path.h"

AlkresState
alkres_reported_state(const char *const *filters, size_t count)
{
	static const char *const germline[] = {"germline", "germline_risk", "normal_artifact", "chip",
										   "germline_or_chip"};

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < sizeof(germline) / sizeof(germline[0]); k++)
			if (strcasecmp(filters[i], germline[k]) == 0)
				return ALKRES_STATE_GERMLINE_OR_CHIP;
	return count == 0 ? ALKRES_STATE_DETECTED : ALKRES_STATE_INDETERMINATE;
}

/* Is it a change of a whole gene: a fusion, a copy number? */
static bool
is_event(AlkresPath path)
{
	AlkresMutationParts parts;

	return alkres_mutation_take_apart(&parts, path.bytes, path.length) && parts.residue == 0 &&
		   parts.level == ALKRES_LEVEL_CHANGE;
}

/* The narrowest target that looks for the mutation; NULL when none does. */
static const AlkresPanelTarget *
target_of(const AlkresPanel *panel, AlkresPath mutation)
{
	const AlkresPanelTarget *narrowest = NULL;

	for (size_t i = 0; i < panel->target_count; i++)
	{
		const AlkresPanelTarget *target = &panel->targets[i];

		if (!alkres_path_in_class(mutation, target->class) ||
			(is_event(mutation) && !is_event(target->class)))
			continue;
		if (narrowest == NULL || target->class.length > narrowest->class.length)
			narrowest = target;
	}
	return narrowest;
}

void
alkres_panel_silence(AlkresSilence *silence, const AlkresPanel *panel, AlkresPath mutation,
					 bool covered, double target_fraction)
{
	const AlkresPanelTarget *target = NULL;

	*silence = (AlkresSilence){ALKRES_STATE_NOT_IN_PANEL, NAN, ""};
	if (panel->has_targets)
		target = target_of(panel, mutation);
	if ((panel->has_targets && target == NULL) || (!panel->has_targets && is_event(mutation)) ||
		(!covered && !is_event(mutation)))
	{
		snprintf(silence->reason, sizeof(silence->reason),
				 "the panel of the report does not look for it");
		return;
	}
	silence->state = ALKRES_STATE_NOT_EVALUABLE;
	silence->lod95 = target != NULL && !isnan(target->limit) ? target->limit : panel->limit;
	if (isnan(silence->lod95))
		snprintf(silence->reason, sizeof(silence->reason),
				 "not reported; down to which fraction it is reported is not known");
	else if (silence->lod95 > target_fraction)
		snprintf(silence->reason, sizeof(silence->reason),
				 "not reported; reported from %g on, asked for %g", silence->lod95,
				 target_fraction);
	else
	{
		silence->state = ALKRES_STATE_ABSENT;
		snprintf(silence->reason, sizeof(silence->reason), "not reported; reported from %g on",
				 silence->lod95);
	}
}
