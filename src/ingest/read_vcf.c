/* read_vcf.c: read_vcf(path), read_vcf_data and _object: a row for each record, alternative allele
 * and sample of a VCF or BCF file; vcf_header: what its header says. */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

#include "core/consequence/classify.h"
#include "core/vcf/allele.h"
#include "core/vcf/annotation.h"
#include "core/vcf/counts.h"
#include "core/vcf/json.h"
#include "ingest/vcf/vcf_datum.h"
#include "ingest/vcf/vcf_file.h"
#include "type/arguments.h"
#include "type/mutation.h"
#include "type/region.h"
#include "type/report.h"
#include "type/rows.h"
#include "type/vaf.h"
#include "type/variant.h"

enum
{
	ARGUMENT_FILE,
	ARGUMENT_ASSEMBLY,
	ARGUMENT_REGIONS,
	ARGUMENT_REFERENCE,
	ARGUMENT_STRICT,
	ARGUMENT_TAGS
};

enum
{
	COLUMN_VARIANT,
	COLUMN_SAMPLE,
	COLUMN_VAF,
	COLUMN_FILTERS,
	COLUMN_QUAL,
	COLUMN_COUNTED_BY,
	COLUMN_DEPTH,
	COLUMN_FRACTION,
	COLUMN_FLAGS,
	COLUMN_GENOTYPE,
	COLUMN_ALT_FORWARD,
	COLUMN_ALT_REVERSE,
	COLUMN_ALT_F1R2,
	COLUMN_ALT_F2R1,
	COLUMN_KIND,
	COLUMN_CONTIG,
	COLUMN_POSITION,
	COLUMN_END_POSITION,
	COLUMN_REF,
	COLUMN_ALT,
	COLUMN_ALLELE,
	COLUMN_IDS,
	COLUMN_LINE,
	COLUMN_IS_CALLED,
	COLUMN_INFO,
	COLUMN_FORMAT,
	COLUMN_MUTATION,
	COLUMN_TRANSCRIPT,
	COLUMN_MUTATION_BY,
	COLUMN_MUTATION_REASON,
	COLUMNS
};

typedef struct Reading
{
	ReturnSetInfo *result;
	MemoryContext memory; /* of the file */
	MemoryContext row;    /* of a record's rows */
	AlkresVcfFile *file;
	AlkresRegion *regions;
	int region_count;
	bool has_regions;
	bool has_tags;
	AlkresAnnotationTags annotations;
} Reading;

static Datum
words_datum(char *const *words, size_t count)
{
	Datum *elements = palloc(sizeof(Datum) * Max(count, 1));

	for (size_t i = 0; i < count; i++)
		elements[i] = alkres_vcf_text_datum(words[i], strlen(words[i]));
	return PointerGetDatum(
		construct_array(elements, (int) count, TEXTOID, -1, false, TYPALIGN_INT));
}

static Datum
json_datum(AlkresTextBuffer *json)
{
	char *text = alkres_buffer_end(json);

	text = pg_any_to_server(text, (int) json->length, PG_UTF8);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
}

static void
set_count(Datum *values, bool *nulls, int column, int64_t count)
{
	nulls[column] = count < 0;
	values[column] = Int64GetDatum(count);
}

/* What is the same for all alleles and samples of a record. */
static void
set_record(const Reading *reading, const AlkresVcfRecord *record, const AlkresContig *contig,
		   Datum *values, bool *nulls)
{
	AlkresTextBuffer json = {NULL};

	memset(nulls, 0, sizeof(bool) * COLUMNS);
	nulls[COLUMN_FILTERS] = !record->is_filtered;
	if (record->is_filtered)
		values[COLUMN_FILTERS] = words_datum(record->filters, record->filter_count);
	alkres_set_number(values, nulls, COLUMN_QUAL, record->quality);
	values[COLUMN_CONTIG] = CStringGetTextDatum(contig->contig_name);
	values[COLUMN_POSITION] = Int32GetDatum((int32) record->position);
	values[COLUMN_END_POSITION] = Int32GetDatum((int32) Min(record->end, PG_INT32_MAX));
	values[COLUMN_REF] = CStringGetTextDatum(record->ref);
	nulls[COLUMN_IDS] = record->id == NULL;
	if (record->id != NULL)
		values[COLUMN_IDS] = alkres_vcf_ids_datum(record->id);
	values[COLUMN_LINE] = Int64GetDatum((int64) record->number);
	nulls[COLUMN_INFO] = !reading->has_tags;
	if (!reading->has_tags)
		return;
	alkres_vcf_info_json(&json, record);
	values[COLUMN_INFO] = json_datum(&json);
}

/* Its mutation: by the shipped gene models, else by the file's annotations. */
static void
set_mutation(const Reading *reading, const AlkresVcfRecord *record, const AlkresVcfAllele *allele,
			 size_t number, Datum *values, bool *nulls)
{
	AlkresConsequence consequence = {NULL};
	AlkresAnnotation annotation = {NULL};
	AlkresMutation *mutation = &consequence.mutation;
	AlkresError error = {0};
	const char *transcript = "", *by = "alkres";

	if (allele->has_variant && !alkres_consequence(&allele->variant, &consequence, &error))
		strlcpy(annotation.reason, error.message, sizeof(annotation.reason));
	else if (consequence.has_mutation)
		transcript = consequence.block->transcript;
	else
	{
		alkres_annotation_of(&annotation, &reading->annotations, record, number);
		mutation = &annotation.mutation;
		transcript = annotation.transcript;
		by = annotation.by;
	}
	nulls[COLUMN_MUTATION] = nulls[COLUMN_MUTATION_BY] =
		!consequence.has_mutation && !annotation.has_mutation;
	nulls[COLUMN_TRANSCRIPT] = nulls[COLUMN_MUTATION] || *transcript == '\0';
	nulls[COLUMN_MUTATION_REASON] = annotation.reason[0] == '\0';
	if (!nulls[COLUMN_MUTATION])
	{
		values[COLUMN_MUTATION] = alkres_mutation_datum(mutation);
		values[COLUMN_MUTATION_BY] = CStringGetTextDatum(by);
	}
	if (!nulls[COLUMN_TRANSCRIPT])
		values[COLUMN_TRANSCRIPT] = alkres_vcf_text_datum(transcript, strlen(transcript));
	if (!nulls[COLUMN_MUTATION_REASON])
		values[COLUMN_MUTATION_REASON] =
			alkres_vcf_text_datum(annotation.reason, strlen(annotation.reason));
}

/* An allele of it, the same for all samples. */
static void
set_allele(const Reading *reading, const AlkresVcfRecord *record, const AlkresContig *contig,
		   size_t number, Datum *values, bool *nulls)
{
	const char *alt = number == 0 ? "." : record->alts[number - 1];
	AlkresVcfAllele allele;
	AlkresError error;

	if (!alkres_vcf_allele(&allele, record, contig, number, alkres_vcf_file_base, reading->file,
						   &error))
		alkres_report(&error);
	nulls[COLUMN_VARIANT] = !allele.has_variant;
	if (allele.has_variant)
		values[COLUMN_VARIANT] = alkres_variant_datum(&allele.variant);
	set_mutation(reading, record, &allele, number, values, nulls);
	values[COLUMN_KIND] = CStringGetTextDatum(allele.kind);
	values[COLUMN_ALT] = alkres_vcf_text_datum(alt, strlen(alt));
	values[COLUMN_ALLELE] = Int32GetDatum((int32) number);
}

static void
set_counts(const AlkresVcfCounts *counts, Datum *values, bool *nulls)
{
	const char *names[ALKRES_VCF_FLAGS_MAX];
	int flags = alkres_vcf_flags(counts, names);
	Datum elements[ALKRES_VCF_FLAGS_MAX];
	bool has_vaf = counts->rule != NULL && counts->alt <= counts->depth;

	for (int i = 0; i < flags; i++)
		elements[i] = CStringGetTextDatum(names[i]);
	values[COLUMN_FLAGS] =
		PointerGetDatum(construct_array(elements, flags, TEXTOID, -1, false, TYPALIGN_INT));
	nulls[COLUMN_COUNTED_BY] = counts->rule == NULL;
	if (counts->rule != NULL)
		values[COLUMN_COUNTED_BY] = CStringGetTextDatum(counts->rule);
	nulls[COLUMN_VAF] = !has_vaf || counts->depth > PG_UINT32_MAX;
	if (!nulls[COLUMN_VAF])
		values[COLUMN_VAF] = alkres_vaf_datum((uint32) counts->alt, (uint32) counts->depth);
	set_count(values, nulls, COLUMN_DEPTH, counts->depth);
	alkres_set_number(values, nulls, COLUMN_FRACTION, counts->fraction);
	set_count(values, nulls, COLUMN_ALT_FORWARD, counts->alt_forward);
	set_count(values, nulls, COLUMN_ALT_REVERSE, counts->alt_reverse);
	set_count(values, nulls, COLUMN_ALT_F1R2, counts->alt_f1r2);
	set_count(values, nulls, COLUMN_ALT_F2R1, counts->alt_f2r1);
}

/* Where samples have filters of their own. */
static void
set_own_filters(const AlkresVcfRecord *record, size_t sample, Datum *values, bool *nulls)
{
	AlkresVcfWord *words;
	Datum *elements;
	size_t count;

	if (alkres_vcf_format(record, "FT") < 0)
		return;
	nulls[COLUMN_FILTERS] = !alkres_vcf_sample_filters(record, sample, &words, &count);
	elements = palloc(sizeof(Datum) * Max(count, 1));
	for (size_t i = 0; i < count; i++)
		elements[i] = alkres_vcf_text_datum(words[i].text, words[i].length);
	values[COLUMN_FILTERS] =
		PointerGetDatum(construct_array(elements, (int) count, TEXTOID, -1, false, TYPALIGN_INT));
}

/* A sample of it, or none. */
static void
set_sample(const Reading *reading, const AlkresVcfRecord *record, size_t sample, size_t allele,
		   Datum *values, bool *nulls)
{
	bool has_sample = sample != ALKRES_VCF_NO_SAMPLE;
	AlkresTextBuffer json = {NULL};
	AlkresVcfCounts counts;
	AlkresError error;
	const char *genotype = NULL;
	size_t length = 0;

	if (!alkres_vcf_count(&counts, record, sample, allele, &error))
		alkres_report(&error);
	set_counts(&counts, values, nulls);
	values[COLUMN_IS_CALLED] = BoolGetDatum(alkres_vcf_is_called(&counts, record, sample, allele));
	nulls[COLUMN_SAMPLE] = !has_sample;
	nulls[COLUMN_FORMAT] = !has_sample || !reading->has_tags;
	if (has_sample)
	{
		const char *name = record->header->samples[sample];

		set_own_filters(record, sample, values, nulls);
		values[COLUMN_SAMPLE] = alkres_vcf_text_datum(name, strlen(name));
		genotype =
			alkres_vcf_sample_value(record, sample, alkres_vcf_format(record, "GT"), &length);
	}
	nulls[COLUMN_GENOTYPE] = genotype == NULL;
	if (genotype != NULL)
		values[COLUMN_GENOTYPE] = alkres_vcf_text_datum(genotype, length);
	if (nulls[COLUMN_FORMAT])
		return;
	alkres_vcf_sample_json(&json, record, sample);
	values[COLUMN_FORMAT] = json_datum(&json);
}

static void
put_record(const Reading *reading, const AlkresVcfRecord *record, const AlkresContig *contig)
{
	Datum values[COLUMNS];
	bool nulls[COLUMNS];

	set_record(reading, record, contig, values, nulls);
	for (size_t allele = record->alt_count > 0; allele <= record->alt_count; allele++)
	{
		set_allele(reading, record, contig, allele, values, nulls);
		for (size_t i = 0; i < Max(record->sample_count, 1); i++)
		{
			CHECK_FOR_INTERRUPTS();
			set_sample(reading, record, record->sample_count == 0 ? ALKRES_VCF_NO_SAMPLE : i,
					   allele, values, nulls);
			tuplestore_putvalues(reading->result->setResult, reading->result->setDesc, values,
								 nulls);
		}
	}
}

/* Does the record touch one of the regions? */
static bool
is_asked(const Reading *reading, const AlkresVcfRecord *record, const AlkresContig *contig)
{
	if (!reading->has_regions)
		return true;
	for (int i = 0; i < reading->region_count; i++)
		if (record->position <= reading->regions[i].end &&
			record->end >= reading->regions[i].start &&
			alkres_contig_equal(&reading->regions[i].contig, contig))
			return true;
	return false;
}

static void
take_regions(Reading *reading, FunctionCallInfo fcinfo, const char *assembly)
{
	AlkresElements elements = alkres_array_argument(fcinfo, ARGUMENT_REGIONS, "regions", InvalidOid,
													ALKRES_NULLS_REFUSED);

	reading->has_regions = !PG_ARGISNULL(ARGUMENT_REGIONS);
	reading->region_count = elements.count;
	reading->regions =
		palloc_extended(sizeof(AlkresRegion) * (Size) Max(elements.count, 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < elements.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		alkres_region_get(elements.values[i], &reading->regions[i]);
		if (strcmp(reading->regions[i].contig.assembly_name, assembly) != 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("region %s lies on another assembly than %s",
						   alkres_region_text(&reading->regions[i]), assembly));
	}
}

static Datum
read_vcf(FunctionCallInfo fcinfo, const AlkresOrigin *origin)
{
	Reading reading = {.has_tags = !PG_ARGISNULL(ARGUMENT_TAGS) && PG_GETARG_BOOL(ARGUMENT_TAGS)};
	const AlkresVcfRecord *record;
	const AlkresContig *contig;
	const char *named = NULL, *reference = NULL, *assembly;
	MemoryContext before;

	if (!PG_ARGISNULL(ARGUMENT_ASSEMBLY))
		named = alkres_text_argument(fcinfo, ARGUMENT_ASSEMBLY, "assembly");
	if (!PG_ARGISNULL(ARGUMENT_REFERENCE))
		reference = alkres_text_argument(fcinfo, ARGUMENT_REFERENCE, "reference");
	alkres_start_rows(fcinfo);
	reading.result = (ReturnSetInfo *) fcinfo->resultinfo;
	if (reading.result->setDesc->natts != COLUMNS)
		ereport(
			ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
			errmsg("read_vcf has %d columns, expected %d", reading.result->setDesc->natts, COLUMNS),
			errhint("Run ALTER EXTENSION alkres UPDATE."));
	reading.memory =
		AllocSetContextCreate(CurrentMemoryContext, "alkres VCF", ALLOCSET_DEFAULT_SIZES);
	before = MemoryContextSwitchTo(reading.memory);
	reading.row =
		AllocSetContextCreate(reading.memory, "alkres VCF record", ALLOCSET_DEFAULT_SIZES);
	reading.file = alkres_vcf_file_open(origin, PG_ARGISNULL(ARGUMENT_STRICT) ||
													PG_GETARG_BOOL(ARGUMENT_STRICT));
	assembly = alkres_vcf_file_needs_assembly(reading.file, named);
	alkres_annotation_tags(&reading.annotations, alkres_vcf_file_header(reading.file));
	take_regions(&reading, fcinfo, assembly);
	alkres_vcf_file_start(reading.file, assembly, reference);
	while ((record = alkres_vcf_file_next(reading.file, &contig)) != NULL)
	{
		if (!is_asked(&reading, record, contig))
			continue;
		MemoryContextSwitchTo(reading.row);
		put_record(&reading, record, contig);
		MemoryContextSwitchTo(reading.memory);
		MemoryContextReset(reading.row);
	}
	MemoryContextSwitchTo(before);
	MemoryContextDelete(reading.memory);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_read_vcf);
Datum
alkres_read_vcf(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(6);
	AlkresOrigin origin = alkres_path_origin(fcinfo, ARGUMENT_FILE);

	return read_vcf(fcinfo, &origin);
}

PG_FUNCTION_INFO_V1(alkres_read_vcf_data);
Datum
alkres_read_vcf_data(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(6);
	AlkresOrigin origin = alkres_data_origin(fcinfo, ARGUMENT_FILE);

	return read_vcf(fcinfo, &origin);
}

PG_FUNCTION_INFO_V1(alkres_read_vcf_object);
Datum
alkres_read_vcf_object(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(6);
	AlkresOrigin origin = alkres_object_origin(fcinfo, ARGUMENT_FILE);

	return read_vcf(fcinfo, &origin);
}

enum
{
	HEADER_VERSION,
	HEADER_ASSEMBLY,
	HEADER_SOURCE,
	HEADER_SAMPLES,
	HEADER_TUMOUR,
	HEADER_NORMAL,
	HEADER_CONTIGS,
	HEADER_COLUMNS
};

static void
set_text(Datum *values, bool *nulls, int column, const char *text)
{
	alkres_vcf_set_text(values, nulls, column, text, text == NULL ? 0 : strlen(text));
}

static Datum
vcf_header(FunctionCallInfo fcinfo, const AlkresOrigin *origin)
{
	Datum values[HEADER_COLUMNS];
	bool nulls[HEADER_COLUMNS] = {false};
	MemoryContext before, memory = AllocSetContextCreate(CurrentMemoryContext, "alkres VCF header",
														 ALLOCSET_DEFAULT_SIZES);
	const AlkresVcfHeader *header;
	AlkresVcfFile *file;

	before = MemoryContextSwitchTo(memory);
	file = alkres_vcf_file_open(origin, false);
	header = alkres_vcf_file_header(file);
	set_text(values, nulls, HEADER_VERSION, header->version);
	set_text(values, nulls, HEADER_ASSEMBLY, alkres_vcf_file_assembly(file, NULL));
	set_text(values, nulls, HEADER_SOURCE, header->source);
	values[HEADER_SAMPLES] = words_datum(header->samples, header->sample_count);
	set_text(values, nulls, HEADER_TUMOUR, header->tumour);
	set_text(values, nulls, HEADER_NORMAL, header->normal);
	values[HEADER_CONTIGS] = Int32GetDatum((int32) header->contig_count);
	MemoryContextSwitchTo(before);
	values[0] = alkres_row(fcinfo, values, nulls);
	MemoryContextDelete(memory);
	PG_RETURN_DATUM(values[0]);
}

PG_FUNCTION_INFO_V1(alkres_vcf_header);
Datum
alkres_vcf_header(PG_FUNCTION_ARGS)
{
	AlkresOrigin origin = alkres_path_origin(fcinfo, ARGUMENT_FILE);

	return vcf_header(fcinfo, &origin);
}

PG_FUNCTION_INFO_V1(alkres_vcf_header_data);
Datum
alkres_vcf_header_data(PG_FUNCTION_ARGS)
{
	AlkresOrigin origin = alkres_data_origin(fcinfo, ARGUMENT_FILE);

	return vcf_header(fcinfo, &origin);
}

PG_FUNCTION_INFO_V1(alkres_vcf_header_object);
Datum
alkres_vcf_header_object(PG_FUNCTION_ARGS)
{
	AlkresOrigin origin = alkres_object_origin(fcinfo, ARGUMENT_FILE);

	return vcf_header(fcinfo, &origin);
}
