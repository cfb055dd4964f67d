/* verdict.c: what is said of a junction. */
#include "core/junction/verdict.h"

#include <math.h>
#include <stdio.h>

#include "core/junction/normals.h"

uint32_t
alkres_junction_needs(const AlkresJunction *junction)
{
	bool has_other_side = junction->spanning > 0 || junction->partner_split > 0;

	if (junction->is_known)
		return ALKRES_FUSION_MOLECULES_KNOWN;
	/* A tail that nearly fits may be of another copy of a repeat. */
	if (junction->gene == NULL || (junction->is_precise && !junction->is_exact && !has_other_side))
		return ALKRES_FUSION_DOUBTFUL_MOLECULES;
	return ALKRES_FUSION_MOLECULES;
}

bool
alkres_junction_is_told(const AlkresJunction *junction)
{
	return !junction->is_secondary &&
		   (junction->is_known || junction->molecules >= alkres_junction_needs(junction));
}

bool
alkres_junction_is_suspect(const AlkresJunction *junction)
{
	return !junction->is_secondary && junction->gene != NULL && junction->is_exact &&
		   junction->places == 1 && alkres_junction_sense(junction) != ALKRES_SENSE_OTHER &&
		   alkres_junction_exceeds_normals(junction);
}

void
alkres_junction_judge(AlkresFusionVerdict *verdict, const AlkresJunction *junction)
{
	uint32_t needed = alkres_junction_needs(junction);
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
