/* droplet_estimates.c: SQL functions that say what droplets mean: concentration, ratio, share,
 * linkage, copies in plasma. */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"

#include "core/statistics/gamma.h"
#include "type/arguments.h"
#include "type/droplet_arguments.h"
#include "type/droplet_summary.h"
#include "type/report.h"
#include "type/vaf.h"

typedef bool (*Estimator)(const AlkresDroplets *droplets, AlkresChannel channel,
						  AlkresDropletMethod method, double level, AlkresEstimate *estimate,
						  AlkresError *error);

/* The row of an estimate of droplets, by a channel, a method and a level. */
static Datum
estimate_row(FunctionCallInfo fcinfo, Estimator estimator)
{
	enum
	{
		DROPLETS,
		CHANNEL,
		METHOD,
		LEVEL
	};
	AlkresEstimate estimate;
	AlkresError error;

	if (!estimator(PG_GETARG_DROPLETS(DROPLETS), alkres_channel_argument(fcinfo, CHANNEL),
				   alkres_droplet_method_argument(fcinfo, METHOD), PG_GETARG_FLOAT8(LEVEL),
				   &estimate, &error))
		alkres_report(&error);
	return alkres_estimate_row(fcinfo, &estimate);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_concentration);
Datum
alkres_droplet_summary_concentration(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	return estimate_row(fcinfo, alkres_concentration);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_abundance);
Datum
alkres_droplet_summary_abundance(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	return estimate_row(fcinfo, alkres_fractional_abundance);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_ratio);
Datum
alkres_droplet_summary_ratio(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(4);
	return estimate_row(fcinfo, alkres_droplet_ratio);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_linkage);
Datum
alkres_droplet_summary_linkage(PG_FUNCTION_ARGS)
{
	return alkres_number_or_null(fcinfo, alkres_linkage(PG_GETARG_DROPLETS(0)));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_expected_double);
Datum
alkres_droplet_summary_expected_double(PG_FUNCTION_ARGS)
{
	return alkres_number_or_null(fcinfo, alkres_expected_double_positive(PG_GETARG_DROPLETS(0)));
}

/* Lossy: copies are whole numbers there, and the interval of k of n is not that of droplets. */
PG_FUNCTION_INFO_V1(alkres_droplet_summary_vaf);
Datum
alkres_droplet_summary_vaf(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(2);
	double mutants;
	double both;

	if (!alkres_droplet_copies(PG_GETARG_DROPLETS(0), alkres_channel_argument(fcinfo, 1), &mutants,
							   &both))
		PG_RETURN_NULL();
	if (both > PG_UINT32_MAX)
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("copies are out of range for type vaf"));
	PG_RETURN_DATUM(alkres_vaf_datum((uint32) mutants, (uint32) both));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_analysed_volume);
Datum
alkres_droplet_summary_analysed_volume(PG_FUNCTION_ARGS)
{
	const AlkresDroplets *droplets = PG_GETARG_DROPLETS(0);

	PG_RETURN_FLOAT8(alkres_droplets_accepted(droplets) * droplets->droplet_nl / 1000);
}

/* uL of reaction to mL of plasma: through the mix, the eluate, and what the extraction lost. */
PG_FUNCTION_INFO_V1(alkres_droplet_summary_copies_per_ml);
Datum
alkres_droplet_summary_copies_per_ml(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(9);
	enum
	{
		DROPLETS,
		CHANNEL,
		REACTION_UL,
		TEMPLATE_UL,
		ELUTION_UL,
		PLASMA_ML,
		RECOVERY,
		METHOD,
		LEVEL
	};
	double reaction_ul = alkres_positive_argument(fcinfo, REACTION_UL, "reaction_ul");
	double template_ul = alkres_positive_argument(fcinfo, TEMPLATE_UL, "template_ul");
	double elution_ul = alkres_positive_argument(fcinfo, ELUTION_UL, "elution_ul");
	double plasma_ml = alkres_positive_argument(fcinfo, PLASMA_ML, "plasma_ml");
	double recovery = alkres_positive_argument(fcinfo, RECOVERY, "recovery");
	double factor = reaction_ul / template_ul * elution_ul / plasma_ml / recovery;
	AlkresEstimate estimate;
	AlkresError error;

	if (template_ul > reaction_ul)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("template_ul must not be above reaction_ul"),
				errhint("reaction_ul is the whole mix that the template went into."));
	if (recovery > 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("recovery must not be above 1"));
	if (!alkres_concentration(PG_GETARG_DROPLETS(DROPLETS),
							  alkres_channel_argument(fcinfo, CHANNEL),
							  alkres_droplet_method_argument(fcinfo, METHOD),
							  PG_GETARG_FLOAT8(LEVEL), &estimate, &error))
		alkres_report(&error);
	/* An infinite factor would make 0 into NaN. */
	if (!isfinite(factor))
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("volumes are out of range"));
	estimate.value *= factor;
	estimate.lower *= factor;
	estimate.upper *= factor;
	return alkres_estimate_row(fcinfo, &estimate);
}

PG_FUNCTION_INFO_V1(alkres_genome_equivalents);
Datum
alkres_genome_equivalents(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(2);
	double ng = PG_GETARG_FLOAT8(0);

	if (!(ng >= 0 && isfinite(ng)))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("ng must not be negative and must be finite"));
	PG_RETURN_FLOAT8(ng * 1000 / alkres_positive_argument(fcinfo, 1, "pg_per_genome"));
}

/* The fraction f with P(Poisson(f genomes) >= min_positive) = power; 1 where even that is not
 * enough. */
PG_FUNCTION_INFO_V1(alkres_min_detectable_fraction);
Datum
alkres_min_detectable_fraction(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	enum
	{
		GENOMES,
		ANALYSED_UL,
		REACTION_UL,
		POWER,
		MIN_POSITIVE
	};
	double genomes = PG_GETARG_FLOAT8(GENOMES);
	double analysed = alkres_positive_argument(fcinfo, ANALYSED_UL, "analysed_ul") /
					  alkres_positive_argument(fcinfo, REACTION_UL, "reaction_ul");
	double power = alkres_probability_argument(fcinfo, POWER, "power");
	int32 min_positive = PG_GETARG_INT32(MIN_POSITIVE);

	if (!(genomes >= 0 && isfinite(genomes)))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("genomes must not be negative and must be finite"));
	if (!(analysed <= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("analysed_ul must not be above reaction_ul"),
				errhint("For merged wells give reaction_ul and genomes of all of them."));
	if (min_positive < 1 || min_positive > 1000000000)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("min_positive must be from 1 to 1000000000"));
	PG_RETURN_FLOAT8(Min(1, alkres_poisson_mean(min_positive, power) / (genomes * analysed)));
}
