/*
 * amplitude_file.c: Bio-Rad's droplet amplitudes, one file per well.
 *
 * Old: "Assay1 Amplitude" (or "Ch1 Amplitude"), "Assay2 Amplitude", "Cluster".  QX Manager: three
 * lines that explain the codes, then "Ch1Amplitude", "Ch2Amplitude" and a column per target with 0,
 * 1 or u.
 */
#include "core/droplets/amplitude.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/text/csv.h"
#include "core/base/memory.h"
#include "core/plate/plate.h"
#include "core/plate/column.h"
#include "core/text/printed.h"

#define MAX_PREAMBLE 8

typedef struct FileReader
{
	AlkresCsv csv;
	AlkresAmplitudes *amplitudes;
	AlkresError *error;
	size_t capacity;
	size_t width;
	int columns[2]; /* of the channels; -1: none */
	int cluster;    /* -1: none */
	int targets[2]; /* -1: none */
	int doubled;    /* a second column of the same meaning; -1: none */
	bool has_classes;
	bool decimal_comma;
} FileReader;

bool
alkres_amplitudes_well(const char *file_name, char well[ALKRES_WELL_NAME])
{
	const char *base = strrchr(file_name, '/');
	char stem[256];
	char *dot;
	char *last;
	size_t length;

	base = base == NULL ? file_name : base + 1;
	snprintf(stem, sizeof(stem), "%s", strlen(base) < sizeof(stem) ? base : "");
	dot = strrchr(stem, '.');
	if (dot != NULL)
		*dot = '\0';
	length = strlen(stem);
	if (length > 10 && strcasecmp(stem + length - 10, "_Amplitude") == 0)
		stem[length - 10] = '\0';
	last = strrchr(stem, '_');
	return alkres_well_name(last == NULL ? stem : last + 1, well);
}

void
alkres_amplitudes_free(AlkresAmplitudes *amplitudes)
{
	alkres_free(amplitudes->channels[0]);
	alkres_free(amplitudes->channels[1]);
	alkres_free(amplitudes->clusters);
	memset(amplitudes, 0, sizeof(*amplitudes));
}

/* A column of a target's codes: neither an amplitude nor R's numbers of rows, which come first and
 * have no name. */
static bool
is_target(const char *name, size_t column)
{
	return strstr(name, "amplitude") == NULL && (column > 0 || *name != '\0');
}

/* Which column is which; false where this record is no header. */
static bool
find_columns(FileReader *reader)
{
	int targets = 0;

	reader->columns[0] = reader->columns[1] = reader->cluster = -1;
	reader->targets[0] = reader->targets[1] = reader->doubled = -1;
	for (size_t i = 0; i < reader->width; i++)
	{
		char name[ALKRES_COLUMN_NAME];
		int channel;

		alkres_column_normalise(alkres_csv_field(&reader->csv, i), name);
		for (channel = 0; channel < 2; channel++)
		{
			static const char *const names[2][2] = {{"ch1amplitude", "assay1amplitude"},
													{"ch2amplitude", "assay2amplitude"}};

			if (strcmp(name, names[channel][0]) == 0 || strcmp(name, names[channel][1]) == 0)
				break;
		}
		if (channel < 2 ? reader->columns[channel] >= 0
						: reader->cluster >= 0 && strcmp(name, "cluster") == 0)
			reader->doubled = (int) i;
		if (channel < 2)
			reader->columns[channel] = (int) i;
		else if (strcmp(name, "cluster") == 0)
			reader->cluster = (int) i;
		else if (is_target(name, i) && ++targets <= 2)
			reader->targets[targets - 1] = (int) i;
	}
	/* Codes of one target per channel are classes; those of more are not the four quadrants. */
	reader->has_classes =
		reader->cluster >= 0 || targets == (reader->columns[0] >= 0) + (reader->columns[1] >= 0);
	return reader->columns[0] >= 0 || reader->columns[1] >= 0;
}

static bool
read_header(FileReader *reader)
{
	for (int line = 0;; line++)
	{
		AlkresCsvResult result = alkres_csv_next(&reader->csv, reader->error);

		if (result == ALKRES_CSV_ERROR)
			return false;
		if (result == ALKRES_CSV_END)
		{
			alkres_csv_fail(&reader->csv, reader->error, "there is no header in it");
			break;
		}
		reader->width = reader->csv.field_count;
		while (reader->width > 1 && *alkres_csv_field(&reader->csv, reader->width - 1) == '\0')
			reader->width--;
		if (find_columns(reader))
		{
			char shown[ALKRES_SHOWN];

			return reader->doubled < 0 ||
				   alkres_csv_fail(
					   &reader->csv, reader->error, "column \"%s\" is there twice",
					   alkres_shown(alkres_csv_field(&reader->csv, (size_t) reader->doubled),
									shown));
		}
		if (line == MAX_PREAMBLE ||
			strncasecmp(alkres_csv_field(&reader->csv, 0), "Target Value of ", 16) != 0)
		{
			alkres_csv_fail(&reader->csv, reader->error,
							"columns \"Ch1 Amplitude\" and \"Ch2 Amplitude\" are both missing");
			break;
		}
	}
	return alkres_hint(reader->error, "This reads the files of droplet amplitudes, one per well; "
									  "alkres.read_ddpcr reads results.");
}

static bool
check_width(FileReader *reader)
{
	const AlkresCsv *csv = &reader->csv;

	if (csv->field_count == reader->width ||
		(csv->field_count == reader->width + 1 && *alkres_csv_field(csv, reader->width) == '\0'))
		return true;
	alkres_csv_fail(csv, reader->error, "%zu fields under a header of %zu", csv->field_count,
					reader->width);
	return alkres_hint(reader->error,
					   "Decimal commas in a comma-separated file do this, and cannot be told "
					   "from separators: export the file with decimal points.");
}

static bool
fail_field(FileReader *reader, int field, const char *expected)
{
	char shown[ALKRES_SHOWN];

	return alkres_csv_fail(
		&reader->csv, reader->error, "field %d is \"%s\", expected %s", field + 1,
		alkres_shown(alkres_csv_field(&reader->csv, (size_t) field), shown), expected);
}

static bool
read_amplitude(FileReader *reader, int channel)
{
	int field = reader->columns[channel];
	double value;

	if (field < 0)
		return true;
	if (alkres_printed_number(alkres_csv_field(&reader->csv, (size_t) field), reader->decimal_comma,
							  &value) != ALKRES_PRINTED_NUMBER ||
		!isfinite((float) value))
		return fail_field(reader, field, "an amplitude");
	reader->amplitudes->channels[channel][reader->amplitudes->count] = (float) value;
	return true;
}

/* The class by Bio-Rad's number, or from the targets' codes. */
static bool
read_class(FileReader *reader, int16_t *class)
{
	static const int16_t of_codes[2][2] = {{1, 4}, {2, 3}}; /* [FAM][HEX] */
	bool positive[2] = {false, false};
	int target = 0;
	int64_t number;

	*class = 0;
	if (reader->cluster >= 0)
	{
		if (alkres_printed_whole(alkres_csv_field(&reader->csv, (size_t) reader->cluster),
								 reader->decimal_comma, &number) != ALKRES_PRINTED_NUMBER ||
			number > 4)
			return fail_field(reader, reader->cluster, "a cluster from 0 to 4");
		*class = (int16_t) number;
		return true;
	}
	for (int channel = 0; channel < 2; channel++)
	{
		const char *code;

		if (reader->columns[channel] < 0)
			continue;
		code = alkres_csv_field(&reader->csv, (size_t) reader->targets[target]);
		if (strcasecmp(code, "u") == 0)
			return true;
		if (strcmp(code, "0") != 0 && strcmp(code, "1") != 0)
			return fail_field(reader, reader->targets[target], "0, 1 or u");
		positive[channel] = *code == '1';
		target++;
	}
	*class = of_codes[positive[0]][positive[1]];
	return true;
}

static void
grow(FileReader *reader)
{
	AlkresAmplitudes *a = reader->amplitudes;

	reader->capacity = reader->capacity == 0 ? 32768 : 2 * reader->capacity;
	for (int channel = 0; channel < 2; channel++)
		if (reader->columns[channel] >= 0)
			a->channels[channel] =
				alkres_realloc(a->channels[channel], reader->capacity * sizeof(float));
	if (reader->has_classes)
		a->clusters = alkres_realloc(a->clusters, reader->capacity * sizeof(int16_t));
}

static bool
read_droplets(FileReader *reader)
{
	AlkresAmplitudes *a = reader->amplitudes;

	grow(reader);
	for (;;)
	{
		AlkresCsvResult result = alkres_csv_next(&reader->csv, reader->error);
		int16_t class = 0;

		if (result == ALKRES_CSV_END)
			return true;
		if (result == ALKRES_CSV_ERROR)
			return false;
		if (a->count == ALKRES_AMPLITUDES_MAX)
		{
			alkres_csv_fail(&reader->csv, reader->error, "the file has more than %d droplets",
							ALKRES_AMPLITUDES_MAX);
			reader->error->code = ALKRES_LIMIT;
			return false;
		}
		if (a->count == reader->capacity)
			grow(reader);
		if (!check_width(reader) || !read_amplitude(reader, 0) || !read_amplitude(reader, 1) ||
			(reader->has_classes && !read_class(reader, &class)))
			return false;
		if (reader->has_classes)
			a->clusters[a->count] = class;
		a->count++;
	}
}

bool
alkres_amplitudes_read(const char *name, const char *data, size_t length,
					   AlkresAmplitudes *amplitudes, AlkresError *error)
{
	FileReader reader = {.amplitudes = amplitudes, .error = error};
	bool done;

	memset(amplitudes, 0, sizeof(*amplitudes));
	done = alkres_csv_open(&reader.csv, name, data, length, error) && read_header(&reader);
	if (done)
	{
		reader.decimal_comma = reader.csv.delimiter != ',';
		done = read_droplets(&reader);
	}
	alkres_csv_close(&reader.csv);
	return done;
}
