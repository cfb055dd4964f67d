/*
 * guessed.h: the molecules of one block under way that say what stands for an unknown reference
 * (ingest/reference/pages.h): nearly all of them.
 *
 * They are counted among the block's cells as those that say the reference are, row by row.  What
 * is stored of them, since they carry an allele, is summed here and becomes that of the allele when
 * the block is finished.
 */
#ifndef ALKRES_INGEST_COUNT_GUESSED_H
#define ALKRES_INGEST_COUNT_GUESSED_H

#include "ingest/count/block_alleles.h"
#include "ingest/read/wide.h"

typedef struct AlkresGuessed AlkresGuessed;

/* Of a molecule what is the same wherever it speaks. */
typedef struct AlkresSpeaker
{
	uint32_t start;
	uint32_t length; /* 0: unknown */
	/* Its ends, or those of what is aligned. */
	uint32_t first;
	uint32_t last;
	uint8_t mapq;
	bool takes_reverse; /* when reads of both directions say something equally well */
} AlkresSpeaker;

/* How far a position is from the nearer end, from first to last; 0 beyond them. */
static inline uint16_t
alkres_end_distance(uint32_t first, uint32_t last, uint32_t position)
{
	uint32_t least;

	if (position < first || position > last)
		return 0;
	least = Min(position - first, last - position);
	return (uint16_t) Min(least, UINT16_MAX);
}

/* What a molecule says over a block, at each offset. */
typedef struct AlkresGuesses
{
	uint8_t codes[ALKRES_BLOCK_SIZE + 2 * ALKRES_WIDE];   /* quality + 1; 0: not the guess */
	uint8_t reverse[ALKRES_BLOCK_SIZE + 2 * ALKRES_WIDE]; /* 0xff: said by a reverse read */
} AlkresGuesses;

/* In that context, of a block with those alleles. */
extern AlkresGuessed *alkres_guessed_new(MemoryContext memory, AlkresBlockAlleles *alleles);

/* 0xff at those of sixteen offsets whose base is not known. */
static inline AlkresWide
alkres_guessed_unknown(const char *bases, int at)
{
	return (AlkresWide) (alkres_wide_load(bases + at) == 'N');
}

/*
 * Where reads of both directions say it equally well, choose one, but for class mates (as
 * alkres_molecule_add_allele).  places: what it is counted as, at the offsets first to last.
 */
extern void alkres_guessed_choose(const AlkresSpeaker *speaker, const uint8_t *places,
								  const uint8_t *tied, int first, int last, uint8_t *reverse);
/* Add what a molecule says of guesses at the offsets first to last of the block at start. */
extern void alkres_guessed_add(AlkresGuessed *guessed, const AlkresSpeaker *speaker, uint32_t start,
							   const AlkresGuesses *guesses, int first, int last);
/* A molecule of a cell says ALKRES_BASE_SAME at an offset, which is no allele. */
extern void alkres_guessed_same(AlkresGuessed *guessed, int offset, int cell);
/* Make alleles of it; the cells of the pileup are filled in.  letters: the guesses; bases: N where
 * they are. */
extern void alkres_guessed_finish(AlkresGuessed *guessed, const char *letters, const char *bases,
								  const AlkresPileup *pileup);

#endif
