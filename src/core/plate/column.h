/* column.h: which column of an export is which. */
#ifndef ALKRES_CORE_PLATE_COLUMN_H
#define ALKRES_CORE_PLATE_COLUMN_H

#include "core/text/csv.h"

/* What a row can say; each layout has its own names for it. */
typedef enum AlkresColumn
{
	ALKRES_COLUMN_PLATE,
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
	ALKRES_COLUMN_FINE_CONCENTRATION, /* the same per mL, with more digits */
	ALKRES_COLUMN_PRECISION,          /* half width of the interval: percent, or copies/uL below */
	ALKRES_COLUMN_PRECISION_UPPER,    /* copies/uL above */
	ALKRES_COLUMN_POISSON_MIN,
	ALKRES_COLUMN_POISSON_MAX,
	ALKRES_COLUMN_RATIO,
	ALKRES_COLUMN_RATIO_MIN,
	ALKRES_COLUMN_RATIO_MAX,
	ALKRES_COLUMN_ABUNDANCE,
	ALKRES_COLUMN_ABUNDANCE_MIN,
	ALKRES_COLUMN_ABUNDANCE_MAX,
	ALKRES_COLUMN_LINKAGE,
	ALKRES_COLUMN_VOLUME, /* of a partition, nL; occupancy: of the well, uL */
	ALKRES_COLUMN_LAMBDA, /* copies per partition */
	ALKRES_COLUMN_COUNT,  /* partitions of this row's kind */
	ALKRES_COLUMN_REJECT,
	ALKRES_COLUMNS
} AlkresColumn;

/* Per AlkresColumn: the name for messages, then the names it goes by, as alkres_column_normalise
 * leaves them; nothing where the layout has no such column. */
typedef struct AlkresColumnNames
{
	const char *shown;
	const char *names[5];
} AlkresColumnNames;

typedef struct AlkresColumns
{
	int index[ALKRES_COLUMNS]; /* field number from 0; -1: the file has no such column */
} AlkresColumns;

/* Lower case; without blanks, signs outside ASCII (the micro sign, however damaged), the ? that
 * stands for a lost one, and what other software puts in place of blanks and brackets or leaves
 * out: dots, underscores, brackets, slashes. */
#define ALKRES_COLUMN_NAME 64
extern void alkres_column_normalise(const char *text, char buffer[ALKRES_COLUMN_NAME]);

/* The first field of the record last read with this normalised name; -1 for none. */
extern int alkres_column_search(const AlkresCsv *csv, const char *normalised);

/*
 * Understand the fields from..to-1 of the header, the record last read; *columns keeps what others
 * it has.  22P04 for a column that is there twice.
 */
extern bool alkres_columns_find(const AlkresCsv *csv, const AlkresColumnNames *names, size_t from,
								size_t to, AlkresColumns *columns, AlkresError *error);
extern void alkres_columns_clear(AlkresColumns *columns);

/* 22P04 with a hint at what the file may be where it lacks one of needed, which ALKRES_COLUMNS
 * ends. */
extern bool alkres_columns_require(const AlkresCsv *csv, const AlkresColumnNames *names,
								   const AlkresColumns *columns, const AlkresColumn *needed,
								   AlkresError *error);
/* The same where it lacks both. */
extern bool alkres_columns_require_either(const AlkresCsv *csv, const AlkresColumnNames *names,
										  const AlkresColumns *columns, AlkresColumn a,
										  AlkresColumn b, AlkresError *error);

#endif
