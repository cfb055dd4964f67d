/* verdict.c: what is said of a junction. */
#include "core/junction/verdict.h"

#include <math.h>
#include <stdio.h>

#include "core/junction/normals.h"

static uint32_t
molecules_needed(const AlkresJunction *junction)
{
	if (junction->is_known)
		return ALKRES_FUSION_MOLECULES_KNOWN;
	return junction->gene == NULL ? ALKRES_FUSION_UNLISTED_MOLECULES : ALKRES_FUSION_MOLECULES;
}

bool
alkres_junction_is_told(const AlkresJunction *junction)
{
	AlkresJunctionSense sense = alkres_junction_sense(junction);

	if (junction->is_secondary)
		return false;
	if (junction->is_known)
		return true;
	if (junction->gene == NULL || sense == ALKRES_SENSE_OTHER)
		return junction->molecules >= ALKRES_FUSION_UNLISTED_MOLECULES;
	return true;
}

void
alkres_junction_judge(AlkresFusionVerdict *verdict, const AlkresJunction *junction)
{
	uint32_t needed = molecules_needed(junction);
	const char *plural = junction->molecules == 1 ? "" : "s";

	*verdict = (AlkresFusionVerdict){
		.state = ALKRES_STATE_INDETERMINATE, .lod95 = NAN, .upper = NAN, .min_molecules = needed};
	if (junction->molecules < needed)
		snprintf(verdict->reason, sizeof(verdict->reason), "%u molecule%s, %u are needed",
				 junction->molecules, plural, needed);
	else if (!alkres_junction_exceeds_normals(junction))
		snprintf(verdict->reason, sizeof(verdict->reason),
				 "%u molecule%s, but the normals show it too: %u of %llu", junction->molecules,
				 plural, junction->normal_molecules, (unsigned long long) junction->normal_depth);
	else if (alkres_junction_sense(junction) == ALKRES_SENSE_OTHER)
		snprintf(verdict->reason, sizeof(verdict->reason),
				 "%u molecule%s of a rearrangement that does not put ALK's kinase behind its "
				 "partner",
				 junction->molecules, plural);
	else
	{
		verdict->state = ALKRES_STATE_DETECTED;
		snprintf(verdict->reason, sizeof(verdict->reason), "%u molecule%s, %u %s enough%s",
				 junction->molecules, plural, needed, needed == 1 ? "is" : "are",
				 junction->is_known ? ": the patient is known to have it" : "");
	}
}
