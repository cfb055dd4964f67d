/* background.c: the SQL type background: input, output, the aggregate over normals, addition,
 * accessors. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "core/base/memory.h"
#include "type/background.h"
#include "type/bytes.h"
#include "type/pileup.h"
#include "type/report.h"
#include "type/rows.h"
#include "type/wire.h"

AlkresBackground *
alkres_background_get(Datum value)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);
	AlkresBackground *background;
	AlkresError error;

	background =
		alkres_background_decode((uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes), &error);
	if (background == NULL)
	{
		error.code = ALKRES_CORRUPT;
		alkres_report(&error);
	}
	if ((Pointer) bytes != DatumGetPointer(value))
		pfree(bytes);
	return background;
}

AlkresBackground *
alkres_background_for(Datum value, const AlkresPileup *pileup)
{
	AlkresBackground *background = alkres_background_get(value);

	if (!alkres_contig_equal(&background->contig, &pileup->contig) ||
		background->block != pileup->block)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("pileup and background are of different blocks"),
				errdetail("The pileup is of %s:%s block %u, the background of %s:%s block %u.",
						  pileup->contig.assembly_name, pileup->contig.contig_name, pileup->block,
						  background->contig.assembly_name, background->contig.contig_name,
						  background->block));
	return background;
}

Datum
alkres_background_datum(const AlkresBackground *background)
{
	size_t length;
	uint8 *bytes = alkres_background_encode(background, &length);
	Datum value = alkres_bytes_datum(bytes, length);

	alkres_free(bytes);
	return value;
}

static bool
is_background(const uint8 *bytes, size_t length, AlkresError *error)
{
	AlkresBackground *background = alkres_background_decode(bytes, length, error);

	if (background == NULL)
		return false;
	alkres_background_free(background);
	return true;
}

PG_FUNCTION_INFO_V1(alkres_background_in);
Datum
alkres_background_in(PG_FUNCTION_ARGS)
{
	return alkres_hex_in(fcinfo, "background", "A background", is_background);
}

PG_FUNCTION_INFO_V1(alkres_background_out);
Datum
alkres_background_out(PG_FUNCTION_ARGS)
{
	return alkres_hex_out(fcinfo);
}

PG_FUNCTION_INFO_V1(alkres_background_recv);
Datum
alkres_background_recv(PG_FUNCTION_ARGS)
{
	return alkres_checked_recv(fcinfo, "background", is_background);
}

PG_FUNCTION_INFO_V1(alkres_background_send);
Datum
alkres_background_send(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	return alkres_wire_send(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

static AlkresBackground *
background_of(const AlkresPileup *pileup)
{
	AlkresError error;
	AlkresBackground *library = alkres_background_of(pileup, &error);

	if (library == NULL)
		alkres_report(&error);
	return library;
}

/* The aggregate's transition: one library more.  The state is a value of the type, so that it can
 * travel. */
PG_FUNCTION_INFO_V1(alkres_background_add_pileup);
Datum
alkres_background_add_pileup(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup;
	AlkresBackground *background;
	AlkresBackground *library;
	AlkresError error;
	Datum result;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	pileup = alkres_pileup_get(PG_GETARG_DATUM(1));
	library = background_of(pileup);
	alkres_pileup_free(pileup);
	if (PG_ARGISNULL(0))
		background = library;
	else
	{
		background = alkres_background_get(PG_GETARG_DATUM(0));
		if (!alkres_background_merge(background, library, &error))
			alkres_report(&error);
		alkres_background_free(library);
	}
	result = alkres_background_datum(background);
	alkres_background_free(background);
	PG_RETURN_DATUM(result);
}

/* The first argument changed by the second, which is freed. */
static Datum
combine(FunctionCallInfo fcinfo, AlkresBackground *other,
		bool (*change)(AlkresBackground *, const AlkresBackground *, AlkresError *))
{
	AlkresBackground *background = alkres_background_get(PG_GETARG_DATUM(0));
	AlkresError error;
	Datum result;

	if (!change(background, other, &error))
		alkres_report(&error);
	result = alkres_background_datum(background);
	alkres_background_free(background);
	alkres_background_free(other);
	return result;
}

PG_FUNCTION_INFO_V1(alkres_background_add_background);
Datum
alkres_background_add_background(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(
		combine(fcinfo, alkres_background_get(PG_GETARG_DATUM(1)), alkres_background_merge));
}

PG_FUNCTION_INFO_V1(alkres_background_subtract_background);
Datum
alkres_background_subtract_background(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(
		combine(fcinfo, alkres_background_get(PG_GETARG_DATUM(1)), alkres_background_subtract));
}

PG_FUNCTION_INFO_V1(alkres_background_subtract_pileup);
Datum
alkres_background_subtract_pileup(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(1));
	AlkresBackground *library = background_of(pileup);

	alkres_pileup_free(pileup);
	PG_RETURN_DATUM(combine(fcinfo, library, alkres_background_subtract));
}

PG_FUNCTION_INFO_V1(alkres_background_libraries);
Datum
alkres_background_libraries(PG_FUNCTION_ARGS)
{
	AlkresBackground *background = alkres_background_get(PG_GETARG_DATUM(0));
	int64 libraries = background->libraries;

	alkres_background_free(background);
	PG_RETURN_INT64(libraries);
}

/* The same sums, of other libraries in place of normals. */
PG_FUNCTION_INFO_V1(alkres_background_as_other_libraries);
Datum
alkres_background_as_other_libraries(PG_FUNCTION_ARGS)
{
	AlkresBackground *background = alkres_background_get(PG_GETARG_DATUM(0));
	Datum result;

	background->other_libraries = true;
	result = alkres_background_datum(background);
	alkres_background_free(background);
	PG_RETURN_DATUM(result);
}

PG_FUNCTION_INFO_V1(alkres_background_of_other_libraries);
Datum
alkres_background_of_other_libraries(PG_FUNCTION_ARGS)
{
	AlkresBackground *background = alkres_background_get(PG_GETARG_DATUM(0));
	bool others = background->other_libraries;

	alkres_background_free(background);
	PG_RETURN_BOOL(others);
}

/* The molecules of Q30 and better at a position, or those that span it. */
static uint64
well_read(const AlkresBackground *background, int offset, int kind, int orientation)
{
	uint64 sum = 0;

	if (kind >= ALKRES_BACKGROUND_INSERTION)
		return background->spanning[orientation][offset];
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		if (ALKRES_CELL_ORIENTATION(cell) == orientation && alkres_part(cell) == ALKRES_WELL_READ)
			sum += background->molecules[cell][offset];
	return sum;
}

/* Every alternative that some normal shows, for looking. */
/* The row of an alternative on one strand of origin, when the normals show it. */
static void
put_site(ReturnSetInfo *result, const AlkresBackground *background, int offset, int kind, int g)
{
	static const char *const kinds[] = {"A", "C", "G", "T", "insertion", "deletion"};
	static const char *const orientations[] = {"F1R2", "F2R1", "unknown"};
	const AlkresBackgroundSum *sum = background->sums[offset][kind][g];
	Datum values[6];
	bool nulls[6] = {false};

	if (sum[0].alternates == 0 && sum[1].alternates == 0)
		return;
	values[0] = Int32GetDatum(background->block * ALKRES_BLOCK_SIZE + 1 + offset);
	values[1] = CStringGetTextDatum(kinds[kind]);
	values[2] = CStringGetTextDatum(orientations[g]);
	values[3] = Int64GetDatum((int64) (sum[0].alternates + sum[1].alternates));
	values[4] = Int64GetDatum((int64) sum[ALKRES_WELL_READ].alternates);
	values[5] = Int64GetDatum((int64) well_read(background, offset, kind, g));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(alkres_background_sites);
Datum
alkres_background_sites(PG_FUNCTION_ARGS)
{
	AlkresBackground *background = alkres_background_get(PG_GETARG_DATUM(0));

	alkres_start_rows(fcinfo);
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		for (int kind = 0; kind < ALKRES_BACKGROUND_KINDS; kind++)
			for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
				put_site((ReturnSetInfo *) fcinfo->resultinfo, background, offset, kind, g);
	alkres_background_free(background);
	PG_RETURN_VOID();
}
