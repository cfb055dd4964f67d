/* waiting.c: fragments whose second mate is still to come. */
#include "postgres.h"

#include "utils/memutils.h"

#include "ingest/waiting.h"

#define CACHE_LINE 64

struct AlkresWaiting
{
	MemoryContext memory;
	AlkresFragment *open; /* by position */
	AlkresFragment *last;
	AlkresFragment **buckets;
	uint32 bucket_count; /* a power of two */
	uint32 count;
};

AlkresWaiting *
alkres_waiting_new(void)
{
	AlkresWaiting *waiting = palloc0(sizeof(AlkresWaiting));

	waiting->memory = CurrentMemoryContext;
	waiting->bucket_count = 1024;
	waiting->buckets = palloc0(sizeof(AlkresFragment *) * waiting->bucket_count);
	return waiting;
}

uint32_t
alkres_waiting_hash(const AlkresWaiting *waiting, const AlkresRead *read)
{
	const char *name = read->name;
	size_t length = read->name_length;
	uint64 hash = length, word;

	for (; length >= sizeof(word); name += sizeof(word), length -= sizeof(word))
	{
		memcpy(&word, name, sizeof(word));
		hash = (hash ^ word) * UINT64CONST(0x9E3779B97F4A7C15);
		hash ^= hash >> 32;
	}
	word = 0;
	memcpy(&word, name, length);
	hash = (hash ^ word) * UINT64CONST(0x9E3779B97F4A7C15);
	hash >>= 32;
	__builtin_prefetch(&waiting->buckets[hash & (waiting->bucket_count - 1)]);
	return (uint32) hash;
}

void
alkres_waiting_prefetch(const AlkresWaiting *waiting, uint32_t hash)
{
	const char *first = (const char *) waiting->buckets[hash & (waiting->bucket_count - 1)];

	__builtin_prefetch(first);
	__builtin_prefetch(first + CACHE_LINE);
}

AlkresFragment *
alkres_waiting_find(const AlkresWaiting *waiting, const AlkresRead *read, uint32_t hash)
{
	AlkresFragment *fragment = waiting->buckets[hash & (waiting->bucket_count - 1)];

	if (read->mate_position > read->position) /* then it is still to come */
		return NULL;
	if (read->mate_contig != read->contig || (read->flags & ALKRES_READ_MATE_UNMAPPED))
		return NULL;
	for (; fragment != NULL; fragment = fragment->next)
	{
		/* The name may occur twice: the mate must say where the other one is. */
		if (fragment->hash == hash && fragment->position == read->mate_position &&
			fragment->mate_position == read->position &&
			((fragment->flags ^ read->flags) & (ALKRES_READ_FIRST | ALKRES_READ_LAST)) ==
				(ALKRES_READ_FIRST | ALKRES_READ_LAST) &&
			fragment->name_length == read->name_length &&
			memcmp(fragment->text, read->name, read->name_length) == 0)
			return fragment;
	}
	return NULL;
}

static void
grow_buckets(AlkresWaiting *waiting)
{
	uint32 count = waiting->bucket_count * 2;
	AlkresFragment **buckets =
		MemoryContextAllocExtended(waiting->memory, sizeof(AlkresFragment *) * (Size) count,
								   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (AlkresFragment *fragment = waiting->open; fragment != NULL; fragment = fragment->behind)
	{
		fragment->next = buckets[fragment->hash & (count - 1)];
		buckets[fragment->hash & (count - 1)] = fragment;
	}
	pfree(waiting->buckets);
	waiting->buckets = buckets;
	waiting->bucket_count = count;
}

void
alkres_waiting_add(AlkresWaiting *waiting, AlkresFragment *fragment)
{
	if (waiting->count >= waiting->bucket_count)
		grow_buckets(waiting);
	fragment->next = waiting->buckets[fragment->hash & (waiting->bucket_count - 1)];
	waiting->buckets[fragment->hash & (waiting->bucket_count - 1)] = fragment;
	fragment->behind = NULL;
	fragment->before = waiting->last;
	if (waiting->last != NULL)
		waiting->last->behind = fragment;
	else
		waiting->open = fragment;
	waiting->last = fragment;
	waiting->count++;
}

void
alkres_waiting_remove(AlkresWaiting *waiting, AlkresFragment *fragment)
{
	AlkresFragment **place = &waiting->buckets[fragment->hash & (waiting->bucket_count - 1)];

	while (*place != fragment)
		place = &(*place)->next;
	*place = fragment->next;
	if (fragment->before != NULL)
		fragment->before->behind = fragment->behind;
	else
		waiting->open = fragment->behind;
	if (fragment->behind != NULL)
		fragment->behind->before = fragment->before;
	else
		waiting->last = fragment->before;
	waiting->count--;
}

AlkresFragment *
alkres_waiting_first(const AlkresWaiting *waiting)
{
	return waiting->open;
}

uint32_t
alkres_waiting_count(const AlkresWaiting *waiting)
{
	return waiting->count;
}
