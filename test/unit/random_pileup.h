/* random_pileup.h: pileups drawn at random, all of them sound, and whether two are the same. */
#ifndef RANDOM_PILEUP_H
#define RANDOM_PILEUP_H

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/pileup/pileup.h"
#include "random.h"

static uint64_t state = 88172645463325252u;

static inline uint32_t
draw(uint32_t below)
{
	return (uint32_t) (random_bits(&state) >> 16) % below;
}

static inline char *
sequence(size_t length)
{
	char *text = alkres_alloc(length + 1);

	for (size_t i = 0; i < length; i++)
		text[i] = "ACGT"[draw(4)];
	text[length] = '\0';
	return text;
}

/* What the molecules of a pileup are: fragments, or families of them. */
static bool has_families;
/* Is anything known of their directions, clips and places? */
static bool has_marks;

static inline AlkresRecord
random_record(uint32_t position)
{
	AlkresRecord record = {0};

	record.molecule = draw(10) == 0 ? (uint64_t) draw(UINT32_MAX) << 20 : draw(100000);
	record.start = position > 200 ? position - draw(200) : position;
	record.length = draw(4) == 0 ? 0 : draw(500);
	record.end_distance = (uint16_t) draw(65536);
	record.cell = (uint8_t) draw(ALKRES_CELLS);
	record.quality = (uint8_t) draw(94);
	record.mapq = (uint8_t) draw(256);
	record.reverse = draw(2);
	if (has_families)
	{
		record.family_a = (uint16_t) draw(draw(20) == 0 ? 65536 : 8);
		record.family_b = (uint16_t) draw(6);
	}
	else if (ALKRES_CELL_ORIENTATION(record.cell) == ALKRES_F2R1)
		record.family_b = 1;
	else
		record.family_a = 1;
	if (has_marks)
	{
		record.both = draw(3) == 0;
		record.clipped = draw(20) == 0;
		record.gap = (uint8_t) (draw(9) == 0 ? draw(ALKRES_GAPS) : ALKRES_GAP_CLEAR);
		record.differences = (uint8_t) draw(draw(9) == 0 ? ALKRES_DIFFERENCES : 3);
	}
	return record;
}

static inline void
random_allele(AlkresPileup *pileup, AlkresAllele *allele, int offset, int number)
{
	uint32_t count = draw(30) == 0 ? 300 : 1 + draw(5);
	uint32_t position = alkres_pileup_start(pileup) + (uint32_t) offset;
	AlkresRecord *records = alkres_alloc(sizeof(AlkresRecord) * count);

	allele->offset = (int16_t) offset;
	if (number < 0)
	{
		allele->ref = sequence(1);
		allele->alt = sequence(1);
		allele->ref[0] = pileup->reference[ALKRES_HALO + offset];
		allele->alt[0] = allele->ref[0] == 'G' ? 'T' : 'G';
		alkres_free(records);
		return;
	}
	if (number == 0)
	{
		char reference = pileup->reference[ALKRES_HALO + offset];

		allele->ref = sequence(1);
		allele->alt = sequence(1);
		allele->ref[0] = reference;
		allele->alt[0] = reference == 'G' ? 'T' : 'G';
	}
	else /* behind the single base in the order of the alleles */
	{
		allele->ref = sequence(2 + draw(40));
		allele->alt = sequence(2);
		allele->ref = alkres_realloc(allele->ref, 60);
		memmove(allele->ref + 1, allele->ref, strlen(allele->ref) + 1);
		allele->ref[0] = 'T';
		allele->alt[0] = 'T';
		if (pileup->reference[ALKRES_HALO + offset] == 'T')
			strcat(allele->ref, "A");
	}
	for (uint32_t i = 0; i < count; i++)
		records[i] = random_record(position);
	alkres_allele_summarize(allele, records, count);
	if (count <= ALKRES_RECORDS_MAX)
	{
		allele->records = records;
		allele->record_count = count;
	}
	else
	{
		allele->marks = has_marks ? alkres_alloc_zero(sizeof(AlkresMarks)) : NULL;
		for (uint32_t i = 0; has_marks && i < count; i++)
			alkres_marks_add(allele->marks, &records[i]);
		alkres_free(records);
	}
	if (number == 0)
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			pileup->cells[offset][cell] += allele->cells[cell];
}

/* One beside the block, from its first base's distance to the first one behind the edge on. */
static inline void
random_beside(AlkresPileup *pileup, int edge, int at)
{
	AlkresAllele *allele = &pileup->beside[pileup->beside_count++];
	uint32_t records = draw(4), position;

	random_allele(pileup, allele, edge + at, -1);
	position = (uint32_t) ((int) alkres_pileup_start(pileup) + edge + at);
	allele->molecules = records + draw(3) + (records == 0);
	allele->depth = allele->molecules + draw(1000);
	allele->record_count = records;
	allele->records = records > 0 ? alkres_alloc(sizeof(AlkresRecord) * records) : NULL;
	for (uint32_t i = 0; i < records; i++)
		allele->records[i] = random_record(position);
}

static inline void
random_besides(AlkresPileup *pileup)
{
	pileup->beside = alkres_alloc_zero(sizeof(AlkresAllele) * 2 * ALKRES_HALO);
	for (int side = 0; side < 2; side++)
		for (int at = 0; at < ALKRES_HALO; at++)
		{
			int edge = side == 0 ? 0 : ALKRES_BLOCK_SIZE, from = side == 0 ? at - ALKRES_HALO : at;

			if (draw(12) == 0 && pileup->reference[ALKRES_HALO + edge + from] != 'N')
				random_beside(pileup, edge, from);
		}
}

/* Pairs of alleles, some of the first in the block before. */
static inline void
random_pairs(AlkresPileup *pileup)
{
	pileup->pairs = alkres_alloc_zero(sizeof(AlkresPair) * 2 * 100 * 100);
	for (int before = 1; before >= 0; before--)
		for (uint32_t second = 0; second < pileup->allele_count; second++)
			for (uint32_t first = 0; first < (before ? 5 : second); first++)
			{
				uint32_t most = pileup->alleles[second].molecules;

				if (draw(20) != 0)
					continue;
				if (!before && pileup->alleles[first].molecules < most)
					most = pileup->alleles[first].molecules;
				pileup->pairs[pileup->pair_count++] = (AlkresPair){before,
																   first,
																   second,
																   draw(most / 2 + 1),
																   draw(most / 2 + 1),
																   draw(most / 2 + 1)};
			}
}

static inline uint32_t
count(void)
{
	switch (draw(6))
	{
		case 0:
			return 0;
		case 1:
			return draw(INT32_MAX);
		case 2:
			return draw(100000);
		default:
			return draw(30);
	}
}

static inline void
random_tail(char *tail)
{
	int from = draw(3) == 0 ? (int) draw(ALKRES_CLIP_TAIL) : 0;
	int to = draw(3) == 0 ? (int) draw(ALKRES_CLIP_TAIL) : ALKRES_CLIP_TAIL;

	for (int i = 0; i < ALKRES_CLIP_TAIL; i++)
		tail[i] = i < from || i >= to || draw(40) == 0 ? 'N' : "ACGT"[draw(4)];
	tail[ALKRES_CLIP_TAIL] = '\0';
}

static inline void
random_clips(AlkresPileup *pileup)
{
	pileup->clips = alkres_alloc_zero(sizeof(AlkresClip) * 2 * ALKRES_BLOCK_SIZE);
	for (uint32_t place = draw(200); place < 2 * ALKRES_BLOCK_SIZE; place += 1 + draw(200))
	{
		AlkresClip *clip = &pileup->clips[pileup->clip_count++];

		clip->offset = (uint16_t) (place / 2);
		clip->left = place % 2 == 0;
		clip->molecules = 1 + draw(draw(2) ? 5 : INT32_MAX);
		clip->shared_molecules = draw(3) == 0 ? draw(clip->molecules) + 1 : 0;
		clip->sum_mapq = (uint64_t) clip->molecules * draw(61);
		random_tail(clip->tail);
	}
}

static inline int
compare_far_mates(const void *a, const void *b)
{
	return alkres_far_mate_compare(a, b);
}

static inline void
random_far_mates(AlkresPileup *pileup)
{
	static const char *const names[] = {"chr1", "chr2", "chrX", "HLA-A*01:01", "alt_1"};
	uint32_t count = draw(12), kept = 0;
	AlkresError error;

	pileup->far_mates = alkres_alloc_zero(sizeof(AlkresFarMate) * 12);
	for (uint32_t i = 0; i < count; i++)
	{
		AlkresFarMate *mate = &pileup->far_mates[i];
		const char *name = names[draw(5)];

		alkres_contig_set(&mate->contig, pileup->contig.assembly_name,
						  strlen(pileup->contig.assembly_name), name, strlen(name), &error);
		mate->block = draw(2) ? draw(1000000) : 5;
		mate->reverse = draw(2);
		mate->mate_reverse = draw(2);
		mate->molecules = 1 + draw(draw(2) ? 5 : INT32_MAX);
		mate->sum_mapq = (uint64_t) mate->molecules * draw(256);
	}
	qsort(pileup->far_mates, count, sizeof(AlkresFarMate), compare_far_mates);
	for (uint32_t i = 0; i < count; i++)
		if (i == 0 || alkres_far_mate_compare(&pileup->far_mates[kept - 1], &pileup->far_mates[i]))
			pileup->far_mates[kept++] = pileup->far_mates[i];
	pileup->far_mate_count = kept;
}

static inline void
random_sums(AlkresPileup *pileup)
{
	AlkresReferenceSums *sums = &pileup->reference_sums;
	uint64_t bases = 1 + draw(draw(2) ? 1000000 : INT32_MAX);

	sums->bases = bases;
	sums->known_lengths = draw(2) ? bases : draw((uint32_t) bases);
	sums->end_distance = bases * draw(100);
	sums->end_distance_squared = bases * draw(10000);
	sums->mapq = bases * draw(256);
	sums->length = sums->known_lengths * draw(1000);
	sums->length_squared = sums->known_lengths * draw(1000000);
	if (draw(10) == 0) /* at the limits */
	{
		sums->bases = sums->known_lengths = (uint64_t) ALKRES_BLOCK_SIZE * INT32_MAX;
		sums->end_distance_squared = sums->length_squared = INT64_MAX;
	}
}

static inline void
random_marks(AlkresPileup *pileup)
{
	uint32_t depth = 1000;

	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
		for (int way = 0; way < 2; way++)
			pileup->directions[i][way] =
				alkres_direction_round(draw(9) == 0 ? count() : (depth += draw(9) - 4));
	for (int i = 0; i < ALKRES_CLIPPED_STEPS; i++)
		pileup->clipped[i] = draw(3) == 0 ? count() : 0;
	pileup->places[ALKRES_GAP_CLEAR][0] = 1 + count() / 2;
	for (int i = 0; i < 9; i++)
		pileup->places[draw(ALKRES_GAPS)][draw(ALKRES_DIFFERENCES)] += count() / 16;
}

static inline AlkresPileup *
random_pileup(void)
{
	AlkresContig contig;
	AlkresError error;
	const char *assembly = draw(2) ? "GRCh38" : "made_up";
	const char *name = draw(2) ? "chr2" : "HLA-A*01:01";
	AlkresPileup *pileup;
	int smooth = draw(2), alleles = draw(3) == 0 ? 0 : (int) draw(40), offset = 0;

	alkres_contig_set(&contig, assembly, strlen(assembly), name, strlen(name), &error);
	pileup = alkres_pileup_new(&contig, draw(1000000));
	pileup->flags = draw(32);
	pileup->min_base_quality = (uint8_t) draw(94);
	pileup->min_mapq = (uint8_t) draw(256);
	for (size_t i = 0; i < sizeof(pileup->reference); i++)
		pileup->reference[i] = draw(50) == 0 ? 'N' : "ACGT"[draw(4)];
	if (pileup->flags & ALKRES_PILEUP_HAS_DESIGN)
		for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
			pileup->covered[i] = draw(10) != 0;
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
	{
		uint32_t depth = 1000;

		if (draw(2))
			continue;
		for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
			pileup->cells[i][cell] = smooth ? (depth += draw(9) - 4) : count() / 64;
	}
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		pileup->spanning[i][draw(3)] = count();
		pileup->raw_depth[i] = count();
		pileup->deleted[i] = draw(20) == 0;
		pileup->discordant[i] = draw(9) == 0 ? INT32_MAX : 0;
	}
	for (int i = 0; i < ALKRES_DROPPED_KINDS; i++)
		pileup->dropped[i] = draw(2) ? 0 : (uint64_t) count() << draw(20);
	for (int i = 0; i < ALKRES_LENGTH_BINS; i++)
		pileup->lengths[i] = count();
	has_marks = draw(2);
	if (has_marks)
		random_marks(pileup);
	has_families = draw(2);
	for (int i = 0; i < ALKRES_FAMILY_BINS && draw(8) != 0; i++)
		pileup->families[i] = has_families || i == 0 ? count() : 0;
	pileup->duplexes = pileup->families[2] / 2;
	if (draw(2))
		random_sums(pileup);
	if (draw(2))
		random_clips(pileup);
	if (draw(2))
		random_far_mates(pileup);
	pileup->alleles = alkres_alloc_zero(sizeof(AlkresAllele) * 100);
	for (int i = 0; i < alleles && offset < ALKRES_BLOCK_SIZE; i++, offset += 1 + (int) draw(12))
	{
		random_allele(pileup, &pileup->alleles[pileup->allele_count++], offset, 0);
		if (draw(3) == 0)
			random_allele(pileup, &pileup->alleles[pileup->allele_count++], offset, 1);
	}
	random_besides(pileup);
	random_pairs(pileup);
	return pileup;
}

static inline bool
same_allele(const AlkresAllele *a, const AlkresAllele *b)
{
	if (a->offset != b->offset || strcmp(a->ref, b->ref) != 0 || strcmp(a->alt, b->alt) != 0 ||
		memcmp(a->cells, b->cells, sizeof(a->cells)) != 0 || a->molecules != b->molecules ||
		a->reverse != b->reverse || a->low_mapq != b->low_mapq ||
		a->unique_fragments != b->unique_fragments || a->sum_quality != b->sum_quality ||
		a->sum_mapq != b->sum_mapq || a->sum_end_distance != b->sum_end_distance ||
		a->sum_length != b->sum_length || a->record_count != b->record_count ||
		a->depth != b->depth)
		return false;
	for (uint32_t i = 0; i < a->record_count; i++)
	{
		const AlkresRecord *x = &a->records[i], *y = &b->records[i];

		if (x->molecule != y->molecule || x->start != y->start || x->length != y->length ||
			x->end_distance != y->end_distance || x->cell != y->cell || x->quality != y->quality ||
			x->mapq != y->mapq || x->reverse != y->reverse || x->family_a != y->family_a ||
			x->family_b != y->family_b || x->both != y->both || x->clipped != y->clipped ||
			x->gap != y->gap || x->differences != y->differences)
			return false;
	}
	if ((a->marks == NULL) != (b->marks == NULL))
		return false;
	return a->marks == NULL || memcmp(a->marks, b->marks, sizeof(*a->marks)) == 0;
}

static inline bool
same_clips(const AlkresPileup *a, const AlkresPileup *b)
{
	if (a->clip_count != b->clip_count || a->far_mate_count != b->far_mate_count)
		return false;
	for (uint32_t i = 0; i < a->clip_count; i++)
	{
		const AlkresClip *x = &a->clips[i], *y = &b->clips[i];

		if (x->offset != y->offset || x->left != y->left || x->molecules != y->molecules ||
			x->shared_molecules != y->shared_molecules || x->sum_mapq != y->sum_mapq ||
			strcmp(x->tail, y->tail) != 0)
			return false;
	}
	for (uint32_t i = 0; i < a->far_mate_count; i++)
	{
		const AlkresFarMate *x = &a->far_mates[i], *y = &b->far_mates[i];

		if (alkres_far_mate_compare(x, y) != 0 || x->molecules != y->molecules ||
			x->sum_mapq != y->sum_mapq)
			return false;
	}
	return true;
}

static inline bool
same_pileup(const AlkresPileup *a, const AlkresPileup *b)
{
	if (!alkres_contig_equal(&a->contig, &b->contig) || a->block != b->block ||
		a->flags != b->flags || a->min_base_quality != b->min_base_quality ||
		a->min_mapq != b->min_mapq || a->allele_count != b->allele_count ||
		a->beside_count != b->beside_count || a->pair_count != b->pair_count ||
		memcmp(a->reference, b->reference, sizeof(a->reference)) != 0 ||
		memcmp(a->covered, b->covered, sizeof(a->covered)) != 0 ||
		memcmp(a->cells, b->cells, sizeof(a->cells)) != 0 ||
		memcmp(a->spanning, b->spanning, sizeof(a->spanning)) != 0 ||
		memcmp(a->raw_depth, b->raw_depth, sizeof(a->raw_depth)) != 0 ||
		memcmp(a->deleted, b->deleted, sizeof(a->deleted)) != 0 ||
		memcmp(a->discordant, b->discordant, sizeof(a->discordant)) != 0 ||
		memcmp(a->dropped, b->dropped, sizeof(a->dropped)) != 0 ||
		memcmp(a->lengths, b->lengths, sizeof(a->lengths)) != 0 ||
		memcmp(a->families, b->families, sizeof(a->families)) != 0 || a->duplexes != b->duplexes ||
		memcmp(&a->reference_sums, &b->reference_sums, sizeof(a->reference_sums)) != 0 ||
		memcmp(a->directions, b->directions, sizeof(a->directions)) != 0 ||
		memcmp(a->clipped, b->clipped, sizeof(a->clipped)) != 0 ||
		memcmp(a->places, b->places, sizeof(a->places)) != 0 || !same_clips(a, b))
		return false;
	for (uint32_t i = 0; i < a->allele_count; i++)
		if (!same_allele(&a->alleles[i], &b->alleles[i]))
			return false;
	for (uint32_t i = 0; i < a->pair_count; i++)
	{
		const AlkresPair *x = &a->pairs[i], *y = &b->pairs[i];

		if (x->before != y->before || x->first != y->first || x->second != y->second ||
			x->both != y->both || x->first_only != y->first_only ||
			x->second_only != y->second_only)
			return false;
	}
	for (uint32_t i = 0; i < a->beside_count; i++)
		if (!same_allele(&a->beside[i], &b->beside[i]))
			return false;
	return true;
}

#endif
