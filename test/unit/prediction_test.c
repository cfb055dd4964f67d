/* prediction_test.c: control limits of the next count and value. */
#include "harness.h"

#include "core/statistics/prediction.h"

#define CLOSE(value, expected) CHECK(fabs((value) - (expected)) <= 1e-9 * fabs((double) (expected)))

static void
test_counts(void)
{
	CASE("P of a count is that of a binomial");
	CLOSE(alkres_count_excess(0, 5, 1, 1), 1.0 / 6);
	CLOSE(alkres_count_excess(0, 5, 3, 1), 1.0 / 216);
	CLOSE(alkres_count_excess(3, 1, 2, 1), 26.0 / 32);
	CHECK(alkres_count_excess(3, 1, 0, 1) == 1);
	CASE("the limit is the last count that is not beyond alpha");
	for (int count = 0; count <= 40; count++)
		for (double share = 0.01; share < 10; share *= 3)
		{
			double limit = alkres_predicted_count(count, 1, share, 0.00135);

			CHECK(alkres_count_excess(count, 1, limit, share) > 0.00135);
			CHECK(alkres_count_excess(count, 1, limit + 1, share) <= 0.00135);
		}
	CHECK(alkres_predicted_count(0, 5, 1, 1.001 / 216) == 2);
	CHECK(alkres_predicted_count(0, 5, 1, 0.999 / 216) == 3);
	CASE("a great count");
	CHECK(fabs(alkres_predicted_count(1e6, 1, 1, 0.0227501319) - (1e6 + 2 * sqrt(2e6))) < 10);
}

static void
test_values(void)
{
	AlkresPrediction p = alkres_predicted_value((double[]){4, 6, 5, 7, 8}, 5, 0.025);

	CASE("mean, and Student's limits of the next value");
	CLOSE(p.mean, 6);
	CLOSE(p.upper, 6 + 2.776445105197793 * sqrt(2.5 * 1.2));
	CLOSE(p.lower, 6 - 2.776445105197793 * sqrt(2.5 * 1.2));
	CASE("of two, of one, of none");
	CLOSE(alkres_predicted_value((double[]){1, 3}, 2, 0.025).upper,
		  2 + 12.70620473617469 * sqrt(3));
	CHECK(isnan(alkres_predicted_value((double[]){1}, 1, 0.025).mean));
	CHECK(isnan(alkres_predicted_value(NULL, 0, 0.025).upper));
	CASE("values alike leave no room");
	p = alkres_predicted_value((double[]){2, 2, 2}, 3, 0.025);
	CHECK(p.lower == 2 && p.upper == 2);
}

int
main(void)
{
	test_counts();
	test_values();
	return finish();
}
