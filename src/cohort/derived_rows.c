/* derived_rows.c: rows of a store's tables, read and written by SPI with plans that are kept. */
#include "cohort/derived_rows.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/datum.h"
#include "utils/memutils.h"

void
alkres_query_forget(AlkresDerivedQuery *query)
{
	if (query->plan != NULL)
		SPI_freeplan(query->plan);
	query->plan = NULL;
}

/* A plan for whatever arguments: to plan anew for each of the first five would cost more. */
static SPIPlanPtr
plan_of(AlkresDerivedQuery *query, const Oid *types, int count)
{
	if (query->plan == NULL)
	{
		SPIPlanPtr plan =
			SPI_prepare_cursor(query->text, count, (Oid *) types, CURSOR_OPT_GENERIC_PLAN);

		if (plan == NULL)
			elog(ERROR, "could not prepare \"%s\": %s", query->text,
				 SPI_result_code_string(SPI_result));
		SPI_keepplan(plan);
		query->plan = plan;
	}
	return query->plan;
}

static void
run(AlkresDerivedQuery *query, const Oid *types, int count, Datum *values, const char *nulls,
	int expected)
{
	int code = SPI_execute_plan(plan_of(query, types, count), values, nulls, false, 0);

	if (code != expected)
		elog(ERROR, "could not run \"%s\": %s", query->text, SPI_result_code_string(code));
}

AlkresDerivedRows
alkres_rows_read(AlkresDerivedQuery *query, const Oid *types, Datum *arguments, int count)
{
	AlkresDerivedRows read = {0};
	TupleDesc row;

	run(query, types, count, arguments, NULL, SPI_OK_SELECT);
	read.read = SPI_tuptable;
	read.count = read.room = (int) SPI_processed;
	row = read.read->tupdesc;
	Assert(row->natts <= ALKRES_DERIVED_COLUMNS_MAX);
	read.rows = palloc(sizeof(AlkresDerivedRow) * (read.count + 1));
	for (int i = 0; i < read.count; i++)
	{
		heap_deform_tuple(read.read->vals[i], row, read.rows[i].values, read.rows[i].nulls);
		for (int k = 0; k < row->natts; k++)
			if (!read.rows[i].nulls[k] && TupleDescAttr(row, k)->attlen == -1)
				read.rows[i].values[k] =
					PointerGetDatum(PG_DETOAST_DATUM_PACKED(read.rows[i].values[k]));
	}
	return read;
}

AlkresDerivedRow *
alkres_rows_add(AlkresDerivedRows *rows)
{
	AlkresDerivedRow *row;

	if (rows->count == rows->room)
	{
		rows->room = rows->room * 2 + 16;
		rows->rows = rows->rows == NULL
						 ? palloc(sizeof(AlkresDerivedRow) * rows->room)
						 : repalloc(rows->rows, sizeof(AlkresDerivedRow) * rows->room);
	}
	row = &rows->rows[rows->count++];
	memset(row->values, 0, sizeof(row->values));
	memset(row->nulls, true, sizeof(row->nulls));
	return row;
}

Datum
alkres_bigints(Datum *numbers, int count)
{
	return PointerGetDatum(
		construct_array(numbers, count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* By the key's columns: numbers, or bytes. */
static int
compare_keys(const void *left, const void *right, void *arg)
{
	const AlkresDerivedRow *a = left, *b = right;
	const AlkresDerivedTable *table = arg;
	int order = 0;

	for (int i = 0; i < table->key && order == 0; i++)
		if (TupleDescAttr(table->types, i)->attbyval)
			order = (DatumGetInt64(a->values[i]) > DatumGetInt64(b->values[i])) -
					(DatumGetInt64(a->values[i]) < DatumGetInt64(b->values[i]));
		else
		{
			struct varlena *one = (struct varlena *) DatumGetPointer(a->values[i]);
			struct varlena *other = (struct varlena *) DatumGetPointer(b->values[i]);
			Size common = Min(VARSIZE_ANY_EXHDR(one), VARSIZE_ANY_EXHDR(other));

			order = memcmp(VARDATA_ANY(one), VARDATA_ANY(other), common);
			if (order == 0)
				order = (VARSIZE_ANY_EXHDR(one) > common) - (VARSIZE_ANY_EXHDR(other) > common);
		}
	return order;
}

bool
alkres_rows_same(TupleDesc types, int first, const AlkresDerivedRow *a, const AlkresDerivedRow *b)
{
	for (int i = first; i < types->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(types, i);

		if (a->nulls[i] != b->nulls[i] ||
			(!a->nulls[i] &&
			 !datum_image_eq(a->values[i], b->values[i], column->attbyval, column->attlen)))
			return false;
	}
	return true;
}

/* Run a statement of which the first columns of the row are arguments, and those from first on. */
static void
run_with_row(AlkresDerivedQuery *query, TupleDesc types, const AlkresDerivedRow *row, int key,
			 int first, int expected)
{
	Oid argument_types[ALKRES_DERIVED_COLUMNS_MAX];
	Datum values[ALKRES_DERIVED_COLUMNS_MAX];
	char nulls[ALKRES_DERIVED_COLUMNS_MAX];
	int count = 0;

	for (int i = 0; i < types->natts; i++)
		if (i < key || i >= first)
		{
			argument_types[count] = TupleDescAttr(types, i)->atttypid;
			values[count] = row->values[i];
			nulls[count++] = row->nulls[i] ? 'n' : ' ';
		}
	run(query, argument_types, count, values, nulls, expected);
}

void
alkres_row_update(AlkresDerivedQuery *query, TupleDesc types, const AlkresDerivedRow *row, int key,
				  int first)
{
	run_with_row(query, types, row, key, first, SPI_OK_UPDATE);
}

void
alkres_rows_write(AlkresDerivedTable *table, AlkresDerivedRows *old, AlkresDerivedRows *new)
{
	bool *stays = palloc0(sizeof(bool) * (new->count + 1));

	qsort_arg(old->rows, old->count, sizeof(AlkresDerivedRow), compare_keys, table);
	qsort_arg(new->rows, new->count, sizeof(AlkresDerivedRow), compare_keys, table);
	/* All that goes goes first: what comes may bear a key that another row had. */
	for (int i = 0, k = 0; i < old->count; i++)
	{
		while (k < new->count && compare_keys(&new->rows[k], &old->rows[i], table) < 0)
			k++;
		if (k < new->count && compare_keys(&new->rows[k], &old->rows[i], table) == 0 &&
			alkres_rows_same(table->types, table->key, &new->rows[k], &old->rows[i]))
			stays[k] = true;
		else
			run_with_row(&table->remove, table->types, &old->rows[i], table->key,
						 table->types->natts, SPI_OK_DELETE);
	}
	for (int k = 0; k < new->count; k++)
		if (!stays[k])
			run_with_row(&table->insert, table->types, &new->rows[k], 0, 0, SPI_OK_INSERT);
}
