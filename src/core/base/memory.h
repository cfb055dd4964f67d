/*
 * memory.h: core's allocator, chosen at link time.
 *
 * In the server these are palloc, repalloc and pfree in the current memory context (type/memory.c),
 * so an ereport leaks nothing; in the unit tests malloc (test/unit/memory.c).  They never return
 * NULL.
 */
#ifndef ALKRES_CORE_BASE_MEMORY_H
#define ALKRES_CORE_BASE_MEMORY_H

#include <stddef.h>

extern void *alkres_alloc(size_t size);
extern void *alkres_alloc_zero(size_t size);
extern void *alkres_realloc(void *pointer, size_t size);
extern void alkres_free(void *pointer);

#endif
