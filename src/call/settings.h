/* settings.h: what call_variants, genotype and the others share of their arguments: the error model
 * and the priors. */
#ifndef ALKRES_CALL_SETTINGS_H
#define ALKRES_CALL_SETTINGS_H

#include "fmgr.h"

#include "call/question.h"
#include "core/model/site.h"

/*
 * The error model of a call, from its background argument and its context counts argument.  It
 * stays the call site's: what a background says is worked out once for all libraries of a scan.
 */
extern AlkresModel alkres_call_model(FunctionCallInfo fcinfo, const AlkresPileup *pileup,
									 int background_number, int counts_number);

/*
 * Known variants with a prior each, and the prior of all others.  The prior 0 says: a common
 * polymorphism, reported as germline.
 */
typedef struct AlkresKnown
{
	Datum *variants;
	bool *nulls;
	double *priors;
	int count;
	double other;   /* prior of variants that are neither known nor listed */
	double highest; /* of all */
} AlkresKnown;

/* From the arguments at first (variant[]), first + 1 (float8[]) and first + 2 (float8); 22023 when
 * they disagree. */
extern void alkres_known_arguments(FunctionCallInfo fcinfo, int first, AlkresKnown *known);
/* What a variant means, its prior the known one if there is one. */
extern void alkres_known_meaning(const AlkresKnown *known, const AlkresVariant *variant,
								 AlkresMeaning *meaning);

#endif
