/* lanes_assembly.c: the assembly that the files of a library are aligned to, by their header. */
#include "postgres.h"

#include "miscadmin.h"

#include "core/variant/header_assembly.h"
#include "ingest/read/lanes.h"
#include "type/report.h"

/* The first contigs of a header that are looked at for a tag: those of all assemblies that tag
 * them put the chromosomes there, and what follows may be millions of pieces. */
#define TAGGED_CONTIGS 1000

/* Take in all contigs of the header; false with *error at one that contradicts. */
static bool
take_contigs(AlkresHeaderAssembly *header, const AlkresBam *bam, AlkresError *error)
{
	bool good = true;

	for (int i = 0; i < alkres_bam_contig_count(bam) && good; i++)
	{
		char *tag = i < TAGGED_CONTIGS ? alkres_bam_contig_tag(bam, i, "AS") : NULL;

		good = alkres_header_assembly_add(header, alkres_bam_contig_name(bam, i),
										  alkres_bam_contig_length(bam, i), tag, error);
		free(tag);
		CHECK_FOR_INTERRUPTS();
	}
	return good;
}

/* A name of its own, and chromosomes as of one that is known: flavours of it have many names. */
static void
notice_flavour(const AlkresLanes *lanes, const char *named)
{
	AlkresHeaderAssembly header = {.what = alkres_lanes_what(lanes)};
	AlkresError error;
	const char *known = take_contigs(&header, alkres_lanes_first(lanes), &error)
							? alkres_assembly_name(alkres_header_assembly_settled(&header))
							: NULL;

	if (known != NULL)
		ereport(NOTICE,
				errmsg("the chromosomes of %s are as long as those of %s", header.what, known),
				errdetail("The assembly was named \"%s\", of which no genes and no listed sites "
						  "are known.",
						  named),
				errhint("If it is one of its flavours (with decoys, without alternate contigs), "
						"name it so: assembly => '%s'.",
						known));
}

const char *
alkres_lanes_assembly(const AlkresLanes *lanes, const char *named)
{
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
		{
			notice_flavour(lanes, contig.assembly_name);
			return pstrdup(contig.assembly_name);
		}
	}
	if (!take_contigs(&header, alkres_lanes_first(lanes), &error))
		alkres_report(&error);
	if (header.declared != 0 && !header.has_chromosomes)
		ereport(NOTICE,
				errmsg("no contig of %s is a chromosome of %s", header.what, contig.assembly_name),
				errhint("No gene is known on its contigs, and no listed site lies there."));
	return alkres_assembly_name(alkres_header_assembly_settled(&header));
}
