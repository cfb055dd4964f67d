/* accession.h: accessions of the shipped transcripts and proteins, as names of their genes. */
#ifndef ALKRES_CORE_MUTATION_ACCESSION_H
#define ALKRES_CORE_MUTATION_ACCESSION_H

#include <stdbool.h>
#include <stddef.h>

typedef struct AlkresAccession
{
	const char *gene;
	const char *name; /* as shipped, with its version where one is known */
	bool same_version;
} AlkresAccession;

/* Does the text look like the accession of a sequence: NM_, NP_, ENST, ENSP, ...? */
extern bool alkres_is_accession(const char *text, size_t length);

/* The shipped accession that the text names, in any version; false when it is none. */
extern bool alkres_accession_find(AlkresAccession *found, const char *text, size_t length);

/* The residue, 1-based, of an accession's protein in one letter; 0 where no model knows it. */
extern char alkres_accession_residue(const AlkresAccession *accession, int residue);

#endif
