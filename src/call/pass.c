/* pass.c: the one pass over a block. */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "call/pass.h"
#include "core/model/false_calls.h"
#include "core/model/flags.h"
#include "core/model/prior.h"
#include "core/model/score.h"
#include "type/mutation.h"
#include "type/pileup.h"
#include "type/report.h"
#include "type/vaf.h"
#include "type/variant.h"

static const char bases[] = "ACGT";

/* Who asks for an allele knows the reference that it is another than. */
static void
tell_asked(AlkresPileup *pileup, const AlkresVariantList *asked)
{
	for (int i = 0; i < asked->count; i++)
		alkres_tell(pileup, &asked->items[i].variant);
}

void
alkres_pass_start(AlkresPass *pass, FunctionCallInfo fcinfo, const AlkresArguments *arguments)
{
	memset(pass, 0, sizeof(*pass));
	pass->pileup = alkres_pileup_get_for_calls(PG_GETARG_DATUM(0));
	if (arguments->variants > 0 && !PG_ARGISNULL(arguments->variants))
		tell_asked(pass->pileup, alkres_asked_argument(fcinfo, arguments->variants));
	alkres_known_arguments(fcinfo, arguments->known, pass->pileup, &pass->known);
	pass->model = alkres_call_model(fcinfo, pass->pileup, arguments, &pass->known);
	pass->min_posterior = alkres_min_posterior_argument(fcinfo, arguments->min_posterior);
	if (arguments->target > 0)
		pass->target = alkres_target_argument(fcinfo, arguments->target);
	if (arguments->white_cells > 0 && !PG_ARGISNULL(arguments->white_cells))
	{
		pass->has_white_cells = true;
		pass->white_cells_value = PG_GETARG_DATUM(arguments->white_cells);
	}
}

void
alkres_pass_end(AlkresPass *pass)
{
	if (pass->candidates != NULL)
		alkres_candidates_free(pass->candidates);
	if (pass->white_cells != NULL)
		alkres_pileup_free(pass->white_cells);
	alkres_pileup_free(pass->pileup);
}

/* The highest prior settles the many that no prior can save.  A hair below the level: rounding must
 * not. */
static double
least_score(const AlkresPass *pass)
{
	return alkres_level(pass->min_posterior, pass->known.highest) - 1e-9;
}

void
alkres_pass_candidates(AlkresPass *pass)
{
	if (pass->candidates == NULL)
		pass->candidates = alkres_candidates_above(pass->pileup, &pass->model, least_score(pass));
}

bool
alkres_pass_calls(const AlkresPass *pass, const AlkresCandidate *candidate, AlkresCalled *called)
{
	const AlkresPileup *pileup = pass->pileup;
	AlkresError error;

	CHECK_FOR_INTERRUPTS();
	if (candidate->bound < least_score(pass))
		return false;
	called->score = alkres_score(&candidate->evidence);
	if (alkres_posterior(called->score, pass->known.highest) < pass->min_posterior)
		return false;
	if (!alkres_variant_set(&called->variant, &pileup->contig,
							(int64) alkres_pileup_start(pileup) + candidate->offset, candidate->ref,
							candidate->ref_length, candidate->alt, candidate->alt_length, &error))
		alkres_report(&error);
	called->value = (struct varlena *) DatumGetPointer(alkres_variant_datum(&called->variant));
	alkres_known_meaning_of(&pass->known, &called->variant, called->value, &called->meaning);
	called->posterior = alkres_posterior(called->score, called->meaning.prior);
	return called->posterior >= pass->min_posterior;
}

/* The white cells' block, decoded when it is first wanted; NULL without one. */
static AlkresPileup *
white_cells_of(AlkresPass *pass)
{
	if (!pass->has_white_cells || pass->white_cells != NULL)
		return pass->white_cells;
	pass->white_cells = alkres_pileup_get_for_calls(pass->white_cells_value);
	if (!alkres_contig_equal(&pass->white_cells->contig, &pass->pileup->contig) ||
		pass->white_cells->block != pass->pileup->block)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("pileups of plasma and white cells are of different blocks"));
	return pass->white_cells;
}

/* Judge a variant of the block; candidate NULL when it cannot be counted. */
static void
judge(AlkresPass *pass, const AlkresVariant *variant, const AlkresMeaning *meaning,
	  const AlkresCandidate *candidate, AlkresVerdict *verdict)
{
	const AlkresPileup *pileup = pass->pileup;
	AlkresPileup *white_cells = white_cells_of(pass);
	AlkresQuestion question = {meaning->prior, meaning->listed, meaning->polymorphism,
							   NULL,           pass->target,    pass->min_posterior};
	AlkresCandidate white;
	bool counted;

	if (white_cells != NULL)
		alkres_tell(white_cells, variant);
	if (white_cells != NULL && alkres_ask(white_cells, NULL, NULL, variant, &white, &counted) &&
		counted)
		question.white_cells = &white;
	alkres_judge(verdict, candidate, pileup,
				 (int) (variant->position - alkres_pileup_start(pileup)), variant->ref_length,
				 &question);
}

void
alkres_pass_judge(AlkresPass *pass, const AlkresCandidate *candidate, const AlkresCalled *called,
				  AlkresVerdict *verdict)
{
	judge(pass, &called->variant, &called->meaning, candidate, verdict);
}

bool
alkres_pass_owns(const AlkresPass *pass, const AlkresListedVariant *asked)
{
	return alkres_owns(pass->pileup, &asked->variant);
}

bool
alkres_pass_ask(AlkresPass *pass, const AlkresListedVariant *asked, AlkresMeaning *meaning,
				AlkresVerdict *verdict)
{
	AlkresCandidate candidate;
	bool counted;

	CHECK_FOR_INTERRUPTS();
	if (!alkres_ask(pass->pileup, &pass->model, pass->candidates, &asked->variant, &candidate,
					&counted))
		return false;
	alkres_known_meaning_of(&pass->known, &asked->variant, asked->value, meaning);
	judge(pass, &asked->variant, meaning, counted ? &candidate : NULL, verdict);
	return true;
}

/* A known substitution's place among a block's; false for another kind of change. */
static bool
own_of(AlkresOwnPrior *own, const AlkresPass *pass, const AlkresListedVariant *known)
{
	const AlkresVariant *variant = &known->variant;
	const char *base;

	if (variant->kind != ALKRES_SNV)
		return false;
	base = strchr(bases, variant->alt[0]);
	if (base == NULL)
		return false;
	own->offset = (int) (variant->position - alkres_pileup_start(pass->pileup));
	own->base = (int) (base - bases);
	/* What is common is not an error when it is called. */
	own->prior = known->prior == 0 ? pass->known.other : known->prior;
	return true;
}

double
alkres_pass_false_calls(const AlkresPass *pass)
{
	const AlkresPileup *pileup = pass->pileup;
	size_t listed_count, count = 0;
	const AlkresListedSubstitution *listed = alkres_listed_substitutions(&listed_count);
	AlkresOwnPrior *own = palloc(sizeof(*own) * (listed_count + pass->known.count));
	double sum;

	for (size_t i = 0; i < listed_count; i++)
	{
		int offset = alkres_listed_offset(&listed[i], pileup);

		if (offset >= 0)
			own[count++] = (AlkresOwnPrior){offset, (int) (strchr(bases, listed[i].alt) - bases),
											ALKRES_PRIOR_LISTED};
	}
	/* The first of those that are the same counts. */
	for (int i = pass->known.count - 1; i >= 0; i--)
		if (own_of(&own[count], pass, pass->known.items[i]))
			count++;
	sum = alkres_false_calls(pileup, &pass->model, pass->known.other, pass->min_posterior, own,
							 count);
	pfree(own);
	return sum;
}

Datum
alkres_flags_datum(const AlkresPass *pass, const AlkresCandidate *candidate,
				   const AlkresMeaning *meaning)
{
	const char *names[ALKRES_FLAGS_MAX];
	Datum elements[ALKRES_FLAGS_MAX];
	int count =
		alkres_flags(candidate, pass->pileup, meaning->listed, meaning->polymorphism, names);

	for (int i = 0; i < count; i++)
		elements[i] = CStringGetTextDatum(names[i]);
	return PointerGetDatum(construct_array(elements, count, TEXTOID, -1, false, TYPALIGN_INT));
}

void
alkres_set_mutation(Datum *value, bool *null, const AlkresMeaning *meaning)
{
	*null = !meaning->classified;
	if (meaning->classified)
		*value = alkres_mutation_datum(&meaning->mutation);
}

void
alkres_set_counts(Datum *value, bool *null, const AlkresVerdict *verdict)
{
	*null = !verdict->counted;
	if (verdict->counted)
		*value = alkres_vaf_datum(verdict->molecules, verdict->depth);
}

double
alkres_target_argument(FunctionCallInfo fcinfo, int number)
{
	double value = PG_ARGISNULL(number) ? 0.005 : PG_GETARG_FLOAT8(number);

	if (!(value > 0 && value <= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("target_vaf must be above 0 and at most 1"));
	return value;
}
