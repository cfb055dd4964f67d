/*
 * format.h: what encoder and decoder of the pileup's stored form share (doc/formats.md,
 * "pileup").
 */
#ifndef ALKRES_CORE_PILEUP_FORMAT_H
#define ALKRES_CORE_PILEUP_FORMAT_H

#include "core/base/nucleotide.h"
#include "core/pileup/pileup.h"
#include "core/pileup/bits.h"

#define ALKRES_PILEUP_VERSION 1
#define ALKRES_PILEUP_FLAGS                                                             \
	(ALKRES_PILEUP_READS | ALKRES_PILEUP_MOLECULES_UNKNOWN | ALKRES_PILEUP_HAS_DESIGN | \
	 ALKRES_PILEUP_KNOWS_BEFORE | ALKRES_PILEUP_KNOWS_BEHIND)

/* Sections, in the order they stand; an empty one is left out. */
enum
{
	ALKRES_SECTION_REFERENCE = 1,
	ALKRES_SECTION_DESIGN = 2,
	ALKRES_SECTION_CELLS = 3,
	ALKRES_SECTION_SPANNING = 4,
	ALKRES_SECTION_RAW_DEPTH = 5,
	ALKRES_SECTION_DELETED = 6,
	ALKRES_SECTION_DISCORDANT = 7,
	ALKRES_SECTION_DROPPED = 8,
	ALKRES_SECTION_LENGTHS = 9,
	ALKRES_SECTION_FRAGMENTS = 10,
	ALKRES_SECTION_ALLELES = 11,
	ALKRES_SECTION_FAMILY_SIZES = 12,
	ALKRES_SECTION_FAMILIES = 13,
	ALKRES_SECTION_REFERENCE_SUMS = 14,
	ALKRES_SECTION_CLIPS = 15,
	ALKRES_SECTION_FAR_MATES = 16,
	ALKRES_SECTION_SPANNING_REST = 17,
	ALKRES_SECTION_DIRECTIONS = 18,
	ALKRES_SECTION_MARKS = 19,
	ALKRES_SECTION_PLACES = 20,
	ALKRES_SECTION_FREQUENT_MARKS = 21,
	ALKRES_SECTION_CLIPS_SHARED = 22,
	ALKRES_SECTION_BESIDE = 23,
	ALKRES_SECTION_PAIRS = 24,
	ALKRES_SECTION_LAST = ALKRES_SECTION_PAIRS
};

/* How a column of counts is written: low 2 bits of its first byte; the others hold the Rice
 * parameter. */
enum
{
	ALKRES_COLUMN_DELTA = 0,  /* Rice codes of zigzag differences to the value before */
	ALKRES_COLUMN_VALUE = 1,  /* Rice codes of the values */
	ALKRES_COLUMN_SPARSE = 2, /* number of non-zero values, then gap, value - 1 of each, varints */
	ALKRES_COLUMN_ROUND = 3,  /* as DELTA, of the values' places among the round numbers */
};
#define ALKRES_RICE_PARAMETER_MAX 31
/* Round numbers have so many significant bits at most (pileup.h, alkres_pileup_round). */
#define ALKRES_ROUND_BITS 7

/* The place of a round number among them, 0 for 0. */
static inline uint32_t
alkres_round_place(uint32_t value)
{
	uint32_t shift = 0;

	while (value >> shift >> ALKRES_ROUND_BITS != 0)
		shift++;
	return (shift << (ALKRES_ROUND_BITS - 1)) + (value >> shift);
}

/* The round number at a place; above 2^32 - 1 from the place ALKRES_ROUND_PLACES on. */
#define ALKRES_ROUND_PLACES ((33 - ALKRES_ROUND_BITS + 1) << (ALKRES_ROUND_BITS - 1))
static inline uint32_t
alkres_round_number(uint32_t place)
{
	uint32_t half = 1u << (ALKRES_ROUND_BITS - 1);

	if (place < 2 * half)
		return place;
	return (half + place % half) << (place / half - 1);
}

/* The greatest round number that is not above the value. */
static inline uint32_t
alkres_round_down(uint32_t value)
{
	return alkres_round_number(alkres_round_place(value));
}

/* The same of numbers of so many significant bits, as the directions are. */
#define ALKRES_DIRECTION_BITS 5

static inline uint32_t
alkres_direction_place(uint32_t value)
{
	uint32_t shift = 0;

	while (value >> shift >> ALKRES_DIRECTION_BITS != 0)
		shift++;
	return (shift << (ALKRES_DIRECTION_BITS - 1)) + (value >> shift);
}

/* Above 2^31 - 1 from the place ALKRES_DIRECTION_PLACES on. */
#define ALKRES_DIRECTION_PLACES ((32 - ALKRES_DIRECTION_BITS + 1) << (ALKRES_DIRECTION_BITS - 1))
static inline uint32_t
alkres_direction_number(uint32_t place)
{
	uint32_t half = 1u << (ALKRES_DIRECTION_BITS - 1);

	if (place < 2 * half)
		return place;
	return (half + place % half) << (place / half - 1);
}

/* A quotient of so many ones is an escape: the code follows in so many bits. */
#define ALKRES_RICE_ESCAPE 20
#define ALKRES_RICE_ESCAPE_BITS 64

/* In place of the code of a single alternative base: both sequences follow as texts. */
#define ALKRES_ALLELE_TEXT 0xFF

/* The byte of a record that holds its cell. */
#define ALKRES_RECORD_REVERSE 0x80
#define ALKRES_RECORD_END_DISTANCE 0x40 /* stands in the record: not what start and length say */

/* The byte of far mates that holds strands, and whether the mate's contig follows: it does where
 * it is another one than before. */
#define ALKRES_FAR_MATE_REVERSE 1
#define ALKRES_FAR_MATE_MATE_REVERSE 2
#define ALKRES_FAR_MATE_CONTIG 4

/* The family sizes of a molecule that is one fragment: they are not written where all molecules
 * have those that the cell of their first record implies. */
static inline bool
alkres_implies_strand_b(int cell)
{
	return ALKRES_CELL_ORIENTATION(cell) == ALKRES_F2R1;
}

/* What the records of one molecule have in common. */
typedef struct AlkresFragmentKey
{
	uint64_t molecule;
	uint32_t start;
	uint32_t length;
	uint8_t mapq;
	uint16_t family[2]; /* sizes of strand a and b */
	uint8_t gap;
	uint8_t differences;
} AlkresFragmentKey;

/* All records of a pileup, one allele after the other (alkres_pileup_allele), and their distinct
 * fragments in order. */
typedef struct AlkresFragmentTable
{
	size_t record_count;
	uint32_t *fragment_of; /* index of each record's fragment */
	size_t count;
	AlkresFragmentKey *fragments;
} AlkresFragmentTable;

static inline size_t
alkres_count_records(const AlkresAllele *alleles, uint32_t count)
{
	size_t records = 0;

	for (uint32_t i = 0; i < count; i++)
		records += alleles[i].record_count;
	return records;
}

/* pileup/encode_alleles.c */
extern void alkres_put_fragments(AlkresWriter *writer, const AlkresPileup *pileup,
								 const AlkresFragmentTable *table);
extern void alkres_put_alleles(AlkresWriter *writer, const AlkresPileup *pileup,
							   const AlkresFragmentTable *table);
extern void alkres_put_family_sizes(AlkresWriter *writer, const AlkresPileup *pileup,
									const AlkresFragmentTable *table);
extern void alkres_put_beside(AlkresWriter *writer, const AlkresPileup *pileup,
							  const AlkresFragmentTable *table);
extern AlkresFragmentTable alkres_fragment_table(const AlkresPileup *pileup);

/* pileup/decode_alleles.c */
extern void alkres_get_fragments(AlkresReader *reader, const AlkresPileup *pileup,
								 AlkresFragmentTable *table);
extern void alkres_get_alleles(AlkresReader *reader, AlkresPileup *pileup,
							   AlkresFragmentTable *table);
extern void alkres_get_beside(AlkresReader *reader, AlkresPileup *pileup,
							  AlkresFragmentTable *table);
/* Those that are written; then those of the alleles' records, written or not. */
extern void alkres_get_family_sizes(AlkresReader *reader, AlkresFragmentTable *table);
extern void alkres_give_family_sizes(AlkresPileup *pileup, AlkresFragmentTable *table,
									 bool written);

/* pileup/pairs.c */
extern void alkres_put_pairs(AlkresWriter *writer, const AlkresPileup *pileup);
extern void alkres_get_pairs(AlkresReader *reader, AlkresPileup *pileup);

/* pileup/clips.c */
extern void alkres_put_clips(AlkresWriter *writer, const AlkresPileup *pileup);
extern void alkres_get_clips(AlkresReader *reader, AlkresPileup *pileup);
extern void alkres_put_clips_shared(AlkresWriter *writer, const AlkresPileup *pileup);
extern void alkres_get_clips_shared(AlkresReader *reader, AlkresPileup *pileup);
extern void alkres_put_far_mates(AlkresWriter *writer, const AlkresPileup *pileup);
extern void alkres_get_far_mates(AlkresReader *reader, AlkresPileup *pileup);

/* pileup/marks.c */
extern void alkres_put_directions(AlkresWriter *writer, const AlkresPileup *pileup);
extern void alkres_get_directions(AlkresReader *reader, AlkresPileup *pileup);
extern void alkres_put_marks(AlkresWriter *writer, const AlkresPileup *pileup,
							 const AlkresFragmentTable *table);
extern void alkres_get_marks(AlkresReader *reader, AlkresPileup *pileup,
							 AlkresFragmentTable *table);
/* The marks of a list of alleles' records themselves, and into them, with those of their fragments;
 * first: the number of the first record in the table. */
extern void alkres_put_record_marks(AlkresWriter *writer, const AlkresAllele *alleles,
									uint32_t count);
extern void alkres_get_record_marks(AlkresReader *reader, AlkresAllele *alleles, uint32_t count,
									const AlkresFragmentTable *table, size_t first);
extern void alkres_put_places(AlkresWriter *writer, const AlkresPileup *pileup);
extern void alkres_get_places(AlkresReader *reader, AlkresPileup *pileup);
extern void alkres_put_frequent_marks(AlkresWriter *writer, const AlkresPileup *pileup);
extern void alkres_get_frequent_marks(AlkresReader *reader, AlkresPileup *pileup);

/* The end distance that position, start and length of the fragment imply; 0 when the length is
 * unknown. */
static inline uint16_t
alkres_implied_end_distance(uint32_t position, uint32_t start, uint32_t length)
{
	uint64_t end = (uint64_t) start + length - 1;

	if (length == 0 || position < start || position > end)
		return 0;
	uint64_t left = position - start, right = end - position;
	uint64_t least = left < right ? left : right;
	return least > UINT16_MAX ? UINT16_MAX : (uint16_t) least;
}

#endif
