/*
 * call_fusions.c: junctions of ALK with other genes in the blocks of one library, and which
 * fraction of molecules with one would have been seen where there is none.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "call/question.h"
#include "call/shown.h"
#include "core/base/nucleotide.h"
#include "core/junction/evidence.h"
#include "core/junction/fusion.h"
#include "core/junction/normals.h"
#include "core/junction/search.h"
#include "core/junction/verdict.h"
#include "core/mutation/text.h"
#include "core/variant/structural.h"
#include "type/arguments.h"
#include "type/mutation.h"
#include "type/region.h"
#include "type/report.h"
#include "type/rows.h"
#include "type/vaf.h"
#include "type/variant.h"

/* Arguments of the function and columns of its rows. */
enum
{
	PILEUPS,
	NORMALS,
	REGIONS,
	SEQUENCES,
	KNOWN,
	TARGET,
	DESIGN
};
enum
{
	VARIANT,
	MUTATION,
	PARTNER,
	STATE,
	VAF,
	FRACTION_LOWER,
	FRACTION_UPPER,
	LOD95,
	MIN_MOLECULES,
	NAME,
	EXONS,
	IN_FRAME,
	IS_PRECISE,
	KINASE_POSITION,
	PARTNER_POSITION,
	PARTNER_REGION,
	HOMOLOGY,
	INSERTED,
	SPLIT,
	PARTNER_SPLIT,
	SPANNING,
	RECIPROCAL,
	FLAGS,
	REASON,
	FALSE_CALLS,
	COLUMNS
};

typedef struct Row
{
	Datum values[COLUMNS];
	bool nulls[COLUMNS];
} Row;

static void
set_column(Row *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

static void
set_text(Row *row, int column, const char *text)
{
	if (text != NULL && text[0] != '\0')
		set_column(row, column, CStringGetTextDatum(text));
}

static AlkresStretch *
sequence_arguments(FunctionCallInfo fcinfo, int *count)
{
	AlkresElements regions =
		alkres_array_argument(fcinfo, REGIONS, "regions", InvalidOid, ALKRES_NULLS_REFUSED);
	AlkresElements sequences =
		alkres_array_argument(fcinfo, SEQUENCES, "sequences", TEXTOID, ALKRES_NULLS_REFUSED);
	AlkresStretch *stretches = palloc(sizeof(AlkresStretch) * (regions.count + 1));

	if (regions.count != sequences.count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("regions and their sequences must be as many"));
	for (int i = 0; i < regions.count; i++)
	{
		AlkresRegion *region = palloc(sizeof(AlkresRegion));
		text *bases = DatumGetTextPP(sequences.values[i]);

		alkres_region_get(regions.values[i], region);
		if (VARSIZE_ANY_EXHDR(bases) != region->end - region->start + 1)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("the sequence of %s has %zu bases", alkres_region_text(region),
						   VARSIZE_ANY_EXHDR(bases)));
		stretches[i] = (AlkresStretch){&region->contig, region->start, VARDATA_ANY(bases),
									   (uint32) VARSIZE_ANY_EXHDR(bases)};
	}
	*count = regions.count;
	return stretches;
}

/* A breakend that joins ALK with another place; false for another variant. */
static bool
junction_of(const AlkresVariant *variant, AlkresJunction *junction)
{
	AlkresBreakpoint here = {.contig = &variant->contig,
							 .position = variant->position,
							 .kept_right = variant->join >= ALKRES_JOIN_FROM_RIGHT};
	AlkresBreakpoint there = {.contig = &variant->mate,
							  .position = variant->mate_position,
							  .kept_right = variant->join == ALKRES_JOIN_TO_RIGHT ||
											variant->join == ALKRES_JOIN_FROM_RIGHT};

	if (variant->kind != ALKRES_BREAKEND)
		return false;
	*junction = (AlkresJunction){.kinase = here, .partner = there, .is_known = true};
	if (!alkres_in_fusion_kinase(here.contig, here.position))
	{
		if (!alkres_in_fusion_kinase(there.contig, there.position))
			return false;
		junction->kinase = there;
		junction->partner = here;
	}
	junction->is_precise = true;
	junction->reciprocal = -1;
	junction->gene = alkres_fusion_partner_at(junction->partner.contig, junction->partner.position);
	return true;
}

static AlkresJunction *
known_argument(FunctionCallInfo fcinfo, const AlkresContig *contig, int *count)
{
	AlkresElements given =
		alkres_array_argument(fcinfo, KNOWN, "known", InvalidOid, ALKRES_NULLS_KEPT);
	AlkresJunction *known = palloc(sizeof(AlkresJunction) * (given.count + 1));

	*count = 0;
	for (int i = 0; i < given.count; i++)
	{
		AlkresVariant *variant;

		if (given.nulls[i])
			continue;
		variant = palloc(sizeof(AlkresVariant));
		alkres_variant_get(given.values[i], variant);
		if (variant->contig.assembly == contig->assembly && junction_of(variant, &known[*count]))
			(*count)++;
	}
	return known;
}

static AlkresVariant
breakend(const AlkresJunction *junction, const AlkresKnownSequence *sequence)
{
	const AlkresBreakpoint *at = &junction->kinase, *to = &junction->partner;
	char base = alkres_known_sequence_base(sequence, at->contig, at->position);
	size_t inserted = strlen(junction->inserted);
	char *ref = palloc(2), *joined = palloc(inserted + 2);
	AlkresVariant variant = {.contig = *at->contig,
							 .position = at->position,
							 .end = at->position,
							 .kind = ALKRES_BREAKEND,
							 .mate = *to->contig,
							 .mate_position = to->position};

	ref[0] = base == 0 ? 'N' : base;
	ref[1] = '\0';
	variant.ref = ref;
	variant.ref_length = 1;
	if (at->kept_right)
	{
		variant.join = to->kept_right ? ALKRES_JOIN_FROM_RIGHT : ALKRES_JOIN_FROM_LEFT;
		for (size_t i = 0; i < inserted; i++)
			joined[i] = alkres_base_complement(junction->inserted[inserted - 1 - i]);
		joined[inserted] = ref[0];
	}
	else
	{
		variant.join = to->kept_right ? ALKRES_JOIN_TO_RIGHT : ALKRES_JOIN_TO_LEFT;
		joined[0] = ref[0];
		memcpy(joined + 1, junction->inserted, inserted);
	}
	variant.joined = joined;
	variant.joined_length = inserted + 1;
	alkres_breakend_write(&variant);
	return variant;
}

static Datum
fusion_mutation(void)
{
	AlkresMutation mutation;
	AlkresError error;
	char *text = psprintf("%s fusion", alkres_fusion_kinase.name);

	if (!alkres_mutation_parse(&mutation, text, &error))
		alkres_report(&error);
	return alkres_mutation_datum(&mutation);
}

static Datum
flags_of(const AlkresJunction *junction)
{
	Datum flags[8];
	int count = 0;

	if (!junction->is_precise)
		flags[count++] = CStringGetTextDatum("imprecise");
	if (junction->places > 1)
		flags[count++] = CStringGetTextDatum("several_places");
	if (junction->gene == NULL)
		flags[count++] = CStringGetTextDatum("unlisted_partner");
	if (alkres_junction_sense(junction) == ALKRES_SENSE_RECIPROCAL)
		flags[count++] = CStringGetTextDatum("reciprocal_only");
	if (alkres_junction_sense(junction) == ALKRES_SENSE_OTHER)
		flags[count++] = CStringGetTextDatum("not_in_sense");
	if (junction->normal_molecules > 0)
		flags[count++] = CStringGetTextDatum("seen_in_normals");
	if (junction->is_known)
		flags[count++] = CStringGetTextDatum("known");
	return PointerGetDatum(construct_array(flags, count, TEXTOID, -1, false, TYPALIGN_INT));
}

static void
set_verdict(Row *row, const AlkresFusionVerdict *verdict, double false_calls)
{
	memset(row->values, 0, sizeof(row->values));
	memset(row->nulls, true, sizeof(row->nulls));
	set_column(row, MUTATION, fusion_mutation());
	set_text(row, STATE, alkres_state_name(verdict->state));
	set_text(row, REASON, verdict->reason);
	alkres_set_number(row->values, row->nulls, LOD95, verdict->lod95);
	alkres_set_number(row->values, row->nulls, FRACTION_UPPER, verdict->upper);
	set_column(row, MIN_MOLECULES, Int32GetDatum((int32) verdict->min_molecules));
	set_column(row, FALSE_CALLS, Float8GetDatum(false_calls));
}

static void
set_meaning(Row *row, const AlkresJunction *junction)
{
	AlkresFusion fusion;

	alkres_fusion_describe(&fusion, junction);
	set_text(row, PARTNER, junction->gene == NULL ? NULL : junction->gene->name);
	set_text(row, NAME, fusion.name);
	set_column(row, REASON,
			   CStringGetTextDatum(psprintf("%s%s%s%s: %s", fusion.name,
											fusion.exons[0] == '\0' ? "" : " ", fusion.exons,
											fusion.frame == ALKRES_FRAME_KEPT   ? ", in frame"
											: fusion.frame == ALKRES_FRAME_LOST ? ", out of frame"
																				: "",
											text_to_cstring(DatumGetTextPP(row->values[REASON])))));
	set_text(row, EXONS, fusion.exons);
	if (fusion.frame != ALKRES_FRAME_NOT_KNOWN)
		set_column(row, IN_FRAME, BoolGetDatum(fusion.frame == ALKRES_FRAME_KEPT));
}

static void
set_place(Row *row, const AlkresJunction *junction, const AlkresKnownSequence *sequence)
{
	AlkresVariant variant = breakend(junction, sequence);
	int32 furthest = (int32) junction->partner.position +
					 (junction->partner.kept_right ? -1 : 1) * junction->homology;
	AlkresRegion region = {.contig = *junction->partner.contig,
						   .start = Min(junction->partner.position, (uint32) furthest),
						   .end = Max(junction->partner.position, (uint32) furthest)};

	if (!junction->is_precise)
		region.end = junction->partner_end;

	set_column(row, VARIANT, alkres_variant_datum(&variant));
	set_column(row, KINASE_POSITION, Int32GetDatum((int32) junction->kinase.position));
	set_column(row, IS_PRECISE, BoolGetDatum(junction->is_precise));
	set_column(row, PARTNER_REGION, alkres_region_datum(&region));
	if (!junction->is_precise)
		return;
	/* As both sides have it, the last base of each lies where it ends furthest. */
	set_column(row, PARTNER_POSITION, Int32GetDatum(furthest));
	set_column(row, HOMOLOGY, Int32GetDatum(junction->homology));
	set_column(row, INSERTED, CStringGetTextDatum(junction->inserted));
}

static void
set_counts(Row *row, const AlkresJunction *junction)
{
	double lower, upper;
	uint32 molecules = alkres_junction_molecules(junction);
	uint32 depth = molecules + junction->through;

	alkres_junction_bounds(junction, 0.95, &lower, &upper);
	set_column(row, VAF, alkres_vaf_datum(molecules, depth));
	set_column(row, FRACTION_LOWER, Float8GetDatum(lower));
	set_column(row, FRACTION_UPPER, Float8GetDatum(upper));
	set_column(row, SPLIT, Int32GetDatum((int32) junction->split));
	set_column(row, PARTNER_SPLIT, Int32GetDatum((int32) junction->partner_split));
	set_column(row, SPANNING, Int32GetDatum((int32) junction->spanning));
}

static void
put(FunctionCallInfo fcinfo, Row *row)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	tuplestore_putvalues(result->setResult, result->setDesc, row->values, row->nulls);
}

/* Rows of the junctions; returns whether there is any. */
static bool
put_junctions(FunctionCallInfo fcinfo, const AlkresJunctions *junctions,
			  const AlkresKnownSequence *sequence, const AlkresContig *contig,
			  AlkresFusionPlaces *places, double target, double false_calls)
{
	bool any = false;

	for (int i = 0; i < junctions->count; i++)
	{
		const AlkresJunction *junction = &junctions->items[i];
		AlkresFusionVerdict verdict, limit;
		Row row;

		if (!alkres_junction_is_told(junction))
			continue;
		alkres_junction_judge(&verdict, junction);
		if (junction->gene != NULL)
			places->shown = alkres_fusion_share_shown(junction->gene, sequence, contig->assembly);
		alkres_fusion_judge_absent(&limit, places, junction->molecules, verdict.min_molecules,
								   target);
		verdict.lod95 = limit.lod95;
		set_verdict(&row, &verdict, false_calls);
		set_place(&row, junction, sequence);
		set_meaning(&row, junction);
		set_counts(&row, junction);
		set_column(&row, FLAGS, flags_of(junction));
		if (junction->reciprocal >= 0)
		{
			AlkresVariant other = breakend(&junctions->items[junction->reciprocal], sequence);

			set_column(&row, RECIPROCAL, alkres_variant_datum(&other));
		}
		put(fcinfo, &row);
		any = true;
	}
	return any;
}

/* Of the junctions with a gene that are not told, the one that most speaks for. */
static const AlkresJunction *
suspect_with(const AlkresJunctions *junctions, const AlkresFusionGene *gene)
{
	const AlkresJunction *suspect = NULL;

	for (int i = 0; i < junctions->count; i++)
	{
		const AlkresJunction *junction = &junctions->items[i];

		if (junction->gene == gene && alkres_junction_is_suspect(junction) &&
			(suspect == NULL || junction->molecules > suspect->molecules))
			suspect = junction;
	}
	return suspect;
}

static bool
is_told_with(const AlkresJunctions *junctions, const AlkresFusionGene *gene)
{
	for (int i = 0; i < junctions->count; i++)
		if (junctions->items[i].gene == gene && alkres_junction_is_told(&junctions->items[i]))
			return true;
	return false;
}

/* That there is none with a gene; what looks like one and is not enough is told beside it. */
static void
put_negative(FunctionCallInfo fcinfo, const AlkresFusionGene *gene,
			 const AlkresJunctions *junctions, const AlkresFusionPlaces *places, double target,
			 double false_calls)
{
	const AlkresJunction *suspect = suspect_with(junctions, gene);
	AlkresFusionVerdict verdict;
	AlkresFusion fusion;
	Row row;

	alkres_fusion_judge_absent(&verdict, places, suspect == NULL ? 0 : suspect->molecules,
							   ALKRES_FUSION_MOLECULES, target);
	set_verdict(&row, &verdict, false_calls);
	set_text(&row, PARTNER, gene->name);
	if (suspect != NULL)
	{
		alkres_fusion_describe(&fusion, suspect);
		set_column(&row, REASON,
				   CStringGetTextDatum(psprintf(
					   "%s: %s %s, %s:%u to %s:%u", verdict.reason, fusion.name, fusion.exons,
					   suspect->kinase.contig->contig_name, suspect->kinase.position,
					   suspect->partner.contig->contig_name, suspect->partner.position)));
	}
	put(fcinfo, &row);
}

/* A row for each gene that no junction is told with; one for all where intron 19 is not read. */
static void
put_negatives(FunctionCallInfo fcinfo, const AlkresJunctions *junctions,
			  const AlkresKnownSequence *sequence, const AlkresContig *contig,
			  AlkresFusionPlaces *places, double target, double false_calls, bool any_told)
{
	AlkresFusionVerdict verdict;
	Row row;

	alkres_fusion_judge_absent(&verdict, places, 0, ALKRES_FUSION_MOLECULES, target);
	if (verdict.state == ALKRES_STATE_NOT_IN_PANEL || verdict.state == ALKRES_STATE_NOT_COVERED)
	{
		set_verdict(&row, &verdict, false_calls);
		if (!any_told)
			put(fcinfo, &row);
		return;
	}
	for (int i = 0; i < alkres_fusion_partner_count; i++)
	{
		const AlkresFusionGene *gene = &alkres_fusion_partners[i];

		if (is_told_with(junctions, gene))
			continue;
		places->shown = alkres_fusion_share_shown(gene, sequence, contig->assembly);
		put_negative(fcinfo, gene, junctions, places, target, false_calls);
	}
}

/* What the patient is known to have and the library does not show. */
static void
put_known(FunctionCallInfo fcinfo, const AlkresJunctions *junctions, const AlkresShown *shown,
		  const AlkresKnownSequence *sequence, const AlkresJunction *known, int known_count,
		  double target, double false_calls)
{
	for (int k = 0; k < known_count; k++)
	{
		AlkresFusionPlaces places;
		AlkresFusionVerdict verdict;
		bool shows = false;
		Row row;

		for (int i = 0; i < junctions->count; i++)
			shows |= alkres_junctions_are_same(&junctions->items[i], &known[k]);
		if (shows)
			continue;
		places = alkres_fusion_place(shown, &known[k].kinase);
		if (known[k].gene != NULL)
			places.shown = alkres_fusion_share_shown(known[k].gene, sequence,
													 known[k].kinase.contig->assembly);
		alkres_fusion_judge_absent(&verdict, &places, 0, ALKRES_FUSION_MOLECULES_KNOWN, target);
		set_verdict(&row, &verdict, false_calls);
		set_place(&row, &known[k], sequence);
		set_meaning(&row, &known[k]);
		if (places.through[0] > 0)
			set_column(&row, VAF, alkres_vaf_datum(0, places.through[0]));
		set_column(&row, FLAGS, flags_of(&known[k]));
		put(fcinfo, &row);
	}
}

/* The contig of ALK on the assembly of the library; false where nothing tells which. */
static bool
kinase_contig(FunctionCallInfo fcinfo, const AlkresShown *shown, AlkresContig *contig)
{
	const AlkresContig *from = shown->count > 0 ? &shown->blocks[0].contig : NULL;
	char name[8];
	int count;
	AlkresRegion *design = alkres_design_argument(fcinfo, DESIGN, &count);
	AlkresError error;

	if (from == NULL && count > 0)
		from = &design[0].contig;
	if (from == NULL || from->assembly == ALKRES_ASSEMBLY_NAMED)
		return false;
	snprintf(name, sizeof(name), "chr%d", alkres_fusion_kinase.contig);
	if (!alkres_contig_set(contig, from->assembly_name, strlen(from->assembly_name), name,
						   strlen(name), &error))
		alkres_report(&error);
	return true;
}

/* Where no block is stored the design says whether one should be. */
static void
cover(FunctionCallInfo fcinfo, const AlkresContig *contig, AlkresFusionPlaces *places)
{
	AlkresSpan intron = alkres_fusion_intron(contig->assembly);
	int64 held = 0;
	int count;
	AlkresRegion *design = alkres_design_argument(fcinfo, DESIGN, &count);

	/* What the blocks say of it comes first. */
	if (PG_ARGISNULL(DESIGN) || places->has_design)
		return;
	places->has_design = true;
	for (int i = 0; i < count; i++)
		if (alkres_contig_equal(&design[i].contig, contig))
			held += Max(0, Min((int64) design[i].end, intron.end) -
							   Max((int64) design[i].start, intron.start) + 1);
	places->covered = (int) (places->count * Min(held, intron.end - intron.start + 1) /
							 (intron.end - intron.start + 1));
}

PG_FUNCTION_INFO_V1(alkres_call_fusions);
Datum
alkres_call_fusions(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(7);
	AlkresShown shown = {0}, normals = {0};
	AlkresKnownSequence sequence = {.shown = &shown};
	AlkresJunctions junctions;
	AlkresJunction *known;
	AlkresFusionPlaces places;
	AlkresContig contig;
	int known_count;
	bool any_told;
	double false_calls;
	double target = alkres_probability_argument(fcinfo, TARGET, "target_vaf");

	alkres_start_rows(fcinfo);
	alkres_show_pileups(fcinfo, PILEUPS, "pileups", &shown);
	alkres_show_as_library(&shown);
	if (!kinase_contig(fcinfo, &shown, &contig))
		PG_RETURN_VOID();
	sequence.stretches = sequence_arguments(fcinfo, &sequence.count);
	known = known_argument(fcinfo, &contig, &known_count);
	alkres_junctions_find(&junctions, &shown, sequence.stretches, sequence.count, known,
						  known_count);
	alkres_show_pileups(fcinfo, NORMALS, "normals", &normals);
	alkres_junctions_compare(&junctions, &normals);
	places = alkres_fusion_places(&shown, &contig);
	cover(fcinfo, &contig, &places);
	false_calls = alkres_junctions_expected_false(&junctions, &contig);
	put_known(fcinfo, &junctions, &shown, &sequence, known, known_count, target, false_calls);
	any_told = put_junctions(fcinfo, &junctions, &sequence, &contig, &places, target, false_calls);
	put_negatives(fcinfo, &junctions, &sequence, &contig, &places, target, false_calls, any_told);
	PG_RETURN_VOID();
}
