/* settings.c: the error model and the priors of a call, from its arguments. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/lsyscache.h"

#include "call/settings.h"
#include "type/background.h"
#include "type/context_counts.h"
#include "type/variant.h"

void
alkres_call_model(FunctionCallInfo fcinfo, const AlkresPileup *pileup, int background_number,
				  int counts_number, AlkresCallModel *call)
{
	call->model.rates = alkres_rates_argument(fcinfo, counts_number);
	call->background = NULL;
	if (!PG_ARGISNULL(background_number))
		call->background =
			alkres_background_for(PG_GETARG_DATUM(background_number), pileup, call->model.rates);
	call->model.background = call->background;
}

void
alkres_call_model_free(AlkresCallModel *call)
{
	alkres_background_free(call->background);
}

/* The elements of an array argument, none of NULL. */
static int
elements(FunctionCallInfo fcinfo, int number, Datum **values, bool **nulls)
{
	ArrayType *array;
	int16 length;
	bool by_value;
	char align;
	int count;

	if (PG_ARGISNULL(number))
		return 0;
	array = PG_GETARG_ARRAYTYPE_P(number);
	get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &align);
	deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, align, values, nulls, &count);
	return count;
}

void
alkres_known_arguments(FunctionCallInfo fcinfo, int first, AlkresKnown *known)
{
	Datum *priors = NULL;
	bool *nulls = NULL;

	memset(known, 0, sizeof(*known));
	known->count = elements(fcinfo, first, &known->variants, &known->nulls);
	if (elements(fcinfo, first + 1, &priors, &nulls) != known->count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("known variants and their priors must be as many"));
	known->other = PG_ARGISNULL(first + 2) ? ALKRES_PRIOR_DEFAULT : PG_GETARG_FLOAT8(first + 2);
	if (!(known->other > 0 && known->other < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("default_prior must be above 0 and below 1"));
	known->highest = fmax(known->other, ALKRES_PRIOR_LISTED);
	known->priors = palloc(sizeof(double) * (known->count + 1));
	for (int i = 0; i < known->count; i++)
	{
		known->priors[i] = nulls[i] ? NAN : DatumGetFloat8(priors[i]);
		if (!nulls[i] && !(known->priors[i] >= 0 && known->priors[i] < 1))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("a prior must be at least 0 and below 1"),
					errdetail("0 says that the variant is a common polymorphism."));
		known->highest = fmax(known->highest,
							  known->priors[i] == 0 ? ALKRES_PRIOR_POLYMORPHISM : known->priors[i]);
	}
}

void
alkres_known_meaning(const AlkresKnown *known, const AlkresVariant *variant, AlkresMeaning *meaning)
{
	alkres_meaning(variant, meaning);
	if (!meaning->listed)
		meaning->prior = known->other;
	if (known->count == 0)
		return;

	/* Variants are equal when their bytes are. */
	struct varlena *wanted = (struct varlena *) DatumGetPointer(alkres_variant_datum(variant));

	for (int i = 0; i < known->count; i++)
	{
		struct varlena *one;

		if (known->nulls[i] || isnan(known->priors[i]))
			continue;
		one = (struct varlena *) DatumGetPointer(known->variants[i]);
		if (VARSIZE_ANY_EXHDR(one) != VARSIZE_ANY_EXHDR(wanted) ||
			memcmp(VARDATA_ANY(one), VARDATA_ANY(wanted), VARSIZE_ANY_EXHDR(one)) != 0)
			continue;
		meaning->polymorphism = known->priors[i] == 0;
		meaning->prior = meaning->polymorphism ? ALKRES_PRIOR_POLYMORPHISM : known->priors[i];
		break;
	}
	pfree(wanted);
}
