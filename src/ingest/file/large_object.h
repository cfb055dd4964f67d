/*
 * large_object.h: large objects of the database as files, for clients without rights on server
 * files: what they upload is not bounded by the size of a value.
 *
 * Every function here throws (ereport): 42501 without SELECT on the object, 42704 when it is not
 * there, 58030 and its like for what the system refuses.
 */
#ifndef ALKRES_INGEST_FILE_LARGE_OBJECT_H
#define ALKRES_INGEST_FILE_LARGE_OBJECT_H

#include "postgres.h"

/*
 * A copy of the object in a temporary file without a name, which counts under temp_file_limit and
 * is gone when its descriptor is closed.  The descriptor is blocking, close-on-exec, at offset 0,
 * and counted as an external one, as those of server_file.h.
 */
extern int alkres_open_large_object(Oid object);

/* The same of the first megabyte of a large BAM file and the marker at its end: its header lies
 * there, unless it is very long.  -1 for an object that is small or no such file. */
extern int alkres_open_object_head(Oid object);

/* Called with the next part of the object, in order. */
typedef void (*AlkresObjectPart)(void *context, const char *part, int length);
/* Read the object in parts. */
extern void alkres_read_large_object(Oid object, AlkresObjectPart take, void *context);

/* The same for reading at any offset: a handle, which a failed transaction releases by itself, and
 * the size. */
extern int alkres_object_handle(Oid object, int64 *size);
/* Read so many bytes at an offset; false when they are not there. */
extern bool alkres_read_object_at(int handle, int64 offset, char *out, int length);
extern void alkres_object_release(int handle);

#endif
