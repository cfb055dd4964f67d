/* block.h: pileups built in memory: molecules of both strands of origin everywhere, and alleles of
 * numbered molecules. */
#ifndef ALKRES_UNIT_BLOCK_H
#define ALKRES_UNIT_BLOCK_H

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/model/candidate.h"

static inline const char *
bases_of(int number)
{
	/* Without repeats, so that no homopolymer is near unless a test writes one. */
	static const char text[] = "ACGTCAGTTGCA";

	return text + number % 12;
}

/* A block of GRCh38 chr2 with so many molecules of each strand of origin everywhere, both mates at
 * Q37. */
static inline AlkresPileup *
even_pileup(uint32_t block, uint32_t each)
{
	AlkresContig contig;
	AlkresError error;
	AlkresPileup *pileup;

	alkres_contig_set(&contig, "GRCh38", 6, "chr2", 4, &error);
	pileup = alkres_pileup_new(&contig, block);
	for (int i = 0; i < (int) sizeof(pileup->reference); i++)
		pileup->reference[i] = *bases_of(i);
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		for (int g = 0; g < 2; g++)
		{
			pileup->cells[offset][alkres_cell(ALKRES_CLASS_MATES, g, 3)] = each;
			pileup->spanning[offset][g] = each;
		}
	return pileup;
}

/* Molecules first .. last, odd ones of F2R1, carry ref > alt at an offset. */
static inline AlkresAllele *
add_allele(AlkresPileup *pileup, int offset, const char *ref, const char *alt, uint64_t first,
		   uint64_t last)
{
	AlkresAllele *allele;
	AlkresRecord *records;
	uint32_t count = (uint32_t) (last - first + 1);

	pileup->alleles =
		alkres_realloc(pileup->alleles, sizeof(AlkresAllele) * (pileup->allele_count + 1));
	allele = &pileup->alleles[pileup->allele_count++];
	memset(allele, 0, sizeof(*allele));
	allele->offset = (int16_t) offset;
	allele->ref = strdup(ref);
	allele->alt = strdup(alt);
	records = alkres_alloc_zero(sizeof(AlkresRecord) * count);
	for (uint32_t i = 0; i < count; i++)
	{
		records[i].molecule = first + i;
		records[i].start = (uint32_t) (29000000 + (first + i) % 50);
		records[i].length = (uint32_t) (150 + (first + i) % 20);
		records[i].end_distance = (uint16_t) (20 + i % 60);
		records[i].cell = (uint8_t) alkres_cell(ALKRES_CLASS_MATES, (int) ((first + i) % 2), 3);
		records[i].quality = 37;
		records[i].mapq = 60;
		records[i].reverse = (first + i) % 4 > 1;
	}
	alkres_allele_summarize(allele, records, count);
	if (count > ALKRES_RECORDS_MAX)
		alkres_free(records);
	else
	{
		allele->records = records;
		allele->record_count = count;
	}
	return allele;
}

static inline void
add_snv(AlkresPileup *pileup, int offset, char alt, uint64_t first, uint64_t last)
{
	char ref[2] = {alkres_pileup_base(pileup, offset)};
	char to[2] = {alt};

	add_allele(pileup, offset, ref, to, first, last);
}

static inline char
other_base(char base)
{
	return base == 'A' ? 'C' : base == 'C' ? 'A' : base == 'G' ? 'T' : 'G';
}

#endif
