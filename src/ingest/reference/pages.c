/* pages.c: the reference under the reads that are being counted. */
#include "postgres.h"

#include "core/pileup/pileup.h"
#include "ingest/reference/pages.h"

/*
 * The reference of one block's positions.  packed: the same as BAM packs bases, two in a byte, the
 * first in the high half: pairs that begin at even offsets and at odd ones, so that a read is
 * compared as it is stored, wherever it begins.
 */
typedef struct Page
{
	uint32_t block;
	uint32_t unknown; /* bases N */
	char bases[ALKRES_BLOCK_SIZE];
	char letters[ALKRES_BLOCK_SIZE]; /* of a source: the bases, and guesses for N */
	uint32_t open;                   /* letters N */
	uint8_t packed[2][ALKRES_BLOCK_SIZE / 2];
} Page;

/* So many neighbours are found at once. */
#define RECENT 16

struct AlkresPages
{
	AlkresReferenceSource source;
	void *source_context;
	MemoryContext memory;
	AlkresContig contig;
	Page **pages; /* ordered by block */
	int count;
	int capacity;
	Page *recent[RECENT]; /* by their numbers modulo RECENT */
};

AlkresPages *
alkres_pages_new(AlkresReferenceSource source, void *source_context)
{
	AlkresPages *pages = palloc0(sizeof(AlkresPages));

	pages->source = source;
	pages->source_context = source_context;
	pages->memory = CurrentMemoryContext;
	return pages;
}

void
alkres_pages_drop(AlkresPages *pages, uint32_t limit)
{
	int done = 0;

	while (done < pages->count && pages->pages[done]->block < limit)
		pfree(pages->pages[done++]);
	pages->count -= done;
	if (done == 0)
		return;
	memmove(pages->pages, pages->pages + done, sizeof(Page *) * (Size) pages->count);
	memset(pages->recent, 0, sizeof(pages->recent));
}

void
alkres_pages_contig(AlkresPages *pages, const AlkresContig *contig)
{
	alkres_pages_drop(pages, UINT32_MAX);
	pages->contig = *contig;
}

/* A base as BAM codes it; 0 for N. */
static inline uint8_t
code_of(char base)
{
	return base == 'A' ? 1 : base == 'C' ? 2 : base == 'G' ? 4 : base == 'T' ? 8 : 0;
}

/* Set a base of a page made with unknown ones. */
static void
learn(Page *page, uint32_t offset, char base)
{
	uint8_t code = code_of(base);

	if (code == 0)
		return;
	page->bases[offset] = base;
	page->unknown--;
	page->packed[0][offset / 2] |= (uint8_t) (offset % 2 == 0 ? code << 4 : code);
	if (offset > 0)
		page->packed[1][(offset - 1) / 2] |= (uint8_t) (offset % 2 == 1 ? code << 4 : code);
}

/* The place of the first page whose number is not under block. */
static int
place_of(AlkresPages *pages, uint32_t block)
{
	int at = pages->count;

	while (at > 0 && pages->pages[at - 1]->block >= block)
		at--;
	return at;
}

static Page *
search_page(AlkresPages *pages, uint32_t block)
{
	int at = place_of(pages, block);

	if (at == pages->count || pages->pages[at]->block != block)
		return NULL;
	pages->recent[block % RECENT] = pages->pages[at];
	return pages->pages[at];
}

static inline Page *
find_page(AlkresPages *pages, uint32_t block)
{
	Page *recent = pages->recent[block % RECENT];

	return recent != NULL && recent->block == block ? recent : search_page(pages, block);
}

static Page *
make_page(AlkresPages *pages, uint32_t block)
{
	int at = place_of(pages, block);
	Page *page;

	if (pages->count == pages->capacity)
	{
		pages->capacity = pages->capacity * 2 + 64;
		pages->pages =
			pages->pages
				? repalloc_huge(pages->pages, sizeof(Page *) * (Size) pages->capacity)
				: MemoryContextAlloc(pages->memory, sizeof(Page *) * (Size) pages->capacity);
	}
	page = MemoryContextAllocZero(pages->memory, sizeof(Page));
	page->block = block;
	page->unknown = ALKRES_BLOCK_SIZE;
	memset(page->bases, 'N', ALKRES_BLOCK_SIZE);
	if (pages->source != NULL)
	{
		char bases[ALKRES_BLOCK_SIZE];

		pages->source(pages->source_context, &pages->contig, block * ALKRES_BLOCK_SIZE + 1,
					  ALKRES_BLOCK_SIZE, bases);
		for (uint32_t i = 0; i < ALKRES_BLOCK_SIZE; i++)
			learn(page, i, bases[i]);
		memcpy(page->letters, page->bases, ALKRES_BLOCK_SIZE);
		page->open = page->unknown;
	}
	memmove(pages->pages + at + 1, pages->pages + at, sizeof(Page *) * (Size) (pages->count - at));
	pages->pages[at] = page;
	pages->count++;
	return page;
}

static inline Page *
page_of(AlkresPages *pages, uint32_t block)
{
	Page *page = find_page(pages, block);

	return page != NULL ? page : make_page(pages, block);
}

/* Add to known bases what another read says of them. */
static void
merge(AlkresPages *pages, Page *page, uint32_t offset, const char *bases, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
	{
		char known = page->bases[offset + i];
		uint32_t position = page->block * ALKRES_BLOCK_SIZE + 1 + offset + i;

		if (known == bases[i] || bases[i] == 'N')
			continue;
		if (known != 'N' && pages->source != NULL)
			ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					errmsg("MD tag and FASTA disagree about the reference base at %s:%s:%u",
						   pages->contig.assembly_name, pages->contig.contig_name, position),
					errdetail("The MD tag says %c, the FASTA file %c.", bases[i], known),
					errhint("Name the FASTA file that the reads were aligned to."));
		if (known != 'N')
			ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					errmsg("MD tags disagree about the reference base at %s:%s:%u",
						   pages->contig.assembly_name, pages->contig.contig_name, position),
					errdetail("Earlier reads say %c, this one says %c.", known, bases[i]),
					errhint("Make the tags again with \"samtools calmd\", or name a FASTA file as "
							"reference."));
		if (pages->source == NULL)
			learn(page, offset + i, bases[i]);
	}
}

void
alkres_pages_tell(AlkresPages *pages, uint32_t position, const char *bases, uint32_t length)
{
	while (length > 0)
	{
		Page *page = page_of(pages, alkres_block_of(position));
		uint32_t offset = (position - 1) % ALKRES_BLOCK_SIZE;
		uint32_t count = Min(length, ALKRES_BLOCK_SIZE - offset);

		/* Most reads say what the ones before said. */
		if (memcmp(page->bases + offset, bases, count) != 0)
			merge(pages, page, offset, bases, count);
		position += count;
		bases += count;
		length -= count;
	}
}

bool
alkres_pages_guess(AlkresPages *pages, uint32_t position, const char *letters, uint32_t length)
{
	bool unknown = false;

	while (length > 0)
	{
		Page *page = page_of(pages, alkres_block_of(position));
		uint32_t offset = (position - 1) % ALKRES_BLOCK_SIZE;
		uint32_t count = Min(length, ALKRES_BLOCK_SIZE - offset);
		char *open = page->letters + offset, *behind = open + count;

		unknown |= page->unknown > 0;
		while (page->open > 0 && open < behind &&
			   (open = memchr(open, 'N', (size_t) (behind - open))) != NULL)
		{
			char letter = letters[open - page->letters - offset];

			if (code_of(letter) != 0)
			{
				*open = letter;
				page->open--;
			}
			open++;
		}
		position += count;
		letters += count;
		length -= count;
	}
	return unknown;
}

void
alkres_pages_get_letters(AlkresPages *pages, uint32_t position, char *letters, uint32_t length)
{
	while (length > 0)
	{
		uint32_t offset = (position - 1) % ALKRES_BLOCK_SIZE;
		uint32_t count = Min(length, ALKRES_BLOCK_SIZE - offset);

		memcpy(letters, page_of(pages, alkres_block_of(position))->letters + offset, count);
		position += count;
		letters += count;
		length -= count;
	}
}

const char *
alkres_pages_letters(AlkresPages *pages, uint32_t block)
{
	const Page *page = find_page(pages, block);

	return page == NULL ? NULL : pages->source != NULL ? page->letters : page->bases;
}

const char *
alkres_pages_guessed(AlkresPages *pages, uint32_t block)
{
	const Page *page = pages->source != NULL ? find_page(pages, block) : NULL;

	return page != NULL && page->unknown > 0 ? page->bases : NULL;
}

void
alkres_pages_get(AlkresPages *pages, uint32_t position, char *bases, uint32_t length, bool make)
{
	while (length > 0)
	{
		Page *page = make ? page_of(pages, alkres_block_of(position))
						  : find_page(pages, alkres_block_of(position));
		uint32_t offset = (position - 1) % ALKRES_BLOCK_SIZE;
		uint32_t count = Min(length, ALKRES_BLOCK_SIZE - offset);

		if (page != NULL)
			memcpy(bases, page->bases + offset, count);
		position += count;
		bases += count;
		length -= count;
	}
}

const char *
alkres_pages_bases(AlkresPages *pages, uint32_t block)
{
	const Page *page = find_page(pages, block);

	return page != NULL ? page->bases : NULL;
}

/* The same within one page. */
static inline bool
page_equals(const Page *page, uint32_t offset, const uint8_t *sequence, uint32_t first,
			uint32_t length)
{
	if (page->unknown > 0 && memchr(page->bases + offset, 'N', length) != NULL)
		return false;
	sequence += first / 2;
	if (first % 2 == 1)
	{
		if ((*sequence++ & 15) != code_of(page->bases[offset++]))
			return false;
		length--;
	}
	if (length % 2 == 1 && sequence[length / 2] >> 4 != code_of(page->bases[offset + length - 1]))
		return false;
	return memcmp(sequence, page->packed[offset % 2] + offset / 2, length / 2) == 0;
}

bool
alkres_pages_equal(AlkresPages *pages, uint32_t position, const uint8_t *sequence, uint32_t first,
				   uint32_t length)
{
	while (length > 0)
	{
		const Page *page = find_page(pages, alkres_block_of(position));
		uint32_t offset = (position - 1) % ALKRES_BLOCK_SIZE;
		uint32_t count = Min(length, ALKRES_BLOCK_SIZE - offset);

		if (page == NULL || !page_equals(page, offset, sequence, first, count))
			return false;
		position += count;
		first += count;
		length -= count;
	}
	return true;
}

bool
alkres_pages_letter(AlkresPages *pages, uint32_t position, char *letter)
{
	const Page *page = find_page(pages, alkres_block_of(position));

	if (page == NULL)
		return false;
	*letter = page->bases[(position - 1) % ALKRES_BLOCK_SIZE];
	return *letter != 'N';
}
