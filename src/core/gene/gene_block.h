/*
 * gene_block.h: the gene models compiled in, as blocks of known coding sequence.
 *
 * ALK is ten exons with intronic flanks and its whole protein; the bypass genes are hotspot codons
 * only.  Where no source verifies a base, IUPAC's letter for those it may be stands there, and
 * nothing is said about a change of it.
 */
#ifndef ALKRES_CORE_GENE_GENE_BLOCK_H
#define ALKRES_CORE_GENE_GENE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/nucleotide.h"

typedef struct AlkresGeneBlock
{
	const char *gene;
	const char *transcript;
	int contig; /* code of core/variant/contig.h */
	bool minus; /* the gene lies on the minus strand */
	int flank;  /* intronic bases on either side of the coding part */
	int c_from; /* coding-DNA position (c.) of the first coding base */
	int start;  /* of the coding part on GRCh38: 1-based inclusive, plus strand */
	int end;
	int grch37_shift;     /* GRCh37 position = GRCh38 position + this */
	const char *sequence; /* transcript strand: flank, coding part, flank */
	const char *residues; /* amino acids of a hotspot's codons; NULL for ALK's exons */
	const char *only;     /* a second numbering of the codon, for this change only; or NULL */
} AlkresGeneBlock;

/* Is the base known, not one of several it may be? */
static inline bool
alkres_block_base_is_known(char base)
{
	return alkres_base_known(base) != 'N';
}

extern const AlkresGeneBlock alkres_alk_blocks[];
extern const size_t alkres_alk_block_count;
extern const AlkresGeneBlock alkres_hotspot_blocks[];
extern const size_t alkres_hotspot_block_count;

#endif
