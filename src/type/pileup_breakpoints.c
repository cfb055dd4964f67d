/* pileup_breakpoints.c: clips() and far_mates(): what a pileup shows of breakpoints, as rows. */
#include "postgres.h"

#include "utils/builtins.h"

#include "type/pileup.h"
#include "type/rows.h"

PG_FUNCTION_INFO_V1(alkres_pileup_clip_rows);
Datum
alkres_pileup_clip_rows(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));

	alkres_start_rows(fcinfo);
	for (uint32_t i = 0; i < pileup->clip_count; i++)
	{
		const AlkresClip *clip = &pileup->clips[i];
		Datum row[5];

		row[0] = Int32GetDatum((int32) alkres_pileup_start(pileup) + clip->offset);
		row[1] = CStringGetTextDatum(clip->left ? "left" : "right");
		row[2] = Int32GetDatum((int32) clip->molecules);
		row[3] = Float8GetDatum((double) clip->sum_mapq / clip->molecules);
		row[4] = CStringGetTextDatum(clip->tail);
		alkres_put_row(fcinfo, row);
	}
	alkres_pileup_free(pileup);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_pileup_far_mate_rows);
Datum
alkres_pileup_far_mate_rows(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));

	alkres_start_rows(fcinfo);
	for (uint32_t i = 0; i < pileup->far_mate_count; i++)
	{
		const AlkresFarMate *mate = &pileup->far_mates[i];
		Datum row[7];

		row[0] = CStringGetTextDatum(mate->reverse ? "-" : "+");
		row[1] = CStringGetTextDatum(mate->contig.contig_name);
		row[2] = Int32GetDatum((int32) mate->block);
		row[3] = Int32GetDatum((int32) (mate->block * ALKRES_BLOCK_SIZE) + 1);
		row[4] = CStringGetTextDatum(mate->mate_reverse ? "-" : "+");
		row[5] = Int32GetDatum((int32) mate->molecules);
		row[6] = Float8GetDatum((double) mate->sum_mapq / mate->molecules);
		alkres_put_row(fcinfo, row);
	}
	alkres_pileup_free(pileup);
	return (Datum) 0;
}
