/* survival_test.c: Kaplan and Meier's estimate and median, against R's survfit with conf.type
 * log-log. */
#include "harness.h"

#include "core/statistics/survival.h"

#define CLOSE(value, expected) CHECK(fabs((value) - (expected)) <= 1e-10 * fabs(expected))

/* The maintained arm of the leukaemia trial of Embury and others 1977 (Miller 1981, page 49). */
static void
maintained(void)
{
	AlkresFollowUp arm[] = {{161, false}, {9, true},   {13, true},  {13, false},
							{18, true},   {23, true},  {28, false}, {31, true},
							{34, true},   {45, false}, {48, true}};
	AlkresSurvivalStep steps[11];
	size_t count = alkres_kaplan_meier(arm, 11, 0.95, steps);
	AlkresMedian median = alkres_median_survival(steps, count);

	CASE("survival: the maintained arm");
	CHECK(count == 10);
	CHECK(steps[1].at_risk == 10 && steps[1].events == 1 && steps[1].censored == 1);
	CLOSE(steps[0].survival, 0.909090909090909);
	CLOSE(steps[0].lower, 0.5080802057699297);
	CLOSE(steps[0].upper, 0.986673822667823);
	CLOSE(steps[5].survival, 0.490909090909091);
	CLOSE(steps[5].lower, 0.1673309097768508);
	CLOSE(steps[5].upper, 0.753399790370811);
	CLOSE(steps[9].survival, 0.184090909090909);
	CLOSE(steps[9].lower, 0.0117384801231896);
	CHECK(median.median == 31 && median.lower == 13 && isnan(median.upper));
}

static void
edges(void)
{
	AlkresSurvivalStep steps[6];
	AlkresMedian median;
	size_t count;

	CASE("survival: to nothing, with ties and patients who leave at once");
	count = alkres_kaplan_meier(
		(AlkresFollowUp[]){{9, true}, {3, true}, {0, false}, {3, false}, {0, true}}, 5, 0.95,
		steps);
	CHECK(count == 3 && steps[0].at_risk == 5 && steps[1].at_risk == 3 && steps[2].at_risk == 1);
	CLOSE(steps[0].lower, 0.2038092632676393);
	CLOSE(steps[1].survival, 0.533333333333333);
	CLOSE(steps[1].upper, 0.863071182738792);
	CHECK(steps[2].survival == 0 && isnan(steps[2].lower) && isnan(steps[2].upper));
	median = alkres_median_survival(steps, count);
	CHECK(median.median == 9 && median.lower == 0 && isnan(median.upper));

	CASE("survival: nobody has the event");
	count =
		alkres_kaplan_meier((AlkresFollowUp[]){{5, false}, {8, false}, {5, false}}, 3, 0.95, steps);
	CHECK(count == 2 && steps[0].survival == 1 && isnan(steps[0].lower) && steps[1].at_risk == 1);
	CHECK(isnan(alkres_median_survival(steps, count).median));
	CHECK(alkres_kaplan_meier(NULL, 0, 0.95, steps) == 0);
	CHECK(isnan(alkres_median_survival(steps, 0).median));

	CASE("survival: flat at one half, then down, and to the end");
	count = alkres_kaplan_meier((AlkresFollowUp[]){{1, true}, {2, true}, {3, true}, {4, true}}, 4,
								0.95, steps);
	median = alkres_median_survival(steps, count);
	CHECK(median.median == 2.5 && median.lower == 1 && isnan(median.upper));
	count = alkres_kaplan_meier(
		(AlkresFollowUp[]){{1, true}, {2, true}, {3, true}, {4, false}, {5, false}, {6, false}}, 6,
		0.95, steps);
	CHECK(alkres_median_survival(steps, count).median == 3);
}

int
main(void)
{
	maintained();
	edges();
	return finish();
}
