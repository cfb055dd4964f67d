/* student.c: Student's t by the incomplete beta function (DLMF 8.17). */
#include "core/statistics/student.h"

#include <math.h>

#include "core/statistics/beta.h"

double
alkres_student_two_sided(double t, double df)
{
	if (!(df > 0) || isnan(t))
		return NAN;
	return isinf(t) ? 0 : alkres_beta_lower(df / (df + t * t), df / 2, 0.5);
}

double
alkres_student_quantile(double confidence, double df)
{
	double share; /* t^2 / (df + t^2) is Beta(1/2, df/2) */

	if (!(confidence > 0 && confidence < 1) || !(df > 0))
		return NAN;
	share = alkres_beta_quantile_upper(confidence, df / 2, 0.5); /* df / (df + t^2) */
	return sqrt(df * (1 - share) / share);
}
