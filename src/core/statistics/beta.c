/* beta.c: incomplete beta and its inverse. */
#include "core/statistics/beta.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "core/statistics/normal.h"
#include "core/statistics/saddle_point.h"

/* Above this both ways the continued fraction needs too many terms: it grows with sqrt(a + b). */
#define MANY 1e5

/* x^a y^b / B(a, b) with y = 1 - x, as its logarithm. */
static double
log_kernel(double x, double y, double a, double b)
{
	double n = a + b;

	return alkres_stirling_error(n) - alkres_stirling_error(a) - alkres_stirling_error(b) -
		   alkres_deviance(a, n * x) - alkres_deviance(b, n * y) + 0.5 * log(a * (b / n)) -
		   ALKRES_LOG_SQRT_2PI;
}

/*
 * The continued fraction of I_x(a, b), by Lentz's method; for x <= (a + 1)/(a + b + 2), where it
 * converges quickly. The even part of DLMF 8.17.22 (DiDonato and Morris 1992, TOMS 708): a y - b x
 * is formed in place of 1 - (a + b) x / (a + 1), which for x near 1 would lose the digits of 1 - x.
 */
static double
fraction(double x, double y, double a, double b)
{
	int limit = 1000 + (int) (20 * sqrt(fmin(a, MANY) + fmin(b, MANY)));
	double f = a * (a * y - b * x + 1) / (a + 1);
	double c = f;
	double d = 0;

	for (int m = 1; m <= limit; m++)
	{
		double w = m * (b - m) * x / (a + 2 * m - 1);
		double numerator = (a + m - 1) * (a + b + m - 1) * x / (a + 2 * m - 1) * w;
		double denominator = m + w + (a + m) * (a * y - b * x + 1 + m * (1 + y)) / (a + 2 * m + 1);
		double step;

		d = denominator + numerator * d;
		c = denominator + numerator / c;
		d = 1 / (d == 0 ? 1e-300 : d);
		c = c == 0 ? 1e-300 : c;
		step = c * d;
		f *= step;
		if (fabs(step - 1) < 2 * DBL_EPSILON)
			break;
	}
	return 1 / f;
}

/*
 * The tail below x by Gauss-Legendre quadrature, for a and b so large that the density is a smooth
 * hump: from x down to where nothing is left, in panels of half a standard deviation.
 */
static double
tail_by_quadrature(double x, double y, double a, double b)
{
	static const double node[5] = {0.1488743389816312108848260, 0.4333953941292471907992659,
								   0.6794095682990244062343274, 0.8650633666889845107320967,
								   0.9739065285171717200779640};
	static const double weight[5] = {0.2955242247147528701738930, 0.2692667193099963550912269,
									 0.2190863625159820439955349, 0.1494513491505805931457763,
									 0.0666713443081375680920410};
	double n = a + b;
	double half = 0.25 * sqrt((a / n) * (b / n) / n);
	double top = log_kernel(x, y, a, b) - log(x) - log(y);
	double sum = 0;

	if (top < -800)
		return 0;
	for (int panel = 0; panel < 400; panel++)
	{
		double centre = (2 * panel + 1) * half;
		double part = 0;

		for (int i = 0; i < 10; i++)
		{
			double down = centre + (i < 5 ? -1 : 1) * half * node[i % 5];
			double u = x - down;
			double v = y + down;

			if (u > 0)
				part += weight[i % 5] * exp(log_kernel(u, v, a, b) - log(u) - log(v) - top);
		}
		sum += part * half;
		if (part * half < sum * 1e-17)
			break;
	}
	return exp(top) * sum;
}

/* The smaller computation of I_x(a, b), where x is below the mean or thereabouts. */
static double
tail_below(double x, double y, double a, double b)
{
	if (a > MANY && b > MANY)
		return tail_by_quadrature(x, y, a, b);
	return exp(log_kernel(x, y, a, b)) * fraction(x, y, a, b);
}

static double
lower_tail(double x, double y, double a, double b)
{
	if (!(a > 0) || !(b > 0) || !(x >= 0) || !(y >= 0))
		return NAN;
	if (x == 0)
		return 0;
	if (y == 0)
		return 1;
	if (x <= (a + 1) / (a + b + 2))
		return tail_below(x, y, a, b);
	return 1 - tail_below(y, x, b, a);
}

double
alkres_beta_lower(double x, double a, double b)
{
	return lower_tail(x, 1 - x, a, b);
}

double
alkres_beta_upper(double x, double a, double b)
{
	return lower_tail(1 - x, x, b, a);
}

/* Where the search for a quantile starts, as log x: at the normal approximation, or at the mean. */
static double
quantile_start(double p, double a, double b, bool upper)
{
	double mean = a / (a + b);

	if (p > 1e-12 && a > 1)
	{
		double z = alkres_normal_quantile(p) * (upper ? -1 : 1);
		double start = mean + z * sqrt(mean * (1 - mean) / (a + b + 1));

		if (start > mean / 100 && start < 1)
			return log(start);
	}
	return mean < 1 ? log(mean) : -DBL_EPSILON;
}

/*
 * Newton's method for log tail = log p as a function of log x.  The logarithm of either tail is
 * concave there, so from one side the steps cannot overshoot; the bracket catches what rounding and
 * a poor start do.
 */
static double
quantile(double p, double a, double b, bool upper)
{
	double low = -745; /* log of the least positive double */
	double high = 0;
	double u;

	if (!(a > 0) || !(b > 0) || !(p >= 0) || !(p <= 1))
		return NAN;
	if (p == 0 || p == 1)
		return (p == 0) == upper ? 1 : 0;
	u = quantile_start(p, a, b, upper);
	for (int i = 0; i < 200; i++)
	{
		double x = exp(u);
		double y = -expm1(u);
		double tail = upper ? lower_tail(y, x, b, a) : lower_tail(x, y, a, b);
		double next = NAN;

		if ((tail < p) != upper)
			low = u;
		else
			high = u;
		if (tail > 0)
		{
			/* d log(tail) / du = density * x / tail. */
			double slope = exp(log_kernel(x, y, a, b) - log(y)) / tail;

			next = u - (upper ? -1 : 1) * (log(tail) - log(p)) / slope;
		}
		if (!(next > low && next < high))
		{
			if (fabs(next - u) <= 4 * DBL_EPSILON * fabs(u))
				break;
			next = 0.5 * (low + high);
		}
		if (fabs(next - u) <= 1e-15 || next == u)
		{
			u = next;
			break;
		}
		u = next;
	}
	return exp(u);
}

double
alkres_beta_quantile_lower(double p, double a, double b)
{
	return quantile(p, a, b, false);
}

double
alkres_beta_quantile_upper(double p, double a, double b)
{
	return quantile(p, a, b, true);
}
