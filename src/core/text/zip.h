/*
 * zip.h: the directory of a zip archive (PKWARE's APPNOTE 6.3.3): which files it holds and where
 * their packed bytes lie.  Nothing is decompressed here.
 *
 * Archives of instruments' software and of desktops are taken: members stored or deflated.  What
 * needs more (encryption, other methods, zip64, several volumes) is refused by name.  All of the
 * directory is checked before any of it is used: each member's bytes lie in the archive, behind a
 * head of its own that says the same, and none shares bytes with another, so that an archive cannot
 * unpack to more than its bytes can hold.
 */
#ifndef ALKRES_CORE_TEXT_ZIP_H
#define ALKRES_CORE_TEXT_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

typedef struct AlkresZipMember
{
	char *name; /* without folders; what is not ASCII and no UTF-8 is '?' */
	bool is_deflated;
	uint32_t checksum; /* CRC-32 of its content */
	uint32_t size;     /* of its content */
	uint32_t packed_size;
	const uint8_t *packed; /* in the archive */
} AlkresZipMember;

typedef struct AlkresZip
{
	AlkresZipMember *members; /* folders and empty files left out; in the order of the directory */
	size_t count;
} AlkresZip;

/* Do bytes begin as an archive does? */
extern bool alkres_zip_is(const char *bytes, size_t length);
/*
 * Read the directory; the bytes must outlive *zip.  Contents may have most bytes in all.  Messages
 * name the archive.  False with *error: ALKRES_CORRUPT, ALKRES_UNSUPPORTED, ALKRES_LIMIT.
 */
extern bool alkres_zip_read(const char *name, const char *bytes, size_t length, size_t most,
							AlkresZip *zip, AlkresError *error);
/* Is it a spreadsheet of Excel, which is a zip archive too? */
extern bool alkres_zip_is_spreadsheet(const AlkresZip *zip);
extern void alkres_zip_free(AlkresZip *zip);

#endif
