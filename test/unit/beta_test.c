/* Unit tests of core/statistics/beta.h: known values, identities, hard corners, speed of large
 * counts. */
#include "harness.h"

#include <time.h>

#include "core/statistics/beta.h"
#include "core/statistics/binomial.h"
#include "core/statistics/normal.h"

static void
closed_forms(void)
{
	CASE("beta: closed forms");
	/* I_x(1, b) = 1 - (1-x)^b, I_x(a, 1) = x^a, I_x(a, a) at 1/2 = 1/2, I_x(1/2, 1/2) = 2/pi asin
	 * sqrt x. */
	for (double x = 0.001; x < 1; x += 0.037)
	{
		CHECK_NEAR(alkres_beta_lower(x, 1, 7.5), -expm1(7.5 * log1p(-x)), 1e-12);
		CHECK_NEAR(alkres_beta_upper(x, 1, 7.5), exp(7.5 * log1p(-x)), 1e-12);
		CHECK_NEAR(alkres_beta_lower(x, 3.25, 1), pow(x, 3.25), 1e-12);
		CHECK_NEAR(alkres_beta_lower(x, 0.5, 0.5), 2 / M_PI * asin(sqrt(x)), 1e-12);
	}
	for (double a = 0.01; a < 1e13; a *= 7)
		CHECK_NEAR(alkres_beta_lower(0.5, a, a), 0.5, 1e-10);
	CHECK_NEAR(alkres_beta_lower(1e-9, 1, 20000), -expm1(20000 * log1p(-1e-9)), 1e-12);
	CHECK(alkres_beta_lower(0, 2, 3) == 0 && alkres_beta_lower(1, 2, 3) == 1);
	CHECK(alkres_beta_upper(0, 2, 3) == 1 && alkres_beta_upper(1, 2, 3) == 0);
	CHECK(isnan(alkres_beta_lower(-0.1, 2, 3)) && isnan(alkres_beta_lower(0.1, 0, 3)));
	CHECK(isnan(alkres_beta_lower(NAN, 2, 3)));
}

/* Sum of binomial probabilities, the slow way. */
static double
binomial_sum(int k, int n, double p)
{
	double sum = 0;

	for (int i = k; i <= n; i++)
	{
		int sign;

		sum += exp(lgamma_r(n + 1, &sign) - lgamma_r(i + 1, &sign) - lgamma_r(n - i + 1, &sign) +
				   i * log(p) + (n - i) * log1p(-p));
	}
	return sum;
}

static void
binomial(void)
{
	CASE("beta: binomial tails by enumeration");
	for (int n = 1; n <= 60; n += 7)
	{
		for (int k = 1; k <= n; k++)
		{
			CHECK_NEAR(alkres_binomial_at_least(k, n, 0.13), binomial_sum(k, n, 0.13), 1e-12);
			CHECK_NEAR(alkres_binomial_at_least(k, n, 0.61), binomial_sum(k, n, 0.61), 1e-12);
		}
	}
	CHECK(alkres_binomial_at_least(0, 10, 0.3) == 1 && alkres_binomial_at_least(11, 10, 0.3) == 0);
	/* doc: conditional tests of facts 6.6 */
	CHECK_NEAR(alkres_binomial_at_least(5, 5, 0.2), 0.00032, 1e-12);
	CHECK_NEAR(alkres_binomial_at_least(3, 4, 0.2), 0.0272, 1e-12);
	CHECK_NEAR(alkres_binomial_at_least(3, 3, 0.5), 0.125, 1e-12);
	CHECK_NEAR(alkres_binomial_at_least(317, 327, 14869.0 / (14869 + 12986)), 6.39681914834e-72,
			   1e-11);

	CASE("beta: binomial quantiles as published");
	CHECK(alkres_binomial_quantile(0.95, 13600, 4.328765463517126e-4) == 10);
	CHECK(alkres_binomial_quantile(0.95, 13600, 8.732255492814867e-4) == 18);
	CHECK(alkres_binomial_quantile(0.95, 15387, 6.193053569464313e-4) == 15);
	CHECK(alkres_binomial_quantile(0.95, 15387, 0.0012184246604556304) == 26);
	CHECK(alkres_binomial_quantile(0.95, 15738, 4.780445357648322e-4) == 12);
	CHECK(alkres_binomial_quantile(0.95, 14405, 8.274272289795492e-4) == 18);
	CHECK(alkres_binomial_quantile(0.95, 14405, 0.0016890809929039907) == 33);
	CHECK(alkres_binomial_quantile(0.95, 1000, 0) == 0 &&
		  alkres_binomial_quantile(0.95, 9, 1) == 9);
	CHECK(alkres_binomial_quantile(0.95, 0, 0.5) == 0);
}

/* What the last digit of x can move: judge beside it, where x has all its digits. */
static void
invert_tails(double p, double a, double b)
{
	double x = alkres_beta_quantile_lower(p, a, b);

	if (x > 0 && x < 0.999 && x > 1e-290)
	{
		double error = fabs(alkres_beta_lower(x, a, b) / p - 1);

		CHECK(error <= 1e-9 || alkres_beta_lower(x * (1 - 1e-12), a, b) <= p * (1 + 1e-12));
		CHECK(alkres_beta_lower(x * (1 - 1e-11), a, b) <= p * (1 + 1e-11));
		CHECK(alkres_beta_lower(x * (1 + 1e-11), a, b) >= p * (1 - 1e-11));
	}
	x = alkres_beta_quantile_upper(p, a, b);
	if (x > 0 && x < 0.999 && x > 1e-290)
	{
		CHECK(alkres_beta_upper(x * (1 - 1e-11), a, b) >= p * (1 - 1e-11));
		CHECK(alkres_beta_upper(x * (1 + 1e-11), a, b) <= p * (1 + 1e-11));
	}
}

static void
round_trip(void)
{
	static const double tails[] = {1e-200, 1e-30, 1e-9, 1e-4,  0.005, 0.025,
								   0.3,    0.5,   0.7,  0.975, 0.9999};

	CASE("beta: the quantile inverts both tails");
	for (double a = 0.5; a < 3e7; a *= 5.3)
		for (double b = 0.5; b < 3e7; b *= 5.3)
			for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
				invert_tails(tails[i], a, b);
	/* Beta(1, n) and Beta(n, 1) have closed quantiles. */
	CHECK_NEAR(alkres_beta_quantile_upper(0.025, 1, 20000), -expm1(log(0.025) / 20000), 1e-12);
	CHECK_NEAR(alkres_beta_quantile_lower(0.025, 1, 4e9), -expm1(log1p(-0.025) / 4e9), 1e-12);
	CHECK_NEAR(alkres_beta_quantile_lower(1e-300, 2, 1), 1e-150, 1e-12);
	CHECK_NEAR(alkres_beta_quantile_lower(0.025, 500, 1), exp(log(0.025) / 500), 1e-13);
	CHECK(alkres_beta_quantile_lower(0, 3, 4) == 0 && alkres_beta_quantile_lower(1, 3, 4) == 1);
	CHECK(alkres_beta_quantile_upper(0, 3, 4) == 1 && alkres_beta_quantile_upper(1, 3, 4) == 0);
	CHECK(isnan(alkres_beta_quantile_lower(1.5, 3, 4)));
}

static void
normal(void)
{
	CASE("beta: normal quantile");
	CHECK_NEAR(alkres_normal_quantile(0.975), 1.959963984540054, 1e-15);
	CHECK_NEAR(alkres_normal_quantile(0.025), -1.959963984540054, 1e-15);
	CHECK_NEAR(alkres_normal_quantile(0.95), 1.6448536269514722, 1e-15);
	CHECK_NEAR(alkres_normal_quantile(1e-10), -6.361340902404056, 1e-14);
	CHECK_NEAR(alkres_normal_quantile(1e-300), -37.0471 /* R: qnorm(1e-300) */, 1e-5);
	CHECK_NEAR(alkres_normal_quantile(0.500001), 2.5066282746e-06, 1e-9);
	CHECK(alkres_normal_quantile(0.5) == 0);
	CHECK(isnan(alkres_normal_quantile(0)) && isnan(alkres_normal_quantile(1)));
}

static void
bounds(void)
{
	double lower;
	double upper;

	CASE("beta: intervals of k of n");
	alkres_binomial_bounds(ALKRES_EXACT, 0, 20000, 0.95, &lower, &upper);
	CHECK(lower == 0);
	CHECK_NEAR(upper, -expm1(log(0.025) / 20000), 1e-12);
	alkres_binomial_bounds(ALKRES_EXACT, 20000, 20000, 0.95, &lower, &upper);
	CHECK(upper == 1);
	CHECK_NEAR(lower, exp(log(0.025) / 20000), 1e-14);
	/* Textbook: 7 of 20, exact 0.1539 to 0.5922, Wilson 0.1812 to 0.5671. */
	alkres_binomial_bounds(ALKRES_EXACT, 7, 20, 0.95, &lower, &upper);
	CHECK_NEAR(lower, 0.1539092, 1e-6);
	CHECK_NEAR(upper, 0.5921885, 1e-6);
	alkres_binomial_bounds(ALKRES_WILSON, 7, 20, 0.95, &lower, &upper);
	CHECK_NEAR(lower, 0.1811918, 1e-6);
	CHECK_NEAR(upper, 0.5671457, 1e-6);
	for (int method = ALKRES_EXACT; method <= ALKRES_JEFFREYS; method++)
	{
		double previous = -1;

		alkres_binomial_bounds((AlkresInterval) method, 0, 0, 0.95, &lower, &upper);
		CHECK(lower == 0 && upper == 1);
		for (int k = 0; k <= 40; k++)
		{
			double mirrored_lower;
			double mirrored_upper;

			alkres_binomial_bounds((AlkresInterval) method, k, 40, 0.9, &lower, &upper);
			alkres_binomial_bounds((AlkresInterval) method, 40 - k, 40, 0.9, &mirrored_lower,
								   &mirrored_upper);
			CHECK(lower <= k / 40.0 && upper >= k / 40.0 && lower > previous - (k == 0));
			CHECK(fabs(lower + mirrored_upper - 1) < 1e-14);
			CHECK(fabs(upper + mirrored_lower - 1) < 1e-14);
			previous = lower - (k == 0);
		}
	}
	/* One bound asked for alone, and arguments out of range. */
	alkres_binomial_bounds(ALKRES_JEFFREYS, 3, 17813, 0.95, &lower, NULL);
	alkres_binomial_bounds(ALKRES_JEFFREYS, 3, 17813, 0.95, NULL, &upper);
	CHECK_NEAR(lower * 17813, 0.845, 1e-3);
	CHECK(upper > lower);
	alkres_binomial_bounds(ALKRES_EXACT, 4, 3, 0.95, &lower, &upper);
	CHECK(isnan(lower) && isnan(upper));
	alkres_binomial_bounds(ALKRES_EXACT, 1, 3, 1, &lower, &upper);
	CHECK(isnan(lower) && isnan(upper));

	CASE("beta: names of intervals");
	AlkresInterval interval;
	CHECK(alkres_interval_by_name("wilson", &interval) && interval == ALKRES_WILSON);
	CHECK(alkres_interval_by_name("exact", &interval) && interval == ALKRES_EXACT);
	CHECK(!alkres_interval_by_name("Exact", &interval) && !alkres_interval_by_name("", &interval));
}

static void
large(void)
{
	struct timespec start;
	struct timespec end;
	double lower;
	double upper;

	CASE("beta: large counts are quick and near the normal law");
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (double n = 1e6; n < 2e18; n *= 1000)
	{
		static const double shares[] = {0, 0.001, 0.3, 0.5, 0.97, 1};

		for (int i = 0; i < 6; i++)
		{
			double p = shares[i];
			double k = floor(n * p);
			double deviation = sqrt(p * (1 - p) / n);

			alkres_binomial_bounds(ALKRES_EXACT, k, n, 0.95, &lower, &upper);
			CHECK(lower <= p && upper >= p && lower >= 0 && upper <= 1);
			/* An even k: the bounds are symmetric to 1/sqrt(n). */
			if (p > 0 && p < 1)
			{
				CHECK(fabs((upper - k / n) / deviation - 1.95996398) < 300 / sqrt(n) + 1e-3);
				CHECK(fabs((k / n - lower) / deviation - 1.95996398) < 300 / sqrt(n) + 1e-3);
			}
		}
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	CHECK(end.tv_sec - start.tv_sec < 5);

	CASE("beta: quadrature and continued fraction agree where they meet");
	for (double z = -8; z <= 8; z += 0.5)
	{
		double a = 99990;
		double x = 0.5 + z * 0.5 / sqrt(2 * a);
		/* I_x(a + 1, b) = I_x(a, b) - x^a y^b / (a B(a, b)) leads over the border of the two. */
		double small = alkres_beta_lower(x, a, a);
		double over = alkres_beta_lower(x, a + 20, a + 20);

		CHECK(small > 0 && over > 0);
		CHECK(fabs(log(over) - log(small)) < 0.02);
		CHECK_NEAR(alkres_beta_lower(x, a + 20, a + 20) + alkres_beta_upper(x, a + 20, a + 20), 1,
				   1e-10);
	}
}

int
main(void)
{
	closed_forms();
	binomial();
	round_trip();
	normal();
	bounds();
	large();
	return finish();
}
