/* vcf.c: observations as lines of VCF: vcf_head, vcf_column, vcf_record. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "core/vcf/write.h"
#include "type/arguments.h"
#include "type/mutation.h"
#include "type/report.h"
#include "type/rows.h"
#include "type/vaf.h"
#include "type/variant.h"

static const char **
words_argument(FunctionCallInfo fcinfo, int number, const char *name, size_t *count)
{
	AlkresElements elements =
		alkres_array_argument(fcinfo, number, name, TEXTOID, ALKRES_NULLS_REFUSED);
	const char **words = palloc(sizeof(char *) * (Size) Max(elements.count, 1));

	for (int i = 0; i < elements.count; i++)
		words[i] = TextDatumGetCString(elements.values[i]);
	*count = (size_t) elements.count;
	return words;
}

static AlkresState
state_of(const char *name)
{
	AlkresState state;

	if (!alkres_state_by_name(name, &state))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("there is no state \"%s\"", name));
	return state;
}

/* vcf_head(assembly, samples, settings, contigs): a row for each line. */
PG_FUNCTION_INFO_V1(alkres_vcf_head);
Datum
alkres_vcf_head(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	char *assembly = alkres_text_argument(fcinfo, 0, "assembly"), *line, *end;
	AlkresTextBuffer out = {NULL};
	AlkresContig contig;
	AlkresVcfHead head = {.assembly = &contig};
	AlkresError error;
	Datum value;

	head.samples = words_argument(fcinfo, 1, "samples", &head.sample_count);
	head.settings = words_argument(fcinfo, 2, "settings", &head.setting_count);
	head.contigs = words_argument(fcinfo, 3, "contigs", &head.contig_count);
	alkres_start_rows(fcinfo);
	if (!alkres_contig_set(&contig, assembly, strlen(assembly), "1", 1, &error) ||
		!alkres_vcf_write_head(&out, &head, &error))
		alkres_report(&error);
	for (line = alkres_buffer_end(&out); (end = strchr(line, '\n')) != NULL; line = end + 1)
	{
		value = PointerGetDatum(cstring_to_text_with_len(line, (int) (end - line)));
		alkres_put_row(fcinfo, &value);
	}
	return (Datum) 0;
}

/* vcf_column(state, vaf, fraction_lower, fraction_upper, lod95, posterior, flags). */
PG_FUNCTION_INFO_V1(alkres_vcf_column);
Datum
alkres_vcf_column(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(7);
	AlkresTextBuffer out = {NULL};
	AlkresVcfCall call = {.has_vaf = !PG_ARGISNULL(1),
						  .fraction_lower = alkres_argument_or_nan(fcinfo, 2),
						  .fraction_upper = alkres_argument_or_nan(fcinfo, 3),
						  .lod95 = alkres_argument_or_nan(fcinfo, 4),
						  .posterior = alkres_argument_or_nan(fcinfo, 5)};

	if (!PG_ARGISNULL(0))
	{
		call.state = state_of(alkres_text_argument(fcinfo, 0, "state"));
		if (call.has_vaf)
			call.vaf = PG_GETARG_VAF(1);
		call.flags = words_argument(fcinfo, 6, "flags", &call.flag_count);
	}
	alkres_vcf_write_call(&out, PG_ARGISNULL(0) ? NULL : &call);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(out.text, (int) out.length));
}

/* vcf_record(variant, mutation, is_marker, qual, states, columns, negatives). */
PG_FUNCTION_INFO_V1(alkres_vcf_record);
Datum
alkres_vcf_record(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(7);
	AlkresElements names = alkres_array_argument(fcinfo, 4, "states", TEXTOID, ALKRES_NULLS_KEPT);
	AlkresState *states = palloc(sizeof(AlkresState) * (Size) Max(names.count, 1));
	AlkresTextBuffer out = {NULL};
	AlkresVariant variant;
	AlkresMutation mutation;
	AlkresVcfSite site = {.variant = &variant,
						  .is_marker = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2),
						  .quality = alkres_argument_or_nan(fcinfo, 3),
						  .states = states};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	if (!PG_ARGISNULL(1))
	{
		alkres_mutation_get(PG_GETARG_DATUM(1), &mutation);
		site.mutation = &mutation;
	}
	for (int i = 0; i < names.count; i++)
		if (!names.nulls[i])
			states[site.state_count++] = state_of(TextDatumGetCString(names.values[i]));
	site.columns = words_argument(fcinfo, 5, "columns", &site.column_count);
	if (!alkres_vcf_write_site(&out, &site, !PG_ARGISNULL(6) && PG_GETARG_BOOL(6)))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(out.text, (int) out.length));
}
