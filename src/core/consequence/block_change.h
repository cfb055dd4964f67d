/* block_change.h: a change of one gene block, in transcript orientation: placing, naming,
 * translating. */
#ifndef ALKRES_CORE_CONSEQUENCE_BLOCK_CHANGE_H
#define ALKRES_CORE_CONSEQUENCE_BLOCK_CHANGE_H

#include "core/gene/gene_block.h"
#include "core/mutation/protein_change.h"

/* Longest change that is classified: above it a variant is structural. */
#define ALKRES_CHANGE_MAX 1000

/* Replace `removed` bases from offset `at` of the block's sequence; at least one base of either is
 * there, and they share no first or last base. */
typedef struct AlkresBlockChange
{
	const AlkresGeneBlock *block;
	const AlkresTranscript *transcript; /* of the block */
	int length;                         /* of the block's sequence */
	int at;
	int removed;
	int added;
	char bases[ALKRES_CHANGE_MAX];
	/* Offsets of the first and last place of the same change, when it is a pure insertion or
	 * deletion in a repeat. */
	int first_place;
	int last_place;
	bool last_known; /* false: it may roll on beyond the known sequence */
} AlkresBlockChange;

/* Fill first_place, last_place and last_known. */
extern void alkres_block_change_place(AlkresBlockChange *change);
/* "c.3586C>A", from alkres_alloc; NULL when the last place is not known. */
extern char *alkres_block_change_hgvs_c(const AlkresBlockChange *change);
/* What it does to the protein or to the splice sites. */
extern AlkresClassified alkres_block_change_mutation(const AlkresBlockChange *change,
													 AlkresMutation *mutation, AlkresError *error);

#endif
