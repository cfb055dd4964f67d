/* class.c: what SQL asks of a whole class of mutations: members, gaps, evidence apart from it. */
#include "postgres.h"

#include "fmgr.h"
#include "utils/array.h"
#include "utils/lsyscache.h"

#include "core/mutation/meaning.h"
#include "type/arguments.h"
#include "type/mutation.h"

static AlkresPath *
paths_of(const AlkresElements *elements)
{
	AlkresPath *paths = palloc(sizeof(AlkresPath) * (elements->count + 1));

	for (int i = 0; i < elements->count; i++)
		paths[i] = alkres_mutation_path(PG_DETOAST_DATUM_PACKED(elements->values[i]));
	return paths;
}

/* counts_for(mutation, class, driver). */
PG_FUNCTION_INFO_V1(alkres_counts_for);
Datum
alkres_counts_for(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(3);
	AlkresMutation mutation, class;

	alkres_mutation_get(PG_GETARG_DATUM(0), &mutation);
	alkres_mutation_get(PG_GETARG_DATUM(1), &class);
	PG_RETURN_BOOL(
		alkres_mutation_counts_for(&mutation, &class, alkres_driver_argument(fcinfo, 2)));
}

/* is_copy_number(mutation). */
PG_FUNCTION_INFO_V1(alkres_is_copy_number);
Datum
alkres_is_copy_number(PG_FUNCTION_ARGS)
{
	AlkresMutation mutation;

	alkres_mutation_get(PG_GETARG_DATUM(0), &mutation);
	PG_RETURN_BOOL(alkres_mutation_is_copy_number(&mutation));
}

/* is_evidence(mutation). */
PG_FUNCTION_INFO_V1(alkres_is_evidence);
Datum
alkres_is_evidence(PG_FUNCTION_ARGS)
{
	AlkresMutation mutation;

	alkres_mutation_get(PG_GETARG_DATUM(0), &mutation);
	PG_RETURN_BOOL(alkres_mutation_is_evidence(&mutation));
}

/* listed_gaps(listed, evaluable): first, last, first, last, ... */
PG_FUNCTION_INFO_V1(alkres_listed_gaps_of);
Datum
alkres_listed_gaps_of(PG_FUNCTION_ARGS)
{
	AlkresElements listed =
		alkres_array_argument(fcinfo, 0, "listed", InvalidOid, ALKRES_NULLS_REFUSED);
	AlkresElements evaluable =
		alkres_array_argument(fcinfo, 1, "evaluable", InvalidOid, ALKRES_NULLS_REFUSED);
	int *gaps = palloc(sizeof(int) * (listed.count + 1));
	Datum *values = palloc(sizeof(Datum) * (listed.count + 1));
	int count = alkres_listed_gaps(gaps, paths_of(&listed), listed.count, paths_of(&evaluable),
								   evaluable.count);
	Oid type = ARR_ELEMTYPE(PG_GETARG_ARRAYTYPE_P(0));
	int16 length;
	bool by_value;
	char align;

	for (int i = 0; i < count; i++)
		values[i] = listed.values[gaps[i]];
	get_typlenbyvalalign(type, &length, &by_value, &align);
	PG_RETURN_ARRAYTYPE_P(construct_array(values, count, type, length, by_value, align));
}

/* is_evaluable(class, gaps). */
PG_FUNCTION_INFO_V1(alkres_is_evaluable);
Datum
alkres_is_evaluable(PG_FUNCTION_ARGS)
{
	AlkresElements gaps =
		alkres_array_argument(fcinfo, 1, "gaps", InvalidOid, ALKRES_NULLS_REFUSED);

	PG_RETURN_BOOL(alkres_class_is_evaluable(alkres_mutation_path(PG_GETARG_VARLENA_PP(0)),
											 paths_of(&gaps), gaps.count));
}

/* A path argument that may be NULL. */
static AlkresPath
path_or_none(FunctionCallInfo fcinfo, int number)
{
	if (PG_ARGISNULL(number))
		return (AlkresPath){NULL, 0};
	return alkres_mutation_path(PG_GETARG_VARLENA_PP(number));
}

/* tumour_dna_seen(class, truncal_seen, first_detected, last_detected, first_looked, last_looked).
 * Not strict: each of them may not be known. */
PG_FUNCTION_INFO_V1(alkres_tumour_dna_seen);
Datum
alkres_tumour_dna_seen(PG_FUNCTION_ARGS)
{
	AlkresDrawEvidence evidence = {.truncal = PG_ARGISNULL(1)     ? ALKRES_SEEN_UNKNOWN
											  : PG_GETARG_BOOL(1) ? ALKRES_SEEN
																  : ALKRES_SEEN_NOT,
								   .first_detected = path_or_none(fcinfo, 2),
								   .last_detected = path_or_none(fcinfo, 3),
								   .first_looked = path_or_none(fcinfo, 4),
								   .last_looked = path_or_none(fcinfo, 5)};
	AlkresSeen seen;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	seen = alkres_tumour_seen(path_or_none(fcinfo, 0), &evidence);
	if (seen == ALKRES_SEEN_UNKNOWN)
		PG_RETURN_NULL();
	PG_RETURN_BOOL(seen == ALKRES_SEEN);
}
