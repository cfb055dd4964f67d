/*
 * mutation_gin.c: sets of mutations, and a GIN operator class that keeps every class above each
 * element as a key, so that a question for a class is one key.
 */
#include "postgres.h"

#include "access/gin.h"
#include "access/stratnum.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "nodes/primnodes.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"

#include "compat.h"
#include "index/mutation_path.h"
#include "index/planner_arguments.h"
#include "type/bytes.h"
#include "type/mutation.h"
#include "type/own_type.h"

/* Strategy numbers of the operator class. */
#define HAS_MEMBER 1 /* mutation[] @> mutation */
#define HAS_EVERY 2  /* mutation[] @>& mutation[] */
#define HAS_ANY 3    /* mutation[] @>| mutation[] */

static void
take_elements(ArrayType *array, Datum **elements, bool **nulls, int *count)
{
	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_INT, elements, nulls, count);
}

/* An array's mutations that are not NULL, ready to compare. */
static struct varlena **
take_values(ArrayType *array, int *count, bool *has_null)
{
	Datum *elements;
	bool *nulls;
	int all;
	struct varlena **values;

	take_elements(array, &elements, &nulls, &all);
	values = palloc(sizeof(struct varlena *) * Max(all, 1));
	*count = 0;
	*has_null = false;
	for (int i = 0; i < all; i++)
	{
		*has_null |= nulls[i];
		if (!nulls[i])
			values[(*count)++] = PG_DETOAST_DATUM_PACKED(elements[i]);
	}
	return values;
}

static bool
has_member(struct varlena **values, int count, const struct varlena *class)
{
	for (int i = 0; i < count; i++)
		if (alkres_mutation_is_member(values[i], class))
			return true;
	return false;
}

/* mutation[] @> mutation: some element is the class or a member of it. */
PG_FUNCTION_INFO_V1(alkres_mutations_has_member);
Datum
alkres_mutations_has_member(PG_FUNCTION_ARGS)
{
	int count;
	bool has_null;
	struct varlena **values = take_values(PG_GETARG_ARRAYTYPE_P(0), &count, &has_null);

	PG_RETURN_BOOL(has_member(values, count, PG_GETARG_VARLENA_PP(1)));
}

/* Every class of the second array has a member in the first; a NULL class has none. */
PG_FUNCTION_INFO_V1(alkres_mutations_has_every);
Datum
alkres_mutations_has_every(PG_FUNCTION_ARGS)
{
	int count, classes;
	bool has_null, class_null;
	struct varlena **values = take_values(PG_GETARG_ARRAYTYPE_P(0), &count, &has_null);
	struct varlena **class = take_values(PG_GETARG_ARRAYTYPE_P(1), &classes, &class_null);

	if (class_null)
		PG_RETURN_BOOL(false);
	for (int i = 0; i < classes; i++)
		if (!has_member(values, count, class[i]))
			PG_RETURN_BOOL(false);
	PG_RETURN_BOOL(true);
}

/* Some class of the second array has a member in the first. */
PG_FUNCTION_INFO_V1(alkres_mutations_has_any);
Datum
alkres_mutations_has_any(PG_FUNCTION_ARGS)
{
	int count, classes;
	bool has_null, class_null;
	struct varlena **values = take_values(PG_GETARG_ARRAYTYPE_P(0), &count, &has_null);
	struct varlena **class = take_values(PG_GETARG_ARRAYTYPE_P(1), &classes, &class_null);

	for (int i = 0; i < classes; i++)
		if (has_member(values, count, class[i]))
			PG_RETURN_BOOL(true);
	PG_RETURN_BOOL(false);
}

PG_FUNCTION_INFO_V1(alkres_mutations_extract_value);
Datum
alkres_mutations_extract_value(PG_FUNCTION_ARGS)
{
	int32 *key_count = (int32 *) PG_GETARG_POINTER(1);
	int count;
	bool has_null;
	struct varlena **values = take_values(PG_GETARG_ARRAYTYPE_P_COPY(0), &count, &has_null);
	Datum *keys = palloc(sizeof(Datum) * Max(count * ALKRES_MUTATION_CLASSES, 1));

	*key_count = 0;
	for (int i = 0; i < count; i++)
	{
		struct varlena *classes[ALKRES_MUTATION_CLASSES];
		int above = alkres_mutation_classes(values[i], classes);

		for (int j = 0; j < above; j++)
			keys[(*key_count)++] = PointerGetDatum(classes[j]);
	}
	PG_RETURN_POINTER(keys);
}

PG_FUNCTION_INFO_V1(alkres_mutations_extract_query);
Datum
alkres_mutations_extract_query(PG_FUNCTION_ARGS)
{
	enum
	{
		QUERY,
		KEY_COUNT,
		STRATEGY,
		PARTIAL_MATCHES,
		EXTRA_DATA,
		NULL_FLAGS,
		SEARCH_MODE
	};
	int32 *key_count = (int32 *) PG_GETARG_POINTER(KEY_COUNT);
	StrategyNumber strategy = PG_GETARG_UINT16(STRATEGY);
	int32 *search_mode = (int32 *) PG_GETARG_POINTER(SEARCH_MODE);
	struct varlena **values;
	Datum *keys;
	int count;
	bool has_null;

	if (strategy == HAS_MEMBER)
	{
		keys = palloc(sizeof(Datum));
		keys[0] = PointerGetDatum(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(QUERY)));
		*key_count = 1;
		PG_RETURN_POINTER(keys);
	}
	values = take_values(PG_GETARG_ARRAYTYPE_P_COPY(QUERY), &count, &has_null);
	if (strategy == HAS_EVERY && has_null)
		count = 0; /* matches nothing */
	else if (strategy == HAS_EVERY && count == 0)
		*search_mode = GIN_SEARCH_MODE_ALL; /* matches every array */
	keys = palloc(sizeof(Datum) * Max(count, 1));
	for (int i = 0; i < count; i++)
		keys[i] = PointerGetDatum(values[i]);
	*key_count = count;
	PG_RETURN_POINTER(keys);
}

PG_FUNCTION_INFO_V1(alkres_mutations_consistent);
Datum
alkres_mutations_consistent(PG_FUNCTION_ARGS)
{
	enum
	{
		CHECK,
		STRATEGY,
		QUERY,
		KEY_COUNT,
		EXTRA_DATA,
		RECHECK
	};
	bool *check = (bool *) PG_GETARG_POINTER(CHECK);
	bool every = PG_GETARG_UINT16(STRATEGY) != HAS_ANY;
	int32 count = PG_GETARG_INT32(KEY_COUNT);
	bool *recheck = (bool *) PG_GETARG_POINTER(RECHECK);

	*recheck = false;
	for (int i = 0; i < count; i++)
		if (check[i] != every)
			PG_RETURN_BOOL(!every);
	PG_RETURN_BOOL(every);
}

PG_FUNCTION_INFO_V1(alkres_mutations_tri_consistent);
Datum
alkres_mutations_tri_consistent(PG_FUNCTION_ARGS)
{
	enum
	{
		CHECK,
		STRATEGY,
		QUERY,
		KEY_COUNT
	};
	GinTernaryValue *check = (GinTernaryValue *) PG_GETARG_POINTER(CHECK);
	bool every = PG_GETARG_UINT16(STRATEGY) != HAS_ANY;
	int32 count = PG_GETARG_INT32(KEY_COUNT);
	GinTernaryValue decisive = every ? GIN_FALSE : GIN_TRUE;
	bool maybe = false;

	for (int i = 0; i < count; i++)
	{
		if (check[i] == decisive)
			PG_RETURN_GIN_TERNARY_VALUE(decisive);
		maybe |= check[i] == GIN_MAYBE;
	}
	PG_RETURN_GIN_TERNARY_VALUE(maybe ? GIN_MAYBE : every ? GIN_TRUE : GIN_FALSE);
}

/* Estimates without statistics: those of core for arrays. */
#define DEFAULT_SHARE 0.005

/*
 * The share of arrays with a member of the class, from the most common elements that ANALYZE keeps,
 * taken as independent; the rare ones add half the least common.
 */
static double
member_share(const AttStatsSlot *slot, const struct varlena *class)
{
	double none = 1.0, least = slot->nnumbers > slot->nvalues ? slot->numbers[slot->nvalues] : 0;

	for (int i = 0; i < slot->nvalues && i < slot->nnumbers; i++)
		if (alkres_mutation_is_member(PG_DETOAST_DATUM_PACKED(slot->values[i]), class))
			none *= 1.0 - slot->numbers[i];
	return none < 1.0 ? 1.0 - none : least / 2;
}

static double
sets_share(const AttStatsSlot *slot, Const *query, bool is_set, bool every)
{
	struct varlena **class;
	double share = every ? 1.0 : 0.0;
	int count;
	bool has_null;

	if (!is_set)
		return member_share(slot, PG_DETOAST_DATUM_PACKED(query->constvalue));
	class = take_values(DatumGetArrayTypeP(query->constvalue), &count, &has_null);
	if (every && has_null)
		return 0;
	for (int i = 0; i < count; i++)
	{
		double one = member_share(slot, class[i]);

		share = every ? share * one : 1.0 - (1.0 - share) * (1.0 - one);
	}
	return share;
}

/* Is it the type that the operator compares with: a set of mutations, or one? */
static bool
is_query(Oid type, bool is_set)
{
	return is_set ? alkres_is_array_of(type, "mutation") : alkres_is_type(type, "mutation");
}

static Datum
restriction(FunctionCallInfo fcinfo, bool is_set, bool every)
{
	AlkresRestrictArguments planner = alkres_restrict_arguments(fcinfo);
	VariableStatData column;
	Node *other;
	bool column_first;
	AttStatsSlot slot;
	double share = DEFAULT_SHARE;

	if (!get_restriction_variable(planner.root, planner.operands, planner.relation, &column, &other,
								  &column_first))
		PG_RETURN_FLOAT8(share);
	if (IsA(other, Const) && ((Const *) other)->constisnull)
		share = 0;
	else if (IsA(other, Const) && is_query(((Const *) other)->consttype, is_set) && column_first &&
			 HeapTupleIsValid(column.statsTuple) &&
			 alkres_is_array_of(column.atttype, "mutation") &&
			 statistic_proc_security_check(&column, get_opcode(planner.operator_oid)) &&
			 get_attstatsslot(&slot, column.statsTuple, STATISTIC_KIND_MCELEM, InvalidOid,
							  ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS))
	{
		if (alkres_is_type(slot.valuetype, "mutation"))
			share = sets_share(&slot, (Const *) other, is_set, every);
		free_attstatsslot(&slot);
	}
	ReleaseVariableStats(column);
	PG_RETURN_FLOAT8(Min(Max(share, 0.0), 1.0));
}

PG_FUNCTION_INFO_V1(alkres_mutations_has_member_sel);
Datum
alkres_mutations_has_member_sel(PG_FUNCTION_ARGS)
{
	return restriction(fcinfo, false, true);
}

PG_FUNCTION_INFO_V1(alkres_mutations_has_every_sel);
Datum
alkres_mutations_has_every_sel(PG_FUNCTION_ARGS)
{
	return restriction(fcinfo, true, true);
}

PG_FUNCTION_INFO_V1(alkres_mutations_has_any_sel);
Datum
alkres_mutations_has_any_sel(PG_FUNCTION_ARGS)
{
	return restriction(fcinfo, true, false);
}
