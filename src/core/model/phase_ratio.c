/* phase_ratio.c: cis or trans, from molecules that reach both places. */
#include "core/model/phase_ratio.h"

#include <math.h>

#define CIS_SHAPE 5.0
#define TRANS_SHARE 0.01
#define DECISIVE 50.0

double
alkres_phase_log_ratio(const AlkresPhase *phase)
{
	double k = phase->both;
	double m = k + fmin(phase->first_only, phase->second_only);

	/* Beta-binomial with B(5 + k, 1 + m - k) / B(5, 1) over binomial; the coefficient is in
	 * both. */
	return log(CIS_SHAPE) + lgamma(CIS_SHAPE + k) + lgamma(1 + m - k) - lgamma(CIS_SHAPE + 1 + m) -
		   k * log(TRANS_SHARE) - (m - k) * log1p(-TRANS_SHARE);
}

const char *
alkres_phase_name(const AlkresPhase *phase)
{
	double log_ratio = alkres_phase_log_ratio(phase);

	if (log_ratio >= log(DECISIVE) && phase->both >= 2)
		return "cis";
	return log_ratio <= -log(DECISIVE) ? "trans" : "unknown";
}
