/*
 * shares.h: what ANALYZE knows of a column whose type compares as its bytes: which share of the
 * table's rows lies between two values, and a sample of the values themselves.
 */
#ifndef ALKRES_INDEX_SHARES_H
#define ALKRES_INDEX_SHARES_H

#include "utils/selfuncs.h"

typedef struct AlkresSample
{
	struct varlena *value;
	double share; /* of the table's rows */
} AlkresSample;

typedef struct AlkresShares
{
	int common; /* most common values, in memcmp order */
	AlkresSample *common_values;
	double *common_before; /* common + 1 sums: the share of those before each */
	int bounds;            /* histogram bounds; 0 without a histogram */
	struct varlena **bound;
	double rest; /* share of the rows that are neither NULL nor a common value */
	double distinct;
} AlkresShares;

/* A half-open range of memcmp order. */
typedef struct AlkresRange
{
	struct varlena *lower; /* inclusive */
	struct varlena *upper; /* exclusive */
} AlkresRange;

/* Estimate when nothing is known, that of core for a pair of bounds. */
#define ALKRES_SHARE_UNKNOWN 0.005

/*
 * False when there are no statistics, the column is not of our type of that name, or the user may
 * not see them through this function of the operator.  Memory is the planner's context's.
 */
extern bool alkres_shares_load(AlkresShares *shares, VariableStatData *column, const char *type,
							   Oid operator_oid);
extern double alkres_shares_range(const AlkresShares *shares, const AlkresRange *range);
/* Common values with their shares, and histogram bounds as a sample of the rest. */
extern AlkresSample *alkres_shares_sample(const AlkresShares *shares, int *count);
/*
 * The share of a range nobody knows yet: over the sample, each value weighted by its rows, the mean
 * of the given order of the ranges that ranges_around gives for a value.  Order 1 is the share
 * expected when ranges are asked for as often as their rows occur; a higher one leans to the large.
 * The geometric mean was 80 times too low for a class of hot spots among passengers.
 */
#define ALKRES_RANGES_AROUND_MAX 6
typedef int (*AlkresRangesAround)(struct varlena *value, AlkresRange *ranges);
extern double alkres_shares_typical(const AlkresShares *shares, AlkresRangesAround ranges_around,
									double order);

#endif
