/*
 * phase.h: what stands together on one molecule.
 *
 * Molecule numbers are the same in every block of a library, so alleles of two blocks can be
 * compared too.  Molecules that show the reference are only counted: how many cover two positions
 * and show neither allele can only be estimated.  An allele without records (more than
 * ALKRES_RECORDS_MAX molecules) has no phase.
 */
#ifndef ALKRES_CORE_PILEUP_PHASE_H
#define ALKRES_CORE_PILEUP_PHASE_H

#include "core/pileup/pileup.h"

typedef struct AlkresPhase
{
	uint32_t both;
	uint32_t first_only;  /* of fragments that reach from one to the other position */
	uint32_t second_only; /* likewise */
	uint32_t apart;       /* with one of them, too short to show the other, or of unknown length */
	/*
	 * Molecules that cover both positions and show neither: at most the lesser depth less the
	 * above; and estimated by the share of the alleles' molecules that reach from one to the other.
	 */
	uint32_t neither_most;
	double neither;
} AlkresPhase;

/* Two alleles of one library, each of its pileup, on one contig; false when one has no records. */
extern bool alkres_phase(const AlkresPileup *first_pileup, const AlkresAllele *first,
						 const AlkresPileup *second_pileup, const AlkresAllele *second,
						 AlkresPhase *phase);

/* Substitutions that stand on one molecule so near to each other may lie in one codon. */
#define ALKRES_HAPLOTYPE_GAP 2

/* Substitutions of single bases, each at most ALKRES_HAPLOTYPE_GAP behind the one before. */
typedef struct AlkresHaplotype
{
	uint32_t count;     /* of substitutions, at least 2 */
	uint32_t *alleles;  /* their indexes in the pileup, by offset */
	uint32_t molecules; /* with these and no other within the gap */
	uint32_t partial;   /* that reach over all of it and have some of its substitutions, not all */
	uint32_t depth;     /* molecules at the position that has fewest */
	uint32_t orientations[ALKRES_ORIENTATIONS]; /* of molecules */
	uint32_t duplex;                            /* of molecules, duplex at every substitution */
	uint64_t sum_quality; /* of each molecule the least of its substitutions */
} AlkresHaplotype;

/* Those of a pileup by their alleles, from alkres_alloc; NULL when there are none. */
extern AlkresHaplotype *alkres_haplotypes(const AlkresPileup *pileup, uint32_t *count);
extern void alkres_haplotypes_free(AlkresHaplotype *haplotypes, uint32_t count);
/* Its reference and alternative from the first to the last substitution; terminated, from
 * alkres_alloc. */
extern void alkres_haplotype_text(const AlkresPileup *pileup, const AlkresHaplotype *haplotype,
								  char **ref, char **alt);

#endif
