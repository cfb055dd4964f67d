/* carriers.c: which molecules carry an allele, and which carry two. */
#include "core/pileup/carriers.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/interrupt.h"
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

bool
alkres_records_hold(const AlkresRecord *records, uint32_t count, const AlkresRecord *molecule)
{
	return count > 0 &&
		   bsearch(molecule, records, count, sizeof(AlkresRecord), compare_molecules) != NULL;
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

/* The molecules that carry every change of an allele of as many bases. */
static AlkresRecord *
by_bases(const AlkresPileup *pileup, int offset, const char *ref, const char *alt, size_t length,
		 uint32_t *count)
{
	AlkresRecord *common = NULL;

	for (size_t i = 0; i < length; i++)
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

AlkresChange
alkres_allele_change(const AlkresAllele *allele)
{
	return (AlkresChange){allele->offset, allele->ref, strlen(allele->ref), allele->alt,
						  strlen(allele->alt)};
}

/* A change on a molecule. */
typedef struct Seen
{
	uint64_t molecule;
	const AlkresRecord *record; /* NULL: of an allele that has none, and perhaps on the molecule */
	uint32_t allele;
	int64_t from;
	int64_t to;
} Seen;

/* Those that are near an allele. */
typedef struct Near
{
	const AlkresPileup *pileup;
	const AlkresChange *whole;
	Seen *seen; /* by molecule, then from left to right */
	size_t count;
	Seen frequent[ALKRES_WHOLE_PARTS]; /* of alleles without records */
	size_t frequent_count;
} Near;

/* No piece of an allele lies farther from it than a repeat could take an indel. */
#define REACH ALKRES_HALO

static int
compare_places(const Seen *x, const Seen *y)
{
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return x->allele < y->allele ? -1 : x->allele > y->allele;
}

static int
compare_seen(const void *a, const void *b)
{
	const Seen *x = a, *y = b;

	if (x->molecule != y->molecule)
		return x->molecule < y->molecule ? -1 : 1;
	return compare_places(x, y);
}

/* Is an allele near the whole?  *seen is where. */
static bool
is_near(const Near *near, uint32_t index, Seen *seen)
{
	AlkresChange change = alkres_allele_change(alkres_pileup_allele(near->pileup, index));
	AlkresExtent extent = alkres_change_extent(&change);

	*seen = (Seen){.allele = index, .from = extent.from, .to = extent.to};
	return change.ref[0] != 'N' && extent.from >= near->whole->position - REACH &&
		   extent.to <= near->whole->position + (int64_t) near->whole->ref_length + REACH;
}

static void
look_around(Near *near)
{
	size_t room = 1;
	const AlkresPileup *pileup = near->pileup;
	Seen seen;

	for (uint32_t a = 0; a < alkres_pileup_allele_count(pileup); a++)
		room += is_near(near, a, &seen) ? alkres_pileup_allele(pileup, a)->record_count : 0;
	near->seen = alkres_alloc(sizeof(Seen) * room);
	for (uint32_t a = 0; a < alkres_pileup_allele_count(pileup); a++)
	{
		const AlkresAllele *allele = alkres_pileup_allele(pileup, a);

		if (!is_near(near, a, &seen))
			continue;
		for (uint32_t r = 0; r < allele->record_count; r++)
		{
			seen.record = &allele->records[r];
			seen.molecule = seen.record->molecule;
			near->seen[near->count++] = seen;
		}
		if (allele->records == NULL && allele->molecules > ALKRES_RECORDS_MAX &&
			near->frequent_count < ALKRES_WHOLE_PARTS)
			near->frequent[near->frequent_count++] = seen;
	}
	qsort(near->seen, near->count, sizeof(Seen), compare_seen);
	qsort(near->frequent, near->frequent_count, sizeof(Seen), compare_seen);
}

/* Are so many changes, made together, the whole? */
static bool
makes_whole(const Near *near, const Seen *run, size_t count)
{
	AlkresChange parts[ALKRES_WHOLE_PARTS], made;
	const AlkresChange *whole = near->whole;
	int64_t longer = 0;

	for (size_t i = 0; i < count; i++)
	{
		parts[i] = alkres_allele_change(alkres_pileup_allele(near->pileup, run[i].allele));
		longer += (int64_t) parts[i].alt_length - (int64_t) parts[i].ref_length;
	}
	return longer == (int64_t) whole->alt_length - (int64_t) whole->ref_length &&
		   alkres_changes_join(&made, parts, count, alkres_pileup_known_base, near->pileup) &&
		   made.position == whole->position && made.ref_length == whole->ref_length &&
		   made.alt_length == whole->alt_length &&
		   memcmp(made.alt, whole->alt, whole->alt_length) == 0;
}

/* The first run of two or more of these changes that is the whole; 0: there is none. */
static size_t
find_run(const Near *near, const Seen *seen, size_t count, size_t *first)
{
	for (*first = 0; *first + 1 < count; ++*first)
		for (size_t length = 2; length <= ALKRES_WHOLE_PARTS && *first + length <= count; length++)
			if (makes_whole(near, seen + *first, length))
				return length;
	return 0;
}

/* Would a molecule with these changes have the whole, if it had frequent ones, too? */
static bool
might_have(const Near *near, const Seen *seen, size_t count)
{
	Seen more[2 * ALKRES_WHOLE_PARTS];
	size_t first, total = 0, next = 0;

	if (near->frequent_count == 0 || count > ALKRES_WHOLE_PARTS)
		return false;
	for (size_t i = 0; i < count; i++)
	{
		while (next < near->frequent_count && compare_places(&near->frequent[next], &seen[i]) < 0)
			more[total++] = near->frequent[next++];
		more[total++] = seen[i];
	}
	while (next < near->frequent_count)
		more[total++] = near->frequent[next++];
	return find_run(near, more, total, &first) > 0;
}

AlkresCarrier *
alkres_carriers_apart(const AlkresPileup *pileup, const AlkresChange *whole, uint32_t *count,
					  bool *unknown)
{
	Near near = {.pileup = pileup, .whole = whole};
	AlkresCarrier *carriers;

	look_around(&near);
	carriers = alkres_alloc(sizeof(AlkresCarrier) * (near.count + 1));
	*count = 0;
	*unknown = might_have(&near, NULL, 0);
	for (size_t i = 0, next; i < near.count; i = next)
	{
		AlkresCarrier *carrier = &carriers[*count];
		size_t first, length;

		alkres_check_interrupts();
		for (next = i; next < near.count && near.seen[next].molecule == near.seen[i].molecule;)
			next++;
		length = find_run(&near, near.seen + i, next - i, &first);
		if (length == 0)
		{
			*unknown |= might_have(&near, near.seen + i, next - i);
			continue;
		}
		carrier->count = (uint32_t) length;
		carrier->record = *near.seen[i + first].record;
		for (size_t part = 0; part < length; part++)
		{
			carrier->part[part] = near.seen[i + first + part].allele;
			carrier->record = worse_read(carrier->record, *near.seen[i + first + part].record);
		}
		++*count;
	}
	alkres_free(near.seen);
	return carriers;
}

/* The records of both, which are sorted and of count and carrier_count molecules. */
static AlkresRecord *
add_apart(AlkresRecord *records, uint32_t *count, const AlkresCarrier *carriers,
		  uint32_t carrier_count)
{
	AlkresRecord *all = alkres_alloc(sizeof(AlkresRecord) * (*count + carrier_count + 1));
	uint32_t total = 0, next = 0;

	for (uint32_t i = 0; i < *count; i++)
	{
		while (next < carrier_count && carriers[next].record.molecule < records[i].molecule)
			all[total++] = carriers[next++].record;
		if (next < carrier_count && carriers[next].record.molecule == records[i].molecule)
			next++;
		all[total++] = records[i];
	}
	while (next < carrier_count)
		all[total++] = carriers[next++].record;
	alkres_free(records);
	*count = total;
	return all;
}

AlkresRecord *
alkres_carriers(const AlkresPileup *pileup, int offset, const char *ref, size_t ref_length,
				const char *alt, size_t alt_length, uint32_t *count)
{
	AlkresChange whole = {offset, ref, ref_length, alt, alt_length};
	AlkresRecord *records;
	AlkresCarrier *apart;
	uint32_t apart_count;
	bool unknown;

	if (ref_length == alt_length)
		records = by_bases(pileup, offset, ref, alt, ref_length, count);
	else
		records = sorted_records(
			alkres_pileup_find(pileup, offset, ref, ref_length, alt, alt_length), count);
	if (records == NULL || (ref_length == 1 && alt_length == 1))
		return records;
	apart = alkres_carriers_apart(pileup, &whole, &apart_count, &unknown);
	if (unknown)
	{
		alkres_free(records);
		records = NULL;
	}
	else if (apart_count > 0)
		records = add_apart(records, count, apart, apart_count);
	alkres_free(apart);
	return records;
}
