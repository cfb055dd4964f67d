/* lanes_assembly.c: the assembly that the files of a library are aligned to, by their header. */
#include "postgres.h"

#include "miscadmin.h"

#include "core/variant/header_assembly.h"
#include "ingest/read/lanes.h"
#include "type/report.h"

/* The first contigs of a header that are looked at for a tag: those of all assemblies that tag
 * them put the chromosomes there, and what follows may be millions of pieces. */
#define TAGGED_CONTIGS 1000

static void
take_contig(AlkresHeaderAssembly *header, const AlkresBam *bam, int number)
{
	char *tag = number < TAGGED_CONTIGS ? alkres_bam_contig_tag(bam, number, "AS") : NULL;
	AlkresError error;
	bool good = alkres_header_assembly_add(header, alkres_bam_contig_name(bam, number),
										   alkres_bam_contig_length(bam, number), tag, &error);

	free(tag);
	if (!good)
		alkres_report(&error);
}

const char *
alkres_lanes_assembly(const AlkresLanes *lanes, const char *named)
{
	const AlkresBam *first = alkres_lanes_first(lanes);
	AlkresHeaderAssembly header = {.what = alkres_lanes_what(lanes)};
	AlkresContig contig;
	AlkresError error;

	if (named != NULL)
	{
		/* chr1 stands for any contig: only the assembly's name is wanted. */
		if (!alkres_contig_set(&contig, named, strlen(named), "chr1", 4, &error))
			alkres_report(&error);
		header.declared = contig.assembly;
		if (header.declared == ALKRES_ASSEMBLY_NAMED)
			return pstrdup(contig.assembly_name);
	}
	for (int i = 0; i < alkres_bam_contig_count(first); i++)
	{
		CHECK_FOR_INTERRUPTS();
		take_contig(&header, first, i);
	}
	return alkres_assembly_name(alkres_header_assembly_settled(&header));
}
