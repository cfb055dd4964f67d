/*
 * replicates.h: wells of one sample beside each other: are they alike, and how far does
 * their spread widen the interval of what they are together?
 */
#ifndef ALKRES_CORE_DROPLETS_REPLICATES_H
#define ALKRES_CORE_DROPLETS_REPLICATES_H

#include "core/droplets/droplets.h"

/* One well's positive and accepted droplets, 0 <= positive <= accepted <= ALKRES_DROPLETS_MAX. */
typedef struct AlkresReplicate
{
	int64_t positive;
	int64_t accepted;
} AlkresReplicate;

typedef struct AlkresHomogeneity
{
	double chi2;    /* Pearson's statistic; NaN where df is 0 or all or none are positive */
	int df;         /* wells with droplets less 1 */
	double p_value; /* P of wells as unlike or more, if all have one concentration; NaN for df 0 */
	bool exact;     /* p_value is exact given the totals, not of the chi-square law */
} AlkresHomogeneity;

/*
 * The test that all wells have one share of positive droplets.  Where an expected count is below 5
 * and there are few enough tables with the same totals, all are enumerated (Freeman and Halton
 * 1951); else Pearson's chi-square.
 */
extern void alkres_homogeneity(const AlkresReplicate *wells, int n, AlkresHomogeneity *result);

/* Is that P too small for wells of one sample?  Below 0.001; a P that is not known (NaN) is not. */
extern bool alkres_is_inhomogeneous(double p_value);

/* The wells merged: Poisson limits of their sum, and the Total limits, which the wells' spread
 * widens. */
typedef struct AlkresMerged
{
	AlkresEstimate poisson; /* copies/uL */
	double total_lower;
	double total_upper;
} AlkresMerged;

/*
 * Total: the wider of the Poisson interval and mean -+ z SD/sqrt(wells) of the wells'
 * concentrations (Bio-Rad Bulletin 6407, chapter 3), not below 0.  wells are summed by
 * alkres_droplets_add, whose errors it has; n >= 1.  A channel not measured gives NaN.
 */
extern bool alkres_merge_replicates(const AlkresDroplets *wells, int n, AlkresChannel channel,
									AlkresDropletMethod method, double level, AlkresMerged *merged,
									AlkresError *error);

/*
 * One-sided P of as many double positive droplets or more, if the two channels are independent:
 * hypergeometric (Fisher 1934).  NaN in the marginal form.  Where the variance is above 1e6 by the
 * normal law.
 */
extern double alkres_double_positive_excess(const AlkresDroplets *droplets);

#endif
