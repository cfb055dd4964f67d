/*
 * origin.h: a file by path, bytes or large object, read from front to end and decompressed where it
 * is compressed; as bytes, or as lines.
 *
 * Functions here throw (ereport), but for the one that core calls.
 */
#ifndef ALKRES_INGEST_FILE_ORIGIN_H
#define ALKRES_INGEST_FILE_ORIGIN_H

#include "postgres.h"

#include "fmgr.h"

#include "core/base/error.h"

/* Where it comes from: exactly one is given. */
typedef struct AlkresOrigin
{
	const char *path;  /* on the server */
	const void *bytes; /* length of them */
	size_t length;
	Oid object;
} AlkresOrigin;

/* What an argument gives: a path, for who may read files of the server (42501); bytes; a large
 * object.  22004 for NULL. */
extern AlkresOrigin alkres_path_origin(FunctionCallInfo fcinfo, int argument);
extern AlkresOrigin alkres_data_origin(FunctionCallInfo fcinfo, int argument);
extern AlkresOrigin alkres_object_origin(FunctionCallInfo fcinfo, int argument);

typedef struct AlkresOriginFile AlkresOriginFile;

/* Open; it is closed when the current memory context is reset, in which everything lives. */
extern AlkresOriginFile *alkres_origin_open(const AlkresOrigin *origin);
/* How messages name it: "the data", a path in quotes. */
extern const char *alkres_origin_what(const AlkresOriginFile *file);
/* Is it compressed, so that what is cut off is missed? */
extern bool alkres_origin_proves_end(const AlkresOriginFile *file);
/* At most length bytes; 0 at the end; -1 with *error.  A user's cancel throws. */
extern int64_t alkres_origin_read(void *file, char *out, size_t length, AlkresError *error);

/*
 * The next line, terminated, without LF or CR LF, valid until the next call; NULL at the end.
 * *number counts from 1.  54000 for a line above alkres.max_record_size and for content above
 * alkres.max_decompressed_size; XX001 for a last line without an end in a file that is not
 * compressed: it is cut off.
 */
extern char *alkres_origin_line(AlkresOriginFile *file, uint64 *number);

#endif
