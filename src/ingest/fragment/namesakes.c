/* namesakes.c: fragments that wait for a mate, by their names alone. */
#include "postgres.h"

#include "utils/memutils.h"

#include "ingest/fragment/namesakes.h"
#include "ingest/fragment/waiting.h"

struct AlkresNamesakes
{
	MemoryContext memory;
	AlkresFamilies *families;
	AlkresFragment **buckets;
	uint32_t bucket_count; /* a power of two */
	uint32_t count;
};

AlkresNamesakes *
alkres_namesakes_new(AlkresFamilies *families)
{
	AlkresNamesakes *namesakes = palloc0(sizeof(AlkresNamesakes));

	namesakes->memory = CurrentMemoryContext;
	namesakes->families = families;
	namesakes->bucket_count = 1024;
	namesakes->buckets = palloc0(sizeof(AlkresFragment *) * namesakes->bucket_count);
	return namesakes;
}

static void
enter_bucket(AlkresFragment **bucket, AlkresFragment *fragment)
{
	fragment->next_namesake = *bucket;
	fragment->namesake_place = bucket;
	if (*bucket != NULL)
		(*bucket)->namesake_place = &fragment->next_namesake;
	*bucket = fragment;
}

static void
grow_buckets(AlkresNamesakes *namesakes)
{
	uint32_t count = namesakes->bucket_count * 2;
	AlkresFragment **buckets =
		MemoryContextAllocExtended(namesakes->memory, sizeof(AlkresFragment *) * (Size) count,
								   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (uint32_t i = 0; i < namesakes->bucket_count; i++)
	{
		AlkresFragment *next;

		for (AlkresFragment *fragment = namesakes->buckets[i]; fragment != NULL; fragment = next)
		{
			next = fragment->next_namesake;
			enter_bucket(&buckets[fragment->name_hash & (count - 1)], fragment);
		}
	}
	pfree(namesakes->buckets);
	namesakes->buckets = buckets;
	namesakes->bucket_count = count;
}

/* The fragments of a bucket that may be mates of one; how many, 0 where so many bear its name that
 * it tells nothing. */
static int
find_mates(AlkresFragment *other, const AlkresFragment *fragment,
		   AlkresFragment *mates[ALKRES_NAMESAKES_MAX])
{
	int looked = 0, count = 0;

	for (; other != NULL; other = other->next_namesake)
	{
		if (other->name_hash != fragment->name_hash || !alkres_fragment_same_name(other, fragment))
			continue;
		if (++looked > ALKRES_NAMESAKES_MAX)
			return 0;
		if (alkres_fragment_may_be_mates(other, alkres_fragment_over(other), fragment,
										 alkres_fragment_over(fragment)))
			mates[count++] = other;
	}
	return count;
}

void
alkres_namesakes_add(AlkresNamesakes *namesakes, AlkresFragment *fragment)
{
	AlkresFragment *mates[ALKRES_NAMESAKES_MAX], **bucket;
	int count;

	fragment->name_hash = alkres_waiting_name_hash(fragment);
	if (namesakes->count >= namesakes->bucket_count)
		grow_buckets(namesakes);
	bucket = &namesakes->buckets[fragment->name_hash & (namesakes->bucket_count - 1)];
	count = find_mates(*bucket, fragment, mates);
	for (int i = 0; i < count; i++)
	{
		AlkresFragment pair = *mates[i];

		pair.second = fragment->first;
		alkres_families_await(namesakes->families, &pair,
							  Max(alkres_fragment_over(mates[i]), alkres_fragment_over(fragment)));
	}
	enter_bucket(bucket, fragment);
	namesakes->count++;
}

void
alkres_namesakes_remove(AlkresNamesakes *namesakes, AlkresFragment *fragment)
{
	if (fragment->namesake_place == NULL)
		return;
	*fragment->namesake_place = fragment->next_namesake;
	if (fragment->next_namesake != NULL)
		fragment->next_namesake->namesake_place = fragment->namesake_place;
	fragment->namesake_place = NULL;
	namesakes->count--;
}
