/* planner_arguments.h: what the planner hands to the RESTRICT and JOIN functions of an operator. */
#ifndef ALKRES_INDEX_PLANNER_ARGUMENTS_H
#define ALKRES_INDEX_PLANNER_ARGUMENTS_H

#include "fmgr.h"
#include "nodes/pathnodes.h"

typedef struct AlkresRestrictArguments
{
	PlannerInfo *root;
	Oid operator_oid;
	List *operands;
	int relation; /* 0: any */
} AlkresRestrictArguments;

typedef struct AlkresJoinArguments
{
	PlannerInfo *root;
	Oid operator_oid;
	List *operands;
	SpecialJoinInfo *join;
} AlkresJoinArguments;

static inline AlkresRestrictArguments
alkres_restrict_arguments(FunctionCallInfo fcinfo)
{
	return (AlkresRestrictArguments){.root = (PlannerInfo *) PG_GETARG_POINTER(0),
									 .operator_oid = PG_GETARG_OID(1),
									 .operands = (List *) PG_GETARG_POINTER(2),
									 .relation = PG_GETARG_INT32(3)};
}

/* The fourth is the join's type, which join says, too. */
static inline AlkresJoinArguments
alkres_join_arguments(FunctionCallInfo fcinfo)
{
	return (AlkresJoinArguments){.root = (PlannerInfo *) PG_GETARG_POINTER(0),
								 .operator_oid = PG_GETARG_OID(1),
								 .operands = (List *) PG_GETARG_POINTER(2),
								 .join = (SpecialJoinInfo *) PG_GETARG_POINTER(4)};
}

#endif
