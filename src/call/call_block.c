/* call_block.c: all that is to be said of a block in one pass: what is called, what is asked, and
 * how many calls would be false.  What a store's call keeps. */
#include "postgres.h"

#include <math.h>

#include "funcapi.h"
#include "utils/builtins.h"

#include "call/pass.h"
#include "core/model/estimate.h"
#include "core/model/score.h"
#include "type/arguments.h"
#include "type/mutation.h"
#include "type/region.h"
#include "type/rows.h"

static const AlkresArguments arguments = {.background = 1,
										  .variants = 2,
										  .target = 3,
										  .min_posterior = 4,
										  .context_counts = 5,
										  .known = 6,
										  .white_cells = 9,
										  .design = 10};

enum
{
	VARIANT, /* NULL: the row of the block itself */
	MUTATION,
	STATE,
	VAF,
	FRACTION_LOWER,
	FRACTION_UPPER,
	LOD95,
	MIN_MOLECULES,
	POSTERIOR,
	PRIOR,
	SCORE,
	QUAL,
	FLAGS,
	REASON,
	NORMALS,
	FALSE_CALLS,
	COLUMNS
};

typedef struct Row
{
	Datum values[COLUMNS];
	bool nulls[COLUMNS];
} Row;

static void
clear_row(Row *row)
{
	memset(row->values, 0, sizeof(row->values));
	memset(row->nulls, true, sizeof(row->nulls));
}

static void
set_column(Row *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

static void
set_verdict(Row *row, const struct varlena *value, const AlkresVerdict *verdict)
{
	set_column(row, VARIANT, PointerGetDatum(value));
	set_column(row, STATE, CStringGetTextDatum(alkres_state_name(verdict->state)));
	set_column(row, REASON, CStringGetTextDatum(verdict->reason));
	alkres_set_counts(&row->values[VAF], &row->nulls[VAF], verdict);
	alkres_set_number(row->values, row->nulls, FRACTION_UPPER, verdict->upper);
	alkres_set_number(row->values, row->nulls, LOD95, verdict->lod95);
	alkres_set_number(row->values, row->nulls, POSTERIOR, verdict->posterior);
	alkres_set_number(row->values, row->nulls, SCORE, verdict->score);
	if (verdict->min_molecules > 0)
		set_column(row, MIN_MOLECULES, Int32GetDatum((int32) verdict->min_molecules));
}

static void
set_meaning(Row *row, const AlkresMeaning *meaning)
{
	alkres_set_mutation(&row->values[MUTATION], &row->nulls[MUTATION], meaning);
	set_column(row, PRIOR, Float8GetDatum(meaning->prior));
}

static void
put(FunctionCallInfo fcinfo, Row *row)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	tuplestore_putvalues(result->setResult, result->setDesc, row->values, row->nulls);
}

static void
put_block(FunctionCallInfo fcinfo, const AlkresPass *pass)
{
	const AlkresBackground *background = pass->model.background;
	Row row;

	clear_row(&row);
	set_column(&row, NORMALS,
			   Int32GetDatum(background == NULL || background->other_libraries
								 ? 0
								 : (int32) background->libraries));
	set_column(&row, FALSE_CALLS, Float8GetDatum(alkres_pass_false_calls(pass)));
	put(fcinfo, &row);
}

/* Stored forms of what is called. */
typedef struct CalledList
{
	const struct varlena **values;
	int count;
} CalledList;

static CalledList
put_all_called(FunctionCallInfo fcinfo, AlkresPass *pass)
{
	CalledList list;

	alkres_pass_candidates(pass);
	list.values = palloc(sizeof(*list.values) * (pass->candidates->count + 1));
	list.count = 0;
	for (uint32 i = 0; i < pass->candidates->count; i++)
	{
		const AlkresCandidate *candidate = &pass->candidates->items[i];
		AlkresCalled called;
		AlkresVerdict verdict;
		double fraction, lower, upper;
		Row row;

		if (!alkres_pass_calls(pass, candidate, &called))
			continue;
		alkres_pass_judge(pass, candidate, &called, &verdict);
		alkres_estimate_fraction(&candidate->evidence, 1, &fraction, &lower, &upper);
		clear_row(&row);
		set_verdict(&row, called.value, &verdict);
		set_meaning(&row, &called.meaning);
		set_column(&row, FRACTION_LOWER, Float8GetDatum(lower));
		set_column(&row, FRACTION_UPPER, Float8GetDatum(upper));
		set_column(&row, QUAL, Float8GetDatum(alkres_qual(called.score, called.meaning.prior)));
		set_column(&row, FLAGS, alkres_flags_datum(pass, candidate, &called.meaning));
		put(fcinfo, &row);
		list.values[list.count++] = called.value;
	}
	return list;
}

/* Has an asked variant been answered: as a called one, or as one that was asked before? */
static bool
is_answered(const CalledList *called, const AlkresVariantList *asked, int number)
{
	const struct varlena *value = asked->items[number].value;

	for (int i = 0; i < called->count; i++)
		if (alkres_same_variant(called->values[i], value))
			return true;
	for (int i = 0; i < number; i++)
		if (alkres_same_variant(asked->items[i].value, value))
			return true;
	return false;
}

static void
put_asked(FunctionCallInfo fcinfo, AlkresPass *pass, const AlkresVariantList *asked,
		  const CalledList *called)
{
	for (int i = 0; i < asked->count; i++)
	{
		AlkresMeaning meaning;
		AlkresVerdict verdict;
		Row row;

		if (!alkres_pass_owns(pass, &asked->items[i]) || is_answered(called, asked, i))
			continue;
		alkres_pass_ask(pass, &asked->items[i], &meaning, &verdict);
		clear_row(&row);
		set_verdict(&row, asked->items[i].value, &verdict);
		set_meaning(&row, &meaning);
		put(fcinfo, &row);
	}
}

/* No block: nothing is read where the variants lie. */
static void
put_unread(FunctionCallInfo fcinfo, const AlkresVariantList *asked)
{
	static const CalledList nothing = {NULL, 0};
	int count;
	AlkresRegion *design = alkres_design_argument(fcinfo, arguments.design, &count);

	for (int i = 0; i < asked->count; i++)
	{
		const AlkresListedVariant *item = &asked->items[i];
		AlkresMeaning meaning;
		AlkresVerdict verdict;
		Row row;

		if (is_answered(&nothing, asked, i))
			continue;
		alkres_meaning(&item->variant, &meaning);
		alkres_judge_unread(&verdict, &item->variant, design, count,
							!PG_ARGISNULL(arguments.design));
		clear_row(&row);
		set_verdict(&row, item->value, &verdict);
		alkres_set_mutation(&row.values[MUTATION], &row.nulls[MUTATION], &meaning);
		put(fcinfo, &row);
	}
}

PG_FUNCTION_INFO_V1(alkres_call_block);
Datum
alkres_call_block(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(11);
	const AlkresVariantList *asked;
	AlkresPass pass;
	CalledList called;

	alkres_target_argument(fcinfo, arguments.target);
	alkres_min_posterior_argument(fcinfo, arguments.min_posterior);
	alkres_start_rows(fcinfo);
	asked = alkres_asked_argument(fcinfo, arguments.variants);
	if (PG_ARGISNULL(0))
	{
		put_unread(fcinfo, asked);
		PG_RETURN_VOID();
	}
	alkres_pass_start(&pass, fcinfo, &arguments);
	put_block(fcinfo, &pass);
	called = put_all_called(fcinfo, &pass);
	put_asked(fcinfo, &pass, asked, &called);
	alkres_pass_end(&pass);
	PG_RETURN_VOID();
}
