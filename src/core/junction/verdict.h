/* verdict.h: what is said of a junction. */
#ifndef ALKRES_CORE_JUNCTION_VERDICT_H
#define ALKRES_CORE_JUNCTION_VERDICT_H

#include "core/junction/limit.h"

/* Where the partner is not listed, or a tail alone names it that does not quite fit. */
#define ALKRES_FUSION_DOUBTFUL_MOLECULES 3

/* Molecules that it needs to be called. */
extern uint32_t alkres_junction_needs(const AlkresJunction *junction);
/* Has it a row of its own?  With as many molecules as it needs, or when the patient is known to
 * have it. */
extern bool alkres_junction_is_told(const AlkresJunction *junction);
/* Do fewer molecules than it needs speak for a fusion all the same?  A negative says so. */
extern bool alkres_junction_is_suspect(const AlkresJunction *junction);
/* Detected, or indeterminate with its reason. */
extern void alkres_junction_judge(AlkresFusionVerdict *verdict, const AlkresJunction *junction);

#endif
