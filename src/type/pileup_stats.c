/* pileup_stats.c: coverage(), pileup_stats(), error_contexts() and histograms: sums over a block
 * that add up over blocks. */
#include "postgres.h"

#include "funcapi.h"
#include "utils/builtins.h"

#include "core/pileup/stats.h"
#include "type/arguments.h"
#include "type/pileup.h"
#include "type/region.h"
#include "type/report.h"
#include "type/rows.h"

PG_FUNCTION_INFO_V1(alkres_pileup_coverage_rows);
Datum
alkres_pileup_coverage_rows(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));
	AlkresElements regions =
		alkres_array_argument(fcinfo, 1, "regions", InvalidOid, ALKRES_NULLS_REFUSED);
	int32 deep = PG_GETARG_INT32(2);

	if (deep < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("min_molecules must not be negative"));
	alkres_start_rows(fcinfo);
	for (int i = 0; i < regions.count; i++)
	{
		AlkresPileupCoverage coverage;
		AlkresRegion region;
		Datum row[9];

		CHECK_FOR_INTERRUPTS();
		alkres_region_get(regions.values[i], &region);
		if (strcmp(region.contig.assembly_name, pileup->contig.assembly_name) != 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("region %s lies on another assembly than the pileup",
						   alkres_region_text(&region)),
					errdetail("The pileup is one of %s.", pileup->contig.assembly_name));
		if (!alkres_contig_equal(&region.contig, &pileup->contig) ||
			!alkres_pileup_coverage(pileup, region.start, region.end, (uint32_t) deep, &coverage))
			continue;
		row[0] = regions.values[i];
		row[1] = Int32GetDatum((int32) coverage.positions);
		row[2] = Int32GetDatum((int32) coverage.covered);
		row[3] = Int64GetDatum((int64) coverage.molecules);
		row[4] = Int64GetDatum((int64) coverage.reads);
		row[5] = Float8GetDatum((double) coverage.molecules / coverage.positions);
		row[6] = Int32GetDatum((int32) coverage.least);
		row[7] = Int32GetDatum((int32) coverage.most);
		row[8] = Int32GetDatum((int32) coverage.deep);
		alkres_put_row(fcinfo, row);
	}
	alkres_pileup_free(pileup);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_pileup_stats);
Datum
alkres_pileup_stats(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));
	const AlkresReferenceSums *sums = &pileup->reference_sums;
	AlkresPileupTotals totals;
	TupleDesc description;
	Datum values[25];
	bool nulls[lengthof(values)] = {false};
	int n = 0;

	if (get_call_result_type(fcinfo, NULL, &description) != TYPEFUNC_COMPOSITE ||
		description->natts != lengthof(values))
		elog(ERROR, "pileup_stats has an unexpected result type");
	alkres_pileup_totals(pileup, &totals);
	values[n++] = Int32GetDatum((int32) totals.positions);
	values[n++] = Int64GetDatum((int64) totals.read_bases);
	values[n++] = Int64GetDatum((int64) totals.read_bases_on_target);
	values[n++] = Int64GetDatum((int64) totals.molecule_bases);
	values[n++] = Int64GetDatum((int64) totals.molecule_bases_on_target);
	for (int i = 0; i < ALKRES_CLASSES; i++)
		values[n++] = Int64GetDatum((int64) totals.class_bases[i]);
	values[n++] = Int64GetDatum((int64) totals.deleted_bases);
	values[n++] = Int64GetDatum((int64) totals.discordant_bases);
	values[n++] = Int64GetDatum((int64) totals.molecules);
	values[n++] = Int64GetDatum((int64) totals.fragments);
	values[n++] = Int64GetDatum((int64) totals.large_families);
	values[n++] = Int64GetDatum((int64) pileup->duplexes);
	values[n++] = Int64GetDatum((int64) totals.known_lengths);
	values[n++] = Int64GetDatum((int64) totals.short_fragments);
	values[n++] = Int64GetDatum((int64) sums->bases);
	values[n++] = Int64GetDatum((int64) sums->end_distance);
	values[n++] = Int64GetDatum((int64) sums->end_distance_squared);
	values[n++] = Int64GetDatum((int64) sums->mapq);
	values[n++] = Int64GetDatum((int64) sums->known_lengths);
	values[n++] = Int64GetDatum((int64) sums->length);
	values[n++] = Int64GetDatum((int64) sums->length_squared);
	Assert(n == lengthof(values));
	alkres_pileup_free(pileup);
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(description), values, nulls));
}

PG_FUNCTION_INFO_V1(alkres_pileup_error_rows);
Datum
alkres_pileup_error_rows(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));
	AlkresErrorCount(*counts)[ALKRES_ERROR_CONTEXTS][ALKRES_ORIGINS] =
		palloc(sizeof(AlkresErrorCounts));

	alkres_start_rows(fcinfo);
	alkres_pileup_errors(pileup, counts);
	for (int class_code = 0; class_code < ALKRES_CLASSES; class_code++)
		for (int context = 0; context < ALKRES_ERROR_CONTEXTS; context++)
		{
			const AlkresErrorCount *origins = counts[class_code][context];
			char substitution[4], bases[4];
			Datum row[3 + 2 * ALKRES_ORIGINS];

			if (origins[0].molecules + origins[1].molecules + origins[2].molecules == 0)
				continue;
			alkres_error_context_text(context, substitution, bases);
			row[0] = CStringGetTextDatum(alkres_class_names[class_code]);
			row[1] = CStringGetTextDatum(substitution);
			row[2] = CStringGetTextDatum(bases);
			for (int origin = 0; origin < ALKRES_ORIGINS; origin++)
			{
				row[3 + 2 * origin] = Int64GetDatum((int64) origins[origin].errors);
				row[4 + 2 * origin] = Int64GetDatum((int64) origins[origin].molecules);
			}
			alkres_put_row(fcinfo, row);
		}
	pfree(counts);
	alkres_pileup_free(pileup);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_pileup_family_rows);
Datum
alkres_pileup_family_rows(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));

	alkres_start_rows(fcinfo);
	for (int bin = 0; bin < ALKRES_FAMILY_BINS; bin++)
	{
		Datum row[2] = {Int32GetDatum(bin + 1), Int64GetDatum((int64) pileup->families[bin])};

		if (pileup->families[bin] != 0)
			alkres_put_row(fcinfo, row);
	}
	alkres_pileup_free(pileup);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_pileup_length_rows);
Datum
alkres_pileup_length_rows(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));

	alkres_start_rows(fcinfo);
	for (int bin = 0; bin < ALKRES_LENGTH_BINS; bin++)
	{
		Datum row[2] = {Int32GetDatum(bin * 10 + 1), Int64GetDatum((int64) pileup->lengths[bin])};

		if (pileup->lengths[bin] != 0)
			alkres_put_row(fcinfo, row);
	}
	alkres_pileup_free(pileup);
	return (Datum) 0;
}
