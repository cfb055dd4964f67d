/*
 * power_steps.h: the chance of a call at a fraction where many molecules are needed, or the strands
 * of origin cannot be told apart: the molecules are shared out over the strands in proportion.
 */
#ifndef ALKRES_CORE_MODEL_POWER_STEPS_H
#define ALKRES_CORE_MODEL_POWER_STEPS_H

#include "core/model/merged.h"

typedef struct AlkresSteps AlkresSteps;

/*
 * The rule for a site of which the least so many molecules are called.  It keeps the site, changes
 * its alternates, and must be freed first.
 */
extern AlkresSteps *alkres_steps_new(AlkresMergedSite *site, uint32_t least);
extern void alkres_steps_free(AlkresSteps *steps);

/* The chance of a call at a fraction, 0 to 1. */
extern double alkres_steps_chance(AlkresSteps *steps, double fraction);

#endif
