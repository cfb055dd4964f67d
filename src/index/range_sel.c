/* range_sel.c: selectivity of membership in a range, for a constant, a parameter and a join. */
#include "postgres.h"

#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/primnodes.h"

#include "compat.h"
#include "index/planner_arguments.h"
#include "index/range_sel.h"
#include "type/bytes.h"
#include "type/own_type.h"

/* The share of rows whose container holds this value. */
static double
share_of_containers(const AlkresShares *shares, const AlkresContainment *kind, Datum value)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);
	int count;
	AlkresSample *sample = alkres_shares_sample(shares, &count);
	double share = 0;

	for (int i = 0; i < count; i++)
	{
		AlkresRange range = kind->range_of(PointerGetDatum(sample[i].value));

		if (alkres_bytes_compare(range.lower, bytes) <= 0 &&
			alkres_bytes_compare(bytes, range.upper) < 0)
			share += sample[i].share;
	}
	return Max(share, 0.1 / Max(shares->distinct, 1.0));
}

Datum
alkres_range_restriction(FunctionCallInfo fcinfo, const AlkresContainment *kind)
{
	AlkresRestrictArguments planner = alkres_restrict_arguments(fcinfo);
	VariableStatData column;
	Node *other;
	bool column_first;
	AlkresShares shares;
	double share = ALKRES_SHARE_UNKNOWN;
	bool is_container;

	if (!get_restriction_variable(planner.root, planner.operands, planner.relation, &column, &other,
								  &column_first))
		PG_RETURN_FLOAT8(share);
	is_container = column_first == kind->container_first;
	if (IsA(other, Const) && ((Const *) other)->constisnull)
		share = 0; /* strict */
	else if (alkres_shares_load(&shares, &column,
								is_container ? kind->container_type : kind->value_type,
								planner.operator_oid) &&
			 alkres_is_type(exprType(other),
							is_container ? kind->value_type : kind->container_type))
	{
		if (IsA(other, Const))
		{
			Datum constant = ((Const *) other)->constvalue;

			if (is_container)
				share = share_of_containers(&shares, kind, constant);
			else
			{
				AlkresRange range = kind->range_of(constant);

				share = alkres_shares_range(&shares, &range);
			}
		}
		else if (!is_container)
			share = alkres_shares_typical(&shares, kind->ranges_around, kind->typical_order);
		else /* a chain of classes, or a few targets over one place */
			share = 2.0 / Max(shares.distinct, 2.0);
	}
	ReleaseVariableStats(column);
	PG_RETURN_FLOAT8(Min(Max(share, 0.0), 1.0));
}

static int
compare_ranges(const void *a, const void *b)
{
	return alkres_bytes_compare(((const AlkresRange *) a)->lower, ((const AlkresRange *) b)->lower);
}

/* The share of values that lie in any of the containers: that of their union. */
static double
share_of_union(const AlkresShares *values, AlkresRange *ranges, int count)
{
	double share = 0;

	qsort(ranges, count, sizeof(AlkresRange), compare_ranges);
	for (int i = 0; i < count;)
	{
		AlkresRange merged = ranges[i++];

		for (; i < count && alkres_bytes_compare(ranges[i].lower, merged.upper) <= 0; i++)
			if (alkres_bytes_compare(ranges[i].upper, merged.upper) > 0)
				merged.upper = ranges[i].upper;
		share += alkres_shares_range(values, &merged);
	}
	return share;
}

static double
rows_of(const VariableStatData *column)
{
	return column->rel != NULL ? column->rel->rows : 1.0;
}

/*
 * A join of values with containers.  For a semi or anti join the selectivity is the share of outer
 * rows that have a partner.
 */
static double
join_share(const AlkresContainment *kind, VariableStatData *values, VariableStatData *containers,
		   Oid operator_oid, bool semi, bool values_outer)
{
	AlkresShares value_shares, container_shares;
	AlkresSample *sample;
	AlkresRange *ranges;
	double share = 0;
	int count;

	if (!alkres_shares_load(&value_shares, values, kind->value_type, operator_oid))
		return semi ? 0.5 : ALKRES_SHARE_UNKNOWN;
	if (!alkres_shares_load(&container_shares, containers, kind->container_type, operator_oid))
	{
		share = alkres_shares_typical(&value_shares, kind->ranges_around, kind->typical_order);
		return semi ? share * rows_of(values_outer ? containers : values) : share;
	}
	sample = alkres_shares_sample(&container_shares, &count);
	ranges = palloc(sizeof(AlkresRange) * Max(count, 1));
	for (int i = 0; i < count; i++)
		ranges[i] = kind->range_of(PointerGetDatum(sample[i].value));
	if (semi && values_outer)
		return share_of_union(&value_shares, ranges, count);
	for (int i = 0; i < count; i++)
	{
		double part = alkres_shares_range(&value_shares, &ranges[i]);

		if (semi)
			part = Min(part * rows_of(values), 1.0);
		share += sample[i].share * part;
	}
	return share;
}

Datum
alkres_range_join(FunctionCallInfo fcinfo, const AlkresContainment *kind)
{
	AlkresJoinArguments planner = alkres_join_arguments(fcinfo);
	VariableStatData first, second;
	VariableStatData *values, *containers;
	bool reversed, semi;
	double share;

	get_join_variables(planner.root, planner.operands, planner.join, &first, &second, &reversed);
	values = kind->container_first ? &second : &first;
	containers = kind->container_first ? &first : &second;
	semi = planner.join->jointype == JOIN_SEMI || planner.join->jointype == JOIN_ANTI;
	/* Without "reversed" the first argument belongs to the outer side. */
	share = join_share(kind, values, containers, planner.operator_oid, semi,
					   (values == &first) != reversed);
	ReleaseVariableStats(first);
	ReleaseVariableStats(second);
	PG_RETURN_FLOAT8(Min(Max(share, 0.0), 1.0));
}
