/* read_known.c: read_known_variants(path) and read_known_variants_data(data): a row for each
 * alternative allele of the VCF file of a public collection. */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/known/known.h"
#include "core/vcf/allele.h"
#include "ingest/vcf/vcf_datum.h"
#include "ingest/vcf/vcf_file.h"
#include "type/arguments.h"
#include "type/report.h"
#include "type/rows.h"
#include "type/variant.h"

enum
{
	ARGUMENT_FILE,
	ARGUMENT_ASSEMBLY,
	ARGUMENT_REFERENCE
};

enum
{
	COLUMN_VARIANT,
	COLUMN_IDS,
	COLUMN_GENE,
	COLUMN_FREQUENCY,
	COLUMN_SIGNIFICANCE,
	COLUMN_RECURRENCE,
	COLUMN_ORIGIN,
	COLUMN_IS_FILTERED,
	COLUMNS
};

static void
put_record(ReturnSetInfo *result, AlkresVcfFile *file, const AlkresVcfRecord *record,
		   const AlkresContig *contig)
{
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {false};

	nulls[COLUMN_IDS] = record->id == NULL;
	if (record->id != NULL)
		values[COLUMN_IDS] = alkres_vcf_ids_datum(record->id);
	nulls[COLUMN_IS_FILTERED] = !record->is_filtered;
	values[COLUMN_IS_FILTERED] = BoolGetDatum(record->filter_count > 0);
	for (size_t i = 1; i <= record->alt_count; i++)
	{
		AlkresVcfAllele allele;
		AlkresKnown known;
		AlkresError error;

		CHECK_FOR_INTERRUPTS();
		if (!alkres_vcf_allele(&allele, record, contig, i, alkres_vcf_file_base, file, &error))
			alkres_report(&error);
		alkres_known_read(&known, record, i);
		nulls[COLUMN_VARIANT] = !allele.has_variant;
		if (allele.has_variant)
			values[COLUMN_VARIANT] = alkres_variant_datum(&allele.variant);
		alkres_vcf_set_text(values, nulls, COLUMN_GENE, known.gene, known.gene_length);
		alkres_set_number(values, nulls, COLUMN_FREQUENCY, known.frequency);
		alkres_vcf_set_text(values, nulls, COLUMN_SIGNIFICANCE, known.significance,
							known.significance == NULL ? 0 : strlen(known.significance));
		nulls[COLUMN_RECURRENCE] = known.recurrence < 0;
		values[COLUMN_RECURRENCE] = Int32GetDatum(known.recurrence);
		alkres_vcf_set_text(values, nulls, COLUMN_ORIGIN, known.origin,
							known.origin == NULL ? 0 : strlen(known.origin));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

static Datum
read_known(FunctionCallInfo fcinfo, const AlkresOrigin *origin)
{
	const char *named = NULL, *reference = NULL, *assembly;
	const AlkresVcfRecord *record;
	const AlkresContig *contig;
	MemoryContext before, memory, row;
	AlkresVcfFile *file;

	if (!PG_ARGISNULL(ARGUMENT_ASSEMBLY))
		named = alkres_text_argument(fcinfo, ARGUMENT_ASSEMBLY, "assembly");
	if (!PG_ARGISNULL(ARGUMENT_REFERENCE))
		reference = alkres_text_argument(fcinfo, ARGUMENT_REFERENCE, "reference");
	alkres_start_rows(fcinfo);
	memory = AllocSetContextCreate(CurrentMemoryContext, "alkres VCF", ALLOCSET_DEFAULT_SIZES);
	before = MemoryContextSwitchTo(memory);
	row = AllocSetContextCreate(memory, "alkres VCF record", ALLOCSET_DEFAULT_SIZES);
	/* COSMIC declares no contigs, older files not all tags. */
	file = alkres_vcf_file_open(origin, false);
	assembly = alkres_vcf_file_needs_assembly(file, named);
	alkres_vcf_file_start(file, assembly, reference);
	while ((record = alkres_vcf_file_next(file, &contig)) != NULL)
	{
		MemoryContextSwitchTo(row);
		put_record((ReturnSetInfo *) fcinfo->resultinfo, file, record, contig);
		MemoryContextSwitchTo(memory);
		MemoryContextReset(row);
	}
	MemoryContextSwitchTo(before);
	MemoryContextDelete(memory);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_read_known_variants);
Datum
alkres_read_known_variants(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	AlkresOrigin origin = alkres_path_origin(fcinfo, ARGUMENT_FILE);

	return read_known(fcinfo, &origin);
}

PG_FUNCTION_INFO_V1(alkres_read_known_variants_data);
Datum
alkres_read_known_variants_data(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	AlkresOrigin origin = alkres_data_origin(fcinfo, ARGUMENT_FILE);

	return read_known(fcinfo, &origin);
}

PG_FUNCTION_INFO_V1(alkres_read_known_variants_object);
Datum
alkres_read_known_variants_object(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	AlkresOrigin origin = alkres_object_origin(fcinfo, ARGUMENT_FILE);

	return read_known(fcinfo, &origin);
}
