/*
 * own_type.h: is a type the one that a planner function of ours was made for?
 *
 * A superuser may name our estimators and support functions in operators and functions of any type.
 * Before they read a constant or statistics they look at the type, as core's own do.
 */
#ifndef ALKRES_TYPE_OWN_TYPE_H
#define ALKRES_TYPE_OWN_TYPE_H

#include "postgres.h"

/* Is it the type alkres.name, or a domain over it?  False for InvalidOid. */
extern bool alkres_is_type(Oid type, const char *name);
/* Is it an array of alkres.name? */
extern bool alkres_is_array_of(Oid type, const char *name);

#endif
