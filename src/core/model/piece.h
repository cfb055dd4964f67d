/*
 * piece.h: alleles of a pileup while they are joined, and the rules of joining: which changes lie
 * so close that they may be one, and which are on the same molecules.
 */
#ifndef ALKRES_CORE_MODEL_PIECE_H
#define ALKRES_CORE_MODEL_PIECE_H

#include "core/pileup/carriers.h"
#include "core/pileup/pileup.h"

/* Bases of an allele made of neighbouring substitutions. */
#define ALKRES_MNV_MAX 8

/* An allele: the molecules that no joined one has taken. */
typedef struct AlkresPiece
{
	const AlkresAllele *allele;
	int from; /* offsets: what it changes, from its first base to before another */
	int to;
	bool single;                 /* a substitution of one base */
	bool known;                  /* all its bases are of ACGT: else it is joined with nothing */
	const AlkresRecord *records; /* sorted by molecule; NULL when the allele has none */
	AlkresRecord *copy;          /* of them, once they are others than the allele's */
	uint32_t record_count;
	uint32_t molecules;
	bool taken;     /* some of its molecules went to a joined allele */
	uint32_t given; /* so many */
} AlkresPiece;

typedef struct AlkresPieces
{
	const AlkresPileup *pileup;
	AlkresPiece *items; /* from left to right */
	uint32_t count;
	bool has_gaps; /* not all are single */
	/* Of those at an edge of the block: the block's, which give what these give, and the offset of
	 * the first base behind it. */
	struct AlkresPieces *block;
	int edge;
} AlkresPieces;

/* The alleles from first to before end, with their records; not those at an unknown
 * reference base. */
extern void alkres_pieces_take(AlkresPieces *pieces, const AlkresPileup *pileup, uint32_t first,
							   uint32_t end);
/*
 * What lies at an edge of the block on both sides, by the same molecules in both blocks: those that
 * beside (pileup.h) has records of, and what has none.  All of a piece's molecules are counted.
 * edge: 0 or ALKRES_BLOCK_SIZE.  Nothing is taken when there is nothing beside it.
 */
extern void alkres_pieces_take_edge(AlkresPieces *pieces, AlkresPieces *block, int edge);
/* What molecules that show nothing of the block's own at its right edge show behind it. */
extern void alkres_pieces_take_behind(AlkresPieces *pieces, const AlkresPileup *pileup);
/* Take from them what the block's pieces have given away meanwhile. */
extern void alkres_pieces_keep_edge(AlkresPieces *pieces);
/* The piece of an allele, NULL when there is none. */
extern AlkresPiece *alkres_piece_of(const AlkresPieces *pieces, const AlkresAllele *allele);
extern void alkres_pieces_free(AlkresPieces *pieces);
/* Take these molecules, sorted, away from a piece that has records. */
extern void alkres_piece_give(AlkresPiece *piece, const AlkresRecord *records, uint32_t count);

/* Are two substitutions of one base, from left to right, neighbours or two apart in one codon of a
 * shipped gene model (core/consequence/classify.h)? */
extern bool alkres_singles_may_join(const AlkresPileup *pileup, const AlkresPiece *a,
									const AlkresPiece *b);

/* The share of its place's molecules that so many are, as the piece counts them: those that have a
 * base there, or span it. */
extern double alkres_piece_share(const AlkresPileup *pileup, const AlkresPiece *piece,
								 uint32_t molecules);

/* Changes of a and of b molecules, of which so many are shared, and of these shares of all. */
typedef struct AlkresSharing
{
	uint32_t shared;
	uint32_t a;
	uint32_t b;
	double a_share;
	double b_share;
} AlkresSharing;

/*
 * Are they one?  At least two molecules are shared, and half of the rarer one's; and that is not
 * what chance does with changes of which one is frequent: its chance is under 1 %, or nine tenths
 * of the more frequent one's are shared.
 */
extern bool alkres_is_shared(const AlkresSharing *sharing);

/*
 * Are two changes one of which one at least is too frequent to have records?  Where their shares
 * agree within a tenth: nearly all their molecules must be the same then, or both would be on every
 * second molecule of a mixture just so.
 */
extern bool alkres_counts_agree(const AlkresPileup *pileup, const AlkresPiece *a,
								const AlkresPiece *b);

#endif
