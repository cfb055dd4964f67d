/* trajectory_plot.h: a patient's mutations over the draws as an SVG document. */
#ifndef ALKRES_CORE_PLOT_TRAJECTORY_PLOT_H
#define ALKRES_CORE_PLOT_TRAJECTORY_PLOT_H

#include <stdbool.h>
#include <stddef.h>

/* How a mutation was looked for: each has a shape. */
typedef enum AlkresPlotMethod
{
	ALKRES_PLOT_SEQUENCING,
	ALKRES_PLOT_DDPCR,
	ALKRES_PLOT_REPORTED, /* by a report from elsewhere */
	ALKRES_PLOT_METHODS
} AlkresPlotMethod;

/* What a draw says of a mutation by one method. */
typedef struct AlkresTrajectoryPoint
{
	size_t series; /* of the mutation's name */
	AlkresPlotMethod method;
	double day;      /* finite */
	double fraction; /* 0 to 1; NaN where the mutation was not seen */
	double lower;    /* limits of the fraction; NaN where there is none */
	double upper;
	double limit; /* of one not seen: what is excluded; NaN where nothing is */
} AlkresTrajectoryPoint;

/* A drug from its first dose to the last, or to the right edge (infinity). */
typedef struct AlkresTreatmentBar
{
	const char *drug;
	double start;
	double end;
} AlkresTreatmentBar;

/* An assessment on a day: "PD", "PR". */
typedef struct AlkresAssessmentMark
{
	const char *result;
	double day;
} AlkresAssessmentMark;

typedef struct AlkresTrajectory
{
	const char *title;
	const char *const *series; /* up to ALKRES_SVG_COLOURS names */
	size_t series_count;
	const AlkresTrajectoryPoint *points; /* by series and day */
	size_t point_count;
	const AlkresTreatmentBar *bars;
	size_t bar_count;
	const AlkresAssessmentMark *marks;
	size_t mark_count;
} AlkresTrajectory;

/*
 * Fractions on a logarithmic scale: what was seen as filled marks with limits, joined by mutation;
 * what was not as open marks with an arrow downwards at what is excluded, those of one draw side by
 * side; sequencing round, ddPCR square, what was reported a diamond.  Treatments as bars above,
 * assessments below them.  The text is from alkres_alloc.
 */
extern char *alkres_trajectory_plot(const AlkresTrajectory *trajectory);

#endif
