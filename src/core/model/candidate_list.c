/* candidate_list.c: candidates while their list grows, and what of their molecules is summed. */
#include "core/model/candidate_list.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

AlkresCandidates *
alkres_candidates_new(uint32_t room)
{
	AlkresCandidates *list = alkres_alloc_zero(sizeof(AlkresCandidates));

	list->room = room;
	list->items = alkres_alloc(sizeof(AlkresCandidate) * room);
	return list;
}

AlkresCandidate *
alkres_candidates_add(AlkresCandidates *list)
{
	if (list->count == list->room)
	{
		list->room = 2 * list->room;
		list->items = alkres_realloc(list->items, sizeof(AlkresCandidate) * list->room);
	}
	memset(&list->items[list->count], 0, sizeof(AlkresCandidate));
	return &list->items[list->count++];
}

/* Memory that the items point into. */
typedef struct Part
{
	struct Part *next;
	char bytes[];
} Part;

static char *
part_alloc(AlkresCandidates *list, size_t size)
{
	Part *part = alkres_alloc(sizeof(Part) + size);

	part->next = list->parts;
	list->parts = part;
	return part->bytes;
}

void
alkres_candidates_free(AlkresCandidates *candidates)
{
	for (Part *part = candidates->parts; part != NULL;)
	{
		Part *next = part->next;

		alkres_free(part);
		part = next;
	}
	alkres_free(candidates->items);
	alkres_free(candidates);
}

/* What both mates show is shown in both directions, whichever read was the better one. */
static void
set_directions(AlkresCandidate *item, const AlkresAllele *allele, const AlkresRecord *records)
{
	uint32_t mates = 0, forward = allele->molecules - allele->reverse;

	item->only_forward = item->only_reverse = 0;
	for (uint32_t i = 0; records != NULL && i < allele->molecules; i++)
		if (ALKRES_CELL_CLASS(records[i].cell) != ALKRES_CLASS_MATES)
			records[i].reverse ? item->only_reverse++ : item->only_forward++;
	if (records != NULL)
		return;
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		if (ALKRES_CELL_CLASS(cell) == ALKRES_CLASS_MATES)
			mates += allele->cells[cell];
	item->only_forward = forward > mates ? forward - mates : 0;
	item->only_reverse = allele->reverse > mates ? allele->reverse - mates : 0;
}

/* By its records, or as they are kept without. */
static void
set_marks(AlkresCandidate *item, const AlkresAllele *allele, const AlkresRecord *records)
{
	item->marks_known = records != NULL || allele->marks != NULL;
	memset(&item->marks, 0, sizeof(item->marks));
	for (uint32_t i = 0; records != NULL && i < allele->molecules; i++)
		alkres_marks_add(&item->marks, &records[i]);
	if (records == NULL && allele->marks != NULL)
		item->marks = *allele->marks;
}

void
alkres_candidate_sum_allele(AlkresCandidate *item, const AlkresAllele *allele,
							const AlkresRecord *records)
{
	memcpy(item->cells, allele->cells, sizeof(item->cells));
	item->molecules = allele->molecules;
	set_directions(item, allele, records);
	set_marks(item, allele, records);
	item->low_mapq = allele->low_mapq;
	item->unique_fragments = allele->unique_fragments;
	item->sum_end_distance = allele->sum_end_distance;
}

void
alkres_candidate_add_sums(AlkresCandidate *item, const AlkresCandidate *more)
{
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		item->cells[cell] += more->cells[cell];
	item->molecules += more->molecules;
	item->only_forward += more->only_forward;
	item->only_reverse += more->only_reverse;
	item->low_mapq += more->low_mapq;
	item->unique_fragments += more->unique_fragments;
	item->sum_end_distance += more->sum_end_distance;
	item->parts_only |= more->parts_only;
	item->left_of = item->left_of < more->left_of ? item->left_of : more->left_of;
	item->marks_known &= more->marks_known;
	alkres_marks_join(&item->marks, &more->marks);
}

void
alkres_candidate_sum_records(AlkresCandidate *item, const AlkresRecord *records, uint32_t count)
{
	AlkresAllele sums = {0};

	alkres_allele_summarize(&sums, records, count);
	alkres_candidate_sum_allele(item, &sums, records);
}

void
alkres_candidate_name(AlkresCandidates *list, AlkresCandidate *item, const AlkresChange *change)
{
	char *ref = part_alloc(list, change->ref_length + change->alt_length + 2);
	char *alt = ref + change->ref_length + 1;

	memcpy(ref, change->ref, change->ref_length);
	memcpy(alt, change->alt, change->alt_length);
	ref[change->ref_length] = alt[change->alt_length] = '\0';
	item->offset = (int) change->position;
	item->ref = ref;
	item->alt = alt;
	item->ref_length = change->ref_length;
	item->alt_length = change->alt_length;
	item->substitution = change->ref_length == change->alt_length;
}

static int
compare_candidates(const void *a, const void *b)
{
	const AlkresCandidate *left = a, *right = b;
	int order = left->offset - right->offset;

	if (order == 0)
		order = strcmp(left->ref, right->ref);
	return order != 0 ? order : strcmp(left->alt, right->alt);
}

void
alkres_candidates_sort(AlkresCandidates *list)
{
	uint32_t kept = 0;
	bool disordered = false;

	/* They come nearly in order, and are large. */
	for (uint32_t i = 1; i < list->count && !disordered; i++)
		disordered = compare_candidates(&list->items[i - 1], &list->items[i]) > 0;
	if (disordered)
		qsort(list->items, list->count, sizeof(AlkresCandidate), compare_candidates);
	for (uint32_t i = 0; i < list->count; i++)
	{
		if (list->items[i].molecules == 0 || list->items[i].offset < 0 ||
			list->items[i].offset >= ALKRES_BLOCK_SIZE)
			continue;
		if (kept > 0 && compare_candidates(&list->items[kept - 1], &list->items[i]) == 0)
			alkres_candidate_add_sums(&list->items[kept - 1], &list->items[i]);
		else if (kept++ < i)
			list->items[kept - 1] = list->items[i];
	}
	list->count = kept;
}
