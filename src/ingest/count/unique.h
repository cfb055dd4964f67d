/*
 * unique.h: the distinct fragments with each base at each position of a block, where so many
 * molecules have one that they are not listed.
 */
#ifndef ALKRES_INGEST_COUNT_UNIQUE_H
#define ALKRES_INGEST_COUNT_UNIQUE_H

#include "postgres.h"

#include "core/pileup/pileup.h"

typedef struct AlkresUnique AlkresUnique;

/* In that context. */
extern AlkresUnique *alkres_unique_new(MemoryContext memory);
/* A fragment (alkres_record_fragment) has a base, by its code, at an offset. */
extern void alkres_unique_add(AlkresUnique *unique, uint64_t fragment, int base, int offset);
/* Add how many have which. */
extern void alkres_unique_count(const AlkresUnique *unique, uint32_t counts[4][ALKRES_BLOCK_SIZE]);

#endif
