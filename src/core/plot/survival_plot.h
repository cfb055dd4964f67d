/* survival_plot.h: curves of Kaplan and Meier as an SVG document. */
#ifndef ALKRES_CORE_PLOT_SURVIVAL_PLOT_H
#define ALKRES_CORE_PLOT_SURVIVAL_PLOT_H

#include <stddef.h>

#include "core/statistics/survival.h"

/* The steps of one group's curve, from alkres_kaplan_meier, of so many patients. */
typedef struct AlkresSurvivalGroup
{
	const char *name;
	size_t patients;
	size_t count;
	const AlkresSurvivalStep *steps;
} AlkresSurvivalGroup;

/*
 * Up to ALKRES_SVG_COLOURS groups, told by colour and dashes: survival from 1 to 0 over time,
 * censored patients as strokes, a single curve with its limits, below it the patients at risk.
 * time_label says what is counted and in which unit.  The text is from alkres_alloc.
 */
extern char *alkres_survival_plot(const AlkresSurvivalGroup *groups, size_t count,
								  const char *title, const char *time_label);

#endif
