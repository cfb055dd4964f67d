/* fusion_regions.c: fusion_regions(assembly): where ALK's partners lie. */
#include "postgres.h"

#include "utils/builtins.h"

#include "core/junction/gene.h"
#include "type/arguments.h"
#include "type/region.h"
#include "type/report.h"
#include "type/rows.h"

PG_FUNCTION_INFO_V1(alkres_fusion_regions);
Datum
alkres_fusion_regions(PG_FUNCTION_ARGS)
{
	char *assembly = alkres_text_argument(fcinfo, 0, "assembly");

	alkres_start_rows(fcinfo);
	for (int i = 0; i < alkres_fusion_partner_count; i++)
	{
		const AlkresFusionGene *gene = &alkres_fusion_partners[i];
		char name[8];
		AlkresRegion region;
		AlkresSpan span;
		AlkresError error;
		Datum row[2];

		snprintf(name, sizeof(name), "chr%d", gene->contig);
		if (!alkres_contig_set(&region.contig, assembly, strlen(assembly), name, strlen(name),
							   &error))
			alkres_report(&error);
		if (region.contig.assembly == ALKRES_ASSEMBLY_NAMED)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("genes are known on GRCh37 and GRCh38, not on %s",
						   region.contig.assembly_name));
		span = alkres_fusion_gene_span(gene, region.contig.assembly);
		region.start = (uint32) span.start;
		region.end = (uint32) span.end;
		row[0] = CStringGetTextDatum(gene->name);
		row[1] = alkres_region_datum(&region);
		alkres_put_row(fcinfo, row);
	}
	PG_RETURN_VOID();
}
