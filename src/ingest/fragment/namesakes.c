/* namesakes.c: fragments that wait for a mate, by their names alone. */
#include "postgres.h"

#include "utils/memutils.h"

#include "ingest/fragment/namesakes.h"

/* The hash stands beside the fragment: of others nothing is looked at. */
typedef struct Entry
{
	AlkresFragment *fragment; /* NULL: a free place */
	uint32_t hash;
} Entry;

/* Open addressing, at most half full: an entry stands at its hash's place or behind it, with no
 * free place between. */
struct AlkresNamesakes
{
	MemoryContext memory;
	AlkresFamilies *families;
	Entry *entries;
	uint32_t mask; /* places - 1, a power of two */
	uint32_t count;
};

static Entry *
new_entries(MemoryContext memory, uint32_t places)
{
	return MemoryContextAllocExtended(memory, sizeof(Entry) * (Size) places,
									  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

AlkresNamesakes *
alkres_namesakes_new(AlkresFamilies *families)
{
	AlkresNamesakes *namesakes = palloc0(sizeof(AlkresNamesakes));

	namesakes->memory = CurrentMemoryContext;
	namesakes->families = families;
	namesakes->mask = 1023;
	namesakes->entries = new_entries(namesakes->memory, namesakes->mask + 1);
	return namesakes;
}

static void
enter(AlkresNamesakes *namesakes, AlkresFragment *fragment, uint32_t hash)
{
	uint32_t at = hash & namesakes->mask;

	while (namesakes->entries[at].fragment != NULL)
		at = (at + 1) & namesakes->mask;
	namesakes->entries[at] = (Entry){fragment, hash};
}

static void
grow(AlkresNamesakes *namesakes)
{
	Entry *before = namesakes->entries;
	uint32_t places = namesakes->mask + 1;

	namesakes->entries = new_entries(namesakes->memory, 2 * places);
	namesakes->mask = 2 * places - 1;
	for (uint32_t i = 0; i < places; i++)
		if (before[i].fragment != NULL)
			enter(namesakes, before[i].fragment, before[i].hash);
	pfree(before);
}

/* The fragments that may be mates of one; how many, -1 where so many bear its name that it tells
 * nothing. */
static int
find_mates(const AlkresNamesakes *namesakes, const AlkresFragment *fragment, uint32_t hash,
		   AlkresFragment *mates[ALKRES_NAMESAKES_MAX])
{
	int looked = 0, count = 0;
	const Entry *entry;

	for (uint32_t at = hash & namesakes->mask; (entry = &namesakes->entries[at])->fragment != NULL;
		 at = (at + 1) & namesakes->mask)
	{
		AlkresFragment *other = entry->fragment;

		if (entry->hash != hash || !alkres_fragment_same_name(other, fragment))
			continue;
		if (++looked > ALKRES_NAMESAKES_MAX)
			return -1;
		if (alkres_fragment_may_be_mates(other, alkres_fragment_over(other), fragment,
										 alkres_fragment_over(fragment)))
			mates[count++] = other;
	}
	return count;
}

void
alkres_namesakes_prefetch(const AlkresNamesakes *namesakes, uint32_t name_hash)
{
	__builtin_prefetch(&namesakes->entries[name_hash & namesakes->mask], 1);
}

void
alkres_namesakes_add(AlkresNamesakes *namesakes, AlkresFragment *fragment)
{
	AlkresFragment *mates[ALKRES_NAMESAKES_MAX];
	int count;

	if (2 * namesakes->count > namesakes->mask)
		grow(namesakes);
	count = find_mates(namesakes, fragment, fragment->name_hash, mates);
	for (int i = 0; i < count; i++)
	{
		AlkresFragment pair = *mates[i];

		pair.second = fragment->first;
		alkres_families_await(namesakes->families, &pair,
							  Max(alkres_fragment_over(mates[i]), alkres_fragment_over(fragment)));
	}
	/* A file whose reads all bear one name would be looked through for each. */
	if (count < 0)
		return;
	enter(namesakes, fragment, fragment->name_hash);
	fragment->has_name_hash = true;
	namesakes->count++;
}

void
alkres_namesakes_remove(AlkresNamesakes *namesakes, AlkresFragment *fragment)
{
	Entry *entries = namesakes->entries;
	uint32_t free, mask = namesakes->mask;

	if (!fragment->has_name_hash)
		return;
	fragment->has_name_hash = false;
	for (free = fragment->name_hash & mask; entries[free].fragment != fragment;
		 free = (free + 1) & mask)
		;
	/* What stands behind moves up, unless its own place lies behind the free one. */
	for (uint32_t at = (free + 1) & mask; entries[at].fragment != NULL; at = (at + 1) & mask)
		if (((at - entries[at].hash) & mask) >= ((at - free) & mask))
		{
			entries[free] = entries[at];
			free = at;
		}
	entries[free].fragment = NULL;
	namesakes->count--;
}
