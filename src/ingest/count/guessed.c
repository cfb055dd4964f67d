/* guessed.c: molecules that say what stands for an unknown reference. */
#include "postgres.h"

#include "core/base/nucleotide.h"
#include "ingest/count/counts.h"
#include "ingest/count/guessed.h"

/*
 * Sums at an offset less those at the one before it: what is the same for a stretch is added at its
 * first offset and taken away behind its last.  The distance to the nearer end of the molecule
 * rises by one a position, then falls: it is the offset times a slope, and more.
 */
typedef struct Step
{
	int64_t mapq;
	int64_t low_mapq;
	int64_t length;
	int64_t distance;
	int64_t slope;
} Step;

struct AlkresGuessed
{
	MemoryContext memory;
	Step steps[ALKRES_BLOCK_SIZE + 1];
	/* Of the rows added since they were moved to codes and reversed: sums of codes in two bytes,
	 * and the rows that are reverse. */
	uint8_t low[ALKRES_BLOCK_SIZE + 2 * ALKRES_WIDE];
	uint8_t high[ALKRES_BLOCK_SIZE + 2 * ALKRES_WIDE];
	uint8_t reverse[ALKRES_BLOCK_SIZE + 2 * ALKRES_WIDE];
	int rows;
	uint64_t codes[ALKRES_BLOCK_SIZE];
	uint32_t reversed[ALKRES_BLOCK_SIZE];
	AlkresBlockAlleles *alleles;
	uint32_t (*same)[ALKRES_CELLS]; /* NULL before the first */
};

AlkresGuessed *
alkres_guessed_new(MemoryContext memory, AlkresBlockAlleles *alleles)
{
	AlkresGuessed *guessed = MemoryContextAllocZero(memory, sizeof(AlkresGuessed));

	guessed->memory = memory;
	guessed->alleles = alleles;
	return guessed;
}

void
alkres_guessed_choose(const AlkresSpeaker *speaker, const uint8_t *places, const uint8_t *tied,
					  int first, int last, uint8_t *reverse)
{
	uint8_t mates_first = ALKRES_CELL_PLACE(alkres_cell(ALKRES_CLASS_MATES, 0, 0));
	uint8_t mates_behind = ALKRES_CELL_PLACE(alkres_cell(ALKRES_CLASS_MATES + 1, 0, 0));
	AlkresWide chosen = {0};

	if (speaker->takes_reverse)
		chosen = ~chosen;
	for (int at = first; at <= last; at += ALKRES_WIDE)
	{
		AlkresWide place = alkres_wide_load(places + at);
		AlkresWide mates =
			(AlkresWide) (place >= mates_first) & (AlkresWide) (place < mates_behind);

		alkres_wide_store(reverse + at, alkres_wide_choose(alkres_wide_load(tied + at) & ~mates,
														   chosen, alkres_wide_load(reverse + at)));
	}
}

/* Move the sums of rows before their bytes are full. */
static void
flush_rows(AlkresGuessed *guessed)
{
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		guessed->codes[i] += guessed->low[i] + ((uint32_t) guessed->high[i] << 8);
		guessed->reversed[i] += guessed->reverse[i];
	}
	memset(guessed->low, 0, sizeof(guessed->low));
	memset(guessed->high, 0, sizeof(guessed->high));
	memset(guessed->reverse, 0, sizeof(guessed->reverse));
	guessed->rows = 0;
}

static void
add_row(AlkresGuessed *guessed, const AlkresGuesses *guesses, int first, int last)
{
	for (int at = first; at <= last; at += ALKRES_WIDE)
	{
		AlkresWide codes = alkres_wide_load(guesses->codes + at);
		AlkresWide low = alkres_wide_load(guessed->low + at) + codes;
		AlkresWide reverse = alkres_wide_load(guesses->reverse + at) & (AlkresWide) (codes != 0);

		/* A comparison is -1 where it is true. */
		alkres_wide_store(guessed->high + at,
						  alkres_wide_load(guessed->high + at) - (AlkresWide) (low < codes));
		alkres_wide_store(guessed->low + at, low);
		alkres_wide_store(guessed->reverse + at, alkres_wide_load(guessed->reverse + at) - reverse);
	}
	if (++guessed->rows == UINT8_MAX)
		flush_rows(guessed);
}

/* A distance that begins at an offset and changes by slope. */
static inline void
add_distance(AlkresGuessed *guessed, int first, int last, int64_t distance, int slope)
{
	guessed->steps[first].distance += distance - (int64_t) slope * first;
	guessed->steps[first].slope += slope;
	guessed->steps[last + 1].distance -= distance - (int64_t) slope * first;
	guessed->steps[last + 1].slope -= slope;
}

static void
add_distances(AlkresGuessed *guessed, const AlkresSpeaker *speaker, uint32_t block, int first,
			  int last)
{
	uint32_t start = speaker->first, end = speaker->last, middle;
	uint32_t from = block + (uint32_t) first, to = block + (uint32_t) last;

	if (end - start > UINT16_MAX)
	{
		for (int at = first; at <= last; at++)
			add_distance(guessed, at, at, alkres_end_distance(start, end, block + (uint32_t) at),
						 0);
		return;
	}
	middle = start + (end - start) / 2; /* up to it the start is the nearer end */
	from = Max(from, start);
	to = Min(to, end);
	if (from <= Min(to, middle))
		add_distance(guessed, (int) (from - block), (int) (Min(to, middle) - block), from - start,
					 1);
	from = Max(from, middle + 1);
	if (from <= to)
		add_distance(guessed, (int) (from - block), (int) (to - block), end - from, -1);
}

/* A stretch at all of which the molecule says the guesses. */
static void
add_run(AlkresGuessed *guessed, const AlkresSpeaker *speaker, uint32_t block, int first, int last)
{
	Step *from = &guessed->steps[first], *behind = &guessed->steps[last + 1];
	AlkresRecord record = {.start = speaker->start, .length = speaker->length};

	from->mapq += speaker->mapq;
	behind->mapq -= speaker->mapq;
	from->low_mapq += speaker->mapq < ALKRES_LOW_MAPQ;
	behind->low_mapq -= speaker->mapq < ALKRES_LOW_MAPQ;
	from->length += speaker->length;
	behind->length -= speaker->length;
	add_distances(guessed, speaker, block, first, last);
	alkres_block_alleles_guesses(guessed->alleles, alkres_record_fragment(&record), first, last);
}

void
alkres_guessed_add(AlkresGuessed *guessed, const AlkresSpeaker *speaker, uint32_t start,
				   const AlkresGuesses *guesses, int first, int last)
{
	bool any = false;

	for (int at = first; at <= last; at++)
	{
		const uint8_t *gap;
		int behind;

		if (guesses->codes[at] == 0)
			continue;
		gap = memchr(guesses->codes + at, 0, (size_t) (last + 1 - at));
		behind = gap != NULL ? (int) (gap - guesses->codes) : last + 1;
		add_run(guessed, speaker, start, at, behind - 1);
		at = behind;
		any = true;
	}
	if (any)
		add_row(guessed, guesses, first, last);
}

void
alkres_guessed_same(AlkresGuessed *guessed, int offset, int cell)
{
	if (guessed->same == NULL)
		guessed->same =
			MemoryContextAllocZero(guessed->memory, sizeof(guessed->same[0]) * ALKRES_BLOCK_SIZE);
	guessed->same[offset][cell]++;
}

void
alkres_guessed_finish(AlkresGuessed *guessed, const char *letters, const char *bases,
					  const AlkresPileup *pileup)
{
	Step sum = {0};

	flush_rows(guessed);
	alkres_block_alleles_letters(guessed->alleles, letters);
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		const Step *step = &guessed->steps[offset];
		AlkresAllele allele = {.offset = (int16_t) offset};

		sum.mapq += step->mapq;
		sum.low_mapq += step->low_mapq;
		sum.length += step->length;
		sum.distance += step->distance;
		sum.slope += step->slope;
		if (bases[offset] != 'N' || letters[offset] == 'N')
			continue;
		memcpy(allele.cells, pileup->cells[offset], sizeof(allele.cells));
		alkres_block_alleles_take_away(guessed->alleles, offset, allele.cells);
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
		{
			allele.cells[cell] -= guessed->same != NULL ? guessed->same[offset][cell] : 0;
			allele.molecules += allele.cells[cell];
		}
		if (allele.molecules == 0)
			continue;
		allele.reverse = guessed->reversed[offset];
		allele.low_mapq = (uint32_t) sum.low_mapq;
		allele.sum_quality = guessed->codes[offset] - allele.molecules;
		allele.sum_mapq = (uint64_t) sum.mapq;
		allele.sum_end_distance = (uint64_t) (sum.distance + sum.slope * offset);
		allele.sum_length = (uint64_t) sum.length;
		alkres_block_alleles_sums(guessed->alleles, &allele, letters[offset]);
	}
}
