/*
 * classify.h: what a genomic variant does to the protein, from gene models compiled in.
 *
 * Source: ALK NM_004304.5, exons and sequence as verified in the project's facts; minus strand of
 * chr2.
 */
#ifndef ALKRES_CORE_CLASSIFY_H
#define ALKRES_CORE_CLASSIFY_H

#include "core/mutation.h"
#include "core/variant.h"

typedef enum AlkresClassified
{
	ALKRES_CLASSIFY_ERROR =
		-1, /* *error is set: the ref allele is not the reference base (strand trap) */
	ALKRES_CLASSIFY_NONE = 0, /* outside the shipped models, or not coding */
	ALKRES_CLASSIFY_DONE = 1,
} AlkresClassified;

extern AlkresClassified alkres_classify(const AlkresVariant *variant, AlkresMutation *mutation,
										AlkresError *error);

#endif
