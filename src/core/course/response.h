/* response.h: how far a patient's tumour DNA fell from one draw to another: molecular response. */
#ifndef ALKRES_CORE_COURSE_RESPONSE_H
#define ALKRES_CORE_COURSE_RESPONSE_H

#include <stddef.h>

#include "core/statistics/mover.h"

typedef enum AlkresResponseState
{
	ALKRES_RESPONSE,           /* the ratio's upper limit is under the threshold */
	ALKRES_NO_RESPONSE,        /* its lower limit is above it */
	ALKRES_RESPONSE_UNDECIDED, /* the threshold lies within */
	ALKRES_RESPONSE_NOTHING_MEASURED,
	ALKRES_RESPONSE_NOTHING_BEFORE /* nothing was seen before: what could fall is not known */
} AlkresResponseState;

typedef struct AlkresResponse
{
	AlkresResponseState state;
	AlkresEstimate before, after; /* mean fractions; NaN where nothing was measured */
	AlkresEstimate ratio;         /* after / before; NaN where there is none */
} AlkresResponse;

/*
 * Of the mutations measured in both draws, with their fractions (0 to 1) and limits, 0 where one is
 * absent: the ratio of the mean fractions, as Zhang and others (2020, Cancer Discov 10:1842) put
 * draws under treatment against the one before.  A value outside its limits widens them.  Limits:
 * mover.h.  The threshold is above 0 and finite.
 */
extern void alkres_response(AlkresResponse *response, const AlkresEstimate *before,
							const AlkresEstimate *after, size_t count, double threshold);

#endif
