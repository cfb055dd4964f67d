/* csv.c: the reader of separated values. */
#include "core/text/csv.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"

/* What Windows-1252 has at 0x80 to 0x9f; U+FFFD where it has nothing. */
static const uint16_t windows_1252[32] = {
	0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

/* Whether all of it is UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. */
static bool
is_utf8(const char *data, size_t length)
{
	const unsigned char *p = (const unsigned char *) data;
	const unsigned char *end = p + length;

	while (p < end)
	{
		int more = *p < 0x80 ? 0 : *p >= 0xC2 && *p < 0xE0 ? 1 : (*p & 0xF0) == 0xE0 ? 2 : 3;

		if (more == 0)
		{
			p++;
			continue;
		}
		if (*p < 0xC2 || *p > 0xF4 || end - p <= more)
			return false;
		if ((*p == 0xE0 && p[1] < 0xA0) || (*p == 0xED && p[1] >= 0xA0) ||
			(*p == 0xF0 && p[1] < 0x90) || (*p == 0xF4 && p[1] >= 0x90))
			return false;
		for (int i = 1; i <= more; i++)
			if ((p[i] & 0xC0) != 0x80)
				return false;
		p += more + 1;
	}
	return true;
}

static char *
from_windows_1252(const char *data, size_t length, size_t *converted_length)
{
	char *result = alkres_alloc(3 * length + 1);
	char *out = result;

	for (size_t i = 0; i < length; i++)
	{
		unsigned code = (unsigned char) data[i];

		if (code >= 0x80 && code < 0xA0)
			code = windows_1252[code - 0x80];
		if (code < 0x80)
			*out++ = (char) code;
		else if (code < 0x800)
		{
			*out++ = (char) (0xC0 | code >> 6);
			*out++ = (char) (0x80 | (code & 0x3F));
		}
		else
		{
			*out++ = (char) (0xE0 | code >> 12);
			*out++ = (char) (0x80 | (code >> 6 & 0x3F));
			*out++ = (char) (0x80 | (code & 0x3F));
		}
	}
	*converted_length = (size_t) (out - result);
	return result;
}

static bool
at_line_end(const AlkresCsv *csv)
{
	return csv->position >= csv->length || csv->data[csv->position] == '\n' ||
		   csv->data[csv->position] == '\r';
}

/* Step over CR, LF or CR LF. */
static void
take_line_end(AlkresCsv *csv)
{
	if (csv->position < csv->length && csv->data[csv->position] == '\r')
	{
		csv->position++;
		if (csv->position < csv->length && csv->data[csv->position] == '\n')
			csv->position++;
	}
	else if (csv->position < csv->length && csv->data[csv->position] == '\n')
		csv->position++;
	csv->next_line++;
}

/* "sep=;" says it; else the commoner of the two in the first line that has anything, quoted parts
 * apart. */
static void
find_delimiter(AlkresCsv *csv)
{
	const char *p = csv->data + csv->position;
	const char *end = csv->data + csv->length;
	size_t commas = 0;
	size_t semicolons = 0;
	bool quoted = false;

	if (end - p >= 5 && strncmp(p, "sep=", 4) == 0 && (p[4] == ',' || p[4] == ';'))
	{
		csv->delimiter = p[4];
		while (!at_line_end(csv))
			csv->position++;
		take_line_end(csv);
		return;
	}
	for (; p < end; p++)
	{
		if (*p == '"')
			quoted = !quoted;
		else if (!quoted && (*p == '\n' || *p == '\r') && commas + semicolons > 0)
			break;
		else if (!quoted)
		{
			commas += *p == ',';
			semicolons += *p == ';';
		}
	}
	csv->delimiter = semicolons > commas ? ';' : ',';
}

bool
alkres_csv_open(AlkresCsv *csv, const char *name, const char *data, size_t length,
				AlkresError *error)
{
	const char *nul = memchr(data, '\0', length);

	memset(csv, 0, sizeof(*csv));
	csv->name = name;
	csv->data = data;
	csv->length = length;
	csv->next_line = 1;
	csv->line = 1;
	if (length >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0))
	{
		alkres_csv_fail(csv, error, "the text is encoded in UTF-16");
		return alkres_hint(error, "Save it as CSV in UTF-8.");
	}
	if (nul != NULL)
	{
		for (const char *p = data; p < nul; p++)
			csv->line += *p == '\n' || (*p == '\r' && p[1] != '\n');
		alkres_csv_fail(csv, error, "byte %zu is NUL: this is no text", (size_t) (nul - data) + 1);
		return alkres_hint(error,
						   "Export the results as CSV in UTF-8; UTF-16 and spreadsheet files are "
						   "not read.");
	}
	if (!is_utf8(data, length))
		csv->data = csv->converted = from_windows_1252(data, length, &csv->length);
	if (csv->length >= 3 && memcmp(csv->data, "\xEF\xBB\xBF", 3) == 0)
		csv->position = 3;
	find_delimiter(csv);
	return true;
}

void
alkres_csv_close(AlkresCsv *csv)
{
	alkres_free(csv->converted);
	alkres_free(csv->text);
	alkres_free(csv->offsets);
	csv->converted = csv->text = NULL;
	csv->offsets = NULL;
	csv->field_count = csv->length = csv->position = 0;
}

static void
add_byte(AlkresCsv *csv, char byte)
{
	if (csv->text_size == csv->text_capacity)
	{
		csv->text_capacity = csv->text_capacity == 0 ? 1024 : 2 * csv->text_capacity;
		csv->text = alkres_realloc(csv->text, csv->text_capacity);
	}
	csv->text[csv->text_size++] = byte;
}

static bool
begin_field(AlkresCsv *csv, AlkresError *error)
{
	if (csv->field_count == ALKRES_CSV_MAX_FIELDS)
	{
		alkres_csv_fail(csv, error, "record %llu has more than %d fields",
						(unsigned long long) csv->record, ALKRES_CSV_MAX_FIELDS);
		error->code = ALKRES_LIMIT;
		return false;
	}
	if (csv->field_count == csv->offset_capacity)
	{
		csv->offset_capacity = csv->offset_capacity == 0 ? 128 : 2 * csv->offset_capacity;
		csv->offsets = alkres_realloc(csv->offsets, csv->offset_capacity * sizeof(*csv->offsets));
	}
	csv->offsets[csv->field_count++] = csv->text_size;
	return true;
}

/* Behind the closing quote the field is at its end. */
static bool
end_quoted(const AlkresCsv *csv, AlkresError *error)
{
	if (at_line_end(csv) || csv->data[csv->position] == csv->delimiter)
		return true;
	alkres_csv_fail(csv, error, "field %zu of record %llu goes on behind its closing quote",
					csv->field_count, (unsigned long long) csv->record);
	return alkres_hint(error, "A quote inside a quoted field is written twice.");
}

/* From the opening quote to behind the closing one. */
static bool
read_quoted(AlkresCsv *csv, AlkresError *error)
{
	uint64_t opened = csv->next_line;

	csv->position++;
	while (csv->position < csv->length)
	{
		char byte = csv->data[csv->position];

		if (byte == '"')
		{
			csv->position++;
			if (csv->position >= csv->length || csv->data[csv->position] != '"')
				return end_quoted(csv, error);
		}
		else if (byte == '\n' || (byte == '\r' && (csv->position + 1 == csv->length ||
												   csv->data[csv->position + 1] != '\n')))
			csv->next_line++;
		add_byte(csv, byte);
		csv->position++;
	}
	alkres_csv_fail(csv, error, "the quote of field %zu of record %llu is never closed",
					csv->field_count, (unsigned long long) csv->record);
	return alkres_detail(error, "It opens on line %llu; the text may be cut off.",
						 (unsigned long long) opened);
}

AlkresCsvResult
alkres_csv_next(AlkresCsv *csv, AlkresError *error)
{
	alkres_check_interrupts();
	csv->text_size = 0;
	csv->field_count = 0;
	while (csv->position < csv->length && at_line_end(csv))
		take_line_end(csv);
	if (csv->position >= csv->length)
		return ALKRES_CSV_END;
	csv->line = csv->next_line;
	csv->record++;
	for (;;)
	{
		if (!begin_field(csv, error))
			return ALKRES_CSV_ERROR;
		if (csv->position < csv->length && csv->data[csv->position] == '"')
		{
			if (!read_quoted(csv, error))
				return ALKRES_CSV_ERROR;
		}
		else
			while (!at_line_end(csv) && csv->data[csv->position] != csv->delimiter)
				add_byte(csv, csv->data[csv->position++]);
		add_byte(csv, '\0');
		if (at_line_end(csv))
			break;
		csv->position++; /* the delimiter */
	}
	if (csv->position < csv->length)
		take_line_end(csv);
	return ALKRES_CSV_RECORD;
}

const char *
alkres_csv_field(const AlkresCsv *csv, size_t index)
{
	return index < csv->field_count ? csv->text + csv->offsets[index] : "";
}

bool
alkres_csv_fail(const AlkresCsv *csv, AlkresError *error, const char *format, ...)
{
	char what[sizeof(error->message)];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	if (csv->name != NULL)
		return alkres_fail(error, ALKRES_BAD_FILE, "file \"%s\", line %llu: %s", csv->name,
						   (unsigned long long) csv->line, what);
	return alkres_fail(error, ALKRES_BAD_FILE, "line %llu: %s", (unsigned long long) csv->line,
					   what);
}
