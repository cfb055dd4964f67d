/* candidate.c: alleles of a pileup with their evidence; neighbouring changes of one molecule are
 * one allele. */
#include "core/model/candidate.h"

#include <stdlib.h>
#include <string.h>

#include "core/consequence/classify.h"
#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/mutation/path.h"
#include "core/pileup/carriers.h"

/* A substitution of one base while neighbours are being joined: the molecules that no joined allele
 * has taken. */
typedef struct Single
{
	const AlkresAllele *allele;
	AlkresRecord *records; /* sorted by molecule; NULL when the allele has none */
	uint32_t record_count;
	uint32_t cells[ALKRES_CELLS];
	uint32_t molecules;
	bool taken; /* some of its molecules went to a joined allele */
} Single;

/* The list while it grows. */
static AlkresCandidate *
new_item(AlkresCandidates *list)
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

static int
compare_candidates(const void *a, const void *b)
{
	const AlkresCandidate *left = a, *right = b;
	int order = left->offset - right->offset;

	if (order == 0)
		order = strcmp(left->ref, right->ref);
	return order != 0 ? order : strcmp(left->alt, right->alt);
}

/* Take molecules away from a substitution. */
static void
take(Single *single, const AlkresRecord *records, uint32_t count)
{
	uint32_t kept = 0;

	for (uint32_t i = 0, j = 0; i < single->record_count; i++)
	{
		while (j < count && records[j].molecule < single->records[i].molecule)
			j++;
		if (j == count || records[j].molecule != single->records[i].molecule)
			single->records[kept++] = single->records[i];
	}
	single->record_count = single->molecules = kept;
	single->taken = true;
	memset(single->cells, 0, sizeof(single->cells));
	for (uint32_t i = 0; i < kept; i++)
		single->cells[single->records[i].cell]++;
}

/* Do two substitutions, two bases apart, change the same codon of a shipped gene model? */
static bool
same_codon(const AlkresPileup *pileup, const AlkresAllele *a, const AlkresAllele *b)
{
	const AlkresAllele *both[2] = {a, b};
	AlkresMutationParts parts[2];

	for (int i = 0; i < 2; i++)
	{
		AlkresVariant variant;
		AlkresMutation mutation;
		AlkresError error;

		if (!alkres_variant_set(&variant, &pileup->contig,
								(int64_t) alkres_pileup_start(pileup) + both[i]->offset,
								both[i]->ref, 1, both[i]->alt, 1, &error) ||
			alkres_classify(&variant, &mutation, &error) != ALKRES_CLASSIFY_DONE ||
			!alkres_mutation_take_apart(&parts[i], mutation.path, mutation.length))
			return false;
	}
	return parts[0].residue > 0 && parts[0].residue == parts[1].residue &&
		   strcmp(parts[0].gene, parts[1].gene) == 0;
}

static bool
may_join(const AlkresPileup *pileup, const Single *a, const Single *b)
{
	int distance = b->allele->offset - a->allele->offset;

	return distance == 1 || (distance == 2 && same_codon(pileup, a->allele, b->allele));
}

static bool
enough(uint32_t shared, uint32_t a, uint32_t b)
{
	return shared >= 2 && 2 * (uint64_t) shared >= (a < b ? a : b);
}

static void
set_sequences(AlkresCandidates *list, AlkresCandidate *item, const AlkresPileup *pileup,
			  Single *const *parts, int count)
{
	item->offset = parts[0]->allele->offset;
	item->ref_length = (size_t) (parts[count - 1]->allele->offset - item->offset) + 1;
	item->alt_length = item->ref_length;
	item->substitution = true;

	char *ref = part_alloc(list, 2 * (item->ref_length + 1));
	char *alt = ref + item->ref_length + 1;

	for (size_t i = 0; i < item->ref_length; i++)
		ref[i] = alt[i] = alkres_pileup_base(pileup, item->offset + (int) i);
	ref[item->ref_length] = alt[item->ref_length] = '\0';
	for (int i = 0; i < count; i++)
		alt[parts[i]->allele->offset - item->offset] = parts[i]->allele->alt[0];
	item->ref = ref;
	item->alt = alt;
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

/* Its records, as many as molecules, or NULL where it has none. */
static void
set_sums(AlkresCandidate *item, const AlkresAllele *allele, const AlkresRecord *records)
{
	memcpy(item->cells, allele->cells, sizeof(item->cells));
	item->molecules = allele->molecules;
	set_directions(item, allele, records);
	set_marks(item, allele, records);
	item->low_mapq = allele->low_mapq;
	item->unique_fragments = allele->unique_fragments;
	item->sum_end_distance = allele->sum_end_distance;
}

/* Differences from the reference that the allele makes: its changed bases, or an indel. */
static int
own_differences(const AlkresCandidate *item)
{
	int own = 0;

	for (size_t i = 0; item->substitution && i < item->ref_length; i++)
		own += item->ref[i] != item->alt[i];
	return item->substitution ? own : 1;
}

static void
set_evidence(AlkresCandidate *item, const AlkresPileup *pileup, const AlkresModel *model,
			 const AlkresSurrounds *surrounds)
{
	if (item->substitution)
		alkres_site_substitution(&item->evidence, pileup, model, item->offset, item->ref, item->alt,
								 item->ref_length, item->cells);
	else
		alkres_site_indel(&item->evidence, pileup, model, item->offset, item->ref_length,
						  item->alt_length, item->cells);
	item->depth = alkres_evidence_depth(&item->evidence);
	item->evidence.stray = alkres_stray_of(surrounds, item->offset, &item->evidence,
										   item->marks_known ? &item->marks : NULL,
										   own_differences(item), item->substitution);
	item->no_background =
		model == NULL || model->background == NULL || (item->substitution && item->ref_length > 1);
	item->in_normals = !item->no_background && item->depth > 0 &&
					   alkres_background_shows(
						   model->background, item->offset,
						   alkres_background_kind(item->ref_length, item->alt_length, item->alt[0]),
						   (double) item->molecules / item->depth);
}

static void
add_records(AlkresCandidates *list, const AlkresPileup *pileup, Single *const *parts, int count,
			const AlkresRecord *records, uint32_t record_count)
{
	AlkresCandidate *item = new_item(list);
	AlkresAllele sums = {0};

	set_sequences(list, item, pileup, parts, count);
	alkres_allele_summarize(&sums, records, record_count);
	set_sums(item, &sums, records);
}

/* Does a lack of records say that the allele is frequent?  Of a base that was told (told.h) it does
 * not. */
static bool
told_by_counts(const Single *single)
{
	return single->records != NULL || single->molecules > ALKRES_RECORDS_MAX;
}

/*
 * Two alleles of which one at least is too frequent to have records are joined when their counts
 * agree within a tenth: then nearly all their molecules must be the same, or both would be on every
 * second molecule of a mixture just so.
 */
static bool
join_counts(AlkresCandidates *list, const AlkresPileup *pileup, Single *a, Single *b)
{
	Single *parts[2] = {a, b};
	Single *fewer = a->molecules <= b->molecules ? a : b;
	Single *more = fewer == a ? b : a;
	AlkresCandidate *item;

	if ((a->records != NULL && b->records != NULL) || a->taken || b->taken || !told_by_counts(a) ||
		!told_by_counts(b) ||
		10 * (uint64_t) (more->molecules - fewer->molecules) > more->molecules)
		return false;
	item = new_item(list);
	set_sequences(list, item, pileup, parts, 2);
	set_sums(item, fewer->allele, fewer->allele->records);
	item->parts_only = true;
	a->taken = b->taken = true;
	a->molecules = b->molecules = 0;
	a->record_count = b->record_count = 0;
	return true;
}

/* An allele while parts are joined to it. */
typedef struct Joined
{
	Single *part[ALKRES_MNV_MAX]; /* from left to right */
	int parts;
	const Single *end;    /* of the substitutions */
	AlkresRecord *common; /* molecules that carry all parts; NULL while there is one part */
	uint32_t count;       /* of them */
} Joined;

/* The molecules that carry all parts; NULL where a single part has no records. */
static const AlkresRecord *
records_of(const Joined *joined)
{
	return joined->common != NULL ? joined->common : joined->part[0]->records;
}

/*
 * The substitution to the right that shares most molecules with the parts, and enough; NULL when
 * there is none, or when the first part was joined by counts and is taken.
 */
static Single *
find_next(AlkresCandidates *list, const AlkresPileup *pileup, const Joined *joined,
		  uint32_t *best_shared)
{
	Single *first = joined->part[0], *last = joined->part[joined->parts - 1];
	Single *best = NULL;

	*best_shared = 0;
	for (Single *next = first + 1; next < joined->end; next++)
	{
		uint32_t shared;

		if (next->allele->offset > last->allele->offset + 2 ||
			next->allele->offset - first->allele->offset >= ALKRES_MNV_MAX)
			break;
		if (next->allele->offset <= last->allele->offset || next->molecules < 2 ||
			!may_join(pileup, last, next))
			continue;
		if (joined->parts == 1 && join_counts(list, pileup, last, next))
			return NULL;
		if (last->records == NULL || next->records == NULL)
			continue;
		shared = alkres_records_shared(records_of(joined), joined->count, next->records,
									   next->record_count, NULL);
		if (enough(shared, joined->count, next->record_count) && shared > *best_shared)
		{
			best = next;
			*best_shared = shared;
		}
	}
	return best;
}

/* A part more, which shares so many molecules with the others. */
static void
add_part(Joined *joined, Single *part, uint32_t shared)
{
	AlkresRecord *narrower = alkres_alloc(sizeof(AlkresRecord) * shared);

	alkres_records_shared(records_of(joined), joined->count, part->records, part->record_count,
						  narrower);
	alkres_free(joined->common);
	joined->common = narrower;
	joined->count = shared;
	joined->part[joined->parts++] = part;
}

/* Join what can be joined, from a substitution rightwards, until nothing shares enough. */
static void
join_from(AlkresCandidates *list, const AlkresPileup *pileup, Single *first, const Single *end)
{
	while (first->molecules >= 2)
	{
		Joined joined = {{first}, 1, end, NULL, first->molecules};

		alkres_check_interrupts();
		while (joined.parts < ALKRES_MNV_MAX)
		{
			uint32_t shared;
			Single *next = find_next(list, pileup, &joined, &shared);

			if (next == NULL)
				break;
			add_part(&joined, next, shared);
		}
		if (joined.parts == 1)
			return;
		add_records(list, pileup, joined.part, joined.parts, joined.common, joined.count);
		for (int i = 0; i < joined.parts; i++)
			take(joined.part[i], joined.common, joined.count);
		alkres_free(joined.common);
	}
}

static bool
is_base(char base)
{
	return base == 'A' || base == 'C' || base == 'G' || base == 'T';
}

/* The substitutions of one base among the alleles from first to before end; returns their count. */
static uint32_t
take_singles(Single *singles, const AlkresPileup *pileup, uint32_t first, uint32_t end)
{
	uint32_t count = 0;

	for (uint32_t i = first; i < end; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];
		Single *single = &singles[count];

		if (allele->ref[1] != '\0' || allele->alt[1] != '\0' || !is_base(allele->ref[0]) ||
			!is_base(allele->alt[0]))
			continue;
		single->allele = allele;
		single->molecules = allele->molecules;
		memcpy(single->cells, allele->cells, sizeof(single->cells));
		if (allele->records != NULL)
		{
			single->record_count = allele->record_count;
			single->records = alkres_alloc(sizeof(AlkresRecord) * allele->record_count);
			memcpy(single->records, allele->records, sizeof(AlkresRecord) * allele->record_count);
			alkres_records_sort(single->records, single->record_count);
		}
		count++;
	}
	return count;
}

/* An allele of the pileup as it is. */
static void
add_allele(AlkresCandidates *list, const AlkresAllele *allele)
{
	AlkresCandidate *item = new_item(list);

	item->offset = allele->offset;
	item->ref = allele->ref;
	item->alt = allele->alt;
	item->ref_length = strlen(allele->ref);
	item->alt_length = strlen(allele->alt);
	item->substitution = item->ref_length == item->alt_length;
	set_sums(item, allele, allele->records);
}

/*
 * The candidates of the alleles from first to before end, without evidence, in no order.  No
 * allele beside these lies near enough to be joined with one of them.
 */
static AlkresCandidates *
gather(const AlkresPileup *pileup, uint32_t first, uint32_t end)
{
	AlkresCandidates *list = alkres_alloc_zero(sizeof(AlkresCandidates));
	Single *singles = alkres_alloc_zero(sizeof(Single) * (end - first + 1));
	uint32_t single_count = take_singles(singles, pileup, first, end);

	/* Few alleles are joined. */
	list->room = end - first + 1;
	list->items = alkres_alloc(sizeof(AlkresCandidate) * list->room);
	for (uint32_t i = 0; i < single_count; i++)
		join_from(list, pileup, &singles[i], singles + single_count);
	for (uint32_t i = 0; i < single_count; i++)
	{
		Single *part = &singles[i];

		if (part->taken && part->molecules > 0)
			add_records(list, pileup, &part, 1, part->records, part->record_count);
	}
	for (uint32_t i = first, next = 0; i < end; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];
		bool taken = false;

		if (next < single_count && singles[next].allele == allele)
			taken = singles[next++].taken;
		if (!taken && allele->molecules > 0 && is_base(allele->ref[0]))
			add_allele(list, allele);
	}
	for (uint32_t i = 0; i < single_count; i++)
		alkres_free(singles[i].records);
	alkres_free(singles);
	return list;
}

AlkresCandidates *
alkres_candidates(const AlkresPileup *pileup, const AlkresModel *model)
{
	AlkresCandidates *list = gather(pileup, 0, pileup->allele_count);
	AlkresSurrounds surrounds;

	alkres_surrounds_look(&surrounds, pileup);
	for (uint32_t i = 0; i < list->count; i++)
	{
		alkres_check_interrupts();
		set_evidence(&list->items[i], pileup, model, &surrounds);
	}
	if (list->count > 1)
		qsort(list->items, list->count, sizeof(AlkresCandidate), compare_candidates);
	return list;
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

/* The molecules that carry every change of an asked allele of several bases; false when that cannot
 * be told. */
static bool
count_parts(AlkresCandidate *candidate, const AlkresPileup *pileup)
{
	uint32_t count;
	AlkresRecord *common =
		alkres_carriers(pileup, candidate->offset, candidate->ref, candidate->ref_length,
						candidate->alt, candidate->alt_length, &count);
	AlkresAllele sums = {0};

	if (common == NULL)
		return false;
	alkres_allele_summarize(&sums, common, count);
	set_sums(candidate, &sums, common);
	alkres_free(common);
	return true;
}

/* Is a base so near to another that changes of both may be one allele (may_join)? */
static bool
is_near(int offset, int other)
{
	return offset >= other - 2 && offset <= other + 2;
}

/* Take a list's candidate of an asked allele, as it stands there; false when it has none. */
static bool
take_from(AlkresCandidate *candidate, const AlkresCandidates *list)
{
	for (uint32_t i = 0; i < list->count; i++)
	{
		const AlkresCandidate *item = &list->items[i];
		const char *ref = candidate->ref, *alt = candidate->alt;

		if (item->offset != candidate->offset || item->ref_length != candidate->ref_length ||
			item->alt_length != candidate->alt_length ||
			memcmp(item->ref, ref, item->ref_length) != 0 ||
			memcmp(item->alt, alt, item->alt_length) != 0)
			continue;
		*candidate = *item;
		candidate->ref = ref;
		candidate->alt = alt;
		return true;
	}
	return false;
}

/* The candidate of an asked allele as a list of all would have it, without evidence; false when
 * none has molecules. */
static bool
find_asked(AlkresCandidate *candidate, const AlkresPileup *pileup)
{
	int low = candidate->offset, high = low + (int) candidate->ref_length - 1;
	uint32_t first = 0, end;
	AlkresCandidates *list;
	bool found;

	/* The alleles between low and high, then those that are near to the outermost. */
	while (first < pileup->allele_count && pileup->alleles[first].offset < low)
		first++;
	for (end = first; end < pileup->allele_count && (pileup->alleles[end].offset <= high ||
													 is_near(pileup->alleles[end].offset, high));
		 end++)
		high = pileup->alleles[end].offset > high ? pileup->alleles[end].offset : high;
	for (; first > 0 && is_near(pileup->alleles[first - 1].offset, low); first--)
		low = pileup->alleles[first - 1].offset;
	list = gather(pileup, first, end);
	found = take_from(candidate, list);
	alkres_candidates_free(list);
	return found;
}

bool
alkres_candidate_for(AlkresCandidate *candidate, const AlkresPileup *pileup,
					 const AlkresModel *model, const AlkresCandidates *all, int offset,
					 const char *ref, size_t ref_length, const char *alt, size_t alt_length)
{
	bool substitution = ref_length == alt_length;
	AlkresSurrounds surrounds;

	if (offset < 0 || offset >= ALKRES_BLOCK_SIZE ||
		(substitution && offset + ref_length > ALKRES_BLOCK_SIZE))
		return false;
	memset(candidate, 0, sizeof(*candidate));
	candidate->offset = offset;
	candidate->ref = ref;
	candidate->alt = alt;
	candidate->ref_length = ref_length;
	candidate->alt_length = alt_length;
	candidate->substitution = substitution;
	candidate->marks_known = true; /* of no molecules, unless some are found */
	if (all != NULL && take_from(candidate, all))
		return true; /* with its evidence */
	if ((all != NULL || !find_asked(candidate, pileup)) && substitution && ref_length > 1 &&
		!count_parts(candidate, pileup))
		return false;
	alkres_surrounds_look(&surrounds, pileup);
	set_evidence(candidate, pileup, model, &surrounds);
	return true;
}
