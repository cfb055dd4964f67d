/*
 * pass.h: the one pass over a block: decoded once, it answers what is called, what is asked and how
 * many calls would be false.  call_variants, genotype, expected_false_calls and call_block are its
 * faces.
 */
#ifndef ALKRES_CALL_PASS_H
#define ALKRES_CALL_PASS_H

#include "call/settings.h"
#include "core/model/verdict.h"

typedef struct AlkresPass
{
	AlkresPileup *pileup;
	AlkresModel model;
	AlkresKnown known;
	double min_posterior;
	double target;
	AlkresCandidates *candidates; /* NULL until they are wanted */
	AlkresPileup *white_cells;    /* NULL until they are wanted, or without them */
	Datum white_cells_value;
	bool has_white_cells;
} AlkresPass;

/* A candidate that is called. */
typedef struct AlkresCalled
{
	AlkresVariant variant;
	struct varlena *value; /* its stored form */
	AlkresMeaning meaning;
	double score;
	double posterior;
} AlkresCalled;

/* Decode the pileup, which must not be NULL, and take the settings; errors as of settings.h. */
extern void alkres_pass_start(AlkresPass *pass, FunctionCallInfo fcinfo,
							  const AlkresArguments *arguments);
extern void alkres_pass_end(AlkresPass *pass);

/* Make the list of all candidates. */
extern void alkres_pass_candidates(AlkresPass *pass);
/* Is a candidate called?  Fills *called when it is. */
extern bool alkres_pass_calls(const AlkresPass *pass, const AlkresCandidate *candidate,
							  AlkresCalled *called);
/* The verdict on a called candidate. */
extern void alkres_pass_judge(AlkresPass *pass, const AlkresCandidate *candidate,
							  const AlkresCalled *called, AlkresVerdict *verdict);
/* Does the block own an asked variant?  One on another assembly is an error (22023). */
extern bool alkres_pass_owns(const AlkresPass *pass, const AlkresListedVariant *asked);
/* The verdict on an asked variant; false when the block does not own it. */
extern bool alkres_pass_ask(AlkresPass *pass, const AlkresListedVariant *asked,
							AlkresMeaning *meaning, AlkresVerdict *verdict);
extern double alkres_pass_false_calls(const AlkresPass *pass);

/* Columns that several of the faces have. */
extern Datum alkres_flags_datum(const AlkresPass *pass, const AlkresCandidate *candidate,
								const AlkresMeaning *meaning);
extern void alkres_set_mutation(Datum *value, bool *null, const AlkresMeaning *meaning);
extern void alkres_set_counts(Datum *value, bool *null, const AlkresVerdict *verdict);

/* target_vaf; refused (22023) outside (0, 1]; NULL takes the default. */
extern double alkres_target_argument(FunctionCallInfo fcinfo, int number);

#endif
