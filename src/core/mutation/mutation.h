/*
 * mutation.h: a protein-level or gene-level change, or a class of them, as a byte path
 * gene \0 region residue letter change \0, so that a class is a byte prefix of its members and its
 * members one range of memcmp order (doc/formats.md).
 */
#ifndef ALKRES_CORE_MUTATION_MUTATION_H
#define ALKRES_CORE_MUTATION_MUTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

#define ALKRES_MUTATION_SIZE_MAX 256

typedef enum AlkresMutationLevel
{
	ALKRES_LEVEL_GENE = 1, /* ALK */
	ALKRES_LEVEL_REGION,   /* ALK solvent_front */
	ALKRES_LEVEL_RESIDUE,  /* ALK G1202 */
	ALKRES_LEVEL_CHANGE,   /* ALK G1202R, ALK copy_number_gain */
} AlkresMutationLevel;

typedef struct AlkresMutation
{
	uint8_t path[ALKRES_MUTATION_SIZE_MAX];
	size_t length;
} AlkresMutation;

/* The canonical text, from alkres_alloc. */
extern char *alkres_mutation_text(const AlkresMutation *mutation);
/* Is this path one that alkres_mutation_parse can make?  The validator of the binary input. */
extern bool alkres_mutation_check(const uint8_t *path, size_t length, AlkresError *error);
/* Is the change on the list of published ALK resistance mutations (alk_model.c)? */
extern bool alkres_mutation_is_listed(const AlkresMutation *mutation);

#endif
