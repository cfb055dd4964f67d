/* region_overlap.c: region && region for the planner: selectivity by trying a sample of each side,
 * and a warning where none can overlap. */
#include "postgres.h"

#include "nodes/pathnodes.h"
#include "nodes/primnodes.h"

#include "index/assembly_warning.h"
#include "index/shares.h"
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

PG_FUNCTION_INFO_V1(alkres_region_overlaps_sel);
Datum
alkres_region_overlaps_sel(PG_FUNCTION_ARGS)
{
	VariableStatData column;
	Node *other;
	bool column_first;
	AlkresShares shares;
	double share = ALKRES_SHARE_UNKNOWN;

	if (!get_restriction_variable((PlannerInfo *) PG_GETARG_POINTER(0),
								  (List *) PG_GETARG_POINTER(2), PG_GETARG_INT32(3), &column,
								  &other, &column_first))
		PG_RETURN_FLOAT8(share);
	if (IsA(other, Const) && ((Const *) other)->constisnull)
		share = 0;
	else if (IsA(other, Const) && alkres_shares_load(&shares, &column, PG_GETARG_OID(1)))
	{
		AlkresRegion region;
		int count;
		Tried *tried = take_sample(&shares, PG_INT32_MAX / 2, &count);

		alkres_region_get(((Const *) other)->constvalue, &region);
		share = 0;
		for (int i = 0; i < count; i++)
			if (overlap(&tried[i].region, &region))
				share += tried[i].share;
		share = Max(share, 0.1 / Max(shares.distinct, 1.0));
	}
	ReleaseVariableStats(column);
	PG_RETURN_FLOAT8(Min(share, 1.0));
}

PG_FUNCTION_INFO_V1(alkres_region_overlaps_joinsel);
Datum
alkres_region_overlaps_joinsel(PG_FUNCTION_ARGS)
{
	SpecialJoinInfo *join = (SpecialJoinInfo *) PG_GETARG_POINTER(4);
	VariableStatData first, second;
	AlkresShares shares[2];
	bool reversed;
	bool semi = join->jointype == JOIN_SEMI || join->jointype == JOIN_ANTI;
	double share = semi ? 0.5 : ALKRES_SHARE_UNKNOWN;

	get_join_variables((PlannerInfo *) PG_GETARG_POINTER(0), (List *) PG_GETARG_POINTER(2), join,
					   &first, &second, &reversed);
	if (alkres_shares_load(&shares[0], &first, PG_GETARG_OID(1)) &&
		alkres_shares_load(&shares[1], &second, PG_GETARG_OID(1)))
	{
		int outer = reversed ? 1 : 0, counts[2];
		Tried *tried[2];

		for (int i = 0; i < 2; i++)
			tried[i] = take_sample(&shares[i], TRIED_MAX, &counts[i]);
		share = 0;
		for (int i = 0; i < counts[outer]; i++)
		{
			double partners = 0;

			for (int j = 0; j < counts[1 - outer]; j++)
				if (overlap(&tried[outer][i].region, &tried[1 - outer][j].region))
					partners += tried[1 - outer][j].share;
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
