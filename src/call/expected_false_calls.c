/* expected_false_calls.c: what the caller's threshold costs on a block, and what molecules can show
 * at all. */
#include "postgres.h"

#include <math.h>

#include "funcapi.h"
#include "utils/builtins.h"

#include "call/pass.h"
#include "core/model/error_rates.h"
#include "core/model/power.h"
#include "type/arguments.h"
#include "type/pileup.h"

static const AlkresArguments arguments = {
	.background = 1, .min_posterior = 2, .context_counts = 3, .known = 4};

PG_FUNCTION_INFO_V1(alkres_expected_false_calls);
Datum
alkres_expected_false_calls(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(7);
	AlkresPass pass;
	double expected;

	alkres_min_posterior_argument(fcinfo, arguments.min_posterior);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	alkres_pass_start(&pass, fcinfo, &arguments);
	expected = alkres_pass_false_calls(&pass);
	alkres_pass_end(&pass);
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
	ALKRES_ARGUMENTS(4);
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
