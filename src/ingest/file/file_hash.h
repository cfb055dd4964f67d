/* file_hash.h: SHA-256 of bytes that come in parts. */
#ifndef ALKRES_INGEST_FILE_FILE_HASH_H
#define ALKRES_INGEST_FILE_FILE_HASH_H

#include "common/cryptohash.h"

/* A hash that is released by the transaction's resource owner where it is not finished. */
extern pg_cryptohash_ctx *alkres_hash_start(void);
/* Add bytes; the context is the hash (large_object.h). */
extern void alkres_hash_part(void *context, const char *part, int length);
/* The sum in hexadecimal, in the current memory context; the hash is freed. */
extern text *alkres_hash_finish(pg_cryptohash_ctx *hash);

#endif
