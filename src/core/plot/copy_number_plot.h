/* copy_number_plot.h: the targets of a library along their genes as an SVG document. */
#ifndef ALKRES_CORE_PLOT_COPY_NUMBER_PLOT_H
#define ALKRES_CORE_PLOT_COPY_NUMBER_PLOT_H

#include <stddef.h>

#include "core/copynumber/copies.h"

/* Numbers that are not known are NaN. */
typedef struct AlkresPlottedTarget
{
	size_t gene; /* ALKRES_NO_GENE: none of them */
	double log2_ratio;
	double error;  /* its standard error */
	double spread; /* standard deviation between the normals */
} AlkresPlottedTarget;

#define ALKRES_NO_GENE ((size_t) -1)

typedef struct AlkresPlottedGene
{
	const char *name;
	AlkresCopyState state;
	double log2_ratio, lower, upper;
	double least;  /* what would have been found */
	double copies; /* in the tumour */
} AlkresPlottedGene;

#define ALKRES_PLOTTED_TARGETS 5000
#define ALKRES_PLOTTED_GENES 100

typedef struct AlkresCopyPlot
{
	const char *title;
	const AlkresPlottedTarget *targets; /* in the order in which they are drawn within a gene */
	size_t target_count;                /* up to ALKRES_PLOTTED_TARGETS */
	const AlkresPlottedGene *genes;
	size_t gene_count; /* up to ALKRES_PLOTTED_GENES */
} AlkresCopyPlot;

/*
 * Genes side by side, then the targets of none: a mark a target with its 95 % limits, over the band
 * in which 95 % of normals lie; over each gene its ratio with its limits, and dashed what would
 * have been found.  A gain points up, a loss down, by form and colour, and is named with its
 * copies.  The text is from alkres_alloc.
 */
extern char *alkres_copy_number_plot(const AlkresCopyPlot *plot);

/* "gain", "neutral", ...; false for another word. */
extern bool alkres_copy_state_by_name(const char *name, AlkresCopyState *state);

#endif
