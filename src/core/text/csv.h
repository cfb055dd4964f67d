/*
 * csv.h: a reader of text separated by commas, semicolons or tabs, over a buffer in memory (RFC
 * 4180, read leniently where real exports ask for it, strictly where a guess could change a
 * number).
 *
 * Taken: a byte order mark; a first line "sep=;"; records ended by CR, LF or CR LF in any mixture,
 * also the last one without an end; quoted fields with doubled quotes, delimiters and line ends
 * inside; records of unequal length (the caller judges); empty lines (skipped); UTF-16 under its
 * byte order mark, UTF-8, or else Windows-1252, of which Latin-1 is a part. Refused, all with the
 * line: archives and spreadsheets; NUL bytes; UTF-16 that is cut off or torn; a quote that is not
 * closed, or followed by text; a record of more than ALKRES_CSV_MAX_FIELDS fields.
 */
#ifndef ALKRES_CORE_TEXT_CSV_H
#define ALKRES_CORE_TEXT_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

#define ALKRES_CSV_MAX_FIELDS 10000

typedef struct AlkresCsv
{
	const char *name;   /* of the file for messages; NULL: text from elsewhere */
	char delimiter;     /* ',', ';' or a tab: what parts the widest of the first lines */
	uint64_t record;    /* number of the record last read, from 1; empty lines are not counted */
	uint64_t line;      /* line on which it began, from 1 */
	size_t field_count; /* of the record last read */
	size_t hidden; /* set by the caller: so many fields in front of each record are not there */

	/* private */
	const char *data; /* UTF-8 */
	size_t length;
	size_t position;
	uint64_t next_line;
	char *converted; /* the owned copy of data when it had to be converted */
	char *text;      /* the fields of the record, each terminated */
	size_t text_size;
	size_t text_capacity;
	size_t *offsets;
	size_t offset_capacity;
} AlkresCsv;

/*
 * Begin to read length bytes of data, which stay the caller's and must outlive the reader; name
 * likewise.  False with *error (22P04) for NUL bytes or torn UTF-16.  Close the reader even so.
 */
extern bool alkres_csv_open(AlkresCsv *csv, const char *name, const char *data, size_t length,
							AlkresError *error);
extern void alkres_csv_close(AlkresCsv *csv);

typedef enum AlkresCsvResult
{
	ALKRES_CSV_RECORD,
	ALKRES_CSV_END,
	ALKRES_CSV_ERROR
} AlkresCsvResult;

/* Read the next record; on ALKRES_CSV_ERROR *error is filled (22P04, or 54000 for too many
 * fields). */
extern AlkresCsvResult alkres_csv_next(AlkresCsv *csv, AlkresError *error);

/* A field of the record last read, UTF-8, terminated; "" behind the last one.  Valid until the next
 * call. */
extern const char *alkres_csv_field(const AlkresCsv *csv, size_t index);

/*
 * Set an error (22P04) at the record last read: the message is `file "NAME", line N: ` and the
 * formatted text. Always false.
 */
extern bool alkres_csv_fail(const AlkresCsv *csv, AlkresError *error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
