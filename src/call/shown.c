/* shown.c: arrays of pileups as what they show of breakpoints. */
#include "postgres.h"

#include "miscadmin.h"

#include "call/shown.h"
#include "type/arguments.h"
#include "type/pileup.h"

void
alkres_show_pileups(FunctionCallInfo fcinfo, int number, const char *name, AlkresShown *shown)
{
	AlkresElements pileups =
		alkres_array_argument(fcinfo, number, name, InvalidOid, ALKRES_NULLS_KEPT);

	for (int i = 0; i < pileups.count; i++)
	{
		AlkresPileup *pileup;

		CHECK_FOR_INTERRUPTS();
		if (pileups.nulls[i])
			continue;
		pileup = alkres_pileup_get_for_junctions(pileups.values[i]);
		alkres_shown_add(shown, pileup);
		alkres_pileup_free(pileup);
	}
}

void
alkres_show_as_library(AlkresShown *shown)
{
	alkres_shown_sort(shown);
	for (int i = 1; i < shown->count; i++)
	{
		const AlkresShownBlock *one = &shown->blocks[i - 1], *other = &shown->blocks[i];

		if (one->contig.assembly != other->contig.assembly)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("the pileups are of two assemblies"));
		if (one->block == other->block && alkres_contig_equal(&one->contig, &other->contig))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("two of the pileups are of one block"),
					errhint("Add them up first, or ask library by library."));
	}
}
