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

#include "ingest/server_file.h"

#define PART_SIZE 65536

/* What one call holds; released by the reset of its memory context. */
typedef struct Digest
{
	MemoryContextCallback release;
	int descriptor;
	pg_cryptohash_ctx *hash;
} Digest;

static void
release_digest(void *argument)
{
	Digest *digest = argument;

	if (digest->descriptor >= 0)
		alkres_close_server_file(digest->descriptor);
	digest->descriptor = -1;
	if (digest->hash != NULL)
		pg_cryptohash_free(digest->hash);
	digest->hash = NULL;
}

static void
hash_failed(Digest *digest)
{
	ereport(ERROR, errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not compute SHA-256"),
			errdetail("%s", pg_cryptohash_error(digest->hash)));
}

PG_FUNCTION_INFO_V1(alkres_file_digest);
Datum
alkres_file_digest(PG_FUNCTION_ARGS)
{
	char *path;
	MemoryContext memory, before;
	Digest *digest;
	uint8 *part, sum[PG_SHA256_DIGEST_LENGTH];
	char hex[2 * PG_SHA256_DIGEST_LENGTH + 1];
	ssize_t got;

	alkres_check_server_file_rights();
	path = text_to_cstring(PG_GETARG_TEXT_PP(0));
	memory =
		AllocSetContextCreate(CurrentMemoryContext, "alkres file digest", ALLOCSET_DEFAULT_SIZES);
	before = MemoryContextSwitchTo(memory);
	digest = palloc0(sizeof(Digest));
	digest->descriptor = -1;
	digest->release.func = release_digest;
	digest->release.arg = digest;
	MemoryContextRegisterResetCallback(memory, &digest->release);
	part = palloc(PART_SIZE);
	digest->descriptor = alkres_open_server_file(path);
	digest->hash = pg_cryptohash_create(PG_SHA256);
	if (digest->hash == NULL || pg_cryptohash_init(digest->hash) < 0)
		hash_failed(digest);
	while ((got = read(digest->descriptor, part, PART_SIZE)) != 0)
	{
		CHECK_FOR_INTERRUPTS();
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			ereport(ERROR, errcode_for_file_access(),
					errmsg("could not read file \"%s\": %m", path));
		if (pg_cryptohash_update(digest->hash, part, got) < 0)
			hash_failed(digest);
	}
	if (pg_cryptohash_final(digest->hash, sum, sizeof(sum)) < 0)
		hash_failed(digest);
	hex_encode((const char *) sum, sizeof(sum), hex);
	hex[2 * PG_SHA256_DIGEST_LENGTH] = '\0';
	MemoryContextSwitchTo(before);
	MemoryContextDelete(memory);
	PG_RETURN_TEXT_P(cstring_to_text(hex));
}
