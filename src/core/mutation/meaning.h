/* meaning.h: a mutation's place in the hierarchy and in resistance. */
#ifndef ALKRES_CORE_MUTATION_MEANING_H
#define ALKRES_CORE_MUTATION_MEANING_H

#include "core/mutation/class.h"
#include "core/mutation/mutation.h"

/* The kinase domain of ALK: regions n_lobe to c_lobe (doc/mutation.md). */
#define ALKRES_ALK_KINASE_FIRST 1116
#define ALKRES_ALK_KINASE_LAST 1392

/* The next class up; false for a gene and for an upper bound, which have none. */
extern bool alkres_mutation_parent(AlkresMutation *parent, const AlkresMutation *mutation);

/* "driver", "on_target", "off_target", "other" of a mutation in a tumour with this driver gene;
 * NULL when it depends on the members of the class or on a kinase domain that is not shipped. */
extern const char *alkres_mutation_mechanism(const AlkresMutation *mutation, const char *driver);

/*
 * Does finding it, as a somatic change, show tumour DNA?  Everything but synonymous changes and
 * those outside ALK's kinase domain, where its polymorphisms lie.
 */
extern bool alkres_mutation_is_evidence(const AlkresMutation *mutation);

/* Is it a change of a gene's copies: gain, loss, amplification? */
extern bool alkres_mutation_is_copy_number(const AlkresMutation *mutation);

/*
 * Is a detected mutation one that a question about the class counts, in a tumour with this driver
 * gene?  What is asked for by its own name is.  Of a class of the driver gene what lies on target,
 * not the fusion, synonymous changes or polymorphisms; of another gene whatever is evidence.
 */
extern bool alkres_mutation_counts_for(const AlkresMutation *mutation, const AlkresMutation *class,
									   const char *driver);

#endif
