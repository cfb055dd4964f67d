/* growing.c: an allele of an open block while molecules are added to it. */
#include "postgres.h"

#include "ingest/count/growing.h"

/* Room for one more in an array of a growing allele, which may be NULL. */
static void *
more_room(AlkresGrowing *growing, void *array, Size size)
{
	if (growing->count < growing->capacity)
		return array;
	growing->capacity = growing->capacity ? growing->capacity * 2 : 4;
	return array == NULL ? palloc(size * growing->capacity)
						 : repalloc_huge(array, size * growing->capacity);
}

void
alkres_growing_add(AlkresGrowing *growing, const AlkresRecord *record, bool sums_only)
{
	if (sums_only)
	{
		growing->fragments = more_room(growing, growing->fragments, sizeof(uint64_t));
		growing->fragments[growing->count++] = alkres_record_fragment(record);
		alkres_allele_add(&growing->allele, record);
	}
	else
	{
		growing->records = more_room(growing, growing->records, sizeof(AlkresRecord));
		growing->records[growing->count++] = *record;
	}
}

static int
compare_records(const void *a, const void *b)
{
	const AlkresRecord *x = a, *y = b;

	return x->molecule < y->molecule ? -1 : x->molecule > y->molecule;
}

void
alkres_growing_finish(AlkresGrowing *growing, AlkresAllele *allele)
{
	*allele = growing->allele;
	if (growing->fragments != NULL)
	{
		allele->unique_fragments = alkres_unique_fragments(growing->fragments, growing->count);
		return;
	}
	alkres_allele_summarize(allele, growing->records, growing->count);
	if (allele->ref[0] == 'N')
		return;
	qsort(growing->records, growing->count, sizeof(AlkresRecord), compare_records);
	allele->every = growing->records;
	if (growing->count <= ALKRES_RECORDS_MAX)
	{
		allele->records = growing->records;
		allele->record_count = growing->count;
		return;
	}
	allele->marks = palloc0(sizeof(AlkresMarks));
	for (uint32_t i = 0; i < growing->count; i++)
		alkres_marks_add(allele->marks, &growing->records[i]);
}
