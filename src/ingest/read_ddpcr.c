/* read_ddpcr.c: read_ddpcr(path) and read_ddpcr_text(content): a ddPCR result export as rows, one
 * per well. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/quantasoft.h"
#include "ingest/server_file.h"
#include "type/droplet_summary.h"
#include "type/report.h"
#include "type/rows.h"

/* An export has some hundred bytes a row and at most a thousand rows. */
#define MAX_FILE_SIZE ((size_t) 64 * 1024 * 1024)

enum
{
	COLUMN_PLATE,
	COLUMN_WELL,
	COLUMN_SAMPLE,
	COLUMN_EXPERIMENT,
	COLUMN_ASSAY,
	COLUMN_REFERENCE_ASSAY,
	COLUMN_ROLE,
	COLUMN_STATUS,
	COLUMN_MERGED_WELLS,
	COLUMN_IS_MERGED,
	COLUMN_DROPLETS,
	COLUMN_FAM,
	COLUMN_HEX = COLUMN_FAM + 3,
	COLUMN_ABUNDANCE = COLUMN_HEX + 3,
	COLUMN_RECORD = COLUMN_ABUNDANCE + 3,
	COLUMNS
};

/* UTF-8, as core gives it, in the server's encoding. */
static Datum
text_datum(const char *utf8)
{
	return CStringGetTextDatum(pg_any_to_server(utf8, strlen(utf8), PG_UTF8));
}

static void
set_text(Datum *values, bool *nulls, int column, const char *utf8)
{
	nulls[column] = utf8 == NULL;
	if (utf8 != NULL)
		values[column] = text_datum(utf8);
}

/* Value, lower and upper in three columns. */
static void
set_figures(Datum *values, bool *nulls, int column, const AlkresPrintedFigures *figures)
{
	double numbers[3] = {figures->value, figures->lower, figures->upper};

	for (int i = 0; i < 3; i++)
	{
		values[column + i] = Float8GetDatum(numbers[i]);
		nulls[column + i] = isnan(numbers[i]);
	}
}

static void
put_well(ReturnSetInfo *result, const char *plate, const AlkresWell *well)
{
	const AlkresWellChannel *fam = &well->channels[ALKRES_FAM];
	const AlkresWellChannel *hex = &well->channels[ALKRES_HEX];
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {false};

	nulls[COLUMN_PLATE] = plate == NULL;
	if (plate != NULL)
		values[COLUMN_PLATE] = CStringGetTextDatum(plate);
	set_text(values, nulls, COLUMN_WELL, well->well);
	set_text(values, nulls, COLUMN_SAMPLE, well->sample);
	set_text(values, nulls, COLUMN_EXPERIMENT, well->experiment);
	set_text(values, nulls, COLUMN_ASSAY, fam->target);
	set_text(values, nulls, COLUMN_REFERENCE_ASSAY, hex->target);
	set_text(values, nulls, COLUMN_ROLE, well->role);
	set_text(values, nulls, COLUMN_STATUS, well->status);
	nulls[COLUMN_MERGED_WELLS] = well->merged_count == 0;
	if (well->merged_count > 0)
	{
		Datum *names = palloc(well->merged_count * sizeof(Datum));

		for (size_t i = 0; i < well->merged_count; i++)
			names[i] = text_datum(well->merged_wells[i]);
		values[COLUMN_MERGED_WELLS] = PointerGetDatum(
			construct_array(names, (int) well->merged_count, TEXTOID, -1, false, TYPALIGN_INT));
	}
	values[COLUMN_IS_MERGED] = BoolGetDatum(well->is_merged);
	nulls[COLUMN_DROPLETS] = !well->has_droplets;
	values[COLUMN_DROPLETS] = PointerGetDatum(&well->droplets);
	set_figures(values, nulls, COLUMN_FAM, &fam->concentration);
	set_figures(values, nulls, COLUMN_HEX, &hex->concentration);
	set_figures(values, nulls, COLUMN_ABUNDANCE, &well->abundance);
	values[COLUMN_RECORD] = Int32GetDatum(
		(int32) (fam->line == 0 || (hex->line != 0 && hex->line < fam->line) ? hex->line
																			 : fam->line));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* The argument droplet_nl, NaN where NULL. */
static double
volume_argument(FunctionCallInfo fcinfo, int n)
{
	double volume;

	if (PG_ARGISNULL(n))
		return NAN;
	volume = PG_GETARG_FLOAT8(n);
	if (!(volume > 0) || isinf(volume))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("droplet volume must be positive and finite"),
				errhint("It is given in nL: 0.85 for a QX200."));
	return volume;
}

static Datum
put_plate(FunctionCallInfo fcinfo, const char *plate_name, const char *file_name,
		  const char *content, size_t length, double droplet_nl)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext row_context;
	AlkresPlate plate;
	AlkresError error;

	if (length > MAX_FILE_SIZE)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("export is larger than %zu bytes", MAX_FILE_SIZE),
				errhint("Check that it is an export of results."));
	alkres_start_rows(fcinfo);
	if (result->setDesc->natts != COLUMNS)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("read_ddpcr is declared with %d columns, expected %d",
					   result->setDesc->natts, COLUMNS),
				errhint("Run ALTER EXTENSION alkres UPDATE."));
	if (!alkres_quantasoft_read(file_name, content, length, droplet_nl, &plate, &error))
		alkres_report(&error);
	row_context =
		AllocSetContextCreate(CurrentMemoryContext, "read_ddpcr row", ALLOCSET_SMALL_SIZES);
	for (size_t i = 0; i < plate.count; i++)
	{
		MemoryContext old = MemoryContextSwitchTo(row_context);

		CHECK_FOR_INTERRUPTS();
		put_well(result, plate_name, &plate.wells[i]);
		MemoryContextSwitchTo(old);
		MemoryContextReset(row_context);
	}
	alkres_plate_free(&plate);
	MemoryContextDelete(row_context);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_read_ddpcr);
Datum
alkres_read_ddpcr(PG_FUNCTION_ARGS)
{
	char *path;
	char *name;
	char *content;
	size_t length;

	/* Before the path is so much as looked at. */
	alkres_check_server_file_rights();
	if (PG_ARGISNULL(0))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("path must not be NULL"));
	path = text_to_cstring(PG_GETARG_TEXT_PP(0));
	content = alkres_read_server_file(path, MAX_FILE_SIZE, &length);
	name = strrchr(path, '/') + 1;
	/* Messages have room for so much of it. */
	name = pnstrdup(name, pg_mbcliplen(name, strlen(name), 100));
	return put_plate(fcinfo, alkres_server_file_stem(path), name, content, length,
					 volume_argument(fcinfo, 1));
}

PG_FUNCTION_INFO_V1(alkres_read_ddpcr_text);
Datum
alkres_read_ddpcr_text(PG_FUNCTION_ARGS)
{
	char *content;
	char *plate;

	if (PG_ARGISNULL(0))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("content must not be NULL"));
	content = text_to_cstring(PG_GETARG_TEXT_PP(0));
	plate = PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2));
	content = pg_server_to_any(content, strlen(content), PG_UTF8);
	return put_plate(fcinfo, plate, NULL, content, strlen(content), volume_argument(fcinfo, 1));
}

/* The bytes of a file, for a client that cannot know their encoding. */
PG_FUNCTION_INFO_V1(alkres_read_ddpcr_data);
Datum
alkres_read_ddpcr_data(PG_FUNCTION_ARGS)
{
	bytea *content;

	if (PG_ARGISNULL(0))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("data must not be NULL"));
	content = PG_GETARG_BYTEA_PP(0);
	return put_plate(fcinfo, PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2)), NULL,
					 VARDATA_ANY(content), VARSIZE_ANY_EXHDR(content), volume_argument(fcinfo, 1));
}
