/* csv.c: the reader of separated values. */
#include "core/text/csv.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"

static const char delimiters[] = ",;\t";
#define DELIMITERS 3
#define FIRST_LINES 24 /* among which the header is; CR LF counts twice */

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
put_utf8(char *out, unsigned code)
{
	if (code < 0x80)
		*out++ = (char) code;
	else if (code < 0x800)
	{
		*out++ = (char) (0xC0 | code >> 6);
		*out++ = (char) (0x80 | (code & 0x3F));
	}
	else if (code < 0x10000)
	{
		*out++ = (char) (0xE0 | code >> 12);
		*out++ = (char) (0x80 | (code >> 6 & 0x3F));
		*out++ = (char) (0x80 | (code & 0x3F));
	}
	else
	{
		*out++ = (char) (0xF0 | code >> 18);
		*out++ = (char) (0x80 | (code >> 12 & 0x3F));
		*out++ = (char) (0x80 | (code >> 6 & 0x3F));
		*out++ = (char) (0x80 | (code & 0x3F));
	}
	return out;
}

static char *
from_windows_1252(const char *data, size_t length, size_t *converted_length)
{
	char *result = alkres_alloc(3 * length + 1);
	char *out = result;

	for (size_t i = 0; i < length; i++)
	{
		unsigned code = (unsigned char) data[i];

		out = put_utf8(out, code >= 0x80 && code < 0xA0 ? windows_1252[code - 0x80] : code);
	}
	*converted_length = (size_t) (out - result);
	return result;
}

/*
 * UTF-8 of UTF-16 behind its byte order mark.  False where it is torn: half a unit at its end, or
 * half of a pair.
 */
static bool
from_utf16(AlkresCsv *csv)
{
	const unsigned char *p = (const unsigned char *) csv->data;
	size_t high = p[0] == 0xFE ? 0 : 1; /* which byte of a unit */
	size_t i = 2;
	char *out = csv->converted = alkres_alloc(csv->length / 2 * 3 + 1);

	while (i + 1 < csv->length)
	{
		unsigned code = (unsigned) p[i + high] << 8 | p[i + 1 - high];

		i += 2;
		if (code >= 0xD800 && code < 0xE000)
		{
			unsigned low = i + 1 < csv->length ? (unsigned) p[i + high] << 8 | p[i + 1 - high] : 0;

			if (code >= 0xDC00 || low < 0xDC00 || low >= 0xE000)
				return false;
			code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
			i += 2;
		}
		out = put_utf8(out, code);
	}
	if (i != csv->length)
		return false;
	csv->data = csv->converted;
	csv->length = (size_t) (out - csv->converted);
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
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

/* How often each delimiter parts fields between p and the end of its line, quotes apart.  A comma
 * between digits may be a decimal one. */
static const char *
count_delimiters(const char *p, const char *end, size_t counts[DELIMITERS])
{
	bool quoted = false;

	memset(counts, 0, DELIMITERS * sizeof(size_t));
	for (const char *start = p; p < end; p++)
	{
		const char *found = *p == '\0' ? NULL : strchr(delimiters, *p);

		if (*p == '"')
			quoted = !quoted;
		else if (!quoted && (*p == '\n' || *p == '\r'))
			return p + 1;
		else if (!quoted && found != NULL &&
				 !(*p == ',' && p > start && p + 1 < end && is_digit(p[-1]) && is_digit(p[1])))
			counts[found - delimiters]++;
	}
	return end;
}

/* "sep=;" says it; else what parts the widest of the first lines, the header, that may have a title
 * above. */
static void
find_delimiter(AlkresCsv *csv)
{
	const char *p = csv->data + csv->position;
	const char *end = csv->data + csv->length;
	size_t most = 0;

	csv->delimiter = ',';
	if (end - p >= 5 && strncmp(p, "sep=", 4) == 0 && strchr(delimiters, p[4]) != NULL)
	{
		csv->delimiter = p[4];
		while (!at_line_end(csv))
			csv->position++;
		take_line_end(csv);
		return;
	}
	for (int line = 0; line < FIRST_LINES && p < end; line++)
	{
		size_t counts[DELIMITERS];

		p = count_delimiters(p, end, counts);
		for (size_t i = 0; i < DELIMITERS; i++)
		{
			if (counts[i] <= most)
				continue;
			most = counts[i];
			csv->delimiter = delimiters[i];
		}
	}
}

/* What is no text by its first bytes; false with what to do. */
static bool
check_text(const AlkresCsv *csv, AlkresError *error)
{
	static const struct
	{
		const char *magic;
		const char *name;
		const char *hint;
	} kinds[] = {
		{"PK\x03\x04", "a zip archive or a spreadsheet (xlsx)",
		 "Unpack the archive and read its exports one by one; save a spreadsheet as CSV."},
		{"\xD0\xCF\x11\xE0", "a spreadsheet (xls)", "Save it as CSV in UTF-8."},
		{"7z\xBC\xAF", "a run file (ddpcr) or a 7z archive",
		 "Run files are locked: export the results as CSV from the instrument's software."}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
	{
		if (csv->length < 4 || memcmp(csv->data, kinds[i].magic, 4) != 0)
			continue;
		alkres_csv_fail(csv, error, "this is %s, not a table in text", kinds[i].name);
		return alkres_hint(error, "%s", kinds[i].hint);
	}
	return true;
}

bool
alkres_csv_open(AlkresCsv *csv, const char *name, const char *data, size_t length,
				AlkresError *error)
{
	const char *nul;

	memset(csv, 0, sizeof(*csv));
	csv->name = name;
	csv->data = data;
	csv->length = length;
	csv->next_line = 1;
	csv->line = 1;
	if (!check_text(csv, error))
		return false;
	if (length >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0) &&
		!from_utf16(csv))
	{
		alkres_csv_fail(csv, error, "the text is encoded in UTF-16 and torn");
		return alkres_hint(error, "Half a character is missing: export the file again.");
	}
	nul = memchr(csv->data, '\0', csv->length);
	if (nul != NULL)
	{
		for (const char *p = csv->data; p < nul; p++)
			csv->line += *p == '\n' || (*p == '\r' && p[1] != '\n');
		alkres_csv_fail(csv, error, "byte %zu is NUL: this is no text",
						(size_t) (nul - csv->data) + 1);
		return alkres_hint(error,
						   "Export the results as CSV in UTF-8; UTF-16 without its byte order "
						   "mark is not read.");
	}
	if (!is_utf8(csv->data, csv->length))
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
	csv->field_count -= csv->hidden < csv->field_count ? csv->hidden : csv->field_count;
	return ALKRES_CSV_RECORD;
}

const char *
alkres_csv_field(const AlkresCsv *csv, size_t index)
{
	return index < csv->field_count ? csv->text + csv->offsets[index + csv->hidden] : "";
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
