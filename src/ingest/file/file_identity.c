/*
 * file_identity.c: file_identity() and its sisters: what tells a large file from others without
 * reading all of it.
 *
 * Two files of sequencing reads that are not the same differ in size or, because what is compressed
 * shifts what follows, nearly everywhere.  So the size and parts at even distances tell them apart;
 * a change within one place of a large file that keeps its size does not: file_digest() sees that.
 */
#include "postgres.h"

#include <sys/stat.h>
#include <unistd.h>

#include "fmgr.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"

#include "ingest/file/file_hash.h"
#include "ingest/file/index_beside.h"
#include "ingest/file/large_object.h"
#include "ingest/file/server_file.h"

/* So many parts, each of so many bytes; a file that has no more is read whole. */
#define PARTS 64
#define PART_SIZE 65536

/* Read so many bytes at an offset; false when they are not there. */
typedef bool (*ReadAt)(void *context, int64 offset, char *out, int length);

static bool
read_file_at(void *context, int64 offset, char *out, int length)
{
	int descriptor = *(int *) context;

	while (length > 0)
	{
		ssize_t got = pread(descriptor, out, (size_t) length, (off_t) offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		out += got;
		offset += got;
		length -= (int) got;
	}
	return true;
}

static bool
read_bytes_at(void *context, int64 offset, char *out, int length)
{
	memcpy(out, (const char *) context + offset, (size_t) length);
	return true;
}

static bool
read_object_at(void *context, int64 offset, char *out, int length)
{
	return alkres_read_object_at(*(int *) context, offset, out, length);
}

/* What working one out needs; made before a file is opened, because only that can throw. */
typedef struct Identity
{
	pg_cryptohash_ctx *hash;
	char *part;
} Identity;

static Identity
start_identity(void)
{
	return (Identity){.part = palloc(PART_SIZE), .hash = alkres_hash_start()};
}

/* False when the content could not be read or hashed. */
static bool
add_content(Identity *identity, int64 size, ReadAt read_at, void *context)
{
	uint64 number = pg_hton64((uint64) size);
	bool whole = size <= (int64) PARTS * PART_SIZE;
	int64 parts = whole ? (size + PART_SIZE - 1) / PART_SIZE : PARTS;
	bool good = pg_cryptohash_update(identity->hash, (uint8 *) &number, sizeof(number)) >= 0;

	for (int64 i = 0; i < parts && good; i++)
	{
		int64 offset = whole ? i * PART_SIZE : i * (size - PART_SIZE) / (PARTS - 1);
		int length = (int) Min(PART_SIZE, size - offset);

		good = read_at(context, offset, identity->part, length) &&
			   pg_cryptohash_update(identity->hash, (uint8 *) identity->part, (size_t) length) >= 0;
	}
	return good;
}

/* In hexadecimal; all is freed. */
static text *
finish_identity(Identity *identity)
{
	pfree(identity->part);
	return alkres_hash_finish(identity->hash);
}

PG_FUNCTION_INFO_V1(alkres_file_identity);
Datum
alkres_file_identity(PG_FUNCTION_ARGS)
{
	Identity identity;
	char *path;
	int descriptor;
	struct stat info;
	bool good;

	alkres_check_server_file_rights();
	path = text_to_cstring(PG_GETARG_TEXT_PP(0));
	identity = start_identity();
	descriptor = alkres_open_server_file(path);
	errno = 0;
	good = fstat(descriptor, &info) == 0 &&
		   add_content(&identity, (int64) info.st_size, read_file_at, &descriptor);
	alkres_close_server_file(descriptor);
	if (!good)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not read file \"%s\": %m", path));
	PG_RETURN_TEXT_P(finish_identity(&identity));
}

PG_FUNCTION_INFO_V1(alkres_file_identity_data);
Datum
alkres_file_identity_data(PG_FUNCTION_ARGS)
{
	bytea *data = PG_GETARG_BYTEA_PP(0);
	Identity identity = start_identity();

	(void) add_content(&identity, (int64) VARSIZE_ANY_EXHDR(data), read_bytes_at,
					   VARDATA_ANY(data));
	PG_RETURN_TEXT_P(finish_identity(&identity));
}

PG_FUNCTION_INFO_V1(alkres_file_identity_object);
Datum
alkres_file_identity_object(PG_FUNCTION_ARGS)
{
	Oid object = PG_GETARG_OID(0);
	int64 size;
	int handle = alkres_object_handle(object, &size);
	Identity identity = start_identity();

	if (!add_content(&identity, size, read_object_at, &handle))
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("could not read large object %u", object));
	alkres_object_release(handle);
	PG_RETURN_TEXT_P(finish_identity(&identity));
}

PG_FUNCTION_INFO_V1(alkres_file_index);
Datum
alkres_file_index(PG_FUNCTION_ARGS)
{
	char *path, *index;
	struct stat info;
	int descriptor;
	char head[4];

	alkres_check_server_file_rights();
	path = text_to_cstring(PG_GETARG_TEXT_PP(0));
	descriptor = alkres_open_server_file(path);
	index = NULL;
	if (fstat(descriptor, &info) == 0 && read_file_at(&descriptor, 0, head, sizeof(head)))
		index = alkres_index_path(path, &info,
								  memcmp(head, "CRAM", sizeof(head)) == 0
									  ? alkres_cram_index_extensions
									  : alkres_bam_index_extensions);
	alkres_close_server_file(descriptor);
	if (index == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(index));
}
