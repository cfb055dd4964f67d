/* chunks.c: a free list for each size. */
#include "ingest/read/chunks.h"

#include <sys/mman.h>
#include <unistd.h>

#include "utils/memutils.h"

#define STEP 16
#define SIZES 256 /* multiples of STEP; what is larger is allocated by itself */
/* Slabs grow from the first one's size to the most. */
#define SLAB (256 * 1024)
#define SLAB_MOST (8 * 1024 * 1024)

/* So much of a chunk is fetched in advance. */
#define FETCHED 512

/* Chunks that were given back, of one size.  They are listed beside them: what is in them has not
 * been looked at for long, and need not be. */
typedef struct Freed
{
	void **chunks;
	uint32 count;
	uint32 capacity;
} Freed;

struct AlkresChunks
{
	MemoryContext memory;
	Freed freed[SIZES + 1]; /* by size / STEP */
	char *slab;
	Size left;      /* of the slab */
	Size next_slab; /* its size */
};

AlkresChunks *
alkres_chunks_new(void)
{
	AlkresChunks *chunks = palloc0(sizeof(AlkresChunks));

	chunks->memory = CurrentMemoryContext;
	chunks->next_slab = SLAB;
	return chunks;
}

static inline Size
size_class(Size size)
{
	return (size + STEP - 1) / STEP;
}

/*
 * Open molecules of a deep target lie strewn over tens of megabytes and are asked for out of order:
 * in huge pages, where the system gives them to those who ask, an eighth of all time is spared.
 */
static void
take_slab(AlkresChunks *chunks)
{
	chunks->slab = MemoryContextAlloc(chunks->memory, chunks->next_slab);
	chunks->left = chunks->next_slab;
#ifdef MADV_HUGEPAGE
	if (chunks->left == SLAB_MOST)
	{
		char *start = (char *) TYPEALIGN(getpagesize(), chunks->slab);

		(void) madvise(start, (size_t) (chunks->slab + chunks->left - start), MADV_HUGEPAGE);
	}
#endif
	chunks->next_slab = chunks->next_slab < 1024 * 1024 ? 2 * chunks->next_slab : SLAB_MOST;
}

/* Fetch the chunk that is given next, which may not have been looked at for long. */
static inline void
prefetch(const char *chunk, Size size)
{
	for (Size at = 0; at < Min(size, FETCHED); at += 64)
		__builtin_prefetch(chunk + at, 1);
}

void *
alkres_chunks_get(AlkresChunks *chunks, Size size)
{
	Size class = size_class(size);
	Freed *freed;
	char *chunk;

	if (class > SIZES)
		return MemoryContextAllocHuge(chunks->memory, size);
	freed = &chunks->freed[class];
	if (freed->count > 0)
	{
		chunk = freed->chunks[--freed->count];
		if (freed->count > 0)
			prefetch(freed->chunks[freed->count - 1], class * STEP);
		return chunk;
	}
	if (chunks->left < class * STEP)
		take_slab(chunks);
	chunk = chunks->slab;
	chunks->slab += class * STEP;
	chunks->left -= class * STEP;
	return chunk;
}

void
alkres_chunks_put(AlkresChunks *chunks, void *chunk, Size size)
{
	Size class = size_class(size);
	Freed *freed;

	if (class > SIZES)
	{
		pfree(chunk);
		return;
	}
	freed = &chunks->freed[class];
	if (freed->count == freed->capacity)
	{
		freed->capacity = freed->capacity > 0 ? 2 * freed->capacity : 64;
		freed->chunks = freed->chunks == NULL
							? MemoryContextAlloc(chunks->memory, sizeof(void *) * freed->capacity)
							: repalloc_huge(freed->chunks, sizeof(void *) * (Size) freed->capacity);
	}
	freed->chunks[freed->count++] = chunk;
}
