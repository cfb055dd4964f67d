/*
 * zip_member.c: a member of a zip archive is unpacked by what unpacks gzip: both have the same
 * compressed data, checksum and length, the one in front, the other behind.
 */
#include "ingest/file/zip_member.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/base/crc32.h"
#include "ingest/file/origin.h"
#include "type/report.h"

static const uint8 gzip_head[10] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff};
#define GZIP_TAIL 8

static void
put_little32(char *out, uint32 value)
{
	for (int i = 0; i < 4; i++)
		out[i] = (char) (value >> (8 * i));
}

static void
refuse_member(const char *what, const char *why)
{
	ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED), errmsg("%s cannot be unpacked", what),
			errdetail("%s", why), errhint("The zip archive is damaged: copy it again."));
}

/* The deflated bytes of the member to out, which has room for one byte more. */
static void
inflate_member(const AlkresZipMember *member, const char *what, char *out)
{
	AlkresOrigin gzip = {.length = sizeof(gzip_head) + member->packed_size + GZIP_TAIL};
	char *bytes = palloc_extended(gzip.length, MCXT_ALLOC_HUGE);
	AlkresOriginFile *file;
	Size got = 0;

	memcpy(bytes, gzip_head, sizeof(gzip_head));
	memcpy(bytes + sizeof(gzip_head), member->packed, member->packed_size);
	put_little32(bytes + gzip.length - GZIP_TAIL, member->checksum);
	put_little32(bytes + gzip.length - GZIP_TAIL / 2, member->size);
	gzip.bytes = bytes;
	file = alkres_origin_open(&gzip);
	for (;;)
	{
		AlkresError error;
		int64 more = alkres_origin_read(file, out + got, (Size) member->size + 1 - got, &error);

		if (more < 0)
			refuse_member(what, "Its compressed data is damaged.");
		got += (Size) more;
		if (got > member->size)
			refuse_member(what, "It is longer than the archive says.");
		if (more == 0)
			break;
	}
	if (got < member->size)
		refuse_member(what, "It is shorter than the archive says.");
}

/* member->size bytes, palloced.  XX001 when it does not unpack to what the archive says. */
static char *
unpack(const AlkresZipMember *member, const char *what)
{
	char *content = palloc_extended((Size) member->size + 1, MCXT_ALLOC_HUGE);

	if (member->is_deflated)
	{
		MemoryContext work = AllocSetContextCreate(CurrentMemoryContext, "alkres zip member",
												   ALLOCSET_DEFAULT_SIZES);
		MemoryContext before = MemoryContextSwitchTo(work);

		inflate_member(member, what, content);
		MemoryContextSwitchTo(before);
		MemoryContextDelete(work);
	}
	else
		memcpy(content, member->packed, member->size);
	if (alkres_crc32(0, content, member->size) != member->checksum)
		refuse_member(what, "Its checksum is wrong.");
	return content;
}

const char *
alkres_name_in_messages(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;

	return pnstrdup(name, pg_mbcliplen(name, strlen(name), 100));
}

/* Is the member a table in text, by its name?  Hidden files of macOS are not. */
static bool
is_table(const AlkresZipMember *member)
{
	static const char *const extensions[] = {".csv", ".tsv", ".txt"};
	size_t length = strlen(member->name);

	for (size_t i = 0; i < lengthof(extensions); i++)
		if (length > 4 && pg_strcasecmp(member->name + length - 4, extensions[i]) == 0)
			return member->name[0] != '.';
	return false;
}

bool
alkres_zip_tables(const char *name, const char *bytes, size_t length, size_t most,
				  AlkresTableTaker take, void *context)
{
	StringInfoData others;
	AlkresError error;
	AlkresZip zip;
	int count = 0;

	if (!alkres_zip_is(bytes, length))
		return false;
	if (!alkres_zip_read(name, bytes, length, most, &zip, &error))
		alkres_report(&error);
	if (alkres_zip_is_spreadsheet(&zip))
	{
		alkres_zip_free(&zip);
		return false;
	}
	initStringInfo(&others);
	for (size_t i = 0; i < zip.count; i++)
	{
		const AlkresZipMember *member = &zip.members[i];
		char *what, *content;

		CHECK_FOR_INTERRUPTS();
		if (!is_table(member))
		{
			appendStringInfo(&others, "%s\"%s\"", others.len > 0 ? ", " : "", member->name);
			continue;
		}
		what = psprintf("%s/%s", name, alkres_name_in_messages(member->name));
		content = unpack(member, what);
		take(context, what, member->name, content, member->size);
		pfree(content);
		count++;
	}
	if (count == 0)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("%s: the zip archive holds no export", name),
				errdetail("Exports are files with the extension csv, tsv or txt."),
				errhint("Unpack a nested archive; save a spreadsheet as CSV."));
	if (others.len > 0)
		ereport(NOTICE, errmsg("%s: what is no table in text is not read", name),
				errdetail("The zip archive also holds %s.", others.data));
	alkres_zip_free(&zip);
	return true;
}
