/* vcf_file.c: a VCF or BCF file, opened and checked. */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "alkres.h"
#include "core/variant/header_assembly.h"
#include "core/variant/sequence.h"
#include "ingest/reference/fasta.h"
#include "ingest/vcf/vcf_file.h"
#include "type/report.h"

struct AlkresVcfFile
{
	AlkresOriginFile *origin;
	const char *what;
	AlkresVcf vcf;
	const char *assembly;
	AlkresFasta *fasta;
	AlkresContig contig; /* of the last record */
	char *contig_name;   /* as the file has it; NULL before the first */
	Size contig_room;
};

AlkresVcfFile *
alkres_vcf_file_open(const AlkresOrigin *origin, bool is_strict)
{
	AlkresVcfFile *file = palloc0(sizeof(AlkresVcfFile));
	AlkresVcfLimits limits = {.record_size = (size_t) alkres_max_record_size * 1024,
							  .header_size = (size_t) alkres_max_header_size * 1024,
							  .decompressed_size =
								  (uint64_t) alkres_max_decompressed_size * 1024 * 1024};
	AlkresVcfSource source = {alkres_origin_read, NULL, false};
	AlkresError error;

	source.context = file->origin = alkres_origin_open(origin);
	file->what = alkres_origin_what(file->origin);
	source.proves_end = alkres_origin_proves_end(file->origin);
	if (!alkres_vcf_open(&file->vcf, file->what, &source, &limits, is_strict, &error))
		alkres_report(&error);
	return file;
}

const AlkresVcfHeader *
alkres_vcf_file_header(const AlkresVcfFile *file)
{
	return &file->vcf.header;
}

bool
alkres_vcf_file_is_bcf(const AlkresVcfFile *file)
{
	return file->vcf.is_bcf;
}

const char *
alkres_vcf_file_what(const AlkresVcfFile *file)
{
	return file->what;
}

const char *
alkres_vcf_file_assembly(const AlkresVcfFile *file, const char *named)
{
	const AlkresVcfHeader *header = &file->vcf.header;
	AlkresHeaderAssembly found = {.what = file->what, .has_variants = true};
	AlkresContig contig;
	AlkresError error;

	if (named != NULL)
	{
		/* chr1 stands for any contig: only the assembly's name is wanted. */
		if (!alkres_contig_set(&contig, named, strlen(named), "chr1", 4, &error))
			alkres_report(&error);
		found.declared = contig.assembly;
		if (found.declared == ALKRES_ASSEMBLY_NAMED)
			return pstrdup(contig.assembly_name);
	}
	for (size_t i = 0; i < header->contig_count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!alkres_header_assembly_add(&found, header->contigs[i].name, header->contigs[i].length,
										header->contigs[i].assembly, &error))
			alkres_report(&error);
	}
	return alkres_assembly_name(alkres_header_assembly_settled(&found));
}

const char *
alkres_vcf_file_needs_assembly(const AlkresVcfFile *file, const char *named)
{
	const char *assembly = alkres_vcf_file_assembly(file, named);

	if (assembly == NULL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the header of %s does not tell the assembly", file->what),
				errdetail("It has no chromosome by whose length it is one of GRCh37 or GRCh38, or "
						  "one that is of neither."),
				errhint("Name the assembly that the variants lie on: assembly => 'GRCh38'."));
	return assembly;
}

void
alkres_vcf_file_start(AlkresVcfFile *file, const char *assembly, const char *reference)
{
	file->assembly = pstrdup(assembly);
	if (reference != NULL)
		file->fasta = alkres_fasta_open(reference, assembly);
}

static bool
is_declared(const AlkresVcfHeader *header, const char *name)
{
	for (size_t i = 0; i < header->contig_count; i++)
		if (strcmp(header->contigs[i].name, name) == 0)
			return true;
	/* A header without any contig declares none. */
	return header->contig_count == 0;
}

/* Records come in runs of one contig. */
static void
take_contig(AlkresVcfFile *file)
{
	const AlkresVcfRecord *record = &file->vcf.record;
	Size length = strlen(record->contig) + 1;
	AlkresError why, error;

	if (file->contig_name != NULL && strcmp(file->contig_name, record->contig) == 0)
		return;
	if (record->is_strict && !is_declared(record->header, record->contig))
	{
		alkres_vcf_fail(record, &error, "contig \"%.100s\" is not declared in the header",
						record->contig);
		alkres_hint(&error, "strict => false takes what the header does not declare.");
		alkres_report(&error);
	}
	if (!alkres_contig_set(&file->contig, file->assembly, strlen(file->assembly), record->contig,
						   length - 1, &why))
	{
		alkres_vcf_fail(record, &error, "CHROM: %.300s", why.message);
		alkres_report(&error);
	}
	if (file->contig_room < length)
	{
		file->contig_name =
			file->contig_name == NULL ? palloc(length) : repalloc(file->contig_name, length);
		file->contig_room = length;
	}
	memcpy(file->contig_name, record->contig, length);
}

const AlkresVcfRecord *
alkres_vcf_file_next(AlkresVcfFile *file, const AlkresContig **contig)
{
	AlkresError error;
	int got = alkres_vcf_next(&file->vcf, &error);

	if (got < 0)
		alkres_report(&error);
	if (got == 0)
		return NULL;
	take_contig(file);
	*contig = &file->contig;
	return &file->vcf.record;
}

char
alkres_vcf_file_base(void *source, const AlkresContig *contig, int64_t position)
{
	AlkresVcfFile *file = source;

	if (file->fasta == NULL)
		return alkres_compiled_base(NULL, contig, position);
	return alkres_fasta_base(file->fasta, contig, position);
}
