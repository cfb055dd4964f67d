/* genotype.c: one answer for each asked variant that the pileup's block owns, the negatives with
 * their limit. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "call/settings.h"
#include "core/model/verdict.h"
#include "type/mutation.h"
#include "type/pileup.h"
#include "type/rows.h"
#include "type/vaf.h"
#include "type/variant.h"

#define COLUMNS 11

/* What stays the same for all asked variants of a call. */
typedef struct Genotyping
{
	const AlkresPileup *pileup;
	const AlkresModel *model;
	const AlkresKnown *known;
	const AlkresPileup *white_cells; /* NULL: none, or not of this block */
	double target;
	double min_posterior;
	ReturnSetInfo *result;
} Genotyping;

static void
set_float(Datum *value, bool *null, double number)
{
	*null = isnan(number);
	*value = Float8GetDatum(number);
}

static void
put_row(const Genotyping *genotyping, Datum variant, const AlkresMeaning *meaning,
		const AlkresVerdict *verdict)
{
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {false};

	values[0] = variant;
	nulls[1] = !meaning->classified;
	if (meaning->classified)
		values[1] = alkres_mutation_datum(&meaning->mutation);
	values[2] = CStringGetTextDatum(alkres_state_name(verdict->state));
	nulls[3] = !verdict->counted;
	if (verdict->counted)
		values[3] = alkres_vaf_datum(verdict->molecules, verdict->depth);
	set_float(&values[4], &nulls[4], verdict->upper);
	set_float(&values[5], &nulls[5], verdict->lod95);
	nulls[6] = verdict->min_molecules == 0;
	values[6] = Int32GetDatum((int32) verdict->min_molecules);
	set_float(&values[7], &nulls[7], verdict->posterior);
	values[8] = Float8GetDatum(meaning->prior);
	values[9] = CStringGetTextDatum(verdict->reason);
	set_float(&values[10], &nulls[10], verdict->score);
	tuplestore_putvalues(genotyping->result->setResult, genotyping->result->setDesc, values, nulls);
}

static void
genotype_one(const Genotyping *genotyping, Datum value)
{
	const AlkresPileup *pileup = genotyping->pileup;
	AlkresVariant variant;
	AlkresMeaning meaning;
	AlkresCandidate candidate, white;
	AlkresVerdict verdict;
	AlkresQuestion question;
	bool counted, white_counted;

	alkres_variant_get(value, &variant);
	if (!alkres_ask(pileup, genotyping->model, &variant, &candidate, &counted))
		return;
	alkres_known_meaning(genotyping->known, &variant, &meaning);
	question.prior = meaning.prior;
	question.listed = meaning.listed;
	question.polymorphism = meaning.polymorphism;
	question.white_cells = NULL;
	if (genotyping->white_cells != NULL &&
		alkres_ask(genotyping->white_cells, NULL, &variant, &white, &white_counted) &&
		white_counted)
		question.white_cells = &white;
	question.target = genotyping->target;
	question.min_posterior = genotyping->min_posterior;
	alkres_judge(&verdict, counted ? &candidate : NULL, pileup,
				 variant.position - alkres_pileup_start(pileup), variant.ref_length, &question);
	put_row(genotyping, value, &meaning, &verdict);
}

static double
target_argument(FunctionCallInfo fcinfo, int number)
{
	double value = PG_ARGISNULL(number) ? 0.005 : PG_GETARG_FLOAT8(number);

	if (!(value > 0 && value <= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("target_vaf must be above 0 and at most 1"));
	return value;
}

PG_FUNCTION_INFO_V1(alkres_genotype);
Datum
alkres_genotype(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup, *white_cells = NULL;
	AlkresModel model;
	AlkresKnown known;
	Genotyping genotyping;
	ArrayType *array;
	Datum *variants;
	bool *nulls;
	int count;
	int16 length;
	bool by_value;
	char align;

	genotyping.target = target_argument(fcinfo, 3);
	genotyping.min_posterior = alkres_min_posterior_argument(fcinfo, 4);
	genotyping.result = (ReturnSetInfo *) fcinfo->resultinfo;
	alkres_start_rows(fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_VOID();

	array = PG_GETARG_ARRAYTYPE_P(2);
	get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &align);
	deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, align, &variants, &nulls,
					  &count);
	if (count == 0)
		PG_RETURN_VOID();
	pileup = alkres_pileup_get_for_calls(PG_GETARG_DATUM(0));
	model = alkres_call_model(fcinfo, pileup, 1, 5);
	alkres_known_arguments(fcinfo, 6, &known);
	if (!PG_ARGISNULL(9))
	{
		white_cells = alkres_pileup_get_for_calls(PG_GETARG_DATUM(9));
		if (!alkres_contig_equal(&white_cells->contig, &pileup->contig) ||
			white_cells->block != pileup->block)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("pileups of plasma and white cells are of different blocks"));
	}
	genotyping.pileup = pileup;
	genotyping.model = &model;
	genotyping.known = &known;
	genotyping.white_cells = white_cells;
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!nulls[i]) /* nothing is asked */
			genotype_one(&genotyping, variants[i]);
	}
	if (white_cells != NULL)
		alkres_pileup_free(white_cells);
	alkres_pileup_free(pileup);
	PG_RETURN_VOID();
}
