/*
 * Unit tests of core/droplets/control.h, droplets/replicates.h, droplets/call.h and gamma.h: the
 * origin of each number is in doc/methods.md.
 */
#include "droplets_testing.h"

#include "core/statistics/binomial.h"
#include "core/droplets/call.h"
#include "core/droplets/replicates.h"
#include "core/statistics/gamma.h"

static void
compared_with_controls(void)
{
	AlkresDroplets sample = marginal(5, 9000, 15000);
	AlkresDroplets control = marginal(0, 9000, 60000);

	CASE("droplets: comparison with controls");
	CHECK_NEAR(alkres_compare_to_control(&sample, &control, ALKRES_FAM, ALKRES_PER_DROPLET),
			   0.00032, 1e-9);
	sample = marginal(3, 0, 15000);
	control = marginal(1, 0, 60000);
	CHECK_NEAR(alkres_compare_to_control(&sample, &control, ALKRES_FAM, ALKRES_PER_DROPLET), 0.0272,
			   1e-9);
	control = marginal(0, 0, 15000);
	CHECK_NEAR(alkres_compare_to_control(&sample, &control, ALKRES_FAM, ALKRES_PER_DROPLET), 0.125,
			   1e-9);
	CHECK(isnan(alkres_compare_to_control(&sample, &control, ALKRES_FAM, ALKRES_PER_WILD_TYPE)));
	sample = marginal(2, 100, 15000);
	control = marginal(2, 800, 120000);
	CHECK_NEAR(alkres_compare_to_control(&sample, &control, ALKRES_FAM, ALKRES_PER_DROPLET),
			   0.063557384545, 1e-9);
	/* Equal loads: per wild-type copy is per droplet. */
	CHECK_NEAR(alkres_compare_to_control(&sample, &control, ALKRES_FAM, ALKRES_PER_WILD_TYPE),
			   0.063557384545, 1e-9);
	sample = marginal(317, 0, 14869);
	control = marginal(10, 0, 12986);
	CHECK_NEAR(alkres_compare_to_control(&sample, &control, ALKRES_FAM, ALKRES_PER_DROPLET),
			   6.39681914834e-72, 1e-9);
	sample.fam_only = 0;
	CHECK(alkres_compare_to_control(&sample, &control, ALKRES_FAM, ALKRES_PER_DROPLET) == 1);
}

static void
limit_of_blank(void)
{
	AlkresDroplets control = marginal(0, 9000, 60000);

	CASE("droplets: limit of blank");
	control = marginal(9, 12646, 13786);
	CHECK(alkres_limit_of_blank_count(&control, 13600, ALKRES_FAM, 0.05, false) == 14);
	CHECK(alkres_limit_of_blank_count(&control, 13600, ALKRES_FAM, 0.05, true) > 14);
	/* A clean control bounds the rate by 1 - 0.05^(1/n): the same again expects 2.9957 droplets,
	 * limit 6. */
	control = marginal(0, 0, 15000);
	CHECK(alkres_limit_of_blank_count(&control, 15000, ALKRES_FAM, 0.05, false) == 0);
	CHECK(alkres_limit_of_blank_count(&control, 15000, ALKRES_FAM, 0.05, true) == 6);
	control = marginal(5, 0, 5);
	CHECK(alkres_limit_of_blank_count(&control, 100, ALKRES_FAM, 0.05, true) == 100);
	control = marginal(0, 0, 0);
	CHECK(alkres_limit_of_blank_count(&control, 100, ALKRES_FAM, 0.05, true) == -1);
}

static void
limit_of_a_negative(void)
{
	CASE("droplets: the limit of a negative");

	AlkresDroplets negative = marginal(0, 1500, 15000);
	double limit = alkres_droplets_min_detectable(&negative, ALKRES_FAM, 0.95, 3);
	double load = -log1p(-0.1);
	double share = -expm1(-load * limit / (1 - limit));
	double missed = 0;

	/* P(0, 1 or 2 mutant droplets) is what is left of the power. */
	for (int k = 0; k < 3; k++)
		missed += exp((k == 0   ? 0
					   : k == 1 ? log(15000.0)
								: log(15000.0 * 14999 / 2)) +
					  k * log(share) + (15000 - k) * log1p(-share));
	CHECK_NEAR(missed, 0.05, 1e-9);
	CHECK_NEAR(limit, 6.2957 / (6.2957 + 15000 * load), 1e-3);
	/* 1 droplet: the rule of three. */
	CHECK_NEAR(alkres_droplets_min_detectable(&negative, ALKRES_FAM, 0.95, 1),
			   2.99573 / (2.99573 + 15000 * load), 1e-3);
	negative = marginal(0, 0, 15000);
	CHECK(alkres_droplets_min_detectable(&negative, ALKRES_FAM, 0.95, 3) == 1);
	negative = marginal(0, 1, 2);
	CHECK(alkres_droplets_min_detectable(&negative, ALKRES_FAM, 0.95, 3) == 1);
	negative = marginal(0, 15, 15);
	CHECK(isnan(alkres_droplets_min_detectable(&negative, ALKRES_FAM, 0.95, 3)));
	negative.flags |= ALKRES_DROPLETS_NO_HEX;
	negative.hex_only = 0;
	CHECK(isnan(alkres_droplets_min_detectable(&negative, ALKRES_FAM, 0.95, 3)));
}

/* n, p0, limit: the published limits of blank of ManfrediC/prnp-somatic. */
static const struct
{
	int64_t n;
	double rate;
	double limit;
} lob_rows[] = {
	{13600, 4.328765463517126e-4, 10},  {13600, 8.732255492814867e-4, 18},
	{15387, 6.193053569464313e-4, 15},  {15387, 0.0012184246604556304, 26},
	{15738, 4.780445357648322e-4, 12},  {14405, 8.274272289795492e-4, 18},
	{14405, 0.0016890809929039907, 33},
};

/* Limit of blank, then the least mean that exceeds it with 95 %. */
static const double lod_rows[][2] = {
	{0, 2.995732}, {1, 4.743865}, {2, 6.295794}, {3, 7.753657}, {5, 10.513035}};

static void
published_limits(void)
{
	CASE("droplets: published limits of blank");
	for (size_t i = 0; i < COUNT(lob_rows); i++)
		CHECK(alkres_binomial_quantile(0.95, lob_rows[i].n, lob_rows[i].rate) == lob_rows[i].limit);
}

static void
false_positives(void)
{
	AlkresDroplets control = marginal(9, 12646, 13786);
	AlkresEstimate rate;
	AlkresError error;

	CASE("droplets: false positives per droplet and per wild-type copy");
	CHECK(alkres_false_positive_rate(&control, ALKRES_FAM, ALKRES_PER_WILD_TYPE, 0.95, &rate,
									 &error));
	CHECK(fabs(rate.value - 2.61993e-4) <= 0.5e-9);
	CHECK(rate.lower < rate.value && rate.value < rate.upper);
	CHECK(
		alkres_false_positive_rate(&control, ALKRES_FAM, ALKRES_PER_DROPLET, 0.95, &rate, &error));
	CHECK_NEAR(rate.value, 9 / 13786.0, 1e-15);
	CHECK(!alkres_false_positive_rate(&control, ALKRES_FAM, ALKRES_PER_DROPLET, 1, &rate, &error));
	control = marginal(0, 0, 15000);
	CHECK(alkres_false_positive_rate(&control, ALKRES_FAM, ALKRES_PER_WILD_TYPE, 0.95, &rate,
									 &error) &&
		  isnan(rate.value) && isnan(rate.upper));
}

static void
limit_by_load(void)
{
	AlkresDroplets control = marginal(9, 12646, 13786);
	AlkresDroplets sample;

	CASE("droplets: limit of blank by load");
	/* At the control's own load the rate per copy is the rate per droplet. */
	control = marginal(9, 12646, 13786);
	sample = control;
	CHECK(alkres_limit_of_blank_count_by_load(&control, &sample, ALKRES_FAM, 0.05, false) ==
		  alkres_limit_of_blank_count(&control, 13786, ALKRES_FAM, 0.05, false));
	/* A tenth of the copies: a tenth of the errors. */
	sample = marginal(0, (int64_t) (13786 * -expm1(-0.24926)), 13786);
	CHECK(alkres_limit_of_blank_count_by_load(&control, &sample, ALKRES_FAM, 0.05, false) ==
		  alkres_binomial_quantile(0.95, 13786, 0.9 / 13786));
	CHECK(alkres_limit_of_blank_count_by_load(&control, &sample, ALKRES_FAM, 0.05, true) >
		  alkres_limit_of_blank_count_by_load(&control, &sample, ALKRES_FAM, 0.05, false));
	sample = marginal(0, 100, 100);
	CHECK(alkres_limit_of_blank_count_by_load(&control, &sample, ALKRES_FAM, 0.05, false) == -1);
}

static void
limits_by_rank_and_spread(void)
{
	double blanks[60];

	CASE("droplets: limit of blank by rank, limits by spread");
	for (int i = 0; i < 60; i++)
		blanks[i] = 59 - i;
	/* Rank 57.5: between the 57th and the 58th, 56 and 57. */
	CHECK_NEAR(alkres_limit_by_rank(blanks, 60, 0.05), 56.5, 1e-12);
	CHECK(alkres_limit_by_rank(blanks, 10, 0.05) == blanks[9]);
	CHECK(isnan(alkres_limit_by_rank(blanks, 9, 0.05)));
	CHECK(isnan(alkres_limit_by_rank(blanks, 0, 0.05)));
	/* mean 2, SD 1, c = 1.644854/(1 - 1/8). */
	CHECK_NEAR(alkres_limit_by_spread(2, (double[]){1, 2, 3}, 3, 0.05),
			   2 + 1.6448536269514722 / 0.875, 1e-12);
	CHECK(isnan(alkres_limit_by_spread(2, blanks, 1, 0.05)));
}

static void
limit_of_detection(void)
{
	CASE("droplets: limit of detection by counting");
	for (size_t i = 0; i < COUNT(lod_rows); i++)
		CHECK(fabs(alkres_poisson_mean(lod_rows[i][0] + 1, 0.95) - lod_rows[i][1]) <= 0.5e-6);

	CASE("droplets: what is in the analysed volume");
	/* 10 ng at 0.1 % in 15,000 of 0.85 nL of 20 uL. */
	double expected = 10e3 / 3.3 * 0.001 * 15000 * 0.85e-3 / 20;
	CHECK(fabs(expected - 1.931818) <= 0.5e-6);
	CHECK(fabs(alkres_gamma_lower(1, expected) - 0.855115) <= 0.5e-6);
	CHECK(fabs(alkres_gamma_lower(3, expected) - 0.304876) <= 0.5e-6);
	CHECK(fabs(alkres_gamma_lower(1, expected / 10) - 0.175668) <= 0.5e-6);
	CHECK_NEAR(alkres_poisson_mean(3, alkres_gamma_lower(3, expected)), expected, 1e-12);
}

static void
gamma_function(void)
{
	CASE("gamma: closed forms and tails");
	for (double x = 1e-10; x < 700; x *= 3)
	{
		CHECK_NEAR(alkres_gamma_lower(1, x), -expm1(-x), 1e-12);
		CHECK_NEAR(alkres_gamma_upper(1, x), exp(-x), 1e-11);
		CHECK_NEAR(alkres_gamma_upper(2, x), exp(-x) * (1 + x), 1e-11);
		CHECK_NEAR(alkres_chi_square_at_least(2 * x, 1), erfc(sqrt(x)), 1e-11);
		CHECK_NEAR(alkres_gamma_lower(7, x) + alkres_gamma_upper(7, x), 1, 1e-14);
	}
	CHECK(alkres_gamma_lower(3, 0) == 0 && alkres_gamma_upper(3, 0) == 1);
	CHECK(alkres_gamma_lower(3, INFINITY) == 1 && alkres_gamma_upper(3, INFINITY) == 0);
	CHECK(isnan(alkres_gamma_lower(0, 1)) && isnan(alkres_gamma_lower(1, -1)) &&
		  isnan(alkres_gamma_lower(1, NAN)));
	/* At the mean of a large Poisson law: 1/2 + 1/(3 sqrt(2 pi a)). */
	CHECK_NEAR(alkres_gamma_lower(1e8, 1e8), 0.5 + 1 / (3 * sqrt(2 * M_PI * 1e8)), 1e-9);
	for (double k = 1; k < 1e9; k *= 7)
		for (double p = 1e-9; p < 1; p = p * 3 + 1e-3)
			CHECK_NEAR(alkres_gamma_lower(k, alkres_poisson_mean(k, p)), p, 1e-9);
	CHECK(isnan(alkres_poisson_mean(0, 0.5)) && isnan(alkres_poisson_mean(1, 1)));
}

static double
choose(int n, int k)
{
	double ways = 1;

	for (int i = 0; i < k; i++)
		ways *= (double) (n - i) / (i + 1);
	return k > n ? 0 : ways;
}

/* Ways to spread so many positives over wells of 4, 5 and 6 droplets, of the tables that are no
 * likelier than the one observed. */
static double
ways_no_likelier(int positive, double observed)
{
	double sum = 0;

	for (int i = 0; i <= positive; i++)
		for (int j = 0; i + j <= positive; j++)
		{
			double ways = choose(4, i) * choose(5, j) * choose(6, positive - i - j);

			if (ways <= observed * (1 + 1e-9))
				sum += ways;
		}
	return sum;
}

static void
homogeneity(void)
{
	static const AlkresReplicate pons[] = {{10, 12986}, {317, 14869}, {15, 15239}};
	AlkresHomogeneity h;

	CASE("droplets: homogeneity of wells");
	alkres_homogeneity(pons, 3, &h);
	CHECK(fabs(h.chi2 - 516.5138) <= 0.5e-4 && h.df == 2 && !h.exact);
	CHECK(h.p_value > 6.5e-113 && h.p_value < 7.5e-113);
	alkres_homogeneity(pons, 1, &h);
	CHECK(h.df == 0 && isnan(h.p_value) && isnan(h.chi2));
	alkres_homogeneity(pons, 0, &h);
	CHECK(h.df == 0 && isnan(h.p_value));
	alkres_homogeneity((AlkresReplicate[]){{0, 100}, {0, 0}, {0, 200}}, 3, &h);
	CHECK(h.df == 1 && h.p_value == 1 && h.exact);

	CASE("droplets: wells of one sample are unlike below P 0.001, never where P is not known");
	CHECK(alkres_is_inhomogeneous(0.000999) && !alkres_is_inhomogeneous(0.001));
	CHECK(!alkres_is_inhomogeneous(NAN));
}

static void
exact_homogeneity(void)
{
	AlkresHomogeneity h;

	CASE("droplets: exact homogeneity of small counts");
	/* Two wells: Fisher's two-sided test. */
	alkres_homogeneity((AlkresReplicate[]){{0, 10}, {3, 10}}, 2, &h);
	CHECK(h.exact);
	CHECK_NEAR(h.p_value, 2 * 120 / 1140.0, 1e-10);
	/* The same with mostly positive droplets. */
	alkres_homogeneity((AlkresReplicate[]){{10, 10}, {7, 10}}, 2, &h);
	CHECK_NEAR(h.p_value, 2 * 120 / 1140.0, 1e-10);
	/* Three wells, against all tables counted out. */
	for (int a = 0; a <= 4; a++)
	{
		double sum = ways_no_likelier(a + 4, choose(4, a) * choose(5, 1) * choose(6, 3));

		alkres_homogeneity((AlkresReplicate[]){{a, 4}, {1, 5}, {3, 6}}, 3, &h);
		CHECK(h.exact);
		CHECK_NEAR(h.p_value, sum / choose(15, a + 4), 1e-10);
	}
	/* Droplets of real wells: 0, 0, 0 and 4 of 15,000 each: C(4,0..4) in 4^4 ways. */
	alkres_homogeneity((AlkresReplicate[]){{0, 15000}, {0, 15000}, {0, 15000}, {4, 15000}}, 4, &h);
	CHECK(h.exact);
	CHECK_NEAR(h.p_value, 4 / 256.0, 1e-3);
	/* As doubles, the droplets of both less the positives are one fewer than the negatives. */
	alkres_homogeneity(
		(AlkresReplicate[]){{7, 15050}, {INT64_C(9007199254740992), INT64_C(9007199254740992)}}, 2,
		&h);
	CHECK(h.exact && h.p_value < 1e-300);
}

static void
merged_wells(void)
{
	static const AlkresDroplets m05[] = {{448, 0, 0, 20656, 0.85, 1, ALKRES_DROPLETS_MARGINAL},
										 {415, 0, 0, 18756, 0.85, 1, ALKRES_DROPLETS_MARGINAL},
										 {386, 0, 0, 17104, 0.85, 1, ALKRES_DROPLETS_MARGINAL},
										 {366, 0, 0, 17135, 0.85, 1, ALKRES_DROPLETS_MARGINAL}};
	static const AlkresDroplets m06[] = {{0, 346, 0, 21732, 0.85, 1, ALKRES_DROPLETS_MARGINAL},
										 {0, 284, 0, 20202, 0.85, 1, ALKRES_DROPLETS_MARGINAL},
										 {0, 323, 0, 19767, 0.85, 1, ALKRES_DROPLETS_MARGINAL},
										 {0, 268, 0, 16803, 0.85, 1, ALKRES_DROPLETS_MARGINAL}};
	static const AlkresDroplets m10[] = {{0, 134, 0, 19972, 0.85, 1, ALKRES_DROPLETS_MARGINAL},
										 {0, 125, 0, 19733, 0.85, 1, ALKRES_DROPLETS_MARGINAL},
										 {0, 134, 0, 20018, 0.85, 1, ALKRES_DROPLETS_MARGINAL}};
	AlkresMerged merged;
	AlkresError error;

	CASE("droplets: Poisson and Total limits of merged wells");
	CHECK(
		alkres_merge_replicates(m05, 4, ALKRES_FAM, ALKRES_DROPLETS_BIORAD, 0.95, &merged, &error));
	check_print(merged.poisson.value, "26.1", PRINT);
	check_print(merged.poisson.lower, "24.8", PRINT);
	check_print(merged.poisson.upper, "27.4", PRINT);
	check_print(merged.total_lower, "24.8", PRINT);
	check_print(merged.total_upper, "27.4", PRINT);
	CHECK(
		alkres_merge_replicates(m06, 4, ALKRES_HEX, ALKRES_DROPLETS_BIORAD, 0.95, &merged, &error));
	check_print(merged.poisson.value, "18.4", PRINT);
	check_print(merged.poisson.lower, "17.4", PRINT);
	check_print(merged.poisson.upper, "19.5", PRINT);
	check_print(merged.total_lower, "17.3", PRINT);
	check_print(merged.total_upper, "19.7", PRINT);
	CHECK(
		alkres_merge_replicates(m10, 3, ALKRES_HEX, ALKRES_DROPLETS_BIORAD, 0.95, &merged, &error));
	check_print(merged.poisson.value, "7.8", PRINT);
	check_print(merged.poisson.lower, "7", PRINT);
	check_print(merged.poisson.upper, "8.5", PRINT);
	CHECK(
		alkres_merge_replicates(m10, 1, ALKRES_HEX, ALKRES_DROPLETS_EXACT, 0.95, &merged, &error) &&
		merged.total_upper == merged.poisson.upper && merged.total_lower == merged.poisson.lower);
	CHECK(!alkres_merge_replicates(m10, 3, ALKRES_HEX, ALKRES_DROPLETS_EXACT, 0, &merged, &error));
}

static void
double_positives(void)
{
	CASE("droplets: more double positives than chance gives");
	/* Fisher's exact test of 5/15,000 against 0/60,000 and the others of the table. */
	CHECK_NEAR(alkres_double_positive_excess(&(AlkresDroplets){0, 14995, 5, 60000, 0.85, 1, 0}),
			   0.000319829358, 1e-8);
	CHECK_NEAR(alkres_double_positive_excess(&(AlkresDroplets){1, 14997, 3, 59999, 0.85, 1, 0}),
			   0.027196416, 1e-7);
	CHECK_NEAR(alkres_double_positive_excess(&(AlkresDroplets){0, 14997, 3, 15000, 0.85, 1, 0}),
			   0.124987500, 1e-8);
	CHECK_NEAR(alkres_double_positive_excess(&(AlkresDroplets){2, 14998, 2, 119998, 0.85, 1, 0}),
			   0.063554783, 1e-7);
	CHECK(alkres_double_positive_excess(&(AlkresDroplets){5, 5, 0, 90, 0.85, 1, 0}) == 1);
	CHECK(alkres_double_positive_excess(&(AlkresDroplets){0, 0, 100, 0, 0.85, 1, 0}) == 1);
	/* On either side of the mean, by counting: 10 of 20 and 10 of 20. */
	for (int x = 1; x <= 10; x++)
	{
		double sum = 0;

		for (int i = x; i <= 10; i++)
			sum += choose(10, i) * choose(10, 10 - i);
		CHECK_NEAR(
			alkres_double_positive_excess(&(AlkresDroplets){10 - x, 10 - x, x, x, 0.85, 1, 0}),
			sum / choose(20, 10), 1e-11);
	}
	/* Many droplets, by the normal law. */
	CHECK_NEAR(alkres_double_positive_excess(
				   &(AlkresDroplets){25000000, 25000000, 25000000, 25000000, 0.85, 1, 0}),
			   0.5, 1e-3);
}

static AlkresDropletVerdict
judge(const AlkresDroplets *droplets, const AlkresDroplets *control, const AlkresDroplets *ntc)
{
	AlkresDropletQuestion question = {ALKRES_FAM, ALKRES_PER_DROPLET, 0.005, 0.01};
	AlkresDropletVerdict verdict;

	alkres_judge_droplets(&verdict, droplets, control, ntc, &question);
	return verdict;
}

static void
verdicts(void)
{
	AlkresDroplets sample = {60, 3000, 20, 27000, 0.85, 2, 0};
	AlkresDroplets control = {1, 3000, 0, 57000, 0.85, 4, 0};
	AlkresDroplets clean = {0, 0, 0, 30000, 0.85, 2, 0};
	AlkresDroplets foul = {70, 10, 0, 30000, 0.85, 2, 0};
	AlkresDropletVerdict v;

	CASE("droplets: states");
	CHECK(judge(&sample, &control, NULL).state == ALKRES_STATE_DETECTED);
	CHECK(judge(&sample, &control, &clean).state == ALKRES_STATE_DETECTED);
	CHECK(judge(&sample, NULL, NULL).state == ALKRES_STATE_INDETERMINATE);
	/* As many mutant droplets in the no-template control: contamination is not excluded. */
	v = judge(&sample, &control, &foul);
	CHECK(v.state == ALKRES_STATE_INDETERMINATE && (v.flags & ALKRES_CONTAMINATED_NTC) != 0);
	sample.fam_only = 0;
	sample.both_positive = 0;
	CHECK(judge(&sample, &control, &foul).state == ALKRES_STATE_ABSENT);
	sample = marginal(5, 3000, 30000);
	sample.flags |= ALKRES_DROPLETS_NO_HEX;
	sample.hex_only = 0;
	v = judge(&sample, &control, NULL);
	CHECK(v.state == ALKRES_STATE_NOT_EVALUABLE && strstr(v.reason, "not measured") != NULL);
	sample = marginal(2, 15000, 15000);
	CHECK(judge(&sample, &control, NULL).state == ALKRES_STATE_NOT_EVALUABLE);

	CASE("droplets: the least count is that of the test");
	for (int in_control = 0; in_control < 200; in_control += 13)
	{
		AlkresDroplets c = marginal(in_control, 3000, 60000);
		AlkresDroplets s = marginal(0, 3000, 30000);
		int64_t least = alkres_count_above_control(&s, &c, ALKRES_FAM, ALKRES_PER_DROPLET, 0.01, 3);

		s.fam_only = least;
		CHECK(least >= 3 &&
			  alkres_compare_to_control(&s, &c, ALKRES_FAM, ALKRES_PER_DROPLET) <= 0.01);
		s.fam_only = least - 1;
		CHECK(least == 3 ||
			  alkres_compare_to_control(&s, &c, ALKRES_FAM, ALKRES_PER_DROPLET) > 0.01);
	}

	CASE("droplets: flags");
	CHECK(judge(&clean, &control, NULL).flags == ALKRES_NO_WILD_TYPE);
	sample = marginal(0, 600, 9999);
	CHECK(judge(&sample, &control, NULL).flags == ALKRES_LOW_DROPLETS);
	sample = marginal(0, 14500, 15000);
	CHECK(judge(&sample, NULL, NULL).flags == (ALKRES_SATURATED | ALKRES_NO_CONTROL));
	sample = (AlkresDroplets){30, 3000, 40, 27000, 0.85, 2, 0};
	CHECK(judge(&sample, &control, NULL).flags == ALKRES_DOUBLE_POSITIVE_EXCESS);
	for (int bit = 0; bit < ALKRES_DROPLET_FLAGS; bit++)
		CHECK(strlen(alkres_droplet_flag_name(bit)) > 0);
}

int
main(void)
{
	gamma_function();
	compared_with_controls();
	limit_of_blank();
	limit_of_a_negative();
	published_limits();
	false_positives();
	limit_by_load();
	limits_by_rank_and_spread();
	limit_of_detection();
	homogeneity();
	exact_homogeneity();
	merged_wells();
	double_positives();
	verdicts();
	return finish();
}
