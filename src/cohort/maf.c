/* maf.c: maf_fields(variant, mutation). */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "core/consequence/maf.h"
#include "type/mutation.h"
#include "type/rows.h"
#include "type/variant.h"

enum
{
	COLUMN_CHROMOSOME,
	COLUMN_START,
	COLUMN_END,
	COLUMN_TYPE,
	COLUMN_REF,
	COLUMN_ALT,
	COLUMN_CLASSIFICATION,
	COLUMNS
};

static Datum
allele_datum(const char *bases, size_t length)
{
	return length == 0 ? CStringGetTextDatum("-")
					   : PointerGetDatum(cstring_to_text_with_len(bases, (int) length));
}

PG_FUNCTION_INFO_V1(alkres_maf_fields);
Datum
alkres_maf_fields(PG_FUNCTION_ARGS)
{
	AlkresMutation mutation;
	AlkresVariant variant;
	AlkresMaf maf;
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {false};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	if (!PG_ARGISNULL(1))
		alkres_mutation_get(PG_GETARG_DATUM(1), &mutation);
	if (!alkres_maf(&maf, &variant, PG_ARGISNULL(1) ? NULL : &mutation))
		PG_RETURN_NULL();
	values[COLUMN_CHROMOSOME] = CStringGetTextDatum(maf.chromosome);
	values[COLUMN_START] = Int32GetDatum((int32) maf.start);
	values[COLUMN_END] = Int32GetDatum((int32) maf.end);
	values[COLUMN_TYPE] = CStringGetTextDatum(maf.type);
	values[COLUMN_REF] = allele_datum(maf.ref, maf.ref_length);
	values[COLUMN_ALT] = allele_datum(maf.alt, maf.alt_length);
	nulls[COLUMN_CLASSIFICATION] = maf.classification == NULL;
	if (maf.classification != NULL)
		values[COLUMN_CLASSIFICATION] = CStringGetTextDatum(maf.classification);
	return alkres_row(fcinfo, values, nulls);
}
