/* genotype.c: one answer for each asked variant that the pileup's block owns, the negatives with
 * their limit. */
#include "postgres.h"

#include "funcapi.h"
#include "utils/builtins.h"

#include "call/pass.h"
#include "type/arguments.h"
#include "type/rows.h"

static const AlkresArguments arguments = {.background = 1,
										  .variants = 2,
										  .target = 3,
										  .min_posterior = 4,
										  .context_counts = 5,
										  .known = 6,
										  .white_cells = 9};

enum
{
	VARIANT,
	MUTATION,
	STATE,
	VAF,
	FRACTION_UPPER,
	LOD95,
	MIN_MOLECULES,
	POSTERIOR,
	PRIOR,
	REASON,
	SCORE,
	COLUMNS
};

static void
put_answer(FunctionCallInfo fcinfo, const AlkresListedVariant *asked, const AlkresMeaning *meaning,
		   const AlkresVerdict *verdict)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {false};

	values[VARIANT] = PointerGetDatum(asked->value);
	alkres_set_mutation(&values[MUTATION], &nulls[MUTATION], meaning);
	values[STATE] = CStringGetTextDatum(alkres_state_name(verdict->state));
	alkres_set_counts(&values[VAF], &nulls[VAF], verdict);
	alkres_set_number(values, nulls, FRACTION_UPPER, verdict->upper);
	alkres_set_number(values, nulls, LOD95, verdict->lod95);
	nulls[MIN_MOLECULES] = verdict->min_molecules == 0;
	values[MIN_MOLECULES] = Int32GetDatum((int32) verdict->min_molecules);
	alkres_set_number(values, nulls, POSTERIOR, verdict->posterior);
	values[PRIOR] = Float8GetDatum(meaning->prior);
	values[REASON] = CStringGetTextDatum(verdict->reason);
	alkres_set_number(values, nulls, SCORE, verdict->score);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(alkres_genotype);
Datum
alkres_genotype(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(10);
	const AlkresVariantList *asked;
	AlkresPass pass;

	alkres_target_argument(fcinfo, arguments.target);
	alkres_min_posterior_argument(fcinfo, arguments.min_posterior);
	alkres_start_rows(fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(arguments.variants))
		PG_RETURN_VOID();
	asked = alkres_asked_argument(fcinfo, arguments.variants);
	if (asked->count == 0)
		PG_RETURN_VOID();
	alkres_pass_start(&pass, fcinfo, &arguments);
	for (int i = 0; i < asked->count; i++)
	{
		AlkresMeaning meaning;
		AlkresVerdict verdict;

		if (alkres_pass_ask(&pass, &asked->items[i], &meaning, &verdict))
			put_answer(fcinfo, &asked->items[i], &meaning, &verdict);
	}
	alkres_pass_end(&pass);
	PG_RETURN_VOID();
}
