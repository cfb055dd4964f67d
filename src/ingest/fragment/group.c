/* group.c: the fragments of one pile by their barcodes. */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/molecule/barcode_groups.h"
#include "ingest/fragment/group.h"

static int
compare_fragments(const void *a, const void *b)
{
	const AlkresFragment *x = *(AlkresFragment *const *) a, *y = *(AlkresFragment *const *) b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int
compare_barcodes(const void *a, const void *b)
{
	const AlkresFragment *x = *(AlkresFragment *const *) a, *y = *(AlkresFragment *const *) b;
	int order = memcmp(alkres_fragment_barcode(x), alkres_fragment_barcode(y),
					   Min(x->barcode_length, y->barcode_length));

	return order != 0 ? order : (int) x->barcode_length - (int) y->barcode_length;
}

/* Give each fragment the number of its family in the pile. */
static void
group_fragments(AlkresFragment **fragments, uint32_t count, MemoryContext work)
{
	MemoryContext before = MemoryContextSwitchTo(work);
	AlkresBarcodeGroup *groups =
		palloc_extended(sizeof(AlkresBarcodeGroup) * (Size) count, MCXT_ALLOC_HUGE);
	uint32_t *starts = palloc_extended(sizeof(uint32_t) * ((Size) count + 1), MCXT_ALLOC_HUGE);
	uint32_t group_count = 0;

	qsort(fragments, count, sizeof(AlkresFragment *), compare_barcodes);
	for (uint32_t i = 0; i < count; i++)
	{
		if (i == 0 || compare_barcodes(&fragments[i - 1], &fragments[i]) != 0)
		{
			starts[group_count] = i;
			groups[group_count++] = (AlkresBarcodeGroup){alkres_fragment_barcode(fragments[i]),
														 fragments[i]->barcode_length, 0, 0};
		}
		groups[group_count - 1].count++;
	}
	alkres_barcode_groups_join(groups, group_count);
	/* The groups are in another order now: find the fragments of each by its text. */
	starts[group_count] = count;
	for (uint32_t i = 0; i < group_count; i++)
	{
		uint32_t low = 0, high = group_count;
		AlkresFragment *first;

		while (high - low > 1)
		{
			uint32_t middle = low + (high - low) / 2;
			const AlkresFragment *other = fragments[starts[middle]];
			int order = memcmp(groups[i].text, alkres_fragment_barcode(other),
							   Min(groups[i].length, other->barcode_length));

			if (order == 0)
				order = (int) groups[i].length - (int) other->barcode_length;
			if (order < 0)
				high = middle;
			else
				low = middle;
		}
		first = fragments[starts[low]];
		Assert(alkres_fragment_barcode(first) == groups[i].text);
		(void) first;
		for (uint32_t j = starts[low]; j < starts[low + 1]; j++)
			fragments[j]->group = groups[i].family;
	}
	MemoryContextSwitchTo(before);
	MemoryContextReset(work);
}

/* Nearly all piles are of one molecule without a misread barcode. */
static bool
have_one_barcode(AlkresFragment *const *fragments, uint32_t count)
{
	const AlkresFragment *first = fragments[0];

	for (uint32_t i = 1; i < count; i++)
		if (fragments[i]->barcode_length != first->barcode_length ||
			memcmp(alkres_fragment_barcode(fragments[i]), alkres_fragment_barcode(first),
				   first->barcode_length) != 0)
			return false;
	return true;
}

/* Order them by family, and by their numbers, as they nearly are. */
static void
sort_fragments(AlkresFragment **fragments, uint32_t count)
{
	if (count > 16)
	{
		qsort(fragments, count, sizeof(AlkresFragment *), compare_fragments);
		return;
	}
	for (uint32_t i = 1; i < count; i++)
	{
		AlkresFragment *fragment = fragments[i];
		uint32_t at = i;

		for (; at > 0 && compare_fragments(&fragments[at - 1], &fragment) > 0; at--)
			fragments[at] = fragments[at - 1];
		fragments[at] = fragment;
	}
}

void
alkres_fragments_group(AlkresFragment **fragments, uint32_t count, bool by_barcode,
					   MemoryContext work)
{
	for (uint32_t i = 0; i < count; i++)
		fragments[i]->group = 0;
	if (count > 1 && by_barcode && !have_one_barcode(fragments, count))
		group_fragments(fragments, count, work);
	sort_fragments(fragments, count);
}
