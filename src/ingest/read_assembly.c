/* read_assembly.c: header_assembly(paths), header_assembly_data and _object: which assembly the
 * headers of BAM and CRAM files settle. */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "ingest/file/server_file.h"
#include "ingest/read/lanes.h"
#include "type/arguments.h"

/* A context of its own, current afterwards, whose reset closes the files. */
static MemoryContext
start(MemoryContext *before)
{
	MemoryContext memory =
		AllocSetContextCreate(CurrentMemoryContext, "alkres header", ALLOCSET_DEFAULT_SIZES);

	*before = MemoryContextSwitchTo(memory);
	return memory;
}

/* The answer, and all is released. */
static Datum
finish(FunctionCallInfo fcinfo, const AlkresLanes *lanes, MemoryContext memory,
	   MemoryContext before)
{
	const char *assembly = alkres_lanes_assembly(lanes, NULL);

	MemoryContextSwitchTo(before);
	MemoryContextDelete(memory); /* the name is no part of it */
	if (assembly == NULL)
		PG_RETURN_NULL();
	return CStringGetTextDatum(assembly);
}

PG_FUNCTION_INFO_V1(alkres_header_assembly);
Datum
alkres_header_assembly(PG_FUNCTION_ARGS)
{
	AlkresElements paths;
	AlkresLanes *lanes;
	MemoryContext memory, before;

	alkres_check_server_file_rights();
	paths = alkres_array_argument(fcinfo, 0, "paths", TEXTOID, ALKRES_NULLS_REFUSED);
	if (paths.count == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("paths names no file"));
	memory = start(&before);
	lanes = alkres_lanes_new();
	for (int i = 0; i < paths.count; i++)
		alkres_lanes_add_file(lanes, TextDatumGetCString(paths.values[i]));
	return finish(fcinfo, lanes, memory, before);
}

PG_FUNCTION_INFO_V1(alkres_header_assembly_data);
Datum
alkres_header_assembly_data(PG_FUNCTION_ARGS)
{
	bytea *data = PG_GETARG_BYTEA_PP(0);
	MemoryContext before, memory = start(&before);
	AlkresLanes *lanes = alkres_lanes_new();

	alkres_lanes_add_data(lanes, VARDATA_ANY(data), VARSIZE_ANY_EXHDR(data), "the data");
	return finish(fcinfo, lanes, memory, before);
}

PG_FUNCTION_INFO_V1(alkres_header_assembly_object);
Datum
alkres_header_assembly_object(PG_FUNCTION_ARGS)
{
	MemoryContext before, memory = start(&before);
	AlkresLanes *lanes = alkres_lanes_new();

	alkres_lanes_add_object_header(lanes, PG_GETARG_OID(0));
	return finish(fcinfo, lanes, memory, before);
}
