/* response.c: molecular response, the ratio of the mean fractions of two draws. */
#include "core/course/response.h"

#include <math.h>

#include "core/base/memory.h"

static AlkresEstimate
mean_of(const AlkresEstimate *parts, size_t count)
{
	AlkresEstimate *ordered = alkres_alloc(sizeof(AlkresEstimate) * count);

	for (size_t i = 0; i < count; i++)
		ordered[i] = (AlkresEstimate){parts[i].value, fmin(parts[i].lower, parts[i].value),
									  fmax(parts[i].upper, parts[i].value)};
	return alkres_mover_mean(ordered, count);
}

void
alkres_response(AlkresResponse *response, const AlkresEstimate *before, const AlkresEstimate *after,
				size_t count, double threshold)
{
	AlkresEstimate unknown = {NAN, NAN, NAN};

	*response = (AlkresResponse){ALKRES_RESPONSE_NOTHING_MEASURED, unknown, unknown, unknown};
	if (count == 0)
		return;
	response->before = mean_of(before, count);
	response->after = mean_of(after, count);
	response->state = ALKRES_RESPONSE_NOTHING_BEFORE;
	if (!(response->before.value > 0))
		return;
	response->ratio = alkres_mover_ratio(&response->after, &response->before);
	response->state = response->ratio.upper < threshold   ? ALKRES_RESPONSE
					  : response->ratio.lower > threshold ? ALKRES_NO_RESPONSE
														  : ALKRES_RESPONSE_UNDECIDED;
}
