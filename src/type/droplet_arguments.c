/* droplet_arguments.c: what SQL functions over droplets share. */
#include "type/droplet_arguments.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/droplets/call.h"
#include "type/report.h"
#include "type/rows.h"

AlkresChannel
alkres_channel_argument(FunctionCallInfo fcinfo, int n)
{
	AlkresChannel channel;
	AlkresError error;

	if (!alkres_channel_by_name(text_to_cstring(PG_GETARG_TEXT_PP(n)), &channel, &error))
		alkres_report(&error);
	return channel;
}

AlkresDropletMethod
alkres_droplet_method_argument(FunctionCallInfo fcinfo, int n)
{
	AlkresDropletMethod method;
	AlkresError error;

	if (!alkres_droplet_method_by_name(text_to_cstring(PG_GETARG_TEXT_PP(n)), &method, &error))
		alkres_report(&error);
	return method;
}

AlkresExposure
alkres_exposure_argument(FunctionCallInfo fcinfo, int n)
{
	AlkresExposure exposure;
	AlkresError error;

	if (!alkres_exposure_by_name(text_to_cstring(PG_GETARG_TEXT_PP(n)), &exposure, &error))
		alkres_report(&error);
	return exposure;
}

Datum
alkres_number_or_null(FunctionCallInfo fcinfo, double value)
{
	if (isnan(value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

Datum
alkres_estimate_row(FunctionCallInfo fcinfo, const AlkresEstimate *estimate)
{
	double numbers[3] = {estimate->value, estimate->lower, estimate->upper};

	return alkres_numbers_row(fcinfo, numbers, 3);
}

Datum
alkres_droplet_flags_datum(unsigned flags)
{
	Datum names[ALKRES_DROPLET_FLAGS];
	int count = 0;

	for (int bit = 0; bit < ALKRES_DROPLET_FLAGS; bit++)
		if (flags & 1u << bit)
			names[count++] = CStringGetTextDatum(alkres_droplet_flag_name(bit));
	return PointerGetDatum(construct_array(names, count, TEXTOID, -1, false, TYPALIGN_INT));
}
