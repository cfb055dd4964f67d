/* gene_model.c: the SQL type gene_model: input, output, accessors. */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/base/memory.h"
#include "type/bytes.h"
#include "type/gene_model.h"
#include "type/region.h"
#include "type/report.h"
#include "type/wire.h"

AlkresKeptModel *
alkres_gene_model_argument(FunctionCallInfo fcinfo, int number)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(number);
	Size length = VARSIZE_ANY_EXHDR(value);
	AlkresKeptModel *kept = fcinfo->flinfo->fn_extra;
	MemoryContext before;
	AlkresError error;

	if (kept != NULL && kept->model != NULL && kept->length == length &&
		memcmp(kept->bytes, VARDATA_ANY(value), length) == 0)
		return kept;
	before = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	if (kept == NULL)
		kept = fcinfo->flinfo->fn_extra = palloc0(sizeof(AlkresKeptModel));
	if (kept->model != NULL)
	{
		pfree((void *) kept->model);
		kept->model = NULL;
		pfree(kept->bytes);
	}
	kept->bytes = memcpy(palloc(length), VARDATA_ANY(value), length);
	kept->length = length;
	kept->model = alkres_gene_model_decode(kept->bytes, length, &error);
	MemoryContextSwitchTo(before);
	if (kept->model == NULL)
	{
		error.code = ALKRES_CORRUPT;
		alkres_report(&error);
	}
	return kept;
}

static bool
is_gene_model(const uint8 *bytes, size_t length, AlkresError *error)
{
	AlkresGeneModel *gene_model = alkres_gene_model_decode(bytes, length, error);

	if (gene_model == NULL)
		return false;
	alkres_free(gene_model);
	return true;
}

PG_FUNCTION_INFO_V1(alkres_gene_model_in);
Datum
alkres_gene_model_in(PG_FUNCTION_ARGS)
{
	return alkres_hex_in(fcinfo, "gene_model", "A gene model", is_gene_model);
}

PG_FUNCTION_INFO_V1(alkres_gene_model_out);
Datum
alkres_gene_model_out(PG_FUNCTION_ARGS)
{
	return alkres_hex_out(fcinfo);
}

PG_FUNCTION_INFO_V1(alkres_gene_model_recv);
Datum
alkres_gene_model_recv(PG_FUNCTION_ARGS)
{
	return alkres_checked_recv(fcinfo, "gene_model", is_gene_model);
}

PG_FUNCTION_INFO_V1(alkres_gene_model_send);
Datum
alkres_gene_model_send(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	return alkres_wire_send(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

PG_FUNCTION_INFO_V1(alkres_gene_model_gene);
Datum
alkres_gene_model_gene(PG_FUNCTION_ARGS)
{
	const AlkresGeneModel *model = alkres_gene_model_argument(fcinfo, 0)->model;

	return CStringGetTextDatum(model->transcript.blocks[0].gene);
}

PG_FUNCTION_INFO_V1(alkres_gene_model_transcript);
Datum
alkres_gene_model_transcript(PG_FUNCTION_ARGS)
{
	const AlkresGeneModel *model = alkres_gene_model_argument(fcinfo, 0)->model;

	return CStringGetTextDatum(model->transcript.blocks[0].transcript);
}

PG_FUNCTION_INFO_V1(alkres_gene_model_protein);
Datum
alkres_gene_model_protein(PG_FUNCTION_ARGS)
{
	const AlkresGeneModel *model = alkres_gene_model_argument(fcinfo, 0)->model;

	return CStringGetTextDatum(model->transcript.protein);
}

static Datum
region_datum(const AlkresGeneModel *model, uint32_t start, uint32_t end)
{
	AlkresRegion region;
	AlkresError error;

	if (!alkres_region_set(&region, &model->contig, start, end, &error))
		alkres_report(&error);
	return alkres_region_datum(&region);
}

PG_FUNCTION_INFO_V1(alkres_gene_model_region);
Datum
alkres_gene_model_region(PG_FUNCTION_ARGS)
{
	const AlkresGeneModel *model = alkres_gene_model_argument(fcinfo, 0)->model;

	return region_datum(model, model->start, model->end);
}

PG_FUNCTION_INFO_V1(alkres_gene_model_coding_region);
Datum
alkres_gene_model_coding_region(PG_FUNCTION_ARGS)
{
	const AlkresGeneModel *model = alkres_gene_model_argument(fcinfo, 0)->model;

	return region_datum(model, model->coding_start, model->coding_end);
}
