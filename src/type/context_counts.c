/* context_counts.c: what normals show by context, as bigint[]: the aggregates, and the rates
 * learnt. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "type/arguments.h"
#include "type/context_counts.h"
#include "type/pileup.h"
#include "type/report.h"
#include "type/rows.h"

#define BYTES ((Size) ALKRES_CONTEXT_COUNTS * sizeof(int64))

/* Has an array the form of counts? */
static bool
has_form(ArrayType *array)
{
	return ARR_NDIM(array) == 1 && ARR_DIMS(array)[0] == ALKRES_CONTEXT_COUNTS &&
		   ARR_ELEMTYPE(array) == INT8OID && !array_contains_nulls(array);
}

/* The counts inside an array, which stay its own. */
static int64 *
counts_of(ArrayType *array)
{
	if (!has_form(array))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("not counts of contexts"),
				errdetail("They are an array of %d numbers as context_counts makes it.",
						  ALKRES_CONTEXT_COUNTS));

	int64 *counts = (int64 *) ARR_DATA_PTR(array);

	for (int i = 0; i < ALKRES_CONTEXT_COUNTS; i++)
		if (counts[i] < 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("not counts of contexts"), errdetail("A count is negative."));
	return counts;
}

static ArrayType *
new_counts(MemoryContext context)
{
	Size size = ARR_OVERHEAD_NONULLS(1) + BYTES;
	ArrayType *array = MemoryContextAllocZero(context, size);

	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = INT8OID;
	ARR_DIMS(array)[0] = ALKRES_CONTEXT_COUNTS;
	ARR_LBOUND(array)[0] = 1;
	return array;
}

/* The aggregate's state, changed in place; outside an aggregate a copy. */
static ArrayType *
state_of(FunctionCallInfo fcinfo)
{
	MemoryContext context;
	bool aggregate = AggCheckCallContext(fcinfo, &context);
	ArrayType *array;

	if (!aggregate)
		context = CurrentMemoryContext;
	if (PG_ARGISNULL(0))
		return new_counts(context);
	array = PG_GETARG_ARRAYTYPE_P(0);
	counts_of(array);
	if (!aggregate)
	{
		ArrayType *copy = new_counts(context);

		memcpy(ARR_DATA_PTR(copy), ARR_DATA_PTR(array), BYTES);
		return copy;
	}
	return array;
}

static void
add_counts(int64 *to, const int64 *from)
{
	for (int i = 0; i < ALKRES_CONTEXT_COUNTS; i++)
		if (pg_add_s64_overflow(to[i], from[i], &to[i]))
			ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					errmsg("counts of contexts out of range"));
}

PG_FUNCTION_INFO_V1(alkres_context_accum);
Datum
alkres_context_accum(PG_FUNCTION_ARGS)
{
	ArrayType *state;
	AlkresPileup *pileup;
	AlkresContextCounts *one;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	state = state_of(fcinfo);
	pileup = alkres_pileup_get(PG_GETARG_DATUM(1));
	if (pileup->flags & ALKRES_PILEUP_READS)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("counts of contexts need molecules, the pileup counts reads"),
				errhint("Read the file again with unit 'molecule'."));
	one = palloc0(sizeof(AlkresContextCounts));
	alkres_context_count(one, pileup);
	add_counts((int64 *) ARR_DATA_PTR(state), (int64 *) one);
	pfree(one);
	alkres_pileup_free(pileup);
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(alkres_context_combine);
Datum
alkres_context_combine(PG_FUNCTION_ARGS)
{
	ArrayType *state, *other;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	state = state_of(fcinfo);
	other = PG_GETARG_ARRAYTYPE_P(1);
	add_counts((int64 *) ARR_DATA_PTR(state), counts_of(other));
	PG_FREE_IF_COPY(other, 1);
	PG_RETURN_ARRAYTYPE_P(state);
}

const AlkresRates *
alkres_rates_argument(FunctionCallInfo fcinfo, int number, AlkresLearnt **kept)
{
	ArrayType *array;
	AlkresLearnt *learnt = *kept;

	if (PG_ARGISNULL(number))
		return alkres_rates_fixed();
	array = PG_GETARG_ARRAYTYPE_P(number);

	if (learnt == NULL || !has_form(array) ||
		memcmp(&learnt->counts, ARR_DATA_PTR(array), BYTES) != 0)
	{
		int64 *counts = counts_of(array);

		if (learnt == NULL)
			learnt = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(AlkresLearnt));
		*kept = learnt;
		memcpy(&learnt->counts, counts, BYTES);
		alkres_rates_learn(&learnt->rates, &learnt->counts);
		learnt->times++;
	}
	PG_FREE_IF_COPY(array, number);
	return &learnt->rates;
}

/* The row of one substitution in its context, of one way of being seen. */
static void
put_rate(ReturnSetInfo *result, const AlkresContextCounts *counts, const AlkresRates *rates,
		 int way, int triplet, int alt)
{
	static const char *const classes[] = {"single", "mates", "simplex", "large_simplex", "duplex"};
	static const char *const qualities[] = {"10-19", "20-29", "30-36", "37-"};
	static const char bases[] = "ACGT";
	int cell = alkres_cell(way / ALKRES_QUALITY_BINS, ALKRES_F1R2, way % ALKRES_QUALITY_BINS);
	char context[4] = {bases[triplet / 16], bases[triplet / 4 % 4], bases[triplet % 4], '\0'};
	char change[4] = {context[1], '>', bases[alt], '\0'};
	Datum values[7];
	bool nulls[7] = {false};

	values[0] = CStringGetTextDatum(classes[way / ALKRES_QUALITY_BINS]);
	values[1] = CStringGetTextDatum(qualities[way % ALKRES_QUALITY_BINS]);
	values[2] = CStringGetTextDatum(context);
	values[3] = CStringGetTextDatum(change);
	values[4] = Int64GetDatum(counts->alternates[way][triplet][alt]);
	values[5] = Int64GetDatum(counts->molecules[way][triplet][alt]);
	values[6] = Float8GetDatum(rates->substitution[cell][triplet][alt]);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

static void
put_rates(ReturnSetInfo *result, const AlkresContextCounts *counts, const AlkresRates *rates,
		  int way, int triplet)
{
	for (int alt = 0; alt < 4; alt++)
		if (alt != triplet / 4 % 4)
			put_rate(result, counts, rates, way, triplet, alt);
}

PG_FUNCTION_INFO_V1(alkres_context_rates);
Datum
alkres_context_rates(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(1);
	AlkresContextCounts *counts = palloc0(sizeof(AlkresContextCounts));
	AlkresRates *rates = palloc(sizeof(AlkresRates));

	if (!PG_ARGISNULL(0))
		memcpy(counts, counts_of(PG_GETARG_ARRAYTYPE_P(0)), BYTES);
	alkres_rates_learn(rates, counts);
	alkres_start_rows(fcinfo);
	for (int way = 0; way < ALKRES_WAYS; way++)
	{
		CHECK_FOR_INTERRUPTS();
		for (int triplet = 0; triplet < ALKRES_TRIPLETS; triplet++)
			put_rates((ReturnSetInfo *) fcinfo->resultinfo, counts, rates, way, triplet);
	}
	pfree(counts);
	pfree(rates);
	PG_RETURN_VOID();
}
