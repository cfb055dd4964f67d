/* table.c: separated values under a header of known columns. */
#include "core/text/table.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/memory.h"

/* The length of a blank at p: also U+00A0, which spreadsheets leave behind; 0: none. */
static size_t
blank_at(const char *p)
{
	if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		return 1;
	return (unsigned char) p[0] == 0xC2 && (unsigned char) p[1] == 0xA0 ? 2 : 0;
}

/* The part of a field without the blanks around it. */
static const char *
trim(const char *field, size_t *length)
{
	const char *end;
	size_t blank;

	while ((blank = blank_at(field)) > 0)
		field += blank;
	end = field;
	for (const char *p = field; *p != '\0';)
	{
		blank = blank_at(p);
		p += blank > 0 ? blank : 1;
		if (blank == 0)
			end = p;
	}
	*length = (size_t) (end - field);
	return field;
}

static bool
is_missing(const char *field, size_t length)
{
	return length == 0 || (length == 2 && strncasecmp(field, "NA", 2) == 0) ||
		   (length == 3 && strncasecmp(field, "N/A", 3) == 0);
}

static char
folded(char c)
{
	return c == ' ' || c == '-' ? '_' : c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
}

static bool
is_name(const char *known, const char *field, size_t length)
{
	if (strlen(known) != length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (folded(field[i]) != known[i])
			return false;
	return true;
}

/* The names of columns as a list, as far as it fits. */
static void
list_names(const char *const *names, size_t count, char *list, size_t size)
{
	size_t used = 0;

	list[0] = '\0';
	for (size_t i = 0; i < count && used < size; i++)
	{
		int more = snprintf(list + used, size - used, "%s%s", i > 0 ? ", " : "", names[i]);

		used += more > 0 ? (size_t) more : 0;
	}
}

/* Where each column stands. */
static bool
read_header(AlkresTable *table, AlkresError *error)
{
	char known[480];

	for (size_t i = 0; i < table->csv.field_count; i++)
	{
		size_t length, column = 0;
		const char *field = trim(alkres_csv_field(&table->csv, i), &length);

		if (length == 0)
			continue;
		while (column < table->column_count && !is_name(table->columns[column], field, length))
			column++;
		if (column == table->column_count && table->passes_others)
			continue;
		if (column == table->column_count)
		{
			list_names(table->columns, table->column_count, known, sizeof(known));
			alkres_csv_fail(&table->csv, error, "column \"%.*s\" is not known",
							length > 100 ? 100 : (int) length, field);
			alkres_detail(error, "Known are %s.", known);
			return alkres_hint(error, "Rename the column, or leave it out of the file.");
		}
		if (table->places[column] != 0)
		{
			alkres_csv_fail(&table->csv, error, "column %s is there twice", table->columns[column]);
			return alkres_hint(error, "Leave one of them out of the file.");
		}
		table->places[column] = i + 1;
	}
	table->header_count = table->csv.field_count;
	return true;
}

static bool
check_needed(AlkresTable *table, const char *const *needed, size_t count, AlkresError *error)
{
	char names[480];

	for (size_t i = 0; i < count; i++)
	{
		size_t column = 0;

		while (column < table->column_count && strcmp(table->columns[column], needed[i]) != 0)
			column++;
		if (column < table->column_count && table->places[column] > 0)
			continue;
		list_names(needed, count, names, sizeof(names));
		alkres_csv_fail(&table->csv, error, "there is no column %s", needed[i]);
		alkres_detail(error, "Needed are %s.", names);
		return alkres_hint(error, "The first line of the file names its columns.");
	}
	return true;
}

/* Before the header: MAF begins with its version, cBioPortal's clinical files with names. */
static bool
is_remark(const AlkresCsv *csv)
{
	size_t length;

	return csv->field_count > 0 && *trim(alkres_csv_field(csv, 0), &length) == '#';
}

bool
alkres_table_open(AlkresTable *table, const char *name, const char *data, size_t length,
				  const char *const *columns, size_t column_count, const char *const *needed,
				  size_t needed_count, AlkresError *error)
{
	memset(table, 0, sizeof(*table));
	table->columns = columns;
	table->passes_others = column_count > 0 && strcmp(columns[column_count - 1], "*") == 0;
	table->column_count = column_count;
	table->places = alkres_alloc_zero((column_count + 1) * sizeof(*table->places));
	table->fields = alkres_alloc_zero((column_count + 1) * sizeof(*table->fields));
	if (!alkres_csv_open(&table->csv, name, data, length, error))
		return false;
	do
	{
		switch (alkres_csv_next(&table->csv, error))
		{
			case ALKRES_CSV_ERROR:
				return false;
			case ALKRES_CSV_END:
				alkres_csv_fail(&table->csv, error, "there is no header");
				return alkres_hint(error, "The first line of the file names its columns.");
			case ALKRES_CSV_RECORD:
				break;
		}
	} while (is_remark(&table->csv));
	return read_header(table, error) && check_needed(table, needed, needed_count, error);
}

void
alkres_table_close(AlkresTable *table)
{
	alkres_csv_close(&table->csv);
	alkres_free(table->places);
	alkres_free(table->fields);
	alkres_free(table->text);
	table->places = NULL;
	table->fields = NULL;
	table->text = NULL;
}

static bool
has_name(const AlkresTable *table, size_t field)
{
	for (size_t column = 0; column < table->column_count; column++)
		if (table->places[column] == field + 1)
			return true;
	return false;
}

/* Whether every field has its column: what stands beyond them would be lost silently. */
static bool
check_record(const AlkresTable *table, bool *is_empty, AlkresError *error)
{
	const AlkresCsv *csv = &table->csv;
	size_t last = 0; /* fields up to the last that is not missing */

	*is_empty = true;
	for (size_t i = 0; i < csv->field_count; i++)
	{
		size_t length;
		const char *field = trim(alkres_csv_field(csv, i), &length);

		if (is_missing(field, length))
			continue;
		*is_empty = false;
		last = i + 1;
		if (i < table->header_count && !table->passes_others && !has_name(table, i))
		{
			alkres_csv_fail(csv, error, "field %zu stands under no name of a column", i + 1);
			return alkres_hint(error, "Name the column, or leave it out of the file.");
		}
	}
	if (*is_empty || (csv->field_count >= table->header_count && last <= table->header_count))
		return true;
	alkres_csv_fail(csv, error, "the record has %zu fields, and the header names %zu",
					csv->field_count, table->header_count);
	return alkres_hint(error, "A field that holds a delimiter or a line end is put in quotes.");
}

static void
take_fields(AlkresTable *table)
{
	char *text;

	if (table->text_capacity < table->csv.text_size)
	{
		table->text_capacity = 2 * table->csv.text_size;
		table->text = alkres_realloc(table->text, table->text_capacity);
	}
	text = table->text;
	for (size_t column = 0; column < table->column_count; column++)
	{
		size_t length, place = table->places[column];
		const char *field =
			trim(place == 0 ? "" : alkres_csv_field(&table->csv, place - 1), &length);

		table->fields[column] = NULL;
		if (is_missing(field, length))
			continue;
		memcpy(text, field, length);
		text[length] = '\0';
		table->fields[column] = text;
		text += length + 1;
	}
}

AlkresCsvResult
alkres_table_next(AlkresTable *table, AlkresError *error)
{
	bool is_empty = true;

	while (is_empty)
	{
		AlkresCsvResult result = alkres_csv_next(&table->csv, error);

		if (result != ALKRES_CSV_RECORD)
			return result;
		if (!check_record(table, &is_empty, error))
			return ALKRES_CSV_ERROR;
	}
	take_fields(table);
	return ALKRES_CSV_RECORD;
}
