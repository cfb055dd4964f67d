/*
 * gene_block.h: gene models as blocks of known sequence: those compiled in, and the form that
 * loaded ones (core/transcript) take.
 *
 * ALK is ten exons with intronic flanks and its whole protein; the bypass genes are hotspot codons
 * only.  A loaded model's blocks are all exons of a transcript.  Where no source verifies a base,
 * IUPAC's letter for those it may be stands there, and nothing is said about a change of it.
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
	int flank;  /* intronic bases on either side of the exonic part */
	int c_from; /* coding-DNA position (c.) of the first exonic base; before c.1 comes 0, -1, ... */
	int start;  /* of the exonic part on GRCh38: 1-based inclusive, plus strand */
	int end;
	int grch37_shift;     /* GRCh37 position = GRCh38 position + this */
	const char *sequence; /* transcript strand: flank, exonic part, flank */
	const char *residues; /* amino acids of a hotspot's codons; NULL for exons */
	const char *only;     /* a second numbering of the codon, for this change only; or NULL */
} AlkresGeneBlock;

/* The transcript of a block: exons in its order, whose coding bases are one sequence. */
typedef struct AlkresTranscript
{
	const AlkresGeneBlock *blocks;
	size_t block_count;
	const char
		*protein; /* all of it, one-letter, without the stop; NULL: a hotspot's block alone */
	int residue_count;
} AlkresTranscript;

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
