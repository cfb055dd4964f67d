/* call_variants.c: every allele of a pileup whose posterior reaches the threshold. */
#include "postgres.h"

#include "funcapi.h"

#include "call/pass.h"
#include "core/model/estimate.h"
#include "core/model/score.h"
#include "type/arguments.h"
#include "type/rows.h"
#include "type/vaf.h"

static const AlkresArguments arguments = {
	.background = 1, .min_posterior = 2, .context_counts = 3, .known = 4};

enum
{
	VARIANT,
	MUTATION,
	VAF,
	FRACTION_LOWER,
	FRACTION_UPPER,
	POSTERIOR,
	QUAL,
	FLAGS,
	COLUMNS
};

static void
put_called(FunctionCallInfo fcinfo, const AlkresPass *pass, const AlkresCandidate *candidate,
		   const AlkresCalled *called)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {false};
	double fraction, lower, upper;

	alkres_estimate_fraction(&candidate->evidence, 1, &fraction, &lower, &upper);
	values[VARIANT] = PointerGetDatum(called->value);
	alkres_set_mutation(&values[MUTATION], &nulls[MUTATION], &called->meaning);
	values[VAF] = alkres_vaf_datum(candidate->molecules, candidate->depth);
	values[FRACTION_LOWER] = Float8GetDatum(lower);
	values[FRACTION_UPPER] = Float8GetDatum(upper);
	values[POSTERIOR] = Float8GetDatum(called->posterior);
	values[QUAL] = Float8GetDatum(alkres_qual(called->score, called->meaning.prior));
	values[FLAGS] = alkres_flags_datum(pass, candidate, &called->meaning);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(alkres_call_variants);
Datum
alkres_call_variants(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(7);
	AlkresPass pass;

	alkres_min_posterior_argument(fcinfo, arguments.min_posterior);
	alkres_start_rows(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_VOID();
	alkres_pass_start(&pass, fcinfo, &arguments);
	alkres_pass_candidates(&pass);
	for (uint32 i = 0; i < pass.candidates->count; i++)
	{
		AlkresCalled called;

		if (alkres_pass_calls(&pass, &pass.candidates->items[i], &called))
			put_called(fcinfo, &pass, &pass.candidates->items[i], &called);
	}
	alkres_pass_end(&pass);
	PG_RETURN_VOID();
}
