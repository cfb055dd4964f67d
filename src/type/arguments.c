/* arguments.c: what SQL functions share of taking their arguments apart. */
#include "type/arguments.h"

#include <math.h>

#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"

bool
alkres_need_arguments(FunctionCallInfo fcinfo, int number)
{
	if (PG_NARGS() < number)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("the SQL function %s is of an older version than the library of alkres",
					   format_procedure(fcinfo->flinfo->fn_oid)),
				errdetail("It has %d arguments, the library expects %d.", PG_NARGS(), number),
				errhint("Run ALTER EXTENSION alkres UPDATE, then create_store for each store."));
	return true;
}

char *
alkres_text_argument(FunctionCallInfo fcinfo, int number, const char *name)
{
	if (PG_ARGISNULL(number))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("%s must not be null", name));
	return text_to_cstring(PG_GETARG_TEXT_PP(number));
}

static void
check_array(ArrayType *array, const char *name, Oid type, AlkresNullElements null_elements)
{
	if (ARR_NDIM(array) > 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s must be an array of one dimension", name),
				errdetail("It has %d.", ARR_NDIM(array)));
	if (OidIsValid(type) && ARR_ELEMTYPE(array) != type)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s has elements of another type than the function was made for", name),
				errhint("Run ALTER EXTENSION alkres UPDATE."));
	if (null_elements == ALKRES_NULLS_REFUSED && array_contains_nulls(array))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("%s must not contain a null", name));
}

AlkresElements
alkres_elements_of(Datum value, const char *name, Oid type, AlkresNullElements null_elements)
{
	ArrayType *array = DatumGetArrayTypeP(value);
	AlkresElements elements;
	int16 length;
	bool by_value;
	char align;

	check_array(array, name, type, null_elements);
	get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &align);
	deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, align, &elements.values,
					  &elements.nulls, &elements.count);
	return elements;
}

AlkresElements
alkres_array_argument(FunctionCallInfo fcinfo, int number, const char *name, Oid type,
					  AlkresNullElements null_elements)
{
	AlkresElements none = {NULL, NULL, 0};

	if (PG_ARGISNULL(number))
		return none;
	return alkres_elements_of(PG_GETARG_DATUM(number), name, type, null_elements);
}

const void *
alkres_plain_array_argument(FunctionCallInfo fcinfo, int number, const char *name, Oid type,
							size_t *count)
{
	ArrayType *array;

	*count = 0;
	if (PG_ARGISNULL(number))
		return NULL;
	array = PG_GETARG_ARRAYTYPE_P(number);
	check_array(array, name, type, ALKRES_NULLS_REFUSED);
	*count = (size_t) ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	return ARR_DATA_PTR(array);
}

double
alkres_probability_argument(FunctionCallInfo fcinfo, int n, const char *name)
{
	double value = PG_GETARG_FLOAT8(n);

	if (!(value > 0 && value < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s must be between 0 and 1", name));
	return value;
}

double
alkres_positive_argument(FunctionCallInfo fcinfo, int n, const char *name)
{
	double value = PG_GETARG_FLOAT8(n);

	if (!(value > 0 && isfinite(value)))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s must be positive and finite", name));
	return value;
}

double
alkres_argument_or_nan(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? NAN : PG_GETARG_FLOAT8(number);
}

double
alkres_number_or_nan(const AlkresElements *elements, int number)
{
	return elements->nulls[number] ? NAN : DatumGetFloat8(elements->values[number]);
}
