/* memory.c: core's allocator in the unit tests: malloc, so that the sanitizers see every byte.
 * Nothing interrupts them. */
#include <stdlib.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"

void *
alkres_alloc(size_t size)
{
	return malloc(size ? size : 1);
}

void *
alkres_alloc_zero(size_t size)
{
	return calloc(1, size ? size : 1);
}

void *
alkres_realloc(void *pointer, size_t size)
{
	return realloc(pointer, size ? size : 1);
}

void
alkres_free(void *pointer)
{
	free(pointer);
}

void
alkres_check_interrupts(void)
{
}

/* In the server a memory context frees what core leaves behind: that is no leak. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}
