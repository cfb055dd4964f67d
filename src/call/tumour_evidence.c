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

#include "call/question.h"
#include "core/model/estimate.h"
#include "core/model/prior.h"
#include "core/model/score.h"
#include "type/arguments.h"
#include "type/background.h"
#include "type/pileup.h"
#include "type/vaf.h"
#include "type/variant.h"

/* Arguments of the function and columns of its row. */
enum
{
	PILEUPS,
	BACKGROUNDS,
	VARIANTS,
	PRIOR
};
enum
{
	SITES,
	COUNTED,
	FRACTION,
	LOWER,
	UPPER,
	SCORE,
	POSTERIOR,
	COLUMNS
};

/* Not fitted. */
static AlkresBackground *
find_background(const AlkresElements *backgrounds, const AlkresPileup *pileup)
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
			return background;
		alkres_background_free(background);
	}
	return NULL;
}

/* The sites that can be asked, and what they show between them. */
typedef struct Asked
{
	AlkresElements variants;
	AlkresEvidence *evidence; /* room for one of each variant */
	int sites;
	uint64 molecules;
	uint64 depth;
} Asked;

/* The variants that lie in a pileup, where it has molecules. */
static void
ask_pileup(Asked *asked, const AlkresPileup *pileup, const AlkresModel *model)
{
	for (int i = 0; i < asked->variants.count; i++)
	{
		AlkresVariant variant;
		AlkresCandidate candidate;
		bool counted;

		CHECK_FOR_INTERRUPTS();
		if (asked->variants.nulls[i])
			continue;
		alkres_variant_get(asked->variants.values[i], &variant);
		if (!alkres_ask(pileup, model, NULL, &variant, &candidate, &counted) || !counted ||
			candidate.depth == 0)
			continue;
		if (asked->sites == asked->variants.count)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("two of the pileups are of one block"),
					errhint("Add them up first, or ask library by library."));
		asked->evidence[asked->sites++] = candidate.evidence;
		asked->molecules += candidate.molecules;
		asked->depth += candidate.depth;
	}
}

/* The background of a pileup's block, NULL when none is given. */
static AlkresBackground *
background_of(const Asked *asked, const AlkresElements *backgrounds, const AlkresPileup *pileup)
{
	AlkresBackground *background = find_background(backgrounds, pileup);

	if (background == NULL)
		return NULL;
	for (int i = 0; background->other_libraries && i < asked->variants.count; i++)
	{
		AlkresVariant variant;

		if (asked->variants.nulls[i])
			continue;
		alkres_variant_get(asked->variants.values[i], &variant);
		alkres_expect_variant(background, pileup, &variant);
	}
	alkres_background_fit(background, alkres_rates_fixed(), pileup);
	return background;
}

static void
ask_pileups(Asked *asked, const AlkresElements *pileups, const AlkresElements *backgrounds)
{
	for (int i = 0; i < pileups->count; i++)
	{
		AlkresPileup *pileup;
		AlkresBackground *background;

		CHECK_FOR_INTERRUPTS();
		if (pileups->nulls[i])
			continue;
		pileup = alkres_pileup_get_for_calls(pileups->values[i]);
		if (pileup->flags & (ALKRES_PILEUP_READS | ALKRES_PILEUP_MOLECULES_UNKNOWN))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("evidence of tumour DNA needs molecules, the pileup counts reads"));
		background = background_of(asked, backgrounds, pileup);
		ask_pileup(asked, pileup, &(AlkresModel){NULL, background});
		alkres_background_free(background);
		alkres_pileup_free(pileup);
	}
	if (asked->depth > PG_UINT32_MAX)
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("vaf out of range"));
}

static Datum
answer(const Asked *asked, double prior, TupleDesc row)
{
	double score = alkres_joint_score(asked->evidence, asked->sites);
	double fraction, lower, upper;
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {false};

	alkres_estimate_fraction(asked->evidence, asked->sites, &fraction, &lower, &upper);
	values[SITES] = Int32GetDatum(asked->sites);
	values[COUNTED] = alkres_vaf_datum((uint32) asked->molecules, (uint32) asked->depth);
	values[FRACTION] = Float8GetDatum(fraction);
	values[LOWER] = Float8GetDatum(lower);
	values[UPPER] = Float8GetDatum(upper);
	values[SCORE] = Float8GetDatum(score);
	values[POSTERIOR] = Float8GetDatum(alkres_posterior(score, prior));
	nulls[FRACTION] = nulls[LOWER] = nulls[UPPER] = nulls[POSTERIOR] = asked->sites == 0;
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row), values, nulls));
}

PG_FUNCTION_INFO_V1(alkres_tumour_evidence);
Datum
alkres_tumour_evidence(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	AlkresElements pileups =
		alkres_array_argument(fcinfo, PILEUPS, "pileups", InvalidOid, ALKRES_NULLS_KEPT);
	Asked asked = {.variants = alkres_array_argument(fcinfo, VARIANTS, "variants", InvalidOid,
													 ALKRES_NULLS_KEPT)};
	AlkresElements backgrounds =
		alkres_array_argument(fcinfo, BACKGROUNDS, "backgrounds", InvalidOid, ALKRES_NULLS_KEPT);
	double prior = PG_ARGISNULL(PRIOR) ? ALKRES_PRIOR_TUMOUR : PG_GETARG_FLOAT8(PRIOR);
	TupleDesc row;

	if (!(prior > 0 && prior < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("prior must be above 0 and below 1"));
	if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	asked.evidence =
		palloc_extended(Max(asked.variants.count, 1) * sizeof(AlkresEvidence), MCXT_ALLOC_HUGE);
	ask_pileups(&asked, &pileups, &backgrounds);
	PG_RETURN_DATUM(answer(&asked, prior, row));
}
