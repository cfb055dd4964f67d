/* pool.c: two libraries of one sample as one. */
#include "core/pileup/pool.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"

static bool
out_of_range(AlkresError *error)
{
	alkres_fail(error, ALKRES_OUT_OF_RANGE, "the pileups together have too many molecules");
	return false;
}

static bool
differ(AlkresError *error, const char *what)
{
	alkres_fail(error, ALKRES_BAD_PARAMETER, "pileups that differ in their %s cannot be pooled",
				what);
	return false;
}

static bool
add_count(uint32_t *sum, uint32_t count)
{
	if (*sum > UINT32_MAX - count)
		return false;
	*sum += count;
	return true;
}

static bool
add_sum(uint64_t *sum, uint64_t other)
{
	if (*sum > INT64_MAX - other)
		return false;
	*sum += other;
	return true;
}

static bool
has_substitution(const AlkresPileup *pileup, int offset)
{
	for (uint32_t i = 0; i < pileup->allele_count; i++)
		if (pileup->alleles[i].offset == offset && pileup->alleles[i].ref[1] == '\0' &&
			pileup->alleles[i].alt[1] == '\0')
			return true;
	return false;
}

/* An unknown base takes what the other knows, where no molecule has been counted without it. */
static bool
pool_reference(AlkresPileup *pileup, const AlkresPileup *other, AlkresError *error)
{
	for (int i = 0; i < (int) sizeof(pileup->reference); i++)
	{
		char *base = &pileup->reference[i];
		int offset = i - ALKRES_HALO;
		bool inside = offset >= 0 && offset < ALKRES_BLOCK_SIZE;

		if (*base == other->reference[i])
			continue;
		if ((*base != 'N' && other->reference[i] != 'N') ||
			(inside && has_substitution(*base == 'N' ? pileup : other, offset)))
			return differ(error, "reference");
		if (*base == 'N')
			*base = other->reference[i];
	}
	return true;
}

static bool
pool_counts(AlkresPileup *pileup, const AlkresPileup *other)
{
	uint64_t *sums = (uint64_t *) &pileup->reference_sums;
	const uint64_t *more = (const uint64_t *) &other->reference_sums;
	bool good = true;

	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		uint64_t depth = 0, spanning = 0;

		for (int cell = 0; cell < ALKRES_CELLS; cell++)
		{
			good &= add_count(&pileup->cells[i][cell], other->cells[i][cell]);
			depth += pileup->cells[i][cell];
		}
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			good &= add_count(&pileup->spanning[i][g], other->spanning[i][g]);
			spanning += pileup->spanning[i][g];
		}
		good &= add_count(&pileup->raw_depth[i], other->raw_depth[i]);
		good &= add_count(&pileup->deleted[i], other->deleted[i]);
		good &= add_count(&pileup->discordant[i], other->discordant[i]);
		good &= depth <= INT32_MAX && spanning <= INT32_MAX && pileup->raw_depth[i] <= INT32_MAX &&
				pileup->deleted[i] <= INT32_MAX && pileup->discordant[i] <= INT32_MAX;
		pileup->covered[i] |= other->covered[i];
	}
	for (int i = 0; i < ALKRES_DROPPED_KINDS; i++)
		good &= add_sum(&pileup->dropped[i], other->dropped[i]);
	for (int i = 0; i < ALKRES_LENGTH_BINS; i++)
		good &= add_count(&pileup->lengths[i], other->lengths[i]);
	for (int i = 0; i < ALKRES_FAMILY_BINS; i++)
		good &= add_count(&pileup->families[i], other->families[i]);
	good &= add_count(&pileup->duplexes, other->duplexes);
	for (size_t i = 0; i < sizeof(AlkresReferenceSums) / sizeof(uint64_t); i++)
		good &= add_sum(&sums[i], more[i]);
	return good && pileup->reference_sums.bases <= (uint64_t) ALKRES_BLOCK_SIZE * INT32_MAX;
}

static bool
directions_known(const AlkresPileup *pileup)
{
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
		if (pileup->directions[i][0] != 0 || pileup->directions[i][1] != 0)
			return true;
	return false;
}

/* What one of two libraries does not know is not known of both. */
static bool
pool_marks(AlkresPileup *pileup, const AlkresPileup *other)
{
	bool good = true;

	if (!directions_known(pileup) || !directions_known(other))
		memset(pileup->directions, 0, sizeof(pileup->directions));
	else
		for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
			for (int way = 0; way < 2; way++)
				good &= add_count(&pileup->directions[i][way], other->directions[i][way]) &&
						pileup->directions[i][way] <= INT32_MAX;
	if (!alkres_places_known(pileup) || !alkres_places_known(other))
	{
		memset(pileup->places, 0, sizeof(pileup->places));
		memset(pileup->clipped, 0, sizeof(pileup->clipped));
		return good;
	}
	for (int gap = 0; gap < ALKRES_GAPS; gap++)
		for (int i = 0; i < ALKRES_DIFFERENCES; i++)
			good &= add_count(&pileup->places[gap][i], other->places[gap][i]) &&
					pileup->places[gap][i] <= INT32_MAX;
	for (int i = 0; i < ALKRES_CLIPPED_STEPS; i++)
		good &=
			add_count(&pileup->clipped[i], other->clipped[i]) && pileup->clipped[i] <= INT32_MAX;
	return good;
}

static void
pool_clip(AlkresClip *clip, const AlkresClip *other)
{
	for (int i = 0; i < ALKRES_CLIP_TAIL; i++)
	{
		if (clip->tail[i] == other->tail[i] || other->tail[i] == 'N')
			continue;
		if (clip->tail[i] == 'N' || other->molecules > clip->molecules)
			clip->tail[i] = other->tail[i];
		else if (other->molecules == clip->molecules)
			clip->tail[i] = 'N';
	}
	clip->molecules += other->molecules;
	clip->shared_molecules += other->shared_molecules;
	clip->sum_mapq += other->sum_mapq;
}

static int
compare_clips(const AlkresClip *a, const AlkresClip *b)
{
	int order = (int) a->offset - (int) b->offset;

	return order != 0 ? order : (int) b->left - (int) a->left;
}

static bool
pool_clips(AlkresPileup *pileup, const AlkresPileup *other)
{
	AlkresClip *all =
		alkres_alloc(sizeof(AlkresClip) * ((size_t) pileup->clip_count + other->clip_count + 1));
	uint32_t i = 0, j = 0, count = 0;
	bool good = true;

	while (i < pileup->clip_count || j < other->clip_count)
	{
		int order = j == other->clip_count    ? -1
					: i == pileup->clip_count ? 1
											  : compare_clips(&pileup->clips[i], &other->clips[j]);

		all[count] = order <= 0 ? pileup->clips[i] : other->clips[j];
		if (order == 0)
			pool_clip(&all[count], &other->clips[j]);
		i += order <= 0;
		j += order >= 0;
		good &= all[count++].molecules <= INT32_MAX;
	}
	alkres_free(pileup->clips);
	pileup->clips = all;
	pileup->clip_count = count;
	return good;
}

static bool
pool_far_mates(AlkresPileup *pileup, const AlkresPileup *other)
{
	AlkresFarMate *all = alkres_alloc(
		sizeof(AlkresFarMate) * ((size_t) pileup->far_mate_count + other->far_mate_count + 1));
	uint32_t i = 0, j = 0, count = 0;
	bool good = true;

	while (i < pileup->far_mate_count || j < other->far_mate_count)
	{
		int order = j == other->far_mate_count ? -1
					: i == pileup->far_mate_count
						? 1
						: alkres_far_mate_compare(&pileup->far_mates[i], &other->far_mates[j]);

		all[count] = order <= 0 ? pileup->far_mates[i] : other->far_mates[j];
		if (order == 0)
		{
			all[count].molecules += other->far_mates[j].molecules;
			all[count].sum_mapq += other->far_mates[j].sum_mapq;
		}
		i += order <= 0;
		j += order >= 0;
		good &= all[count++].molecules <= INT32_MAX;
	}
	alkres_free(pileup->far_mates);
	pileup->far_mates = all;
	pileup->far_mate_count = count;
	return good;
}

/* Records to others behind them, with the numbers of a pooled library. */
static bool
append_records(AlkresRecord *to, const AlkresRecord *records, uint32_t count, bool second)
{
	for (uint32_t i = 0; i < count; i++)
	{
		to[i] = records[i];
		if (records[i].molecule > INT64_MAX / 2)
			return false;
		to[i].molecule = records[i].molecule * 2 + second;
	}
	return true;
}

/* The marks of an allele that has no records any more; NULL where those of one are not known. */
static AlkresMarks *
pool_allele_marks(const AlkresAllele *const sources[2])
{
	AlkresMarks *sum = alkres_alloc_zero(sizeof(AlkresMarks));

	for (int i = 0; i < 2; i++)
	{
		const AlkresAllele *source = sources[i];

		if (source == NULL)
			continue;
		for (uint32_t r = 0; r < source->record_count; r++)
			alkres_marks_add(sum, &source->records[r]);
		if (source->record_count > 0)
			continue;
		if (source->marks == NULL)
		{
			alkres_free(sum);
			return NULL;
		}
		alkres_marks_join(sum, source->marks);
	}
	return sum;
}

/* Beside a block not all molecules have records. */
static bool
pool_beside(AlkresAllele *to, const AlkresAllele *a, const AlkresAllele *b)
{
	bool good = true;

	alkres_free(to->marks);
	*to = (AlkresAllele){.offset = to->offset,
						 .ref = to->ref,
						 .alt = to->alt,
						 .records = to->records,
						 .record_count = to->record_count};
	for (int i = 0; i < 2; i++)
	{
		const AlkresAllele *source = i == 0 ? a : b;

		if (source == NULL)
			continue;
		good &= add_count(&to->molecules, source->molecules) && to->molecules <= INT32_MAX;
		good &= add_count(&to->depth, source->depth) && to->depth <= INT32_MAX;
	}
	return good;
}

/* The sum of two alleles, or one alone (the other NULL); texts and records are copied. */
static bool
pool_allele(AlkresAllele *to, const AlkresAllele *a, const AlkresAllele *b)
{
	const AlkresAllele *one = a != NULL ? a : b, *sources[2] = {a, b};
	uint32_t records = (a != NULL ? a->record_count : 0) + (b != NULL ? b->record_count : 0);
	bool good = true, keep = true;

	memset(to, 0, sizeof(*to));
	to->offset = one->offset;
	to->ref = alkres_alloc(strlen(one->ref) + 1);
	to->alt = alkres_alloc(strlen(one->alt) + 1);
	strcpy(to->ref, one->ref);
	strcpy(to->alt, one->alt);
	for (int i = 0; i < 2; i++)
	{
		const AlkresAllele *source = sources[i];

		if (source == NULL)
			continue;
		keep &= source->record_count > 0;
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			good &= add_count(&to->cells[cell], source->cells[cell]);
		good &= add_count(&to->molecules, source->molecules) && to->molecules <= INT32_MAX;
		good &= add_count(&to->reverse, source->reverse);
		good &= add_count(&to->low_mapq, source->low_mapq);
		good &= add_count(&to->unique_fragments, source->unique_fragments);
		good &= add_sum(&to->sum_quality, source->sum_quality);
		good &= add_sum(&to->sum_mapq, source->sum_mapq);
		good &= add_sum(&to->sum_end_distance, source->sum_end_distance);
		good &= add_sum(&to->sum_length, source->sum_length);
	}
	if (!keep || records > ALKRES_RECORDS_MAX)
	{
		/* No more than the molecules, of which the sum is in range. */
		to->marks = good ? pool_allele_marks(sources) : NULL;
		return good;
	}
	to->records = alkres_alloc(sizeof(AlkresRecord) * records);
	to->record_count = records;
	records = 0;
	for (int i = 0; i < 2; i++)
		if (sources[i] != NULL)
		{
			good &= append_records(to->records + records, sources[i]->records,
								   sources[i]->record_count, i == 1);
			records += sources[i]->record_count;
		}
	/* Distinct fragments are those of all records, as they are when the value is read again. */
	alkres_allele_summarize(to, to->records, to->record_count);
	return good;
}

/* Alleles of one list with those of another. */
static bool
pool_alleles(AlkresAllele **alleles, uint32_t *allele_count, const AlkresAllele *others,
			 uint32_t other_count)
{
	AlkresAllele *all =
		alkres_alloc_zero(sizeof(AlkresAllele) * ((size_t) *allele_count + other_count + 1));
	uint32_t i = 0, j = 0, count = 0;
	bool good = true;

	while (i < *allele_count || j < other_count)
	{
		const AlkresAllele *a = i < *allele_count ? &(*alleles)[i] : NULL;
		const AlkresAllele *b = j < other_count ? &others[j] : NULL;
		int order = b == NULL ? -1 : a == NULL ? 1 : alkres_allele_compare(a, b);

		alkres_check_interrupts();
		a = order <= 0 ? a : NULL;
		b = order >= 0 ? b : NULL;
		good &= pool_allele(&all[count], a, b);
		if (all[count].offset < 0 || all[count].offset >= ALKRES_BLOCK_SIZE)
			good &= pool_beside(&all[count], a, b);
		count++;
		i += order <= 0;
		j += order >= 0;
	}
	alkres_alleles_free(*alleles, *allele_count);
	*alleles = all;
	*allele_count = count;
	return good;
}

bool
alkres_pileup_pool(AlkresPileup *pileup, const AlkresPileup *other, AlkresError *error)
{
	const uint32_t of_both =
		ALKRES_PILEUP_HAS_DESIGN | ALKRES_PILEUP_KNOWS_BEFORE | ALKRES_PILEUP_KNOWS_BEHIND;

	if (!alkres_contig_equal(&pileup->contig, &other->contig) || pileup->block != other->block)
		return differ(error, "block");
	if ((pileup->flags ^ other->flags) & ALKRES_PILEUP_READS)
		return differ(error, "unit");
	if (pileup->min_base_quality != other->min_base_quality || pileup->min_mapq != other->min_mapq)
		return differ(error, "thresholds");
	if (!pool_reference(pileup, other, error))
		return false;
	/* Where one has no design, everything may be covered. */
	pileup->flags =
		(pileup->flags & other->flags & of_both) | ((pileup->flags | other->flags) & ~of_both);
	/* What is frequent now need not have been in each. */
	alkres_pairs_forget(pileup);
	if (!pool_counts(pileup, other) || !pool_marks(pileup, other) || !pool_clips(pileup, other) ||
		!pool_far_mates(pileup, other) ||
		!pool_alleles(&pileup->alleles, &pileup->allele_count, other->alleles,
					  other->allele_count) ||
		!pool_alleles(&pileup->beside, &pileup->beside_count, other->beside, other->beside_count))
		return out_of_range(error);
	if (!(pileup->flags & ALKRES_PILEUP_HAS_DESIGN))
		memset(pileup->covered, 0, sizeof(pileup->covered));
	alkres_pileup_round(pileup);
	return true;
}
