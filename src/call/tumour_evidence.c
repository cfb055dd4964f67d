/*
 * tumour_evidence.c: a patient's known variants taken together: was tumour DNA seen in this library
 * at all?
 *
 * The idea of INVAR (Wan 2020): ten sites with two molecules each say more than one with ten.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/lsyscache.h"

#include "call/question.h"
#include "core/model/estimate.h"
#include "core/model/prior.h"
#include "core/model/score.h"
#include "type/background.h"
#include "type/pileup.h"
#include "type/vaf.h"
#include "type/variant.h"

#define COLUMNS 7

/* The elements of an array argument. */
typedef struct Elements
{
	Datum *values;
	bool *nulls;
	int count;
} Elements;

static Elements
array_argument(FunctionCallInfo fcinfo, int number)
{
	Elements elements = {NULL, NULL, 0};
	ArrayType *array;
	int16 length;
	bool by_value;
	char align;

	if (PG_ARGISNULL(number))
		return elements;
	array = PG_GETARG_ARRAYTYPE_P(number);
	get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &align);
	deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, align, &elements.values,
					  &elements.nulls, &elements.count);
	return elements;
}

/* The background of a pileup's block, NULL when none is given. */
static AlkresBackground *
find_background(const Elements *backgrounds, const AlkresPileup *pileup)
{
	for (int i = 0; i < backgrounds->count; i++)
	{
		AlkresBackground *background;

		CHECK_FOR_INTERRUPTS();
		if (backgrounds->nulls[i])
			continue;
		background = alkres_background_get(backgrounds->values[i]);
		if (background->block == pileup->block &&
			alkres_contig_equal(&background->contig, &pileup->contig))
		{
			alkres_background_fit(background, alkres_rates_fixed(), pileup);
			return background;
		}
		alkres_background_free(background);
	}
	return NULL;
}

PG_FUNCTION_INFO_V1(alkres_tumour_evidence);
Datum
alkres_tumour_evidence(PG_FUNCTION_ARGS)
{
	Elements pileups = array_argument(fcinfo, 0);
	Elements variants = array_argument(fcinfo, 2);
	Elements backgrounds = array_argument(fcinfo, 1);
	double prior = PG_ARGISNULL(3) ? ALKRES_PRIOR_TUMOUR : PG_GETARG_FLOAT8(3);
	AlkresEvidence *evidence =
		palloc_extended(Max(variants.count, 1) * sizeof(AlkresEvidence), MCXT_ALLOC_HUGE);
	int sites = 0;
	uint64 molecules = 0, depth = 0;
	double score, fraction, lower, upper;
	TupleDesc row;
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {false};

	if (!(prior > 0 && prior < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("prior must be above 0 and below 1"));
	if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	for (int i = 0; i < pileups.count; i++)
	{
		AlkresPileup *pileup;
		AlkresBackground *background;
		AlkresModel model;

		CHECK_FOR_INTERRUPTS();
		if (pileups.nulls[i])
			continue;
		pileup = alkres_pileup_get_for_calls(pileups.values[i]);
		if (pileup->flags & (ALKRES_PILEUP_READS | ALKRES_PILEUP_MOLECULES_UNKNOWN))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("evidence of tumour DNA needs molecules, the pileup counts reads"));
		background = find_background(&backgrounds, pileup);
		model = (AlkresModel){NULL, background};
		for (int j = 0; j < variants.count; j++)
		{
			AlkresVariant variant;
			AlkresCandidate candidate;
			bool counted;

			CHECK_FOR_INTERRUPTS();
			if (variants.nulls[j])
				continue;
			alkres_variant_get(variants.values[j], &variant);
			if (!alkres_ask(pileup, &model, &variant, &candidate, &counted) || !counted ||
				candidate.depth == 0)
				continue;
			if (sites == variants.count)
				ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("two of the pileups are of one block"),
						errhint("Add them up first, or ask library by library."));
			evidence[sites++] = candidate.evidence;
			molecules += candidate.molecules;
			depth += candidate.depth;
		}
		alkres_background_free(background);
		alkres_pileup_free(pileup);
	}
	if (depth > PG_UINT32_MAX)
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("vaf out of range"));

	score = alkres_joint_score(evidence, sites);
	alkres_estimate_fraction(evidence, sites, &fraction, &lower, &upper);
	values[0] = Int32GetDatum(sites);
	values[1] = alkres_vaf_datum((uint32) molecules, (uint32) depth);
	values[2] = Float8GetDatum(fraction);
	values[3] = Float8GetDatum(lower);
	values[4] = Float8GetDatum(upper);
	values[5] = Float8GetDatum(score);
	values[6] = Float8GetDatum(alkres_posterior(score, prior));
	nulls[2] = nulls[3] = nulls[4] = nulls[6] = sites == 0;
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row), values, nulls)));
}
