/* cause.c: why an allele is not called. */
#include "core/model/cause.h"

#include "core/model/score.h"

static const char *
of_stray(int kind)
{
	switch (kind)
	{
		case ALKRES_STRAY_OF_DIRECTION:
			return "nearly all on reads of one direction, as misread bases";
		case ALKRES_STRAY_OF_TIE:
			return "which fit as well elsewhere in the genome";
		case ALKRES_STRAY_OF_UNLIKE:
			return "which differ from the reference in other places too, as molecules from "
				   "elsewhere";
		case ALKRES_STRAY_OF_WHOLE:
			return "as is left over of a larger change there";
		default:
			return "nearly all clipped beside it, as adapter or a repeat";
	}
}

/* As without normals. */
static void
forget_normals(AlkresEvidence *evidence)
{
	AlkresEvidence fresh;

	alkres_evidence_clear(&fresh, evidence->artefact_prior);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			evidence->group[g].part[p].shape = fresh.group[g].part[p].shape;
			evidence->group[g].part[p].rate = fresh.group[g].part[p].rate;
		}
	evidence->bad = fresh.bad;
}

const char *
alkres_cause(const AlkresCandidate *candidate, double prior, double min_posterior)
{
	AlkresEvidence evidence = candidate->evidence;
	int kind = evidence.stray.chief;

	if (candidate->molecules < 2)
		return NULL;
	evidence.stray.ratio = 0;
	if (candidate->evidence.stray.ratio > 0 &&
		alkres_posterior(alkres_score(&evidence), prior) >= min_posterior)
		return of_stray(kind);
	evidence.artefact_prior = 0;
	if (alkres_posterior(alkres_score(&evidence), prior) >= min_posterior)
		return "nearly all of one strand of origin, as damage or an error of amplification";
	if (candidate->no_background)
		return NULL;
	forget_normals(&evidence);
	if (alkres_posterior(alkres_score(&evidence), prior) >= min_posterior)
		return "which the normals show too";
	return NULL;
}
