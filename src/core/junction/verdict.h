/* verdict.h: what is said of a junction. */
#ifndef ALKRES_CORE_JUNCTION_VERDICT_H
#define ALKRES_CORE_JUNCTION_VERDICT_H

#include "core/junction/limit.h"

#define ALKRES_FUSION_UNLISTED_MOLECULES 3

/* Is the junction told at all?  One of a listed partner that keeps ALK's kinase or the rest of
 * both, or one that enough molecules show. */
extern bool alkres_junction_is_told(const AlkresJunction *junction);
/* Detected, or indeterminate with its reason. */
extern void alkres_junction_judge(AlkresFusionVerdict *verdict, const AlkresJunction *junction);

#endif
