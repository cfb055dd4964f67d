/* piece.c: alleles while they are joined, and the rules of joining. */
#include "core/model/piece.h"

#include <math.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/consequence/classify.h"
#include "core/mutation/path.h"
#include "core/statistics/binomial.h"

/* A chance under this is none. */
#define BY_CHANCE 0.01

static bool
is_known(const char *bases)
{
	return strspn(bases, "ACGT") == strlen(bases);
}

static void
set_piece(AlkresPiece *piece, const AlkresAllele *allele)
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
	if (allele->records == NULL)
		return;
	piece->record_count = allele->record_count;
	piece->records = alkres_alloc(sizeof(AlkresRecord) * allele->record_count);
	memcpy(piece->records, allele->records, sizeof(AlkresRecord) * allele->record_count);
	alkres_records_sort(piece->records, piece->record_count);
}

void
alkres_pieces_take(AlkresPieces *pieces, const AlkresPileup *pileup, uint32_t first, uint32_t end)
{
	pieces->pileup = pileup;
	pieces->items = alkres_alloc(sizeof(AlkresPiece) * (end - first + 1));
	pieces->count = 0;
	pieces->has_gaps = false;
	for (uint32_t i = first; i < end; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];
		uint32_t at = pieces->count;
		AlkresPiece piece;

		if (allele->molecules == 0 || allele->ref[0] == 'N')
			continue;
		set_piece(&piece, allele);
		pieces->has_gaps |= !piece.single;
		/* Alleles are ordered by their first base, which an anchor is, too. */
		for (; at > 0 &&
			   (pieces->items[at - 1].from > piece.from ||
				(pieces->items[at - 1].from == piece.from && pieces->items[at - 1].to > piece.to));
			 at--)
			pieces->items[at] = pieces->items[at - 1];
		pieces->items[at] = piece;
		pieces->count++;
	}
}

void
alkres_pieces_free(AlkresPieces *pieces)
{
	for (uint32_t i = 0; i < pieces->count; i++)
		alkres_free(pieces->items[i].records);
	alkres_free(pieces->items);
}

void
alkres_piece_give(AlkresPiece *piece, const AlkresRecord *records, uint32_t count)
{
	uint32_t kept = 0;

	for (uint32_t i = 0, j = 0; i < piece->record_count; i++)
	{
		while (j < count && records[j].molecule < piece->records[i].molecule)
			j++;
		if (j == count || records[j].molecule != piece->records[i].molecule)
			piece->records[kept++] = piece->records[i];
	}
	piece->record_count = piece->molecules = kept;
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

/* The molecules that a piece's are a part of. */
static double
depth_of(const AlkresPileup *pileup, const AlkresPiece *piece)
{
	int offset = piece->allele->offset;
	double spanning = 0;

	if (piece->single)
		return alkres_pileup_depth(pileup, offset);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		spanning += pileup->spanning[offset][g];
	return spanning;
}

double
alkres_piece_share(const AlkresPileup *pileup, const AlkresPiece *piece, uint32_t molecules)
{
	double depth = depth_of(pileup, piece);

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
	double shares[2], depths[2] = {depth_of(pileup, a), depth_of(pileup, b)};

	if ((a->records != NULL && b->records != NULL) || a->taken || b->taken || !told_by_counts(a) ||
		!told_by_counts(b))
		return false;
	/* Compared as products: a tenth is a tenth. */
	shares[0] = a->molecules * depths[1];
	shares[1] = b->molecules * depths[0];
	return 10 * fabs(shares[0] - shares[1]) <= fmax(shares[0], shares[1]);
}
