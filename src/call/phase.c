/* phase.c: do two variants lie on the same molecules? */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "call/question.h"
#include "core/anchor.h"
#include "core/memory.h"
#include "core/phase_ratio.h"
#include "type/pileup.h"
#include "type/report.h"
#include "type/variant.h"

#define COLUMNS 5

/* The molecules of a library that carry a variant, from whichever of its pileups owns it. */
typedef struct Carriers
{
	AlkresRecord *records; /* NULL: too many, or no pileup owns the variant */
	uint32_t count;
	uint32_t position;
} Carriers;

static Carriers
carriers_of(const AlkresVariant *variant, AlkresPileup *const *pileups)
{
	Carriers carriers = {NULL, 0, 0};

	for (int i = 0; i < 2; i++)
	{
		AlkresCandidate candidate;
		AlkresCandidates none = {0};
		AlkresAnchored anchored;
		AlkresError error;
		bool counted;

		if (pileups[i] == NULL || carriers.records != NULL)
			continue;
		/* Refuses what cannot be counted. */
		if (!alkres_ask(pileups[i], NULL, &none, variant, &candidate, &counted) || !counted)
			continue;
		if (!alkres_anchor(&anchored, pileups[i], variant, &error))
			alkres_report(&error);
		carriers.records =
			alkres_carriers(pileups[i], anchored.offset, anchored.ref, anchored.ref_length,
							anchored.alt, anchored.alt_length, &carriers.count);
		carriers.position = (uint32_t) ((int64) alkres_pileup_start(pileups[i]) + anchored.offset);
	}
	return carriers;
}

PG_FUNCTION_INFO_V1(alkres_phase_variants);
Datum
alkres_phase_variants(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileups[2] = {NULL, NULL};
	AlkresVariant first, second;
	Carriers a, b;
	AlkresPhase phase;
	TupleDesc row;
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {false};

	if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	pileups[0] = alkres_pileup_get(PG_GETARG_DATUM(0));
	if (!PG_ARGISNULL(3))
		pileups[1] = alkres_pileup_get(PG_GETARG_DATUM(3));
	alkres_variant_get(PG_GETARG_DATUM(1), &first);
	alkres_variant_get(PG_GETARG_DATUM(2), &second);
	a = carriers_of(&first, pileups);
	b = carriers_of(&second, pileups);
	if (a.records == NULL || b.records == NULL)
	{
		values[0] = CStringGetTextDatum("unknown");
		memset(nulls + 1, true, COLUMNS - 1);
	}
	else
	{
		alkres_phase(&phase, a.records, a.count, a.position, b.records, b.count, b.position);
		values[0] = CStringGetTextDatum(alkres_phase_name(&phase));
		values[1] = Int32GetDatum((int32) phase.both);
		values[2] = Int32GetDatum((int32) phase.first_only);
		values[3] = Int32GetDatum((int32) phase.second_only);
		values[4] = Float8GetDatum(phase.log_ratio);
	}
	for (int i = 0; i < 2; i++)
		if (pileups[i] != NULL)
			alkres_pileup_free(pileups[i]);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row), values, nulls)));
}
