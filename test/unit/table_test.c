/* Unit tests of core/text/table.h: columns by name, what is missing, and what would be lost. */
#include "harness.h"

#include <stdlib.h>

#include "core/text/table.h"

/* The records of data as text: fields between |, a missing one as -, the line in front; an error as
 * its message, detail and hint. */
static const char *
read_all(const char *data)
{
	static const char *const columns[] = {"patient", "birth_year", "site"};
	static const char *const needed[] = {"patient"};
	static char out[4000];
	/* A copy of exact size, so that the sanitizer sees every byte read too much. */
	size_t length = strlen(data), used = 0;
	char *copy = malloc(length > 0 ? length : 1);
	AlkresCsvResult result = ALKRES_CSV_ERROR;
	AlkresError error;
	AlkresTable table;

	memcpy(copy, data, length);
	if (alkres_table_open(&table, "t.csv", copy, length, columns, 3, needed, 1, &error))
		while ((result = alkres_table_next(&table, &error)) == ALKRES_CSV_RECORD)
		{
			used += (size_t) snprintf(out + used, sizeof(out) - used, "%d:", (int) table.csv.line);
			for (int i = 0; i < 3; i++)
				used += (size_t) snprintf(out + used, sizeof(out) - used, "%s%s", i > 0 ? "|" : "",
										  table.fields[i] == NULL ? "-" : table.fields[i]);
			used += (size_t) snprintf(out + used, sizeof(out) - used, "/");
		}
	if (result == ALKRES_CSV_ERROR)
		used += (size_t) snprintf(out + used, sizeof(out) - used, "%s; %s %s", error.message,
								  error.detail, error.hint);
	out[used] = '\0';
	alkres_table_close(&table);
	free(copy);
	return out;
}

static void
columns(void)
{
	CASE("table: columns by name");
	CHECK_TEXT(read_all("patient,birth_year,site\nP1,1960,CNS\n"), "2:P1|1960|CNS/");
	CHECK_TEXT(read_all("Site;Birth Year; PATIENT \nCNS;1960;P1"), "2:P1|1960|CNS/");
	CHECK_TEXT(read_all("birth-year\tpatient\n1960\tP1\n"), "2:P1|1960|-/");
	CHECK_TEXT(read_all("patient\nP1\n\n\nP2\n"), "2:P1|-|-/5:P2|-|-/");
	CHECK_TEXT(read_all("patient\n"), "");
	CHECK_TEXT(read_all("#version 2.4\n#a\t#b\npatient\tsite\nP1\t#x\n#P2\ty\n"),
			   "4:P1|-|#x/5:#P2|-|y/");
	CHECK_TEXT(read_all("# nothing\n"), "file \"t.csv\", line 1: there is no header;  The first "
										"line of the file names its columns.");
	CHECK_TEXT(read_all("patient,sites\nP1,x\n"),
			   "file \"t.csv\", line 1: column \"sites\" is not known; Known are patient, "
			   "birth_year, site. Rename the column, or leave it out of the file.");
	CHECK_TEXT(read_all("patient,Patient\nP1,P1\n"),
			   "file \"t.csv\", line 1: column patient is there twice;  Leave one of them out of "
			   "the file.");
	CHECK_TEXT(read_all("site\nCNS\n"),
			   "file \"t.csv\", line 1: there is no column patient; Needed are patient. The first "
			   "line of the file names its columns.");
	CHECK_TEXT(read_all("\n\n"),
			   "file \"t.csv\", line 1: there is no header;  The first line of the "
			   "file names its columns.");
}

static void
fields(void)
{
	CASE("table: fields and what is missing");
	CHECK_TEXT(read_all("patient,birth_year,site\n P1 ,NA,\" a \"\"b\"\" \"\n"), "2:P1|-|a \"b\"/");
	CHECK_TEXT(read_all("patient,birth_year,site\nP1,n/a, \nNAN,na,N/A/\n"),
			   "2:P1|-|-/3:NAN|-|N/A//");
	CHECK_TEXT(read_all("patient,site\n\xC2\xA0P1\xC2\xA0,\xC2\xA0\n"), "2:P1|-|-/");
	CHECK_TEXT(read_all("patient,site\nP1,x\n,\nNA,\nP2,y\n"), "2:P1|-|x/5:P2|-|y/");
	CHECK_TEXT(read_all("patient,site,,\nP1,x,,\n,,,\n"), "2:P1|-|x/");
	CHECK_TEXT(
		read_all("patient,\nP1,x\n"),
		"file \"t.csv\", line 2: field 2 stands under no name of a column;  Name the column, "
		"or leave it out of the file.");
	CHECK_TEXT(read_all("patient,site\nP1,x,,\n"), "2:P1|-|x/");
	CHECK_TEXT(
		read_all("patient,site\nP1,x\nP2,a,b\n"),
		"2:P1|-|x/file \"t.csv\", line 3: the record has 3 fields, and the header names 2;  A "
		"field that holds a delimiter or a line end is put in quotes.");
	CHECK_TEXT(read_all("patient,site\nP1\n"),
			   "file \"t.csv\", line 2: the record has 1 fields, and the header names 2;  A field "
			   "that holds a delimiter or a line end is put in quotes.");
	CHECK_TEXT(read_all("patient,site\n\"P1,x\n"),
			   "file \"t.csv\", line 2: the quote of field 1 of record 2 is never closed; It opens "
			   "on line 2; the text may be cut off. ");
}

int
main(void)
{
	columns();
	fields();
	return finish();
}
