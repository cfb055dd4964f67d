/* file_digest.c: file_digest(): the SHA-256 of a file on the server. */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

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

static void
hash_failed(pg_cryptohash_ctx *hash)
{
	ereport(ERROR, errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not compute SHA-256"),
			errdetail("%s", pg_cryptohash_error(hash)));
}

PG_FUNCTION_INFO_V1(alkres_file_digest);
Datum
alkres_file_digest(PG_FUNCTION_ARGS)
{
	char *path;
	MemoryContext memory, before;
	Source *source;
	pg_cryptohash_ctx *hash;
	uint8 *part, sum[PG_SHA256_DIGEST_LENGTH];
	char hex[2 * PG_SHA256_DIGEST_LENGTH + 1];
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
	hash = pg_cryptohash_create(PG_SHA256);
	if (hash == NULL || pg_cryptohash_init(hash) < 0)
		hash_failed(hash);
	while ((got = read(source->descriptor, part, PART_SIZE)) != 0)
	{
		if (got < 0 && errno != EINTR)
			ereport(ERROR, errcode_for_file_access(),
					errmsg("could not read file \"%s\": %m", path));
		CHECK_FOR_INTERRUPTS();
		if (got < 0)
			continue;
		if (pg_cryptohash_update(hash, part, got) < 0)
			hash_failed(hash);
	}
	if (pg_cryptohash_final(hash, sum, sizeof(sum)) < 0)
		hash_failed(hash);
	pg_cryptohash_free(hash);
	hex_encode((const char *) sum, sizeof(sum), hex);
	hex[2 * PG_SHA256_DIGEST_LENGTH] = '\0';
	MemoryContextSwitchTo(before);
	MemoryContextDelete(memory);
	PG_RETURN_TEXT_P(cstring_to_text(hex));
}
