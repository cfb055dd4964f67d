/* known.c: what public collections say of a variant, and what follows: is_common_polymorphism,
 * is_known_somatic, known_prior, is_germline_likely. */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"

#include "core/known/known.h"
#include "type/vaf.h"

static double
frequency_argument(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(0) ? NAN : PG_GETARG_FLOAT8(0);
}

static int
recurrence_argument(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? -1 : PG_GETARG_INT32(number);
}

static const char *
origin_argument(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(number));
}

PG_FUNCTION_INFO_V1(alkres_is_common_polymorphism);
Datum
alkres_is_common_polymorphism(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(
		alkres_known_is_common(frequency_argument(fcinfo), recurrence_argument(fcinfo, 1)));
}

PG_FUNCTION_INFO_V1(alkres_is_known_somatic);
Datum
alkres_is_known_somatic(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(
		alkres_known_is_somatic(recurrence_argument(fcinfo, 0), origin_argument(fcinfo, 1)));
}

PG_FUNCTION_INFO_V1(alkres_known_variant_prior);
Datum
alkres_known_variant_prior(PG_FUNCTION_ARGS)
{
	double prior = alkres_known_prior(frequency_argument(fcinfo), recurrence_argument(fcinfo, 1));

	if (isnan(prior))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(prior);
}

PG_FUNCTION_INFO_V1(alkres_is_germline_likely);
Datum
alkres_is_germline_likely(PG_FUNCTION_ARGS)
{
	AlkresVaf nothing = {0, 0};

	PG_RETURN_BOOL(alkres_known_is_germline(
		frequency_argument(fcinfo), recurrence_argument(fcinfo, 1), origin_argument(fcinfo, 2),
		PG_ARGISNULL(3) ? nothing : PG_GETARG_VAF(3)));
}
