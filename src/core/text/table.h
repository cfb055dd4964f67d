/*
 * table.h: separated values under a header whose columns are known by name: every record as its
 * fields in the order of the names that are asked for.
 *
 * Names are compared in lower case, with blanks and hyphens as underscores. Refused (22P04, each
 * with its line): a column that is not known (unless the last of the names is "*"), or is there
 * twice; a column that is needed and not there; a record that is longer or shorter than the
 * header. A field without anything but blanks, or NA or N/A in any case, is missing; blanks around
 * a field are not part of it; records in which all is missing are skipped, and so are columns
 * without name and content. Records before the header that begin with # are remarks.
 */
#ifndef ALKRES_CORE_TEXT_TABLE_H
#define ALKRES_CORE_TEXT_TABLE_H

#include "core/text/csv.h"

typedef struct AlkresTable
{
	AlkresCsv csv;
	const char *const *columns; /* the caller's */
	size_t column_count;
	bool passes_others;  /* the last of columns is "*": those that are not known are passed over */
	size_t *places;      /* of each column: 1 + the field under which it stands, 0: not there */
	size_t header_count; /* fields of the header */
	const char **fields; /* of the record last read, of each column; NULL: missing */
	char *text;          /* private: the fields without the blanks around them */
	size_t text_capacity;
} AlkresTable;

/*
 * Begin to read, as alkres_csv_open, and read the header.  columns: the names that there may be,
 * needed: those that must be there; both must outlive the table.  Close the table even after false.
 */
extern bool alkres_table_open(AlkresTable *table, const char *name, const char *data, size_t length,
							  const char *const *columns, size_t column_count,
							  const char *const *needed, size_t needed_count, AlkresError *error);
extern void alkres_table_close(AlkresTable *table);

/* The next record, into fields, which are valid until the next call; its line is csv.line. */
extern AlkresCsvResult alkres_table_next(AlkresTable *table, AlkresError *error);

#endif
