/* region_bed.c: read_bed(content, assembly). */
#include "type/region_bed.h"

#include "utils/builtins.h"

#include "core/variant/bed.h"
#include "type/arguments.h"
#include "type/region.h"
#include "type/report.h"
#include "type/rows.h"

void
alkres_bed_rows(FunctionCallInfo fcinfo, const char *content)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	AlkresBed bed = {content, alkres_text_argument(fcinfo, 1, "assembly"), 0};
	AlkresRegion region;
	AlkresError error;
	const char *name;
	size_t length;
	int found;

	alkres_start_rows(fcinfo);
	while ((found = alkres_bed_next(&bed, &region, &name, &length, &error)) > 0)
	{
		Datum values[2] = {alkres_region_datum(&region)};
		bool nulls[2] = {false, length == 0};

		CHECK_FOR_INTERRUPTS();
		if (length > 0)
			values[1] = PointerGetDatum(cstring_to_text_with_len(name, (int) length));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
		pfree(DatumGetPointer(values[0]));
	}
	if (found < 0)
		alkres_report(&error);
}

PG_FUNCTION_INFO_V1(alkres_read_bed);
Datum
alkres_read_bed(PG_FUNCTION_ARGS)
{
	alkres_bed_rows(fcinfo, alkres_text_argument(fcinfo, 0, "content"));
	return (Datum) 0;
}
