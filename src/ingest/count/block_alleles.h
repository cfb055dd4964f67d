/* block_alleles.h: what molecules show that is not the reference, of one block under way. */
#ifndef ALKRES_INGEST_COUNT_BLOCK_ALLELES_H
#define ALKRES_INGEST_COUNT_BLOCK_ALLELES_H

#include "postgres.h"

#include "core/pileup/pileup.h"

typedef struct AlkresBlockAlleles AlkresBlockAlleles;

/* In the current memory context; knows_reference: no read tells more of it. */
extern AlkresBlockAlleles *alkres_block_alleles_new(bool knows_reference);
/* Is all of the record kept that is added with an allele?  Where the reference is N for good nearly
 * all molecules are alleles: of them only sums are. */
extern bool alkres_block_alleles_keep(const AlkresBlockAlleles *alleles, const char *ref,
									  const char *alt);
/* Add a molecule with an allele; the texts are copied when the allele is new. */
extern void alkres_block_alleles_add(AlkresBlockAlleles *alleles, uint16_t offset, const char *ref,
									 const char *alt, const AlkresRecord *record);
/* Put them in their order into the pileup, whose reference is filled in; in the current memory
 * context. */
extern void alkres_block_alleles_finish(AlkresBlockAlleles *alleles, AlkresPileup *pileup);

#endif
