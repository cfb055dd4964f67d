/* candidate.c: alleles of a pileup with their evidence, and the one that is asked for. */
#include "core/model/candidate.h"

#include <math.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/model/score.h"
#include "core/pileup/carriers.h"

/* Differences from the reference that the allele makes: its changed bases, or an indel; of a
 * replacement as many as there may be, however it is written. */
static int
own_differences(const AlkresCandidate *item)
{
	size_t least = item->ref_length < item->alt_length ? item->ref_length : item->alt_length;
	size_t most = item->ref_length < item->alt_length ? item->alt_length : item->ref_length;
	int own = 0;

	if (!item->substitution)
		return least > 1 ? (int) most : 1;
	for (size_t i = 0; i < item->ref_length; i++)
		own += item->ref[i] != item->alt[i];
	return own;
}

static void
set_stray(AlkresCandidate *item, const AlkresSurrounds *surrounds)
{
	item->evidence.stray = alkres_stray_of(surrounds, item->offset, &item->evidence,
										   item->marks_known ? &item->marks : NULL,
										   own_differences(item), item->substitution);
	alkres_stray_add_left(&item->evidence.stray, item->molecules, item->left_of);
	item->stray_known = true;
}

/* All but the stray molecules. */
static void
set_evidence(AlkresCandidate *item, const AlkresPileup *pileup, const AlkresModel *model)
{
	int kind = alkres_background_kind(item->ref_length, item->alt_length, item->alt[0]);

	if (item->substitution)
		alkres_site_substitution(&item->evidence, pileup, model, item->offset, item->ref, item->alt,
								 item->ref_length, item->cells);
	else
		alkres_site_indel(
			&item->evidence, pileup, model, item->offset, item->ref_length, item->alt_length,
			alkres_indel_rate_of(alkres_model_rates(model), pileup, item->offset, item->ref,
								 item->ref_length, item->alt, item->alt_length),
			item->cells);
	item->depth = alkres_evidence_depth(&item->evidence);
	item->no_background = model == NULL || model->background == NULL ||
						  model->background->expected[item->offset][kind] ||
						  (item->substitution && item->ref_length > 1);
	item->in_normals = !item->no_background && item->depth > 0 &&
					   alkres_background_shows(model->background, item->offset, kind,
											   (double) item->molecules / item->depth);
}

AlkresCandidates *
alkres_candidates_above(const AlkresPileup *pileup, const AlkresModel *model, double level)
{
	AlkresCandidates *list = alkres_join_alleles(pileup, 0, pileup->allele_count);
	AlkresSurrounds surrounds;
	bool looked = false;

	for (uint32_t i = 0; i < list->count; i++)
	{
		AlkresCandidate *item = &list->items[i];

		alkres_check_interrupts();
		set_evidence(item, pileup, model);
		item->bound = alkres_score_bound(&item->evidence);
		if (item->bound < level)
			continue;
		if (!looked)
			alkres_surrounds_look(&surrounds, pileup);
		looked = true;
		set_stray(item, &surrounds);
	}
	return list;
}

AlkresCandidates *
alkres_candidates(const AlkresPileup *pileup, const AlkresModel *model)
{
	return alkres_candidates_above(pileup, model, -HUGE_VAL);
}

/*
 * The molecules whose haplotype is an asked allele that is no candidate of its own; false when that
 * cannot be told.  Of an insertion, deletion or replacement, those that are written as such have
 * gone to the whole that they are a part of.
 */
static bool
count_carriers(AlkresCandidate *candidate, const AlkresPileup *pileup)
{
	AlkresChange whole = {candidate->offset, candidate->ref, candidate->ref_length, candidate->alt,
						  candidate->alt_length};
	uint32_t count;
	bool unknown = false;
	AlkresRecord *records;
	AlkresCarrier *apart;

	if (candidate->substitution)
	{
		records = alkres_carriers(pileup, candidate->offset, candidate->ref, candidate->ref_length,
								  candidate->alt, candidate->alt_length, &count);
		if (records != NULL)
			alkres_candidate_sum_records(candidate, records, count);
		unknown = records == NULL;
		alkres_free(records);
		return !unknown;
	}
	apart = alkres_carriers_apart(pileup, &whole, &count, &unknown);
	records = alkres_alloc(sizeof(AlkresRecord) * (count + 1));
	for (uint32_t i = 0; i < count; i++)
		records[i] = apart[i].record;
	if (!unknown)
		alkres_candidate_sum_records(candidate, records, count);
	alkres_free(records);
	alkres_free(apart);
	return !unknown;
}

/* Take a list's candidate of an asked allele, as it stands there; false when it has none. */
static bool
take_from(AlkresCandidate *candidate, const AlkresCandidates *list)
{
	for (uint32_t i = 0; i < list->count; i++)
	{
		const AlkresCandidate *item = &list->items[i];
		const char *ref = candidate->ref, *alt = candidate->alt;

		if (item->offset != candidate->offset || item->ref_length != candidate->ref_length ||
			item->alt_length != candidate->alt_length ||
			memcmp(item->ref, ref, item->ref_length) != 0 ||
			memcmp(item->alt, alt, item->alt_length) != 0)
			continue;
		*candidate = *item;
		candidate->ref = ref;
		candidate->alt = alt;
		return true;
	}
	return false;
}

/* The candidate of an asked allele as a list of all would have it, without evidence; false when
 * none has molecules. */
static bool
find_asked(AlkresCandidate *candidate, const AlkresPileup *pileup)
{
	int low = candidate->offset, high = low + (int) candidate->ref_length - 1, before;
	uint32_t first = pileup->allele_count, end = 0;
	AlkresCandidates *list;
	bool found;

	/* What may be joined with the asked allele, or with that. */
	do
	{
		before = high - low;
		for (uint32_t i = 0; i < alkres_pileup_allele_count(pileup); i++)
		{
			const AlkresAllele *allele = alkres_pileup_allele(pileup, i);
			int last = allele->offset + (int) strlen(allele->ref) - 1;

			if (!alkres_allele_reaches(allele, low, high))
				continue;
			first = i < first ? i : first;
			end = i >= end && i < pileup->allele_count ? i + 1 : end;
			low = allele->offset < low ? allele->offset : low;
			high = last > high ? last : high;
		}
	} while (high - low > before);
	if (first >= end)
		return false;
	list = alkres_join_alleles(pileup, first, end);
	found = take_from(candidate, list);
	alkres_candidates_free(list);
	return found;
}

/* Is known what molecules carry at so many bases from an offset on, also beyond the block? */
static bool
knows_bases(const AlkresPileup *pileup, int offset, size_t length)
{
	int64_t end = offset + (int64_t) length;

	if (end <= ALKRES_BLOCK_SIZE)
		return true;
	/* One base more, for the context of the last. */
	if (!(pileup->flags & ALKRES_PILEUP_KNOWS_BEHIND) || end >= ALKRES_BLOCK_SIZE + ALKRES_HALO)
		return false;
	for (int64_t at = ALKRES_BLOCK_SIZE; at < end; at++)
		if (pileup->reference[ALKRES_HALO + at] == 'N' || pileup->told[ALKRES_HALO + at])
			return false;
	return true;
}

bool
alkres_candidate_for(AlkresCandidate *candidate, const AlkresPileup *pileup,
					 const AlkresModel *model, const AlkresCandidates *all, int offset,
					 const char *ref, size_t ref_length, const char *alt, size_t alt_length)
{
	bool substitution = ref_length == alt_length;
	AlkresSurrounds surrounds;

	if (offset < 0 || offset >= ALKRES_BLOCK_SIZE ||
		(substitution && !knows_bases(pileup, offset, ref_length)))
		return false;
	memset(candidate, 0, sizeof(*candidate));
	candidate->offset = offset;
	candidate->ref = ref;
	candidate->alt = alt;
	candidate->ref_length = ref_length;
	candidate->alt_length = alt_length;
	candidate->substitution = substitution;
	candidate->marks_known = true;                /* of no molecules, unless some are found */
	if (all != NULL && take_from(candidate, all)) /* with its evidence */
	{
		if (!candidate->stray_known)
		{
			alkres_surrounds_look(&surrounds, pileup);
			set_stray(candidate, &surrounds);
		}
		return true;
	}
	if ((all != NULL || !find_asked(candidate, pileup)) && (ref_length > 1 || alt_length > 1) &&
		((alkres_is_replacement(ref_length, alt_length) &&
		  !knows_bases(pileup, offset, ref_length)) ||
		 !count_carriers(candidate, pileup)))
		return false;
	set_evidence(candidate, pileup, model);
	alkres_surrounds_look(&surrounds, pileup);
	set_stray(candidate, &surrounds);
	return true;
}
