/* expected_false_calls.c: what the caller's threshold costs on a block, and what molecules can show
 * at all. */
#include "postgres.h"

#include <math.h>

#include "funcapi.h"
#include "utils/builtins.h"

#include "call/settings.h"
#include "core/model/error_rates.h"
#include "core/model/false_calls.h"
#include "core/model/power.h"
#include "type/pileup.h"

typedef struct PriorContext
{
	const AlkresPileup *pileup;
	const AlkresKnown *known;
} PriorContext;

static double
prior_of(void *context, int offset, char ref, char alt)
{
	const PriorContext *of = context;
	AlkresVariant variant;
	AlkresMeaning meaning;
	AlkresError error;

	if (!alkres_variant_set(&variant, &of->pileup->contig,
							(int64) alkres_pileup_start(of->pileup) + offset, &ref, 1, &alt, 1,
							&error))
		return of->known->other;
	alkres_known_meaning(of->known, &variant, &meaning);
	return meaning.polymorphism ? of->known->other : meaning.prior;
}

PG_FUNCTION_INFO_V1(alkres_expected_false_calls);
Datum
alkres_expected_false_calls(PG_FUNCTION_ARGS)
{
	double min_posterior = alkres_min_posterior_argument(fcinfo, 2);
	AlkresPileup *pileup;
	AlkresModel model;
	AlkresKnown known;
	PriorContext context;
	double expected;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	pileup = alkres_pileup_get_for_calls(PG_GETARG_DATUM(0));
	model = alkres_call_model(fcinfo, pileup, 1, 3);
	alkres_known_arguments(fcinfo, 4, &known);
	context.pileup = pileup;
	context.known = &known;
	expected = alkres_false_calls(pileup, &model, known.other, min_posterior, prior_of, &context);
	alkres_pileup_free(pileup);
	PG_RETURN_FLOAT8(expected);
}

static int
class_code(const char *name)
{
	static const char *const classes[] = {"single", "mates", "simplex", "large_simplex", "duplex"};

	for (int i = 0; i < ALKRES_CLASSES; i++)
		if (strcmp(name, classes[i]) == 0)
			return i;
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown class of molecules \"%s\"", name),
			errhint("Classes are single, mates, simplex, large_simplex and duplex."));
}

PG_FUNCTION_INFO_V1(alkres_min_detectable_fraction_of_molecules);
Datum
alkres_min_detectable_fraction_of_molecules(PG_FUNCTION_ARGS)
{
	int64 molecules = PG_GETARG_INT64(0);
	int class = class_code(text_to_cstring(PG_GETARG_TEXT_PP(1)));
	double prior = PG_GETARG_FLOAT8(2);
	double min_posterior = alkres_min_posterior_argument(fcinfo, 3);
	AlkresEvidence evidence;
	AlkresPower power;

	if (molecules < 0 || molecules > PG_INT32_MAX)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("molecules must be between 0 and %d", PG_INT32_MAX));
	if (!(prior > 0 && prior < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("prior must be above 0 and below 1"));
	alkres_evidence_clear(&evidence, alkres_artefact_prior('C', 'T'));
	for (int g = 0; g < 2; g++)
	{
		/* A duplex has both strands; of the others half come from each. */
		int cell =
			alkres_cell(class, class == ALKRES_CLASS_DUPLEX ? ALKRES_ORIENTATION_UNKNOWN : g, 3);
		int64 share = class == ALKRES_CLASS_DUPLEX ? (g == 0 ? molecules : 0) : (molecules + g) / 2;

		alkres_evidence_add(&evidence, cell, (uint32_t) share, 0,
							alkres_substitution_rate(cell, 'A', 'C', 'T', 'A'));
	}
	power = alkres_power(&evidence, prior, min_posterior);
	if (isnan(power.lod95))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(power.lod95);
}
