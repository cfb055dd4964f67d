/* accession.h: accessions of the shipped transcripts and proteins, as names of their genes. */
#ifndef ALKRES_CORE_GENE_ACCESSION_H
#define ALKRES_CORE_GENE_ACCESSION_H

#include <stdbool.h>
#include <stddef.h>

typedef struct AlkresGeneAccession
{
	const char *gene;
	const char *name; /* as shipped, with its version where one is known */
	bool same_version;
} AlkresGeneAccession;

/* Does the text look like the accession of a sequence: NM_, NP_, ENST, ENSP, ...? */
extern bool alkres_is_accession(const char *text, size_t length);

/* The shipped accession that the text names, in any version; false when it is none. */
extern bool alkres_accession_find(AlkresGeneAccession *found, const char *text, size_t length);

/* The residue, 1-based, of an accession's protein in one letter; 0 where no model knows it. */
extern char alkres_accession_residue(const AlkresGeneAccession *accession, int residue);

#endif
