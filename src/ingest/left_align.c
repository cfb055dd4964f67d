/* left_align.c: left_align(variant, reference), variant(assembly, literal, reference), spdi, vrs_id
 * and refget_accession: with the bases of a FASTA file on the server. */
#include "postgres.h"

#include "common/sha2.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/variant/left_align.h"
#include "core/variant/text.h"
#include "ingest/file/server_file.h"
#include "ingest/reference/fasta.h"
#include "type/arguments.h"
#include "type/bytes.h"
#include "type/report.h"
#include "type/variant.h"
#include "type/variant_names.h"

/* The file stays open from row to row: to find a contig it is walked through. */
typedef struct OpenReference
{
	MemoryContext memory; /* of the FASTA reader; its reset closes the file */
	AlkresFasta *fasta;
	char *path;
	char *assembly;
} OpenReference;

static OpenReference *
open_reference(FunctionCallInfo fcinfo, const char *path, const char *assembly)
{
	OpenReference *reference = fcinfo->flinfo->fn_extra;
	MemoryContext before;

	/* At every call: the role may have changed since the file was opened. */
	alkres_check_server_file_rights();
	if (reference == NULL)
		reference = fcinfo->flinfo->fn_extra =
			MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(OpenReference));
	if (reference->fasta != NULL && strcmp(reference->path, path) == 0 &&
		strcmp(reference->assembly, assembly) == 0)
		return reference;
	reference->fasta = NULL;
	if (reference->memory == NULL)
		reference->memory = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "alkres reference",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContextReset(reference->memory);
	before = MemoryContextSwitchTo(reference->memory);
	reference->path = pstrdup(path);
	reference->assembly = pstrdup(assembly);
	reference->fasta = alkres_fasta_open(path, assembly);
	MemoryContextSwitchTo(before);
	return reference;
}

/* An AlkresBaseAt of an OpenReference. */
static char
reference_base(void *source, const AlkresContig *contig, int64_t position)
{
	OpenReference *reference = source;

	CHECK_FOR_INTERRUPTS();
	if (strcmp(contig->assembly_name, reference->assembly) != 0)
		ereport(
			ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("variant lies on %s, not on %s", contig->assembly_name, reference->assembly));
	return alkres_fasta_base(reference->fasta, contig, position);
}

PG_FUNCTION_INFO_V1(alkres_left_align_reference);
Datum
alkres_left_align_reference(PG_FUNCTION_ARGS)
{
	OpenReference *reference;
	AlkresVariant variant, normal;
	AlkresError error;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	reference = open_reference(fcinfo, alkres_text_argument(fcinfo, 1, "reference"),
							   variant.contig.assembly_name);
	if (reference_base(reference, &variant.contig, variant.position) == 0 ||
		reference_base(reference, &variant.contig,
					   variant.position + (int64_t) variant.ref_length - 1) == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("variant %s ends behind its contig in the reference",
					   alkres_variant_text(&variant)));
	if (!alkres_left_align(&normal, &variant, reference_base, reference, &error))
		alkres_report(&error);
	return alkres_variant_datum(&normal);
}

PG_FUNCTION_INFO_V1(alkres_variant_from_reference);
Datum
alkres_variant_from_reference(PG_FUNCTION_ARGS)
{
	char *assembly = alkres_text_argument(fcinfo, 0, "assembly");
	OpenReference *reference;
	AlkresVariant variant;
	AlkresContig named;
	AlkresError error;

	/* chr1 stands for any contig: only the assembly's name is wanted. */
	if (!alkres_contig_set(&named, assembly, strlen(assembly), "chr1", 4, &error))
		alkres_report(&error);
	reference =
		open_reference(fcinfo, alkres_text_argument(fcinfo, 2, "reference"), named.assembly_name);
	if (!alkres_variant_parse_with(&variant, alkres_text_argument(fcinfo, 1, "literal"), assembly,
								   reference_base, reference, &error))
		alkres_report(&error);
	/* Also of a form that named all its bases, they are the reference's. */
	if (reference_base(reference, &variant.contig, variant.position) == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("variant %s lies behind its contig in the reference",
					   alkres_variant_text(&variant)));
	if (!alkres_bases_check(&variant.contig, variant.position, variant.ref, variant.ref_length,
							reference_base, reference, &error))
		alkres_report(&error);
	return alkres_variant_datum(&variant);
}

PG_FUNCTION_INFO_V1(alkres_spdi_reference);
Datum
alkres_spdi_reference(PG_FUNCTION_ARGS)
{
	OpenReference *reference;
	AlkresVariant variant;
	char *spdi;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	reference = open_reference(fcinfo, alkres_text_argument(fcinfo, 1, "reference"),
							   variant.contig.assembly_name);
	spdi = alkres_variant_spdi(&variant, reference_base, reference);
	if (spdi == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(spdi));
}

PG_FUNCTION_INFO_V1(alkres_vrs_id_reference);
Datum
alkres_vrs_id_reference(PG_FUNCTION_ARGS)
{
	OpenReference *reference;
	AlkresVariant variant;
	char *id;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	reference = open_reference(fcinfo, alkres_text_argument(fcinfo, 2, "reference"),
							   variant.contig.assembly_name);
	id = alkres_vrs_id(&variant, alkres_text_argument(fcinfo, 1, "accession"), reference_base,
					   reference);
	if (id == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(id));
}

/* refget_accession(assembly, contig, reference). */
PG_FUNCTION_INFO_V1(alkres_refget_accession);
Datum
alkres_refget_accession(PG_FUNCTION_ARGS)
{
	char *assembly = alkres_text_argument(fcinfo, 0, "assembly");
	char *name = alkres_text_argument(fcinfo, 1, "contig"), digest[ALKRES_VRS_DIGEST_SIZE];
	uint8 sum[PG_SHA512_DIGEST_LENGTH];
	OpenReference *reference;
	AlkresContig contig;
	AlkresError error;

	if (!alkres_contig_set(&contig, assembly, strlen(assembly), name, strlen(name), &error))
		alkres_report(&error);
	reference =
		open_reference(fcinfo, alkres_text_argument(fcinfo, 2, "reference"), contig.assembly_name);
	alkres_fasta_digest(reference->fasta, &contig, PG_SHA512, sum, sizeof(sum));
	alkres_vrs_digest_text(sum, digest);
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("SQ.%s", digest)));
}
