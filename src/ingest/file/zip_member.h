/* zip_member.h: the tables in text of a zip archive. */
#ifndef ALKRES_INGEST_FILE_ZIP_MEMBER_H
#define ALKRES_INGEST_FILE_ZIP_MEMBER_H

#include "postgres.h"

#include "core/text/zip.h"

/* Takes a table; what: its name in messages, behind the archive's. */
typedef void (*AlkresTableTaker)(void *context, const char *what, const char *name,
								 const char *content, size_t length);

/*
 * The tables in text of a zip archive, one by one in the order of its directory; what is no table
 * is named in a notice, no table at all is an error.  They may have most bytes in all.  False:
 * these bytes are no archive, or a spreadsheet, and nothing was done.
 */
extern bool alkres_zip_tables(const char *name, const char *bytes, size_t length, size_t most,
							  AlkresTableTaker take, void *context);

/* The last part of a path, as far as messages have room for it. */
extern const char *alkres_name_in_messages(const char *path);

#endif
