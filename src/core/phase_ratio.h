/*
 * phase_ratio.h: do two variants of a library lie on the same molecules?
 */
#ifndef ALKRES_CORE_PHASE_RATIO_H
#define ALKRES_CORE_PHASE_RATIO_H

#include "core/pileup.h"

typedef struct AlkresPhase
{
	uint32_t both;        /* molecules that carry both */
	uint32_t first_only;  /* carry the first, and their fragment covers the second's place */
	uint32_t second_only; /* the other way round */
	double log_ratio;     /* ln of "on the same molecules" over "on different ones" */
} AlkresPhase;

/*
 * Records of the molecules that carry one and the other, and the variants' 1-based positions.  Of
 * the rarer one's molecules that cover both places a share q carries the other, too: in cis q is
 * Beta(5, 1) (nearly all, unless the other was lost or is younger), in trans 1 % (errors of
 * amplification).
 */
extern void alkres_phase(AlkresPhase *phase, const AlkresRecord *first, uint32_t first_count,
						 uint32_t first_position, const AlkresRecord *second, uint32_t second_count,
						 uint32_t second_position);

/* "cis", "trans" or "unknown": one is fifty times likelier than the other, cis on two molecules at
 * least. */
extern const char *alkres_phase_name(const AlkresPhase *phase);

#endif
