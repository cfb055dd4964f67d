/* unique.c: distinct fragments by a bit for each base and position. */
#include "ingest/count/unique.h"

#include "utils/memutils.h"

#include "core/base/nucleotide.h"

#define WORDS (ALKRES_BLOCK_SIZE / 64)

typedef struct Entry
{
	uint64_t fragment;
	uint64_t has[4][WORDS];
	uint64_t guesses[WORDS];
} Entry;

struct AlkresUnique
{
	MemoryContext memory;
	Entry *entries;
	uint32_t count;
	uint32_t capacity;
	uint32_t last;   /* the entry asked for before */
	uint32_t *table; /* open addressing: number of an entry + 1; 0: a free place */
	uint32_t mask;   /* places - 1, a power of two, more than twice the capacity */
};

AlkresUnique *
alkres_unique_new(MemoryContext memory)
{
	AlkresUnique *unique = MemoryContextAllocZero(memory, sizeof(AlkresUnique));

	unique->memory = memory;
	unique->capacity = 64;
	unique->entries = MemoryContextAlloc(memory, sizeof(Entry) * unique->capacity);
	unique->mask = 2 * unique->capacity - 1;
	unique->table = MemoryContextAllocZero(memory, sizeof(uint32_t) * (unique->mask + 1));
	return unique;
}

/* The place of a fragment's entry, or the free one where it belongs. */
static uint32_t
find_place(const AlkresUnique *unique, uint64_t fragment)
{
	uint32_t at = (uint32_t) (fragment * UINT64CONST(0x9E3779B97F4A7C15) >> 32) & unique->mask;

	while (unique->table[at] != 0 && unique->entries[unique->table[at] - 1].fragment != fragment)
		at = (at + 1) & unique->mask;
	return at;
}

static void
grow(AlkresUnique *unique)
{
	unique->capacity *= 2;
	unique->entries = repalloc_huge(unique->entries, sizeof(Entry) * (Size) unique->capacity);
	unique->mask = 2 * unique->capacity - 1;
	pfree(unique->table);
	unique->table =
		MemoryContextAllocExtended(unique->memory, sizeof(uint32_t) * ((Size) unique->mask + 1),
								   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint32_t i = 0; i < unique->count; i++)
		unique->table[find_place(unique, unique->entries[i].fragment)] = i + 1;
}

/* The fragment's entry, made when there is none. */
static Entry *
entry_of(AlkresUnique *unique, uint64_t fragment)
{
	/* A molecule's bases come one after the other. */
	if (unique->count == 0 || unique->entries[unique->last].fragment != fragment)
	{
		uint32_t place;

		if (unique->count == unique->capacity)
			grow(unique);
		place = find_place(unique, fragment);
		if (unique->table[place] == 0)
		{
			unique->entries[unique->count] = (Entry){.fragment = fragment};
			unique->table[place] = ++unique->count;
		}
		unique->last = unique->table[place] - 1;
	}
	return &unique->entries[unique->last];
}

void
alkres_unique_add(AlkresUnique *unique, uint64_t fragment, int base, int offset)
{
	entry_of(unique, fragment)->has[base][offset / 64] |= UINT64_C(1) << offset % 64;
}

void
alkres_unique_add_guesses(AlkresUnique *unique, uint64_t fragment, int first, int last)
{
	uint64_t *guesses = entry_of(unique, fragment)->guesses;

	for (int word = first / 64; word <= last / 64; word++)
	{
		uint64_t bits = UINT64_MAX;

		if (word == first / 64)
			bits &= UINT64_MAX << first % 64;
		if (word == last / 64)
			bits &= UINT64_MAX >> (63 - last % 64);
		guesses[word] |= bits;
	}
}

void
alkres_unique_letters(AlkresUnique *unique, const char *letters)
{
	uint64_t with[4][WORDS] = {0};

	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		if (letters[offset] != 'N')
			with[alkres_base_code(letters[offset])][offset / 64] |= UINT64_C(1) << offset % 64;
	for (uint32_t i = 0; i < unique->count; i++)
		for (int base = 0; base < 4; base++)
			for (int word = 0; word < WORDS; word++)
				unique->entries[i].has[base][word] |=
					unique->entries[i].guesses[word] & with[base][word];
}

void
alkres_unique_count(const AlkresUnique *unique, uint32_t counts[4][ALKRES_BLOCK_SIZE])
{
	for (uint32_t i = 0; i < unique->count; i++)
		for (int base = 0; base < 4; base++)
			for (int word = 0; word < WORDS; word++)
				for (uint64_t bits = unique->entries[i].has[base][word]; bits != 0;
					 bits &= bits - 1)
					counts[base][word * 64 + __builtin_ctzll(bits)]++;
}
