/* binomial.c: tails of the binomial distribution, intervals of a share. */
#include "core/statistics/binomial.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/statistics/beta.h"
#include "core/statistics/normal.h"

double
alkres_binomial_at_least(double k, double n, double p)
{
	if (k <= 0)
		return 1;
	if (k > n)
		return 0;
	return alkres_beta_lower(p, k, n - k + 1);
}

double
alkres_binomial_quantile(double probability, double n, double p)
{
	double low = -1; /* P(X <= low) < probability, P(X <= high) >= probability */
	double high = n;

	if (!(probability >= 0 && probability <= 1 && n >= 0 && p >= 0 && p <= 1))
		return NAN;
	while (high - low > 1)
	{
		double middle = floor(0.5 * (low + high));

		/* P(X <= k) = 1 - I_p(k + 1, n - k). */
		if (middle >= n || alkres_beta_upper(p, middle + 1, n - middle) >= probability)
			high = middle;
		else
			low = middle;
	}
	return high;
}

bool
alkres_interval_by_name(const char *name, AlkresInterval *interval)
{
	static const char *const names[] = {"exact", "wilson", "jeffreys"};

	for (int i = 0; i < 3; i++)
	{
		if (strcmp(name, names[i]) == 0)
		{
			*interval = (AlkresInterval) i;
			return true;
		}
	}
	return false;
}

static void
wilson(double k, double n, double z, double *lower, double *upper)
{
	double z2 = z * z;
	double high = (2 * k + z2 + z * sqrt(z2 + 4 * k * (1 - k / n))) / (2 * (n + z2));

	/* Both are roots of (n + z^2) p^2 - (2k + z^2) p + k^2/n: their product spares the lower a
	 * cancellation. */
	if (upper != NULL)
		*upper = k == n ? 1 : high;
	if (lower != NULL)
		*lower = k == 0 ? 0 : k * (k / n) / (n + z2) / high;
}

static void
set_bounds(double *lower, double from, double *upper, double to)
{
	if (lower != NULL)
		*lower = from;
	if (upper != NULL)
		*upper = to;
}

void
alkres_binomial_bounds(AlkresInterval interval, double k, double n, double level, double *lower,
					   double *upper)
{
	double tail = (1 - level) / 2;
	/* What the counts are given beside themselves, in the tail of the bound and beyond it. */
	double near = interval == ALKRES_JEFFREYS ? 0.5 : 0;
	double far = interval == ALKRES_JEFFREYS ? 0.5 : 1;

	if (!(k >= 0 && k <= n && level > 0 && level < 1))
	{
		set_bounds(lower, NAN, upper, NAN);
		return;
	}
	if (n == 0)
	{
		set_bounds(lower, 0, upper, 1);
		return;
	}
	if (interval == ALKRES_WILSON)
	{
		wilson(k, n, -alkres_normal_quantile(tail), lower, upper);
		return;
	}
	if (lower != NULL)
		*lower = k == 0 ? 0 : alkres_beta_quantile_lower(tail, k + near, n - k + far);
	if (upper != NULL)
		*upper = k == n ? 1 : alkres_beta_quantile_upper(tail, k + far, n - k + near);
}
