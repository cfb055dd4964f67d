/* response_test.c: limits of means and ratios by MOVER, molecular response and its edges. */
#include "harness.h"

#include "core/course/response.h"

#define CLOSE(value, expected) CHECK(fabs((value) - (expected)) <= 1e-12)

static void
test_mean(void)
{
	AlkresEstimate one = {0.02, 0.01, 0.04}, mean = alkres_mover_mean(&one, 1);

	CASE("the mean of one is that one");
	CLOSE(mean.value, 0.02);
	CLOSE(mean.lower, 0.01);
	CLOSE(mean.upper, 0.04);
	CASE("squares of distances add");
	mean = alkres_mover_mean((AlkresEstimate[]){{0.03, 0.00, 0.06}, {0.05, 0.01, 0.13}}, 2);
	CLOSE(mean.value, 0.04);
	CLOSE(mean.lower, 0.04 - sqrt(0.03 * 0.03 + 0.04 * 0.04) / 2);
	CLOSE(mean.upper, 0.04 + sqrt(0.03 * 0.03 + 0.08 * 0.08) / 2);
}

/* Limits of a ratio are where the limits of first - ratio * second touch 0. */
static void
test_ratio(void)
{
	AlkresEstimate first = {0.01, 0.006, 0.016}, second = {0.04, 0.03, 0.053};
	AlkresEstimate ratio = alkres_mover_ratio(&first, &second),
				   back = alkres_mover_ratio(&second, &first);

	CASE("a ratio's limits");
	CLOSE(ratio.value, 0.25);
	CLOSE(first.value - ratio.lower * second.value,
		  hypot(first.value - first.lower, ratio.lower * (second.upper - second.value)));
	CLOSE(ratio.upper * second.value - first.value,
		  hypot(first.upper - first.value, ratio.upper * (second.value - second.lower)));
	CASE("... inverted");
	CLOSE(back.lower * ratio.upper, 1);
	CLOSE(back.upper * ratio.lower, 1);
}

static AlkresResponse
response_of(AlkresEstimate before, AlkresEstimate after, double threshold)
{
	AlkresResponse response;

	alkres_response(&response, &before, &after, 1, threshold);
	return response;
}

static void
test_response(void)
{
	AlkresEstimate before = {0.04, 0.03, 0.053}, absent = {0, 0, 0.001};
	AlkresResponse r = response_of(before, absent, 0.5);
	double upper = r.ratio.upper, lower;

	CASE("what is gone");
	CHECK(r.state == ALKRES_RESPONSE && r.ratio.value == 0 && r.ratio.lower == 0);
	CASE("the limit at the threshold");
	CHECK(response_of(before, absent, upper).state == ALKRES_RESPONSE_UNDECIDED);
	CHECK(response_of(before, absent, nextafter(upper, 1)).state == ALKRES_RESPONSE);
	r = response_of(before, (AlkresEstimate){0.08, 0.06, 0.1}, 0.5);
	lower = r.ratio.lower;
	CHECK(r.state == ALKRES_NO_RESPONSE);
	CHECK(response_of(before, (AlkresEstimate){0.08, 0.06, 0.1}, lower).state ==
		  ALKRES_RESPONSE_UNDECIDED);
	CHECK(response_of(before, (AlkresEstimate){0.08, 0.06, 0.1}, nextafter(lower, 0)).state ==
		  ALKRES_NO_RESPONSE);
	CASE("nothing before, nothing at all");
	r = response_of(absent, before, 0.5);
	CHECK(r.state == ALKRES_RESPONSE_NOTHING_BEFORE && isnan(r.ratio.value) &&
		  r.after.value == 0.04);
	alkres_response(&r, NULL, NULL, 0, 0.5);
	CHECK(r.state == ALKRES_RESPONSE_NOTHING_MEASURED && isnan(r.before.value));
	CASE("a value outside its limits widens them");
	r = response_of((AlkresEstimate){0.04, 0.05, 0.06}, (AlkresEstimate){0.04, 0.01, 0.02}, 0.5);
	CHECK(r.before.lower == 0.04 && r.after.upper == 0.04 && r.ratio.upper >= 1);
}

int
main(void)
{
	test_mean();
	test_ratio();
	test_response();
	return finish();
}
