/* question.c: what call_variants and genotype share. */
#include "postgres.h"

#include "call/question.h"
#include "core/classify.h"
#include "core/score.h"
#include "type/report.h"

void
alkres_meaning(const AlkresVariant *variant, AlkresMeaning *meaning)
{
	AlkresError error;
	AlkresClassified classified = alkres_classify(variant, &meaning->mutation, &error);

	if (classified == ALKRES_CLASSIFY_ERROR)
		alkres_report(&error);
	meaning->classified = classified == ALKRES_CLASSIFY_DONE;
	meaning->listed = meaning->classified && alkres_mutation_is_listed(&meaning->mutation);
	meaning->prior = meaning->listed ? ALKRES_PRIOR_LISTED : ALKRES_PRIOR_DEFAULT;
}

double
alkres_min_posterior_argument(FunctionCallInfo fcinfo, int number)
{
	double value = PG_ARGISNULL(number) ? 0.9 : PG_GETARG_FLOAT8(number);

	if (!(value > 0 && value < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("min_posterior must be above 0 and below 1"));
	return value;
}
