/*
 * control.h: what control wells say of an assay's errors, and with it of a sample: error
 * rates, limits of blank and detection, comparison, the limit of a negative.
 *
 * No-template and wild-type wells answer different questions (contamination; the assay's own false
 * positives): no function here takes both.  Formulas and sources: doc/methods.md.
 */
#ifndef ALKRES_CORE_DROPLETS_CONTROL_H
#define ALKRES_CORE_DROPLETS_CONTROL_H

#include "core/droplets/droplets.h"

/* What errors come per: a droplet, or a wild-type copy (errors of the polymerase or the probe). */
typedef enum AlkresExposure
{
	ALKRES_PER_DROPLET,
	ALKRES_PER_WILD_TYPE
} AlkresExposure;

extern bool alkres_exposure_by_name(const char *name, AlkresExposure *exposure, AlkresError *error);

/* False mutant droplets per accepted droplet (k/n, Clopper-Pearson), or mutant copies per wild-type
 * copy (MOVER-R); NaN where the control does not tell. */
extern bool alkres_false_positive_rate(const AlkresDroplets *control, AlkresChannel mutant,
									   AlkresExposure exposure, double level, AlkresEstimate *rate,
									   AlkresError *error);

/*
 * One-sided P that the sample's rate of mutant droplets is no higher than the control's: the
 * conditional exact test of two Poisson rates.  NaN where a rate is unknown.
 */
extern double alkres_compare_to_control(const AlkresDroplets *sample, const AlkresDroplets *control,
										AlkresChannel mutant, AlkresExposure exposure);

/*
 * The fewest mutant droplets, at_least or more, with which the sample would have P <= alpha in that
 * comparison, the rest of it being as it is; 0 where no number would do.
 */
extern int64_t alkres_count_above_control(const AlkresDroplets *sample,
										  const AlkresDroplets *control, AlkresChannel mutant,
										  AlkresExposure exposure, double alpha, int64_t at_least);

/*
 * Limit of blank: the most mutant droplets that `accepted` droplets show by the control's error
 * rate alone with probability 1 - alpha.  The rate is the control's upper Clopper-Pearson bound at
 * 1 - alpha when conservative, so that a small control counts as little evidence, else k/n.  -1
 * where the control has no droplets.
 */
extern int64_t alkres_limit_of_blank_count(const AlkresDroplets *control, int64_t accepted,
										   AlkresChannel mutant, double alpha, bool conservative);

/* The same for a sample by an error rate per wild-type copy: control and sample may differ in load.
 * -1 where the rate or the sample's load is unknown. */
extern int64_t alkres_limit_of_blank_count_by_load(const AlkresDroplets *control,
												   const AlkresDroplets *sample,
												   AlkresChannel mutant, double alpha,
												   bool conservative);

/*
 * The least share (0 to 1) that would have shown at least min_positive mutant droplets with
 * probability power, given the other channel's load: the limit of a negative.  1 where no share
 * would; NaN where unknown.
 */
extern double alkres_droplets_min_detectable(const AlkresDroplets *droplets, AlkresChannel mutant,
											 double power, int64_t min_positive);

/*
 * Limit of blank from results of blanks (any unit) by CLSI EP17-A2: the value at rank 0.5 + (1 -
 * alpha) n, between neighbours by interpolation; NaN for n so few that this is above n.  The
 * results are sorted in place.
 */
extern double alkres_limit_by_rank(double *blanks, int n, double alpha);

/*
 * origin + c SD of the results, c = z / (1 - 1/(4(n - 1))): with the mean of blanks as origin the
 * parametric limit of blank, with a limit of blank as origin and results of a low sample the limit
 * of detection (CLSI EP17-A2).  NaN for fewer than two results.
 */
extern double alkres_limit_by_spread(double origin, const double *results, int n, double alpha);
extern double alkres_mean(const double *values, int n);
/* Of the sample, with n - 1; NaN for fewer than two values. */
extern double alkres_standard_deviation(const double *values, int n);

#endif
