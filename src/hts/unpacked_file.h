/*
 * unpacked_file.h: the bytes of a file from front to end, decompressed where it is compressed by
 * bgzip or gzip.
 *
 * What is read by it is parsed elsewhere: of htslib only the decompression is used.  Everything is
 * malloc'ed and released by alkres_unpacked_close; errors are codes.
 */
#ifndef ALKRES_HTS_UNPACKED_FILE_H
#define ALKRES_HTS_UNPACKED_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "core/base/error.h"

typedef struct AlkresUnpacked AlkresUnpacked;

/*
 * The descriptor belongs to the reader from the call on, also when it fails; what names the file in
 * messages.  NULL with *error: ALKRES_CORRUPT for a truncated file of bgzip, ALKRES_IO.
 */
extern AlkresUnpacked *alkres_unpacked_open(int descriptor, const char *what, AlkresError *error);
/* The same from memory, which is copied into a file without a name. */
extern AlkresUnpacked *alkres_unpacked_open_memory(const void *bytes, size_t length,
												   const char *what, AlkresError *error);
/* At most length bytes; 0 at the end of the file, which compression proves; -1 with *error. */
extern int64_t alkres_unpacked_read(AlkresUnpacked *file, void *out, size_t length,
									AlkresError *error);
/* Is it compressed, so that what is cut off is missed? */
extern bool alkres_unpacked_proves_end(const AlkresUnpacked *file);
/* Is it compressed by bgzip, so that an index may name places of it? */
extern bool alkres_unpacked_is_bgzf(const AlkresUnpacked *file);
/* Of the file that was opened. */
extern const struct stat *alkres_unpacked_info(const AlkresUnpacked *file);
/* Release everything; NULL is allowed. */
extern void alkres_unpacked_close(AlkresUnpacked *file);

#endif
