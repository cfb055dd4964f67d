/* settings.c: the error model and the priors of a call, from its arguments. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/memutils.h"

#include "call/settings.h"
#include "compat.h"
#include "core/model/prior.h"
#include "type/arguments.h"
#include "type/background.h"
#include "type/context_counts.h"
#include "type/variant.h"

/* What a call site keeps between calls: the rates, and the background last asked for. */
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

static const AlkresBackground *
background_argument(CallSite *site, Datum value, const AlkresPileup *pileup,
					const AlkresRates *rates, uint64 times_learnt)
{
	struct varlena *argument = (struct varlena *) DatumGetPointer(value);
	bool known =
		!VARATT_IS_EXTERNAL(argument) || VARATT_IS_EXTERNAL_ONDISK(argument); /* by its bytes */
	MemoryContext before;

	if (known && is_kept(site, argument, pileup, rates, times_learnt))
		return site->background;
	site->background = NULL;
	MemoryContextReset(site->context);
	before = MemoryContextSwitchTo(site->context);

	AlkresBackground *background = alkres_background_for(value, pileup, rates);

	if (known)
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
alkres_call_model(FunctionCallInfo fcinfo, const AlkresPileup *pileup, int background_number,
				  int counts_number)
{
	CallSite *site = call_site(fcinfo);
	AlkresModel model = {alkres_rates_argument(fcinfo, counts_number, &site->learnt), NULL};

	if (!PG_ARGISNULL(background_number))
		model.background =
			background_argument(site, PG_GETARG_DATUM(background_number), pileup, model.rates,
								site->learnt == NULL ? 0 : site->learnt->times);
	return model;
}

void
alkres_known_arguments(FunctionCallInfo fcinfo, int first, AlkresKnown *known)
{
	AlkresElements variants =
		alkres_array_argument(fcinfo, first, "known", InvalidOid, ALKRES_NULLS_KEPT);
	AlkresElements priors =
		alkres_array_argument(fcinfo, first + 1, "priors", FLOAT8OID, ALKRES_NULLS_KEPT);

	memset(known, 0, sizeof(*known));
	known->variants = variants.values;
	known->nulls = variants.nulls;
	known->count = variants.count;
	if (priors.count != known->count)
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
		known->priors[i] = priors.nulls[i] ? NAN : DatumGetFloat8(priors.values[i]);
		if (!priors.nulls[i] && !(known->priors[i] >= 0 && known->priors[i] < 1))
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
