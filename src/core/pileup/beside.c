/* beside.c: what molecules carry beyond an edge of their block. */
#include "core/pileup/beside.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

bool
alkres_is_at_edge(const AlkresAllele *allele, int64_t offset)
{
	return allele->ref[0] != 'N' && offset >= -ALKRES_HALO &&
		   offset + (int64_t) strlen(allele->ref) <= ALKRES_HALO;
}

bool
alkres_shows_at_edge(const AlkresPileup *pileup, int edge, const AlkresRecord *record)
{
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];

		for (uint32_t r = 0;
			 alkres_is_at_edge(allele, allele->offset - edge) && r < allele->record_count; r++)
			if (allele->records[r].molecule == record->molecule)
				return true;
	}
	return false;
}

/* The first base behind the edge is 0. */
static int64_t
offset_of(const AlkresAllele *allele, bool left)
{
	return allele->offset - (left ? ALKRES_BLOCK_SIZE : 0);
}

/* A change near the edge on a molecule. */
typedef struct Seen
{
	uint64_t molecule;
	int64_t at; /* left of the edge where it ends, right of it where it begins */
	const AlkresRecord *record;
} Seen;

typedef struct SeenList
{
	Seen *items;
	size_t count;
} SeenList;

static int
compare_seen(const void *a, const void *b)
{
	const Seen *x = a, *y = b;

	if (x->molecule != y->molecule)
		return x->molecule < y->molecule ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Where an allele of the left block ends, or one of the right block begins; false when that is not
 * near the edge. */
static bool
place_of(const AlkresAllele *allele, bool left, int64_t *at)
{
	AlkresChange change = alkres_allele_change(allele);
	AlkresExtent extent = alkres_change_extent(&change);

	if (!alkres_is_at_edge(allele, offset_of(allele, left)))
		return false;
	*at = left ? extent.to - ALKRES_BLOCK_SIZE : extent.from;
	/* One on the left may reach over the edge, however far. */
	return !left || *at >= -ALKRES_JOIN_GAP;
}

static SeenList
look(const AlkresPileup *pileup, bool left)
{
	SeenList list = {0};
	size_t room = 0;
	int64_t at;

	for (uint32_t i = 0; i < pileup->allele_count; i++)
		room += place_of(&pileup->alleles[i], left, &at) ? pileup->alleles[i].record_count : 0;
	if (room == 0)
		return list;
	list.items = alkres_alloc(sizeof(Seen) * room);
	for (uint32_t i = 0; i < pileup->allele_count; i++)
		for (uint32_t r = 0;
			 place_of(&pileup->alleles[i], left, &at) && r < pileup->alleles[i].record_count; r++)
			list.items[list.count++] =
				(Seen){pileup->alleles[i].records[r].molecule, at, &pileup->alleles[i].records[r]};
	qsort(list.items, list.count, sizeof(Seen), compare_seen);
	return list;
}

/* Do changes of one molecule, so many on either side, lie near each other? */
static bool
are_near(const Seen *left, size_t left_count, const Seen *right, size_t right_count)
{
	for (size_t i = 0; i < left_count; i++)
		for (size_t j = 0; j < right_count; j++)
			if (right[j].at >= left[i].at && right[j].at - left[i].at <= ALKRES_JOIN_GAP)
				return true;
	return false;
}

static size_t
run_of(const SeenList *list, size_t from)
{
	size_t end = from;

	while (end < list->count && list->items[end].molecule == list->items[from].molecule)
		end++;
	return end - from;
}

/* The molecules that carry changes near each other on both sides, a record of each, sorted. */
static AlkresRecord *
find_both(const AlkresPileup *left, const AlkresPileup *right, uint32_t *count)
{
	SeenList before = look(left, true), behind = {0};
	AlkresRecord *both = NULL;
	size_t i = 0, j = 0;

	*count = 0;
	if (before.count > 0)
		behind = look(right, false);
	if (behind.count > 0)
		both = alkres_alloc(sizeof(AlkresRecord) * before.count);
	while (i < before.count && j < behind.count)
	{
		size_t left_count = run_of(&before, i), right_count = run_of(&behind, j);
		uint64_t a = before.items[i].molecule, b = behind.items[j].molecule;

		if (a == b && are_near(&before.items[i], left_count, &behind.items[j], right_count))
			both[(*count)++] = *before.items[i].record;
		i += a <= b ? left_count : 0;
		j += b <= a ? right_count : 0;
	}
	alkres_free(before.items);
	alkres_free(behind.items);
	return both;
}

/* Those of an allele's records that are of these molecules, in their order. */
static AlkresRecord *
select_records(const AlkresAllele *allele, const AlkresRecord *both, uint32_t both_count,
			   uint32_t *count)
{
	AlkresRecord *records;

	*count = 0;
	for (uint32_t i = 0; i < allele->record_count; i++)
		*count += alkres_records_hold(both, both_count, &allele->records[i]);
	if (*count == 0)
		return NULL;
	records = alkres_alloc(sizeof(AlkresRecord) * *count);
	*count = 0;
	for (uint32_t i = 0; i < allele->record_count; i++)
		if (alkres_records_hold(both, both_count, &allele->records[i]))
			records[(*count)++] = allele->records[i];
	return records;
}

static char *
copy_text(const char *text)
{
	char *copy = alkres_alloc(strlen(text) + 1);

	strcpy(copy, text);
	return copy;
}

/* Does the receiver know the bases that it will read the allele's reference from? */
static bool
agrees(const AlkresPileup *pileup, const AlkresAllele *allele, int64_t offset)
{
	for (size_t i = 0; allele->ref[i] != '\0'; i++)
		if (alkres_pileup_known_base(pileup, offset + (int64_t) i) != allele->ref[i])
			return false;
	return true;
}

/* Is an allele of interest beyond the edge whatever molecules carry it? */
static bool
is_told(const AlkresAllele *allele, bool left)
{
	size_t ref_length = strlen(allele->ref);

	if (allele->records == NULL)
		return true;
	return left && allele->molecules >= 2 &&
		   alkres_is_replacement(ref_length, strlen(allele->alt)) &&
		   offset_of(allele, true) + (int64_t) ref_length + ALKRES_ENDING_REACH > 0;
}

/* Put what of a neighbour lies at the edge beside a block; left: the neighbour is. */
static void
tell(AlkresPileup *pileup, const AlkresPileup *neighbour, bool left, const AlkresRecord *both,
	 uint32_t both_count)
{
	for (uint32_t i = 0; i < neighbour->allele_count; i++)
	{
		const AlkresAllele *allele = &neighbour->alleles[i];
		int offset = allele->offset + (left ? -ALKRES_BLOCK_SIZE : ALKRES_BLOCK_SIZE);
		AlkresRecord *records;
		uint32_t count;

		if (!alkres_is_at_edge(allele, offset_of(allele, left)) || !agrees(pileup, allele, offset))
			continue;
		records = select_records(allele, both, both_count, &count);
		if (count == 0 && !is_told(allele, left))
			continue;
		pileup->beside =
			alkres_realloc(pileup->beside, sizeof(AlkresAllele) * (pileup->beside_count + 1));
		pileup->beside[pileup->beside_count++] =
			(AlkresAllele){.offset = (int16_t) offset,
						   .ref = copy_text(allele->ref),
						   .alt = copy_text(allele->alt),
						   .molecules = allele->molecules,
						   .records = records,
						   .record_count = count,
						   .depth = alkres_allele_depth(neighbour, allele)};
	}
}

/* Do two of these molecules carry an insertion or deletion at the edge? */
static bool
have_gap(const AlkresPileup *pileup, bool left, const AlkresRecord *both, uint32_t both_count)
{
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];
		uint32_t held = 0;

		if (strlen(allele->ref) == strlen(allele->alt) ||
			!alkres_is_at_edge(allele, offset_of(allele, left)))
			continue;
		for (uint32_t r = 0; r < allele->record_count; r++)
			held += alkres_records_hold(both, both_count, &allele->records[r]);
		if (held >= 2)
			return true;
	}
	return false;
}

/* May a replacement by another number of bases be over the edge?  Of neighbouring substitutions
 * nothing ends within (ending.h). */
static bool
is_over_edge(const AlkresPileup *left, const AlkresPileup *right, const AlkresRecord *both,
			 uint32_t both_count)
{
	for (uint32_t i = 0; i < left->allele_count; i++)
		if (left->alleles[i].records != NULL && is_told(&left->alleles[i], true))
			return true;
	return both_count > 0 &&
		   (have_gap(left, true, both, both_count) || have_gap(right, false, both, both_count));
}

/* Does a molecule's fragment begin within what may be over the edge? */
static bool
begins_at(const AlkresRecord *record, int64_t edge)
{
	return record->length > 0 && record->start > edge - ALKRES_HALO &&
		   record->start < edge + ALKRES_HALO;
}

/*
 * Molecules that show something right of the edge alone and begin so near it that they may end
 * within what is over it; those of both put before them, all sorted.
 */
static AlkresRecord *
add_endings(const AlkresPileup *left, const AlkresPileup *right, AlkresRecord *both,
			uint32_t *count)
{
	int64_t edge = alkres_pileup_start(right);

	if (!is_over_edge(left, right, both, *count))
		return both;
	for (uint32_t i = 0; i < right->allele_count; i++)
	{
		const AlkresAllele *allele = &right->alleles[i];

		if (!alkres_is_at_edge(allele, allele->offset))
			continue;
		both = alkres_realloc(both, sizeof(AlkresRecord) * (*count + allele->record_count + 1));
		for (uint32_t r = 0; r < allele->record_count; r++)
			if (begins_at(&allele->records[r], edge) &&
				!alkres_shows_at_edge(left, ALKRES_BLOCK_SIZE, &allele->records[r]))
				both[(*count)++] = allele->records[r];
	}
	if (*count > 0)
		alkres_records_sort(both, *count);
	return both;
}

void
alkres_beside_share(AlkresPileup *left, AlkresPileup *right)
{
	uint32_t count;
	AlkresRecord *both = find_both(left, right, &count);

	tell(right, left, true, both, count);
	both = add_endings(left, right, both, &count);
	tell(left, right, false, both, count);
	alkres_free(both);
}
