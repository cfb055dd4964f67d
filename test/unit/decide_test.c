/* decide_test.c: which measurement decides, over repeats and over changes, by hand. */
#include "harness.h"

#include "core/course/decide.h"

#define PATH(text) ((AlkresPath){(const uint8_t *) (text), sizeof(text) - 1})

static AlkresObserved
observed(int64_t observation, AlkresState state, double fraction, double lod95)
{
	return (AlkresObserved){.sample = 1,
							.observation = observation,
							.mutation = PATH("m"),
							.change = PATH("c"),
							.state = state,
							.fraction = fraction,
							.lower = NAN,
							.upper = fraction,
							.lod95 = lod95};
}

static AlkresObserved
of_change(AlkresObserved one, AlkresPath change)
{
	one.change = change;
	return one;
}

static void
test_repeats(void)
{
	AlkresObserved list[] = {observed(5, ALKRES_STATE_ABSENT, 0, 0.001),
							 observed(4, ALKRES_STATE_ABSENT, 0, NAN),
							 observed(3, ALKRES_STATE_INDETERMINATE, 0.01, 0.0001),
							 observed(2, ALKRES_STATE_ABSENT, 0, 0.0005)};

	CASE("what sees it, then what excludes it down to the lowest limit");
	CHECK(alkres_leave_best(list, 4) == 1 && list[0].observation == 2);
	{
		AlkresObserved found[] = {observed(1, ALKRES_STATE_DETECTED, NAN, 0.001),
								  observed(2, ALKRES_STATE_DETECTED, 0.01, 0.001),
								  observed(3, ALKRES_STATE_DETECTED, 0.02, 0.001),
								  observed(4, ALKRES_STATE_DETECTED, 0.02, 0.001)};

		CASE("the higher fraction, then the earlier row");
		CHECK(alkres_leave_best(found, 4) == 1 && found[0].observation == 3);
	}
	CASE("another sample, mutation, method or change is another question");
	{
		AlkresObserved apart[] = {
			observed(1, ALKRES_STATE_ABSENT, 0, 0.001), observed(2, ALKRES_STATE_ABSENT, 0, 0.001),
			observed(3, ALKRES_STATE_ABSENT, 0, 0.001), observed(4, ALKRES_STATE_ABSENT, 0, 0.001),
			observed(5, ALKRES_STATE_ABSENT, 0, 0.001)};

		apart[1].sample = 2;
		apart[2].mutation = PATH("n");
		apart[3].method = 1;
		apart[4].change = PATH("cc");
		CHECK(alkres_leave_best(apart, 5) == 5);
	}
	CHECK(alkres_leave_best(NULL, 0) == 0);
}

static void
test_changes(void)
{
	AlkresObserved list[] = {of_change(observed(1, ALKRES_STATE_ABSENT, 0.002, 0.001), PATH("a")),
							 of_change(observed(2, ALKRES_STATE_ABSENT, 0.004, 0.003), PATH("b")),
							 of_change(observed(3, ALKRES_STATE_ABSENT, NAN, NAN), PATH("c")),
							 of_change(observed(4, ALKRES_STATE_DETECTED, 0.01, 0.002), PATH("d"))};
	AlkresDecided decided[4];

	CASE("absent when all are, up to the worst limits");
	CHECK(alkres_decide(decided, list, alkres_leave_best(list, 3)) == 1);
	CHECK(decided[0].count == 3 && list[decided[0].decides].observation == 2);
	CHECK(decided[0].upper == 0.004 && decided[0].lod95 == 0.003);
	CASE("found when one is, with its own limit and the worst lod95");
	list[1].upper = 0.05;
	CHECK(alkres_decide(decided, list, alkres_leave_best(list, 4)) == 1);
	CHECK(list[decided[0].decides].observation == 4 && decided[0].upper == 0.01 &&
		  decided[0].lod95 == 0.003);
	CASE("what could not see it decides before what excludes it");
	list[1].state = ALKRES_STATE_NOT_COVERED;
	CHECK(alkres_decide(decided, list, 3) == 1 && decided[0].decides == 1);
	CASE("of two the higher fraction, then the earlier row");
	list[1].state = ALKRES_STATE_DETECTED;
	CHECK(alkres_decide(decided, list, 4) == 1 && decided[0].decides == 3);
	list[1].fraction = 0.01;
	CHECK(alkres_decide(decided, list, 4) == 1 && decided[0].decides == 1);
	CASE("methods apart");
	list[2].method = list[3].method = 1;
	CHECK(alkres_decide(decided, list, 4) == 2 && decided[1].first == 2 && decided[1].count == 2);
}

static void
test_before(void)
{
	AlkresDrawn drawn[] = {
		{1, 10, ALKRES_STATE_ABSENT, 0.002},   {2, 20, ALKRES_STATE_ABSENT, 0.004},
		{2, 20, ALKRES_STATE_ABSENT, 0.003},   {2, 20, ALKRES_STATE_NOT_COVERED, 0.1},
		{3, 30, ALKRES_STATE_DETECTED, 0.001}, {3, 30, ALKRES_STATE_DETECTED, 0.001}};

	CASE("the lowest limit of the draw before, whichever row of the draw is asked");
	CHECK(alkres_absent_before(drawn, 4) == 0.003 && alkres_absent_before(drawn, 5) == 0.003);
	CHECK(alkres_absent_before(drawn, 1) == 0.002 && isnan(alkres_absent_before(drawn, 0)));
	CASE("not where another method sees it there, or none excludes it");
	drawn[3].state = ALKRES_STATE_GERMLINE_OR_CHIP;
	CHECK(isnan(alkres_absent_before(drawn, 4)));
	drawn[1].state = drawn[2].state = drawn[3].state = ALKRES_STATE_NOT_EVALUABLE;
	CHECK(isnan(alkres_absent_before(drawn, 4)));
	CASE("absent without a limit");
	drawn[1] = (AlkresDrawn){2, 20, ALKRES_STATE_ABSENT, NAN};
	CHECK(isnan(alkres_absent_before(drawn, 4)));
}

int
main(void)
{
	test_repeats();
	test_changes();
	test_before();
	return finish();
}
