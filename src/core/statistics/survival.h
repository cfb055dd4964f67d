/*
 * survival.h: the product-limit estimate of times that may be censored (Kaplan and Meier 1958).
 */
#ifndef ALKRES_CORE_STATISTICS_SURVIVAL_H
#define ALKRES_CORE_STATISTICS_SURVIVAL_H

#include <stdbool.h>
#include <stddef.h>

/* One patient: watched up to time (finite, at least 0), and whether the event came then. */
typedef struct AlkresFollowUp
{
	double time;
	bool is_event;
} AlkresFollowUp;

/* What a distinct time brings. */
typedef struct AlkresSurvivalStep
{
	double time;
	size_t at_risk; /* just before it */
	size_t events;
	size_t censored; /* at the time itself they are still at risk */
	double survival; /* just behind it */
	double lower;    /* NaN where there is none: at 0, and before the first event */
	double upper;
} AlkresSurvivalStep;

/*
 * Sorts the patients by time and fills steps, which has room for as many; returns how many there
 * are.  Variance of Greenwood 1926; limits at the confidence (0 to 1) by the log(-log) transform,
 * which stays within 0 and 1 (Kalbfleisch and Prentice 1980, section 1.3).
 */
extern size_t alkres_kaplan_meier(AlkresFollowUp *patients, size_t count, double confidence,
								  AlkresSurvivalStep *steps);

typedef struct AlkresMedian
{
	double median; /* NaN where the curve does not come down to 1/2 */
	double lower;  /* where the lower limit does, the upper one (Brookmeyer and Crowley 1982) */
	double upper;
} AlkresMedian;

/* The first time with survival at most 1/2; where the curve runs flat at 1/2 and comes down later,
 * the middle of that. */
extern AlkresMedian alkres_median_survival(const AlkresSurvivalStep *steps, size_t count);

#endif
