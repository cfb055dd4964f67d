/* normals.c: sums over a panel's normals. */
#include "core/copynumber/normals.h"

#include <math.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/copynumber/least_squares.h"

#define DEPTH_UNIT 1048576.0      /* 2^20 */
#define POISSON_UNIT 1073741824.0 /* 2^30 */

size_t
alkres_normal_sums(const AlkresRegion *targets, size_t count)
{
	uint32_t *clusters = alkres_alloc(sizeof(uint32_t) * (count + 1));
	size_t clustered = alkres_targets_cluster(clusters, targets, count);

	alkres_free(clusters);
	return ALKRES_CLUSTER_AT(count, clustered);
}

/* Take out of each depth what its GC and length say; its mean too. */
static void
take_out(double *depth, double *rest, const AlkresTargetDepth *depths, size_t count)
{
	AlkresDesign design;
	AlkresLeastSums sums;
	AlkresLeastFit fit;
	double row[ALKRES_COVARIATES], mean = 0;
	size_t usable = 0;

	memset(&sums, 0, sizeof(sums));
	alkres_design_of(&design, depths, count);
	for (size_t i = 0; i < count; i++)
		if (!isnan(depths[i].log2_depth))
		{
			alkres_design_row(row, &design, &depths[i]);
			alkres_least_add(&sums, row, depths[i].log2_depth, 1);
			mean += depths[i].log2_depth;
			usable++;
		}
	alkres_least_solve(&fit, &sums, design.columns);
	mean /= (double) usable;
	for (size_t i = 0; i < count; i++)
	{
		alkres_design_row(row, &design, &depths[i]);
		depth[i] = depths[i].log2_depth - mean;
		/* Fitted columns take a share of the spread with them. */
		rest[i] = (depths[i].log2_depth - alkres_least_value(&fit, row)) *
				  sqrt((double) usable / fmax(1, (double) usable - design.columns));
	}
}

static void
add_clusters(int64_t *sums, const AlkresRegion *targets, size_t count, const double *rest)
{
	uint32_t *clusters = alkres_alloc(sizeof(uint32_t) * (count + 1));

	(void) alkres_targets_cluster(clusters, targets, count);
	for (size_t first = 0, next; first < count; first = next)
	{
		int64_t *cluster = sums + ALKRES_CLUSTER_AT(count, clusters[first]);
		double sum = 0;
		int64_t mean;

		for (next = first; next < count && clusters[next] == clusters[first]; next++)
			sum += rest[next];
		/* A normal that lacks one of its targets says nothing of the cluster. */
		if (isnan(sum))
			continue;
		mean = llround(sum / (double) (next - first) * DEPTH_UNIT);
		cluster[ALKRES_CLUSTER_LIBRARIES]++;
		cluster[ALKRES_CLUSTER_REST] += mean;
		cluster[ALKRES_CLUSTER_SQUARES] += mean * mean;
	}
	alkres_free(clusters);
}

void
alkres_normal_add(int64_t *sums, const AlkresRegion *targets, size_t count, const int64_t *counts)
{
	AlkresTargetDepth *depths = alkres_alloc(sizeof(AlkresTargetDepth) * (count + 1));
	double *depth = alkres_alloc(sizeof(double) * (count + 1));
	double *rest = alkres_alloc(sizeof(double) * (count + 1));
	size_t usable = 0;

	alkres_target_depths(depths, targets, count, counts);
	for (size_t i = 0; i < count; i++)
		usable += !isnan(depths[i].log2_depth);
	if (usable > 0 && 2 * usable >= count && counts[ALKRES_LIBRARY_READS] == 0)
	{
		take_out(depth, rest, depths, count);
		sums[0]++;
		for (size_t i = 0; i < count; i++)
		{
			int64_t *target = sums + ALKRES_NORMAL_AT(i), r;

			if (isnan(rest[i]))
				continue;
			r = llround(rest[i] * DEPTH_UNIT);
			target[ALKRES_NORMAL_LIBRARIES]++;
			target[ALKRES_NORMAL_DEPTH] += llround(depth[i] * DEPTH_UNIT);
			target[ALKRES_NORMAL_REST] += r;
			target[ALKRES_NORMAL_SQUARES] += r * r;
			target[ALKRES_NORMAL_POISSON] += llround(depths[i].poisson * POISSON_UNIT);
		}
		add_clusters(sums, targets, count, rest);
	}
	alkres_free(depths);
	alkres_free(depth);
	alkres_free(rest);
}

/* Variance over n of a number, of its sum and its sum of squares. */
static double
variance_of(int64_t n, int64_t sum, int64_t squares)
{
	double mean = (double) sum / (double) n;

	return ((double) squares - mean * (double) sum) / (double) (n - 1) / (DEPTH_UNIT * DEPTH_UNIT);
}

void
alkres_normal_target(AlkresNormalTarget *target, const int64_t *sums, size_t number)
{
	const int64_t *at = sums + ALKRES_NORMAL_AT(number);
	int64_t n = at[ALKRES_NORMAL_LIBRARIES];

	*target = (AlkresNormalTarget){n, NAN, NAN, NAN};
	if (n < 1)
		return;
	target->depth = (double) at[ALKRES_NORMAL_DEPTH] / DEPTH_UNIT / (double) n;
	target->poisson = (double) at[ALKRES_NORMAL_POISSON] / POISSON_UNIT / (double) n;
	if (n >= 2)
		target->spread =
			variance_of(n, at[ALKRES_NORMAL_REST], at[ALKRES_NORMAL_SQUARES]) - target->poisson;
}

double
alkres_normal_shared(const int64_t *sums, const AlkresRegion *targets, size_t count,
					 double *freedom)
{
	uint32_t *clusters = alkres_alloc(sizeof(uint32_t) * (count + 1));
	double sum = 0, weights = 0;

	*freedom = 0;
	(void) alkres_targets_cluster(clusters, targets, count);
	for (size_t first = 0, next; first < count; first = next)
	{
		const int64_t *cluster = sums + ALKRES_CLUSTER_AT(count, clusters[first]);
		int64_t n = cluster[ALKRES_CLUSTER_LIBRARIES];
		double members, alone = 0;

		for (next = first; next < count && clusters[next] == clusters[first]; next++)
		{
			const int64_t *at = sums + ALKRES_NORMAL_AT(next);

			if (at[ALKRES_NORMAL_LIBRARIES] >= 2)
				alone += variance_of(at[ALKRES_NORMAL_LIBRARIES], at[ALKRES_NORMAL_REST],
									 at[ALKRES_NORMAL_SQUARES]);
		}
		members = (double) (next - first);
		if (n < 2 || next - first < 2)
			continue;
		/* Both are of what is shared and of what is each one's: V + S/m and (V + S)/m. */
		sum += (double) (n - 1) *
			   (variance_of(n, cluster[ALKRES_CLUSTER_REST], cluster[ALKRES_CLUSTER_SQUARES]) -
				alone / (members * members)) /
			   (1 - 1 / members);
		weights += (double) (n - 1);
	}
	alkres_free(clusters);
	*freedom = weights;
	return weights > 0 ? sum / weights : 0;
}
