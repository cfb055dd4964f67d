/* beta.c: incomplete beta, its inverse, intervals of a share. */
#include "core/statistics/beta.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#define LOG_SQRT_2PI 0.918938533204672741780329736406

/* Above this both ways the continued fraction needs too many terms: it grows with sqrt(a + b). */
#define MANY 1e5

/* What is left is small, so nothing cancels where lgamma of large counts would. */
double
alkres_stirling_error(double n)
{
	double n2 = n * n;
	int sign;

	if (n <= 15)
		return lgamma_r(n + 1, &sign) - (n + 0.5) * log(n) + n - LOG_SQRT_2PI;
	if (n > 500)
		return (1 / 12.0 - 1 / 360.0 / n2) / n;
	if (n > 80)
		return (1 / 12.0 - (1 / 360.0 - 1 / 1260.0 / n2) / n2) / n;
	if (n > 35)
		return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - 1 / 1680.0 / n2) / n2) / n2) / n;
	return (1 / 12.0 -
			(1 / 360.0 -
			 (1 / 1260.0 - (1 / 1680.0 - (1 / 1188.0 - 691 / 360360.0 / n2) / n2) / n2) / n2) /
				n2) /
		   n;
}

/* By a series where x and m are close. */
double
alkres_deviance(double x, double m)
{
	double difference = x - m;

	if (fabs(difference) < 0.1 * (x + m))
	{
		double v = difference / (x + m);
		double sum = difference * v;
		double term = 2 * x * v;

		for (int j = 1; j < 1000; j++)
		{
			double next;

			term *= v * v;
			next = sum + term / (2 * j + 1);
			if (next == sum)
				break;
			sum = next;
		}
		return sum;
	}
	return x * log(x / m) - difference;
}

/* x^a y^b / B(a, b) with y = 1 - x, as its logarithm. */
static double
log_kernel(double x, double y, double a, double b)
{
	double n = a + b;

	return alkres_stirling_error(n) - alkres_stirling_error(a) - alkres_stirling_error(b) -
		   alkres_deviance(a, n * x) - alkres_deviance(b, n * y) + 0.5 * log(a * (b / n)) -
		   LOG_SQRT_2PI;
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
	double mean = a / (a + b);
	double u;

	if (!(a > 0) || !(b > 0) || !(p >= 0) || !(p <= 1))
		return NAN;
	if (p == 0 || p == 1)
		return (p == 0) == upper ? 1 : 0;

	/* Start: the normal approximation, or where the density's left end x^a / (a B) has the tail
	 * asked for. */
	if (p > 1e-12 && a > 1)
	{
		double z = alkres_normal_quantile(p) * (upper ? -1 : 1);
		double start = mean + z * sqrt(mean * (1 - mean) / (a + b + 1));

		u = start > mean / 100 && start < 1 ? log(start) : log(mean);
	}
	else
		u = log(mean);
	if (u >= 0)
		u = -DBL_EPSILON;

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

/* A start good to 4.5e-4 (Abramowitz and Stegun 26.2.23), then Halley's steps on erfc, each cubing
 * the error. */
double
alkres_normal_quantile(double p)
{
	double tail = p < 0.5 ? p : 1 - p;
	double t;
	double z;

	if (!(p > 0 && p < 1))
		return NAN;
	if (p == 0.5)
		return 0;
	t = sqrt(-2 * log(tail));
	z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
				(1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
	for (int i = 0; i < 3; i++)
	{
		double error = 0.5 * erfc(z * M_SQRT1_2) - tail;
		double step = error / exp(-0.5 * z * z - LOG_SQRT_2PI);

		z += step / (1 - 0.5 * z * step);
	}
	return p < 0.5 ? -z : z;
}

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

void
alkres_binomial_bounds(AlkresInterval interval, double k, double n, double level, double *lower,
					   double *upper)
{
	double tail = (1 - level) / 2;
	double shift = interval == ALKRES_JEFFREYS ? 0.5 : 0;

	if (!(k >= 0 && k <= n && level > 0 && level < 1))
	{
		if (lower != NULL)
			*lower = NAN;
		if (upper != NULL)
			*upper = NAN;
		return;
	}
	if (n == 0)
	{
		if (lower != NULL)
			*lower = 0;
		if (upper != NULL)
			*upper = 1;
		return;
	}
	if (interval == ALKRES_WILSON)
	{
		wilson(k, n, -alkres_normal_quantile(tail), lower, upper);
		return;
	}
	if (lower != NULL)
		*lower = k == 0 ? 0 : quantile(tail, k + shift, n - k + (shift > 0 ? shift : 1), false);
	if (upper != NULL)
		*upper = k == n ? 1 : quantile(tail, k + (shift > 0 ? shift : 1), n - k + shift, true);
}
