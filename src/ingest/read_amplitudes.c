/* read_amplitudes.c: droplet amplitudes: files of them as arrays, and what is made of the
 * arrays. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/droplets/amplitude.h"
#include "core/plate/plate.h"
#include "ingest/file/server_file.h"
#include "ingest/file/zip_member.h"
#include "type/arguments.h"
#include "type/droplet_summary.h"
#include "type/report.h"
#include "type/rows.h"

/* 20,000 droplets have some 500 kB. */
#define MAX_FILE_SIZE ((size_t) 64 * 1024 * 1024)
/* What the files of an archive unpack to: they are unpacked one by one. */
#define MAX_ARCHIVE_CONTENT (16 * MAX_FILE_SIZE)

/* ---- files ---- */

/* A one-dimensional array of count elements of a pass-by-value type, copied as they are. */
static Datum
array_of(const void *elements, size_t count, Oid type, size_t size)
{
	size_t bytes = ARR_OVERHEAD_NONULLS(1) + count * size;
	ArrayType *array;

	if (count == 0)
		return PointerGetDatum(construct_empty_array(type));
	array = palloc0(bytes);
	SET_VARSIZE(array, bytes);
	array->ndim = 1;
	array->dataoffset = 0;
	array->elemtype = type;
	ARR_DIMS(array)[0] = (int) count;
	ARR_LBOUND(array)[0] = 1;
	memcpy(ARR_DATA_PTR(array), elements, count * size);
	return PointerGetDatum(array);
}

/* The end of a file's name, as far as messages have room for it: the well stands there. */
static const char *
end_of_name(const char *name)
{
	if (strlen(name) > 100)
		name += strlen(name) - 100;
	while (IS_HIGHBIT_SET(*name) && !pg_verifymbstr(name, strlen(name), true))
		name++;
	return name;
}

/* The row of one table: well, fam, hex, cluster; context: the result.  In a memory context of its
 * own, so that a plate of them needs the memory of one. */
static void
put_table(void *context, const char *what, const char *file_name, const char *content,
		  size_t length)
{
	const char *name = end_of_name(file_name);
	ReturnSetInfo *result = context;
	Datum values[4] = {0};
	bool nulls[4];
	char well[ALKRES_WELL_NAME];
	AlkresAmplitudes amplitudes;
	AlkresError error;
	MemoryContext memory =
		AllocSetContextCreate(CurrentMemoryContext, "amplitudes", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(memory);

	if (length > MAX_FILE_SIZE)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("file of amplitudes is larger than %zu bytes", MAX_FILE_SIZE));
	if (!alkres_amplitudes_read(what, content, length, &amplitudes, &error))
		alkres_report(&error);
	nulls[0] = !alkres_amplitudes_well(name, well);
	if (!nulls[0])
		values[0] = CStringGetTextDatum(well);
	for (int channel = 0; channel < 2; channel++)
	{
		nulls[1 + channel] = amplitudes.channels[channel] == NULL;
		if (!nulls[1 + channel])
			values[1 + channel] =
				array_of(amplitudes.channels[channel], amplitudes.count, FLOAT4OID, sizeof(float4));
	}
	nulls[3] = amplitudes.clusters == NULL;
	if (!nulls[3])
		values[3] = array_of(amplitudes.clusters, amplitudes.count, INT2OID, sizeof(int16));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	alkres_amplitudes_free(&amplitudes);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(memory);
}

/* The rows of one file: of a zip archive those of its tables. */
static void
put_file(FunctionCallInfo fcinfo, const char *path, const char *content, size_t length)
{
	const char *slash = strrchr(path, '/'), *name = end_of_name(slash == NULL ? path : slash + 1);

	if (!alkres_zip_tables(name, content, length, MAX_ARCHIVE_CONTENT, put_table,
						   fcinfo->resultinfo))
		put_table(fcinfo->resultinfo, name, name, content, length);
}

static void
put_path(FunctionCallInfo fcinfo, const char *path)
{
	MemoryContext files =
		AllocSetContextCreate(CurrentMemoryContext, "amplitude file", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(files);
	size_t length;
	char *content = alkres_read_server_file(path, MAX_FILE_SIZE, &length);

	put_file(fcinfo, path, content, length);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(files);
}

PG_FUNCTION_INFO_V1(alkres_read_ddpcr_amplitudes);
Datum
alkres_read_ddpcr_amplitudes(PG_FUNCTION_ARGS)
{
	alkres_check_server_file_rights();
	alkres_start_rows(fcinfo);
	put_path(fcinfo, text_to_cstring(PG_GETARG_TEXT_PP(0)));
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_read_ddpcr_amplitudes_array);
Datum
alkres_read_ddpcr_amplitudes_array(PG_FUNCTION_ARGS)
{
	AlkresElements paths;

	alkres_check_server_file_rights();
	paths = alkres_array_argument(fcinfo, 0, "paths", TEXTOID, ALKRES_NULLS_REFUSED);
	alkres_start_rows(fcinfo);
	for (int i = 0; i < paths.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		put_path(fcinfo, TextDatumGetCString(paths.values[i]));
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_read_ddpcr_amplitudes_data);
Datum
alkres_read_ddpcr_amplitudes_data(PG_FUNCTION_ARGS)
{
	bytea *data = PG_GETARG_BYTEA_PP(0);

	alkres_start_rows(fcinfo);
	put_file(fcinfo, text_to_cstring(PG_GETARG_TEXT_PP(1)), VARDATA_ANY(data),
			 VARSIZE_ANY_EXHDR(data));
	return (Datum) 0;
}

/* ---- arrays ---- */

/* Both channels of a well, arguments 0 and 1, of equal length. */
static size_t
channels_of(FunctionCallInfo fcinfo, const float **fam, const float **hex)
{
	size_t counts[2];

	*fam = alkres_plain_array_argument(fcinfo, 0, "fam", FLOAT4OID, &counts[0]);
	*hex = alkres_plain_array_argument(fcinfo, 1, "hex", FLOAT4OID, &counts[1]);
	if (*fam != NULL && *hex != NULL && counts[0] != counts[1])
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("FAM has %zu droplets, HEX has %zu", counts[0], counts[1]));
	return *fam != NULL ? counts[0] : counts[1];
}

PG_FUNCTION_INFO_V1(alkres_classify_droplets);
Datum
alkres_classify_droplets(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	enum
	{
		FAM,
		HEX,
		FAM_THRESHOLD,
		HEX_THRESHOLD,
		DROPLET_NL
	};
	const float *fam;
	const float *hex;
	size_t count = channels_of(fcinfo, &fam, &hex);
	AlkresDroplets droplets;
	AlkresError error;

	if ((fam == NULL && hex == NULL) || PG_ARGISNULL(DROPLET_NL) ||
		(fam != NULL && PG_ARGISNULL(FAM_THRESHOLD)) ||
		(hex != NULL && PG_ARGISNULL(HEX_THRESHOLD)))
		PG_RETURN_NULL();
	if (!alkres_classify_droplets_by(fam, hex, count,
									 fam == NULL ? NAN : PG_GETARG_FLOAT8(FAM_THRESHOLD),
									 hex == NULL ? NAN : PG_GETARG_FLOAT8(HEX_THRESHOLD),
									 PG_GETARG_FLOAT8(DROPLET_NL), &droplets, &error))
		alkres_report(&error);
	return alkres_droplets_datum(&droplets);
}

PG_FUNCTION_INFO_V1(alkres_count_droplet_clusters);
Datum
alkres_count_droplet_clusters(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(2);
	size_t count;
	const int16_t *clusters = alkres_plain_array_argument(fcinfo, 0, "clusters", INT2OID, &count);
	AlkresDroplets droplets;
	AlkresError error;

	if (!alkres_count_clusters(clusters, count, PG_GETARG_FLOAT8(1), &droplets, &error))
		alkres_report(&error);
	return alkres_droplets_datum(&droplets);
}

PG_FUNCTION_INFO_V1(alkres_droplet_separation);
Datum
alkres_droplet_separation(PG_FUNCTION_ARGS)
{
	size_t count;
	const float *amplitudes =
		alkres_plain_array_argument(fcinfo, 0, "amplitudes", FLOAT4OID, &count);
	float *values = palloc(Max(count, 1) * sizeof(float));
	double numbers[7];
	Datum results[9];
	bool nulls[9] = {false};
	AlkresSeparation separation;
	AlkresError error;
	TupleDesc tuple;

	memcpy(values, amplitudes, count * sizeof(float));
	if (!alkres_separation(values, count, PG_GETARG_FLOAT8(1), &separation, &error))
		alkres_report(&error);
	numbers[0] = separation.resolution;
	numbers[1] = separation.rain;
	numbers[2] = separation.negative_centre;
	numbers[3] = separation.negative_spread;
	numbers[4] = separation.positive_centre;
	numbers[5] = separation.positive_spread;
	numbers[6] = separation.rain_effect;
	results[0] = Int64GetDatum(separation.positive);
	for (int i = 0; i < 7; i++)
		alkres_set_number(results, nulls, 1 + i, numbers[i]);
	results[8] = BoolGetDatum(separation.rain_effect > ALKRES_RAIN_EFFECT);
	nulls[8] = nulls[7];
	if (get_call_result_type(fcinfo, NULL, &tuple) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tuple), results, nulls)));
}

PG_FUNCTION_INFO_V1(alkres_amplitude_plot_svg);
Datum
alkres_amplitude_plot_svg(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	enum
	{
		FAM,
		HEX,
		FAM_THRESHOLD,
		HEX_THRESHOLD,
		TITLE
	};
	const float *fam;
	const float *hex;
	size_t count = channels_of(fcinfo, &fam, &hex);

	if (fam == NULL || hex == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(alkres_amplitude_plot(
		fam, hex, count, alkres_argument_or_nan(fcinfo, FAM_THRESHOLD),
		alkres_argument_or_nan(fcinfo, HEX_THRESHOLD),
		PG_ARGISNULL(TITLE) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(TITLE)))));
}

PG_FUNCTION_INFO_V1(alkres_negative_threshold_k);
Datum
alkres_negative_threshold_k(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(2);
	size_t count;
	const float *amplitudes =
		alkres_plain_array_argument(fcinfo, 0, "amplitudes", FLOAT4OID, &count);
	float *values = palloc(Max(count, 1) * sizeof(float));
	double threshold;
	AlkresError error;

	memcpy(values, amplitudes, count * sizeof(float));
	if (!alkres_negative_threshold(values, count, PG_GETARG_FLOAT8(1), &threshold, &error))
		alkres_report(&error);
	PG_RETURN_FLOAT8(threshold);
}
