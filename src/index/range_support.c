/* range_support.c: expression trees that planner support functions return. */
#include "index/range_support.h"

#include "access/htup_details.h"
#include "catalog/pg_am.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

Expr *
alkres_make_comparison(Oid family, Node *value, StrategyNumber strategy, Node *bound)
{
	Oid type = exprType(value);
	Oid operator_oid;

	if (!OidIsValid(family))
		family = lookup_type_cache(type, TYPECACHE_BTREE_OPFAMILY)->btree_opf;
	if (!OidIsValid(family))
		return NULL;
	operator_oid = get_opfamily_member(family, type, type, strategy);
	if (!OidIsValid(operator_oid))
		return NULL;
	OpExpr *comparison = (OpExpr *) make_opclause(operator_oid, BOOLOID, false, (Expr *) value,
												  (Expr *) bound, InvalidOid, InvalidOid);
	set_opfuncid(comparison);
	return (Expr *) comparison;
}

Const *
alkres_make_constant(Oid type, Datum value)
{
	return makeConst(type, -1, InvalidOid, -1, value, false, false);
}

static Oid
find_function(Oid schema, const char *name, Oid argument_type)
{
	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum(name),
						   PointerGetDatum(buildoidvector(&argument_type, 1)),
						   ObjectIdGetDatum(schema));
}

static Oid
namespace_of_type(Oid type)
{
	HeapTuple tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	Oid schema;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for type %u", type);
	schema = ((Form_pg_type) GETSTRUCT(tuple))->typnamespace;
	ReleaseSysCache(tuple);
	return schema;
}

Node *
alkres_make_call(Oid sibling, const char *name, Oid result_type, Node *argument)
{
	Oid argument_type = exprType(argument);
	Oid function = find_function(get_func_namespace(sibling), name, argument_type);

	/* What users call lies beside the type, what only the planner does beside the operator's
	 * function. */
	if (!OidIsValid(function))
		function = find_function(namespace_of_type(argument_type), name, argument_type);
	if (!OidIsValid(function))
		return NULL;
	return (Node *) makeFuncExpr(function, result_type, list_make1(copyObject(argument)),
								 InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
}

bool
alkres_clause_arguments(Node *clause, Node **first, Node **second)
{
	List *arguments;

	if (is_opclause(clause))
		arguments = ((OpExpr *) clause)->args;
	else if (is_funcclause(clause))
		arguments = ((FuncExpr *) clause)->args;
	else
		return false;
	if (list_length(arguments) != 2)
		return false;
	*first = linitial(arguments);
	*second = lsecond(arguments);
	return true;
}

bool
alkres_index_arguments(SupportRequestIndexCondition *request, Node **column, Node **other,
					   bool *column_first)
{
	Node *first, *second;

	if ((request->index->relam != BTREE_AM_OID && request->index->relam != BRIN_AM_OID) ||
		!alkres_clause_arguments(request->node, &first, &second))
		return false;
	*column_first = request->indexarg == 0;
	*column = *column_first ? first : second;
	*other = *column_first ? second : first;
	return is_pseudo_constant_for_index(request->root, *other, request->index);
}
