/* cohort_plot.h: mutations by patients as an SVG document. */
#ifndef ALKRES_CORE_PLOT_COHORT_PLOT_H
#define ALKRES_CORE_PLOT_COHORT_PLOT_H

#include <stdbool.h>
#include <stddef.h>

typedef enum AlkresCohortState
{
	ALKRES_CELL_EMERGENT,       /* a draw before excludes it */
	ALKRES_CELL_DETECTED,       /* no draw before says anything */
	ALKRES_CELL_PRESENT_BEFORE, /* before the first dose */
	ALKRES_CELL_ABSENT          /* could have been seen */
} AlkresCohortState;

typedef struct AlkresCohortCell
{
	size_t row;
	size_t column;
	AlkresCohortState state;
} AlkresCohortCell;

/* Rows of one class stand together. */
typedef struct AlkresCohortRow
{
	const char *mutation;
	const char *class;
} AlkresCohortRow;

/* A drug of a line of treatment, line from 1. */
typedef struct AlkresCohortDrug
{
	size_t column;
	int line;
	const char *drug;
} AlkresCohortDrug;

#define ALKRES_COHORT_COLUMNS 120
#define ALKRES_COHORT_ROWS 60
#define ALKRES_COHORT_LINES 8

typedef struct AlkresCohort
{
	const char *title;
	const char *const *patients;
	size_t patient_count; /* up to ALKRES_COHORT_COLUMNS */
	const AlkresCohortRow *rows;
	size_t row_count; /* up to ALKRES_COHORT_ROWS */
	const AlkresCohortCell *cells;
	size_t cell_count;
	const AlkresCohortDrug *drugs; /* by column and line; those of one line share its place */
	size_t drug_count;
} AlkresCohort;

/*
 * A column a patient, a row a mutation, rows by class: each class has a name and a colour, each
 * state a mark of its own form.  Above the grid the drugs of each patient's lines, by colour and
 * by two letters where there is room; lines above ALKRES_COHORT_LINES are left out.  The text is
 * from alkres_alloc.
 */
extern char *alkres_cohort_plot(const AlkresCohort *cohort);

/* "emergent", "detected", "present_before", "absent"; false for another word. */
extern bool alkres_cohort_state_by_name(const char *name, AlkresCohortState *state);

#endif
