/* phase_ratio.c: cis or trans, from molecules that cover both places. */
#include "core/phase_ratio.h"

#include <math.h>

#define CIS_SHAPE 5.0
#define TRANS_SHARE 0.01
#define DECISIVE 50.0

/* The molecule's record among others; NULL when it has none.  Few have records: no need to sort. */
static const AlkresRecord *
find_molecule(const AlkresRecord *records, uint32_t count, uint64_t molecule)
{
	for (uint32_t i = 0; i < count; i++)
		if (records[i].molecule == molecule)
			return &records[i];
	return NULL;
}

static bool
covers(const AlkresRecord *record, uint32_t position)
{
	return record->length > 0 && record->start <= position &&
		   position - record->start < record->length;
}

void
alkres_phase(AlkresPhase *phase, const AlkresRecord *first, uint32_t first_count,
			 uint32_t first_position, const AlkresRecord *second, uint32_t second_count,
			 uint32_t second_position)
{
	double k, m;

	phase->both = phase->first_only = phase->second_only = 0;
	for (uint32_t i = 0; i < first_count; i++)
	{
		if (find_molecule(second, second_count, first[i].molecule) != NULL)
			phase->both++;
		else if (covers(&first[i], second_position))
			phase->first_only++;
	}
	for (uint32_t i = 0; i < second_count; i++)
		if (find_molecule(first, first_count, second[i].molecule) == NULL &&
			covers(&second[i], first_position))
			phase->second_only++;
	k = phase->both;
	m = k + fmin(phase->first_only, phase->second_only);
	/* Beta-binomial with B(5 + k, 1 + m - k) / B(5, 1) over binomial; the coefficient is in both.
	 */
	phase->log_ratio = log(CIS_SHAPE) + lgamma(CIS_SHAPE + k) + lgamma(1 + m - k) -
					   lgamma(CIS_SHAPE + 1 + m) - k * log(TRANS_SHARE) -
					   (m - k) * log1p(-TRANS_SHARE);
}

const char *
alkres_phase_name(const AlkresPhase *phase)
{
	if (phase->log_ratio >= log(DECISIVE) && phase->both >= 2)
		return "cis";
	return phase->log_ratio <= -log(DECISIVE) ? "trans" : "unknown";
}
