/* droplet_replicates.c: SQL functions over wells of one sample: homogeneity, Total error. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "core/droplets/replicates.h"
#include "type/arguments.h"
#include "type/droplet_arguments.h"
#include "type/droplet_summary.h"
#include "type/report.h"
#include "type/rows.h"

/* The wells of a droplet_summary[]; NULLs, wells that gave nothing, are left out. */
static AlkresDroplets *
wells_argument(FunctionCallInfo fcinfo, int n, int *count)
{
	AlkresElements all =
		alkres_array_argument(fcinfo, n, "replicates", InvalidOid, ALKRES_NULLS_KEPT);
	AlkresDroplets *wells = palloc(sizeof(AlkresDroplets) * Max(all.count, 1));

	*count = 0;
	for (int i = 0; i < all.count; i++)
		if (!all.nulls[i])
			wells[(*count)++] = *DatumGetDroplets(all.values[i]);
	return wells;
}

PG_FUNCTION_INFO_V1(alkres_droplet_homogeneity);
Datum
alkres_droplet_homogeneity(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(2);
	int count;
	AlkresDroplets *wells = wells_argument(fcinfo, 0, &count);
	AlkresChannel channel = alkres_channel_argument(fcinfo, 1);
	AlkresReplicate *replicates = palloc(sizeof(AlkresReplicate) * Max(count, 1));
	int measured = 0;
	AlkresHomogeneity result;
	Datum values[4];
	bool nulls[4] = {false};

	for (int i = 0; i < count; i++)
	{
		AlkresReplicate one = {alkres_droplets_positive(&wells[i], channel),
							   alkres_droplets_accepted(&wells[i])};

		if (one.positive >= 0)
			replicates[measured++] = one;
	}
	alkres_homogeneity(replicates, measured, &result);
	alkres_set_number(values, nulls, 0, result.chi2);
	values[1] = Int32GetDatum(result.df);
	alkres_set_number(values, nulls, 2, result.p_value);
	values[3] = BoolGetDatum(result.exact);
	nulls[3] = nulls[2];
	return alkres_row(fcinfo, values, nulls);
}

PG_FUNCTION_INFO_V1(alkres_droplet_merged_concentration);
Datum
alkres_droplet_merged_concentration(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	enum
	{
		WELLS,
		CHANNEL,
		METHOD,
		LEVEL
	};
	int count;
	AlkresDroplets *wells = wells_argument(fcinfo, WELLS, &count);
	AlkresChannel channel = alkres_channel_argument(fcinfo, CHANNEL);
	AlkresDropletMethod method = alkres_droplet_method_argument(fcinfo, METHOD);
	AlkresMerged merged = {{NAN, NAN, NAN}, NAN, NAN};
	AlkresError error;
	double numbers[5];

	if (count > 0 && !alkres_merge_replicates(wells, count, channel, method,
											  PG_GETARG_FLOAT8(LEVEL), &merged, &error))
		alkres_report(&error);
	numbers[0] = merged.poisson.value;
	numbers[1] = merged.poisson.lower;
	numbers[2] = merged.poisson.upper;
	numbers[3] = merged.total_lower;
	numbers[4] = merged.total_upper;
	return alkres_numbers_row(fcinfo, numbers, 5);
}

static void
bad_state(void)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("not a state of aggregate homogeneity_agg"));
}

/*
 * The aggregate's state is a bigint[] that keeps the wells, because the test needs every one of
 * them: the number of wells in use, then room for pairs of positive and accepted droplets.  The
 * room is doubled when it is full, and filled in place.  Its shape is checked here, at each well;
 * what it holds once, in the final function.
 */
static int64 *
state_argument(FunctionCallInfo fcinfo, int n, ArrayType **state, int *room)
{
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(n);
	int64 *numbers = (int64 *) ARR_DATA_PTR(array);
	int length = ARR_NDIM(array) == 1 ? ARR_DIMS(array)[0] : 0;

	if (length % 2 != 1 || ARR_HASNULL(array) || numbers[0] < 0 || numbers[0] > length / 2)
		bad_state();
	*state = array;
	*room = length / 2;
	return numbers;
}

/* The state with room for as many wells more; itself where it has it and may be changed. */
static ArrayType *
with_room(FunctionCallInfo fcinfo, ArrayType *state, int room, int64 more)
{
	int64 used = ((int64 *) ARR_DATA_PTR(state))[0];
	int64 needed = used + more;
	int64 length;
	Datum *values;
	ArrayType *larger;

	if (needed <= room && AggCheckCallContext(fcinfo, NULL))
		return state;
	if (needed > room)
		needed = Max(needed, 2 * (int64) room);
	else
		needed = room;
	length = 1 + 2 * Max(needed, 4);
	if (length > MaxArraySize)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("too many wells in one group"));
	values = palloc0(sizeof(Datum) * length);
	for (int64 i = 0; i < 1 + 2 * used; i++)
		values[i] = Int64GetDatum(((int64 *) ARR_DATA_PTR(state))[i]);
	larger = construct_array(values, (int) length, INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
							 TYPALIGN_DOUBLE);
	pfree(values);
	return larger;
}

PG_FUNCTION_INFO_V1(alkres_homogeneity_accum);
Datum
alkres_homogeneity_accum(PG_FUNCTION_ARGS)
{
	const AlkresDroplets *well = PG_GETARG_DROPLETS(1);
	int64 positive = alkres_droplets_positive(well, alkres_channel_argument(fcinfo, 2));
	ArrayType *state;
	int64 *numbers;
	int room;

	state_argument(fcinfo, 0, &state, &room);
	if (positive < 0)
		PG_RETURN_ARRAYTYPE_P(state);
	state = with_room(fcinfo, state, room, 1);
	numbers = (int64 *) ARR_DATA_PTR(state);
	numbers[1 + 2 * numbers[0]] = positive;
	numbers[2 + 2 * numbers[0]] = alkres_droplets_accepted(well);
	numbers[0]++;
	PG_RETURN_ARRAYTYPE_P(state);
}

PG_FUNCTION_INFO_V1(alkres_homogeneity_combine);
Datum
alkres_homogeneity_combine(PG_FUNCTION_ARGS)
{
	ArrayType *state;
	ArrayType *other;
	int64 *numbers;
	int64 *more;
	int room;
	int other_room;

	state_argument(fcinfo, 0, &state, &room);
	more = state_argument(fcinfo, 1, &other, &other_room);
	state = with_room(fcinfo, state, room, more[0]);
	numbers = (int64 *) ARR_DATA_PTR(state);
	memcpy(&numbers[1 + 2 * numbers[0]], &more[1], sizeof(int64) * 2 * (size_t) more[0]);
	numbers[0] += more[0];
	PG_RETURN_ARRAYTYPE_P(state);
}

static int
by_counts(const void *a, const void *b)
{
	const AlkresReplicate *x = a;
	const AlkresReplicate *y = b;

	if (x->accepted != y->accepted)
		return x->accepted < y->accepted ? -1 : 1;
	return (x->positive > y->positive) - (x->positive < y->positive);
}

PG_FUNCTION_INFO_V1(alkres_homogeneity_final);
Datum
alkres_homogeneity_final(PG_FUNCTION_ARGS)
{
	ArrayType *state;
	int room;
	int64 *numbers = state_argument(fcinfo, 0, &state, &room);
	AlkresReplicate *wells = palloc(sizeof(AlkresReplicate) * Max(numbers[0], 1));
	AlkresHomogeneity result;

	for (int64 i = 0; i < numbers[0]; i++)
	{
		wells[i] = (AlkresReplicate){numbers[1 + 2 * i], numbers[2 + 2 * i]};
		if (wells[i].positive < 0 || wells[i].positive > wells[i].accepted ||
			wells[i].accepted > ALKRES_DROPLETS_MAX)
			bad_state();
	}
	/* Sums of doubles depend on their order, the order of wells on the plan. */
	qsort(wells, (size_t) numbers[0], sizeof(*wells), by_counts);
	alkres_homogeneity(wells, (int) numbers[0], &result);
	return alkres_number_or_null(fcinfo, result.p_value);
}

PG_FUNCTION_INFO_V1(alkres_is_inhomogeneous_by);
Datum
alkres_is_inhomogeneous_by(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_is_inhomogeneous(PG_GETARG_FLOAT8(0)));
}
