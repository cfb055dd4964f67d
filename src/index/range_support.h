/* range_support.h: building index conditions and range clauses in a planner support function. */
#ifndef ALKRES_INDEX_RANGE_SUPPORT_H
#define ALKRES_INDEX_RANGE_SUPPORT_H

#include "postgres.h"

#include "access/stratnum.h"
#include "nodes/pg_list.h"
#include "nodes/primnodes.h"
#include "nodes/supportnodes.h"

#define ALKRES_BTREE_FAMILY InvalidOid /* that of the type's default operator class */

/* value OPERATOR bound, the operator by its B-tree strategy; NULL when the family has none. */
extern Expr *alkres_make_comparison(Oid family, Node *value, StrategyNumber strategy, Node *bound);
extern Const *alkres_make_constant(Oid type, Datum value);
/* A call of the function name(type of argument) that lives beside the function sibling, or beside
 * the type. */
extern Node *alkres_make_call(Oid sibling, const char *name, Oid result_type, Node *argument);
/* The two arguments of an operator or function clause, false for anything else. */
extern bool alkres_clause_arguments(Node *clause, Node **first, Node **second);
/*
 * The column and the other argument of an index condition request, when the index is a B-tree or
 * BRIN one and the other argument is constant during a scan; column_first tells their order.
 */
extern bool alkres_index_arguments(SupportRequestIndexCondition *request, Node **column,
								   Node **other, bool *column_first);

#endif
