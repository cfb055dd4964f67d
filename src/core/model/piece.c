/* piece.c: alleles while they are joined, and the rules of joining. */
#include "core/model/piece.h"

#include <math.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/consequence/classify.h"
#include "core/mutation/path.h"
#include "core/pileup/beside.h"
#include "core/statistics/binomial.h"

/* A chance under this is none. */
#define BY_CHANCE 0.01

static bool
is_known(const char *bases)
{
	return strspn(bases, "ACGT") == strlen(bases);
}

/* The piece's records where they may be changed. */
static AlkresRecord *
own_records(AlkresPiece *piece)
{
	if (piece->copy == NULL)
	{
		piece->copy = alkres_alloc(sizeof(AlkresRecord) * (piece->record_count + 1));
		memcpy(piece->copy, piece->records, sizeof(AlkresRecord) * piece->record_count);
		piece->records = piece->copy;
	}
	return piece->copy;
}

static void
set_piece(AlkresPiece *piece, const AlkresAllele *allele, const AlkresRecord *records,
		  uint32_t record_count)
{
	AlkresChange change = alkres_allele_change(allele);
	AlkresExtent extent = alkres_change_extent(&change);

	memset(piece, 0, sizeof(*piece));
	piece->allele = allele;
	piece->from = (int) extent.from;
	piece->to = (int) extent.to;
	piece->single = change.ref_length == 1 && change.alt_length == 1;
	piece->known = is_known(allele->ref) && is_known(allele->alt);
	piece->molecules = allele->molecules;
	piece->records = records;
	piece->record_count = records == NULL ? 0 : record_count;
	for (uint32_t i = 1; i < piece->record_count; i++)
		if (records[i - 1].molecule > records[i].molecule)
		{
			alkres_records_sort(own_records(piece), record_count);
			break;
		}
}

/* One more, in its place from left to right; of it these records, which live as long. */
static AlkresPiece *
add_piece(AlkresPieces *pieces, const AlkresAllele *allele, const AlkresRecord *records,
		  uint32_t record_count)
{
	uint32_t at = pieces->count++;
	AlkresPiece piece;

	set_piece(&piece, allele, records, record_count);
	pieces->has_gaps |= !piece.single;
	/* Alleles are ordered by their first base, which an anchor is, too. */
	for (; at > 0 &&
		   (pieces->items[at - 1].from > piece.from ||
			(pieces->items[at - 1].from == piece.from && pieces->items[at - 1].to > piece.to));
		 at--)
		pieces->items[at] = pieces->items[at - 1];
	pieces->items[at] = piece;
	return &pieces->items[at];
}

static void
start(AlkresPieces *pieces, const AlkresPileup *pileup, size_t room)
{
	memset(pieces, 0, sizeof(*pieces));
	pieces->pileup = pileup;
	pieces->items = alkres_alloc(sizeof(AlkresPiece) * (room + 1));
}

void
alkres_pieces_take(AlkresPieces *pieces, const AlkresPileup *pileup, uint32_t first, uint32_t end)
{
	start(pieces, pileup, end - first);
	for (uint32_t i = first; i < end; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];

		if (allele->molecules > 0 && allele->ref[0] != 'N')
			add_piece(pieces, allele, allele->records, allele->record_count);
	}
}

/* Of the records beside an edge all, sorted by molecule; none: NULL. */
static AlkresRecord *
records_beside(const AlkresPileup *pileup, int edge, uint32_t *count)
{
	AlkresRecord *records = NULL;

	*count = 0;
	for (uint32_t i = 0; i < pileup->beside_count; i++)
	{
		const AlkresAllele *allele = &pileup->beside[i];

		if ((allele->offset < 0) != (edge == 0) || allele->record_count == 0)
			continue;
		records = alkres_realloc(records, sizeof(AlkresRecord) * (*count + allele->record_count));
		memcpy(records + *count, allele->records, sizeof(AlkresRecord) * allele->record_count);
		*count += allele->record_count;
	}
	if (*count > 0)
		alkres_records_sort(records, *count);
	return records;
}

/* An allele of the block at the edge, with its records of these molecules. */
static void
add_at_edge(AlkresPieces *pieces, const AlkresAllele *allele, const AlkresRecord *both,
			uint32_t both_count)
{
	AlkresRecord *records = NULL;
	uint32_t kept = 0;

	if (!alkres_is_at_edge(allele, allele->offset - pieces->edge) || allele->molecules == 0)
		return;
	if (allele->records != NULL)
		records = alkres_alloc(sizeof(AlkresRecord) * (allele->record_count + 1));
	for (uint32_t i = 0; i < allele->record_count; i++)
		if (alkres_records_hold(both, both_count, &allele->records[i]))
			records[kept++] = allele->records[i];
	if (records == NULL || kept > 0)
	{
		AlkresPiece *piece = add_piece(pieces, allele, records, kept);

		if (piece->copy != NULL)
			alkres_free(records);
		else
			piece->copy = records;
	}
	else
		alkres_free(records);
}

/* An allele beside the block, with its records of molecules that show nothing of the block's
 * own. */
static void
add_behind(AlkresPieces *pieces, const AlkresAllele *allele)
{
	AlkresRecord *records = alkres_alloc(sizeof(AlkresRecord) * (allele->record_count + 1));
	AlkresPiece *piece;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < allele->record_count; i++)
		if (!alkres_shows_at_edge(pieces->pileup, ALKRES_BLOCK_SIZE, &allele->records[i]))
			records[kept++] = allele->records[i];
	piece = add_piece(pieces, allele, records, kept);
	if (piece->copy != NULL)
		alkres_free(records);
	else
		piece->copy = records;
}

void
alkres_pieces_take_behind(AlkresPieces *pieces, const AlkresPileup *pileup)
{
	start(pieces, pileup, pileup->beside_count);
	for (uint32_t i = 0; i < pileup->beside_count; i++)
		if (pileup->beside[i].offset >= 0 && pileup->beside[i].record_count > 0)
			add_behind(pieces, &pileup->beside[i]);
}

void
alkres_pieces_take_edge(AlkresPieces *pieces, AlkresPieces *block, int edge)
{
	const AlkresPileup *pileup = block->pileup;
	bool any = pileup->beside_count > 0;
	uint32_t both_count;
	AlkresRecord *both = records_beside(pileup, edge, &both_count);

	start(pieces, pileup, any ? (size_t) pileup->allele_count + pileup->beside_count : 0);
	pieces->block = block;
	pieces->edge = edge;
	for (uint32_t i = 0; i < pileup->beside_count; i++)
	{
		const AlkresAllele *allele = &pileup->beside[i];

		/* Others are told of for molecules that end within them. */
		if ((allele->offset < 0) == (edge == 0) &&
			(allele->record_count > 0 || allele->molecules > ALKRES_RECORDS_MAX))
			add_piece(pieces, allele, allele->records, allele->record_count);
	}
	for (uint32_t i = 0; pieces->count > 0 && i < pileup->allele_count; i++)
		add_at_edge(pieces, &pileup->alleles[i], both, both_count);
	alkres_free(both);
}

void
alkres_pieces_keep_edge(AlkresPieces *pieces)
{
	for (uint32_t i = 0; i < pieces->count; i++)
	{
		AlkresPiece *piece = &pieces->items[i];
		const AlkresPiece *of_block = alkres_piece_of(pieces->block, piece->allele);
		uint32_t kept = 0;

		AlkresRecord *records;

		if (of_block == NULL || piece->records == NULL)
			continue;
		records = own_records(piece);
		for (uint32_t r = 0; r < piece->record_count; r++)
			if (alkres_records_hold(of_block->records, of_block->record_count, &records[r]))
				records[kept++] = records[r];
		piece->molecules -= piece->record_count - kept;
		piece->record_count = kept;
		piece->given = of_block->given;
	}
}

AlkresPiece *
alkres_piece_of(const AlkresPieces *pieces, const AlkresAllele *allele)
{
	for (uint32_t i = 0; i < pieces->count; i++)
		if (pieces->items[i].allele == allele)
			return &pieces->items[i];
	return NULL;
}

void
alkres_pieces_free(AlkresPieces *pieces)
{
	for (uint32_t i = 0; i < pieces->count; i++)
		alkres_free(pieces->items[i].copy);
	alkres_free(pieces->items);
}

void
alkres_piece_give(AlkresPiece *piece, const AlkresRecord *records, uint32_t count)
{
	AlkresRecord *own = own_records(piece);
	uint32_t kept = 0;

	for (uint32_t i = 0, j = 0; i < piece->record_count; i++)
	{
		while (j < count && records[j].molecule < own[i].molecule)
			j++;
		if (j == count || records[j].molecule != own[i].molecule)
			own[kept++] = own[i];
	}
	piece->given += piece->record_count - kept;
	piece->molecules -= piece->record_count - kept;
	piece->record_count = kept;
	piece->taken = true;
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

bool
alkres_singles_may_join(const AlkresPileup *pileup, const AlkresPiece *a, const AlkresPiece *b)
{
	int distance = b->from - a->from;

	return distance == 1 || (distance == 2 && same_codon(pileup, a->allele, b->allele));
}

double
alkres_piece_share(const AlkresPileup *pileup, const AlkresPiece *piece, uint32_t molecules)
{
	double depth = alkres_allele_depth(pileup, piece->allele);

	return molecules < depth ? molecules / depth : 1;
}

bool
alkres_is_shared(const AlkresSharing *sharing)
{
	uint64_t shared = sharing->shared, rarer = sharing->a, other = sharing->b;
	double share = sharing->b_share;

	if (sharing->b < sharing->a)
	{
		rarer = sharing->b;
		other = sharing->a;
		share = sharing->a_share;
	}
	return shared >= 2 && 2 * shared >= rarer &&
		   (10 * shared >= 9 * other ||
			alkres_binomial_at_least((double) shared, (double) rarer, share) < BY_CHANCE);
}

/* Does a lack of records say that the allele is frequent?  Of a base that was told (told.h) it does
 * not. */
static bool
told_by_counts(const AlkresPiece *piece)
{
	return piece->records != NULL || piece->molecules > ALKRES_RECORDS_MAX;
}

bool
alkres_counts_agree(const AlkresPileup *pileup, const AlkresPiece *a, const AlkresPiece *b)
{
	double shares[2];
	double depths[2] = {alkres_allele_depth(pileup, a->allele),
						alkres_allele_depth(pileup, b->allele)};

	if ((a->records != NULL && b->records != NULL) || a->taken || b->taken || !told_by_counts(a) ||
		!told_by_counts(b))
		return false;
	/* Compared as products: a tenth is a tenth. */
	shares[0] = a->molecules * depths[1];
	shares[1] = b->molecules * depths[0];
	return 10 * fabs(shares[0] - shares[1]) <= fmax(shares[0], shares[1]);
}
