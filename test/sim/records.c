#include "records.h"
#include "reference.h"

#include <stdlib.h>
#include <string.h>

bam1_t *
records_next(Records *set)
{
	if (set->n == set->capacity)
	{
		int capacity = set->capacity ? set->capacity * 2 : 65536;

		set->records = realloc(set->records, sizeof(bam1_t *) * (size_t) capacity);
		if (!set->records)
			die("out of memory");
		memset(set->records + set->capacity, 0,
			   sizeof(bam1_t *) * (size_t) (capacity - set->capacity));
		set->capacity = capacity;
	}
	if (!set->records[set->n] && !(set->records[set->n] = bam_init1()))
		die("out of memory");
	return set->records[set->n++];
}

typedef struct
{
	int64_t place;
	int number;
} Key;

static int
by_place(const void *a, const void *b)
{
	const Key *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->number - y->number; /* at one place in the order in which they were made */
}

static Key *
sorted(const Records *set)
{
	Key *keys = must_allocate(sizeof(Key) * (size_t) (set->n + 1));

	for (int i = 0; i < set->n; i++)
	{
		const bam1_core_t *core = &set->records[i]->core;

		keys[i] = (Key){(int64_t) core->tid << 40 | core->pos, i};
	}
	qsort(keys, (size_t) set->n, sizeof(Key), by_place);
	return keys;
}

void
records_write(Records *set, samFile *file, const sam_hdr_t *header, const char *path)
{
	Key *keys = sorted(set);

	for (int i = 0; i < set->n; i++)
		if (sam_write1(file, header, set->records[keys[i].number]) < 0)
			die("%s cannot be written", path);
	free(keys);
	set->n = 0;
}
