/* joining.c: changes that the same molecules carry close by as one allele. */
#include "core/model/joining.h"

#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/model/ending.h"
#include "core/model/piece.h"

/* What the bases of a block do not let go before its start: that would be another block's. */
static char
base_of_block(const void *pileup, int64_t offset)
{
	return offset < 0 ? 0 : alkres_pileup_known_base(pileup, offset);
}

/* Pieces as one change; false when they cannot stand together. */
static bool
make_whole(AlkresChange *whole, const AlkresPieces *pieces, AlkresPiece *const *parts, int count)
{
	AlkresChange changes[ALKRES_WHOLE_PARTS];
	bool from_before = pieces->block != NULL && pieces->edge == 0;

	for (int i = 0; i < count; i++)
		changes[i] = alkres_allele_change(parts[i]->allele);
	return alkres_changes_join(whole, changes, (size_t) count,
							   from_before ? alkres_pileup_known_base : base_of_block,
							   pieces->pileup);
}

/* Of the pieces at an edge, do these stand on both sides?  Others are joined in their block. */
static bool
is_over_edge(const AlkresPieces *pieces, AlkresPiece *const *parts, int count)
{
	bool before = false, behind = false;

	for (int i = 0; i < count; i++)
	{
		before |= parts[i]->allele->offset < pieces->edge;
		behind |= parts[i]->allele->offset >= pieces->edge;
	}
	return before && behind;
}

/* Take a whole's molecules from its part: these, or, without records, all. */
static void
use_part(const AlkresPieces *pieces, AlkresPiece *part, const AlkresRecord *records, uint32_t count)
{
	AlkresPiece *of_block =
		pieces->block != NULL ? alkres_piece_of(pieces->block, part->allele) : NULL;

	if (records != NULL)
		alkres_piece_give(part, records, count);
	else
	{
		part->taken = true;
		part->given += part->molecules;
		part->molecules = part->record_count = 0;
	}
	if (of_block != NULL)
		use_part(pieces->block, of_block, records, count);
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

/* How many of the parts' molecules have records. */
static uint32_t
record_count_of(const Joined *joined)
{
	return joined->common != NULL ? joined->count : joined->part[0]->record_count;
}

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
	AlkresSharing sharing = {.a = joined->count, .b = piece->molecules};

	if (records_of(joined) == NULL || piece->records == NULL)
		return 0;
	sharing.shared = alkres_records_shared(records_of(joined), record_count_of(joined),
										   piece->records, piece->record_count, NULL);
	if (sharing.shared < 2)
		return 0;
	sharing.a_share = alkres_piece_share(pileup, joined->part[0], joined->count);
	sharing.b_share = alkres_piece_share(pileup, piece, piece->molecules);
	return alkres_is_shared(&sharing) ? sharing.shared : 0;
}

/* A part more, which shares so many molecules with the others. */
static void
add_part(Joined *joined, AlkresPiece *part, uint32_t shared)
{
	AlkresRecord *narrower = alkres_alloc(sizeof(AlkresRecord) * shared);
	int at = joined->parts++;

	alkres_records_shared(records_of(joined), record_count_of(joined), part->records,
						  part->record_count, narrower);
	alkres_free(joined->common);
	joined->common = narrower;
	joined->count = shared;
	for (; at > 0 && joined->part[at - 1] > part; at--)
		joined->part[at] = joined->part[at - 1];
	joined->part[at] = part;
}

/* Is a piece of the block, not one beside it? */
static bool
is_of_block(const AlkresPiece *piece)
{
	return piece->allele->offset >= 0 && piece->allele->offset < ALKRES_BLOCK_SIZE;
}

/* Two pieces of which one has no records are one where their counts agree. */
static bool
join_counts(AlkresCandidates *list, const AlkresPieces *pieces, AlkresPiece *a, AlkresPiece *b)
{
	AlkresPiece *parts[2] = {a, b};
	AlkresPiece *fewer = a->molecules <= b->molecules ? a : b;
	AlkresChange whole;

	if ((pieces->block != NULL && !is_over_edge(pieces, parts, 2)) ||
		!alkres_counts_agree(pieces->pileup, a, b) || !make_whole(&whole, pieces, parts, 2))
		return false;
	if (!is_nothing(&whole))
	{
		AlkresCandidate *item = alkres_candidates_add(list);

		/* Beside the block nothing is summed. */
		if (!is_of_block(fewer))
			fewer = fewer == a ? b : a;
		alkres_candidate_name(list, item, &whole);
		alkres_candidate_sum_allele(item, fewer->allele, fewer->allele->records);
		item->parts_only = true;
	}
	use_part(pieces, a, NULL, 0);
	use_part(pieces, b, NULL, 0);
	return true;
}

/* Of how many molecules of a larger allele each of the parts was one, too. */
static uint32_t
given_of(const Joined *joined)
{
	uint32_t least = joined->part[0]->given;

	for (int i = 1; i < joined->parts; i++)
		least = joined->part[i]->given < least ? joined->part[i]->given : least;
	return least;
}

/* Add what the parts are together, and take its molecules from them; false when they cannot stand
 * together. */
static bool
add_joined(AlkresCandidates *list, const AlkresPieces *pieces, Joined *joined)
{
	AlkresChange whole;
	bool elsewhere = pieces->block != NULL && !is_over_edge(pieces, joined->part, joined->parts);

	if (!make_whole(&whole, pieces, joined->part, joined->parts))
		return false;
	if (!elsewhere && !is_nothing(&whole))
	{
		AlkresCandidate *item = alkres_candidates_add(list);

		alkres_candidate_name(list, item, &whole);
		alkres_candidate_sum_records(item, joined->common, joined->count);
		item->left_of = given_of(joined);
	}
	for (int i = 0; i < joined->parts; i++)
		if (elsewhere)
			alkres_piece_give(joined->part[i], joined->common, joined->count);
		else
			use_part(pieces, joined->part[i], joined->common, joined->count);
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
		bool agree;

		if (next->from > last->from + 2 || next->from - first->from >= ALKRES_MNV_MAX)
			break;
		if (!next->single || !next->known || next->from <= last->from || next->molecules < 2)
			continue;
		shared = shared_with(pieces->pileup, joined, next);
		agree = joined->parts == 1 && alkres_counts_agree(pieces->pileup, last, next);
		/* What may join is asked of few: codons take time. */
		if ((shared <= *best_shared && !agree) ||
			!alkres_singles_may_join(pieces->pileup, last, next))
			continue;
		if (agree && join_counts(list, pieces, last, next))
			return NULL;
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
			join_counts(list, pieces, next < joined->part[0] ? next : joined->part[0],
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
		joins = joined.parts > 1 && add_joined(list, pieces, &joined);
		alkres_free(joined.common);
	}
}

/* Take the molecule from the pieces that it has; false when one of them gave it away before. */
static bool
take_carrier(const AlkresPieces *pieces, const AlkresCarrier *carrier)
{
	for (int give = 0; give < 2; give++)
		for (uint32_t i = 0; i < carrier->count; i++)
		{
			AlkresAllele *allele = alkres_pileup_allele(pieces->pileup, carrier->part[i]);
			AlkresPiece *piece = alkres_piece_of(pieces, allele);

			/* What lies beside the block is taken there. */
			if (allele->offset < 0 || allele->offset >= ALKRES_BLOCK_SIZE)
				continue;
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
	more.left_of = 0;
	alkres_candidate_add_sums(item, &more);
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
add_endings(AlkresCandidates *list, const AlkresPieces *pieces, const AlkresPieces *behind,
			uint32_t number)
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
	for (int i = 0; i < 2; i++)
	{
		records = alkres_endings_take(i == 0 ? pieces : behind, &whole, own, &count);
		add_records(&list->items[number], records, count);
		alkres_free(records);
	}
}

/* Both for all that was joined, and for what was written as a replacement. */
static void
gather_strays(AlkresCandidates *list, const AlkresPieces *pieces)
{
	AlkresPieces behind;

	for (uint32_t i = 0; i < pieces->count; i++)
	{
		AlkresChange change = alkres_allele_change(pieces->items[i].allele);

		/* Its own molecules come later. */
		if (alkres_is_replacement(change.ref_length, change.alt_length))
			alkres_candidate_name(list, alkres_candidates_add(list), &change);
	}
	for (uint32_t i = 0; i < pieces->pileup->beside_count; i++)
	{
		const AlkresAllele *allele = &pieces->pileup->beside[i];
		AlkresChange change = alkres_allele_change(allele);

		if (allele->offset < 0 && alkres_is_replacement(change.ref_length, change.alt_length))
		{
			AlkresCandidate *item = alkres_candidates_add(list);

			alkres_candidate_name(list, item, &change);
			item->molecules = allele->molecules;
		}
	}
	for (uint32_t i = 0; i < list->count; i++)
		add_strays(list, pieces, i);
	/* Before what they show is joined. */
	alkres_pieces_take_behind(&behind, pieces->pileup);
	for (uint32_t i = 0; i < list->count; i++)
		if (!list->items[i].substitution)
			add_endings(list, pieces, &behind, i);
	alkres_pieces_free(&behind);
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
	item = alkres_candidates_add(list);
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
		alkres_candidate_name(list, item, &change);
	item->left_of = piece->given;
	if (piece->taken)
		alkres_candidate_sum_records(item, piece->records, piece->record_count);
	else
		alkres_candidate_sum_allele(item, allele, allele->records);
}

/* Join around what is no substitution, which joins over more unchanged bases; or the others. */
static void
join_all(AlkresCandidates *list, const AlkresPieces *pieces, bool single)
{
	for (uint32_t i = 0; (single || pieces->has_gaps) && i < pieces->count; i++)
		if (pieces->items[i].single == single)
			join_from(list, pieces, &pieces->items[i]);
}

AlkresCandidates *
alkres_join_alleles(const AlkresPileup *pileup, uint32_t first, uint32_t end)
{
	/* Few alleles are joined. */
	AlkresCandidates *list = alkres_candidates_new(end - first + 1);
	AlkresPieces pieces, edges[2];

	alkres_pieces_take(&pieces, pileup, first, end);
	/* Both blocks look at the same pieces at an edge, so that the one takes from its own the
	 * molecules that the other counts. */
	for (int i = 0; i < 2; i++)
	{
		alkres_pieces_take_edge(&edges[i], &pieces, i * ALKRES_BLOCK_SIZE);
		join_all(list, &edges[i], false);
	}
	join_all(list, &pieces, false);
	if (pieces.has_gaps || pileup->beside_count > 0)
		gather_strays(list, &pieces);
	for (int i = 0; i < 2; i++)
	{
		alkres_pieces_keep_edge(&edges[i]);
		join_all(list, &edges[i], true);
		alkres_pieces_free(&edges[i]);
	}
	join_all(list, &pieces, true);
	for (uint32_t i = 0; i < pieces.count; i++)
		add_piece(list, pileup, &pieces.items[i]);
	alkres_pieces_free(&pieces);
	alkres_candidates_sort(list);
	return list;
}

bool
alkres_allele_reaches(const AlkresAllele *allele, int first, int last)
{
	AlkresChange change = alkres_allele_change(allele);
	AlkresExtent extent = alkres_change_extent(&change);

	return extent.from <= last + 1 + ALKRES_JOIN_GAP && extent.to >= first - ALKRES_JOIN_GAP;
}
