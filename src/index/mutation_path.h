/* mutation_path.h: the classes above a mutation, as lengths of prefixes of its path. */
#ifndef ALKRES_INDEX_MUTATION_PATH_H
#define ALKRES_INDEX_MUTATION_PATH_H

#include "postgres.h"

#include "compat.h"
#include "core/mutation/mutation.h"

#define ALKRES_MUTATION_LEVELS 4

/*
 * Every class that the value is a member of, itself included, from the gene down; a bound
 * (ALK solvent_front~) is not in what it bounds.  Returns how many.
 */
extern int alkres_mutation_classes(const struct varlena *value,
								   size_t lengths[ALKRES_MUTATION_LEVELS]);
extern bool alkres_mutation_is_bound(const struct varlena *class);
/* The exclusive upper bound of a class; of a bound, which has no members, the bound itself. */
extern struct varlena *alkres_mutation_upper(const struct varlena *class);

#endif
