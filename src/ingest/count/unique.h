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
/* It has the letter that stands for an unknown reference (guessed.h) at the offsets first to last.
 */
extern void alkres_unique_add_guesses(AlkresUnique *unique, uint64_t fragment, int first, int last);
/* Those letters, in order: from now on a letter of its own and one that was guessed are the
 * same. */
extern void alkres_unique_letters(AlkresUnique *unique, const char *letters);
/* Add how many have which. */
extern void alkres_unique_count(const AlkresUnique *unique, uint32_t counts[4][ALKRES_BLOCK_SIZE]);

#endif
