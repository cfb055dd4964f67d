/* consequence.c: what a variant does to gene and protein: classify(variant),
 * consequence(variant), consequence(variant, gene_model). */
#include "postgres.h"

#include "utils/builtins.h"

#include "core/consequence/classify.h"
#include "type/gene_model.h"
#include "type/mutation.h"
#include "type/report.h"
#include "type/rows.h"
#include "type/variant.h"

/* classify(variant): NULL outside the shipped gene models; a wrong reference base is an error. */
PG_FUNCTION_INFO_V1(alkres_classify_variant);
Datum
alkres_classify_variant(PG_FUNCTION_ARGS)
{
	AlkresVariant variant;
	AlkresMutation mutation;
	AlkresError error;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	switch (alkres_classify(&variant, &mutation, &error))
	{
		case ALKRES_CLASSIFY_ERROR:
			alkres_report(&error);
		case ALKRES_CLASSIFY_NONE:
			PG_RETURN_NULL();
		case ALKRES_CLASSIFY_DONE:
			break;
	}
	return alkres_mutation_datum(&mutation);
}

/* A row in any case, of NULLs where the models say nothing. */
static Datum
consequence_row(FunctionCallInfo fcinfo, TupleDesc *kept, const AlkresConsequence *consequence)
{
	Datum values[5] = {0};
	bool nulls[5] = {true, true, true, true, true};

	if (consequence->block != NULL)
	{
		values[0] = CStringGetTextDatum(consequence->block->gene);
		values[1] = CStringGetTextDatum(consequence->block->transcript);
		nulls[0] = nulls[1] = false;
		if (consequence->hgvs_c != NULL)
		{
			values[2] = CStringGetTextDatum(consequence->hgvs_c);
			nulls[2] = false;
		}
		if (consequence->has_mutation)
		{
			char *hgvs_p = alkres_hgvs_p(&consequence->mutation);

			if (hgvs_p != NULL)
			{
				values[3] = CStringGetTextDatum(hgvs_p);
				nulls[3] = false;
			}
			values[4] = alkres_mutation_datum(&consequence->mutation);
			nulls[4] = false;
		}
	}
	return alkres_row_kept(fcinfo, kept, values, nulls);
}

/* consequence(variant): by the shipped gene models. */
PG_FUNCTION_INFO_V1(alkres_consequence_variant);
Datum
alkres_consequence_variant(PG_FUNCTION_ARGS)
{
	AlkresVariant variant;
	AlkresConsequence consequence;
	AlkresError error;
	TupleDesc row = fcinfo->flinfo->fn_extra;
	Datum result;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	if (!alkres_consequence(&variant, &consequence, &error))
		alkres_report(&error);
	result = consequence_row(fcinfo, &row, &consequence);
	fcinfo->flinfo->fn_extra = row;
	return result;
}

/* consequence(variant, gene_model): by that model alone. */
PG_FUNCTION_INFO_V1(alkres_consequence_by_model);
Datum
alkres_consequence_by_model(PG_FUNCTION_ARGS)
{
	AlkresKeptModel *kept = alkres_gene_model_argument(fcinfo, 1);
	AlkresVariant variant;
	AlkresConsequence consequence;
	AlkresError error;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	if (!alkres_consequence_by(&variant, kept->model, &consequence, &error))
		alkres_report(&error);
	return consequence_row(fcinfo, &kept->row, &consequence);
}
