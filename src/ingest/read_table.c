/* read_table.c: read_table(path) and read_table_data(data): the records of a CSV file whose columns
 * are known by name, for the imports of clinical tables and sample sheets; nearest_word(): which of
 * the words that are known somebody may have meant. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/varlena.h"

#include "core/text/table.h"
#include "ingest/file/server_file.h"
#include "type/arguments.h"
#include "type/report.h"
#include "type/rows.h"

/* A clinical table has some hundred bytes a row. */
#define MAX_FILE_SIZE ((size_t) 64 * 1024 * 1024)

enum
{
	COLUMN_LINE,
	COLUMN_GIVEN,
	COLUMN_FIELDS,
	COLUMNS
};

/* Names in UTF-8, as core compares them. */
static const char **
names_of(FunctionCallInfo fcinfo, int number, const char *argument, int *count)
{
	AlkresElements elements =
		alkres_array_argument(fcinfo, number, argument, TEXTOID, ALKRES_NULLS_REFUSED);
	const char **names = palloc(Max(elements.count, 1) * sizeof(char *));

	for (int i = 0; i < elements.count; i++)
	{
		char *name = TextDatumGetCString(elements.values[i]);

		names[i] = pg_server_to_any(name, strlen(name), PG_UTF8);
	}
	*count = elements.count;
	return names;
}

static void
put_record(FunctionCallInfo fcinfo, const AlkresTable *table)
{
	int count = (int) table->column_count;
	Datum *given = palloc(Max(count, 1) * sizeof(Datum));
	Datum *fields = palloc0(Max(count, 1) * sizeof(Datum));
	bool *nulls = palloc(Max(count, 1) * sizeof(bool));
	int lower = 1;
	Datum values[COLUMNS];

	for (int i = 0; i < count; i++)
	{
		const char *field = table->fields[i];

		given[i] = BoolGetDatum(table->places[i] > 0);
		nulls[i] = field == NULL;
		if (field != NULL)
			fields[i] = CStringGetTextDatum(pg_any_to_server(field, (int) strlen(field), PG_UTF8));
	}
	values[COLUMN_LINE] = Int64GetDatum((int64) table->csv.line);
	values[COLUMN_GIVEN] =
		PointerGetDatum(construct_array(given, count, BOOLOID, 1, true, TYPALIGN_CHAR));
	values[COLUMN_FIELDS] = PointerGetDatum(
		construct_md_array(fields, nulls, 1, &count, &lower, TEXTOID, -1, false, TYPALIGN_INT));
	alkres_put_row(fcinfo, values);
}

/* The records of a file, whose name for messages may be NULL; its columns are arguments. */
static Datum
put_records(FunctionCallInfo fcinfo, const char *name, const char *content, size_t length,
			int first_argument)
{
	int column_count, needed_count;
	const char **columns = names_of(fcinfo, first_argument, "columns", &column_count);
	const char **needed = names_of(fcinfo, first_argument + 1, "needed", &needed_count);
	MemoryContext row_context;
	AlkresCsvResult result;
	AlkresTable table;
	AlkresError error;

	if (length > MAX_FILE_SIZE)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("table is larger than %zu bytes", MAX_FILE_SIZE),
				errhint("Check that the right file is named, or import it in parts."));
	alkres_start_rows(fcinfo);
	if (!alkres_table_open(&table, name, content, length, columns, (size_t) column_count, needed,
						   (size_t) needed_count, &error))
		alkres_report(&error);
	row_context =
		AllocSetContextCreate(CurrentMemoryContext, "read_table row", ALLOCSET_DEFAULT_SIZES);
	while ((result = alkres_table_next(&table, &error)) == ALKRES_CSV_RECORD)
	{
		MemoryContext old = MemoryContextSwitchTo(row_context);

		put_record(fcinfo, &table);
		MemoryContextSwitchTo(old);
		MemoryContextReset(row_context);
	}
	if (result == ALKRES_CSV_ERROR)
		alkres_report(&error);
	alkres_table_close(&table);
	MemoryContextDelete(row_context);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_read_table);
Datum
alkres_read_table(PG_FUNCTION_ARGS)
{
	char *path, *content;
	const char *slash;
	size_t length;

	/* Before the path is so much as looked at. */
	alkres_check_server_file_rights();
	path = alkres_text_argument(fcinfo, 0, "path");
	content = alkres_read_server_file(path, MAX_FILE_SIZE, &length);
	slash = strrchr(path, '/');
	return put_records(fcinfo, slash == NULL ? path : slash + 1, content, length, 1);
}

PG_FUNCTION_INFO_V1(alkres_read_table_data);
Datum
alkres_read_table_data(PG_FUNCTION_ARGS)
{
	bytea *data;

	if (PG_ARGISNULL(0))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("data must not be NULL"));
	data = PG_GETARG_BYTEA_PP(0);
	return put_records(fcinfo, PG_ARGISNULL(1) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(1)),
					   VARDATA_ANY(data), VARSIZE_ANY_EXHDR(data), 2);
}

/* What PostgreSQL's distance takes. */
#define WORD_BYTES_MAX 255

/*
 * The first of those that are fewest letters away, within a third of the word's letters and at
 * least one; NULL when none is so near.
 */
PG_FUNCTION_INFO_V1(alkres_nearest_word);
Datum
alkres_nearest_word(PG_FUNCTION_ARGS)
{
	char *word = text_to_cstring(PG_GETARG_TEXT_PP(0));
	AlkresElements known = alkres_array_argument(fcinfo, 1, "known", TEXTOID, ALKRES_NULLS_REFUSED);
	int length = (int) strlen(word), nearest = -1, distance;

	if (length > WORD_BYTES_MAX)
		PG_RETURN_NULL();
	distance = Max(pg_mbstrlen(word) / 3, 1);
	for (int i = 0; i < known.count; i++)
	{
		text *other = DatumGetTextPP(known.values[i]);
		int other_length = (int) VARSIZE_ANY_EXHDR(other), found;

		if (other_length > WORD_BYTES_MAX)
			continue;
		found = varstr_levenshtein_less_equal(word, length, VARDATA_ANY(other), other_length, 1, 1,
											  1, distance, true);
		if (found > distance || (found == distance && nearest >= 0))
			continue;
		distance = found;
		nearest = i;
	}
	if (nearest < 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(known.values[nearest]);
}
