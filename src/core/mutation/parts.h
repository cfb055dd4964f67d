/* parts.h: a mutation's path taken apart: what mutation.c and mutation/text.c share. */
#ifndef ALKRES_CORE_MUTATION_PARTS_H
#define ALKRES_CORE_MUTATION_PARTS_H

#include "core/mutation/mutation.h"

/* The highest residue number: the byte 0xff must stay above every path (upper bounds). */
#define ALKRES_RESIDUE_MAX 65279

typedef struct AlkresMutationParts
{
	char gene[32];
	AlkresMutationLevel level;
	int region;       /* ALK's region code; 0 otherwise */
	int residue;      /* 0 when the whole gene changes */
	char letter;      /* reference amino acid, one letter */
	char change[160]; /* "R", "del", "_A750del", "amplification" */
	bool upper_bound;
} AlkresMutationParts;

extern bool alkres_mutation_build(AlkresMutation *mutation, const AlkresMutationParts *parts,
								  AlkresError *error);
/* False for bytes that are no path; what it returns may still not be canonical. */
extern bool alkres_mutation_take_apart(AlkresMutationParts *parts, const uint8_t *path,
									   size_t length);

#endif
