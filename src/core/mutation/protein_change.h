/* protein_change.h: the HGVS name of the difference between two proteins. */
#ifndef ALKRES_CORE_MUTATION_PROTEIN_CHANGE_H
#define ALKRES_CORE_MUTATION_PROTEIN_CHANGE_H

#include "core/mutation/mutation.h"

/* Longest stretch of amino acids a change inserts: what fits a mutation's path. */
#define ALKRES_INSERTED_MAX 100

typedef enum AlkresClassified
{
	ALKRES_CLASSIFY_ERROR =
		-1, /* *error is set: the ref allele is not the reference base (strand trap) */
	ALKRES_CLASSIFY_NONE = 0, /* outside the shipped models, or not coding */
	ALKRES_CLASSIFY_DONE = 1,
} AlkresClassified;

/* A stretch of a protein before and after a change that keeps the frame. */
typedef struct AlkresProteinChange
{
	const char *gene;
	int first; /* number of the residue where both stretches begin */
	const char *ref;
	int ref_length;
	const char *alt;
	int alt_length;
	bool whole;  /* the stretch is the whole protein, not a part with unknown neighbours */
	int changed; /* index of the residue to name when nothing changes */
} AlkresProteinChange;

/* The change at its most C-terminal place, a duplication before an insertion; NONE when the place
 * depends on residues beyond the stretch, or the change is too long for a path. */
extern AlkresClassified alkres_protein_change(AlkresMutation *mutation,
											  const AlkresProteinChange *change,
											  AlkresError *error);

/* "p.Gly1202Arg" of a change at a residue, from alkres_alloc; NULL for a class, a gene-level change
 * and an upper bound. */
extern char *alkres_hgvs_p(const AlkresMutation *mutation);

#endif
