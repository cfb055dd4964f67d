/* artefact.c: an artefact, told from a variant by what its molecules show. */
#include "core/model/artefact.h"

#include <math.h>
#include <string.h>

#include "core/model/rates.h"
#include "core/statistics/binomial.h"

#define SKEWED 1e-6
/* Copies from which a repeat slips a hundred times as often as anything else makes indels, and the
 * share up to which it does. */
#define SLIPPERY_COPIES 7
#define SLIPPERY_SHARE 0.25

/* Does one strand of origin have more of the alternates than its share of the molecules gives? */
static bool
is_skewed(const AlkresEvidence *evidence)
{
	const AlkresGroup *first = &evidence->group[ALKRES_F1R2];
	const AlkresGroup *second = &evidence->group[ALKRES_F2R1];
	double x = first->alternates, total = x + second->alternates;
	double share = first->molecules / (first->molecules + second->molecules);

	return alkres_orientation_testable(evidence) &&
		   2 * fmin(alkres_binomial_at_least(x, total, share),
					alkres_binomial_at_least(total - x, total, 1 - share)) <
			   SKEWED;
}

static bool
is_badly_read(const AlkresEvidence *evidence)
{
	double badly = 0, badly_alternates = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		badly += evidence->group[g].part[ALKRES_BADLY_READ].molecules;
		badly_alternates += evidence->group[g].part[ALKRES_BADLY_READ].alternates;
	}
	return 2 * badly_alternates >= alkres_evidence_alternates(evidence) &&
		   4 * badly <= alkres_evidence_molecules(evidence);
}

/* The molecules there and those with the allele. */
static void
look(AlkresEvidence *evidence, const AlkresSurrounds *surrounds, const AlkresAllele *allele)
{
	const uint32_t *molecules = surrounds->pileup->cells[allele->offset];

	alkres_evidence_clear(evidence, 0);
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		alkres_evidence_add(evidence, cell, molecules[cell], allele->cells[cell], 1);
}

static bool
is_stray(const AlkresEvidence *evidence, const AlkresSurrounds *surrounds,
		 const AlkresAllele *allele, bool substitution)
{
	AlkresMarks marks;

	return alkres_allele_marks(surrounds->pileup, allele, &marks) &&
		   alkres_stray_of(surrounds, allele->offset, evidence, &marks, 1, substitution).ratio >= 1;
}

bool
alkres_is_stray(const AlkresSurrounds *surrounds, const AlkresAllele *allele)
{
	AlkresEvidence evidence;

	look(&evidence, surrounds, allele);
	return is_stray(&evidence, surrounds, allele, alkres_allele_is_single(allele));
}

bool
alkres_is_slippage(const AlkresPileup *pileup, const AlkresAllele *allele)
{
	size_t unit;

	return alkres_slip_run_at(pileup, allele->offset, allele->ref, strlen(allele->ref), allele->alt,
							  strlen(allele->alt), &unit) >= SLIPPERY_COPIES &&
		   allele->molecules <= SLIPPERY_SHARE * alkres_allele_depth(pileup, allele);
}

bool
alkres_is_artefact(const AlkresSurrounds *surrounds, const AlkresAllele *allele)
{
	AlkresEvidence evidence;

	look(&evidence, surrounds, allele);
	return is_stray(&evidence, surrounds, allele, true) || is_badly_read(&evidence) ||
		   is_skewed(&evidence);
}
