/* bytes.c: order, equality and hash of the types that compare as their stored bytes. */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/builtins.h"

#include "compat.h"
#include "type/bytes.h"

Datum
alkres_bytes_datum(const void *bytes, size_t length)
{
	struct varlena *value = palloc(VARHDRSZ + length);

	SET_VARSIZE(value, VARHDRSZ + length);
	memcpy(VARDATA(value), bytes, length);
	return PointerGetDatum(value);
}

int
alkres_bytes_compare(const struct varlena *a, const struct varlena *b)
{
	size_t a_length = VARSIZE_ANY_EXHDR(a), b_length = VARSIZE_ANY_EXHDR(b);
	int order = memcmp(VARDATA_ANY(a), VARDATA_ANY(b), Min(a_length, b_length));

	return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

static int
compare_arguments(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_GETARG_VARLENA_PP(0), *b = PG_GETARG_VARLENA_PP(1);
	int order = alkres_bytes_compare(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return order;
}

#define COMPARISON(name, relation)                            \
	PG_FUNCTION_INFO_V1(alkres_bytes_##name);                 \
	Datum alkres_bytes_##name(PG_FUNCTION_ARGS)               \
	{                                                         \
		PG_RETURN_BOOL(compare_arguments(fcinfo) relation 0); \
	}

COMPARISON(eq, ==)
COMPARISON(ne, !=)
COMPARISON(lt, <)
COMPARISON(le, <=)
COMPARISON(gt, >)
COMPARISON(ge, >=)

PG_FUNCTION_INFO_V1(alkres_bytes_cmp);
Datum
alkres_bytes_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_arguments(fcinfo));
}

PG_FUNCTION_INFO_V1(alkres_bytes_larger);
Datum
alkres_bytes_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(compare_arguments(fcinfo) >= 0 ? PG_GETARG_DATUM(0) : PG_GETARG_DATUM(1));
}

PG_FUNCTION_INFO_V1(alkres_bytes_smaller);
Datum
alkres_bytes_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(compare_arguments(fcinfo) <= 0 ? PG_GETARG_DATUM(0) : PG_GETARG_DATUM(1));
}

PG_FUNCTION_INFO_V1(alkres_bytes_hash);
Datum
alkres_bytes_hash(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	Datum hash = hash_any((unsigned char *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));

	PG_FREE_IF_COPY(value, 0);
	return hash;
}

PG_FUNCTION_INFO_V1(alkres_bytes_hash_extended);
Datum
alkres_bytes_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	Datum hash = hash_any_extended((unsigned char *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value),
								   PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(value, 0);
	return hash;
}
