/* alteration.h: what laboratories write of an alteration: "EML4-ALK Fusion", "ALK Splice Site SNV",
 * "I1171N". */
#ifndef ALKRES_CORE_MUTATION_ALTERATION_H
#define ALKRES_CORE_MUTATION_ALTERATION_H

#include "core/mutation/mutation.h"
#include "core/mutation/symbol.h"

typedef struct AlkresAlteration
{
	AlkresMutation mutation;
	char partner[ALKRES_SYMBOL_SIZE]; /* the other gene of a fusion; "" where none is named */
} AlkresAlteration;

/*
 * Read one alteration.  gene may be NULL or empty where the words name it; words may repeat it.
 * Words in parentheses, and what kind of change it is (SNV, indel, mutation, variant, missense,
 * nonsense), are passed over.  False with *error (22P02) for what is no single mutation.
 */
extern bool alkres_alteration_read(AlkresAlteration *alteration, const char *gene,
								   const char *words, size_t length, AlkresError *error);

#endif
