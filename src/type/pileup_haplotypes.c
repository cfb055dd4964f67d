/* pileup_haplotypes.c: haplotypes(): substitutions that stand together on molecules, as rows. */
#include "postgres.h"

#include "utils/builtins.h"

#include "core/pileup/phase.h"
#include "type/pileup.h"
#include "type/rows.h"

PG_FUNCTION_INFO_V1(alkres_pileup_haplotype_rows);
Datum
alkres_pileup_haplotype_rows(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));
	AlkresHaplotype *haplotypes;
	uint32_t count;

	alkres_start_rows(fcinfo);
	haplotypes = alkres_haplotypes(pileup, &count);
	for (uint32_t i = 0; i < count; i++)
	{
		const AlkresHaplotype *haplotype = &haplotypes[i];
		char *ref, *alt;
		Datum row[11];

		alkres_haplotype_text(pileup, haplotype, &ref, &alt);
		row[0] = Int32GetDatum((int32) alkres_pileup_start(pileup) +
							   pileup->alleles[haplotype->alleles[0]].offset);
		row[1] = CStringGetTextDatum(ref);
		row[2] = CStringGetTextDatum(alt);
		row[3] = Int32GetDatum((int32) haplotype->count);
		row[4] = Int32GetDatum((int32) haplotype->molecules);
		row[5] = Int32GetDatum((int32) haplotype->orientations[ALKRES_F1R2]);
		row[6] = Int32GetDatum((int32) haplotype->orientations[ALKRES_F2R1]);
		row[7] = Int32GetDatum((int32) haplotype->duplex);
		row[8] = Float8GetDatum((double) haplotype->sum_quality / haplotype->molecules);
		row[9] = Int32GetDatum((int32) haplotype->partial);
		row[10] = Int32GetDatum((int32) haplotype->depth);
		alkres_put_row(fcinfo, row);
		pfree(ref);
		pfree(alt);
	}
	alkres_haplotypes_free(haplotypes, count);
	alkres_pileup_free(pileup);
	return (Datum) 0;
}
