/*
 * power_split.h: the chance of a call at a fraction where few molecules are enough: how they fall
 * on the strands of origin matters then, because a few of one strand alone may be an artefact.
 */
#ifndef ALKRES_CORE_MODEL_POWER_SPLIT_H
#define ALKRES_CORE_MODEL_POWER_SPLIT_H

#include "core/model/merged.h"

/* Above so many needed molecules their split is taken in proportion (power_steps.h). */
#define ALKRES_SPLIT_MAX 24

typedef struct AlkresSplit AlkresSplit;

/*
 * The rule for a site of which the least so many molecules are called (at most ALKRES_SPLIT_MAX)
 * and both strands have molecules.  It keeps the site, changes its alternates, and must be freed
 * first.
 */
extern AlkresSplit *alkres_split_new(AlkresMergedSite *site, uint32_t least);
extern void alkres_split_free(AlkresSplit *split);

/*
 * The chance of a call at a fraction (0 to 1), from the pairs of counts that are likelier than
 * least_likely; *open is what the others would add at most.
 */
extern double alkres_split_chance(AlkresSplit *split, double fraction, double least_likely,
								  double *open);

#endif
