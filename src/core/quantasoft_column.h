/* quantasoft_column.h: which column of a Bio-Rad export is which. */
#ifndef ALKRES_CORE_QUANTASOFT_COLUMN_H
#define ALKRES_CORE_QUANTASOFT_COLUMN_H

#include "core/csv.h"

typedef enum AlkresColumn
{
	ALKRES_COLUMN_WELL,
	ALKRES_COLUMN_SAMPLE,
	ALKRES_COLUMN_SAMPLE_TYPE,
	ALKRES_COLUMN_TARGET,
	ALKRES_COLUMN_TARGET_TYPE,
	ALKRES_COLUMN_DYE,
	ALKRES_COLUMN_EXPERIMENT,
	ALKRES_COLUMN_EXPERIMENT_TYPE,
	ALKRES_COLUMN_STATUS,
	ALKRES_COLUMN_MERGED,
	ALKRES_COLUMN_ACCEPTED,
	ALKRES_COLUMN_POSITIVES,
	ALKRES_COLUMN_NEGATIVES,
	ALKRES_COLUMN_BOTH,
	ALKRES_COLUMN_FAM_ONLY,
	ALKRES_COLUMN_HEX_ONLY,
	ALKRES_COLUMN_NEITHER,
	ALKRES_COLUMN_CONCENTRATION,
	ALKRES_COLUMN_POISSON_MIN,
	ALKRES_COLUMN_POISSON_MAX,
	ALKRES_COLUMN_TOTAL_MIN,
	ALKRES_COLUMN_TOTAL_MAX,
	ALKRES_COLUMN_RATIO,
	ALKRES_COLUMN_ABUNDANCE,
	ALKRES_COLUMN_ABUNDANCE_POISSON_MIN,
	ALKRES_COLUMN_ABUNDANCE_POISSON_MAX,
	ALKRES_COLUMN_ABUNDANCE_TOTAL_MIN,
	ALKRES_COLUMN_ABUNDANCE_TOTAL_MAX,
	ALKRES_COLUMNS
} AlkresColumn;

typedef struct AlkresColumns
{
	int index[ALKRES_COLUMNS]; /* field number from 0; -1: the file has no such column */
	size_t width;              /* fields of the header */
} AlkresColumns;

/* The name of a column for messages, as QuantaSoft 1.7 writes it. */
extern const char *alkres_column_name(AlkresColumn column);

/*
 * Understand the header, the record last read.  Case, blanks, underscores and signs outside ASCII
 * (the micro sign, however damaged) do not matter.  22P04 for a column that is missing or there
 * twice, with a hint at what the file may be instead.
 */
extern bool alkres_columns_find(const AlkresCsv *csv, AlkresColumns *columns, AlkresError *error);

#endif
