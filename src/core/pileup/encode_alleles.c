/* encode_alleles.c: alleles, their molecules and their fragments in the stored form. */
#include "core/pileup/format.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

static int
compare_fragments(const void *a, const void *b)
{
	const AlkresFragmentKey *x = a, *y = b;

	if (x->molecule != y->molecule)
		return x->molecule < y->molecule ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	if (x->mapq != y->mapq)
		return (int) x->mapq - (int) y->mapq;
	if (x->family[0] != y->family[0])
		return (int) x->family[0] - (int) y->family[0];
	if (x->family[1] != y->family[1])
		return (int) x->family[1] - (int) y->family[1];
	if (x->gap != y->gap)
		return (int) x->gap - (int) y->gap;
	return (int) x->differences - (int) y->differences;
}

static AlkresFragmentKey
fragment_of(const AlkresRecord *record)
{
	return (AlkresFragmentKey){
		.molecule = record->molecule,
		.start = record->start,
		.length = record->length,
		.mapq = record->mapq,
		.family = {record->family_a, record->family_b},
		.gap = record->gap,
		.differences = record->differences,
	};
}

AlkresFragmentTable
alkres_fragment_table(const AlkresPileup *pileup)
{
	AlkresFragmentTable table = {0};
	AlkresFragmentKey *all;
	size_t at = 0;

	for (uint32_t i = 0; i < alkres_pileup_allele_count(pileup); i++)
		table.record_count += alkres_pileup_allele(pileup, i)->record_count;
	table.fragment_of = alkres_alloc(sizeof(uint32_t) * (table.record_count + 1));
	all = table.fragments = alkres_alloc(sizeof(AlkresFragmentKey) * (table.record_count + 1));
	for (uint32_t i = 0; i < alkres_pileup_allele_count(pileup); i++)
		for (uint32_t r = 0; r < alkres_pileup_allele(pileup, i)->record_count; r++)
			all[at++] = fragment_of(&alkres_pileup_allele(pileup, i)->records[r]);
	qsort(all, at, sizeof(AlkresFragmentKey), compare_fragments);
	for (size_t i = 0; i < at; i++)
		if (i == 0 || compare_fragments(&all[i], &all[table.count - 1]) != 0)
			all[table.count++] = all[i];
	at = 0;
	for (uint32_t i = 0; i < alkres_pileup_allele_count(pileup); i++)
		for (uint32_t r = 0; r < alkres_pileup_allele(pileup, i)->record_count; r++)
		{
			AlkresFragmentKey key = fragment_of(&alkres_pileup_allele(pileup, i)->records[r]);
			const AlkresFragmentKey *found =
				bsearch(&key, all, table.count, sizeof(AlkresFragmentKey), compare_fragments);

			table.fragment_of[at++] = (uint32_t) (found - all);
		}
	return table;
}

void
alkres_put_fragments(AlkresWriter *writer, const AlkresPileup *pileup,
					 const AlkresFragmentTable *table)
{
	size_t count = table->count;
	uint64_t *codes = alkres_alloc(sizeof(uint64_t) * (count + 1));
	uint8_t *mapqs = alkres_alloc(count + 1);
	const AlkresFragmentKey *fragments = table->fragments;

	if (count > 0)
	{
		alkres_put_varint(writer, count);
		for (size_t i = 0; i < count; i++)
			codes[i] = fragments[i].molecule - (i > 0 ? fragments[i - 1].molecule : 0);
		alkres_put_codes(writer, codes, count);
		for (size_t i = 0; i < count; i++)
			codes[i] = alkres_zigzag(
				(int64_t) fragments[i].start -
				(i > 0 ? (int64_t) fragments[i - 1].start : alkres_pileup_start(pileup)));
		alkres_put_codes(writer, codes, count);
		for (size_t i = 0; i < count; i++)
		{
			codes[i] = alkres_zigzag((int64_t) fragments[i].length -
									 (i > 0 ? (int64_t) fragments[i - 1].length : 0));
			mapqs[i] = fragments[i].mapq;
		}
		alkres_put_codes(writer, codes, count);
		alkres_put_ranked(writer, mapqs, count);
	}
	alkres_free(codes);
	alkres_free(mapqs);
}

/* The records of a list of alleles, column by column; fragment_of: of them. */
static void
put_records(AlkresWriter *writer, const AlkresPileup *pileup, const AlkresAllele *alleles,
			uint32_t allele_count, const uint32_t *fragment_of)
{
	size_t count = alkres_count_records(alleles, allele_count), distances = 0, at = 0;
	uint64_t *codes = alkres_alloc(sizeof(uint64_t) * (count + 1));
	uint64_t *far = alkres_alloc(sizeof(uint64_t) * (count + 1));
	uint8_t *heads = alkres_alloc(count + 1), *qualities = alkres_alloc(count + 1);

	for (uint32_t i = 0; i < allele_count; i++)
	{
		const AlkresAllele *allele = &alleles[i];
		uint32_t position = (uint32_t) (alkres_pileup_start(pileup) + (int64_t) allele->offset);

		for (uint32_t r = 0; r < allele->record_count; r++, at++)
		{
			const AlkresRecord *record = &allele->records[r];

			codes[at] = alkres_zigzag((int64_t) fragment_of[at] -
									  (at > 0 ? (int64_t) fragment_of[at - 1] : 0));
			heads[at] = (uint8_t) (record->cell | (record->reverse ? ALKRES_RECORD_REVERSE : 0));
			if (record->end_distance !=
				alkres_implied_end_distance(position, record->start, record->length))
			{
				heads[at] |= ALKRES_RECORD_END_DISTANCE;
				far[distances++] = record->end_distance;
			}
			qualities[at] = record->quality;
		}
	}
	alkres_put_codes(writer, codes, count);
	alkres_put_ranked(writer, heads, count);
	alkres_put_ranked(writer, qualities, count);
	if (distances > 0)
		alkres_put_codes(writer, far, distances);
	alkres_free(codes);
	alkres_free(far);
	alkres_free(heads);
	alkres_free(qualities);
}

/* Has each fragment the sizes that its first record implies? */
static bool
sizes_are_implied(const AlkresPileup *pileup, const AlkresFragmentTable *table)
{
	bool *met = alkres_alloc_zero(sizeof(bool) * (table->count + 1)), implied = true;
	size_t at = 0;

	for (uint32_t i = 0; i < alkres_pileup_allele_count(pileup); i++)
		for (uint32_t r = 0; r < alkres_pileup_allele(pileup, i)->record_count; r++, at++)
		{
			const AlkresFragmentKey *fragment = &table->fragments[table->fragment_of[at]];
			bool b = alkres_implies_strand_b(alkres_pileup_allele(pileup, i)->records[r].cell);

			if (met[table->fragment_of[at]])
				continue;
			met[table->fragment_of[at]] = true;
			implied &= fragment->family[b] == 1 && fragment->family[!b] == 0;
		}
	alkres_free(met);
	return implied;
}

void
alkres_put_family_sizes(AlkresWriter *writer, const AlkresPileup *pileup,
						const AlkresFragmentTable *table)
{
	uint64_t *codes;

	if (sizes_are_implied(pileup, table))
		return;
	codes = alkres_alloc(sizeof(uint64_t) * table->count);
	for (int strand = 0; strand < 2; strand++)
	{
		for (size_t i = 0; i < table->count; i++)
			codes[i] = table->fragments[i].family[strand];
		alkres_put_codes(writer, codes, table->count);
	}
	alkres_free(codes);
}

static void
put_summary(AlkresWriter *writer, const AlkresAllele *allele)
{
	int used = 0, gap = 0;

	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		used += allele->cells[cell] != 0;
	alkres_put_varint(writer, used);
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
	{
		if (allele->cells[cell] == 0)
		{
			gap++;
			continue;
		}
		alkres_put_varint(writer, gap);
		alkres_put_varint(writer, allele->cells[cell] - 1);
		gap = 0;
	}
	alkres_put_varint(writer, allele->reverse);
	alkres_put_varint(writer, allele->low_mapq);
	alkres_put_varint(writer, allele->unique_fragments);
	alkres_put_varint(writer, allele->sum_quality);
	alkres_put_varint(writer, allele->sum_mapq);
	alkres_put_varint(writer, allele->sum_end_distance);
	alkres_put_varint(writer, allele->sum_length);
}

static void
put_text(AlkresWriter *writer, const char *text)
{
	size_t length = strlen(text);

	alkres_put_varint(writer, length);
	alkres_put_bytes(writer, text, length);
}

/* Rows over a list of alleles; lowest: of their offsets. */
static void
put_rows(AlkresWriter *writer, const AlkresAllele *alleles, uint32_t count, int lowest)
{
	uint64_t *offsets = alkres_alloc(sizeof(uint64_t) * (count + 1));
	uint64_t *records = alkres_alloc(sizeof(uint64_t) * (count + 1));
	uint8_t *alts = alkres_alloc(count + 1);

	for (uint32_t i = 0; i < count; i++)
	{
		offsets[i] = (uint64_t) (alleles[i].offset - (i > 0 ? alleles[i - 1].offset : lowest));
		alts[i] = alkres_allele_is_single(&alleles[i])
					  ? (uint8_t) alkres_base_code(alleles[i].alt[0])
					  : ALKRES_ALLELE_TEXT;
		records[i] = alleles[i].record_count;
	}
	alkres_put_varint(writer, count);
	alkres_put_codes(writer, offsets, count);
	alkres_put_ranked(writer, alts, count);
	alkres_put_codes(writer, records, count);
	alkres_free(offsets);
	alkres_free(records);
	alkres_free(alts);
}

static void
put_texts(AlkresWriter *writer, const AlkresAllele *allele)
{
	if (alkres_allele_is_single(allele))
		return;
	put_text(writer, allele->ref);
	put_text(writer, allele->alt);
}

/* Rows over all alleles, then what only some of them have. */
void
alkres_put_alleles(AlkresWriter *writer, const AlkresPileup *pileup,
				   const AlkresFragmentTable *table)
{
	uint32_t count = pileup->allele_count;

	if (count > 0)
		put_rows(writer, pileup->alleles, count, 0);
	for (uint32_t i = 0; i < count; i++)
	{
		put_texts(writer, &pileup->alleles[i]);
		if (pileup->alleles[i].record_count == 0)
			put_summary(writer, &pileup->alleles[i]);
	}
	if (alkres_count_records(pileup->alleles, count) > 0)
		put_records(writer, pileup, pileup->alleles, count, table->fragment_of);
}

void
alkres_put_beside(AlkresWriter *writer, const AlkresPileup *pileup,
				  const AlkresFragmentTable *table)
{
	const AlkresAllele *alleles = pileup->beside;
	uint32_t count = pileup->beside_count;

	if (count == 0)
		return;
	put_rows(writer, alleles, count, -ALKRES_HALO);
	for (uint32_t i = 0; i < count; i++)
	{
		put_texts(writer, &alleles[i]);
		alkres_put_varint(writer, alleles[i].molecules);
		alkres_put_varint(writer, alleles[i].depth);
	}
	if (alkres_count_records(alleles, count) > 0)
	{
		put_records(writer, pileup, alleles, count,
					table->fragment_of +
						alkres_count_records(pileup->alleles, pileup->allele_count));
		alkres_put_record_marks(writer, alleles, count);
	}
}
