/*
 * power_factor.h: S of a site whose strands of origin share one factor, by how many molecules each
 * has with the allele (power_split.c).  Of a merged cell of rate r let u = f (B + m) / r and t ~
 * Gamma(A, 1).  Over the likelihood of errors alone that of X molecules at a fraction f is exp(-n
 * f) E[(t + u)^X] / (A)_X, and that of an artefact of strand z, x of whose molecules are among
 * them, the same of n_z, x and the shape A + X - x: errors of the other strands are as likely in
 * both.
 */
#ifndef ALKRES_CORE_MODEL_POWER_FACTOR_H
#define ALKRES_CORE_MODEL_POWER_FACTOR_H

#include "core/model/evidence.h"

typedef struct AlkresPowerFactor AlkresPowerFactor;

/*
 * Of evidence with one factor, its cells merged at a fraction for all strands at once; counts is
 * the largest that a strand may have, plus one.  NULL where a site expects errors, which are
 * molecules with the allele of cells of their own.
 */
extern AlkresPowerFactor *alkres_power_factor_new(const AlkresEvidence *evidence, double fraction,
												  uint32_t counts);
extern void alkres_power_factor_free(AlkresPowerFactor *factor);
/* S, stray molecules apart. */
extern double alkres_power_factor_score(AlkresPowerFactor *factor,
										const uint32_t alternates[ALKRES_ORIENTATIONS]);
/* The variance of what a molecule adds to it. */
extern double alkres_power_factor_variance(const AlkresPowerFactor *factor);

#endif
