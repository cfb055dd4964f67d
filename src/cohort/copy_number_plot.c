/* copy_number_plot.c: the SQL function plot_copy_number: values in, an SVG document out. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "core/plot/copy_number_plot.h"
#include "type/arguments.h"

enum
{
	TARGET_GENES,
	RATIOS,
	ERRORS,
	SPREADS,
	GENES,
	STATES,
	GENE_RATIOS,
	GENE_LOWER,
	GENE_UPPER,
	GENE_LOD95S,
	COPIES,
	TITLE
};

/* An array of so many elements. */
static AlkresElements
as_many(FunctionCallInfo fcinfo, int number, const char *name, Oid type, int count)
{
	AlkresElements elements = alkres_array_argument(fcinfo, number, name, type, ALKRES_NULLS_KEPT);

	if (elements.count != count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s has %d elements, not %d", name, elements.count, count));
	return elements;
}

static double
finite_or_nan(const AlkresElements *elements, int number, const char *name)
{
	double value = alkres_number_or_nan(elements, number);

	if (isinf(value))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s must be finite", name));
	return value;
}

static void
take_genes(FunctionCallInfo fcinfo, AlkresCopyPlot *plot)
{
	AlkresElements names =
		alkres_array_argument(fcinfo, GENES, "genes", TEXTOID, ALKRES_NULLS_REFUSED);
	int n = names.count;
	AlkresElements states = as_many(fcinfo, STATES, "states", TEXTOID, n);
	AlkresElements ratios = as_many(fcinfo, GENE_RATIOS, "gene_ratios", FLOAT8OID, n);
	AlkresElements lower = as_many(fcinfo, GENE_LOWER, "gene_ratios_lower", FLOAT8OID, n);
	AlkresElements upper = as_many(fcinfo, GENE_UPPER, "gene_ratios_upper", FLOAT8OID, n);
	AlkresElements least = as_many(fcinfo, GENE_LOD95S, "gene_lod95s", FLOAT8OID, n);
	AlkresElements copies = as_many(fcinfo, COPIES, "copies", FLOAT8OID, n);
	AlkresPlottedGene *genes = palloc(sizeof(AlkresPlottedGene) * Max(n, 1));

	if (n > ALKRES_PLOTTED_GENES)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a picture has at most %d genes", ALKRES_PLOTTED_GENES));
	for (int i = 0; i < n; i++)
	{
		const char *state =
			states.nulls[i] ? "not_evaluable" : TextDatumGetCString(states.values[i]);

		genes[i].name = TextDatumGetCString(names.values[i]);
		if (!alkres_copy_state_by_name(state, &genes[i].state))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("\"%s\" is no state of a gene's copies", state),
					errhint("It is gain, amplification, loss, neutral or not_evaluable."));
		genes[i].log2_ratio = finite_or_nan(&ratios, i, "gene_ratios");
		genes[i].lower = finite_or_nan(&lower, i, "gene_ratios_lower");
		genes[i].upper = finite_or_nan(&upper, i, "gene_ratios_upper");
		genes[i].least = finite_or_nan(&least, i, "gene_lod95s");
		genes[i].copies = finite_or_nan(&copies, i, "copies");
	}
	plot->genes = genes;
	plot->gene_count = (size_t) n;
}

/* NULL is none of the genes, and so is one that is not among them. */
static size_t
gene_of(const AlkresElements *names, int number, const AlkresCopyPlot *plot)
{
	const char *name;

	if (names->nulls[number])
		return ALKRES_NO_GENE;
	name = TextDatumGetCString(names->values[number]);
	for (size_t g = 0; g < plot->gene_count; g++)
		if (strcmp(plot->genes[g].name, name) == 0)
			return g;
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("\"%s\" is not among genes", name));
}

static void
take_targets(FunctionCallInfo fcinfo, AlkresCopyPlot *plot)
{
	AlkresElements ratios =
		alkres_array_argument(fcinfo, RATIOS, "ratios", FLOAT8OID, ALKRES_NULLS_KEPT);
	int n = ratios.count;
	AlkresElements genes = as_many(fcinfo, TARGET_GENES, "target_genes", TEXTOID, n);
	AlkresElements errors = as_many(fcinfo, ERRORS, "errors", FLOAT8OID, n);
	AlkresElements spreads = as_many(fcinfo, SPREADS, "spreads", FLOAT8OID, n);
	AlkresPlottedTarget *targets = palloc(sizeof(AlkresPlottedTarget) * Max(n, 1));

	if (n > ALKRES_PLOTTED_TARGETS)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a picture has at most %d targets", ALKRES_PLOTTED_TARGETS));
	for (int i = 0; i < n; i++)
		targets[i] = (AlkresPlottedTarget){
			gene_of(&genes, i, plot), finite_or_nan(&ratios, i, "ratios"),
			finite_or_nan(&errors, i, "errors"), finite_or_nan(&spreads, i, "spreads")};
	plot->targets = targets;
	plot->target_count = (size_t) n;
}

PG_FUNCTION_INFO_V1(alkres_plot_copy_number);
Datum
alkres_plot_copy_number(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(12);
	AlkresCopyPlot plot = {
		.title = PG_ARGISNULL(TITLE) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(TITLE))};

	take_genes(fcinfo, &plot);
	take_targets(fcinfo, &plot);
	PG_RETURN_TEXT_P(cstring_to_text(alkres_copy_number_plot(&plot)));
}
