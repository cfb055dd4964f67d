/*
 * power.h: what a site could have shown: the least molecules that would be called and the fraction
 * found with 95 % chance, from the caller's own rule (posterior >= threshold at this site's
 * molecules, rates and prior), never from a significance level.
 */
#ifndef ALKRES_CORE_MODEL_POWER_H
#define ALKRES_CORE_MODEL_POWER_H

#include "core/model/score.h"

typedef struct AlkresPower
{
	/* Fewest alternate molecules that would be called, spread as the site's molecules are; 0 when
	 * even all of them would not. */
	uint32_t min_molecules;
	double lod95; /* least fraction called with 95 % chance; NAN when there is none */
} AlkresPower;

/*
 * The evidence's own alternates do not matter.  Summed over are: how many molecules a fraction
 * gives (binomial), how they fall on the two strands of origin (a few of one strand alone may be an
 * artefact to the caller) and on the cells (a badly read molecule says less; by its mean and
 * variance).
 */
extern AlkresPower alkres_power(const AlkresEvidence *evidence, double prior, double min_posterior);

#endif
