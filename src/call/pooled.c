/* pooled.c: evidence over a patient's draws, and contamination over a library's sites. */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type_d.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/model/contamination.h"
#include "core/model/prior.h"
#include "core/model/score.h"
#include "type/arguments.h"
#include "type/report.h"
#include "type/vaf.h"

static int
compare_floats(const void *a, const void *b)
{
	double left = *(const double *) a, right = *(const double *) b;

	return left < right ? -1 : left > right;
}

/*
 * ln(1/2 + 1/2 exp S) of every draw, summed: a draw may hold the variant or not, so that empty ones
 * before it emerges cost ln 2 at most.
 */
PG_FUNCTION_INFO_V1(alkres_joint_evidence);
Datum
alkres_joint_evidence(PG_FUNCTION_ARGS)
{
	AlkresElements scores =
		alkres_array_argument(fcinfo, 0, "scores", FLOAT8OID, ALKRES_NULLS_KEPT);
	double *terms = palloc(sizeof(double) * Max(scores.count, 1));
	int used = 0;
	double sum = 0;

	for (int i = 0; i < scores.count; i++)
	{
		double score;

		if (scores.nulls[i])
			continue;
		score = DatumGetFloat8(scores.values[i]);
		if (isnan(score))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("a score must be a number"));
		/* An infinite one is certain; finite here, so that two of them add. */
		score = fmin(fmax(score, -1e6), 1e6);
		terms[used++] = log(0.5) + (score > 0 ? score + log1p(exp(-score)) : log1p(exp(score)));
	}
	/* In order of size, so that the order of the draws does not matter to the last digit. */
	qsort(terms, used, sizeof(double), compare_floats);
	for (int i = 0; i < used; i++)
		sum += terms[i];
	pfree(terms);
	PG_RETURN_FLOAT8(sum);
}

PG_FUNCTION_INFO_V1(alkres_prior);
Datum
alkres_prior(PG_FUNCTION_ARGS)
{
	double prior;
	AlkresError error;

	if (!alkres_prior_by_name(text_to_cstring(PG_GETARG_TEXT_PP(0)), &prior, &error))
		alkres_report(&error);
	PG_RETURN_FLOAT8(prior);
}

/* The posterior of a score and a prior, as the caller reckons it. */
PG_FUNCTION_INFO_V1(alkres_posterior_of);
Datum
alkres_posterior_of(PG_FUNCTION_ARGS)
{
	double score = PG_GETARG_FLOAT8(0), prior = PG_GETARG_FLOAT8(1);

	if (isnan(score) || !(prior > 0 && prior < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a score must be a number and a prior above 0 and below 1"));
	PG_RETURN_FLOAT8(alkres_posterior(score, prior));
}

/* What is asked about contamination; arrays not given have no values. */
typedef struct ForeignArguments
{
	AlkresElements counts;
	AlkresElements shares;
	AlkresElements errors;
	AlkresElements positions;
	double error;
} ForeignArguments;

static AlkresElements
numbers_argument(FunctionCallInfo fcinfo, int number, const char *name, Oid type, int count)
{
	AlkresElements given = alkres_array_argument(fcinfo, number, name, type, ALKRES_NULLS_KEPT);

	if (!PG_ARGISNULL(number) && given.count != count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("counts and %s must be as many", name));
	return given;
}

static void
check_error(double error)
{
	if (!(error > 0 && error < 0.5))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("error must be above 0 and below 0.5"));
}

/* One of the sites; false when a part of it is NULL. */
static bool
take_site(AlkresForeign *site, const ForeignArguments *arguments, int i)
{
	AlkresVaf vaf;

	if (arguments->counts.nulls[i] ||
		(arguments->shares.nulls != NULL && arguments->shares.nulls[i]) ||
		(arguments->errors.nulls != NULL && arguments->errors.nulls[i]) ||
		(arguments->positions.nulls != NULL && arguments->positions.nulls[i]))
		return false;
	vaf = alkres_vaf_unpack(arguments->counts.values[i]);
	site->alternates = vaf.alt;
	site->molecules = vaf.depth;
	site->share =
		arguments->shares.values == NULL ? 1 : DatumGetFloat8(arguments->shares.values[i]);
	site->error = arguments->errors.values == NULL ? arguments->error
												   : DatumGetFloat8(arguments->errors.values[i]);
	site->position =
		arguments->positions.values == NULL ? 0 : DatumGetInt64(arguments->positions.values[i]);
	if (!(site->share > 0 && site->share <= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a share must be above 0 and at most 1"));
	if (site->position < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a position must not be negative"));
	check_error(site->error);
	return true;
}

#define COLUMNS 7

PG_FUNCTION_INFO_V1(alkres_contamination_of);
Datum
alkres_contamination_of(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	ForeignArguments arguments = {.error = PG_ARGISNULL(2) ? 1e-4 : PG_GETARG_FLOAT8(2)};
	int used = 0;
	double alternates = 0, molecules = 0;
	AlkresForeign *sites;
	AlkresContamination result;
	TupleDesc row;
	Datum values[COLUMNS];
	bool null[COLUMNS] = {false};

	if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	check_error(arguments.error);
	arguments.counts = alkres_array_argument(fcinfo, 0, "counts", InvalidOid, ALKRES_NULLS_KEPT);
	arguments.shares = numbers_argument(fcinfo, 1, "shares", FLOAT8OID, arguments.counts.count);
	arguments.errors = numbers_argument(fcinfo, 3, "errors", FLOAT8OID, arguments.counts.count);
	arguments.positions = numbers_argument(fcinfo, 4, "positions", INT8OID, arguments.counts.count);
	sites = palloc_extended(sizeof(AlkresForeign) * (Size) Max(arguments.counts.count, 1),
							MCXT_ALLOC_HUGE);
	for (int i = 0; i < arguments.counts.count; i++)
		if (take_site(&sites[used], &arguments, i))
		{
			alternates += sites[used].alternates;
			molecules += sites[used++].molecules;
		}
	if (molecules > PG_UINT32_MAX)
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("vaf out of range"));
	alkres_contamination(&result, sites, used);
	values[0] = Int32GetDatum(used);
	values[1] = alkres_vaf_datum((uint32) alternates, (uint32) molecules);
	values[2] = Float8GetDatum(result.fraction);
	values[3] = Float8GetDatum(result.lower);
	values[4] = Float8GetDatum(result.upper);
	values[5] = Float8GetDatum(result.score);
	values[6] = Int32GetDatum(result.agreeing);
	null[2] = null[3] = null[4] = null[5] = null[6] = molecules == 0;
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row), values, null)));
}

PG_FUNCTION_INFO_V1(alkres_is_homozygous_for);
Datum
alkres_is_homozygous_for(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_is_homozygous((double) PG_GETARG_INT64(0), (double) PG_GETARG_INT64(1)));
}

PG_FUNCTION_INFO_V1(alkres_donor_share_of);
Datum
alkres_donor_share_of(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(alkres_donor_share((double) PG_GETARG_INT64(0), (double) PG_GETARG_INT64(1)));
}

PG_FUNCTION_INFO_V1(alkres_lacks_allele_of);
Datum
alkres_lacks_allele_of(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_lacks_allele((double) PG_GETARG_INT64(0), (double) PG_GETARG_INT64(1),
									   (double) PG_GETARG_INT64(2)));
}

/* Counts as numbers. */
static double *
take_counts(const AlkresElements *given)
{
	double *counts = palloc(sizeof(double) * (Size) (given->count + 1));

	for (int i = 0; i < given->count; i++)
		counts[i] = (double) DatumGetInt64(given->values[i]);
	return counts;
}

PG_FUNCTION_INFO_V1(alkres_site_errors_of);
Datum
alkres_site_errors_of(PG_FUNCTION_ARGS)
{
	AlkresElements alternates =
		alkres_array_argument(fcinfo, 0, "alternates", INT8OID, ALKRES_NULLS_REFUSED);
	AlkresElements molecules =
		alkres_array_argument(fcinfo, 1, "molecules", INT8OID, ALKRES_NULLS_REFUSED);
	double *errors;
	Datum *values;

	if (alternates.count != molecules.count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("alternates and molecules must be as many"));
	errors = palloc(sizeof(double) * (Size) (molecules.count + 1));
	values = palloc(sizeof(Datum) * (Size) (molecules.count + 1));
	alkres_site_errors(take_counts(&alternates), take_counts(&molecules), molecules.count, errors);
	for (int i = 0; i < molecules.count; i++)
		values[i] = Float8GetDatum(errors[i]);
	PG_RETURN_ARRAYTYPE_P(construct_array(values, molecules.count, FLOAT8OID, sizeof(float8),
										  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

PG_FUNCTION_INFO_V1(alkres_is_contaminated_by);
Datum
alkres_is_contaminated_by(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_is_contaminated(PG_GETARG_FLOAT8(0), PG_GETARG_INT32(1),
										  (double) PG_GETARG_INT64(2)));
}
