/* zip_member.h: the content of a file in a zip archive. */
#ifndef ALKRES_INGEST_FILE_ZIP_MEMBER_H
#define ALKRES_INGEST_FILE_ZIP_MEMBER_H

#include "postgres.h"

#include "core/text/zip.h"

/* member->size bytes, palloced; what names it in messages.  XX001 when it does not unpack to what
 * the archive says. */
extern char *alkres_zip_unpack(const AlkresZipMember *member, const char *what);

#endif
