/* file_digest.c: file_digest() and file_digest_object(): the SHA-256 of a file on the server, or
 * of a large object. */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "ingest/file/file_hash.h"
#include "ingest/file/large_object.h"
#include "ingest/file/server_file.h"

#define PART_SIZE 65536

/*
 * The open file, closed by the reset of its memory context.  The hash is not released here: the
 * transaction's resource owner does that when the call fails, and may do it first.
 */
typedef struct Source
{
	MemoryContextCallback release;
	int descriptor;
} Source;

static void
release_source(void *argument)
{
	Source *source = argument;

	if (source->descriptor >= 0)
		alkres_close_server_file(source->descriptor);
	source->descriptor = -1;
}

PG_FUNCTION_INFO_V1(alkres_file_digest);
Datum
alkres_file_digest(PG_FUNCTION_ARGS)
{
	char *path;
	MemoryContext memory, before;
	Source *source;
	pg_cryptohash_ctx *hash;
	char *part;
	text *sum;
	ssize_t got;

	alkres_check_server_file_rights();
	path = text_to_cstring(PG_GETARG_TEXT_PP(0));
	memory =
		AllocSetContextCreate(CurrentMemoryContext, "alkres file digest", ALLOCSET_DEFAULT_SIZES);
	before = MemoryContextSwitchTo(memory);
	source = palloc0(sizeof(Source));
	source->descriptor = -1;
	source->release.func = release_source;
	source->release.arg = source;
	MemoryContextRegisterResetCallback(memory, &source->release);
	part = palloc(PART_SIZE);
	source->descriptor = alkres_open_server_file(path);
	hash = alkres_hash_start();
	while ((got = read(source->descriptor, part, PART_SIZE)) != 0)
	{
		if (got < 0 && errno != EINTR)
			ereport(ERROR, errcode_for_file_access(),
					errmsg("could not read file \"%s\": %m", path));
		CHECK_FOR_INTERRUPTS();
		if (got < 0)
			continue;
		alkres_hash_part(hash, part, (int) got);
	}
	MemoryContextSwitchTo(before);
	sum = alkres_hash_finish(hash);
	MemoryContextDelete(memory);
	PG_RETURN_TEXT_P(sum);
}

PG_FUNCTION_INFO_V1(alkres_file_digest_object);
Datum
alkres_file_digest_object(PG_FUNCTION_ARGS)
{
	pg_cryptohash_ctx *hash = alkres_hash_start();

	alkres_read_large_object(PG_GETARG_OID(0), alkres_hash_part, hash);
	PG_RETURN_TEXT_P(alkres_hash_finish(hash));
}
