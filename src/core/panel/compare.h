/* compare.h: a report from elsewhere beside the calls of the same sample: who has an allele, and
 * why the other has not. */
#ifndef ALKRES_CORE_PANEL_COMPARE_H
#define ALKRES_CORE_PANEL_COMPARE_H

#include "core/base/state.h"
#include "core/mutation/class.h"
#include "core/variant/variant.h"

/* What one of the two says of an allele.  Numbers are NaN where they are not known. */
typedef struct AlkresCallSide
{
	AlkresState state;
	double fraction;
	double lod95;    /* down to which fraction it would have seen the allele */
	bool other_form; /* it has the same change written otherwise, or as a part of a larger one */
} AlkresCallSide;

typedef struct AlkresComparison
{
	const char *agreement; /* both, reported_only, called_only, neither */
	/*
	 * Why one lacks it: other_representation (which counts as having it), filtered, below_limit
	 * (the other's fraction is under what it can see), limit_unknown, not_covered, not_in_panel,
	 * excluded (it should have been seen), fraction_unknown (of the other).  NULL where both have
	 * it.
	 */
	const char *reason;
} AlkresComparison;

extern AlkresComparison alkres_calls_compare(const AlkresCallSide *reported,
											 const AlkresCallSide *called);

/*
 * May two variants be one change written in two ways?  They make the same change of a residue near
 * each other, or one is a part of the other: its bases are those of a larger replacement there.
 * mutation: no bytes where it is not known.
 */
extern bool alkres_same_change(const AlkresVariant *a, AlkresPath a_mutation,
							   const AlkresVariant *b, AlkresPath b_mutation);

#endif
