/* phase.c: do two variants lie on the same molecules? */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "call/question.h"
#include "core/pileup/anchor.h"
#include "core/pileup/carriers.h"
#include "core/model/phase_ratio.h"
#include "core/pileup/pairs.h"
#include "type/arguments.h"
#include "type/pileup.h"
#include "type/report.h"
#include "type/variant.h"

#define COLUMNS 5

/* The molecules of a library that carry a variant, as an allele of whichever of its pileups owns
 * it. */
typedef struct Carriers
{
	const AlkresPileup *pileup; /* NULL: no pileup owns the variant */
	bool known;                 /* the allele has records of them; else they are too many */
	AlkresAllele allele;
	const AlkresAllele *counted; /* the allele by which they are counted with others, or NULL */
} Carriers;

/* The pileup's allele of a variant; of several bases, the rarest of those that change. */
static const AlkresAllele *
counted_allele(const AlkresPileup *pileup, const AlkresAnchored *anchored)
{
	const AlkresAllele *rarest =
		alkres_pileup_find(pileup, anchored->offset, anchored->ref, anchored->ref_length,
						   anchored->alt, anchored->alt_length);

	for (size_t i = 0; anchored->ref_length == anchored->alt_length && i < anchored->ref_length &&
					   anchored->offset + i < ALKRES_BLOCK_SIZE;
		 i++)
	{
		const AlkresAllele *part = NULL;

		if (anchored->ref[i] != anchored->alt[i])
			part = alkres_pileup_find(pileup, anchored->offset + (int) i, anchored->ref + i, 1,
									  anchored->alt + i, 1);
		if (part != NULL && (rarest == NULL || part->molecules < rarest->molecules))
			rarest = part;
	}
	return rarest;
}

static Carriers
carriers_of(const AlkresVariant *variant, AlkresPileup *const *pileups)
{
	Carriers carriers = {0};

	for (int i = 0; i < 2 && carriers.pileup == NULL; i++)
	{
		AlkresCandidate candidate;
		AlkresAnchored anchored;
		AlkresError error;
		bool counted;

		if (pileups[i] == NULL)
			continue;
		/* Refuses what cannot be counted. */
		if (!alkres_ask(pileups[i], NULL, NULL, variant, &candidate, &counted) || !counted)
			continue;
		if (!alkres_anchor(&anchored, pileups[i], variant, &error))
			alkres_report(&error);
		carriers.allele.records =
			alkres_carriers(pileups[i], anchored.offset, anchored.ref, anchored.ref_length,
							anchored.alt, anchored.alt_length, &carriers.allele.record_count);
		carriers.allele.offset = (int16_t) anchored.offset;
		carriers.known = carriers.allele.records != NULL;
		carriers.counted = counted_allele(pileups[i], &anchored);
		carriers.pileup = pileups[i];
	}
	return carriers;
}

/* What two variants share, by their molecules, or as it was counted; false when it is not known. */
static bool
phase_of(const Carriers *a, const Carriers *b, AlkresPhase *phase)
{
	if (a->pileup == NULL || b->pileup == NULL)
		return false;
	if (!a->known || !b->known)
		return a->counted != NULL && b->counted != NULL &&
			   alkres_pairs_phase(a->pileup, a->counted, b->pileup, b->counted, phase);
	/* False, and no counts, where a variant has no molecules. */
	alkres_phase(a->pileup, &a->allele, b->pileup, &b->allele, phase);
	return true;
}

PG_FUNCTION_INFO_V1(alkres_phase_variants);
Datum
alkres_phase_variants(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	enum
	{
		PILEUP,
		FIRST,
		SECOND,
		OTHER_PILEUP
	};
	AlkresPileup *pileups[2] = {NULL, NULL};
	AlkresVariant first, second;
	Carriers a, b;
	AlkresPhase phase = {0};
	TupleDesc row;
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {false};

	if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (PG_ARGISNULL(PILEUP) || PG_ARGISNULL(FIRST) || PG_ARGISNULL(SECOND))
		PG_RETURN_NULL();
	pileups[0] = alkres_pileup_get(PG_GETARG_DATUM(PILEUP));
	if (!PG_ARGISNULL(OTHER_PILEUP))
		pileups[1] = alkres_pileup_get(PG_GETARG_DATUM(OTHER_PILEUP));
	alkres_variant_get(PG_GETARG_DATUM(FIRST), &first);
	alkres_variant_get(PG_GETARG_DATUM(SECOND), &second);
	a = carriers_of(&first, pileups);
	b = carriers_of(&second, pileups);
	if (!phase_of(&a, &b, &phase))
	{
		values[0] = CStringGetTextDatum("unknown");
		memset(nulls + 1, true, COLUMNS - 1);
	}
	else
	{
		values[0] = CStringGetTextDatum(alkres_phase_name(&phase));
		values[1] = Int32GetDatum((int32) phase.both);
		values[2] = Int32GetDatum((int32) phase.first_only);
		values[3] = Int32GetDatum((int32) phase.second_only);
		values[4] = Float8GetDatum(alkres_phase_log_ratio(&phase));
	}
	for (int i = 0; i < 2; i++)
		if (pileups[i] != NULL)
			alkres_pileup_free(pileups[i]);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row), values, nulls)));
}
