/* gene_reference.h: the plus strand of the reference, as far as the shipped gene models know it. */
#ifndef ALKRES_CORE_GENE_GENE_REFERENCE_H
#define ALKRES_CORE_GENE_GENE_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/gene/gene_block.h"

/* Bases of the block's sequence, and the offset in it of a GRCh38 position; outside 0 to length - 1
 * when it does not lie there. */
extern int alkres_gene_block_length(const AlkresGeneBlock *block);
extern int alkres_gene_block_offset(const AlkresGeneBlock *block, int position);
/* The plus-strand base at a GRCh38 position; N outside the block and where it is not known. */
extern char alkres_gene_block_base(const AlkresGeneBlock *block, int position);

/*
 * Fill in what the models know of length reference bases from a 1-based position on, where bases
 * has N.  contig: a code of core/variant/contig.h; grch37: positions are those of GRCh37, not of
 * GRCh38.
 */
extern void alkres_gene_reference(int contig, bool grch37, uint32_t position, uint32_t length,
								  char *bases);

#endif
