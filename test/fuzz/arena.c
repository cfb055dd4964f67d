/* arena.c: core's allocator for the fuzzers: what an input leaves behind is freed after it, as a
 * memory context does. */
#include "fuzz.h"

#include <stdlib.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"

typedef struct Chunk
{
	struct Chunk *next;
	struct Chunk *previous;
} Chunk;

static Chunk all = {&all, &all};

static void *
link_chunk(Chunk *chunk)
{
	if (chunk == NULL)
		abort();
	chunk->next = all.next;
	chunk->previous = &all;
	all.next->previous = chunk;
	all.next = chunk;
	return chunk + 1;
}

static Chunk *
unlink_chunk(void *pointer)
{
	Chunk *chunk = (Chunk *) pointer - 1;

	chunk->next->previous = chunk->previous;
	chunk->previous->next = chunk->next;
	return chunk;
}

void *
alkres_alloc(size_t size)
{
	return link_chunk(malloc(sizeof(Chunk) + size));
}

void *
alkres_alloc_zero(size_t size)
{
	return link_chunk(calloc(1, sizeof(Chunk) + size));
}

void *
alkres_realloc(void *pointer, size_t size)
{
	return pointer == NULL ? alkres_alloc(size)
						   : link_chunk(realloc(unlink_chunk(pointer), sizeof(Chunk) + size));
}

void
alkres_free(void *pointer)
{
	if (pointer != NULL)
		free(unlink_chunk(pointer));
}

void
alkres_check_interrupts(void)
{
}

void
fuzz_free_all(void)
{
	while (all.next != &all)
		free(unlink_chunk(all.next + 1));
}

char *
fuzz_text(const uint8_t *data, size_t length)
{
	char *text = alkres_alloc(length + 1);

	memcpy(text, data, length);
	text[length] = '\0';
	return text;
}
