/*
 * artefact.h: is what a normal shows often an artefact, or a variant of the germline or of blood
 * cells?
 */
#ifndef ALKRES_CORE_MODEL_ARTEFACT_H
#define ALKRES_CORE_MODEL_ARTEFACT_H

#include "core/model/stray.h"

/*
 * By what its molecules show: stray ones (stray.h) are likelier than a variant; half of them or
 * more are under Q30, where at most a quarter of all are; or they stand on the strands of origin in
 * another proportion than all do (chance under 1e-6).  A substitution of one base, at a known
 * reference.
 */
extern bool alkres_is_artefact(const AlkresSurrounds *surrounds, const AlkresAllele *allele);

/* The first of these alone, of any allele: its molecules are likelier from elsewhere, or misread in
 * one direction, than from there. */
extern bool alkres_is_stray(const AlkresSurrounds *surrounds, const AlkresAllele *allele);

/* Is it whole units of a repeat of seven copies and more (weighted as in error_rates.h), in at most
 * a quarter of the molecules that span its place? */
extern bool alkres_is_slippage(const AlkresPileup *pileup, const AlkresAllele *allele);

#endif
