/*
 * chunks.h: room for very many small things that come and go: a free list for each size.
 *
 * What is given back is used again for the same size, and the whole is released with the memory
 * context that was current at alkres_chunks_new.
 */
#ifndef ALKRES_INGEST_READ_CHUNKS_H
#define ALKRES_INGEST_READ_CHUNKS_H

#include "postgres.h"

typedef struct AlkresChunks AlkresChunks;

extern AlkresChunks *alkres_chunks_new(void);
/* Aligned for any type, not zeroed. */
extern void *alkres_chunks_get(AlkresChunks *chunks, Size size);
/* size: as asked for. */
extern void alkres_chunks_put(AlkresChunks *chunks, void *chunk, Size size);

#endif
