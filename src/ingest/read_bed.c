/* read_bed.c: read_bed_file(path, assembly): read_bed of a file on the server. */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"

#include "ingest/file/origin.h"
#include "type/region_bed.h"

PG_FUNCTION_INFO_V1(alkres_read_bed_file);
Datum
alkres_read_bed_file(PG_FUNCTION_ARGS)
{
	AlkresOrigin origin = alkres_path_origin(fcinfo, 0);
	AlkresOriginFile *file = alkres_origin_open(&origin);
	StringInfoData content;
	const char *line;
	uint64 number;

	initStringInfo(&content);
	while ((line = alkres_origin_line(file, &number)) != NULL)
	{
		appendStringInfoString(&content, line);
		appendStringInfoChar(&content, '\n');
	}
	alkres_bed_rows(fcinfo, content.data);
	return (Datum) 0;
}
