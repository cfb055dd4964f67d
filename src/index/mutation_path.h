/* mutation_path.h: the classes above a mutation, and the range they are in. */
#ifndef ALKRES_INDEX_MUTATION_PATH_H
#define ALKRES_INDEX_MUTATION_PATH_H

#include "postgres.h"

#include "compat.h"
#include "core/mutation/frameshift.h"

/* Gene, region, residue, change, and what a frameshift leaves out. */
#define ALKRES_MUTATION_CLASSES (4 + ALKRES_FRAMESHIFT_WIDER)

/*
 * Every class that the value is a member of, itself included, from the gene down; a bound
 * (ALK solvent_front~) is not in what it bounds.  Returns how many.
 */
extern int alkres_mutation_classes(const struct varlena *value,
								   struct varlena *classes[ALKRES_MUTATION_CLASSES]);
extern bool alkres_mutation_is_bound(const struct varlena *class);
/* The exclusive upper bound of a class; of a bound, which has no members, the bound itself. */
extern struct varlena *alkres_mutation_upper(const struct varlena *class);
/* The class in whose range all members lie: the residue of a frameshift, else the class itself. */
extern struct varlena *alkres_mutation_lower(struct varlena *class);

#endif
