/* targets.h: targets of a panel and what is counted of them as arguments: region[], bigint[]. */
#ifndef ALKRES_CALL_TARGETS_H
#define ALKRES_CALL_TARGETS_H

#include "postgres.h"

#include "fmgr.h"

#include "core/copynumber/normals.h"

typedef struct AlkresTargets
{
	AlkresRegion *regions;
	size_t count;
	size_t sums;         /* numbers of sums over normals (core/copynumber/normals.h) */
	struct varlena *key; /* the argument that they were taken from */
} AlkresTargets;

/*
 * The targets in an argument; 22023 when they are not as panel_targets() makes them.  *kept, NULL
 * at first, stays with the call site: a query takes the same array apart once.
 */
extern const AlkresTargets *alkres_targets_argument(FunctionCallInfo fcinfo, int number,
													AlkresTargets **kept);
/* The numbers of a bigint[] argument of this length; 22023 for another form, or below 0 where they
 * are counts. */
extern const int64 *alkres_numbers_argument(FunctionCallInfo fcinfo, int number, size_t length,
											bool are_counts, const char *name);

#endif
