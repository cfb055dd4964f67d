/* settings.h: what call_variants, genotype and the others share of their arguments: the error model
 * and the priors. */
#ifndef ALKRES_CALL_SETTINGS_H
#define ALKRES_CALL_SETTINGS_H

#include "fmgr.h"
#include "utils/array.h"

#include "call/question.h"
#include "core/model/site.h"

/* Where a function's arguments stand. */
typedef struct AlkresArguments
{
	int background;
	int min_posterior;
	int context_counts;
	int known; /* known, priors and default_prior */
	/* 0: the function has no such argument. */
	int variants;
	int target;
	int white_cells;
	int design;
} AlkresArguments;

/* A variant of an array argument, and the prior beside it. */
typedef struct AlkresListedVariant
{
	struct varlena *value;
	AlkresVariant variant;
	double prior; /* NAN: none */
} AlkresListedVariant;

typedef struct AlkresVariantList
{
	AlkresListedVariant *items; /* none of NULL */
	int count;
	MemoryContext context; /* holds all of this and the arguments it came from */
	ArrayType *variants;
	ArrayType *priors;
} AlkresVariantList;

/* The variants that are asked for, as they were given; they stay with the call site. */
extern const AlkresVariantList *alkres_asked_argument(FunctionCallInfo fcinfo, int number);

/*
 * Known variants with a prior each, and the prior of all others.  The prior 0 says: a common
 * polymorphism, reported as germline.
 */
typedef struct AlkresKnown
{
	const AlkresListedVariant **items; /* those whose first base lies in the block */
	int count;
	double other;   /* prior of variants that are neither known nor listed */
	double highest; /* of all */
} AlkresKnown;

/* From the arguments at number (variant[]), number + 1 (float8[]) and number + 2 (float8), of a
 * block; 22023 when they disagree. */
extern void alkres_known_arguments(FunctionCallInfo fcinfo, int number, const AlkresPileup *pileup,
								   AlkresKnown *known);
/*
 * The error model of a call, from its background argument and its context counts argument.  It
 * stays the call site's: what a background says is worked out once for all libraries of a scan.
 * One of other libraries is not heard of what is published or known.
 */
extern AlkresModel alkres_call_model(FunctionCallInfo fcinfo, const AlkresPileup *pileup,
									 const AlkresArguments *arguments, const AlkresKnown *known);

/* What a variant of the block means, its prior the known one if there is one. */
extern void alkres_known_meaning(const AlkresKnown *known, const AlkresVariant *variant,
								 AlkresMeaning *meaning);
/* The same for a variant whose stored form is at hand. */
extern void alkres_known_meaning_of(const AlkresKnown *known, const AlkresVariant *variant,
									const struct varlena *value, AlkresMeaning *meaning);
/* Are two stored variants the same? */
extern bool alkres_same_variant(const struct varlena *a, const struct varlena *b);

#endif
