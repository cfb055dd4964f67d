/* gamma.c: the incomplete gamma function, by series or continued fraction. */
#include "core/statistics/gamma.h"

#include <float.h>
#include <math.h>

#include "core/statistics/normal.h"
#include "core/statistics/saddle_point.h"

#define SQRT_2PI 2.506628274631000502415765284811

/* Terms needed near x = a grow with sqrt(a). */
static int
most_terms(double a)
{
	return 1000 + (int) (20 * sqrt(a));
}

/* x^a exp(-x) / Gamma(a + 1). */
static double
kernel(double a, double x)
{
	return exp(-alkres_stirling_error(a) - alkres_deviance(a, x)) / (SQRT_2PI * sqrt(a));
}

static double
lower_series(double a, double x)
{
	double sum = 1;
	double term = 1;

	for (int i = 1; i <= most_terms(a); i++)
	{
		term *= x / (a + i);
		sum += term;
		if (term < sum * DBL_EPSILON)
			break;
	}
	return kernel(a, x) * sum;
}

/* Lentz's method; Q(a, x) = kernel a / f. */
static double
upper_fraction(double a, double x)
{
	double b = x + 1 - a;
	double c = 1e300;
	double d = 1 / (b == 0 ? 1e-300 : b);
	double h = d;

	for (int i = 1; i <= most_terms(a); i++)
	{
		double numerator = i * (a - i);
		double step;

		b += 2;
		d = numerator * d + b;
		c = b + numerator / c;
		d = 1 / (d == 0 ? 1e-300 : d);
		c = c == 0 ? 1e-300 : c;
		step = c * d;
		h *= step;
		if (fabs(step - 1) < 2 * DBL_EPSILON)
			break;
	}
	return kernel(a, x) * a * h;
}

static double
tail(double a, double x, int upper)
{
	if (!(a > 0 && a <= 1e10 && x >= 0))
		return NAN;
	if (x == 0 || isinf(x))
		return (x == 0) == upper;
	if (x < a + 1)
		return upper ? 1 - lower_series(a, x) : lower_series(a, x);
	return upper ? upper_fraction(a, x) : 1 - upper_fraction(a, x);
}

double
alkres_gamma_lower(double a, double x)
{
	return tail(a, x, 0);
}

double
alkres_gamma_upper(double a, double x)
{
	return tail(a, x, 1);
}

double
alkres_chi_square_at_least(double x, double df)
{
	return alkres_gamma_upper(df / 2, x / 2);
}

double
alkres_poisson_mean(double k, double probability)
{
	double low = 0;
	double high = INFINITY;
	double z;
	double m;

	if (!(k >= 1 && k <= 1e9 && probability > 0 && probability < 1))
		return NAN;
	/* P(Poisson(m) >= k) = P(k, m).  Wilson and Hilferty's cube is near; then Newton's steps, kept
	 * between bounds that close in. */
	z = alkres_normal_quantile(probability);
	m = k * pow(fmax(0.01, 1 - 1 / (9 * k) + z / (3 * sqrt(k))), 3);
	for (int i = 0; i < 200; i++)
	{
		/* From the rarer side, so that no digits are lost. */
		double off = probability < 0.5 ? alkres_gamma_lower(k, m) - probability
									   : (1 - probability) - alkres_gamma_upper(k, m);
		double slope = kernel(k, m) * k / m; /* the density at m */
		double next = m - off / slope;

		if (off > 0)
			high = m;
		else
			low = m;
		if (!(next > low && next < high))
			next = isinf(high) ? 2 * m : (low + high) / 2;
		if (fabs(next - m) <= 1e-14 * m)
			return next;
		m = next;
	}
	return m;
}
