/*
 * call_large_indels.c: insertions, deletions, duplications and inversions of 20 to 500 bases in the
 * blocks of one library, by what their molecules show where alignments end.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "call/question.h"
#include "call/shown.h"
#include "core/base/state.h"
#include "core/junction/large.h"
#include "core/junction/normals.h"
#include "core/mutation/text.h"
#include "core/statistics/binomial.h"
#include "type/arguments.h"
#include "type/mutation.h"
#include "type/report.h"
#include "type/rows.h"
#include "type/vaf.h"
#include "type/variant.h"

/* Arguments of the function and columns of its rows. */
enum
{
	PILEUPS,
	NORMALS,
	TARGET
};
enum
{
	VARIANT,
	MUTATION,
	KIND,
	LENGTH,
	STATE,
	VAF,
	FRACTION_LOWER,
	FRACTION_UPPER,
	LEFT_MOLECULES,
	RIGHT_MOLECULES,
	FLAGS,
	REASON,
	LOD95,
	COLUMNS
};

static Datum
flags_of(const AlkresLargeChange *change)
{
	Datum flags[3];
	int count = 0;

	if (change->ends.split == 0 || change->ends.partner_split == 0)
		flags[count++] = CStringGetTextDatum("one_end");
	if (!change->ends.is_exact)
		flags[count++] = CStringGetTextDatum("tail_differs");
	if (change->ends.normal_molecules > 0)
		flags[count++] = CStringGetTextDatum("seen_in_normals");
	return PointerGetDatum(construct_array(flags, count, TEXTOID, -1, false, TYPALIGN_INT));
}

static void
set_mutation(Datum *value, bool *null, const AlkresVariant *variant, const AlkresMeaning *meaning)
{
	const char *name = alkres_large_mutation(variant);
	AlkresMutation mutation = meaning->mutation;
	AlkresError error;

	*null = name == NULL && !meaning->classified;
	if (name != NULL && !meaning->classified && !alkres_mutation_parse(&mutation, name, &error))
		alkres_report(&error);
	if (!*null)
		*value = alkres_mutation_datum(&mutation);
}

static void
put_change(FunctionCallInfo fcinfo, const AlkresShown *shown, const AlkresLargeChange *change,
		   const AlkresVariant *variant)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const AlkresJunction *ends = &change->ends;
	bool exceeds = alkres_junction_exceeds_normals(ends);
	uint32 molecules = alkres_junction_molecules(ends), depth = alkres_large_depth(change, shown);
	AlkresMeaning meaning;
	double lower, upper;
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {[LOD95] = true};

	alkres_meaning(variant, &meaning);
	alkres_binomial_bounds(ALKRES_EXACT, molecules, depth, 0.95, &lower, &upper);
	values[VARIANT] = alkres_variant_datum(variant);
	set_mutation(&values[MUTATION], &nulls[MUTATION], variant, &meaning);
	values[KIND] = CStringGetTextDatum(alkres_large_kind_name(change->kind));
	values[LENGTH] = Int32GetDatum(change->length);
	values[STATE] = CStringGetTextDatum(
		alkres_state_name(exceeds ? ALKRES_STATE_DETECTED : ALKRES_STATE_INDETERMINATE));
	values[VAF] = alkres_vaf_datum(molecules, depth);
	values[FRACTION_LOWER] = Float8GetDatum(lower);
	values[FRACTION_UPPER] = Float8GetDatum(upper);
	values[LEFT_MOLECULES] = Int32GetDatum((int32) ends->split);
	values[RIGHT_MOLECULES] = Int32GetDatum((int32) ends->partner_split);
	values[FLAGS] = flags_of(change);
	values[REASON] = CStringGetTextDatum(
		exceeds ? psprintf("%s of %d bases: %u molecules are surely distinct",
						   alkres_large_kind_name(change->kind), change->length, change->molecules)
				: psprintf("%s of %d bases: %u molecules, but the normals show it too: %u of %llu",
						   alkres_large_kind_name(change->kind), change->length, change->molecules,
						   ends->normal_molecules, (unsigned long long) ends->normal_depth));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* That what is listed by name, and has not been found, is not there. */
static void
put_negative(FunctionCallInfo fcinfo, const AlkresShown *shown, double target)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	AlkresFusionPlaces places;
	AlkresFusionVerdict verdict;
	AlkresMutation mutation;
	AlkresError error;
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS];

	if (!alkres_large_exon_14(&places, shown))
		return;
	alkres_fusion_judge_absent(&verdict, &places, 0, ALKRES_FUSION_MOLECULES, target);
	if (!alkres_mutation_parse(&mutation, ALKRES_EXON_14_SKIPPING, &error))
		alkres_report(&error);
	memset(nulls, true, sizeof(nulls));
	values[MUTATION] = alkres_mutation_datum(&mutation);
	values[KIND] = CStringGetTextDatum(alkres_large_kind_name(ALKRES_LARGE_DELETION));
	values[STATE] = CStringGetTextDatum(alkres_state_name(verdict.state));
	values[REASON] = CStringGetTextDatum(verdict.reason);
	nulls[MUTATION] = nulls[KIND] = nulls[STATE] = nulls[REASON] = false;
	alkres_set_number(values, nulls, LOD95, verdict.lod95);
	alkres_set_number(values, nulls, FRACTION_UPPER, verdict.upper);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(alkres_call_large_indels);
Datum
alkres_call_large_indels(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	AlkresShown shown = {0}, normals = {0};
	AlkresLargeChanges changes;
	double target = alkres_probability_argument(fcinfo, TARGET, "target_vaf");
	bool is_skipped = false;

	alkres_start_rows(fcinfo);
	alkres_show_pileups(fcinfo, PILEUPS, "pileups", &shown);
	alkres_show_as_library(&shown);
	alkres_large_find(&changes, &shown);
	if (changes.count > 0)
		alkres_show_pileups(fcinfo, NORMALS, "normals", &normals);
	for (int i = 0; i < changes.count; i++)
	{
		AlkresLargeChange *change = &changes.items[i];
		AlkresJunctions one = {.items = &change->ends, .count = 1};
		AlkresVariant variant;
		AlkresError error;

		/* What the blocks do not know whole cannot be written. */
		if (!alkres_large_variant(&variant, change, &shown, &error))
			continue;
		alkres_junctions_compare(&one, &normals);
		put_change(fcinfo, &shown, change, &variant);
		is_skipped |= alkres_large_mutation(&variant) != NULL;
	}
	if (!is_skipped)
		put_negative(fcinfo, &shown, target);
	PG_RETURN_VOID();
}
