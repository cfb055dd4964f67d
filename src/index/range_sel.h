/*
 * range_sel.h: selectivity of operators that say "the value lies in the range that the container
 * stands for": mutation in a class, variant in a region.
 */
#ifndef ALKRES_INDEX_RANGE_SEL_H
#define ALKRES_INDEX_RANGE_SEL_H

#include "fmgr.h"

#include "index/shares.h"

typedef struct AlkresContainment
{
	const char *value_type; /* names of our types */
	const char *container_type;
	bool container_first; /* class @> mutation rather than mutation <@ class */
	AlkresRange (*range_of)(Datum container);
	AlkresRangesAround ranges_around; /* ranges likely to be asked for, around a value */
	double typical_order;             /* of the mean of these, where the container is not known */
} AlkresContainment;

/* The bodies of RESTRICT and JOIN functions. */
extern Datum alkres_range_restriction(FunctionCallInfo fcinfo, const AlkresContainment *kind);
extern Datum alkres_range_join(FunctionCallInfo fcinfo, const AlkresContainment *kind);

#endif
