/* context_counts.h: counts of contexts as bigint[], for the layers above. */
#ifndef ALKRES_TYPE_CONTEXT_COUNTS_H
#define ALKRES_TYPE_CONTEXT_COUNTS_H

#include "fmgr.h"

#include "core/model/rates.h"

/* What a call site keeps: the counts last seen, what was learnt from them, and how often it
 * changed. */
typedef struct AlkresLearnt
{
	AlkresContextCounts counts;
	AlkresRates rates;
	uint64 times;
} AlkresLearnt;

/*
 * The rates learnt from an argument of context counts, the fixed ones when it is NULL; *kept, NULL
 * at first, stays with the call site, so that a query learns once.  An array that context_counts
 * cannot have made is an error (22023).
 */
extern const AlkresRates *alkres_rates_argument(FunctionCallInfo fcinfo, int number,
												AlkresLearnt **kept);

#endif
