/* indel_quality.h: what badly read bases add to the errors at an indel's place. */
#ifndef ALKRES_CORE_MODEL_INDEL_QUALITY_H
#define ALKRES_CORE_MODEL_INDEL_QUALITY_H

#include "core/pileup/pileup.h"

/* What misreading adds to the rate of an indel, by the quality bin of the least of the bases in and
 * beside it. */
extern double alkres_indel_misread_rate(int bin);

/*
 * How the molecules that span the place of an indel are read there: shares by quality bin of the
 * lesser of the anchor and the base behind it, from the molecules by bin at both, taken as
 * independent; all of Q30 to 36 where neither has molecules.
 */
extern void alkres_indel_qualities(const double anchor[ALKRES_QUALITY_BINS],
								   const double behind[ALKRES_QUALITY_BINS],
								   double shares[ALKRES_QUALITY_BINS]);

#endif
