/* phase_ratio.h: cis or trans, from the molecules of two alleles (phase.h). */
#ifndef ALKRES_CORE_MODEL_PHASE_RATIO_H
#define ALKRES_CORE_MODEL_PHASE_RATIO_H

#include "core/pileup/phase.h"

/*
 * ln of the likelihood of "on the same molecules" over "on different ones".  Of the rarer one's
 * molecules that reach both places a share q carries the other, too: in cis q is Beta(5, 1) (nearly
 * all, unless the other was lost or is younger), in trans 1 % (errors of amplification).
 */
extern double alkres_phase_log_ratio(const AlkresPhase *phase);

/* "cis", "trans" or "unknown": one is fifty times likelier than the other, cis on two molecules at
 * least. */
extern const char *alkres_phase_name(const AlkresPhase *phase);

#endif
