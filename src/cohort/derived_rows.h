/*
 * derived_rows.h: rows of a store's tables, read and written by SPI with plans that are kept for
 * the session.  Tables are named as the caller's search_path finds them.  Within SPI_connect.
 */
#ifndef ALKRES_COHORT_DERIVED_ROWS_H
#define ALKRES_COHORT_DERIVED_ROWS_H

#include "postgres.h"

#include <math.h>

#include "executor/spi.h"

#define ALKRES_DERIVED_COLUMNS_MAX 32

typedef struct AlkresDerivedRow
{
	Datum values[ALKRES_DERIVED_COLUMNS_MAX];
	bool nulls[ALKRES_DERIVED_COLUMNS_MAX];
} AlkresDerivedRow;

/* Values of what was read point into the table that SPI made, until SPI_finish. */
typedef struct AlkresDerivedRows
{
	AlkresDerivedRow *rows;
	int count, room;
	SPITupleTable *read;
} AlkresDerivedRows;

typedef struct AlkresDerivedQuery
{
	const char *text;
	SPIPlanPtr plan; /* NULL: not planned yet */
} AlkresDerivedQuery;

/* A derived table; its rows are read with the columns of the key first. */
typedef struct AlkresDerivedTable
{
	int key;                           /* columns */
	TupleDesc types;                   /* of what was read */
	AlkresDerivedQuery insert, remove; /* of all columns, by the key, in that order */
} AlkresDerivedTable;

/* Forget a plan that was made for types of another installation. */
extern void alkres_query_forget(AlkresDerivedQuery *query);

/* The rows of a query of at most four arguments, none of them null. */
extern AlkresDerivedRows alkres_rows_read(AlkresDerivedQuery *query, const Oid *types,
										  Datum *arguments, int count);
/* A new row at the end, of nulls. */
extern AlkresDerivedRow *alkres_rows_add(AlkresDerivedRows *rows);

/* An array of bigints. */
extern Datum alkres_bigints(Datum *numbers, int count);

/* The table holds old: write what differs from new.  Both are put into the order of the key. */
extern void alkres_rows_write(AlkresDerivedTable *table, AlkresDerivedRows *old,
							  AlkresDerivedRows *new);

/* Are the columns from first on the same? */
extern bool alkres_rows_same(TupleDesc types, int first, const AlkresDerivedRow *a,
							 const AlkresDerivedRow *b);
/* Run an UPDATE whose arguments are the first columns, the key, then those from first on. */
extern void alkres_row_update(AlkresDerivedQuery *query, TupleDesc types,
							  const AlkresDerivedRow *row, int key, int first);

static inline void
alkres_row_copy(AlkresDerivedRow *row, int column, const AlkresDerivedRow *from, int source)
{
	row->values[column] = from->values[source];
	row->nulls[column] = from->nulls[source];
}

static inline void
alkres_row_set(AlkresDerivedRow *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

/* NaN, which says "not known", is NULL. */
static inline void
alkres_row_set_number(AlkresDerivedRow *row, int column, double number)
{
	row->values[column] = Float8GetDatum(number);
	row->nulls[column] = number != number;
}

static inline double
alkres_row_number(const AlkresDerivedRow *row, int column)
{
	return row->nulls[column] ? NAN : DatumGetFloat8(row->values[column]);
}

#endif
