/*
 * pileup_entropy.c: how near a library's stored blocks are to the entropy of what they hold
 * exactly.
 *
 * Standard input: pileups as text (\x...), a line each.  For the reference, the counts by class,
 * strand of origin and quality, the spanning molecules and the records it prints the bytes they
 * take and the entropy: bits that an ideal coder with one fixed table for each kind of number would
 * need, the tables not counted.  Counts are coded as differences to the position before, as the
 * stored form may.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/pileup/bits.h"
#include "core/pileup/format.h"
#include "core/pileup/pileup.h"

/* Numbers under SMALL have a symbol each, larger ones share that of their length in bits, and their
 * lower bits are bits. */
#define SMALL 64
#define SYMBOLS (SMALL + 64)
#define STREAMS 128

typedef struct Stream
{
	double seen[SYMBOLS];
	double bits; /* of larger numbers */
} Stream;

/* Streams of one kind of content. */
typedef struct Kind
{
	const char *name;
	Stream streams[STREAMS];
	double bytes; /* that it takes */
} Kind;

enum
{
	REFERENCE,
	CELLS,
	SPANNING,
	RECORDS,
	KINDS
};

static Kind kinds[KINDS] = {{.name = "reference"},
							{.name = "molecules by class, strand and quality"},
							{.name = "spanning molecules"},
							{.name = "alleles and their molecules"}};

static void
see(int kind, int stream, uint64_t value)
{
	Stream *s = &kinds[kind].streams[stream];
	int length = 0;

	if (value < SMALL)
	{
		s->seen[value]++;
		return;
	}
	while (value >> length != 0)
		length++;
	s->seen[SMALL + length - 1]++;
	s->bits += length - 1;
}

static double
entropy_bytes(const Kind *kind)
{
	double bits = 0;

	for (int i = 0; i < STREAMS; i++)
	{
		const Stream *s = &kind->streams[i];
		double total = 0;

		for (int j = 0; j < SYMBOLS; j++)
			total += s->seen[j];
		for (int j = 0; j < SYMBOLS; j++)
			if (s->seen[j] > 0)
				bits += s->seen[j] * log2(total / s->seen[j]);
		bits += s->bits;
	}
	return bits / 8;
}

/* A column of counts; one that is all zeros costs nothing, here and there. */
static void
see_column(int kind, int stream, const uint32_t *values, int stride)
{
	int64_t before = 0;
	bool used = false;

	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
		used |= values[(size_t) i * stride] != 0;
	for (int i = 0; used && i < ALKRES_BLOCK_SIZE; i++)
	{
		int64_t value = values[(size_t) i * stride];

		see(kind, stream, alkres_zigzag(value - before));
		before = value;
	}
}

/* Streams of records. */
enum
{
	OFFSET,
	ALT,
	COUNT,
	LENGTH,
	FRAGMENT,
	HEAD,
	QUALITY,
	MOLECULE,
	START,
	SPAN,
	MAPQ,
	FAMILY,
	FAMILY_B
};

static void
see_fragments(const AlkresPileup *pileup, const AlkresFragmentTable *table)
{
	int64_t start = alkres_pileup_start(pileup), length = 0;
	uint64_t molecule = 0;

	for (size_t i = 0; i < table->count; i++)
	{
		const AlkresFragmentKey *key = &table->fragments[i];

		see(RECORDS, MOLECULE, key->molecule - molecule);
		see(RECORDS, START, alkres_zigzag((int64_t) key->start - start));
		see(RECORDS, SPAN, alkres_zigzag((int64_t) key->length - length));
		see(RECORDS, MAPQ, key->mapq);
		see(RECORDS, FAMILY, key->family[0]);
		see(RECORDS, FAMILY_B, key->family[1]);
		molecule = key->molecule;
		start = key->start;
		length = key->length;
	}
}

static void
see_alleles(const AlkresPileup *pileup)
{
	AlkresFragmentTable table = alkres_fragment_table(pileup);
	int64_t fragment = 0;
	size_t at = 0;

	for (uint32_t a = 0; a < pileup->allele_count; a++)
	{
		const AlkresAllele *allele = &pileup->alleles[a];
		bool single = allele->ref[1] == '\0' && allele->alt[1] == '\0';

		see(RECORDS, OFFSET, allele->offset - (a > 0 ? pileup->alleles[a - 1].offset : 0u));
		see(RECORDS, ALT, single ? (uint64_t) alkres_base_code(allele->alt[0]) : 5);
		see(RECORDS, COUNT, allele->record_count);
		if (!single)
		{
			see(RECORDS, LENGTH, strlen(allele->ref));
			see(RECORDS, LENGTH, strlen(allele->alt));
			/* An anchored one's reference is known. */
			kinds[RECORDS].streams[LENGTH].bits +=
				2.0 * ((double) strlen(allele->alt) - (allele->ref[0] == allele->alt[0]));
		}
		for (uint32_t r = 0; r < allele->record_count; r++)
		{
			const AlkresRecord *record = &allele->records[r];

			see(RECORDS, FRAGMENT, alkres_zigzag((int64_t) table.fragment_of[at] - fragment));
			fragment = table.fragment_of[at++];
			see(RECORDS, HEAD, (uint64_t) record->cell * 2 + record->reverse);
			see(RECORDS, QUALITY, record->quality);
		}
	}
	see_fragments(pileup, &table);
}

static void
see_pileup(const AlkresPileup *pileup)
{
	for (int i = 0; i < (int) sizeof(pileup->reference); i++)
		see(REFERENCE, 0, (uint64_t) alkres_base_code(pileup->reference[i]));
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		see_column(CELLS, cell, &pileup->cells[0][cell], ALKRES_CELLS);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		uint32_t places[ALKRES_BLOCK_SIZE];

		/* Round but where an indel is anchored. */
		for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
			places[i] = alkres_round_place(pileup->spanning[i][g]);
		see_column(SPANNING, g, places, 1);
		for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
			if (alkres_round_down(pileup->spanning[i][g]) != pileup->spanning[i][g])
				see(SPANNING, ALKRES_ORIENTATIONS,
					pileup->spanning[i][g] - alkres_round_down(pileup->spanning[i][g]));
	}
	see_alleles(pileup);
}

/* What the sections take, by the sizes that stand in front of them. */
static double section_bytes[ALKRES_SECTION_LAST + 1];

static void
see_sections(const uint8_t *bytes, size_t length)
{
	static const int kind_of[ALKRES_SECTION_LAST + 1] = {
		[ALKRES_SECTION_REFERENCE] = REFERENCE + 1,  [ALKRES_SECTION_CELLS] = CELLS + 1,
		[ALKRES_SECTION_SPANNING] = SPANNING + 1,    [ALKRES_SECTION_SPANNING_REST] = SPANNING + 1,
		[ALKRES_SECTION_FRAGMENTS] = RECORDS + 1,    [ALKRES_SECTION_ALLELES] = RECORDS + 1,
		[ALKRES_SECTION_FAMILY_SIZES] = RECORDS + 1,
	};
	AlkresReader reader = {.next = bytes + 4, .end = bytes + length};
	AlkresContig contig;

	reader.next += alkres_contig_decode(&contig, reader.next, length - 4);
	alkres_get_varint(&reader);
	for (int left = alkres_get_byte(&reader); left > 0; left--)
	{
		int section = alkres_get_byte(&reader);
		double size = (double) alkres_get_varint(&reader);

		if (section <= ALKRES_SECTION_LAST)
			section_bytes[section] += size;
		if (section <= ALKRES_SECTION_LAST && kind_of[section] > 0)
			kinds[kind_of[section] - 1].bytes += size;
	}
}

static size_t
read_bytes(const char *line, uint8_t *bytes)
{
	size_t length = 0;

	for (line += 2; line[0] != '\0' && line[0] != '\n'; line += 2)
	{
		char pair[3] = {line[0], line[1], '\0'};

		bytes[length++] = (uint8_t) strtoul(pair, NULL, 16);
	}
	return length;
}

int
main(void)
{
	char *line = NULL;
	size_t room = 0, blocks = 0;
	double all = 0, bytes = 0, entropy = 0;

	while (getline(&line, &room, stdin) > 4)
	{
		uint8_t *stored = malloc(room);
		size_t length = read_bytes(line, stored);
		AlkresError error;
		AlkresPileup *pileup = alkres_pileup_decode(stored, length, &error);

		if (pileup == NULL)
		{
			fprintf(stderr, "no pileup: %s\n", error.detail);
			return 1;
		}
		see_pileup(pileup);
		see_sections(stored, length);
		alkres_pileup_free(pileup);
		free(stored);
		all += (double) length;
		blocks++;
	}
	printf("  of %zu blocks, %.0f bytes:\n", blocks, all);
	for (int i = 0; i < KINDS; i++)
	{
		double one = entropy_bytes(&kinds[i]);

		printf("  %-40s %9.0f bytes, entropy %9.0f: %.2f x\n", kinds[i].name, kinds[i].bytes, one,
			   one > 0 ? kinds[i].bytes / one : 0);
		bytes += kinds[i].bytes;
		entropy += one;
	}
	printf("  %-40s %9.0f bytes, entropy %9.0f: %.2f x (bar: 1.15)\n", "together", bytes, entropy,
		   bytes / entropy);
	printf("  alleles beside the blocks %.0f bytes, pairs of frequent alleles %.0f\n",
		   section_bytes[ALKRES_SECTION_BESIDE], section_bytes[ALKRES_SECTION_PAIRS]);
	return 0;
}
