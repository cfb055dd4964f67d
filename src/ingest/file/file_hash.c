/* file_hash.c: SHA-256 of bytes that come in parts. */
#include "postgres.h"

#include "common/sha2.h"
#include "utils/builtins.h"

#include "ingest/file/file_hash.h"

static void
hash_failed(pg_cryptohash_ctx *hash)
{
	ereport(ERROR, errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not compute SHA-256"),
			errdetail("%s", pg_cryptohash_error(hash)));
}

pg_cryptohash_ctx *
alkres_hash_start(void)
{
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_SHA256);

	if (hash == NULL || pg_cryptohash_init(hash) < 0)
		hash_failed(hash);
	return hash;
}

void
alkres_hash_part(void *context, const char *part, int length)
{
	pg_cryptohash_ctx *hash = context;

	if (pg_cryptohash_update(hash, (const uint8 *) part, (size_t) length) < 0)
		hash_failed(hash);
}

text *
alkres_hash_finish(pg_cryptohash_ctx *hash)
{
	uint8 sum[PG_SHA256_DIGEST_LENGTH];
	char hex[2 * PG_SHA256_DIGEST_LENGTH + 1];

	if (pg_cryptohash_final(hash, sum, sizeof(sum)) < 0)
		hash_failed(hash);
	pg_cryptohash_free(hash);
	hex_encode((const char *) sum, sizeof(sum), hex);
	hex[2 * PG_SHA256_DIGEST_LENGTH] = '\0';
	return cstring_to_text(hex);
}
