/*
 * vaf_number.c: comparison of a vaf with a number, and the index bound that follows from it.
 *
 * These operators stay outside the B-tree family of vaf: 1/100 and 2/200 both equal 0.01 and not
 * each other, so in one family the planner would derive wrong equalities.  An index is used all the
 * same: a support function turns "v > 0.005" into a bound on v that holds for every such v, and the
 * operator itself is checked again.
 */
#include "postgres.h"

#include <math.h>

#include "access/stratnum.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "utils/float.h"
#include "utils/lsyscache.h"

#include "type/own_type.h"
#include "type/vaf.h"

/* The fraction of a vaf argument; false for 0/0, which compares as unknown. */
static bool
fraction(FunctionCallInfo fcinfo, int n, float8 *value)
{
	AlkresVaf vaf = PG_GETARG_VAF(n);

	*value = vaf.depth == 0 ? 0 : (double) vaf.alt / vaf.depth;
	return vaf.depth > 0;
}

PG_FUNCTION_INFO_V1(alkres_vaf_lt_number);
Datum
alkres_vaf_lt_number(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 0, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_lt(value, PG_GETARG_FLOAT8(1)));
}

PG_FUNCTION_INFO_V1(alkres_vaf_le_number);
Datum
alkres_vaf_le_number(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 0, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_le(value, PG_GETARG_FLOAT8(1)));
}

PG_FUNCTION_INFO_V1(alkres_vaf_eq_number);
Datum
alkres_vaf_eq_number(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 0, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_eq(value, PG_GETARG_FLOAT8(1)));
}

PG_FUNCTION_INFO_V1(alkres_vaf_ne_number);
Datum
alkres_vaf_ne_number(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 0, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_ne(value, PG_GETARG_FLOAT8(1)));
}

PG_FUNCTION_INFO_V1(alkres_vaf_ge_number);
Datum
alkres_vaf_ge_number(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 0, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_ge(value, PG_GETARG_FLOAT8(1)));
}

PG_FUNCTION_INFO_V1(alkres_vaf_gt_number);
Datum
alkres_vaf_gt_number(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 0, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_gt(value, PG_GETARG_FLOAT8(1)));
}

PG_FUNCTION_INFO_V1(alkres_number_lt_vaf);
Datum
alkres_number_lt_vaf(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 1, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_lt(PG_GETARG_FLOAT8(0), value));
}

PG_FUNCTION_INFO_V1(alkres_number_le_vaf);
Datum
alkres_number_le_vaf(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 1, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_le(PG_GETARG_FLOAT8(0), value));
}

PG_FUNCTION_INFO_V1(alkres_number_eq_vaf);
Datum
alkres_number_eq_vaf(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 1, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_eq(PG_GETARG_FLOAT8(0), value));
}

PG_FUNCTION_INFO_V1(alkres_number_ne_vaf);
Datum
alkres_number_ne_vaf(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 1, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_ne(PG_GETARG_FLOAT8(0), value));
}

PG_FUNCTION_INFO_V1(alkres_number_ge_vaf);
Datum
alkres_number_ge_vaf(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 1, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_ge(PG_GETARG_FLOAT8(0), value));
}

PG_FUNCTION_INFO_V1(alkres_number_gt_vaf);
Datum
alkres_number_gt_vaf(PG_FUNCTION_ARGS)
{
	float8 value;

	if (!fraction(fcinfo, 1, &value))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(float8_gt(PG_GETARG_FLOAT8(0), value));
}

/* column >= alt/DEEPEST or column <= alt/DEEPEST, as the index knows it; NULL where it does not. */
#define DEEPEST PG_UINT32_MAX

static Node *
bound(const SupportRequestIndexCondition *request, Node *column, StrategyNumber strategy,
	  double alt)
{
	Oid type = exprType(column);
	Oid operator_oid = get_opfamily_member(request->opfamily, type, type, strategy);
	Const *limit;

	if (!OidIsValid(operator_oid))
		return NULL;
	limit = makeConst(type, -1, InvalidOid, 8, alkres_vaf_datum((uint32) alt, DEEPEST), false,
					  FLOAT8PASSBYVAL);
	return (Node *) make_opclause(operator_oid, BOOLOID, false, (Expr *) column, (Expr *) limit,
								  InvalidOid, InvalidOid);
}

/*
 * Bounds for an index on the vaf argument, from the number where it is a constant.  One step of
 * 1/DEEPEST to the safe side covers the rounding of the quotient and values of equal fraction and
 * smaller depth, which sort before.
 */
static Datum
support(FunctionCallInfo fcinfo, bool has_lower, bool has_upper)
{
	Node *node = (Node *) PG_GETARG_POINTER(0);
	SupportRequestIndexCondition *request;
	List *arguments;
	List *result = NIL;
	Node *column;
	Node *other;
	double scaled;

	if (!IsA(node, SupportRequestIndexCondition))
		PG_RETURN_POINTER(NULL);
	request = (SupportRequestIndexCondition *) node;
	if (is_opclause(request->node))
		arguments = ((OpExpr *) request->node)->args;
	else if (is_funcclause(request->node))
		arguments = ((FuncExpr *) request->node)->args;
	else
		PG_RETURN_POINTER(NULL);
	if (list_length(arguments) != 2)
		PG_RETURN_POINTER(NULL);
	column = list_nth(arguments, request->indexarg);
	other = list_nth(arguments, 1 - request->indexarg);
	if (!alkres_is_type(exprType(column), "vaf") || !IsA(other, Const) ||
		((Const *) other)->constisnull || ((Const *) other)->consttype != FLOAT8OID)
		PG_RETURN_POINTER(NULL);
	scaled = DatumGetFloat8(((Const *) other)->constvalue) * DEEPEST;
	if (isnan(scaled))
		PG_RETURN_POINTER(NULL);
	if (has_lower && floor(scaled) >= 1)
	{
		Node *clause = bound(request, column, BTGreaterEqualStrategyNumber,
							 Min(floor(scaled), (double) DEEPEST) - 1);

		if (clause != NULL)
			result = lappend(result, clause);
	}
	if (has_upper && ceil(scaled) < DEEPEST)
	{
		Node *clause =
			bound(request, column, BTLessEqualStrategyNumber, Max(ceil(scaled) + 1, 0.0));

		if (clause != NULL)
			result = lappend(result, clause);
	}
	request->lossy = true;
	PG_RETURN_POINTER(result);
}

PG_FUNCTION_INFO_V1(alkres_vaf_above_number_support);
Datum
alkres_vaf_above_number_support(PG_FUNCTION_ARGS)
{
	return support(fcinfo, true, false);
}

PG_FUNCTION_INFO_V1(alkres_vaf_below_number_support);
Datum
alkres_vaf_below_number_support(PG_FUNCTION_ARGS)
{
	return support(fcinfo, false, true);
}

PG_FUNCTION_INFO_V1(alkres_vaf_equal_number_support);
Datum
alkres_vaf_equal_number_support(PG_FUNCTION_ARGS)
{
	return support(fcinfo, true, true);
}
