/*
 * verdict.h: the answer for an allele that was asked for: one state, with the numbers behind it and
 * a sentence.
 */
#ifndef ALKRES_CORE_MODEL_VERDICT_H
#define ALKRES_CORE_MODEL_VERDICT_H

#include "core/base/state.h"
#include "core/model/candidate.h"
#include "core/variant/region.h"

typedef struct AlkresVerdict
{
	AlkresState state;
	bool counted;           /* molecules, depth, upper and posterior are known */
	uint32_t molecules;     /* x */
	uint32_t depth;         /* n */
	double upper;           /* one-sided exact 95 % bound of the fraction; NAN when unknown */
	double lod95;           /* NAN when unknown */
	uint32_t min_molecules; /* 0 when unknown */
	double posterior;       /* NAN when unknown */
	double score;           /* S; NAN when unknown */
	char reason[512];
} AlkresVerdict;

/* How to judge. */
typedef struct AlkresQuestion
{
	double prior;
	bool listed;       /* a published resistance mutation: never called germline for its share */
	bool polymorphism; /* known to be common: always called germline */
	const AlkresCandidate *white_cells; /* the allele in matched white cells; NULL: none */
	double target;
	double min_posterior;
} AlkresQuestion;

/*
 * Is an allele that white cells carry theirs in plasma, too?  From a quarter of plasma's fraction
 * on; less is tumour DNA that came along with the cells.
 */
extern bool alkres_from_white_cells(double fraction, double white_fraction);

/*
 * Judge a candidate; NULL when the block cannot count the allele (alkres_candidate_for), whose
 * changed bases then are offset .. offset + length - 1 cut at the block's end.
 *
 * The exact bound (Clopper and Pearson 1934, through the incomplete beta function) is that of the
 * molecules read at Q30 or better where these are at least half: a true variant shows there as
 * often as elsewhere, and what badly read molecules say would only blur it.
 */
extern void alkres_judge(AlkresVerdict *verdict, const AlkresCandidate *candidate,
						 const AlkresPileup *pileup, int offset, size_t length,
						 const AlkresQuestion *question);

/*
 * Judge a variant of a block that the library does not have: no read lies there.  Not in the panel
 * when its design is known and none of its count regions holds the variant, else not covered.
 */
extern void alkres_judge_unread(AlkresVerdict *verdict, const AlkresVariant *variant,
								const AlkresRegion *design, size_t count, bool design_known);

#endif
