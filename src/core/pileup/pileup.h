/*
 * pileup.h: what one library shows over one block of the genome: counts of molecules, and every
 * molecule that does not say the reference.  In memory and its stored form (doc/formats.md).
 *
 * Coordinates: positions are 1-based on the plus strand; block b of a contig covers positions
 * b * ALKRES_BLOCK_SIZE + 1 .. (b + 1) * ALKRES_BLOCK_SIZE; an "offset" is position - block start,
 * 0-255. The unit is the molecule (or the read, when the flag says so); both mates of a fragment
 * are one molecule.
 */
#ifndef ALKRES_CORE_PILEUP_PILEUP_H
#define ALKRES_CORE_PILEUP_PILEUP_H

#include "core/variant/contig.h"

#define ALKRES_BLOCK_SIZE 256
#define ALKRES_HALO 32 /* reference bases kept on either side of the block */

/* How a molecule was seen at a position: its error rate depends on it (doc/molecules.md). */
enum
{
	ALKRES_CLASS_SINGLE = 0,        /* one read covers the position */
	ALKRES_CLASS_MATES = 1,         /* both mates cover it and agree */
	ALKRES_CLASS_SIMPLEX = 2,       /* two or three fragments of one strand agree */
	ALKRES_CLASS_LARGE_SIMPLEX = 3, /* four or more */
	ALKRES_CLASS_DUPLEX = 4,        /* both strands agree */
	ALKRES_CLASSES = 5
};
/* Strand of origin: read 1 forward is F1R2, read 1 reverse F2R1. */
enum
{
	ALKRES_F1R2 = 0,
	ALKRES_F2R1 = 1,
	ALKRES_ORIENTATION_UNKNOWN = 2, /* single-end, or both strands of a duplex */
	ALKRES_ORIENTATIONS = 3
};
/* Phred quality of the molecule's base: 10-19, 20-29, 30-36, 37 and above. */
#define ALKRES_QUALITY_BINS 4
#define ALKRES_QUALITY_BIN_1 20
#define ALKRES_QUALITY_BIN_2 30
#define ALKRES_QUALITY_BIN_3 37
#define ALKRES_CELLS (ALKRES_CLASSES * ALKRES_ORIENTATIONS * ALKRES_QUALITY_BINS)

static inline int
alkres_quality_bin(int quality)
{
	return (quality >= ALKRES_QUALITY_BIN_1) + (quality >= ALKRES_QUALITY_BIN_2) +
		   (quality >= ALKRES_QUALITY_BIN_3);
}

static inline int
alkres_cell(int class_code, int orientation, int quality_bin)
{
	return (class_code * ALKRES_ORIENTATIONS + orientation) * ALKRES_QUALITY_BINS + quality_bin;
}

#define ALKRES_CELL_CLASS(cell) ((cell) / (ALKRES_ORIENTATIONS * ALKRES_QUALITY_BINS))
#define ALKRES_CELL_ORIENTATION(cell) ((cell) / ALKRES_QUALITY_BINS % ALKRES_ORIENTATIONS)
#define ALKRES_CELL_QUALITY_BIN(cell) ((cell) % ALKRES_QUALITY_BINS)

/* Flags of a pileup. */
#define ALKRES_PILEUP_READS 1u /* the unit is the read, for comparison with other tools */
#define ALKRES_PILEUP_MOLECULES_UNKNOWN 2u /* amplicons without UMIs: reads stand for molecules */
#define ALKRES_PILEUP_HAS_DESIGN 4u        /* covered[] says what the panel aims at */
/* What molecules carry beyond that edge of the block is known: it stands in beside, or is
 * nothing. */
#define ALKRES_PILEUP_KNOWS_BEFORE 8u
#define ALKRES_PILEUP_KNOWS_BEHIND 16u

/* Does a molecule belong where it lies?  By the largest difference of the tags AS and XS among its
 * reads: how much better it fits here than at the next best place. */
enum
{
	ALKRES_GAP_UNKNOWN = 0, /* no read has both tags */
	ALKRES_GAP_TIE = 1,     /* at most 5 */
	ALKRES_GAP_NEAR = 2,    /* under 20 */
	ALKRES_GAP_CLEAR = 3,
	ALKRES_GAPS = 4
};
/* A lower MAPQ is low. */
#define ALKRES_LOW_MAPQ 20
#define ALKRES_GAP_TIE_MAX 5
#define ALKRES_GAP_CLEAR_MIN 20
/* Differences of a molecule from the reference: 0 to 14, 15 and more. */
#define ALKRES_DIFFERENCES 16
/* A soft clip of at least so many bases, whose first is at most so many bases away, is beside. */
#define ALKRES_CLIP_BESIDE_MIN 5
#define ALKRES_CLIP_BESIDE 10
/* Molecules with a clip beside are counted for so many positions together. */
#define ALKRES_CLIPPED_STEP 8
#define ALKRES_CLIPPED_STEPS (ALKRES_BLOCK_SIZE / ALKRES_CLIPPED_STEP)

static inline int
alkres_gap_class(int64_t gap)
{
	return gap <= ALKRES_GAP_TIE_MAX    ? ALKRES_GAP_TIE
		   : gap < ALKRES_GAP_CLEAR_MIN ? ALKRES_GAP_NEAR
										: ALKRES_GAP_CLEAR;
}

/* One molecule that carries an allele. */
typedef struct AlkresRecord
{
	uint64_t molecule;     /* number unique in the library: the same in every block, for phasing */
	uint32_t start;        /* leftmost position of the fragment, 1-based */
	uint32_t length;       /* fragment length in bases, 0 when unknown */
	uint16_t end_distance; /* bases from the allele to the nearer end of the fragment */
	uint8_t cell;
	uint8_t quality;   /* Phred of the molecule's base; for an indel the least of its neighbours */
	uint8_t mapq;      /* the higher of the mates' */
	bool reverse;      /* strand of the read that said it (the better one when both did) */
	uint16_t family_a; /* fragments of the molecule, orientation F1R2 or unknown */
	uint16_t family_b; /* F2R1 */
	/* What tells whether it says what is there; 0 and false in what was stored without. */
	bool both;           /* reads of both directions say it */
	bool clipped;        /* a read that lies over it has a clip beside */
	uint8_t gap;         /* ALKRES_GAP_*, of the molecule */
	uint8_t differences; /* of the molecule, this allele among them; ALKRES_DIFFERENCES - 1: or
						  * more */
} AlkresRecord;

/* The same, counted. */
typedef struct AlkresMarks
{
	uint32_t forward; /* molecules that forward reads alone say */
	uint32_t reverse;
	uint32_t clipped;
	uint32_t places[ALKRES_GAPS][ALKRES_DIFFERENCES];
} AlkresMarks;

/* At most so many records an allele: above it, counts and sums only. */
#define ALKRES_RECORDS_MAX 256

/* One non-reference allele: an SNV, or an indel left-aligned with its anchor base, as in VCF. */
typedef struct AlkresAllele
{
	int16_t offset;               /* of the first base of ref */
	char *ref;                    /* terminated */
	char *alt;                    /* terminated */
	uint32_t cells[ALKRES_CELLS]; /* molecules with the allele */
	uint32_t molecules;           /* sum of cells */
	uint32_t reverse;             /* of them, said by a reverse read */
	uint32_t low_mapq;            /* of them, MAPQ under 20 */
	uint32_t unique_fragments;    /* distinct (start, length) */
	uint64_t sum_quality;
	uint64_t sum_mapq;
	uint64_t sum_end_distance;
	uint64_t sum_length;
	AlkresRecord *records; /* in file order; NULL above ALKRES_RECORDS_MAX, or where ref is N */
	uint32_t record_count; /* molecules, or 0 */
	AlkresMarks *marks;    /* of an allele without records; NULL: not known */
	uint32_t depth;        /* of one beside the block: alkres_allele_depth there; else unused */
	/* While a file is read: of all its molecules, however many, sorted by them; else NULL. */
	const AlkresRecord *every;
} AlkresAllele;

/* Two alleles of which one at least is too frequent to have records: on how many molecules both
 * are, and on how many that reach over both places only one (pairs.h). */
typedef struct AlkresPair
{
	bool before;    /* the first one lies in the block before */
	uint32_t first; /* indexes in the alleles of their blocks */
	uint32_t second;
	uint32_t both;
	uint32_t first_only;
	uint32_t second_only;
} AlkresPair;

/* Why reads or bases were not counted, per block (a read counts in the block of its start). */
enum
{
	ALKRES_DROPPED_SECONDARY,
	ALKRES_DROPPED_SUPPLEMENTARY,
	ALKRES_DROPPED_QC_FAIL,
	ALKRES_DROPPED_DUPLICATE,
	ALKRES_DROPPED_MAPQ,         /* MAPQ under the least asked for */
	ALKRES_DROPPED_BASE_QUALITY, /* bases */
	ALKRES_DROPPED_DISCORDANT,   /* bases: mates disagree */
	ALKRES_DROPPED_AMBIGUOUS,    /* bases: N */
	ALKRES_DROPPED_INDEL_EDGE, /* indels whose molecule does not span their place (see spanning) */
	ALKRES_DROPPED_CLIP,       /* molecules of clip piles beyond ALKRES_CLIPS_MAX */
	ALKRES_DROPPED_FAR_MATE,   /* molecules of far mates beyond ALKRES_FAR_MATES_MAX */
	ALKRES_DROPPED_KINDS
};
/* Fragment lengths by 10: 1-10, 11-20, ... , last bin 631 and above. */
#define ALKRES_LENGTH_BINS 64
/* Molecules by number of fragments: 1, 2, ... , last bin 32 and more. */
#define ALKRES_FAMILY_BINS 32
#define ALKRES_CLIP_TAIL 32 /* bases of a clip that are kept */
#define ALKRES_CLIP_MIN 12  /* bases of a clip that counts */
/* So many of each are kept a block, those with the most molecules. */
#define ALKRES_CLIPS_MAX 32
#define ALKRES_FAR_MATES_MAX 32
/* The highest number of a block. */
#define ALKRES_BLOCK_LAST ((ALKRES_POSITION_MAX - 1) / ALKRES_BLOCK_SIZE)

/* Molecules whose alignment ends in a soft clip at one position. */
typedef struct AlkresClip
{
	uint16_t offset; /* of the last aligned base */
	bool left;       /* the clipped bases lie on the left of it, otherwise on the right */
	uint32_t molecules;
	uint32_t shared_molecules; /* of them, those that a far mate or another clip shows too */
	uint64_t sum_mapq;
	/* Consensus of the clipped bases, in genome order, N where undecided, terminated; the end next
	 * to the aligned base is the right one when left, the left one otherwise. */
	char tail[ALKRES_CLIP_TAIL + 1];
} AlkresClip;

/* Molecules with a read in this block whose mate lies far away or on another contig. */
typedef struct AlkresFarMate
{
	AlkresContig contig; /* of the mate */
	uint32_t block;      /* of the mate */
	bool reverse;        /* strand of the read here */
	bool mate_reverse;
	uint32_t molecules;
	uint64_t sum_mapq;
} AlkresFarMate;

/* Sums over the reference bases of molecules in the block, for comparison with an allele's. */
typedef struct AlkresReferenceSums
{
	uint64_t bases;
	uint64_t end_distance;
	uint64_t end_distance_squared;
	uint64_t mapq;
	uint64_t length; /* of fragments of known length */
	uint64_t length_squared;
	uint64_t known_lengths;
} AlkresReferenceSums;

typedef struct AlkresPileup
{
	AlkresContig contig;
	uint32_t block;
	uint32_t flags;
	uint8_t min_base_quality;
	uint8_t min_mapq;
	/* [ALKRES_HALO + offset]; N where unknown */
	char reference[ALKRES_BLOCK_SIZE + 2 * ALKRES_HALO];
	/* 1: that base was not known when the block was read (told.h); never stored */
	uint8_t told[ALKRES_BLOCK_SIZE + 2 * ALKRES_HALO];
	/* 1: in the panel's design */
	uint8_t covered[ALKRES_BLOCK_SIZE];
	/* Molecules with a base there, reference included. */
	uint32_t cells[ALKRES_BLOCK_SIZE][ALKRES_CELLS];
	/* Molecules that could show an indel anchored here: aligned from offset - 5 to offset + 10. */
	uint32_t spanning[ALKRES_BLOCK_SIZE][ALKRES_ORIENTATIONS];
	/* Reads over the position before any filter but unmapped. */
	uint32_t raw_depth[ALKRES_BLOCK_SIZE];
	/* Molecules with the position deleted, and those whose mates disagree there: not in cells. */
	uint32_t deleted[ALKRES_BLOCK_SIZE];
	uint32_t discordant[ALKRES_BLOCK_SIZE];
	/* Molecules over which forward reads alone lie, and reverse ones: of 5 significant bits. */
	uint32_t directions[ALKRES_BLOCK_SIZE][2];
	/* Molecules with a clip beside, summed over ALKRES_CLIPPED_STEP positions. */
	uint32_t clipped[ALKRES_CLIPPED_STEPS];
	/* Molecules that touch the block, by gap and differences; all 0: not known, nor is clipped. */
	uint32_t places[ALKRES_GAPS][ALKRES_DIFFERENCES];
	uint64_t dropped[ALKRES_DROPPED_KINDS];
	uint32_t lengths[ALKRES_LENGTH_BINS];  /* fragments that start in the block, by length */
	uint32_t families[ALKRES_FAMILY_BINS]; /* molecules that start in the block, by fragments */
	uint32_t duplexes;                     /* of them, with fragments of both strands */
	AlkresReferenceSums reference_sums;
	AlkresClip *clips; /* ordered by offset, left before right */
	uint32_t clip_count;
	AlkresFarMate *far_mates; /* ordered by contig, block, strands */
	uint32_t far_mate_count;
	AlkresAllele *alleles; /* ordered by offset, ref, alt */
	uint32_t allele_count;
	/* Alleles of the neighbouring blocks that may be one with some of this block (beside.h),
	 * ordered likewise; offsets below 0, or from ALKRES_BLOCK_SIZE on.  Of an allele's molecules
	 * all are counted, and those have records that carry something on this side of the edge, too;
	 * its sums are nothing. */
	AlkresAllele *beside;
	uint32_t beside_count;
	AlkresPair *pairs; /* ordered: those with the block before first, by second, first */
	uint32_t pair_count;
} AlkresPileup;

/* Mark the offsets at which an allele other than a single base is anchored. */
extern void alkres_pileup_anchors(const AlkresPileup *pileup, bool anchors[ALKRES_BLOCK_SIZE]);
/* The order of alleles: offset, reference, alternative. */
extern int alkres_allele_compare(const AlkresAllele *a, const AlkresAllele *b);
/* The order of far mates: contig (by its stored bytes), block, strand here, strand of the mate. */
extern int alkres_far_mate_compare(const AlkresFarMate *a, const AlkresFarMate *b);

/* An empty pileup over a block, all N, nothing covered; from alkres_alloc. */
extern AlkresPileup *alkres_pileup_new(const AlkresContig *contig, uint32_t block);
extern void alkres_pileup_free(AlkresPileup *pileup);
/* Forget the pairs, where the alleles become others. */
extern void alkres_pairs_forget(AlkresPileup *pileup);
/* Free a list of alleles and what they hold. */
extern void alkres_alleles_free(AlkresAllele *alleles, uint32_t count);

/* The block of a position, 1-based. */
static inline uint32_t
alkres_block_of(uint32_t position)
{
	return (position - 1) / ALKRES_BLOCK_SIZE;
}

/* 1-based position of the block's first base. */
static inline uint32_t
alkres_pileup_start(const AlkresPileup *pileup)
{
	return pileup->block * ALKRES_BLOCK_SIZE + 1;
}

/* The reference base at an offset, which may lie in the halo; 0 where it is not known.  An
 * AlkresKnownBase (core/variant/change.h). */
extern char alkres_pileup_known_base(const void *pileup, int64_t offset);

/* Is an allele another base in place of one? */
static inline bool
alkres_allele_is_single(const AlkresAllele *allele)
{
	return allele->ref[1] == '\0' && allele->alt[1] == '\0';
}

/* Molecules at an offset: sum over cells. */
extern uint32_t alkres_pileup_depth(const AlkresPileup *pileup, int offset);
/* What an allele's molecules are counted among: those with a base there, or, of an insertion,
 * deletion or replacement, those that span it. */
extern uint32_t alkres_allele_depth(const AlkresPileup *pileup, const AlkresAllele *allele);

/* The block's alleles, then those beside it. */
static inline uint32_t
alkres_pileup_allele_count(const AlkresPileup *pileup)
{
	return pileup->allele_count + pileup->beside_count;
}

static inline AlkresAllele *
alkres_pileup_allele(const AlkresPileup *pileup, uint32_t number)
{
	return number < pileup->allele_count ? &pileup->alleles[number]
										 : &pileup->beside[number - pileup->allele_count];
}

/* The allele at an offset, of the block or beside it; NULL when no molecule has it. */
extern const AlkresAllele *alkres_pileup_find(const AlkresPileup *pileup, int offset,
											  const char *ref, size_t ref_length, const char *alt,
											  size_t alt_length);

/*
 * Make round numbers (7 significant bits: 1 in 64) of what need not be exact, before a pileup is
 * stored: raw depths to the nearest, spanning molecules down where no indel is anchored, those of
 * one direction to 5 bits.  Exact, they are a quarter of the stored form, all noise.
 */
extern void alkres_pileup_round(AlkresPileup *pileup);

/* The greatest number of 5 significant bits that is not above a count. */
extern uint32_t alkres_direction_round(uint32_t count);

/* Count a record's marks. */
extern void alkres_marks_add(AlkresMarks *marks, const AlkresRecord *record);
/* Add those of other molecules. */
extern void alkres_marks_join(AlkresMarks *marks, const AlkresMarks *more);
/* Those of all molecules of an allele, by its records or as they are kept; false when they are not
 * known. */
extern bool alkres_allele_marks(const AlkresPileup *pileup, const AlkresAllele *allele,
								AlkresMarks *marks);
/* Does the pileup know of its molecules whether they belong where they lie? */
extern bool alkres_places_known(const AlkresPileup *pileup);

/* Add a molecule to cells, molecules, reverse, low_mapq and the sums of an allele. */
extern void alkres_allele_add(AlkresAllele *allele, const AlkresRecord *record);
/* Does a molecule's fragment reach over both positions? */
static inline bool
alkres_record_reaches(const AlkresRecord *record, uint32_t from, uint32_t to)
{
	return record->length > 0 && record->start <= from &&
		   (uint64_t) record->start + record->length > to;
}

/* What tells fragments apart, and how many different ones there are. */
extern uint64_t alkres_record_fragment(const AlkresRecord *record);
extern uint32_t alkres_unique_fragments(const uint64_t *fragments, uint32_t count);
/* Fill all of these and unique_fragments from the records. */
extern void alkres_allele_summarize(AlkresAllele *allele, const AlkresRecord *records,
									uint32_t record_count);

/*
 * The stored form without the varlena header, from alkres_alloc; *length its size.  The same pileup
 * gives the same bytes.  Of an allele with records only the records are kept: the rest follows from
 * them.
 */
extern uint8_t *alkres_pileup_encode(const AlkresPileup *pileup, size_t *length);
/* Decode and validate what is said; NULL with *error (22P03) for broken bytes.  For stored
 * values. */
extern AlkresPileup *alkres_pileup_decode(const uint8_t *bytes, size_t length, AlkresError *error);
/* The same, but what no caller looks at is passed over and stays zero: raw depths, deleted
 * molecules, lengths, families, sums, clips, far mates, and the family sizes of records. */
extern AlkresPileup *alkres_pileup_decode_for_calls(const uint8_t *bytes, size_t length,
													AlkresError *error);
/* Reference, design, spanning molecules (round numbers), lengths, clips and far mates only. */
extern AlkresPileup *alkres_pileup_decode_for_junctions(const uint8_t *bytes, size_t length,
														AlkresError *error);
/* As alkres_pileup_decode, and NULL for bytes that encode cannot have made.  For bytes from
 * outside. */
extern AlkresPileup *alkres_pileup_decode_strict(const uint8_t *bytes, size_t length,
												 AlkresError *error);

#endif
