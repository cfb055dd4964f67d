/* read_ddpcr.c: read_ddpcr(path) and its like: a digital PCR result export as rows of
 * alkres.ddpcr_well. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "core/plate/plate.h"
#include "ingest/file/server_file.h"
#include "ingest/file/zip_member.h"
#include "type/arguments.h"
#include "type/droplet_summary.h"
#include "type/report.h"
#include "type/rows.h"

/* An export has some hundred bytes a row; one that lists partitions some 20,000 rows a well. */
#define MAX_FILE_SIZE ((size_t) 64 * 1024 * 1024)

/* The attributes of alkres.ddpcr_well. */
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
	COLUMN_RATIO = COLUMN_ABUNDANCE + 3,
	COLUMN_LINKAGE = COLUMN_RATIO + 3,
	COLUMN_INSTRUMENT,
	COLUMN_METHOD,
	COLUMN_RECORD,
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

/* A numeric of the digits that the file has, so that its rounding stays known. */
static void
set_figure(Datum *values, bool *nulls, int column, AlkresFigure figure)
{
	char digits[400];

	nulls[column] = isnan(figure.value);
	if (nulls[column])
		return;
	if (isinf(figure.value))
		strlcpy(digits, figure.value > 0 ? "Infinity" : "-Infinity", sizeof(digits));
	else if (isnan(figure.half_unit))
		snprintf(digits, sizeof(digits), "%.15g", figure.value);
	else
	{
		int decimals = (int) round(-log10(2 * figure.half_unit));

		snprintf(digits, sizeof(digits), "%.*f", Min(Max(decimals, 0), 60), figure.value);
	}
	values[column] = DirectFunctionCall3(numeric_in, CStringGetDatum(digits),
										 ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

/* Value, lower and upper in three columns. */
static void
set_figures(Datum *values, bool *nulls, int column, const AlkresPrintedFigures *figures)
{
	set_figure(values, nulls, column, figures->value);
	set_figure(values, nulls, column + 1, figures->lower);
	set_figure(values, nulls, column + 2, figures->upper);
}

static void
put_well(ReturnSetInfo *result, const char *plate_name, const AlkresPlate *plate,
		 const AlkresWell *well)
{
	const AlkresWellChannel *fam = &well->channels[ALKRES_FAM];
	const AlkresWellChannel *hex = &well->channels[ALKRES_HEX];
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {false};

	set_text(values, nulls, COLUMN_PLATE, well->plate);
	if (well->plate == NULL && plate_name != NULL)
	{
		nulls[COLUMN_PLATE] = false;
		values[COLUMN_PLATE] = CStringGetTextDatum(plate_name);
	}
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
	set_figures(values, nulls, COLUMN_RATIO, &well->ratio);
	set_figure(values, nulls, COLUMN_LINKAGE, well->linkage);
	set_text(values, nulls, COLUMN_INSTRUMENT, plate->instrument);
	set_text(values, nulls, COLUMN_METHOD, plate->method);
	values[COLUMN_RECORD] = Int32GetDatum(
		(int32) (fam->line == 0 || (hex->line != 0 && hex->line < fam->line) ? hex->line
																			 : fam->line));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* The arguments droplet_nl and channels. */
static AlkresPlateOptions
options_of(FunctionCallInfo fcinfo, int volume, int channels)
{
	AlkresPlateOptions options = {.droplet_nl = NAN, .channels = {NULL, NULL}};
	AlkresElements names;

	if (!PG_ARGISNULL(volume))
	{
		options.droplet_nl = PG_GETARG_FLOAT8(volume);
		if (!(options.droplet_nl > 0) || isinf(options.droplet_nl))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("droplet volume must be positive and finite"),
					errhint("It is given in nL: 0.85 for a QX200."));
	}
	if (PG_ARGISNULL(channels))
		return options;
	names = alkres_array_argument(fcinfo, channels, "channels", TEXTOID, ALKRES_NULLS_KEPT);
	if (names.count != 2 || (names.nulls[0] && names.nulls[1]))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("channels must name two dyes or targets, those of FAM and HEX"),
				errhint("One of them can be NULL for any other, for example '{NULL,WT}'."));
	for (int i = 0; i < 2; i++)
		if (!names.nulls[i])
		{
			char *name = TextDatumGetCString(names.values[i]);

			options.channels[i] = pg_server_to_any(name, strlen(name), PG_UTF8);
		}
	return options;
}

/* Where the rows of exports go, and how they are read. */
typedef struct Reading
{
	ReturnSetInfo *result;
	AlkresPlateOptions options;
} Reading;

/* The rows of one export; its name in messages, and what its plate is called if it does not say. */
static void
put_export(ReturnSetInfo *result, const char *file_name, const char *plate_name,
		   const char *content, size_t length, AlkresPlateOptions options)
{
	MemoryContext row_context;
	AlkresPlate plate;
	AlkresError error;

	if (!alkres_plate_read(file_name, content, length, &options, &plate, &error))
		alkres_report(&error);
	row_context =
		AllocSetContextCreate(CurrentMemoryContext, "read_ddpcr row", ALLOCSET_SMALL_SIZES);
	for (size_t i = 0; i < plate.count; i++)
	{
		MemoryContext old = MemoryContextSwitchTo(row_context);

		CHECK_FOR_INTERRUPTS();
		put_well(result, plate_name, &plate, &plate.wells[i]);
		MemoryContextSwitchTo(old);
		MemoryContextReset(row_context);
	}
	alkres_plate_free(&plate);
	MemoryContextDelete(row_context);
}

/* The export of a zip archive. */
static void
take_export(void *context, const char *what, const char *name, const char *content, size_t length)
{
	Reading *reading = context;

	put_export(reading->result, what, alkres_server_file_stem(name), content, length,
			   reading->options);
}

static Datum
put_plate(FunctionCallInfo fcinfo, const char *path, const char *content, size_t length,
		  AlkresPlateOptions options)
{
	const char *plate_name = path == NULL ? NULL : alkres_server_file_stem(path);
	const char *file_name = path == NULL ? NULL : alkres_name_in_messages(path);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Reading reading = {result, options};

	if (length > MAX_FILE_SIZE)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("export is larger than %zu bytes", MAX_FILE_SIZE),
				errhint("Check that it is an export of results."));
	alkres_start_rows(fcinfo);
	if (result->setDesc->natts != COLUMNS)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("alkres.ddpcr_well has %d columns, expected %d", result->setDesc->natts,
					   COLUMNS),
				errhint("Run ALTER EXTENSION alkres UPDATE."));
	if (!alkres_zip_tables(file_name != NULL ? file_name : "the data", content, length,
						   MAX_FILE_SIZE, take_export, &reading))
		put_export(result, file_name, plate_name, content, length, options);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_read_ddpcr);
Datum
alkres_read_ddpcr(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	char *path;
	char *content;
	size_t length;

	/* Before the path is so much as looked at. */
	alkres_check_server_file_rights();
	if (PG_ARGISNULL(0))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("path must not be NULL"));
	path = text_to_cstring(PG_GETARG_TEXT_PP(0));
	content = alkres_read_server_file(path, MAX_FILE_SIZE, &length);
	return put_plate(fcinfo, path, content, length, options_of(fcinfo, 1, 2));
}

/* The content of a file that the client sent, with its name. */
static Datum
put_sent_plate(FunctionCallInfo fcinfo, const char *content, size_t length)
{
	const char *file_name = PG_ARGISNULL(1) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(1));

	return put_plate(fcinfo, file_name, content, length, options_of(fcinfo, 2, 3));
}

PG_FUNCTION_INFO_V1(alkres_read_ddpcr_text);
Datum
alkres_read_ddpcr_text(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	char *content;

	if (PG_ARGISNULL(0))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("content must not be NULL"));
	content = text_to_cstring(PG_GETARG_TEXT_PP(0));
	content = pg_server_to_any(content, strlen(content), PG_UTF8);
	return put_sent_plate(fcinfo, content, strlen(content));
}

/* The bytes of a file, for a client that cannot know their encoding. */
PG_FUNCTION_INFO_V1(alkres_read_ddpcr_data);
Datum
alkres_read_ddpcr_data(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	bytea *content;

	if (PG_ARGISNULL(0))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("data must not be NULL"));
	content = PG_GETARG_BYTEA_PP(0);
	return put_sent_plate(fcinfo, VARDATA_ANY(content), VARSIZE_ANY_EXHDR(content));
}
