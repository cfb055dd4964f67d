/*
 * bgzip_file.h: bytes at any offset of a file that is compressed by bgzip.
 *
 * The blocks are htslib's matter; where they begin is told by the content of the .gzi file, which
 * is checked here, because bgzf_useek ends the process where a block is shorter than the index
 * says. Everything is malloc'ed and released by alkres_bgzip_close; errors are codes.
 */
#ifndef ALKRES_HTS_BGZIP_FILE_H
#define ALKRES_HTS_BGZIP_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

typedef struct AlkresBgzip AlkresBgzip;

/*
 * The descriptor belongs to the reader from the call on, also when it fails; what names the file in
 * messages, index is the content of its .gzi file.  NULL with *error: ALKRES_BAD_FILE when the file
 * is not compressed by bgzip or the index is none or not its own, ALKRES_CORRUPT when the file is
 * truncated.
 */
extern AlkresBgzip *alkres_bgzip_open(int descriptor, const char *what, const void *index,
									  size_t index_length, AlkresError *error);
/* Read at an offset of the content; returns how many bytes, fewer only at its end, -1 with
 * *error. */
extern int64_t alkres_bgzip_read(AlkresBgzip *file, void *out, int64_t length, int64_t offset,
								 AlkresError *error);
/*
 * Check the next block: is it as long as the index says?  1 when there are more, 0 when all are, -1
 * with *error.  htslib may be given the index only then.
 */
extern int alkres_bgzip_check_next(AlkresBgzip *file, AlkresError *error);
/* The content is not longer than this; as long when all blocks are checked. */
extern int64_t alkres_bgzip_size(const AlkresBgzip *file);
/* Release everything; NULL is allowed. */
extern void alkres_bgzip_close(AlkresBgzip *file);

#endif
