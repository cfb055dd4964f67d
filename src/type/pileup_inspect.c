/* pileup_inspect.c: depth(), alleles(), molecules(), pileup_info(): a pileup as rows of plain
 * types. */
#include "postgres.h"

#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "catalog/pg_type_d.h"

#include "type/pileup.h"
#include "type/rows.h"

static Datum
letter(char base)
{
	return PointerGetDatum(cstring_to_text_with_len(&base, 1));
}

/* Molecules by base (A, C, G, T) at an offset: alleles for what is not the reference, the rest
 * is. */
static void
count_bases(const AlkresPileup *pileup, int offset, uint32_t depth, uint32_t counts[4])
{
	static const char letters[] = "ACGT";
	const char *reference = strchr(letters, pileup->reference[ALKRES_HALO + offset]);
	uint32_t others = 0;

	for (int base = 0; base < 4; base++)
	{
		const AlkresAllele *allele = alkres_pileup_find(
			pileup, offset, &pileup->reference[ALKRES_HALO + offset], 1, &letters[base], 1);

		counts[base] = allele != NULL ? allele->molecules : 0;
		others += counts[base];
	}
	if (reference != NULL)
		counts[reference - letters] = depth - others;
}

PG_FUNCTION_INFO_V1(alkres_pileup_depth_rows);
Datum
alkres_pileup_depth_rows(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));

	alkres_start_rows(fcinfo);
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		uint32_t depth = alkres_pileup_depth(pileup, offset), counts[4];
		Datum row[12];

		if (!pileup->covered[offset] && pileup->raw_depth[offset] == 0 && depth == 0)
			continue;
		count_bases(pileup, offset, depth, counts);
		row[0] = Int32GetDatum((int32) alkres_pileup_start(pileup) + offset);
		row[1] = letter(pileup->reference[ALKRES_HALO + offset]);
		row[2] = Int32GetDatum((int32) depth);
		for (int base = 0; base < 4; base++)
			row[3 + base] = Int32GetDatum((int32) counts[base]);
		row[7] = Int32GetDatum((int32) pileup->deleted[offset]);
		row[8] = Int32GetDatum((int32) pileup->discordant[offset]);
		row[9] = Int32GetDatum((int32) pileup->raw_depth[offset]);
		row[10] = BoolGetDatum(pileup->covered[offset]);
		alkres_put_row(fcinfo, row);
	}
	alkres_pileup_free(pileup);
	return (Datum) 0;
}

static uint32_t
count_orientation(const AlkresAllele *allele, int orientation)
{
	uint32_t count = 0;

	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		if (ALKRES_CELL_ORIENTATION(cell) == orientation)
			count += allele->cells[cell];
	return count;
}

PG_FUNCTION_INFO_V1(alkres_pileup_allele_rows);
Datum
alkres_pileup_allele_rows(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));

	alkres_start_rows(fcinfo);
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];
		double molecules = allele->molecules;
		Datum row[12];

		row[0] = Int32GetDatum((int32) alkres_pileup_start(pileup) + allele->offset);
		row[1] = CStringGetTextDatum(allele->ref);
		row[2] = CStringGetTextDatum(allele->alt);
		row[3] = Int32GetDatum((int32) allele->molecules);
		row[4] = Int32GetDatum((int32) (allele->molecules - allele->reverse));
		row[5] = Int32GetDatum((int32) allele->reverse);
		row[6] = Int32GetDatum((int32) count_orientation(allele, ALKRES_F1R2));
		row[7] = Int32GetDatum((int32) count_orientation(allele, ALKRES_F2R1));
		row[8] = Float8GetDatum((double) allele->sum_quality / molecules);
		row[9] = Float8GetDatum((double) allele->sum_mapq / molecules);
		row[10] = Float8GetDatum((double) allele->sum_end_distance / molecules);
		row[11] = Int32GetDatum((int32) allele->unique_fragments);
		alkres_put_row(fcinfo, row);
	}
	alkres_pileup_free(pileup);
	return (Datum) 0;
}

/* Columns of molecules(): the last four are not known of blocks stored without. */
enum
{
	MOLECULE_BOTH_DIRECTIONS = 13,
	MOLECULE_CLIPPED,
	MOLECULE_FITS_ELSEWHERE,
	MOLECULE_DIFFERENCES,
	MOLECULE_COLUMNS
};

static void
put_molecule(FunctionCallInfo fcinfo, const AlkresAllele *allele, const AlkresRecord *record,
			 bool places_known)
{
	static const char *const orientations[] = {"F1R2", "F2R1", "unknown"};
	static const char *const fits[ALKRES_GAPS] = {NULL, "as_well", "nearly", "worse"};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum row[MOLECULE_COLUMNS];
	bool nulls[MOLECULE_COLUMNS] = {false};

	row[0] = Int64GetDatum((int64) record->molecule);
	row[1] = CStringGetTextDatum(allele->ref);
	row[2] = CStringGetTextDatum(allele->alt);
	row[3] = CStringGetTextDatum(alkres_class_names[ALKRES_CELL_CLASS(record->cell)]);
	row[4] = CStringGetTextDatum(orientations[ALKRES_CELL_ORIENTATION(record->cell)]);
	row[5] = CStringGetTextDatum(record->reverse ? "-" : "+");
	row[6] = Int32GetDatum(record->quality);
	row[7] = Int32GetDatum(record->mapq);
	row[8] = Int32GetDatum((int32) record->start);
	row[9] = Int32GetDatum((int32) record->length);
	row[10] = Int32GetDatum(record->end_distance);
	row[11] = Int32GetDatum(record->family_a);
	row[12] = Int32GetDatum(record->family_b);
	row[MOLECULE_BOTH_DIRECTIONS] = BoolGetDatum(record->both);
	row[MOLECULE_CLIPPED] = BoolGetDatum(record->clipped);
	row[MOLECULE_DIFFERENCES] = Int32GetDatum(record->differences);
	nulls[MOLECULE_BOTH_DIRECTIONS] = nulls[MOLECULE_CLIPPED] = nulls[MOLECULE_DIFFERENCES] =
		!places_known;
	nulls[MOLECULE_FITS_ELSEWHERE] = !places_known || fits[record->gap] == NULL;
	row[MOLECULE_FITS_ELSEWHERE] =
		nulls[MOLECULE_FITS_ELSEWHERE] ? (Datum) 0 : CStringGetTextDatum(fits[record->gap]);
	CHECK_FOR_INTERRUPTS();
	tuplestore_putvalues(result->setResult, result->setDesc, row, nulls);
}

PG_FUNCTION_INFO_V1(alkres_pileup_molecule_rows);
Datum
alkres_pileup_molecule_rows(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));
	int64 offset = (int64) PG_GETARG_INT32(1) - alkres_pileup_start(pileup);
	bool places_known = alkres_places_known(pileup);

	alkres_start_rows(fcinfo);
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];

		for (uint32_t r = 0; allele->offset == offset && r < allele->record_count; r++)
			put_molecule(fcinfo, allele, &allele->records[r], places_known);
	}
	alkres_pileup_free(pileup);
	return (Datum) 0;
}

static Datum
flag_names(uint32_t flags)
{
	Datum names[3];
	int count = 0;

	if (flags & ALKRES_PILEUP_READS)
		names[count++] = CStringGetTextDatum("reads");
	if (flags & ALKRES_PILEUP_MOLECULES_UNKNOWN)
		names[count++] = CStringGetTextDatum("molecules_unknown");
	if (flags & ALKRES_PILEUP_HAS_DESIGN)
		names[count++] = CStringGetTextDatum("has_design");
	return PointerGetDatum(construct_array(names, count, TEXTOID, -1, false, TYPALIGN_INT));
}

PG_FUNCTION_INFO_V1(alkres_pileup_info);
Datum
alkres_pileup_info(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));
	Datum values[9 + ALKRES_DROPPED_KINDS];
	bool nulls[9 + ALKRES_DROPPED_KINDS] = {false};
	TupleDesc description;
	int covered = 0;

	if (get_call_result_type(fcinfo, NULL, &description) != TYPEFUNC_COMPOSITE ||
		description->natts != lengthof(values))
		elog(ERROR, "pileup_info has an unexpected result type");
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		covered += pileup->covered[offset];
	values[0] = CStringGetTextDatum(pileup->contig.assembly_name);
	values[1] = CStringGetTextDatum(pileup->contig.contig_name);
	values[2] = Int32GetDatum((int32) pileup->block);
	values[3] = Int32GetDatum((int32) alkres_pileup_start(pileup));
	values[4] = flag_names(pileup->flags);
	values[5] = Int32GetDatum(pileup->min_base_quality);
	values[6] = Int32GetDatum(pileup->min_mapq);
	values[7] = Int32GetDatum(covered);
	values[8] = Int32GetDatum((int32) pileup->allele_count);
	for (int kind = 0; kind < ALKRES_DROPPED_KINDS; kind++)
		values[9 + kind] = Int64GetDatum((int64) pileup->dropped[kind]);
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(description), values, nulls));
}
