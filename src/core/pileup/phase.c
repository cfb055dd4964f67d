/* phase.c: what stands together on one molecule. */
#include "core/pileup/phase.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"

static int
compare_numbers(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *) a, y = *(const uint64_t *) b;

	return x < y ? -1 : x > y;
}

static uint64_t *
sorted_molecules(const AlkresAllele *allele)
{
	uint64_t *numbers = alkres_alloc(sizeof(uint64_t) * (allele->record_count + 1));

	for (uint32_t i = 0; i < allele->record_count; i++)
		numbers[i] = allele->records[i].molecule;
	qsort(numbers, allele->record_count, sizeof(uint64_t), compare_numbers);
	return numbers;
}

/* Sort the molecules of an allele by whether they have the other one, of which these are. */
static void
sort_molecules(const AlkresAllele *allele, const uint64_t *others, uint32_t other_count,
			   uint32_t from, uint32_t to, uint32_t *both, uint32_t *only, uint32_t *apart)
{
	for (uint32_t i = 0; i < allele->record_count; i++)
	{
		const AlkresRecord *record = &allele->records[i];

		if (bsearch(&record->molecule, others, other_count, sizeof(uint64_t), compare_numbers))
			++*both;
		else if (alkres_record_reaches(record, from, to))
			++*only;
		else
			++*apart;
	}
}

bool
alkres_phase(const AlkresPileup *first_pileup, const AlkresAllele *first,
			 const AlkresPileup *second_pileup, const AlkresAllele *second, AlkresPhase *phase)
{
	uint32_t a = alkres_pileup_start(first_pileup) + first->offset;
	uint32_t b = alkres_pileup_start(second_pileup) + second->offset;
	uint32_t from = a < b ? a : b, to = a < b ? b : a, again = 0, shown;
	uint32_t first_depth = alkres_pileup_depth(first_pileup, first->offset);
	uint32_t second_depth = alkres_pileup_depth(second_pileup, second->offset);
	uint32_t depth = first_depth < second_depth ? first_depth : second_depth;
	uint64_t *first_molecules, *second_molecules;
	double share;

	memset(phase, 0, sizeof(*phase));
	if (first->record_count == 0 || second->record_count == 0)
		return false;
	first_molecules = sorted_molecules(first);
	second_molecules = sorted_molecules(second);
	sort_molecules(first, second_molecules, second->record_count, from, to, &phase->both,
				   &phase->first_only, &phase->apart);
	sort_molecules(second, first_molecules, first->record_count, from, to, &again,
				   &phase->second_only, &phase->apart);
	alkres_free(first_molecules);
	alkres_free(second_molecules);
	shown = phase->both + phase->first_only + phase->second_only;
	phase->neither_most = depth > shown ? depth - shown : 0;
	share = (double) shown / (shown + phase->apart);
	phase->neither = share * depth > shown ? share * depth - shown : 0;
	return true;
}

/* A substitution on a molecule. */
typedef struct Seen
{
	uint64_t molecule;
	uint32_t allele;
	const AlkresRecord *record;
} Seen;

static int
compare_seen(const void *a, const void *b)
{
	const Seen *x = a, *y = b;

	if (x->molecule != y->molecule)
		return x->molecule < y->molecule ? -1 : 1;
	return x->allele < y->allele ? -1 : x->allele > y->allele; /* alleles stand by offset */
}

static Seen *
collect(const AlkresPileup *pileup, size_t *count)
{
	size_t capacity = 1;
	Seen *seen;

	for (uint32_t a = 0; a < pileup->allele_count; a++)
		capacity += pileup->alleles[a].record_count;
	seen = alkres_alloc(sizeof(Seen) * capacity);
	*count = 0;
	for (uint32_t a = 0; a < pileup->allele_count; a++)
		for (uint32_t r = 0; r < pileup->alleles[a].record_count; r++)
			if (alkres_allele_is_single(&pileup->alleles[a]))
				seen[(*count)++] = (Seen){pileup->alleles[a].records[r].molecule, a,
										  &pileup->alleles[a].records[r]};
	qsort(seen, *count, sizeof(Seen), compare_seen);
	return seen;
}

/* Neighbours on one molecule. */
typedef struct Chain
{
	const Seen *seen;
	uint32_t count;
} Chain;

static int
compare_alleles(const Chain *x, const Chain *y)
{
	uint32_t least = x->count < y->count ? x->count : y->count;

	for (uint32_t i = 0; i < least; i++)
		if (x->seen[i].allele != y->seen[i].allele)
			return x->seen[i].allele < y->seen[i].allele ? -1 : 1;
	return x->count < y->count ? -1 : x->count > y->count;
}

static int
compare_chains(const void *a, const void *b)
{
	const Chain *x = a, *y = b;
	int order = compare_alleles(x, y);

	if (order != 0)
		return order;
	return x->seen->molecule < y->seen->molecule ? -1 : x->seen->molecule > y->seen->molecule;
}

/* Chains of two and more, by their alleles. */
static Chain *
find_chains(const AlkresPileup *pileup, const Seen *seen, size_t count, size_t *chain_count)
{
	Chain *chains = alkres_alloc(sizeof(Chain) * (count / 2 + 1));

	*chain_count = 0;
	for (size_t i = 0, next; i < count; i = next)
	{
		for (next = i + 1; next < count && seen[next].molecule == seen[i].molecule; next++)
		{
			uint32_t before = pileup->alleles[seen[next - 1].allele].offset;
			uint32_t here = pileup->alleles[seen[next].allele].offset;

			if (here == before || here - before > ALKRES_HAPLOTYPE_GAP)
				break;
		}
		if (next - i > 1)
			chains[(*chain_count)++] = (Chain){seen + i, (uint32_t) (next - i)};
	}
	qsort(chains, *chain_count, sizeof(Chain), compare_chains);
	return chains;
}

static void
add_molecule(AlkresHaplotype *haplotype, const Chain *chain)
{
	int orientation = ALKRES_CELL_ORIENTATION(chain->seen[0].record->cell), least = UINT8_MAX;
	bool duplex = true;

	for (uint32_t i = 0; i < chain->count; i++)
	{
		const AlkresRecord *record = chain->seen[i].record;

		/* A molecule may be of several classes at several positions. */
		duplex &= ALKRES_CELL_CLASS(record->cell) == ALKRES_CLASS_DUPLEX;
		if (orientation == ALKRES_ORIENTATION_UNKNOWN)
			orientation = ALKRES_CELL_ORIENTATION(record->cell);
		if (record->quality < least)
			least = record->quality;
	}
	haplotype->molecules++;
	haplotype->orientations[orientation]++;
	haplotype->duplex += duplex;
	haplotype->sum_quality += (uint64_t) least;
}

/* Molecules that reach over the haplotype and have some of its substitutions, not all. */
static uint32_t
count_partial(const AlkresPileup *pileup, const AlkresHaplotype *haplotype)
{
	uint32_t start = alkres_pileup_start(pileup), partial = 0;
	uint32_t from = start + pileup->alleles[haplotype->alleles[0]].offset;
	uint32_t to = start + pileup->alleles[haplotype->alleles[haplotype->count - 1]].offset;
	uint64_t *numbers =
		alkres_alloc(sizeof(uint64_t) * haplotype->count * (size_t) ALKRES_RECORDS_MAX);
	size_t count = 0;

	for (uint32_t i = 0; i < haplotype->count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[haplotype->alleles[i]];

		for (uint32_t r = 0; r < allele->record_count; r++)
			if (alkres_record_reaches(&allele->records[r], from, to))
				numbers[count++] = allele->records[r].molecule;
	}
	qsort(numbers, count, sizeof(uint64_t), compare_numbers);
	for (size_t i = 0, next; i < count; i = next)
	{
		for (next = i + 1; next < count && numbers[next] == numbers[i]; next++)
			;
		partial += next - i < haplotype->count;
	}
	alkres_free(numbers);
	return partial;
}

static void
describe(const AlkresPileup *pileup, AlkresHaplotype *haplotype)
{
	for (uint32_t i = 0; i < haplotype->count; i++)
	{
		uint32_t depth = alkres_pileup_depth(pileup, pileup->alleles[haplotype->alleles[i]].offset);

		if (i == 0 || depth < haplotype->depth)
			haplotype->depth = depth;
	}
	haplotype->partial = count_partial(pileup, haplotype);
}

AlkresHaplotype *
alkres_haplotypes(const AlkresPileup *pileup, uint32_t *count)
{
	size_t seen_count, chain_count;
	Seen *seen = collect(pileup, &seen_count);
	Chain *chains = find_chains(pileup, seen, seen_count, &chain_count);
	AlkresHaplotype *haplotypes =
		chain_count > 0 ? alkres_alloc_zero(sizeof(AlkresHaplotype) * chain_count) : NULL;

	*count = 0;
	for (size_t i = 0; i < chain_count; i++)
	{
		AlkresHaplotype *haplotype;

		alkres_check_interrupts();
		if (i == 0 || compare_alleles(&chains[i - 1], &chains[i]) != 0)
		{
			haplotype = &haplotypes[(*count)++];
			haplotype->count = chains[i].count;
			haplotype->alleles = alkres_alloc(sizeof(uint32_t) * chains[i].count);
			for (uint32_t j = 0; j < chains[i].count; j++)
				haplotype->alleles[j] = chains[i].seen[j].allele;
			describe(pileup, haplotype);
		}
		add_molecule(&haplotypes[*count - 1], &chains[i]);
	}
	alkres_free(seen);
	alkres_free(chains);
	return haplotypes;
}

void
alkres_haplotypes_free(AlkresHaplotype *haplotypes, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		alkres_free(haplotypes[i].alleles);
	alkres_free(haplotypes);
}

void
alkres_haplotype_text(const AlkresPileup *pileup, const AlkresHaplotype *haplotype, char **ref,
					  char **alt)
{
	uint32_t first = pileup->alleles[haplotype->alleles[0]].offset;
	uint32_t last = pileup->alleles[haplotype->alleles[haplotype->count - 1]].offset;
	size_t length = last - first + 1;

	*ref = alkres_alloc(length + 1);
	*alt = alkres_alloc(length + 1);
	memcpy(*ref, &pileup->reference[ALKRES_HALO + first], length);
	memcpy(*alt, *ref, length);
	(*ref)[length] = (*alt)[length] = '\0';
	for (uint32_t i = 0; i < haplotype->count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[haplotype->alleles[i]];

		(*alt)[allele->offset - first] = allele->alt[0];
	}
}
