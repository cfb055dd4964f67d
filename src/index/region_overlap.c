/* region_overlap.c: region && region for the planner: selectivity by trying a sample of each side,
 * and a warning where none can overlap. */
#include "postgres.h"

#include "nodes/pathnodes.h"
#include "nodes/primnodes.h"

#include "index/assembly_warning.h"
#include "index/planner_arguments.h"
#include "index/shares.h"
#include "type/own_type.h"
#include "type/region.h"

/* A join tries at most this many values of each side. */
#define TRIED_MAX 200

typedef struct Tried
{
	AlkresRegion region;
	double share;
} Tried;

static bool
overlap(const AlkresRegion *a, const AlkresRegion *b)
{
	return a->start <= b->end && b->start <= a->end && alkres_contig_equal(&a->contig, &b->contig);
}

/* Regions of a column with the shares of rows that they stand for. */
static Tried *
take_sample(const AlkresShares *shares, int most, int *count)
{
	int all;
	AlkresSample *sample = alkres_shares_sample(shares, &all);
	int step = Max((all + most - 1) / most, 1);
	Tried *tried = palloc(sizeof(Tried) * (all / step + 1));

	*count = 0;
	for (int i = 0; i < all; i += step)
	{
		alkres_region_get(PointerGetDatum(sample[i].value), &tried[*count].region);
		tried[(*count)++].share = sample[i].share * step;
	}
	return tried;
}

/* The share of the tried regions that one overlaps. */
static double
share_overlapped(const Tried *tried, int count, const AlkresRegion *region)
{
	double share = 0;

	for (int i = 0; i < count; i++)
		if (overlap(&tried[i].region, region))
			share += tried[i].share;
	return share;
}

PG_FUNCTION_INFO_V1(alkres_region_overlaps_sel);
Datum
alkres_region_overlaps_sel(PG_FUNCTION_ARGS)
{
	AlkresRestrictArguments planner = alkres_restrict_arguments(fcinfo);
	VariableStatData column;
	Node *other;
	bool column_first;
	AlkresShares shares;
	double share = ALKRES_SHARE_UNKNOWN;

	if (!get_restriction_variable(planner.root, planner.operands, planner.relation, &column, &other,
								  &column_first))
		PG_RETURN_FLOAT8(share);
	if (IsA(other, Const) && ((Const *) other)->constisnull)
		share = 0;
	else if (IsA(other, Const) && alkres_is_type(((Const *) other)->consttype, "region") &&
			 alkres_shares_load(&shares, &column, "region", planner.operator_oid))
	{
		AlkresRegion region;
		int count;
		Tried *tried = take_sample(&shares, PG_INT32_MAX / 2, &count);

		alkres_region_get(((Const *) other)->constvalue, &region);
		share = share_overlapped(tried, count, &region);
		share = Max(share, 0.1 / Max(shares.distinct, 1.0));
	}
	ReleaseVariableStats(column);
	PG_RETURN_FLOAT8(Min(share, 1.0));
}

PG_FUNCTION_INFO_V1(alkres_region_overlaps_joinsel);
Datum
alkres_region_overlaps_joinsel(PG_FUNCTION_ARGS)
{
	AlkresJoinArguments planner = alkres_join_arguments(fcinfo);
	VariableStatData first, second;
	AlkresShares shares[2];
	bool reversed;
	bool semi = planner.join->jointype == JOIN_SEMI || planner.join->jointype == JOIN_ANTI;
	double share = semi ? 0.5 : ALKRES_SHARE_UNKNOWN;

	get_join_variables(planner.root, planner.operands, planner.join, &first, &second, &reversed);
	if (alkres_shares_load(&shares[0], &first, "region", planner.operator_oid) &&
		alkres_shares_load(&shares[1], &second, "region", planner.operator_oid))
	{
		int outer = reversed ? 1 : 0, counts[2];
		Tried *tried[2];

		for (int i = 0; i < 2; i++)
			tried[i] = take_sample(&shares[i], TRIED_MAX, &counts[i]);
		share = 0;
		for (int i = 0; i < counts[outer]; i++)
		{
			double partners =
				share_overlapped(tried[1 - outer], counts[1 - outer], &tried[outer][i].region);

			if (semi)
				partners = partners > 0;
			share += tried[outer][i].share * partners;
		}
		share = Max(share, 0.1 / Max(shares[0].distinct, 1.0) / Max(shares[1].distinct, 1.0));
	}
	ReleaseVariableStats(first);
	ReleaseVariableStats(second);
	PG_RETURN_FLOAT8(Min(share, 1.0));
}

PG_FUNCTION_INFO_V1(alkres_region_overlaps_support);
Datum
alkres_region_overlaps_support(PG_FUNCTION_ARGS)
{
	Node *request = (Node *) PG_GETARG_POINTER(0);

	if (IsA(request, SupportRequestSimplify))
		alkres_warn_of_assembly((SupportRequestSimplify *) request);
	PG_RETURN_POINTER(NULL);
}
