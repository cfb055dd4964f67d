/* pairs.c: which frequent alleles lie on the same molecules. */
#include "core/pileup/pairs.h"

#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/pileup/format.h"

static uint32_t
position_of(const AlkresPileup *pileup, const AlkresAllele *allele)
{
	return alkres_pileup_start(pileup) + (uint32_t) allele->offset;
}

/* Count the molecules of two alleles, the first of which lies before the other. */
static void
count(AlkresPair *pair, const AlkresAllele *first, uint32_t from, const AlkresAllele *second,
	  uint32_t to)
{
	uint32_t i = 0, j = 0;

	while (i < first->molecules || j < second->molecules)
	{
		uint64_t a = i < first->molecules ? first->every[i].molecule : UINT64_MAX;
		uint64_t b = j < second->molecules ? second->every[j].molecule : UINT64_MAX;

		if (a == b)
			pair->both++;
		else if (a < b)
			pair->first_only += alkres_record_reaches(&first->every[i], from, to);
		else
			pair->second_only += alkres_record_reaches(&second->every[j], from, to);
		i += a <= b;
		j += b <= a;
	}
}

static bool
is_counted(const AlkresPileup *pileup, const AlkresAllele *allele)
{
	return allele->every != NULL && allele->molecules >= ALKRES_PAIR_MIN &&
		   (uint64_t) allele->molecules * ALKRES_PAIR_SHARE >= alkres_allele_depth(pileup, allele);
}

static bool
is_frequent(const AlkresAllele *allele)
{
	return allele->record_count == 0;
}

/* Add the pairs of a list's alleles from one on with an allele behind them. */
static void
add_pairs(AlkresPileup *pileup, uint32_t second, const AlkresPileup *other, uint32_t end)
{
	const AlkresAllele *behind = &pileup->alleles[second];
	uint32_t to = position_of(pileup, behind);

	for (uint32_t i = 0; i < end; i++)
	{
		const AlkresAllele *allele = &other->alleles[i];
		uint32_t from = position_of(other, allele);
		AlkresPair pair = {.before = other != pileup, .first = i, .second = second};

		if (!is_counted(other, allele) || (!is_frequent(allele) && !is_frequent(behind)) ||
			from == to)
			continue;
		alkres_check_interrupts();
		count(&pair, allele, from, behind, to);
		if (pair.both + pair.first_only + pair.second_only == 0)
			continue;
		pileup->pairs =
			alkres_realloc(pileup->pairs, sizeof(AlkresPair) * (pileup->pair_count + 1));
		pileup->pairs[pileup->pair_count++] = pair;
	}
}

static bool
has_frequent(const AlkresPileup *pileup)
{
	for (uint32_t i = 0; pileup != NULL && i < pileup->allele_count; i++)
		if (is_frequent(&pileup->alleles[i]) && pileup->alleles[i].every != NULL)
			return true;
	return false;
}

void
alkres_pairs_find(AlkresPileup *pileup, const AlkresPileup *before)
{
	bool own = has_frequent(pileup), others = has_frequent(before);

	for (uint32_t i = 0; before != NULL && (own || others) && i < pileup->allele_count; i++)
		if (is_counted(pileup, &pileup->alleles[i]))
			add_pairs(pileup, i, before, before->allele_count);
	for (uint32_t i = 0; own && i < pileup->allele_count; i++)
		if (is_counted(pileup, &pileup->alleles[i]))
			add_pairs(pileup, i, pileup, i);
}

bool
alkres_pairs_phase(const AlkresPileup *first_pileup, const AlkresAllele *first,
				   const AlkresPileup *second_pileup, const AlkresAllele *second,
				   AlkresPhase *phase)
{
	bool turned = first_pileup->block > second_pileup->block ||
				  (first_pileup == second_pileup && first > second);
	const AlkresPileup *left = turned ? second_pileup : first_pileup;
	const AlkresPileup *right = turned ? first_pileup : second_pileup;
	const AlkresAllele *a = turned ? second : first, *b = turned ? first : second;
	bool before = left != right;

	/* The alleles are those that were read where no base has been told. */
	if (left->block + before != right->block ||
		!alkres_contig_equal(&left->contig, &right->contig) ||
		memchr(left->told, 1, sizeof(left->told)) != NULL)
		return false;
	for (uint32_t i = 0; i < right->pair_count; i++)
	{
		const AlkresPair *pair = &right->pairs[i];

		if (pair->before != before || pair->first != (uint32_t) (a - left->alleles) ||
			pair->second != (uint32_t) (b - right->alleles))
			continue;
		memset(phase, 0, sizeof(*phase));
		phase->both = pair->both;
		phase->first_only = turned ? pair->second_only : pair->first_only;
		phase->second_only = turned ? pair->first_only : pair->second_only;
		phase->apart = first->molecules + second->molecules - 2 * pair->both - pair->first_only -
					   pair->second_only;
		return true;
	}
	return false;
}

/* The rows of a pair's numbers. */
enum
{
	FIRST,
	SECOND,
	BOTH,
	FIRST_ONLY,
	SECOND_ONLY,
	ROWS
};

static uint64_t
number_of(const AlkresPair *pair, int row)
{
	return row == FIRST        ? pair->first
		   : row == SECOND     ? pair->second
		   : row == BOTH       ? pair->both
		   : row == FIRST_ONLY ? pair->first_only
							   : pair->second_only;
}

void
alkres_put_pairs(AlkresWriter *writer, const AlkresPileup *pileup)
{
	uint64_t *codes, before = 0;

	if (pileup->pair_count == 0)
		return;
	codes = alkres_alloc(sizeof(uint64_t) * pileup->pair_count);
	for (uint32_t i = 0; i < pileup->pair_count; i++)
		before += pileup->pairs[i].before;
	alkres_put_varint(writer, pileup->pair_count);
	alkres_put_varint(writer, before);
	for (int row = 0; row < ROWS; row++)
	{
		for (uint32_t i = 0; i < pileup->pair_count; i++)
			codes[i] = number_of(&pileup->pairs[i], row);
		alkres_put_codes(writer, codes, pileup->pair_count);
	}
	alkres_free(codes);
}

/* Are the pairs ordered, and do their counts lie among the molecules of their alleles? */
static void
check_pairs(AlkresReader *reader, const AlkresPileup *pileup)
{
	for (uint32_t i = 0; i < pileup->pair_count && reader->bad == NULL; i++)
	{
		const AlkresPair *pair = &pileup->pairs[i], *last = i > 0 ? pair - 1 : NULL;
		const AlkresAllele *first = NULL, *second;

		if (pair->second >= pileup->allele_count || (!pair->before && pair->first >= pair->second))
		{
			alkres_reader_fail(reader, "a pair's allele is unknown");
			return;
		}
		second = &pileup->alleles[pair->second];
		first = pair->before ? NULL : &pileup->alleles[pair->first];
		if ((uint64_t) pair->both + pair->second_only > second->molecules ||
			(first != NULL && (uint64_t) pair->both + pair->first_only > first->molecules))
			alkres_reader_fail(reader, "counts disagree");
		if (last != NULL && last->before == pair->before &&
			(last->second > pair->second ||
			 (last->second == pair->second && last->first >= pair->first)))
			alkres_reader_fail(reader, "its pairs are not in order");
	}
}

/* Of a pair not less than five bits. */
#define PAIR_BITS_MIN 5

void
alkres_get_pairs(AlkresReader *reader, AlkresPileup *pileup)
{
	uint64_t count = alkres_get_bounded(reader, alkres_bytes_left(reader) * 8 / PAIR_BITS_MIN,
										"it has too many pairs");
	uint64_t before = alkres_get_bounded(reader, count, "it has too many pairs");
	uint64_t *codes;

	if (count == 0)
		alkres_reader_fail(reader, "a section is empty");
	if (reader->bad != NULL)
		return;
	codes = alkres_alloc_zero(sizeof(uint64_t) * count);
	pileup->pairs = alkres_alloc_zero(sizeof(AlkresPair) * count);
	pileup->pair_count = (uint32_t) count;
	for (int row = 0; row < ROWS && reader->bad == NULL; row++)
	{
		alkres_get_codes(reader, codes, count);
		for (uint64_t i = 0; i < count && reader->bad == NULL; i++)
		{
			AlkresPair *pair = &pileup->pairs[i];
			uint32_t *numbers[] = {&pair->first, &pair->second, &pair->both, &pair->first_only,
								   &pair->second_only};

			if (codes[i] > INT32_MAX)
				alkres_reader_fail(reader, "a count is too large");
			pair->before = i < before;
			*numbers[row] = (uint32_t) codes[i];
		}
	}
	alkres_free(codes);
	check_pairs(reader, pileup);
}
