/*
 * maf.h: a variant as the columns of a mutation annotation file have it: GDC's MAF, which
 * cBioPortal reads as data_mutations.txt.
 */
#ifndef ALKRES_CORE_CONSEQUENCE_MAF_H
#define ALKRES_CORE_CONSEQUENCE_MAF_H

#include "core/mutation/mutation.h"
#include "core/variant/variant.h"

typedef struct AlkresMaf
{
	const char *chromosome; /* 2, X, MT: without "chr" */
	int64_t start;
	int64_t end;      /* of an insertion the base behind it */
	const char *type; /* SNP, DNP, TNP, ONP, INS, DEL */
	const char *ref;  /* not terminated; length 0: "-" */
	size_t ref_length;
	const char *alt;
	size_t alt_length;
	const char *classification; /* Missense_Mutation, ...; NULL where no model says it */
} AlkresMaf;

/* mutation: what it does, NULL where that is not known.  False for what is no change of bases.
 * Everything points into variant or static memory. */
extern bool alkres_maf(AlkresMaf *maf, const AlkresVariant *variant,
					   const AlkresMutation *mutation);

#endif
