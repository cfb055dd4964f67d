/*
 * normals.h: what a panel's normals show of each target, as sums over them in whole numbers: adding
 * and taking away a normal, in any order, gives the same.
 *
 * Of a normal counts, once the depth of its library is taken out, the log2 of its depth; and what
 * is left of that when GC and length are taken out too, by least squares over all its targets.
 */
#ifndef ALKRES_CORE_COPYNUMBER_NORMALS_H
#define ALKRES_CORE_COPYNUMBER_NORMALS_H

#include "core/copynumber/depth.h"

/* Of each target. */
enum
{
	ALKRES_NORMAL_LIBRARIES,
	ALKRES_NORMAL_DEPTH,   /* log2, 1 is 2^20 */
	ALKRES_NORMAL_REST,    /* likewise */
	ALKRES_NORMAL_SQUARES, /* of the rests, 1 is 2^40 */
	ALKRES_NORMAL_POISSON, /* variance, 1 is 2^30 */
	ALKRES_NORMAL_SUMS
};
/* Behind them, of each cluster of targets (targets.h): of the mean of its rests. */
enum
{
	ALKRES_CLUSTER_LIBRARIES,
	ALKRES_CLUSTER_REST,
	ALKRES_CLUSTER_SQUARES,
	ALKRES_CLUSTER_SUMS
};

#define ALKRES_NORMAL_AT(target) (1 + (target) *ALKRES_NORMAL_SUMS)
#define ALKRES_CLUSTER_AT(targets, cluster) \
	(ALKRES_NORMAL_AT(targets) + (cluster) *ALKRES_CLUSTER_SUMS)

/* How many numbers the sums are: the libraries first. */
extern size_t alkres_normal_sums(const AlkresRegion *targets, size_t count);
/*
 * Add a normal, whose counts are of the same targets (those that it has not are 0).  One with fewer
 * than half of the targets is none, nor one that counts reads: nothing is added.
 */
extern void alkres_normal_add(int64_t *sums, const AlkresRegion *targets, size_t count,
							  const int64_t *counts);

/* What the sums say of a target; numbers are NaN where too few normals have it. */
typedef struct AlkresNormalTarget
{
	int64_t libraries;
	double depth;   /* mean */
	double spread;  /* variance between normals beyond counting; may be below 0, it is unbiased */
	double poisson; /* mean variance of counting */
} AlkresNormalTarget;

extern void alkres_normal_target(AlkresNormalTarget *target, const int64_t *sums, size_t number);
/*
 * The variance that the targets of one cluster share, beyond that of each: how much more the means
 * of clusters spread between normals than independent targets would let them; *freedom: degrees of
 * freedom that it rests on, 0 (and 0) when there are none.  May be below 0.
 */
extern double alkres_normal_shared(const int64_t *sums, const AlkresRegion *targets, size_t count,
								   double *freedom);

#endif
