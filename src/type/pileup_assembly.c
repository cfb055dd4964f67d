/* pileup_assembly.c: set_assembly(pileup, assembly): a block whose assembly was said wrongly. */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "type/pileup.h"
#include "type/report.h"

static void
set_assembly(AlkresContig *contig, const char *assembly)
{
	AlkresContig renamed;
	AlkresError error;

	if (!alkres_contig_set(&renamed, assembly, strlen(assembly), contig->contig_name,
						   strlen(contig->contig_name), &error))
		alkres_report(&error);
	*contig = renamed;
}

static int
compare_far_mates(const void *a, const void *b)
{
	return alkres_far_mate_compare(a, b);
}

/*
 * The same positions, by the name of another assembly: what was counted does not change.  How
 * contigs sort depends on the assembly's kind, so the far mates are sorted again.
 */
PG_FUNCTION_INFO_V1(alkres_pileup_set_assembly);
Datum
alkres_pileup_set_assembly(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));
	char *assembly = text_to_cstring(PG_GETARG_TEXT_PP(1));

	set_assembly(&pileup->contig, assembly);
	for (size_t i = 0; i < pileup->far_mate_count; i++)
	{
		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		set_assembly(&pileup->far_mates[i].contig, assembly);
	}
	qsort(pileup->far_mates, pileup->far_mate_count, sizeof(AlkresFarMate), compare_far_mates);
	return alkres_pileup_datum(pileup);
}
