/* block_alleles.c: the alleles of one block under way. */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/base/nucleotide.h"
#include "ingest/count/block_alleles.h"
#include "ingest/count/unique.h"

/* An allele under way. */
typedef struct Growing
{
	uint32_t count;
	uint32_t capacity;
	AlkresRecord *records; /* NULL: not kept */
	AlkresAllele allele;   /* offset, ref and alt; without records also the sums */
	struct Growing *next;
} Growing;

struct AlkresBlockAlleles
{
	MemoryContext memory;
	bool knows_reference;
	Growing *bases[ALKRES_BLOCK_SIZE][4]; /* single bases by the code of alt */
	Growing *others[ALKRES_BLOCK_SIZE];
	uint32_t count;
	AlkresUnique *unique; /* fragments of alleles without records; NULL before the first */
};

AlkresBlockAlleles *
alkres_block_alleles_new(bool knows_reference)
{
	AlkresBlockAlleles *alleles = palloc0(sizeof(AlkresBlockAlleles));

	alleles->memory = CurrentMemoryContext;
	alleles->knows_reference = knows_reference;
	return alleles;
}

bool
alkres_block_alleles_keep(const AlkresBlockAlleles *alleles, const char *ref, const char *alt)
{
	return !(alleles->knows_reference && ref[0] == 'N' && ref[1] == '\0' && alt[1] == '\0');
}

/* An allele that is new. */
static Growing *
new_growing(AlkresBlockAlleles *alleles, uint16_t offset, const char *ref, const char *alt)
{
	MemoryContext before = MemoryContextSwitchTo(alleles->memory);
	Growing *growing = palloc0(sizeof(Growing));

	growing->allele.offset = offset;
	growing->allele.ref = pstrdup(ref);
	growing->allele.alt = pstrdup(alt);
	alleles->count++;
	MemoryContextSwitchTo(before);
	return growing;
}

static void
keep_record(AlkresBlockAlleles *alleles, Growing *growing, const AlkresRecord *record)
{
	if (growing->count == growing->capacity)
	{
		growing->capacity = growing->capacity ? growing->capacity * 2 : 4;
		growing->records =
			growing->records == NULL
				? MemoryContextAlloc(alleles->memory, sizeof(AlkresRecord) * growing->capacity)
				: repalloc_huge(growing->records, sizeof(AlkresRecord) * (Size) growing->capacity);
	}
	growing->records[growing->count++] = *record;
}

static AlkresUnique *
unique_of(AlkresBlockAlleles *alleles)
{
	if (alleles->unique == NULL)
		alleles->unique = alkres_unique_new(alleles->memory);
	return alleles->unique;
}

void
alkres_block_alleles_add(AlkresBlockAlleles *alleles, uint16_t offset, const char *ref,
						 const char *alt, const AlkresRecord *record)
{
	bool single = ref[1] == '\0' && alt[1] == '\0';
	Growing **place =
		single ? &alleles->bases[offset][alkres_base_code(alt[0])] : &alleles->others[offset];

	while (!single && *place != NULL &&
		   (strcmp((*place)->allele.ref, ref) != 0 || strcmp((*place)->allele.alt, alt) != 0))
		place = &(*place)->next;
	if (*place == NULL)
		*place = new_growing(alleles, offset, ref, alt);
	if (alkres_block_alleles_keep(alleles, ref, alt))
	{
		keep_record(alleles, *place, record);
		return;
	}
	alkres_allele_add(&(*place)->allele, record);
	alkres_unique_add(unique_of(alleles), alkres_record_fragment(record), alkres_base_code(alt[0]),
					  offset);
}

void
alkres_block_alleles_guesses(AlkresBlockAlleles *alleles, uint64_t fragment, int first, int last)
{
	alkres_unique_add_guesses(unique_of(alleles), fragment, first, last);
}

void
alkres_block_alleles_letters(AlkresBlockAlleles *alleles, const char *letters)
{
	alkres_unique_letters(unique_of(alleles), letters);
}

void
alkres_block_alleles_take_away(const AlkresBlockAlleles *alleles, int offset,
							   uint32_t cells[ALKRES_CELLS])
{
	for (int base = 0; base < 4; base++)
		for (int cell = 0; cell < ALKRES_CELLS && alleles->bases[offset][base] != NULL; cell++)
			cells[cell] -= alleles->bases[offset][base]->allele.cells[cell];
}

void
alkres_block_alleles_sums(AlkresBlockAlleles *alleles, const AlkresAllele *sums, char letter)
{
	char alt[2] = {letter, '\0'};
	Growing **place = &alleles->bases[sums->offset][alkres_base_code(letter)];
	AlkresAllele *allele;

	if (*place == NULL)
		*place = new_growing(alleles, (uint16_t) sums->offset, "N", alt);
	allele = &(*place)->allele;
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		allele->cells[cell] += sums->cells[cell];
	allele->molecules += sums->molecules;
	allele->reverse += sums->reverse;
	allele->low_mapq += sums->low_mapq;
	allele->sum_quality += sums->sum_quality;
	allele->sum_mapq += sums->sum_mapq;
	allele->sum_end_distance += sums->sum_end_distance;
	allele->sum_length += sums->sum_length;
}

static int
compare_alleles(const void *a, const void *b)
{
	return alkres_allele_compare(a, b);
}

static int
compare_records(const void *a, const void *b)
{
	const AlkresRecord *x = a, *y = b;

	return x->molecule < y->molecule ? -1 : x->molecule > y->molecule;
}

static void
finish_allele(Growing *growing, AlkresAllele *allele)
{
	*allele = growing->allele;
	if (growing->records == NULL)
		return;
	alkres_allele_summarize(allele, growing->records, growing->count);
	if (allele->ref[0] == 'N')
		return;
	qsort(growing->records, growing->count, sizeof(AlkresRecord), compare_records);
	allele->every = growing->records;
	if (growing->count <= ALKRES_RECORDS_MAX)
	{
		allele->records = growing->records;
		allele->record_count = growing->count;
		return;
	}
	allele->marks = palloc0(sizeof(AlkresMarks));
	for (uint32_t i = 0; i < growing->count; i++)
		alkres_marks_add(allele->marks, &growing->records[i]);
}

/* The distinct fragments of alleles without records. */
static void
count_unique(AlkresBlockAlleles *alleles)
{
	uint32_t(*counts)[ALKRES_BLOCK_SIZE];

	if (alleles->unique == NULL)
		return;
	counts = palloc0(sizeof(uint32_t) * 4 * ALKRES_BLOCK_SIZE);
	alkres_unique_count(alleles->unique, counts);
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		for (int base = 0; base < 4; base++)
			if (alleles->bases[offset][base] != NULL)
				alleles->bases[offset][base]->allele.unique_fragments = counts[base][offset];
}

void
alkres_block_alleles_finish(AlkresBlockAlleles *alleles, AlkresPileup *pileup)
{
	uint32_t count = 0;

	count_unique(alleles);
	pileup->alleles =
		palloc_extended(sizeof(AlkresAllele) * (Size) Max(alleles->count, 1), MCXT_ALLOC_HUGE);
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		for (int base = 0; base < 4; base++)
		{
			Growing *growing = alleles->bases[offset][base];
			char reference = pileup->reference[ALKRES_HALO + offset];

			/* A read whose MD tag has an ambiguity code there knew less than others did. */
			if (growing == NULL || growing->allele.alt[0] == reference)
				continue;
			growing->allele.ref[0] = reference;
			finish_allele(growing, &pileup->alleles[count++]);
		}
		for (Growing *other = alleles->others[offset]; other != NULL; other = other->next)
			finish_allele(other, &pileup->alleles[count++]);
	}
	pileup->allele_count = count;
	qsort(pileup->alleles, count, sizeof(AlkresAllele), compare_alleles);
}
