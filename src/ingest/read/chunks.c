/* chunks.c: a free list for each size. */
#include "ingest/read/chunks.h"

#include "utils/memutils.h"

#define STEP 16
#define SIZES 256 /* multiples of STEP; what is larger is allocated by itself */
#define SLAB (256 * 1024)

typedef struct Free
{
	struct Free *next;
} Free;

struct AlkresChunks
{
	MemoryContext memory;
	Free *free[SIZES + 1]; /* by size / STEP */
	char *slab;
	Size left; /* of the slab */
};

AlkresChunks *
alkres_chunks_new(void)
{
	AlkresChunks *chunks = palloc0(sizeof(AlkresChunks));

	chunks->memory = CurrentMemoryContext;
	return chunks;
}

static inline Size
size_class(Size size)
{
	return (size + STEP - 1) / STEP;
}

void *
alkres_chunks_get(AlkresChunks *chunks, Size size)
{
	Size class = size_class(size);
	char *chunk;

	if (class > SIZES)
		return MemoryContextAllocHuge(chunks->memory, size);
	if (chunks->free[class] != NULL)
	{
		chunk = (char *) chunks->free[class];
		chunks->free[class] = chunks->free[class]->next;
		__builtin_prefetch(chunks->free[class]); /* it has not been looked at for long */
		return chunk;
	}
	if (chunks->left < class * STEP)
	{
		chunks->slab = MemoryContextAlloc(chunks->memory, SLAB);
		chunks->left = SLAB;
	}
	chunk = chunks->slab;
	chunks->slab += class * STEP;
	chunks->left -= class * STEP;
	return chunk;
}

void
alkres_chunks_put(AlkresChunks *chunks, void *chunk, Size size)
{
	Size class = size_class(size);
	Free *freed = chunk;

	if (class > SIZES)
	{
		pfree(chunk);
		return;
	}
	freed->next = chunks->free[class];
	chunks->free[class] = freed;
}
