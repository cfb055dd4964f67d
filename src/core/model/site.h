/*
 * site.h: the evidence for one allele of a pileup: from molecules of a position, rates and normals.
 */
#ifndef ALKRES_CORE_MODEL_SITE_H
#define ALKRES_CORE_MODEL_SITE_H

#include "core/model/background.h"
#include "core/model/evidence.h"

/* What is known of errors. */
typedef struct AlkresModel
{
	const AlkresRates *rates;           /* NULL: the fixed ones */
	const AlkresBackground *background; /* NULL: no normals of this block */
} AlkresModel;

/* The rates of a model, which may be NULL. */
extern const AlkresRates *alkres_model_rates(const AlkresModel *model);

/* The reference base at an offset, which may lie in the halo: -ALKRES_HALO .. ALKRES_BLOCK_SIZE +
 * ALKRES_HALO - 1. */
static inline char
alkres_pileup_base(const AlkresPileup *pileup, int offset)
{
	return pileup->reference[ALKRES_HALO + offset];
}

/*
 * Evidence of the substitution ref > alt, of one base or more (bases equal in both are looked
 * over), at an offset; alternates are the molecules that carry all of it, by cell.  The molecules
 * are those of the changed position where they are fewest.  A background says nothing of several
 * bases.  model may be NULL: fixed rates.
 */
extern void alkres_site_substitution(AlkresEvidence *evidence, const AlkresPileup *pileup,
									 const AlkresModel *model, int offset, const char *ref,
									 const char *alt, size_t length,
									 const uint32_t alternates[ALKRES_CELLS]);

/*
 * Evidence of an insertion, deletion or replacement anchored at an offset.  The molecules are those
 * that span it, by strand of origin only; rate is alkres_indel_rate_of an allele.
 */
extern void alkres_site_indel(AlkresEvidence *evidence, const AlkresPileup *pileup,
							  const AlkresModel *model, int offset, size_t ref_length,
							  size_t alt_length, double rate,
							  const uint32_t alternates[ALKRES_CELLS]);

#endif
