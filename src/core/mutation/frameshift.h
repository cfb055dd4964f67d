/*
 * frameshift.h: frameshifts told with more or less of what they make (HGVS, protein level: the
 * first new residue and the distance to the new stop may be left out).  L1196Pfs*12 is a member
 * of L1196Pfs, and both of L1196fs, which is what a caller says; in the paths' order they do not
 * lie beside each other, other changes of the residue lie between.
 */
#ifndef ALKRES_CORE_MUTATION_FRAMESHIFT_H
#define ALKRES_CORE_MUTATION_FRAMESHIFT_H

#include "core/mutation/mutation.h"

#define ALKRES_FRAMESHIFT_WIDER 2 /* most classes above a frameshift that are frameshifts */

/* The frameshift that tells one thing less, in *wider; false when there is none. */
extern bool alkres_frameshift_wider(AlkresMutation *wider, const uint8_t *path, size_t length);
/* Is the path a frameshift, given as a class, with members that tell more? */
extern bool alkres_frameshift_is_class(const uint8_t *path, size_t length);
/* Is value a frameshift that tells more than class, which is one?  Both are paths. */
extern bool alkres_frameshift_is_member(const uint8_t *value, size_t length, const uint8_t *class,
										size_t class_length);
/* Do two paths name one change: are they equal, or frameshifts of which one tells more? */
extern bool alkres_names_same_change(const uint8_t *a, size_t a_length, const uint8_t *b,
									 size_t b_length);

#endif
