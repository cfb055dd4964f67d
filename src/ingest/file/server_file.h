/*
 * server_file.h: the one door through which a file on the server is opened.
 *
 * Every function here throws (ereport) and never returns a failure.
 */
#ifndef ALKRES_INGEST_FILE_SERVER_FILE_H
#define ALKRES_INGEST_FILE_SERVER_FILE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Throw 42501 unless the current role is a member of pg_read_server_files.  To be called before
 * anything that depends on the path, so that a role without the right cannot learn whether a file
 * exists.
 */
extern void alkres_check_server_file_rights(void);

/* Throw 22023 for a URL, "-", a relative path or one with "..". */
extern void alkres_check_server_path(const char *path);

/*
 * Open a regular file for reading: rights, form of the path, kind of file.
 *
 * 42501 for a role outside pg_read_server_files, 22023 for a URL, "-", a relative path or one with
 * "..", 42809 for anything that is no regular file, 58P01 and its like for what the system refuses,
 * 53000 when too many files are open.  Never blocks on a FIFO.
 *
 * The descriptor is blocking, close-on-exec, at offset 0 and counted as an external one: whoever
 * closes it also calls ReleaseExternalFD(), which alkres_close_server_file does both of.  (Give a
 * descriptor to htslib and it is htslib that closes: then only ReleaseExternalFD() is left to do.)
 */
extern int alkres_open_server_file(const char *path);
extern void alkres_close_server_file(int descriptor);

/*
 * Read a whole file into the current memory context, with a terminating NUL behind its *length
 * bytes. Throws 54000 for a file above limit bytes, else as alkres_open_server_file.
 */
extern char *alkres_read_server_file(const char *path, size_t limit, size_t *length);

/* The file's name without folder and last extension, palloced: "plate 7" of "/data/plate 7.csv". */
extern char *alkres_server_file_stem(const char *path);

#endif
