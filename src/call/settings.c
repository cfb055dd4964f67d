/* settings.c: the error model and the priors of a call, from its arguments. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/memutils.h"

#include "call/settings.h"
#include "compat.h"
#include "core/model/prior.h"
#include "core/pileup/anchor.h"
#include "type/arguments.h"
#include "type/background.h"
#include "type/context_counts.h"
#include "type/variant.h"

/* What a call site keeps between calls: the rates, and the background and the variants last asked
 * for. */
typedef struct CallSite
{
	AlkresLearnt *learnt;
	MemoryContext context; /* holds the background and its argument */
	AlkresBackground *background;
	struct varlena *argument; /* as it was given: the value, or a pointer to one that is stored */
	/* What the background was fitted with. */
	const AlkresRates *rates;
	uint64 times_learnt;
	char reference[sizeof(((AlkresPileup *) NULL)->reference)];
	AlkresVariantList known;
	AlkresVariantList asked;
} CallSite;

static CallSite *
call_site(FunctionCallInfo fcinfo)
{
	CallSite *site = fcinfo->flinfo->fn_extra;

	if (site == NULL)
	{
		site = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CallSite));
		site->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "alkres background",
											  ALLOCSET_DEFAULT_SIZES);
		fcinfo->flinfo->fn_extra = site;
	}
	return site;
}

/* Is it the value that is kept, and would it say the same? */
static bool
is_kept(const CallSite *site, const struct varlena *argument, const AlkresPileup *pileup,
		const AlkresRates *rates, uint64 times_learnt)
{
	return site->background != NULL && VARSIZE_ANY(site->argument) == VARSIZE_ANY(argument) &&
		   memcmp(site->argument, argument, VARSIZE_ANY(argument)) == 0 && site->rates == rates &&
		   site->times_learnt == times_learnt && site->background->block == pileup->block &&
		   alkres_contig_equal(&site->background->contig, &pileup->contig) &&
		   memcmp(site->reference, pileup->reference, sizeof(site->reference)) == 0;
}

/* The patients of other libraries are expected to have what is published, and what is known. */
static void
expect_known(AlkresBackground *background, const AlkresPileup *pileup, const AlkresKnown *known)
{
	size_t count;
	const AlkresListedSubstitution *listed = alkres_listed_substitutions(&count);

	for (size_t i = 0; i < count; i++)
	{
		int offset = alkres_listed_offset(&listed[i], pileup);

		if (offset >= 0)
			alkres_background_expect(background, offset,
									 alkres_background_kind(1, 1, listed[i].alt));
	}
	for (int i = 0; i < known->count; i++)
		alkres_expect_variant(background, pileup, &known->items[i]->variant);
}

static const AlkresBackground *
background_argument(CallSite *site, Datum value, const AlkresPileup *pileup,
					const AlkresRates *rates, uint64 times_learnt, const AlkresKnown *known)
{
	struct varlena *argument = (struct varlena *) DatumGetPointer(value);
	bool by_bytes = !VARATT_IS_EXTERNAL(argument) || VARATT_IS_EXTERNAL_ONDISK(argument);
	MemoryContext before;

	if (by_bytes && is_kept(site, argument, pileup, rates, times_learnt))
		return site->background;
	site->background = NULL;
	MemoryContextReset(site->context);
	before = MemoryContextSwitchTo(site->context);

	AlkresBackground *background = alkres_background_for(value, pileup);

	/* What is known may be another patient's next time. */
	if (background->other_libraries)
		expect_known(background, pileup, known);
	alkres_background_fit(background, rates, pileup);
	if (by_bytes && !background->other_libraries)
	{
		site->argument = palloc(VARSIZE_ANY(argument));
		memcpy(site->argument, argument, VARSIZE_ANY(argument));
		memcpy(site->reference, pileup->reference, sizeof(site->reference));
		site->rates = rates;
		site->times_learnt = times_learnt;
		site->background = background;
	}
	MemoryContextSwitchTo(before);
	return background;
}

AlkresModel
alkres_call_model(FunctionCallInfo fcinfo, const AlkresPileup *pileup,
				  const AlkresArguments *arguments, const AlkresKnown *known)
{
	CallSite *site = call_site(fcinfo);
	AlkresModel model = {alkres_rates_argument(fcinfo, arguments->context_counts, &site->learnt),
						 NULL};

	if (!PG_ARGISNULL(arguments->background))
		model.background =
			background_argument(site, PG_GETARG_DATUM(arguments->background), pileup, model.rates,
								site->learnt == NULL ? 0 : site->learnt->times, known);
	return model;
}

static ArrayType *
array_argument(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? NULL : PG_GETARG_ARRAYTYPE_P(number);
}

static bool
same_array(const ArrayType *a, const ArrayType *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0;
}

static AlkresElements
elements(const ArrayType *array, const char *name, Oid type)
{
	return array == NULL
			   ? (AlkresElements){NULL, NULL, 0}
			   : alkres_elements_of(PointerGetDatum(array), name, type, ALKRES_NULLS_KEPT);
}

static ArrayType *
copy_of(const ArrayType *array)
{
	return array == NULL ? NULL : memcpy(palloc(VARSIZE(array)), array, VARSIZE(array));
}

static double
prior_element(Datum value, bool is_null)
{
	double prior = is_null ? NAN : DatumGetFloat8(value);

	if (!is_null && !(prior >= 0 && prior < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a prior must be at least 0 and below 1"),
				errdetail("0 says that the variant is a common polymorphism."));
	return prior;
}

/* Take arrays apart, unless they are those that the list came from; priors may be NULL where only
 * variants are asked for. */
static void
fill_list(FunctionCallInfo fcinfo, AlkresVariantList *list, ArrayType *variants, ArrayType *priors,
		  bool with_priors)
{
	AlkresElements values, numbers;
	MemoryContext before;

	if (list->context != NULL && same_array(list->variants, variants) &&
		same_array(list->priors, priors))
		return;
	if (list->context == NULL)
		list->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "alkres variants",
											  ALLOCSET_DEFAULT_SIZES);
	list->count = 0;
	list->variants = list->priors = NULL;
	MemoryContextReset(list->context);
	before = MemoryContextSwitchTo(list->context);
	variants = copy_of(variants);
	priors = copy_of(priors);
	values = elements(variants, with_priors ? "known" : "variants", InvalidOid);
	numbers = elements(priors, "priors", FLOAT8OID);
	if (with_priors && numbers.count != values.count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("known variants and their priors must be as many"));
	list->items = palloc(sizeof(AlkresListedVariant) * (values.count + 1));
	for (int i = 0; i < values.count; i++)
	{
		AlkresListedVariant *item = &list->items[list->count];

		item->prior = with_priors ? prior_element(numbers.values[i], numbers.nulls[i]) : NAN;
		if (values.nulls[i])
			continue;
		item->value = (struct varlena *) DatumGetPointer(values.values[i]);
		alkres_variant_get(values.values[i], &item->variant);
		list->count++;
	}
	list->variants = variants;
	list->priors = priors;
	MemoryContextSwitchTo(before);
}

const AlkresVariantList *
alkres_asked_argument(FunctionCallInfo fcinfo, int number)
{
	CallSite *site = call_site(fcinfo);

	fill_list(fcinfo, &site->asked, array_argument(fcinfo, number), NULL, false);
	return &site->asked;
}

static double
prior_used(double prior)
{
	return prior == 0 ? ALKRES_PRIOR_POLYMORPHISM : prior;
}

void
alkres_known_arguments(FunctionCallInfo fcinfo, int number, const AlkresPileup *pileup,
					   AlkresKnown *known)
{
	AlkresVariantList *list = &call_site(fcinfo)->known;

	fill_list(fcinfo, list, array_argument(fcinfo, number), array_argument(fcinfo, number + 1),
			  true);
	known->other = PG_ARGISNULL(number + 2) ? ALKRES_PRIOR_DEFAULT : PG_GETARG_FLOAT8(number + 2);
	if (!(known->other > 0 && known->other < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("default_prior must be above 0 and below 1"));
	known->highest = fmax(known->other, ALKRES_PRIOR_LISTED);
	known->items = palloc(sizeof(*known->items) * (list->count + 1));
	known->count = 0;
	for (int i = 0; i < list->count; i++)
	{
		const AlkresListedVariant *item = &list->items[i];

		if (isnan(item->prior) || !alkres_pileup_owns(pileup, &item->variant))
			continue;
		known->highest = fmax(known->highest, prior_used(item->prior));
		known->items[known->count++] = item;
	}
}

bool
alkres_same_variant(const struct varlena *a, const struct varlena *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		   memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

void
alkres_known_meaning_of(const AlkresKnown *known, const AlkresVariant *variant,
						const struct varlena *value, AlkresMeaning *meaning)
{
	alkres_meaning(variant, meaning);
	if (!meaning->listed)
		meaning->prior = known->other;
	for (int i = 0; i < known->count; i++)
	{
		if (!alkres_same_variant(known->items[i]->value, value))
			continue;
		meaning->polymorphism = known->items[i]->prior == 0;
		meaning->prior = prior_used(known->items[i]->prior);
		break;
	}
}

void
alkres_known_meaning(const AlkresKnown *known, const AlkresVariant *variant, AlkresMeaning *meaning)
{
	/* Variants are equal when their bytes are. */
	struct varlena *value = (struct varlena *) DatumGetPointer(alkres_variant_datum(variant));

	alkres_known_meaning_of(known, variant, value, meaning);
	pfree(value);
}
