/* copy_number.c: copy_number() and target_ratios(), and what ratios mean in copies: counts of a
 * library's targets and sums over normals in, genes and targets out. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "call/targets.h"
#include "core/copynumber/copy_number.h"
#include "core/mutation/path.h"
#include "type/arguments.h"
#include "type/mutation.h"
#include "type/region.h"
#include "type/report.h"
#include "type/rows.h"

/* Arguments of both, and then of copy_number. */
enum
{
	TARGETS,
	COUNTS,
	NORMALS,
	MUTATIONS,
	REGIONS,
	TUMOUR_FRACTION,
	CONFIDENCE
};
/* Columns of copy_number. */
enum
{
	GENE,
	STATE,
	LOG2_RATIO,
	LOG2_RATIO_LOWER,
	LOG2_RATIO_UPPER,
	Z,
	LOG2_RATIO_LOD95,
	COPY_NUMBER,
	COPY_NUMBER_LOWER,
	COPY_NUMBER_UPPER,
	COPY_NUMBER_LOD95,
	TUMOUR_FRACTION_LOD95,
	FRACTION,
	FRACTION_LOWER,
	FRACTION_UPPER,
	LOD95,
	TARGET_COUNT,
	MOLECULES,
	NORMAL_COUNT,
	COMPARED_WITH,
	MUTATION,
	MUTATION_STATE,
	CALLED,
	REASON,
	COLUMNS
};

/* A gene that is asked for. */
typedef struct Asked
{
	Datum mutation;
	AlkresMutationParts parts;
	AlkresCopyQuestion question;
} Asked;

typedef struct Question
{
	const AlkresTargets *targets;
	bool has_counts;
	size_t gene_count;
	Asked *genes;
	AlkresRegion *regions;
	size_t *touched; /* targets that touch a gene */
	double tumour_fraction;
	AlkresCopyNumber answer;
} Question;

static void
take_genes(FunctionCallInfo fcinfo, Question *q)
{
	AlkresElements mutations =
		alkres_array_argument(fcinfo, MUTATIONS, "mutations", InvalidOid, ALKRES_NULLS_REFUSED);
	AlkresElements regions =
		alkres_array_argument(fcinfo, REGIONS, "regions", InvalidOid, ALKRES_NULLS_REFUSED);

	if (mutations.count != regions.count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("mutations and regions differ in number"),
				errdetail("There are %d and %d of them.", mutations.count, regions.count));
	q->gene_count = (size_t) mutations.count;
	q->genes = palloc(sizeof(Asked) * Max(mutations.count, 1));
	q->regions = palloc(sizeof(AlkresRegion) * Max(mutations.count, 1));
	for (int i = 0; i < mutations.count; i++)
	{
		Asked *asked = &q->genes[i];
		AlkresMutation mutation;

		alkres_mutation_get(mutations.values[i], &mutation);
		asked->mutation = mutations.values[i];
		if (!alkres_mutation_take_apart(&asked->parts, mutation.path, mutation.length))
			elog(ERROR, "a mutation cannot be taken apart");
		asked->question = alkres_copy_question(asked->parts.change);
		if (asked->parts.level != ALKRES_LEVEL_GENE && asked->question == ALKRES_ASK_NOTHING)
			ereport(
				ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" is no change of a gene's copies", alkres_mutation_text(&mutation)),
				errhint("It is a gene, or its copy_number_gain, amplification or "
						"copy_number_loss."));
		alkres_region_get(regions.values[i], &q->regions[i]);
	}
}

/* A panel without a target on the genome has no question. */
static void
ask(FunctionCallInfo fcinfo, Question *q, double confidence)
{
	static AlkresTargets none = {NULL, 0, 1, NULL};
	AlkresTargets *kept = fcinfo->flinfo->fn_extra;
	const int64 *counts = NULL, *normals = NULL;

	memset(q, 0, sizeof(*q));
	take_genes(fcinfo, q);
	q->targets = &none;
	if (!PG_ARGISNULL(TARGETS))
	{
		q->targets = alkres_targets_argument(fcinfo, TARGETS, &kept);
		fcinfo->flinfo->fn_extra = kept;
	}
	q->has_counts = !PG_ARGISNULL(COUNTS) && !PG_ARGISNULL(TARGETS);
	if (q->has_counts)
		counts = alkres_numbers_argument(fcinfo, COUNTS, alkres_target_counts(q->targets->count),
										 true, "counts");
	else
		counts = palloc0(sizeof(int64) * alkres_target_counts(q->targets->count));
	if (!PG_ARGISNULL(NORMALS) && !PG_ARGISNULL(TARGETS))
		normals = alkres_numbers_argument(fcinfo, NORMALS, q->targets->sums, false, "normals");
	q->touched = palloc0(sizeof(size_t) * (q->gene_count + 1));
	alkres_copy_number(&q->answer, q->targets->regions, q->targets->count, counts, normals,
					   q->regions, q->gene_count, confidence);
	for (size_t i = 0; i < q->targets->count; i++)
		if (q->answer.targets[i].group < q->gene_count)
			q->touched[q->answer.targets[i].group]++;
}

/* Why nothing can be said of a gene. */
static const char *
why_not(const Question *q, size_t gene, AlkresState *state)
{
	*state = ALKRES_STATE_NOT_EVALUABLE;
	if (q->targets->key == NULL)
		return "the design of the panel is not known";
	*state = ALKRES_STATE_NOT_IN_PANEL;
	if (q->touched[gene] == 0)
		return "no target of the panel lies in it";
	*state = ALKRES_STATE_NOT_COVERED;
	if (!q->has_counts)
		return "no molecule lies over its targets";
	*state = ALKRES_STATE_NOT_EVALUABLE;
	if (q->answer.counts_reads)
		return "the library counts reads, not molecules";
	if (q->answer.groups[gene].targets == 0)
		return "no target of it has molecules and a known reference, here and in the normals";
	return "too few other genes to compare with";
}

static void
put_copies(const Question *q, const AlkresGeneRatio *ratio, Datum *values, bool *nulls)
{
	double t = q->tumour_fraction;
	bool is_loss = ratio->log2_ratio < 0;
	double nearer = is_loss ? fmin(0, ratio->upper) : fmax(0, ratio->lower);
	double farther = is_loss ? ratio->lower : ratio->upper;

	alkres_set_number(values, nulls, LOG2_RATIO, ratio->log2_ratio);
	alkres_set_number(values, nulls, LOG2_RATIO_LOWER, ratio->lower);
	alkres_set_number(values, nulls, LOG2_RATIO_UPPER, ratio->upper);
	alkres_set_number(values, nulls, Z, ratio->z);
	alkres_set_number(values, nulls, LOG2_RATIO_LOD95, ratio->least);
	alkres_set_number(values, nulls, COPY_NUMBER, alkres_copies(ratio->log2_ratio, t));
	alkres_set_number(values, nulls, COPY_NUMBER_LOWER, alkres_copies(ratio->lower, t));
	alkres_set_number(values, nulls, COPY_NUMBER_UPPER, alkres_copies(ratio->upper, t));
	alkres_set_number(values, nulls, FRACTION, alkres_share_changed(ratio->log2_ratio));
	alkres_set_number(values, nulls, FRACTION_LOWER, alkres_share_changed(nearer));
	alkres_set_number(values, nulls, FRACTION_UPPER, alkres_share_changed(farther));
	alkres_set_number(values, nulls, LOD95, alkres_share_changed(ratio->least));
}

static void
put_text(Datum *values, bool *nulls, int column, const char *text)
{
	nulls[column] = text == NULL || *text == '\0';
	values[column] = nulls[column] ? (Datum) 0 : CStringGetTextDatum(text);
}

/* The change that was found, as a mutation; 0 of none. */
static Datum
called(const Asked *asked, AlkresCopyState state)
{
	static const char *const changes[ALKRES_COPY_STATES] = {
		[ALKRES_COPIES_GAIN] = "copy_number_gain",
		[ALKRES_COPIES_AMPLIFICATION] = "amplification",
		[ALKRES_COPIES_LOSS] = "copy_number_loss"};
	AlkresMutationParts parts = {.level = ALKRES_LEVEL_CHANGE};
	AlkresMutation mutation;
	AlkresError error;

	if (changes[state] == NULL)
		return (Datum) 0;
	strcpy(parts.gene, asked->parts.gene);
	strcpy(parts.change, changes[state]);
	if (!alkres_mutation_build(&mutation, &parts, &error))
		alkres_report(&error);
	return alkres_mutation_datum(&mutation);
}

static void
put_gene(FunctionCallInfo fcinfo, const Question *q, size_t gene)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const AlkresCopyGene *g = &q->answer.groups[gene];
	const Asked *asked = &q->genes[gene];
	AlkresCopyState state = alkres_copy_state(&g->ratio, q->tumour_fraction);
	AlkresCopyAnswer answer;
	const char *reason;
	Datum values[COLUMNS];
	bool nulls[COLUMNS] = {false};

	alkres_copy_answer(&answer, &g->ratio, asked->question, q->tumour_fraction);
	reason = answer.reason;
	if (state == ALKRES_COPIES_NOT_EVALUABLE)
		reason = why_not(q, gene, &answer.state);
	put_copies(q, &g->ratio, values, nulls);
	put_text(values, nulls, GENE, asked->parts.gene);
	put_text(values, nulls, STATE, alkres_copy_state_name(state));
	alkres_set_number(values, nulls, COPY_NUMBER_LOD95, answer.copies_lod95);
	alkres_set_number(values, nulls, TUMOUR_FRACTION_LOD95, answer.fraction_lod95);
	values[TARGET_COUNT] = Int32GetDatum((int32) g->targets);
	alkres_set_number(values, nulls, MOLECULES, g->targets > 0 ? g->molecules : NAN);
	values[NORMAL_COUNT] = Int32GetDatum((int32) q->answer.normals);
	put_text(values, nulls, COMPARED_WITH, q->answer.normals > 0 ? "normals" : "other genes");
	values[MUTATION] = asked->mutation;
	values[CALLED] = called(asked, state);
	nulls[CALLED] = values[CALLED] == (Datum) 0;
	if (asked->question == ALKRES_ASK_NOTHING)
	{
		nulls[MUTATION] = true;
		put_text(values, nulls, MUTATION_STATE, NULL);
		nulls[COPY_NUMBER_LOD95] = nulls[TUMOUR_FRACTION_LOD95] = true;
		reason = state == ALKRES_COPIES_NOT_EVALUABLE ? reason : NULL;
	}
	else
		put_text(values, nulls, MUTATION_STATE, alkres_state_name(answer.state));
	put_text(values, nulls, REASON, reason);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

static double
confidence_of(FunctionCallInfo fcinfo)
{
	return alkres_probability_argument(fcinfo, CONFIDENCE, "confidence");
}

PG_FUNCTION_INFO_V1(alkres_copy_number_rows);
Datum
alkres_copy_number_rows(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(7);
	Question q;
	double confidence = confidence_of(fcinfo);
	double t = alkres_argument_or_nan(fcinfo, TUMOUR_FRACTION);

	if (!isnan(t) && !(t > 0 && t <= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("tumour_fraction must be above 0 and at most 1"));
	ask(fcinfo, &q, confidence);
	q.tumour_fraction = t;
	alkres_start_rows(fcinfo);
	for (size_t gene = 0; gene < q.gene_count; gene++)
		put_gene(fcinfo, &q, gene);
	alkres_copy_number_free(&q.answer);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_target_ratio_rows);
Datum
alkres_target_ratio_rows(PG_FUNCTION_ARGS)
{
	Question q;

	ask(fcinfo, &q, 0.95);
	alkres_start_rows(fcinfo);
	for (size_t i = 0; i < q.targets->count; i++)
	{
		const AlkresCopyTarget *t = &q.answer.targets[i];
		bool has_gene = t->group < q.gene_count;
		Datum values[6];
		bool nulls[6] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = alkres_region_datum(&q.targets->regions[i]);
		put_text(values, nulls, 1, has_gene ? q.genes[t->group].parts.gene : NULL);
		values[2] = Float8GetDatum(t->molecules);
		alkres_set_number(values, nulls, 3, t->log2_ratio);
		alkres_set_number(values, nulls, 4, isnan(t->log2_ratio) ? NAN : sqrt(t->variance));
		alkres_set_number(values, nulls, 5, t->spread);
		tuplestore_putvalues(((ReturnSetInfo *) fcinfo->resultinfo)->setResult,
							 ((ReturnSetInfo *) fcinfo->resultinfo)->setDesc, values, nulls);
	}
	alkres_copy_number_free(&q.answer);
	return (Datum) 0;
}

/* A number from two that must be finite; the second a tumour fraction. */
static double
of_fraction(FunctionCallInfo fcinfo, double (*rule)(double, double))
{
	double x = PG_GETARG_FLOAT8(0), t = PG_GETARG_FLOAT8(1);

	if (!isfinite(x) || !(t > 0 && t <= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("tumour_fraction must be above 0 and at most 1, and the other number "
					   "finite"));
	return rule(x, t);
}

PG_FUNCTION_INFO_V1(alkres_copies_of_ratio);
Datum
alkres_copies_of_ratio(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(of_fraction(fcinfo, alkres_copies));
}

PG_FUNCTION_INFO_V1(alkres_ratio_of_copies);
Datum
alkres_ratio_of_copies(PG_FUNCTION_ARGS)
{
	if (!(PG_GETARG_FLOAT8(0) >= 0))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("copies must not be negative"));
	PG_RETURN_FLOAT8(of_fraction(fcinfo, alkres_copies_log2_ratio));
}

PG_FUNCTION_INFO_V1(alkres_tumour_fraction_of);
Datum
alkres_tumour_fraction_of(PG_FUNCTION_ARGS)
{
	double fraction = PG_GETARG_FLOAT8(0);

	if (!(fraction >= 0 && fraction <= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("fraction must be between 0 and 1"));
	PG_RETURN_FLOAT8(alkres_tumour_fraction(fraction));
}
