/* path.h: a mutation's path, from its parts and taken apart. */
#ifndef ALKRES_CORE_MUTATION_PATH_H
#define ALKRES_CORE_MUTATION_PATH_H

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
/* A change at a residue: gene, 1-based residue, its reference letter, the change ("R", "del",
 * "dup", "=", "*"). */
extern bool alkres_mutation_set(AlkresMutation *mutation, const char *gene, int residue,
								char letter, const char *change, AlkresError *error);

#endif
