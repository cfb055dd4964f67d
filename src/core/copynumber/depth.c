/* depth.c: depths of targets and what they follow. */
#include "core/copynumber/depth.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/memory.h"

/* Of a library that does not tell. */
#define USUAL_FRAGMENT 167.0
/* So many targets bear a spline of seven knots, of five, of three, a line, an edge. */
#define TARGETS_OF_SEVEN_KNOTS 150
#define TARGETS_OF_FIVE_KNOTS 60
#define TARGETS_OF_THREE_KNOTS 30
#define TARGETS_OF_LINE 12
#define TARGETS_OF_EDGE 20
/* A share of GC or an edge that spreads less than this says nothing. */
#define LEAST_SPREAD 0.01

static double
relative_variance(double depth, double length, double molecule)
{
	if (length < molecule)
		return (molecule - length / 3) / (depth * molecule);
	return molecule * (length - molecule / 3) / (depth * length * length);
}

static double
edge_of(double length, double fragment)
{
	if (length < fragment)
		return log(length / fragment * (1 - length / (3 * fragment)));
	return log(1 - fragment / (3 * length));
}

void
alkres_target_depths(AlkresTargetDepth *depths, const AlkresRegion *targets, size_t count,
					 const int64_t *counts)
{
	double molecules = (double) counts[ALKRES_LIBRARY_MOLECULES];
	double fragments = (double) counts[ALKRES_LIBRARY_FRAGMENTS];
	double molecule =
		molecules > 0 ? fmax(1, (double) counts[ALKRES_LIBRARY_BASES] / molecules) : USUAL_FRAGMENT;
	double fragment = fragments > 0
						  ? fmax(1, (double) counts[ALKRES_LIBRARY_FRAGMENT_BASES] / fragments)
						  : molecule;

	for (size_t i = 0; i < count; i++)
	{
		const int64_t *target = counts + ALKRES_TARGET_AT(i);
		double length = (double) targets[i].end - targets[i].start + 1;
		double known = (double) target[ALKRES_TARGET_KNOWN];
		double depth = (double) target[ALKRES_TARGET_BASES] / length;

		depths[i].edge = edge_of(length, fragment);
		depths[i].gc = known > 0 ? (double) target[ALKRES_TARGET_GC] / known : NAN;
		depths[i].log2_depth = NAN;
		depths[i].poisson = NAN;
		if (!(2 * known > length) || !(depth > 0))
			continue;
		depths[i].log2_depth = log2(depth);
		depths[i].poisson = relative_variance(depth, length, molecule) / (M_LN2 * M_LN2);
	}
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

/* Of sorted numbers. */
static double
quantile(const double *sorted, size_t count, double share)
{
	double place = share * (double) (count - 1);
	size_t below = (size_t) place;

	if (below + 1 >= count)
		return sorted[count - 1];
	return sorted[below] + (place - (double) below) * (sorted[below + 1] - sorted[below]);
}

void
alkres_design_of(AlkresDesign *design, const AlkresTargetDepth *depths, size_t count)
{
	/* Harrell's places of knots. */
	static const double places[ALKRES_KNOTS + 1][ALKRES_KNOTS] = {
		[3] = {0.1, 0.5, 0.9},
		[5] = {0.05, 0.275, 0.5, 0.725, 0.95},
		[7] = {0.025, 0.1833, 0.3417, 0.5, 0.6583, 0.8167, 0.975}};
	double *gc = alkres_alloc(sizeof(double) * (count + 1));
	double *edge = alkres_alloc(sizeof(double) * (count + 1));
	size_t usable = 0;

	*design = (AlkresDesign){.columns = 1};
	for (size_t i = 0; i < count; i++)
		if (!isnan(depths[i].log2_depth))
		{
			gc[usable] = depths[i].gc;
			edge[usable++] = depths[i].edge;
		}
	qsort(gc, usable, sizeof(double), compare);
	qsort(edge, usable, sizeof(double), compare);
	if (usable >= TARGETS_OF_LINE && gc[usable - 1] - gc[0] > LEAST_SPREAD)
		design->knots = usable >= TARGETS_OF_SEVEN_KNOTS   ? 7
						: usable >= TARGETS_OF_FIVE_KNOTS  ? 5
						: usable >= TARGETS_OF_THREE_KNOTS ? 3
														   : 2;
	for (int k = 0; k < design->knots; k++)
		design->knot[k] = design->knots == 2 ? 0 : quantile(gc, usable, places[design->knots][k]);
	for (int k = 1; design->knots > 2 && k < design->knots; k++)
		if (design->knot[k] - design->knot[k - 1] < LEAST_SPREAD / 10)
			design->knots = 2;
	if (design->knots > 0)
		design->columns += design->knots - 1;
	if (usable >= TARGETS_OF_EDGE && edge[usable - 1] - edge[0] > LEAST_SPREAD)
	{
		design->has_edge = true;
		design->edge_middle = quantile(edge, usable, 0.5);
		design->columns++;
	}
	alkres_free(gc);
	alkres_free(edge);
}

static double
cube_above(double x, double knot)
{
	double above = x > knot ? x - knot : 0;

	return above * above * above;
}

/* A restricted cubic spline: a line beyond the outer knots (Harrell, Regression Modeling
 * Strategies, 2.4.4). */
void
alkres_design_row(double row[ALKRES_COVARIATES], const AlkresDesign *design,
				  const AlkresTargetDepth *depth)
{
	const double *knot = design->knot;
	int last = design->knots - 1, column = 0;
	double x = depth->gc;

	row[column++] = 1;
	if (design->knots > 0)
		row[column++] = (x - 0.5) * 5;
	for (int k = 0; k + 2 < design->knots; k++)
	{
		double width = knot[last] - knot[last - 1], span = knot[last] - knot[0];

		row[column++] = (cube_above(x, knot[k]) -
						 cube_above(x, knot[last - 1]) * (knot[last] - knot[k]) / width +
						 cube_above(x, knot[last]) * (knot[last - 1] - knot[k]) / width) /
						(span * span * span) * 10;
	}
	if (design->has_edge)
		row[column++] = depth->edge - design->edge_middle;
	while (column < ALKRES_COVARIATES)
		row[column++] = 0;
}
