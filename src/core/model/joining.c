/* joining.c: changes that the same molecules carry close by as one allele. */
#include "core/model/joining.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/model/ending.h"
#include "core/model/piece.h"

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

static void
sum_allele(AlkresCandidate *item, const AlkresAllele *allele, const AlkresRecord *records)
{
	memcpy(item->cells, allele->cells, sizeof(item->cells));
	item->molecules = allele->molecules;
	set_directions(item, allele, records);
	set_marks(item, allele, records);
	item->low_mapq = allele->low_mapq;
	item->unique_fragments = allele->unique_fragments;
	item->sum_end_distance = allele->sum_end_distance;
}

/* Add what other molecules of the same allele say. */
static void
add_sums(AlkresCandidate *item, const AlkresCandidate *more)
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
	item->marks_known &= more->marks_known;
	alkres_marks_join(&item->marks, &more->marks);
}

void
alkres_candidate_sum_records(AlkresCandidate *item, const AlkresRecord *records, uint32_t count)
{
	AlkresAllele sums = {0};

	alkres_allele_summarize(&sums, records, count);
	sum_allele(item, &sums, records);
}

/* Give an item its alleles, those of a change, which are copied. */
static void
name_item(AlkresCandidates *list, AlkresCandidate *item, const AlkresChange *change)
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

/* What the bases of a block do not let go before its start: that would be another block's. */
static char
base_of_block(const void *pileup, int64_t offset)
{
	return offset < 0 ? 0 : alkres_pileup_known_base(pileup, offset);
}

/* The pieces as one change; false when they cannot stand together. */
static bool
make_whole(AlkresChange *whole, const AlkresPileup *pileup, AlkresPiece *const *pieces, int count)
{
	AlkresChange changes[ALKRES_WHOLE_PARTS];

	for (int i = 0; i < count; i++)
		changes[i] = alkres_allele_change(pieces[i]->allele);
	return alkres_changes_join(whole, changes, (size_t) count, base_of_block, pileup);
}

/* Do the changes of a whole undo one another? */
static bool
is_nothing(const AlkresChange *whole)
{
	return whole->ref_length == whole->alt_length &&
		   memcmp(whole->ref, whole->alt, whole->ref_length) == 0;
}

/* Pieces that are being joined. */
typedef struct Joined
{
	AlkresPiece *part[ALKRES_WHOLE_PARTS]; /* from left to right */
	int parts;
	AlkresRecord *common; /* molecules that carry all parts; NULL while there is one part */
	uint32_t count;       /* of them */
} Joined;

/* The molecules that carry all parts; NULL where a single part has no records. */
static const AlkresRecord *
records_of(const Joined *joined)
{
	return joined->common != NULL ? joined->common : joined->part[0]->records;
}

/* How many molecules of the parts a piece shares; 0 when it is not enough. */
static uint32_t
shared_with(const AlkresPileup *pileup, const Joined *joined, const AlkresPiece *piece)
{
	AlkresSharing sharing = {.a = joined->count, .b = piece->record_count};

	if (records_of(joined) == NULL || piece->records == NULL)
		return 0;
	sharing.shared = alkres_records_shared(records_of(joined), joined->count, piece->records,
										   piece->record_count, NULL);
	if (sharing.shared < 2)
		return 0;
	sharing.a_share = alkres_piece_share(pileup, joined->part[0], joined->count);
	sharing.b_share = alkres_piece_share(pileup, piece, piece->record_count);
	return alkres_is_shared(&sharing) ? sharing.shared : 0;
}

/* A part more, which shares so many molecules with the others. */
static void
add_part(Joined *joined, AlkresPiece *part, uint32_t shared)
{
	AlkresRecord *narrower = alkres_alloc(sizeof(AlkresRecord) * shared);
	int at = joined->parts++;

	alkres_records_shared(records_of(joined), joined->count, part->records, part->record_count,
						  narrower);
	alkres_free(joined->common);
	joined->common = narrower;
	joined->count = shared;
	for (; at > 0 && joined->part[at - 1] > part; at--)
		joined->part[at] = joined->part[at - 1];
	joined->part[at] = part;
}

/* Two pieces of which one has no records are one where their counts agree. */
static bool
join_counts(AlkresCandidates *list, const AlkresPileup *pileup, AlkresPiece *a, AlkresPiece *b)
{
	AlkresPiece *parts[2] = {a, b};
	AlkresPiece *fewer = a->molecules <= b->molecules ? a : b;
	AlkresChange whole;
	AlkresCandidate *item;

	if (!alkres_counts_agree(pileup, a, b) || !make_whole(&whole, pileup, parts, 2))
		return false;
	if (!is_nothing(&whole))
	{
		item = new_item(list);
		name_item(list, item, &whole);
		sum_allele(item, fewer->allele, fewer->allele->records);
		item->parts_only = true;
	}
	a->taken = b->taken = true;
	a->molecules = b->molecules = 0;
	a->record_count = b->record_count = 0;
	return true;
}

/* Add what the parts are together, and take its molecules from them; false when they cannot stand
 * together. */
static bool
add_joined(AlkresCandidates *list, const AlkresPileup *pileup, Joined *joined)
{
	AlkresChange whole;

	if (!make_whole(&whole, pileup, joined->part, joined->parts))
		return false;
	if (!is_nothing(&whole))
	{
		AlkresCandidate *item = new_item(list);

		name_item(list, item, &whole);
		alkres_candidate_sum_records(item, joined->common, joined->count);
	}
	for (int i = 0; i < joined->parts; i++)
		alkres_piece_give(joined->part[i], joined->common, joined->count);
	return true;
}

/*
 * The substitution to the right that shares most molecules with the parts, and enough; NULL when
 * there is none, or when the first part was joined by counts and is taken.
 */
static AlkresPiece *
next_single(AlkresCandidates *list, const AlkresPieces *pieces, const Joined *joined,
			uint32_t *best_shared)
{
	AlkresPiece *first = joined->part[0], *last = joined->part[joined->parts - 1];
	AlkresPiece *best = NULL;

	*best_shared = 0;
	for (AlkresPiece *next = first + 1; next < pieces->items + pieces->count; next++)
	{
		uint32_t shared;

		if (next->from > last->from + 2 || next->from - first->from >= ALKRES_MNV_MAX)
			break;
		if (!next->single || !next->known || next->from <= last->from || next->molecules < 2 ||
			!alkres_singles_may_join(pieces->pileup, last, next))
			continue;
		if (joined->parts == 1 && join_counts(list, pieces->pileup, last, next))
			return NULL;
		shared = shared_with(pieces->pileup, joined, next);
		if (shared > *best_shared)
		{
			best = next;
			*best_shared = shared;
		}
	}
	return best;
}

/* Unchanged bases between a piece and the parts; -1 when it overlaps one of them, or an insertion
 * stands in one place with one. */
static int
gap_to(const Joined *joined, const AlkresPiece *piece)
{
	int least = ALKRES_BLOCK_SIZE;

	for (int i = 0; i < joined->parts; i++)
	{
		const AlkresPiece *part = joined->part[i];
		int gap = piece->from >= part->to ? piece->from - part->to : part->from - piece->to;

		if (gap < 0 || !piece->known || (part->from == piece->from && part->to == piece->to))
			return -1;
		least = gap < least ? gap : least;
	}
	return least;
}

/* The same for what lies beside an insertion or deletion, on both sides and between. */
static AlkresPiece *
next_around(AlkresCandidates *list, const AlkresPieces *pieces, const Joined *joined,
			uint32_t *best_shared)
{
	int first = joined->part[0]->from, last = joined->part[joined->parts - 1]->to;
	AlkresPiece *best = NULL;

	*best_shared = 0;
	for (uint32_t i = 0; i < pieces->count; i++)
	{
		AlkresPiece *next = &pieces->items[i];
		int gap;
		uint32_t shared;

		if (next->from > last + ALKRES_JOIN_GAP)
			break;
		if (next->to < first - ALKRES_JOIN_GAP || next->molecules < 2)
			continue;
		gap = gap_to(joined, next);
		if (gap < 0 || gap > ALKRES_JOIN_GAP)
			continue;
		if (joined->parts == 1 &&
			join_counts(list, pieces->pileup, next < joined->part[0] ? next : joined->part[0],
						next < joined->part[0] ? joined->part[0] : next))
			return NULL;
		shared = shared_with(pieces->pileup, joined, next);
		if (shared > *best_shared)
		{
			best = next;
			*best_shared = shared;
		}
	}
	return best;
}

/* Join what can be joined with a piece until nothing shares enough. */
static void
join_from(AlkresCandidates *list, const AlkresPieces *pieces, AlkresPiece *first)
{
	bool joins = first->known;

	while (joins && first->molecules >= 2)
	{
		Joined joined = {{first}, 1, NULL, first->molecules};

		alkres_check_interrupts();
		while (joined.parts < ALKRES_WHOLE_PARTS)
		{
			uint32_t shared;
			AlkresPiece *next = first->single ? next_single(list, pieces, &joined, &shared)
											  : next_around(list, pieces, &joined, &shared);

			if (next == NULL)
				break;
			add_part(&joined, next, shared);
		}
		joins = joined.parts > 1 && add_joined(list, pieces->pileup, &joined);
		alkres_free(joined.common);
	}
}

/* The piece of an allele. */
static AlkresPiece *
piece_of(const AlkresPieces *pieces, uint32_t allele)
{
	for (uint32_t i = 0; i < pieces->count; i++)
		if (pieces->items[i].allele == &pieces->pileup->alleles[allele])
			return &pieces->items[i];
	return NULL;
}

/* Take the molecule from the pieces that it has; false when one of them gave it away before. */
static bool
take_carrier(const AlkresPieces *pieces, const AlkresCarrier *carrier)
{
	for (int give = 0; give < 2; give++)
		for (uint32_t i = 0; i < carrier->count; i++)
		{
			AlkresPiece *piece = piece_of(pieces, carrier->part[i]);

			if (piece == NULL ||
				!alkres_records_hold(piece->records, piece->record_count, &carrier->record))
				return false;
			if (give)
				alkres_piece_give(piece, &carrier->record, 1);
		}
	return true;
}

static AlkresChange
change_of(const AlkresCandidate *item)
{
	return (AlkresChange){item->offset, item->ref, item->ref_length, item->alt, item->alt_length};
}

/* Add so many molecules more to an item, which have been taken from pieces. */
static void
add_records(AlkresCandidate *item, const AlkresRecord *records, uint32_t count)
{
	AlkresCandidate more;

	if (count == 0)
		return;
	alkres_candidate_sum_records(&more, records, count);
	more.parts_only = false;
	add_sums(item, &more);
}

/* Molecules that have the replacement in other pieces than it was found by. */
static void
add_strays(AlkresCandidates *list, const AlkresPieces *pieces, uint32_t number)
{
	AlkresChange whole = change_of(&list->items[number]);
	uint32_t count, taken = 0;
	bool unknown;
	AlkresCarrier *carriers = alkres_carriers_apart(pieces->pileup, &whole, &count, &unknown);
	AlkresRecord *records = alkres_alloc(sizeof(AlkresRecord) * (count + 1));

	for (uint32_t i = 0; i < count; i++)
		if (take_carrier(pieces, &carriers[i]))
			records[taken++] = carriers[i].record;
	add_records(&list->items[number], records, taken);
	alkres_free(records);
	alkres_free(carriers);
}

/* Molecules that end within it.  Of neighbouring substitutions one base would be all they show. */
static void
add_endings(AlkresCandidates *list, const AlkresPieces *pieces, uint32_t number)
{
	AlkresChange whole = change_of(&list->items[number]);
	uint32_t count, own = list->items[number].molecules;
	AlkresRecord *records;

	/* And those that are written as the whole. */
	for (uint32_t i = 0; i < pieces->count; i++)
		if (pieces->items[i].allele->offset == whole.position &&
			strcmp(pieces->items[i].allele->ref, whole.ref) == 0 &&
			strcmp(pieces->items[i].allele->alt, whole.alt) == 0)
			own += pieces->items[i].molecules;
	records = alkres_endings_take(pieces, &whole, own, &count);

	add_records(&list->items[number], records, count);
	alkres_free(records);
}

/* Is a change neither a substitution nor the insertion or deletion of one stretch? */
static bool
is_replacement(size_t ref_length, size_t alt_length)
{
	return ref_length != alt_length && ref_length > 1 && alt_length > 1;
}

/* Both for all that was joined, and for what was written as a replacement. */
static void
gather_strays(AlkresCandidates *list, const AlkresPieces *pieces)
{
	for (uint32_t i = 0; i < pieces->count; i++)
	{
		AlkresChange change = alkres_allele_change(pieces->items[i].allele);

		/* Its own molecules come later. */
		if (is_replacement(change.ref_length, change.alt_length))
			name_item(list, new_item(list), &change);
	}
	for (uint32_t i = 0; i < list->count; i++)
		add_strays(list, pieces, i);
	/* Before what they show is joined. */
	for (uint32_t i = 0; i < list->count; i++)
		if (!list->items[i].substitution)
			add_endings(list, pieces, i);
}

/*
 * An allele that ends in as many equal bases as it begins with is not where it could be leftmost.
 */
static bool
may_move(const AlkresAllele *allele)
{
	size_t ref_length = strlen(allele->ref), alt_length = strlen(allele->alt);

	return ref_length != alt_length && (ref_length == 1 || alt_length == 1) &&
		   allele->ref[ref_length - 1] == allele->alt[alt_length - 1];
}

/* What is left of a piece; an indel, which a read may have kept from its leftmost place, there. */
static void
add_piece(AlkresCandidates *list, const AlkresPileup *pileup, const AlkresPiece *piece)
{
	const AlkresAllele *allele = piece->allele;
	AlkresChange change = alkres_allele_change(allele);
	AlkresCandidate *item;

	if (piece->molecules == 0)
		return;
	if (may_move(allele))
		change = alkres_change_align_left(change, base_of_block, pileup);
	item = new_item(list);
	if (change.ref == allele->ref)
	{
		item->offset = allele->offset;
		item->ref = allele->ref;
		item->alt = allele->alt;
		item->ref_length = change.ref_length;
		item->alt_length = change.alt_length;
		item->substitution = change.ref_length == change.alt_length;
	}
	else
		name_item(list, item, &change);
	if (piece->taken)
		alkres_candidate_sum_records(item, piece->records, piece->record_count);
	else
		sum_allele(item, allele, allele->records);
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

/* Order them; the same allele, written in different ways, is one.  What has no molecules is
 * none. */
static void
sort_items(AlkresCandidates *list)
{
	uint32_t kept = 0;

	if (list->count > 1)
		qsort(list->items, list->count, sizeof(AlkresCandidate), compare_candidates);
	for (uint32_t i = 0; i < list->count; i++)
	{
		if (list->items[i].molecules == 0)
			continue;
		if (kept > 0 && compare_candidates(&list->items[kept - 1], &list->items[i]) == 0)
			add_sums(&list->items[kept - 1], &list->items[i]);
		else if (kept++ < i)
			list->items[kept - 1] = list->items[i];
	}
	list->count = kept;
}

AlkresCandidates *
alkres_join_alleles(const AlkresPileup *pileup, uint32_t first, uint32_t end)
{
	AlkresCandidates *list = alkres_alloc_zero(sizeof(AlkresCandidates));
	AlkresPieces pieces;

	/* Few alleles are joined. */
	list->room = end - first + 1;
	list->items = alkres_alloc(sizeof(AlkresCandidate) * list->room);
	alkres_pieces_take(&pieces, pileup, first, end);
	/* Around what is no substitution first: it joins over more unchanged bases. */
	for (uint32_t i = 0; pieces.has_gaps && i < pieces.count; i++)
		if (!pieces.items[i].single)
			join_from(list, &pieces, &pieces.items[i]);
	if (pieces.has_gaps)
		gather_strays(list, &pieces);
	for (uint32_t i = 0; i < pieces.count; i++)
		if (pieces.items[i].single)
			join_from(list, &pieces, &pieces.items[i]);
	for (uint32_t i = 0; i < pieces.count; i++)
		add_piece(list, pileup, &pieces.items[i]);
	alkres_pieces_free(&pieces);
	sort_items(list);
	return list;
}

bool
alkres_allele_reaches(const AlkresAllele *allele, int first, int last)
{
	AlkresChange change = alkres_allele_change(allele);
	AlkresExtent extent = alkres_change_extent(&change);

	return extent.from <= last + 1 + ALKRES_JOIN_GAP && extent.to >= first - ALKRES_JOIN_GAP;
}
