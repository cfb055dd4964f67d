/*
 * mutation_class.c: "is a member of a class" for the planner.  A class is a byte prefix of its
 * members, so mutation <@ class is mutation >= class AND mutation < class~, and class @> a given
 * mutation is class = ANY(the classes above it).
 *
 * A constant is replaced by these plain comparisons, with which core proves partial indexes and
 * prunes partitions; a parameter, sub-select or join gets them as an index condition.
 *
 * Members of a frameshift lie anywhere among the changes of its residue: it is asked for as that
 * range, and what is found is checked.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "optimizer/clauses.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "utils/array.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "core/mutation/path.h"
#include "index/mutation_path.h"
#include "index/range_sel.h"
#include "index/range_support.h"
#include "type/bytes.h"
#include "type/own_type.h"

static struct varlena *
prefix(const struct varlena *value, size_t length)
{
	return (struct varlena *) DatumGetPointer(alkres_bytes_datum(VARDATA_ANY(value), length));
}

/* The frameshifts that tell less than the value, the widest first. */
static int
wider_frameshifts(const struct varlena *value, struct varlena **classes)
{
	AlkresMutation wider[ALKRES_FRAMESHIFT_WIDER];
	const uint8 *path = (const uint8 *) VARDATA_ANY(value);
	size_t length = VARSIZE_ANY_EXHDR(value);
	int count = 0;

	while (count < ALKRES_FRAMESHIFT_WIDER && alkres_frameshift_wider(&wider[count], path, length))
	{
		path = wider[count].path;
		length = wider[count++].length;
	}
	for (int i = 0; i < count; i++)
		classes[i] = (struct varlena *) DatumGetPointer(
			alkres_bytes_datum(wider[count - 1 - i].path, wider[count - 1 - i].length));
	return count;
}

int
alkres_mutation_classes(const struct varlena *value,
						struct varlena *classes[ALKRES_MUTATION_CLASSES])
{
	const uint8 *path = (const uint8 *) VARDATA_ANY(value);
	size_t length = VARSIZE_ANY_EXHDR(value), lengths[4], gene, most;
	AlkresMutationParts parts;
	int levels = 0, count = 0;

	if (!alkres_mutation_take_apart(&parts, path, length))
		return 0;
	gene = strlen(parts.gene) + 1;
	most = parts.upper_bound ? length - 2 : length;
	lengths[levels++] = gene;
	if (parts.region > 0)
		lengths[levels++] = gene + 1;
	if (parts.residue > 0)
		lengths[levels++] = gene + 4;
	if (lengths[levels - 1] < length)
		lengths[levels++] = length;
	for (int i = 0; i < levels && lengths[i] <= most; i++)
	{
		if (lengths[i] == length)
			count += wider_frameshifts(value, classes + count);
		classes[count++] = prefix(value, lengths[i]);
	}
	return count;
}

struct varlena *
alkres_mutation_lower(struct varlena *class)
{
	const uint8 *path = (const uint8 *) VARDATA_ANY(class);
	size_t length = VARSIZE_ANY_EXHDR(class);

	if (!alkres_frameshift_is_class(path, length))
		return class;
	/* gene, its end, region, two bytes of the residue, its letter */
	return prefix(class, strlen((const char *) path) + 5);
}

bool
alkres_mutation_is_bound(const struct varlena *class)
{
	size_t length = VARSIZE_ANY_EXHDR(class);

	return length > 0 && ((const uint8 *) VARDATA_ANY(class))[length - 1] == 0xff;
}

struct varlena *
alkres_mutation_upper(const struct varlena *class)
{
	size_t length = VARSIZE_ANY_EXHDR(class);
	struct varlena *upper = palloc(VARHDRSZ + length + 1);

	memcpy(VARDATA(upper), VARDATA_ANY(class), length);
	if (!alkres_mutation_is_bound(class))
		VARDATA(upper)[length++] = (char) 0xff;
	SET_VARSIZE(upper, VARHDRSZ + length);
	return upper;
}

PG_FUNCTION_INFO_V1(alkres_mutation_class_upper);
Datum
alkres_mutation_class_upper(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(alkres_mutation_upper(PG_GETARG_VARLENA_PP(0)));
}

PG_FUNCTION_INFO_V1(alkres_mutation_class_lower);
Datum
alkres_mutation_class_lower(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(alkres_mutation_lower(PG_GETARG_VARLENA_PP(0)));
}

static Datum
classes_array(Datum value, Oid type)
{
	struct varlena *above[ALKRES_MUTATION_CLASSES];
	int count = alkres_mutation_classes(PG_DETOAST_DATUM_PACKED(value), above);
	Datum classes[ALKRES_MUTATION_CLASSES];

	for (int i = 0; i < count; i++)
		classes[i] = PointerGetDatum(above[i]);
	return PointerGetDatum(construct_array(classes, count, type, -1, false, TYPALIGN_INT));
}

/* classes(mutation): itself and every class above, from the gene down. */
PG_FUNCTION_INFO_V1(alkres_mutation_classes_array);
Datum
alkres_mutation_classes_array(PG_FUNCTION_ARGS)
{
	Oid type = get_fn_expr_argtype(fcinfo->flinfo, 0);

	if (!OidIsValid(type))
		type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	return classes_array(PG_GETARG_DATUM(0), type);
}

/* May the expression be evaluated twice?  By the measure core has for inlining functions. */
static bool
may_repeat(PlannerInfo *root, Node *expression)
{
	QualCost cost;

	if (IsA(expression, Var) || IsA(expression, Param))
		return true;
	if (contain_subplans(expression) || contain_volatile_functions(expression))
		return false;
	cost_qual_eval_node(&cost, expression, root);
	return cost.startup + cost.per_tuple <= 10 * cpu_operator_cost;
}

/* value = ANY (classes); NULL when the family has no equality. */
static Node *
equals_any(Oid family, Node *value, Node *classes)
{
	Expr *equal = alkres_make_comparison(family, value, BTEqualStrategyNumber, value);
	ScalarArrayOpExpr *any;

	if (equal == NULL)
		return NULL;
	any = makeNode(ScalarArrayOpExpr);
	any->opno = ((OpExpr *) equal)->opno;
	any->opfuncid = ((OpExpr *) equal)->opfuncid;
	any->useOr = true;
	any->args = list_make2(value, classes);
	any->location = -1;
	return (Node *) any;
}

static bool
are_mutations(Node *first, Node *second)
{
	return alkres_is_type(exprType(first), "mutation") &&
		   alkres_is_type(exprType(second), "mutation");
}

/* A constant class or mutation becomes comparisons of the default B-tree family. */
static Node *
simplify(SupportRequestSimplify *request, bool container_first)
{
	Node *first, *second, *value, *container;

	if (!alkres_clause_arguments((Node *) request->fcall, &first, &second) ||
		!are_mutations(first, second) || request->fcall->funcresulttype != BOOLOID)
		return NULL;
	value = container_first ? second : first;
	container = container_first ? first : second;
	if (IsA(container, Const) && !((Const *) container)->constisnull)
	{
		Const *class = (Const *) container;
		struct varlena *path = PG_DETOAST_DATUM_PACKED(class->constvalue);
		AlkresMutationParts parts;
		Expr *from, *to;

		if (alkres_frameshift_is_class((uint8 *) VARDATA_ANY(path), VARSIZE_ANY_EXHDR(path)))
			return NULL;
		/* Another change has no members but itself: better estimated, and a hash index serves. */
		if (!alkres_mutation_is_bound(path) &&
			alkres_mutation_take_apart(&parts, (uint8 *) VARDATA_ANY(path),
									   VARSIZE_ANY_EXHDR(path)) &&
			parts.level == ALKRES_LEVEL_CHANGE)
			return (Node *) alkres_make_comparison(ALKRES_BTREE_FAMILY, value,
												   BTEqualStrategyNumber, container);
		if (!may_repeat(request->root, value))
			return NULL;
		from = alkres_make_comparison(ALKRES_BTREE_FAMILY, value, BTGreaterEqualStrategyNumber,
									  container);
		to = alkres_make_comparison(
			ALKRES_BTREE_FAMILY, copyObject(value), BTLessStrategyNumber,
			(Node *) alkres_make_constant(class->consttype,
										  PointerGetDatum(alkres_mutation_upper(path))));
		return from != NULL && to != NULL ? (Node *) make_andclause(list_make2(from, to)) : NULL;
	}
	if (IsA(value, Const) && !((Const *) value)->constisnull)
	{
		Oid type = ((Const *) value)->consttype;
		Oid array_type = get_array_type(type);

		if (!OidIsValid(array_type))
			return NULL;
		return equals_any(ALKRES_BTREE_FAMILY, container,
						  (Node *) alkres_make_constant(
							  array_type, classes_array(((Const *) value)->constvalue, type)));
	}
	return NULL;
}

static List *
index_condition(SupportRequestIndexCondition *request, bool container_first)
{
	Node *column, *other;
	bool column_first;

	if (!alkres_index_arguments(request, &column, &other, &column_first) ||
		!are_mutations(column, other))
		return NIL;
	request->lossy = false;
	if (column_first != container_first) /* the column holds the members */
	{
		Oid type = exprType(other);
		Node *lower = alkres_make_call(request->funcid, "class_lower", type, other);
		Node *upper = lower == NULL ? NULL
									: alkres_make_call(request->funcid, "class_upper", type,
													   copyObject(lower));
		Expr *from = lower == NULL ? NULL
								   : alkres_make_comparison(request->opfamily, column,
															BTGreaterEqualStrategyNumber, lower);
		Expr *to = upper == NULL ? NULL
								 : alkres_make_comparison(request->opfamily, copyObject(column),
														  BTLessStrategyNumber, upper);

		request->lossy = true; /* it may be a frameshift */
		return from != NULL && to != NULL ? list_make2(from, to) : NIL;
	}
	if (request->index->amsearcharray)
	{
		Node *classes =
			alkres_make_call(request->funcid, "classes", get_array_type(exprType(other)), other);
		Node *any = classes == NULL ? NULL : equals_any(request->opfamily, column, classes);

		return any != NULL ? list_make1(any) : NIL;
	}
	return NIL;
}

static Datum
support(FunctionCallInfo fcinfo, bool container_first)
{
	Node *request = (Node *) PG_GETARG_POINTER(0);

	if (IsA(request, SupportRequestSimplify))
		PG_RETURN_POINTER(simplify((SupportRequestSimplify *) request, container_first));
	if (IsA(request, SupportRequestIndexCondition))
		PG_RETURN_POINTER(
			index_condition((SupportRequestIndexCondition *) request, container_first));
	PG_RETURN_POINTER(NULL);
}

PG_FUNCTION_INFO_V1(alkres_mutation_contained_support);
Datum
alkres_mutation_contained_support(PG_FUNCTION_ARGS)
{
	return support(fcinfo, false);
}

PG_FUNCTION_INFO_V1(alkres_mutation_contains_support);
Datum
alkres_mutation_contains_support(PG_FUNCTION_ARGS)
{
	return support(fcinfo, true);
}

static AlkresRange
range_of(Datum class)
{
	struct varlena *path = alkres_mutation_lower(PG_DETOAST_DATUM_PACKED(class));

	return (AlkresRange){path, alkres_mutation_upper(path)};
}

/* Whoever asks for a class unknown to the planner asks for one above some row's mutation. */
static int
ranges_around(struct varlena *value, AlkresRange *ranges)
{
	struct varlena *classes[ALKRES_MUTATION_CLASSES];
	int count = alkres_mutation_classes(value, classes);

	StaticAssertStmt(ALKRES_MUTATION_CLASSES <= ALKRES_RANGES_AROUND_MAX, "room for every class");
	for (int i = 0; i < count; i++)
		ranges[i] = (AlkresRange){classes[i], alkres_mutation_upper(classes[i])};
	return count;
}

static const AlkresContainment contained = {"mutation", "mutation",    false,
											range_of,   ranges_around, 1};
static const AlkresContainment contains = {"mutation", "mutation",    true,
										   range_of,   ranges_around, 1};

#define SELECTIVITY(name, body, kind)              \
	PG_FUNCTION_INFO_V1(alkres_mutation_##name);   \
	Datum alkres_mutation_##name(PG_FUNCTION_ARGS) \
	{                                              \
		return body(fcinfo, &kind);                \
	}

SELECTIVITY(contained_sel, alkres_range_restriction, contained)
SELECTIVITY(contained_joinsel, alkres_range_join, contained)
SELECTIVITY(contains_sel, alkres_range_restriction, contains)
SELECTIVITY(contains_joinsel, alkres_range_join, contains)
