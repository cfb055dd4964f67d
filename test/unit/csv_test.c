/* Unit tests of core/text/csv.h: every kind of record end, quote and encoding, and hostile
 * input. */
#include "harness.h"

#include <stdlib.h>

#include "core/text/csv.h"
#include "core/text/printed.h"

/* Reads all records into one text: fields between |, records ended by /; an error as its
 * message. */
static const char *
read_all_of(const char *data, size_t length)
{
	static char out[100000];
	/* A copy of exact size, so that the sanitizer sees every byte read too much. */
	char *copy = malloc(length > 0 ? length : 1);
	size_t used = 0;
	AlkresError error;
	AlkresCsv csv;

	memcpy(copy, data, length);
	if (!alkres_csv_open(&csv, NULL, copy, length, &error))
		used = (size_t) snprintf(out, sizeof(out), "%s", error.message);
	else
		for (;;)
		{
			AlkresCsvResult result = alkres_csv_next(&csv, &error);

			if (result == ALKRES_CSV_ERROR)
				used += (size_t) snprintf(out + used, sizeof(out) - used, "%s", error.message);
			if (result != ALKRES_CSV_RECORD)
				break;
			for (size_t i = 0; i < csv.field_count; i++)
				used += (size_t) snprintf(out + used, sizeof(out) - used, "%s%s", i > 0 ? "|" : "",
										  alkres_csv_field(&csv, i));
			CHECK(strcmp(alkres_csv_field(&csv, csv.field_count), "") == 0);
			used += (size_t) snprintf(out + used, sizeof(out) - used, "/");
		}
	out[used] = '\0';
	alkres_csv_close(&csv);
	free(copy);
	return out;
}

static const char *
read_all(const char *data)
{
	return read_all_of(data, strlen(data));
}

static void
record_ends(void)
{
	CASE("csv: record ends");
	CHECK_TEXT(read_all("a,b\nc,d\n"), "a|b/c|d/");
	CHECK_TEXT(read_all("a,b\r\nc,d"), "a|b/c|d/");
	CHECK_TEXT(read_all("a,b\rc,d\r"), "a|b/c|d/");
	CHECK_TEXT(read_all("a,b\rc,d\ne,f\r\ng,h"), "a|b/c|d/e|f/g|h/");
	CHECK_TEXT(read_all("\n\r\n\ra,b\n\n\nc\n\n"), "a|b/c/");
	CHECK_TEXT(read_all(""), "");
	CHECK_TEXT(read_all("\n"), "");
	CHECK_TEXT(read_all("\r"), "");
	CHECK_TEXT(read_all("\xEF\xBB\xBF"), "");
	CHECK_TEXT(read_all("a"), "a/");
	CHECK_TEXT(read_all(","), "|/");
	CHECK_TEXT(read_all("a,b,\nc\n,,,,"), "a|b|/c/||||/");
}

static void
quotes(void)
{
	CASE("csv: quotes");
	CHECK_TEXT(read_all("\"a,b\",\"c\"\"d\",\"\"\n"), "a,b|c\"d|/");
	CHECK_TEXT(read_all("\"a\nb\r\nc\rd\",e\nf"), "a\nb\r\nc\rd|e/f/");
	CHECK_TEXT(read_all("5\" tube,x"), "5\" tube|x/");
	CHECK_TEXT(read_all("\"\""), "/");
	CHECK_TEXT(read_all("a,\"b"), "line 1: the quote of field 2 of record 1 is never closed");
	CHECK_TEXT(read_all("a\n\nb,\"c\nd"),
			   "a/line 3: the quote of field 2 of record 2 is never closed");
	CHECK_TEXT(read_all("\""), "line 1: the quote of field 1 of record 1 is never closed");
	CHECK_TEXT(read_all("\"\"\""), "line 1: the quote of field 1 of record 1 is never closed");
	CHECK_TEXT(read_all("a,b\n\"c\"d,e"),
			   "a|b/line 2: field 1 of record 2 goes on behind its closing quote");
}

static void
delimiters(void)
{
	CASE("csv: delimiters");
	CHECK_TEXT(read_all("a;b;c\n1,5;2;3"), "a|b|c/1,5|2|3/");
	CHECK_TEXT(read_all("sep=;\na;b,c\n"), "a|b,c/");
	CHECK_TEXT(read_all("sep=,,,,\r\na,b;c\r\n"), "a|b;c/");
	CHECK_TEXT(read_all("\xEF\xBB\xBFsep=;\na;b"), "a|b/");
	CHECK_TEXT(read_all("\"x;y;z\",b\n1;2,3"), "x;y;z|b/1;2|3/");
	CHECK_TEXT(read_all("sep=\t\na;b\tc"), "a;b|c/");
	CHECK_TEXT(read_all("a\tb\n1,5\t2,5\n"), "a|b/1,5|2,5/");
	CHECK_TEXT(read_all("Plate 7, of May; again\n\na;b;c;d\n1,5;2;3;4"),
			   "Plate 7, of May| again/a|b|c|d/1,5|2|3|4/");
	CHECK_TEXT(read_all("a;b;c\n1,5;2,5;3,5\n"), "a|b|c/1,5|2,5|3,5/");
	CHECK_TEXT(read_all("\n\na;b\n"), "a|b/");
}

static void
encodings(void)
{
	CASE("csv: encodings");
	CHECK_TEXT(read_all("\xEF\xBB\xBF\xC2\xB5L,b\n"), "\xC2\xB5L|b/");
	CHECK_TEXT(read_all("\xB5L,\x80\x81\n"), "\xC2\xB5L|\xE2\x82\xAC\xEF\xBF\xBD/");
	CHECK_TEXT(read_all("\xE4\xF6\xFC"), "\xC3\xA4\xC3\xB6\xC3\xBC/");
	CHECK_TEXT(read_all("\xF0\x9F\xA7\xAC"), "\xF0\x9F\xA7\xAC/");
	/* Overlong, surrogate, above U+10FFFF, cut off: no UTF-8, so Windows-1252. */
	CHECK_TEXT(read_all("\xC0\xAF"), "\xC3\x80\xC2\xAF/");
	CHECK_TEXT(read_all("\xED\xA0\x80"), "\xC3\xAD\xC2\xA0\xE2\x82\xAC/");
	CHECK_TEXT(read_all("\xF4\x90\x80\x80"), "\xC3\xB4\xEF\xBF\xBD\xE2\x82\xAC\xE2\x82\xAC/");
	CHECK_TEXT(read_all("a\xC3"), "a\xC3\x83/");
	CHECK_TEXT(read_all_of("\xFF\xFE"
						   "a\0",
						   4),
			   "a/");
	CHECK_TEXT(read_all_of("\xFE\xFF\0a", 4), "a/");
	CHECK_TEXT(read_all_of("\xFF\xFE", 2), "");
	CHECK_TEXT(read_all_of("\xFF\xFE\xB5\0L\0,\0\xAC\x20,\0\x3E\xD8\xEC\xDD\n\0", 18),
			   "\xC2\xB5L|\xE2\x82\xAC|\xF0\x9F\xA7\xAC/");
	CHECK_TEXT(read_all_of("\xFE\xFF\xD8\x3E\xDD\xEC", 6), "\xF0\x9F\xA7\xAC/");
	/* Cut off in a unit and in a pair; halves of a pair alone. */
	CHECK_TEXT(read_all_of("\xFF\xFE\x61\0b", 5), "line 1: the text is encoded in UTF-16 and torn");
	CHECK_TEXT(read_all_of("\xFF\xFE\x3E\xD8", 4),
			   "line 1: the text is encoded in UTF-16 and torn");
	CHECK_TEXT(read_all_of("\xFF\xFE\x3E\xD8\x61\0", 6),
			   "line 1: the text is encoded in UTF-16 and torn");
	CHECK_TEXT(read_all_of("\xFF\xFE\xEC\xDD\x61\0", 6),
			   "line 1: the text is encoded in UTF-16 and torn");
	CHECK_TEXT(read_all_of("\xFF\xFE\x61\0\n\0\0\0", 8), "line 2: byte 3 is NUL: this is no text");
	CHECK_TEXT(read_all_of("PK\x03\x04\x14\0", 6),
			   "line 1: this is a zip archive or a spreadsheet (xlsx), not a table in text");
	CHECK_TEXT(read_all_of("\xD0\xCF\x11\xE0", 4),
			   "line 1: this is a spreadsheet (xls), not a table in text");
	CHECK_TEXT(read_all_of("7z\xBC\xAF\x27\x1C", 6),
			   "line 1: this is a run file (ddpcr) or a 7z archive, not a table in text");
	CHECK_TEXT(read_all_of("PK\x03", 3), "PK\x03/");
	CHECK_TEXT(read_all_of("a\0,\0", 4), "line 1: byte 2 is NUL: this is no text");
	CHECK_TEXT(read_all_of("a\nb\r\nc\rd\0", 9), "line 4: byte 9 is NUL: this is no text");
}

static void
places(void)
{
	AlkresCsv csv;
	AlkresError error;
	char shown[ALKRES_SHOWN];
	const char *data = "h\r\n\r\n\"a\r\nb\rc\n\"\nx\n\ny";

	CASE("csv: record and line numbers");
	CHECK(alkres_csv_open(&csv, "p.csv", data, strlen(data), &error));
	CHECK(alkres_csv_next(&csv, &error) == ALKRES_CSV_RECORD && csv.record == 1 && csv.line == 1);
	CHECK(alkres_csv_next(&csv, &error) == ALKRES_CSV_RECORD && csv.record == 2 && csv.line == 3);
	CHECK(alkres_csv_next(&csv, &error) == ALKRES_CSV_RECORD && csv.record == 3 && csv.line == 7);
	CHECK(alkres_csv_next(&csv, &error) == ALKRES_CSV_RECORD && csv.record == 4 && csv.line == 9);
	CHECK(!alkres_csv_fail(&csv, &error, "no %s", "x"));
	CHECK_TEXT(error.message, "file \"p.csv\", line 9: no x");
	CHECK(alkres_csv_next(&csv, &error) == ALKRES_CSV_END);
	CHECK(alkres_csv_next(&csv, &error) == ALKRES_CSV_END);
	alkres_csv_close(&csv);
	alkres_csv_close(&csv);

	CASE("csv: text as messages show it");
	CHECK_TEXT(alkres_shown("a\xC2\xB5\n\x7F", shown), "a???");
	CHECK_TEXT(
		alkres_shown("0123456789012345678901234567890123456789012345678901234567890123", shown),
		"012345678901234567890123456789012345678901234567890123456789...");
	CHECK_TEXT(alkres_shown("012345678901234567890123456789012345678901234567890123456789", shown),
			   "012345678901234567890123456789012345678901234567890123456789");
}

static void
hostile(void)
{
	static const char alphabet[] = "a,;\"\n\r\xEF\xBB\xBF\xB5=1 ";
	unsigned seed = 12345;
	char data[64];
	char *wide = malloc(30000);

	CASE("csv: any bytes end in records or one error");
	for (int i = 0; i < 200000; i++)
	{
		size_t length;
		AlkresCsv csv;
		AlkresError error;
		AlkresCsvResult result = ALKRES_CSV_RECORD;
		int records = 0;

		seed = seed * 1103515245u + 12345;
		length = seed >> 16 & 31;
		for (size_t j = 0; j < length; j++)
		{
			seed = seed * 1103515245u + 12345;
			data[j] = alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
		}
		if (alkres_csv_open(&csv, NULL, data, length, &error))
			while ((result = alkres_csv_next(&csv, &error)) == ALKRES_CSV_RECORD)
				records++;
		CHECK(records <= 32 && (result == ALKRES_CSV_END || error.message[0] != '\0'));
		alkres_csv_close(&csv);
	}

	CASE("csv: too many fields");
	memset(wide, ',', 30000);
	{
		AlkresCsv csv;
		AlkresError error;

		CHECK(alkres_csv_open(&csv, NULL, wide, 30000, &error));
		CHECK(alkres_csv_next(&csv, &error) == ALKRES_CSV_ERROR && error.code == ALKRES_LIMIT);
		alkres_csv_close(&csv);
		CHECK(alkres_csv_open(&csv, NULL, wide, ALKRES_CSV_MAX_FIELDS - 1, &error));
		CHECK(alkres_csv_next(&csv, &error) == ALKRES_CSV_RECORD &&
			  csv.field_count == ALKRES_CSV_MAX_FIELDS);
		alkres_csv_close(&csv);
	}
	free(wide);
}

int
main(void)
{
	record_ends();
	quotes();
	delimiters();
	encodings();
	places();
	hostile();
	return finish();
}
