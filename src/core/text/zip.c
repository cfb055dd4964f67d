/* zip.c: a zip archive's directory. */
#include "core/text/zip.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

/* Sizes and signatures of the records that an archive is made of. */
#define LOCAL_SIZE 30
#define CENTRAL_SIZE 46
#define END_SIZE 22
#define COMMENT_MAX 65535
#define LOCAL_SIGNATURE 0x04034b50u
#define CENTRAL_SIGNATURE 0x02014b50u
#define END_SIGNATURE 0x06054b50u

/* Bits of a member's flags. */
#define FLAG_ENCRYPTED 0x0001
#define FLAG_ENCRYPTED_WHOLLY 0x2040

#define METHOD_STORED 0
#define METHOD_DEFLATED 8

/* No export has so many files. */
#define MEMBERS_MAX 10000

typedef struct Archive
{
	const char *name; /* in messages */
	const uint8_t *bytes;
	size_t length;
	size_t directory; /* where it begins, which is behind all members */
} Archive;

static uint32_t
little16(const uint8_t *p)
{
	return p[0] | (uint32_t) p[1] << 8;
}

static uint32_t
little32(const uint8_t *p)
{
	return little16(p) | little16(p + 2) << 16;
}

static bool
broken(const Archive *archive, const char *why, AlkresError *error)
{
	alkres_fail(error, ALKRES_CORRUPT, "%s: the zip archive is broken", archive->name);
	alkres_detail(error, "%s", why);
	return alkres_hint(error, "It was cut off or damaged: copy it again, or unpack it and read its "
							  "exports one by one.");
}

static bool
unsupported(const Archive *archive, const char *member, const char *what, AlkresError *error)
{
	alkres_fail(error, ALKRES_UNSUPPORTED, "%s/%s: %s", archive->name, member, what);
	return alkres_hint(error, "Unpack the archive and read its exports one by one.");
}

bool
alkres_zip_is(const char *bytes, size_t length)
{
	return length >= LOCAL_SIZE && little32((const uint8_t *) bytes) == LOCAL_SIGNATURE;
}

/* The record at the end, which a comment may follow; NULL when there is none. */
static const uint8_t *
find_end(const Archive *archive)
{
	for (size_t behind = END_SIZE; behind <= archive->length && behind <= END_SIZE + COMMENT_MAX;
		 behind++)
	{
		const uint8_t *at = archive->bytes + archive->length - behind;

		if (little32(at) == END_SIGNATURE && little16(at + 20) == behind - END_SIZE)
			return at;
	}
	return NULL;
}

/* The name without folders, as text that messages can show. */
static char *
name_of(const uint8_t *bytes, size_t length)
{
	size_t start = length;
	char *name;

	while (start > 0 && bytes[start - 1] != '/' && bytes[start - 1] != '\\')
		start--;
	length -= start;
	name = alkres_alloc(length + 1);
	for (size_t i = 0; i < length; i++)
		name[i] =
			bytes[start + i] >= ' ' && bytes[start + i] < 0x7f ? (char) bytes[start + i] : '?';
	name[length] = '\0';
	return name;
}

/* Where the member's bytes lie, by the head that stands in front of them. */
static bool
find_packed(const Archive *archive, const uint8_t *entry, AlkresZipMember *member,
			AlkresError *error)
{
	size_t at = little32(entry + 42), start;
	const uint8_t *head = archive->bytes + at;

	if (at > archive->directory || archive->directory - at < LOCAL_SIZE ||
		little32(head) != LOCAL_SIGNATURE || little16(head + 8) != little16(entry + 10) ||
		little16(head + 26) != little16(entry + 28))
		return broken(archive, "Its directory leads to where no file begins.", error);
	start = at + LOCAL_SIZE + little16(head + 26) + little16(head + 28);
	if (start > archive->directory || archive->directory - start < member->packed_size ||
		memcmp(head + LOCAL_SIZE, entry + CENTRAL_SIZE, little16(head + 26)) != 0)
		return broken(archive, "A file in it has another name or length than its directory says.",
					  error);
	member->packed = archive->bytes + start;
	return true;
}

/* A record of the directory, whose name and extra fields lie in it. */
static bool
take_member(const Archive *archive, const uint8_t *entry, AlkresZipMember *member,
			AlkresError *error)
{
	uint32_t flags = little16(entry + 8), method = little16(entry + 10);

	member->checksum = little32(entry + 16);
	member->packed_size = little32(entry + 20);
	member->size = little32(entry + 24);
	member->is_deflated = method == METHOD_DEFLATED;
	if (flags & (FLAG_ENCRYPTED | FLAG_ENCRYPTED_WHOLLY))
		return unsupported(archive, member->name, "the file is encrypted", error);
	if (member->packed_size == UINT32_MAX || member->size == UINT32_MAX ||
		little32(entry + 42) == UINT32_MAX || little16(entry + 34) != 0)
		return unsupported(archive, member->name, "the archive is of zip64, or in several volumes",
						   error);
	if (method != METHOD_DEFLATED && method != METHOD_STORED)
		return unsupported(archive, member->name,
						   "the file is compressed by a method that is not "
						   "known",
						   error);
	if (method == METHOD_STORED && member->size != member->packed_size)
		return broken(archive, "A file that is not compressed has two lengths.", error);
	return find_packed(archive, entry, member, error);
}

static int
compare_places(const void *a, const void *b)
{
	const AlkresZipMember *x = *(AlkresZipMember *const *) a, *y = *(AlkresZipMember *const *) b;

	return x->packed < y->packed ? -1 : x->packed > y->packed;
}

/* No two files share bytes: else a small archive could unpack to any size. */
static bool
check_apart(const Archive *archive, const AlkresZip *zip, AlkresError *error)
{
	AlkresZipMember **order = alkres_alloc(sizeof(*order) * (zip->count + 1));
	bool good = true;

	for (size_t i = 0; i < zip->count; i++)
		order[i] = &zip->members[i];
	qsort(order, zip->count, sizeof(*order), compare_places);
	for (size_t i = 1; i < zip->count && good; i++)
		if (order[i - 1]->packed + order[i - 1]->packed_size > order[i]->packed)
			good = broken(archive, "Two files in it share their bytes.", error);
	alkres_free(order);
	return good;
}

static bool
too_large(const Archive *archive, size_t most, AlkresError *error)
{
	alkres_fail(error, ALKRES_LIMIT, "%s unpacks to more than %zu bytes", archive->name, most);
	return alkres_hint(error, "Check that it is an archive of exports of results.");
}

static bool
take_members(const Archive *archive, size_t count, const uint8_t *end, size_t most, AlkresZip *zip,
			 AlkresError *error)
{
	const uint8_t *entry = archive->bytes + archive->directory;
	uint64_t sum = 0;

	zip->members = alkres_alloc(sizeof(AlkresZipMember) * (count + 1));
	for (size_t i = 0; i < count; i++)
	{
		AlkresZipMember *member = &zip->members[zip->count];
		size_t name, rest;

		if (end - entry < CENTRAL_SIZE || little32(entry) != CENTRAL_SIGNATURE)
			return broken(archive, "Its directory is shorter than it says.", error);
		name = little16(entry + 28);
		rest = name + little16(entry + 30) + little16(entry + 32);
		if ((size_t) (end - entry) - CENTRAL_SIZE < rest)
			return broken(archive, "Its directory is shorter than it says.", error);
		member->name = name_of(entry + CENTRAL_SIZE, name);
		zip->count++;
		if (!take_member(archive, entry, member, error))
			return false;
		sum += member->size;
		if (sum > most)
			return too_large(archive, most, error);
		if (member->size == 0 || member->name[0] == '\0')
			alkres_free(zip->members[--zip->count].name);
		entry += CENTRAL_SIZE + rest;
	}
	return entry == end || broken(archive, "Its directory is longer than it says.", error);
}

bool
alkres_zip_read(const char *name, const char *bytes, size_t length, size_t most, AlkresZip *zip,
				AlkresError *error)
{
	Archive archive = {.name = name, .bytes = (const uint8_t *) bytes, .length = length};
	const uint8_t *end = find_end(&archive);
	size_t count, size;

	memset(zip, 0, sizeof(*zip));
	if (end == NULL)
		return broken(&archive, "Its directory is missing.", error);
	count = little16(end + 10);
	size = little32(end + 12);
	archive.directory = little32(end + 16);
	if (count == 0xffff || archive.directory == UINT32_MAX || little16(end + 4) != 0 ||
		little16(end + 8) != count)
		return unsupported(&archive, "", "the archive is of zip64, or in several volumes", error);
	if (count > MEMBERS_MAX)
		return too_large(&archive, most, error);
	if (archive.directory > (size_t) (end - archive.bytes) ||
		(size_t) (end - archive.bytes) - archive.directory != size)
		return broken(&archive, "Its directory is not where it should be.", error);
	if (take_members(&archive, count, end, most, zip, error) && check_apart(&archive, zip, error))
		return true;
	alkres_zip_free(zip);
	return false;
}

bool
alkres_zip_is_spreadsheet(const AlkresZip *zip)
{
	for (size_t i = 0; i < zip->count; i++)
		if (strcmp(zip->members[i].name, "[Content_Types].xml") == 0)
			return true;
	return false;
}

void
alkres_zip_free(AlkresZip *zip)
{
	for (size_t i = 0; i < zip->count; i++)
		alkres_free(zip->members[i].name);
	alkres_free(zip->members);
	memset(zip, 0, sizeof(*zip));
}
