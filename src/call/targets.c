/*
 * targets.c: panel_targets(), target_counts_agg() of a library's pileups and target_normals_agg()
 * of the counts of normals: what copy_number() compares.
 */
#include "call/targets.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "type/arguments.h"
#include "type/pileup.h"
#include "type/region.h"
#include "type/report.h"

static AlkresRegion *
regions_of(const AlkresElements *elements)
{
	AlkresRegion *regions = palloc(sizeof(AlkresRegion) * Max(elements->count, 1));

	for (int i = 0; i < elements->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		alkres_region_get(elements->values[i], &regions[i]);
		if (strcmp(regions[i].contig.assembly_name, regions[0].contig.assembly_name) != 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("regions lie on several assemblies: %s and %s",
						   regions[0].contig.assembly_name, regions[i].contig.assembly_name));
	}
	return regions;
}

PG_FUNCTION_INFO_V1(alkres_panel_targets);
Datum
alkres_panel_targets(PG_FUNCTION_ARGS)
{
	AlkresElements elements =
		alkres_array_argument(fcinfo, 0, "design", InvalidOid, ALKRES_NULLS_REFUSED);
	AlkresRegion *regions = regions_of(&elements);
	size_t count = alkres_targets_of(regions, (size_t) elements.count);
	Datum *values = palloc(sizeof(Datum) * (count + 1));

	for (size_t i = 0; i < count; i++)
		values[i] = alkres_region_datum(&regions[i]);
	pfree(regions);
	PG_RETURN_ARRAYTYPE_P(construct_array(
		values, (int) count, ARR_ELEMTYPE(PG_GETARG_ARRAYTYPE_P(0)), -1, false, TYPALIGN_INT));
}

const AlkresTargets *
alkres_targets_argument(FunctionCallInfo fcinfo, int number, AlkresTargets **kept)
{
	struct varlena *array = (struct varlena *) PG_GETARG_ARRAYTYPE_P(number);
	AlkresTargets *targets = *kept;
	AlkresElements elements;
	MemoryContext old;

	if (targets != NULL && VARSIZE(targets->key) == VARSIZE(array) &&
		memcmp(targets->key, array, VARSIZE(array)) == 0)
		return targets;
	old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	elements = alkres_array_argument(fcinfo, number, "targets", InvalidOid, ALKRES_NULLS_REFUSED);
	targets = palloc(sizeof(AlkresTargets));
	targets->regions = regions_of(&elements);
	targets->count = (size_t) elements.count;
	targets->key = palloc(VARSIZE(array));
	memcpy(targets->key, array, VARSIZE(array));
	if (!alkres_are_targets(targets->regions, targets->count))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("targets are not those of a design"),
				errdetail("They lie on the autosomes, in order, apart from one another."),
				errhint("Use panel_targets(design)."));
	targets->sums = alkres_normal_sums(targets->regions, targets->count);
	MemoryContextSwitchTo(old);
	*kept = targets;
	return targets;
}

static const int64 *
numbers_of(ArrayType *array, size_t length, bool are_counts, const char *name)
{
	const int64 *numbers;

	if (ARR_NDIM(array) != 1 || (size_t) ARR_DIMS(array)[0] != length ||
		ARR_ELEMTYPE(array) != INT8OID || array_contains_nulls(array))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s are not of these targets", name),
				errdetail("They are an array of %zu numbers.", length));
	numbers = (const int64 *) ARR_DATA_PTR(array);
	for (size_t i = 0; are_counts && i < length; i++)
		if (numbers[i] < 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s hold a negative number", name));
	return numbers;
}

const int64 *
alkres_numbers_argument(FunctionCallInfo fcinfo, int number, size_t length, bool are_counts,
						const char *name)
{
	return numbers_of(PG_GETARG_ARRAYTYPE_P(number), length, are_counts, name);
}

/* An aggregate's state of so many numbers, changed in place; outside an aggregate a copy. */
static ArrayType *
state_of(FunctionCallInfo fcinfo, size_t length)
{
	MemoryContext context;
	bool aggregate = AggCheckCallContext(fcinfo, &context);
	Size size = ARR_OVERHEAD_NONULLS(1) + length * sizeof(int64);
	ArrayType *array;

	if (!PG_ARGISNULL(0))
	{
		array = PG_GETARG_ARRAYTYPE_P(0);
		(void) numbers_of(array, length, false, "sums");
		if (aggregate)
			return array;
		return memcpy(palloc(size), array, size);
	}
	array = MemoryContextAllocZero(aggregate ? context : CurrentMemoryContext, size);
	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = INT8OID;
	ARR_DIMS(array)[0] = (int) length;
	ARR_LBOUND(array)[0] = 1;
	return array;
}

static Datum
state_or_null(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/* One block more: state, pileup, targets. */
PG_FUNCTION_INFO_V1(alkres_target_counts_accum);
Datum
alkres_target_counts_accum(PG_FUNCTION_ARGS)
{
	const AlkresTargets *targets;
	AlkresPileup *pileup;
	ArrayType *state;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return state_or_null(fcinfo);
	targets = alkres_targets_argument(fcinfo, 2, (AlkresTargets **) &fcinfo->flinfo->fn_extra);
	state = state_of(fcinfo, alkres_target_counts(targets->count));
	pileup = alkres_pileup_get(PG_GETARG_DATUM(1));
	if (targets->count > 0 &&
		strcmp(pileup->contig.assembly_name, targets->regions[0].contig.assembly_name) != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("targets lie on another assembly than the pileup"),
				errdetail("The pileup is one of %s.", pileup->contig.assembly_name));
	alkres_targets_count((int64 *) ARR_DATA_PTR(state), targets->regions, targets->count, pileup);
	alkres_pileup_free(pileup);
	PG_RETURN_ARRAYTYPE_P(state);
}

/* Sums of the same targets: two states. */
PG_FUNCTION_INFO_V1(alkres_target_numbers_add);
Datum
alkres_target_numbers_add(PG_FUNCTION_ARGS)
{
	ArrayType *other, *state;
	size_t length;
	int64 *to;
	const int64 *from;

	if (PG_ARGISNULL(1))
		return state_or_null(fcinfo);
	other = PG_GETARG_ARRAYTYPE_P(1);
	length = ARR_NDIM(other) == 1 ? (size_t) ARR_DIMS(other)[0] : 0;
	from = numbers_of(other, length, false, "sums");
	state = state_of(fcinfo, length);
	to = (int64 *) ARR_DATA_PTR(state);
	for (size_t i = 0; i < length; i++)
		if (pg_add_s64_overflow(to[i], from[i], &to[i]))
			ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					errmsg("sums over targets out of range"));
	PG_RETURN_ARRAYTYPE_P(state);
}

/* The counts of some targets as those of others, 0 where they are not among them; both in order. */
static int64 *
counts_for(const AlkresTargets *asked, const AlkresTargets *held, const int64 *counts)
{
	int64 *own = palloc0(sizeof(int64) * alkres_target_counts(asked->count));
	size_t k = 0;

	memcpy(own, counts, sizeof(int64) * ALKRES_LIBRARY_COUNTS);
	for (size_t i = 0; i < asked->count; i++)
	{
		const AlkresRegion *a = &asked->regions[i], *h;

		while (k < held->count && (held->regions[k].contig.contig < a->contig.contig ||
								   (held->regions[k].contig.contig == a->contig.contig &&
									held->regions[k].start < a->start)))
			k++;
		h = k < held->count ? &held->regions[k] : NULL;
		if (h != NULL && alkres_contig_equal(&h->contig, &a->contig) && h->start == a->start &&
			h->end == a->end)
			memcpy(own + ALKRES_TARGET_AT(i), counts + ALKRES_TARGET_AT(k),
				   sizeof(int64) * ALKRES_TARGET_COUNTS);
	}
	return own;
}

/* What a call site of target_normals_agg keeps: the targets asked for, and those of normals. */
typedef struct Kept
{
	AlkresTargets *asked;
	AlkresTargets *held;
} Kept;

/* One normal more: state, targets, targets and counts of the normal. */
PG_FUNCTION_INFO_V1(alkres_target_normals_accum);
Datum
alkres_target_normals_accum(PG_FUNCTION_ARGS)
{
	Kept *kept = fcinfo->flinfo->fn_extra;
	const AlkresTargets *asked, *held;
	const int64 *counts;
	int64 *own;
	ArrayType *state;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return state_or_null(fcinfo);
	if (kept == NULL)
		fcinfo->flinfo->fn_extra = kept =
			MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Kept));
	asked = alkres_targets_argument(fcinfo, 1, &kept->asked);
	held = alkres_targets_argument(fcinfo, 2, &kept->held);
	counts = alkres_numbers_argument(fcinfo, 3, alkres_target_counts(held->count), true, "counts");
	state = state_of(fcinfo, asked->sums);
	own = counts_for(asked, held, counts);
	alkres_normal_add((int64 *) ARR_DATA_PTR(state), asked->regions, asked->count, own);
	pfree(own);
	PG_RETURN_ARRAYTYPE_P(state);
}
