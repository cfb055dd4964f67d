/* carriers.c: which molecules carry an allele, and which carry two. */
#include "core/pileup/carriers.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

static int
compare_molecules(const void *a, const void *b)
{
	uint64_t left = ((const AlkresRecord *) a)->molecule;
	uint64_t right = ((const AlkresRecord *) b)->molecule;

	return left < right ? -1 : left > right;
}

void
alkres_records_sort(AlkresRecord *records, uint32_t count)
{
	qsort(records, count, sizeof(AlkresRecord), compare_molecules);
}

/* The worse read of the parts says how well the whole was read. */
static AlkresRecord
worse_read(AlkresRecord a, AlkresRecord b)
{
	return ALKRES_CELL_QUALITY_BIN(b.cell) < ALKRES_CELL_QUALITY_BIN(a.cell) ? b : a;
}

uint32_t
alkres_records_shared(const AlkresRecord *a, uint32_t a_count, const AlkresRecord *b,
					  uint32_t b_count, AlkresRecord *common)
{
	uint32_t shared = 0;

	for (uint32_t i = 0, j = 0; i < a_count && j < b_count;)
	{
		if (a[i].molecule < b[j].molecule)
			i++;
		else if (a[i].molecule > b[j].molecule)
			j++;
		else
		{
			if (common != NULL)
				common[shared] = worse_read(a[i], b[j]);
			shared++;
			i++;
			j++;
		}
	}
	return shared;
}

/* Records of an allele, sorted by molecule; NULL when it is too frequent to have them. */
static AlkresRecord *
sorted_records(const AlkresAllele *allele, uint32_t *count)
{
	AlkresRecord *sorted;

	*count = allele == NULL ? 0 : allele->record_count;
	if (allele != NULL && allele->molecules > 0 && allele->records == NULL)
		return NULL;
	sorted = alkres_alloc(sizeof(AlkresRecord) * (*count + 1));
	if (*count > 0)
		memcpy(sorted, allele->records, sizeof(AlkresRecord) * *count);
	alkres_records_sort(sorted, *count);
	return sorted;
}

AlkresRecord *
alkres_carriers(const AlkresPileup *pileup, int offset, const char *ref, size_t ref_length,
				const char *alt, size_t alt_length, uint32_t *count)
{
	AlkresRecord *common = NULL;

	if (ref_length != alt_length)
		return sorted_records(alkres_pileup_find(pileup, offset, ref, ref_length, alt, alt_length),
							  count);
	for (size_t i = 0; i < ref_length; i++)
	{
		AlkresRecord *sorted, *narrower;
		uint32_t part_count;

		if (ref[i] == alt[i])
			continue;
		sorted = sorted_records(
			alkres_pileup_find(pileup, offset + (int) i, ref + i, 1, alt + i, 1), &part_count);
		if (sorted == NULL || common == NULL)
		{
			alkres_free(common);
			if (sorted == NULL)
				return NULL;
			common = sorted;
			*count = part_count;
			continue;
		}
		narrower = alkres_alloc(sizeof(AlkresRecord) * (part_count + 1));
		*count = alkres_records_shared(common, *count, sorted, part_count, narrower);
		alkres_free(common);
		alkres_free(sorted);
		common = narrower;
	}
	return common;
}
