/* read_sequence.c: the bases of regions in a FASTA file on the server. */
#include "postgres.h"

#include "utils/builtins.h"

#include "ingest/file/server_file.h"
#include "ingest/reference/fasta.h"
#include "type/arguments.h"
#include "type/region.h"
#include "type/rows.h"

/* Longer ones are no genes. */
#define LENGTH_MAX (16 * 1024 * 1024)

PG_FUNCTION_INFO_V1(alkres_read_sequence);
Datum
alkres_read_sequence(PG_FUNCTION_ARGS)
{
	char *path = alkres_text_argument(fcinfo, 0, "path");
	AlkresElements regions =
		alkres_array_argument(fcinfo, 1, "regions", InvalidOid, ALKRES_NULLS_REFUSED);
	AlkresFasta *fasta = NULL;
	char *assembly = NULL;

	alkres_check_server_file_rights();
	alkres_start_rows(fcinfo);
	for (int i = 0; i < regions.count; i++)
	{
		AlkresRegion region;
		uint32 length;
		text *bases;
		Datum row[2];

		alkres_region_get(regions.values[i], &region);
		length = region.end - region.start + 1;
		if (fasta == NULL)
		{
			assembly = pstrdup(region.contig.assembly_name);
			fasta = alkres_fasta_open(path, assembly);
		}
		if (strcmp(assembly, region.contig.assembly_name) != 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("the regions are of two assemblies"));
		if (length > LENGTH_MAX)
			ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("a region has more than %d bases", LENGTH_MAX));
		if (region.end > alkres_fasta_length(fasta, &region.contig))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("region %s ends behind its contig in the reference",
						   alkres_region_text(&region)));
		bases = palloc(VARHDRSZ + length);
		SET_VARSIZE(bases, VARHDRSZ + length);
		alkres_fasta_fetch(fasta, &region.contig, region.start, length, VARDATA(bases));
		row[0] = regions.values[i];
		row[1] = PointerGetDatum(bases);
		alkres_put_row(fcinfo, row);
		pfree(bases);
	}
	PG_RETURN_VOID();
}
