/*
 * report.h: what a report from elsewhere says of a mutation: by the filters of what it names, and
 * by its panel of what it does not name.
 */
#ifndef ALKRES_CORE_PANEL_REPORT_H
#define ALKRES_CORE_PANEL_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/state.h"
#include "core/mutation/class.h"

/*
 * The state of a call by the filters that it failed: detected when none; of germline or clonal
 * haematopoiesis when one of them says so (germline, germline_risk, normal_artifact, chip in any
 * case); else indeterminate.
 */
extern AlkresState alkres_reported_state(const char *const *filters, size_t count);

/* A class that a panel looks for, and down to which fraction. */
typedef struct AlkresPanelTarget
{
	AlkresPath class;
	double limit; /* NaN: the panel's */
} AlkresPanelTarget;

typedef struct AlkresPanel
{
	const AlkresPanelTarget *targets;
	size_t target_count; /* 0 without has_targets: whatever lies in its design */
	bool has_targets;
	double limit; /* of targets without one of their own; NaN: not known */
} AlkresPanel;

typedef struct AlkresSilence
{
	AlkresState state;
	double lod95; /* the limit; NaN when not known */
	char reason[200];
} AlkresSilence;

/*
 * What it means that a report does not name a mutation: not in panel where the panel does not look
 * there, absent down to the limit that it states, not evaluable where it states none or one above
 * the target fraction.
 *
 * Of several targets that hold the mutation the narrowest counts.  A gene or region as target
 * stands for its small changes alone: fusions, copy numbers and other changes of a whole gene are
 * looked for by other means, and are targets of their own.  covered: does the design hold every
 * listed change that gives the mutation?  True where there is no design.
 */
extern void alkres_panel_silence(AlkresSilence *silence, const AlkresPanel *panel,
								 AlkresPath mutation, bool covered, double target);

#endif
