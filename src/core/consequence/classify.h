/*
 * classify.h: what a genomic variant does to transcript and protein, from gene models compiled in
 * or loaded (core/transcript).
 *
 * Sources of the former: ALK NM_004304.5, exons and sequence as verified in the project's facts
 * (alk_model.c); hotspot codons of the bypass genes (hotspot_model.c).
 */
#ifndef ALKRES_CORE_CONSEQUENCE_CLASSIFY_H
#define ALKRES_CORE_CONSEQUENCE_CLASSIFY_H

#include "core/gene/gene_block.h"
#include "core/mutation/mutation.h"
#include "core/mutation/protein_change.h"
#include "core/transcript/gene_model.h"
#include "core/variant/variant.h"

typedef struct AlkresConsequence
{
	const AlkresGeneBlock *block; /* where the variant lies; NULL outside the models */
	bool has_mutation;
	AlkresMutation mutation;
	/* c. name by the 3' rule, from alkres_alloc; NULL when its place cannot be known. */
	char *hgvs_c;
} AlkresConsequence;

extern AlkresClassified alkres_classify(const AlkresVariant *variant, AlkresMutation *mutation,
										AlkresError *error);
/* The same with names; false when the ref allele is not the reference base. */
extern bool alkres_consequence(const AlkresVariant *variant, AlkresConsequence *consequence,
							   AlkresError *error);
/*
 * The same by a loaded gene model alone, for a variant on its contig.  A change of the start or the
 * stop codon, and of the untranslated parts, has a c. name and no mutation.
 */
extern bool alkres_consequence_by(const AlkresVariant *variant, const AlkresGeneModel *model,
								  AlkresConsequence *consequence, AlkresError *error);

#endif
