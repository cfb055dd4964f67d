/* vaf.c: the SQL type vaf. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "common/int.h"
#include "fmgr.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/numeric.h"
#include "utils/sortsupport.h"

#include "core/statistics/binomial.h"
#include "type/arguments.h"
#include "type/report.h"
#include "type/wire.h"
#include "type/vaf.h"

PG_FUNCTION_INFO_V1(alkres_vaf_in);
Datum
alkres_vaf_in(PG_FUNCTION_ARGS)
{
	AlkresVaf vaf;
	AlkresError error;

	if (!alkres_vaf_parse(PG_GETARG_CSTRING(0), &vaf, &error))
	{
		alkres_report_soft(&error, ALKRES_ESCONTEXT(fcinfo));
		PG_RETURN_NULL();
	}
	PG_RETURN_VAF(vaf);
}

PG_FUNCTION_INFO_V1(alkres_vaf_out);
Datum
alkres_vaf_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(ALKRES_VAF_TEXT);

	alkres_vaf_format(PG_GETARG_VAF(0), text);
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(alkres_vaf_recv);
Datum
alkres_vaf_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	AlkresVaf vaf;
	AlkresError error;
	uint32 alt;
	uint32 depth;

	alkres_wire_receive_version(buffer, "vaf");
	alt = pq_getmsgint(buffer, 4);
	depth = pq_getmsgint(buffer, 4);
	if (!alkres_vaf_make(alt, depth, ALKRES_BAD_BINARY, &vaf, &error))
		alkres_report(&error);
	PG_RETURN_VAF(vaf);
}

PG_FUNCTION_INFO_V1(alkres_vaf_send);
Datum
alkres_vaf_send(PG_FUNCTION_ARGS)
{
	AlkresVaf vaf = PG_GETARG_VAF(0);
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	alkres_wire_send_version(&buffer);
	pq_sendint32(&buffer, vaf.alt);
	pq_sendint32(&buffer, vaf.depth);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

PG_FUNCTION_INFO_V1(alkres_vaf_make_sql);
Datum
alkres_vaf_make_sql(PG_FUNCTION_ARGS)
{
	AlkresVaf vaf;
	AlkresError error;

	if (!alkres_vaf_make(PG_GETARG_INT64(0), PG_GETARG_INT64(1), ALKRES_BAD_PARAMETER, &vaf,
						 &error))
		alkres_report(&error);
	PG_RETURN_VAF(vaf);
}

PG_FUNCTION_INFO_V1(alkres_vaf_alt_count);
Datum
alkres_vaf_alt_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_VAF(0).alt);
}

PG_FUNCTION_INFO_V1(alkres_vaf_depth);
Datum
alkres_vaf_depth(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_VAF(0).depth);
}

PG_FUNCTION_INFO_V1(alkres_vaf_fraction);
Datum
alkres_vaf_fraction(PG_FUNCTION_ARGS)
{
	AlkresVaf vaf = PG_GETARG_VAF(0);

	if (vaf.depth == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) vaf.alt / vaf.depth);
}

PG_FUNCTION_INFO_V1(alkres_vaf_numeric);
Datum
alkres_vaf_numeric(PG_FUNCTION_ARGS)
{
	AlkresVaf vaf = PG_GETARG_VAF(0);

	if (vaf.depth == 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(DirectFunctionCall2(numeric_div, NumericGetDatum(int64_to_numeric(vaf.alt)),
										NumericGetDatum(int64_to_numeric(vaf.depth))));
}

PG_FUNCTION_INFO_V1(alkres_vaf_lt);
Datum
alkres_vaf_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_vaf_compare(PG_GETARG_VAF(0), PG_GETARG_VAF(1)) < 0);
}

PG_FUNCTION_INFO_V1(alkres_vaf_le);
Datum
alkres_vaf_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_vaf_compare(PG_GETARG_VAF(0), PG_GETARG_VAF(1)) <= 0);
}

PG_FUNCTION_INFO_V1(alkres_vaf_eq);
Datum
alkres_vaf_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_vaf_compare(PG_GETARG_VAF(0), PG_GETARG_VAF(1)) == 0);
}

PG_FUNCTION_INFO_V1(alkres_vaf_ne);
Datum
alkres_vaf_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_vaf_compare(PG_GETARG_VAF(0), PG_GETARG_VAF(1)) != 0);
}

PG_FUNCTION_INFO_V1(alkres_vaf_ge);
Datum
alkres_vaf_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_vaf_compare(PG_GETARG_VAF(0), PG_GETARG_VAF(1)) >= 0);
}

PG_FUNCTION_INFO_V1(alkres_vaf_gt);
Datum
alkres_vaf_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_vaf_compare(PG_GETARG_VAF(0), PG_GETARG_VAF(1)) > 0);
}

PG_FUNCTION_INFO_V1(alkres_vaf_cmp);
Datum
alkres_vaf_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(alkres_vaf_compare(PG_GETARG_VAF(0), PG_GETARG_VAF(1)));
}

PG_FUNCTION_INFO_V1(alkres_vaf_smaller);
Datum
alkres_vaf_smaller(PG_FUNCTION_ARGS)
{
	AlkresVaf a = PG_GETARG_VAF(0);
	AlkresVaf b = PG_GETARG_VAF(1);

	PG_RETURN_VAF(alkres_vaf_compare(a, b) <= 0 ? a : b);
}

PG_FUNCTION_INFO_V1(alkres_vaf_larger);
Datum
alkres_vaf_larger(PG_FUNCTION_ARGS)
{
	AlkresVaf a = PG_GETARG_VAF(0);
	AlkresVaf b = PG_GETARG_VAF(1);

	PG_RETURN_VAF(alkres_vaf_compare(a, b) >= 0 ? a : b);
}

static int
fast_compare(Datum a, Datum b, SortSupport ssup)
{
	return alkres_vaf_compare(alkres_vaf_unpack(a), alkres_vaf_unpack(b));
}

PG_FUNCTION_INFO_V1(alkres_vaf_sortsupport);
Datum
alkres_vaf_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = fast_compare;
	PG_RETURN_VOID();
}

/*
 * Hash values are frozen: hash indexes and hash partitions hold them.  With seed 0 the low half of
 * the extended one is the plain one, as the hash access method demands.
 */
PG_FUNCTION_INFO_V1(alkres_vaf_hash);
Datum
alkres_vaf_hash(PG_FUNCTION_ARGS)
{
	AlkresVaf vaf = PG_GETARG_VAF(0);
	uint32 counts[] = {vaf.alt, vaf.depth};

	return hash_any((unsigned char *) counts, sizeof(counts));
}

PG_FUNCTION_INFO_V1(alkres_vaf_hash_extended);
Datum
alkres_vaf_hash_extended(PG_FUNCTION_ARGS)
{
	AlkresVaf vaf = PG_GETARG_VAF(0);
	uint32 counts[] = {vaf.alt, vaf.depth};

	return hash_any_extended((unsigned char *) counts, sizeof(counts), (uint64) PG_GETARG_INT64(1));
}

PG_FUNCTION_INFO_V1(alkres_vaf_add_sql);
Datum
alkres_vaf_add_sql(PG_FUNCTION_ARGS)
{
	AlkresVaf sum;
	AlkresError error;

	if (!alkres_vaf_add(PG_GETARG_VAF(0), PG_GETARG_VAF(1), &sum, &error))
		alkres_report(&error);
	PG_RETURN_VAF(sum);
}

/* What sum(vaf) does when a row leaves its window: the molecules were added before, so it is
 * exact. */
PG_FUNCTION_INFO_V1(alkres_vaf_subtract);
Datum
alkres_vaf_subtract(PG_FUNCTION_ARGS)
{
	AlkresVaf from = PG_GETARG_VAF(0), what = PG_GETARG_VAF(1), rest;
	AlkresError error;

	if (!alkres_vaf_make((int64) from.alt - what.alt, (int64) from.depth - what.depth,
						 ALKRES_OUT_OF_RANGE, &rest, &error))
		alkres_report(&error);
	PG_RETURN_VAF(rest);
}

/* The state of pooled(vaf) is bigint[2], changed in place while it is the aggregate's own. */
static int64 *
pooled_state(ArrayType *array)
{
	if (ARR_NDIM(array) != 1 || ARR_DIMS(array)[0] != 2 || ARR_HASNULL(array) ||
		ARR_ELEMTYPE(array) != INT8OID)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the state of pooled(vaf) is an array of two bigint"));
	return (int64 *) ARR_DATA_PTR(array);
}

static ArrayType *
pooled_add(FunctionCallInfo fcinfo, int64 alt, int64 depth)
{
	ArrayType *array = AggCheckCallContext(fcinfo, NULL) ? PG_GETARG_ARRAYTYPE_P(0)
														 : PG_GETARG_ARRAYTYPE_P_COPY(0);
	int64 *state = pooled_state(array);

	if (pg_add_s64_overflow(state[0], alt, &state[0]) ||
		pg_add_s64_overflow(state[1], depth, &state[1]))
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("pooled molecules are out of range for type bigint"));
	return array;
}

PG_FUNCTION_INFO_V1(alkres_vaf_pooled_accum);
Datum
alkres_vaf_pooled_accum(PG_FUNCTION_ARGS)
{
	AlkresVaf vaf = PG_GETARG_VAF(1);

	PG_RETURN_ARRAYTYPE_P(pooled_add(fcinfo, vaf.alt, vaf.depth));
}

PG_FUNCTION_INFO_V1(alkres_vaf_pooled_discard);
Datum
alkres_vaf_pooled_discard(PG_FUNCTION_ARGS)
{
	AlkresVaf vaf = PG_GETARG_VAF(1);

	PG_RETURN_ARRAYTYPE_P(pooled_add(fcinfo, -(int64) vaf.alt, -(int64) vaf.depth));
}

PG_FUNCTION_INFO_V1(alkres_vaf_pooled_combine);
Datum
alkres_vaf_pooled_combine(PG_FUNCTION_ARGS)
{
	int64 *other = pooled_state(PG_GETARG_ARRAYTYPE_P(1));

	PG_RETURN_ARRAYTYPE_P(pooled_add(fcinfo, other[0], other[1]));
}

PG_FUNCTION_INFO_V1(alkres_vaf_pooled_final);
Datum
alkres_vaf_pooled_final(PG_FUNCTION_ARGS)
{
	int64 *state = pooled_state(PG_GETARG_ARRAYTYPE_P(0));
	Datum values[2] = {Int64GetDatum(state[0]), Int64GetDatum(state[1])};
	bool nulls[2] = {false, false};
	TupleDesc description;

	if (get_call_result_type(fcinfo, NULL, &description) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(description), values, nulls)));
}

static double
bound(FunctionCallInfo fcinfo, bool upper)
{
	AlkresVaf vaf = PG_GETARG_VAF(0);
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(1));
	double confidence = PG_GETARG_FLOAT8(2);
	AlkresInterval interval;
	double value;

	if (!alkres_interval_by_name(name, &interval))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("unknown method \"%s\"", name),
				errhint("The methods are \"exact\", \"wilson\" and \"jeffreys\"."));
	if (!(confidence > 0 && confidence < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("confidence must be between 0 and 1"),
				errhint("0.95 asks for a 95 %% interval."));
	alkres_binomial_bounds(interval, vaf.alt, vaf.depth, confidence, upper ? NULL : &value,
						   upper ? &value : NULL);
	return value;
}

PG_FUNCTION_INFO_V1(alkres_vaf_lower_bound);
Datum
alkres_vaf_lower_bound(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	PG_RETURN_FLOAT8(bound(fcinfo, false));
}

PG_FUNCTION_INFO_V1(alkres_vaf_upper_bound);
Datum
alkres_vaf_upper_bound(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	PG_RETURN_FLOAT8(bound(fcinfo, true));
}
