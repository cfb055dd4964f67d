/* column.c: the header of an export. */
#include "core/plate/column.h"

#include <string.h>

void
alkres_column_normalise(const char *text, char buffer[ALKRES_COLUMN_NAME])
{
	size_t used = 0;

	for (const unsigned char *p = (const unsigned char *) text;
		 *p != '\0' && used < ALKRES_COLUMN_NAME - 1; p++)
	{
		if (*p <= ' ' || *p >= 0x7F || strchr("._?()[]/", *p) != NULL)
			continue;
		buffer[used++] = (char) (*p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p);
	}
	buffer[used] = '\0';
}

int
alkres_column_search(const AlkresCsv *csv, const char *normalised)
{
	char name[ALKRES_COLUMN_NAME];

	for (size_t i = 0; i < csv->field_count; i++)
	{
		alkres_column_normalise(alkres_csv_field(csv, i), name);
		if (strcmp(name, normalised) == 0)
			return (int) i;
	}
	return -1;
}

void
alkres_columns_clear(AlkresColumns *columns)
{
	for (int i = 0; i < ALKRES_COLUMNS; i++)
		columns->index[i] = -1;
}

/* The column with this name and the place of the name among those it goes by; -1 for none. */
static int
column_of(const AlkresColumnNames *names, const char *normalised, int *place)
{
	for (int column = 0; column < ALKRES_COLUMNS; column++)
		for (*place = 0; *place < 5 && names[column].names[*place] != NULL; ++*place)
			if (strcmp(normalised, names[column].names[*place]) == 0)
				return column;
	return -1;
}

bool
alkres_columns_find(const AlkresCsv *csv, const AlkresColumnNames *names, size_t from, size_t to,
					AlkresColumns *columns, AlkresError *error)
{
	int places[ALKRES_COLUMNS];
	bool here[ALKRES_COLUMNS] = {false};

	for (size_t i = from; i < to; i++)
	{
		char name[ALKRES_COLUMN_NAME];
		int place;
		int column;

		alkres_column_normalise(alkres_csv_field(csv, i), name);
		column = column_of(names, name, &place);
		if (column < 0)
			continue;
		if (here[column] && place == places[column])
		{
			alkres_csv_fail(csv, error, "column \"%s\" is there twice", names[column].shown);
			return alkres_detail(error, "It is field %d and field %zu of the header.",
								 columns->index[column] + 1, i + 1);
		}
		/* "Sample" beside "Sample description 1": the earlier name of the list counts. */
		if (here[column] && place > places[column])
			continue;
		here[column] = true;
		places[column] = place;
		columns->index[column] = (int) i;
	}
	return true;
}

/* What the file may be when it is not what was asked for. */
static bool
hint_at_kind(const AlkresCsv *csv, AlkresError *error)
{
	char name[ALKRES_COLUMN_NAME];

	for (size_t i = 0; i < csv->field_count; i++)
	{
		alkres_column_normalise(alkres_csv_field(csv, i), name);
		if (strstr(name, "amplitude") != NULL && strstr(name, "mean") == NULL)
			return alkres_hint(
				error, "This is a file of droplet amplitudes: alkres.read_ddpcr_amplitudes reads "
					   "those.");
	}
	return alkres_hint(error, "Export the results of the plate as CSV, with all columns, and leave "
							  "its first lines as they are.");
}

bool
alkres_columns_require(const AlkresCsv *csv, const AlkresColumnNames *names,
					   const AlkresColumns *columns, const AlkresColumn *needed, AlkresError *error)
{
	for (; *needed != ALKRES_COLUMNS; needed++)
	{
		if (columns->index[*needed] >= 0)
			continue;
		alkres_csv_fail(csv, error, "column \"%s\" is missing", names[*needed].shown);
		return hint_at_kind(csv, error);
	}
	return true;
}

bool
alkres_columns_require_either(const AlkresCsv *csv, const AlkresColumnNames *names,
							  const AlkresColumns *columns, AlkresColumn a, AlkresColumn b,
							  AlkresError *error)
{
	if (columns->index[a] >= 0 || columns->index[b] >= 0)
		return true;
	alkres_csv_fail(csv, error, "columns \"%s\" and \"%s\" are both missing", names[a].shown,
					names[b].shown);
	return hint_at_kind(csv, error);
}
