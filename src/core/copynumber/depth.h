/*
 * depth.h: the depth of one library over a panel's targets as numbers that a model can use, and
 * what a target's depth follows besides the copies of its gene: its GC, its length, and how long
 * the fragments are.
 */
#ifndef ALKRES_CORE_COPYNUMBER_DEPTH_H
#define ALKRES_CORE_COPYNUMBER_DEPTH_H

#include "core/copynumber/targets.h"

/* Intercept, up to six columns of a spline in GC, the edge. */
#define ALKRES_COVARIATES 8
#define ALKRES_KNOTS 7

typedef struct AlkresTargetDepth
{
	double log2_depth; /* molecules over a position; NaN where nothing is known */
	double poisson;    /* variance of log2_depth that counting leaves */
	double gc;         /* share of its known bases */
	double edge;       /* ln of the share of molecules that the ends of the target leave */
} AlkresTargetDepth;

/*
 * The depths of a library.  A target counts when more than half of its bases are known and some
 * molecule lies over it.
 *
 * A molecule of F bases over a target of L bases covers min(F, L) of them, less at the ends.  The
 * mean depth D over the target then has the relative variance (F - L/3) / (D F) for L < F, and
 * F (L - F/3) / (D L^2) otherwise: the integral of the squared overlap over all places where a
 * molecule may start.  Poisson counts of molecules follow from it for long and for short targets.
 *
 * A fragment is caught by the share of it that the target covers, so that over the target on
 * average the share 1 - F/(3 L) for L >= F, and (L/F) (1 - L/(3 F)) otherwise, of the depth in the
 * middle of a long target is seen; its logarithm is the edge.
 */
extern void alkres_target_depths(AlkresTargetDepth *depths, const AlkresRegion *targets,
								 size_t count, const int64_t *counts);

/* How many columns a panel with so many usable targets can bear, and where the spline's knots
 * lie. */
typedef struct AlkresDesign
{
	int columns;
	int knots;
	double knot[ALKRES_KNOTS];
	bool has_edge;
	double edge_middle;
} AlkresDesign;

/* By the usable targets among them. */
extern void alkres_design_of(AlkresDesign *design, const AlkresTargetDepth *depths, size_t count);
extern void alkres_design_row(double row[ALKRES_COVARIATES], const AlkresDesign *design,
							  const AlkresTargetDepth *depth);

#endif
