/*
 * variant_region.c: "the variant lies in the region" and "two regions overlap" for the planner.
 *
 * A region's variants start between its first and its last position, which is one range of the
 * order: from the smallest variant at the first position to the smallest behind the last.  The
 * smallest at a position is a value like any other, the reference observation of base A.  A
 * deletion that starts in the region may reach over its end, so the range is a lossy index
 * condition and the operator is checked again; it is not offered as plain comparisons, whose
 * estimate inside one histogram bin would be that of no row at all.
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "index/assembly_warning.h"
#include "index/range_sel.h"
#include "index/range_support.h"
#include "type/bytes.h"
#include "type/own_type.h"
#include "type/region.h"
#include "type/report.h"
#include "type/variant.h"

/* Half the stretch that a query for an unknown region is taken to ask for: an exon and its
 * edges. */
#define TYPICAL_HALF_REGION 100

static struct varlena *
smallest_variant(const AlkresContig *contig, int64 position)
{
	AlkresVariant variant;
	AlkresError error;

	/* Behind the end of a region there is always one more position: ALKRES_REGION_END_MAX. */
	if (!alkres_variant_set(&variant, contig, position, "A", 1, ".", 1, &error))
		alkres_report(&error);
	return (struct varlena *) DatumGetPointer(alkres_variant_datum(&variant));
}

static AlkresRange
variants_of(Datum value)
{
	AlkresRegion region;

	alkres_region_get(value, &region);
	return (AlkresRange){smallest_variant(&region.contig, region.start),
						 smallest_variant(&region.contig, (int64) region.end + 1)};
}

/* region_lower(region), region_upper(region): the bounds, for index conditions. */
PG_FUNCTION_INFO_V1(alkres_region_lower_variant);
Datum
alkres_region_lower_variant(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(variants_of(PG_GETARG_DATUM(0)).lower);
}

PG_FUNCTION_INFO_V1(alkres_region_upper_variant);
Datum
alkres_region_upper_variant(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(variants_of(PG_GETARG_DATUM(0)).upper);
}

static int
ranges_around(struct varlena *value, AlkresRange *ranges)
{
	AlkresVariant variant;
	int64 from, to;

	alkres_variant_get(PointerGetDatum(value), &variant);
	from = Max((int64) variant.position - TYPICAL_HALF_REGION, 1);
	to = Min((int64) variant.position + TYPICAL_HALF_REGION, (int64) ALKRES_POSITION_MAX);
	ranges[0].lower = smallest_variant(&variant.contig, from);
	ranges[0].upper = smallest_variant(&variant.contig, to);
	return 1;
}

/* Places asked for are hot spots, whose rows are few among those of passengers. */
static const AlkresContainment in_region = {"variant",   "region",      false,
											variants_of, ranges_around, 2};
static const AlkresContainment has_variant = {"variant",   "region",      true,
											  variants_of, ranges_around, 2};

#define SELECTIVITY(name, body, kind)     \
	PG_FUNCTION_INFO_V1(alkres_##name);   \
	Datum alkres_##name(PG_FUNCTION_ARGS) \
	{                                     \
		return body(fcinfo, &kind);       \
	}

SELECTIVITY(variant_in_region_sel, alkres_range_restriction, in_region)
SELECTIVITY(variant_in_region_joinsel, alkres_range_join, in_region)
SELECTIVITY(region_has_variant_sel, alkres_range_restriction, has_variant)
SELECTIVITY(region_has_variant_joinsel, alkres_range_join, has_variant)

/* The bound as a constant where the region is one, else as a call. */
static Node *
bound_of(SupportRequestIndexCondition *request, Node *column, Node *region, bool upper)
{
	if (IsA(region, Const))
	{
		Const *constant = (Const *) region;
		AlkresRange range;

		if (constant->constisnull)
			return NULL;
		range = variants_of(constant->constvalue);
		return (Node *) alkres_make_constant(exprType(column),
											 PointerGetDatum(upper ? range.upper : range.lower));
	}
	return alkres_make_call(request->funcid, upper ? "region_upper" : "region_lower",
							exprType(column), region);
}

static Datum
support(FunctionCallInfo fcinfo, bool region_first)
{
	SupportRequestIndexCondition *request = (SupportRequestIndexCondition *) PG_GETARG_POINTER(0);
	Node *column, *region, *lower, *upper;
	Expr *from, *to;
	bool column_first;

	if (IsA(request, SupportRequestSimplify))
		alkres_warn_of_assembly((SupportRequestSimplify *) request);
	if (!IsA(request, SupportRequestIndexCondition) ||
		!alkres_index_arguments(request, &column, &region, &column_first) ||
		column_first == region_first || /* an index on regions has no range for a variant */
		!alkres_is_type(exprType(column), "variant") || !alkres_is_type(exprType(region), "region"))
		PG_RETURN_POINTER(NULL);
	lower = bound_of(request, column, region, false);
	upper = bound_of(request, column, region, true);
	if (lower == NULL || upper == NULL)
		PG_RETURN_POINTER(NULL);
	from = alkres_make_comparison(request->opfamily, column, BTGreaterEqualStrategyNumber, lower);
	to = alkres_make_comparison(request->opfamily, copyObject(column), BTLessStrategyNumber, upper);
	request->lossy = true;
	PG_RETURN_POINTER(from != NULL && to != NULL ? list_make2(from, to) : NIL);
}

PG_FUNCTION_INFO_V1(alkres_variant_in_region_support);
Datum
alkres_variant_in_region_support(PG_FUNCTION_ARGS)
{
	return support(fcinfo, false);
}

PG_FUNCTION_INFO_V1(alkres_region_has_variant_support);
Datum
alkres_region_has_variant_support(PG_FUNCTION_ARGS)
{
	return support(fcinfo, true);
}
