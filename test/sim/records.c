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

/* Counting sort by position; equal positions keep the order in which they were made. */
static int *
sorted(const Records *set)
{
	hts_pos_t least = HTS_POS_MAX, most = 0;
	int *starts, *order, span;

	for (int i = 0; i < set->n; i++)
	{
		hts_pos_t pos = set->records[i]->core.pos;

		least = pos < least ? pos : least;
		most = pos > most ? pos : most;
	}
	span = set->n ? (int) (most - least) + 2 : 1;
	starts = must_allocate(sizeof(int) * (size_t) span);
	order = must_allocate(sizeof(int) * (size_t) (set->n + 1));
	for (int i = 0; i < set->n; i++)
		starts[set->records[i]->core.pos - least + 1]++;
	for (int i = 1; i < span; i++)
		starts[i] += starts[i - 1];
	for (int i = 0; i < set->n; i++)
		order[starts[set->records[i]->core.pos - least]++] = i;
	free(starts);
	return order;
}

void
records_write(Records *set, samFile *file, const sam_hdr_t *header, const char *path)
{
	int *order = sorted(set);

	for (int i = 0; i < set->n; i++)
		if (sam_write1(file, header, set->records[order[i]]) < 0)
			die("%s cannot be written", path);
	free(order);
	set->n = 0;
}
