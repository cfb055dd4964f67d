/* ending.c: molecules that end within a joined allele and show as much of it as they can. */
#include "core/model/ending.h"

#include <string.h>

#include "core/base/memory.h"

/* A whole as it is looked at from one side; positions are the contig's. */
typedef struct Side
{
	const AlkresChange *whole;
	bool from_left; /* its molecules come from there and end within it */
	int64_t start;  /* of the block */
	int64_t from;
	int64_t to; /* behind it, and behind the reach */
} Side;

static Side
side_of(const AlkresPileup *pileup, const AlkresChange *whole, bool from_left)
{
	int64_t reach = ALKRES_ENDING_REACH;
	Side side = {whole, from_left, alkres_pileup_start(pileup), 0, 0};

	side.from = side.start + whole->position - (from_left ? 0 : reach);
	side.to = side.start + whole->position + (int64_t) whole->ref_length + (from_left ? reach : 0);
	return side;
}

/* Does the molecule's fragment end there? */
static bool
ends_there(const Side *side, const AlkresRecord *record)
{
	int64_t end = (int64_t) record->start + record->length; /* the first base behind it */

	if (record->length == 0)
		return false;
	return side->from_left
			   ? record->start < side->from && end > side->from && end < side->to
			   : record->start > side->from && record->start < side->to && end >= side->to;
}

/* Does a piece stand where a molecule that ends there has bases of the whole, or behind? */
static bool
is_beside(const Side *side, const AlkresPiece *piece)
{
	return side->start + piece->to > side->from && side->start + piece->from < side->to;
}

/* Is a base the whole's, counted from the side on which the molecules come? */
static bool
is_of_whole(const Side *side, const AlkresPiece *piece)
{
	const AlkresChange *whole = side->whole;
	int64_t at = piece->from - whole->position;

	if (!side->from_left)
		at += (int64_t) whole->alt_length - (int64_t) whole->ref_length;
	return piece->single && piece->known && at >= 0 && at < (int64_t) whole->alt_length &&
		   whole->alt[at] == piece->allele->alt[0];
}

/* The records that end there of the pieces beside the whole that are of it, or not; a molecule
 * once. */
static AlkresRecord *
collect(const AlkresPieces *pieces, const Side *side, bool of_whole, uint32_t *count)
{
	uint32_t room = 1, kept = 0;
	AlkresRecord *records;

	for (uint32_t i = 0; i < pieces->count; i++)
		room += is_beside(side, &pieces->items[i]) ? pieces->items[i].record_count : 0;
	records = alkres_alloc(sizeof(AlkresRecord) * room);
	*count = 0;
	for (uint32_t i = 0; i < pieces->count; i++)
	{
		const AlkresPiece *piece = &pieces->items[i];

		if (!is_beside(side, piece) || is_of_whole(side, piece) != of_whole)
			continue;
		for (uint32_t r = 0; piece->records != NULL && r < piece->record_count; r++)
			if (ends_there(side, &piece->records[r]))
				records[(*count)++] = piece->records[r];
	}
	alkres_records_sort(records, *count);
	for (uint32_t i = 0; i < *count; i++)
		if (kept == 0 || records[kept - 1].molecule != records[i].molecule)
			records[kept++] = records[i];
	*count = kept;
	return records;
}

/* Those of one side that show nothing else there. */
static AlkresRecord *
take_side(const AlkresPieces *pieces, const Side *side, uint32_t most, uint32_t *count)
{
	uint32_t other_count, kept = 0;
	AlkresRecord *records = collect(pieces, side, true, count);
	AlkresRecord *others = collect(pieces, side, false, &other_count);

	for (uint32_t i = 0; i < *count; i++)
		if (!alkres_records_hold(others, other_count, &records[i]))
			records[kept++] = records[i];
	alkres_free(others);
	*count = kept <= most ? kept : 0;
	for (uint32_t i = 0; *count > 0 && i < pieces->count; i++)
		if (pieces->items[i].records != NULL && is_beside(side, &pieces->items[i]))
			alkres_piece_give(&pieces->items[i], records, *count);
	return records;
}

AlkresRecord *
alkres_endings_take(const AlkresPieces *pieces, const AlkresChange *whole, uint32_t most,
					uint32_t *count)
{
	AlkresRecord *records = NULL;

	*count = 0;
	for (int left = 1; left >= 0; left--)
	{
		Side side = side_of(pieces->pileup, whole, left);
		uint32_t more;
		AlkresRecord *taken = take_side(pieces, &side, most, &more);

		records = alkres_realloc(records, sizeof(AlkresRecord) * (*count + more + 1));
		memcpy(records + *count, taken, sizeof(AlkresRecord) * more);
		*count += more;
		alkres_free(taken);
	}
	alkres_records_sort(records, *count);
	return records;
}
