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
/* Such a molecule, as alkres_record_fragment tells it, has at the offsets first to last the letters
 * that stand for an unknown reference (guessed.h): of it only sums are known. */
extern void alkres_block_alleles_guesses(AlkresBlockAlleles *alleles, uint64_t fragment, int first,
										 int last);
/* Take the cells of the single bases at an offset away from the cells of all molecules there. */
extern void alkres_block_alleles_take_away(const AlkresBlockAlleles *alleles, int offset,
										   uint32_t cells[ALKRES_CELLS]);
/* Add an unknown base that became a letter: its offset, molecules and sums. */
extern void alkres_block_alleles_sums(AlkresBlockAlleles *alleles, const AlkresAllele *sums,
									  char letter);
/* Those letters, once all are added. */
extern void alkres_block_alleles_letters(AlkresBlockAlleles *alleles, const char *letters);
/* Put them in their order into the pileup, whose reference is filled in; in the current memory
 * context. */
extern void alkres_block_alleles_finish(AlkresBlockAlleles *alleles, AlkresPileup *pileup);

#endif
