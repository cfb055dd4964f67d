/* call_variants.c: every allele of a pileup whose posterior reaches the threshold. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "call/settings.h"
#include "core/model/estimate.h"
#include "core/model/flags.h"
#include "core/model/score.h"
#include "type/mutation.h"
#include "type/pileup.h"
#include "type/report.h"
#include "type/rows.h"
#include "type/vaf.h"
#include "type/variant.h"

#define COLUMNS 8

static ArrayType *
flag_array(const AlkresCandidate *candidate, const AlkresPileup *pileup,
		   const AlkresMeaning *meaning)
{
	const char *names[ALKRES_FLAGS_MAX];
	Datum elements[ALKRES_FLAGS_MAX];
	int count = alkres_flags(candidate, pileup, meaning->listed, meaning->polymorphism, names);

	for (int i = 0; i < count; i++)
		elements[i] = CStringGetTextDatum(names[i]);
	return construct_array(elements, count, TEXTOID, -1, false, TYPALIGN_INT);
}

PG_FUNCTION_INFO_V1(alkres_call_variants);
Datum
alkres_call_variants(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	AlkresPileup *pileup;
	AlkresModel model;
	AlkresKnown known;
	AlkresCandidates *candidates;
	double min_posterior = alkres_min_posterior_argument(fcinfo, 2);

	alkres_start_rows(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_VOID();
	pileup = alkres_pileup_get_for_calls(PG_GETARG_DATUM(0));
	model = alkres_call_model(fcinfo, pileup, 1, 3);
	alkres_known_arguments(fcinfo, 4, &known);
	candidates = alkres_candidates(pileup, &model);
	for (uint32 i = 0; i < candidates->count; i++)
	{
		const AlkresCandidate *candidate = &candidates->items[i];
		AlkresVariant variant;
		AlkresMeaning meaning;
		AlkresError error;
		Datum values[COLUMNS];
		bool nulls[COLUMNS] = {false};
		double score, posterior, fraction, lower, upper;

		CHECK_FOR_INTERRUPTS();
		/* The highest prior settles the many that no prior can save. */
		if (alkres_posterior(alkres_score_bound(&candidate->evidence), known.highest) <
			min_posterior)
			continue;
		score = alkres_score(&candidate->evidence);
		if (alkres_posterior(score, known.highest) < min_posterior)
			continue;
		if (!alkres_variant_set(&variant, &pileup->contig,
								(int64) alkres_pileup_start(pileup) + candidate->offset,
								candidate->ref, candidate->ref_length, candidate->alt,
								candidate->alt_length, &error))
			alkres_report(&error);
		alkres_known_meaning(&known, &variant, &meaning);
		posterior = alkres_posterior(score, meaning.prior);
		if (posterior < min_posterior)
			continue;
		alkres_estimate_fraction(&candidate->evidence, 1, &fraction, &lower, &upper);
		values[0] = alkres_variant_datum(&variant);
		nulls[1] = !meaning.classified;
		values[1] = meaning.classified ? alkres_mutation_datum(&meaning.mutation) : (Datum) 0;
		values[2] = alkres_vaf_datum(candidate->molecules, candidate->depth);
		values[3] = Float8GetDatum(lower);
		values[4] = Float8GetDatum(upper);
		values[5] = Float8GetDatum(posterior);
		values[6] = Float8GetDatum(alkres_qual(score, meaning.prior));
		values[7] = PointerGetDatum(flag_array(candidate, pileup, &meaning));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	alkres_candidates_free(candidates);
	alkres_pileup_free(pileup);
	PG_RETURN_VOID();
}
