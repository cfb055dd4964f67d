/* memory.c: core's allocator inside the server: the current memory context. */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/base/memory.h"

void *
alkres_alloc(size_t size)
{
	return palloc_extended(size, MCXT_ALLOC_HUGE);
}

void *
alkres_alloc_zero(size_t size)
{
	return palloc_extended(size, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

void *
alkres_realloc(void *pointer, size_t size)
{
	return pointer == NULL ? alkres_alloc(size) : repalloc_huge(pointer, size);
}

void
alkres_free(void *pointer)
{
	if (pointer != NULL)
		pfree(pointer);
}
