/* course_test.c: when a mutation emerged, was cleared and came back, by hand. */
#include "harness.h"

#include "core/course/course.h"

/* A draw with tumour DNA under treatment: detected at a fraction, or absent down to a limit. */
static AlkresMeasured
found(int draw, double fraction)
{
	return (AlkresMeasured){draw, ALKRES_STATE_DETECTED, fraction, fraction / 2, NAN, true, true};
}

static AlkresMeasured
absent(int draw, double lod95)
{
	return (AlkresMeasured){draw, ALKRES_STATE_ABSENT, 0, 0, lod95, true, true};
}

static AlkresMeasured
before(AlkresMeasured measured)
{
	measured.treated = false;
	return measured;
}

static AlkresMeasured
without_tumour(AlkresMeasured measured)
{
	measured.tumour_seen = false;
	return measured;
}

static AlkresMeasured
in_state(int draw, AlkresState state)
{
	return (AlkresMeasured){draw, state, NAN, NAN, NAN, true, true};
}

#define COURSE(...)                                  \
	const AlkresMeasured measured[] = {__VA_ARGS__}; \
	AlkresCourse course;                             \
	alkres_course(&course, measured, sizeof(measured) / sizeof(measured[0]))

static void
test_emergent(void)
{
	CASE("emergent: excluded by a draw that held tumour DNA");
	COURSE(before(absent(1, 0.001)), absent(2, 0.001), without_tumour(absent(3, 0.0001)),
		   found(4, 0.01));
	CHECK(course.emergence == ALKRES_EMERGENT);
	CHECK(course.first == 3 && course.last == 3 && course.highest == 3);
	/* The third draw had no tumour DNA: it says nothing. */
	CHECK(course.negative == 1);
	CHECK(course.lowest == -1 && course.recurrences == 0 && course.detections == 1);
	CHECK_TEXT(alkres_emergence_name(course.emergence), "emergent");
}

static void
test_limit(void)
{
	CASE("a limit equal to the later lower bound excludes, one above does not");
	{
		COURSE(absent(1, 0.005), found(2, 0.01));
		CHECK(course.negative == 0 && course.emergence == ALKRES_EMERGENT);
	}
	{
		COURSE(absent(1, 0.00501), found(2, 0.01));
		CHECK(course.negative == -1 && course.emergence == ALKRES_BASELINE_UNINFORMATIVE);
	}
	{
		COURSE(absent(1, NAN), found(2, 0.01));
		CHECK(course.emergence == ALKRES_BASELINE_UNINFORMATIVE);
	}
	{
		/* A draw that says less than one before it does not undo it. */
		COURSE(absent(1, 0.001), absent(2, 0.05), in_state(3, ALKRES_STATE_NOT_EVALUABLE),
			   found(4, 0.01));
		CHECK(course.negative == 0 && course.emergence == ALKRES_EMERGENT);
	}
	{
		/* Nor does one that could not decide exclude anything, whatever its limit. */
		COURSE({.draw = 1,
				.state = ALKRES_STATE_INDETERMINATE,
				.lod95 = 0.0001,
				.tumour_seen = true,
				.treated = true},
			   found(2, 0.01));
		CHECK(course.negative == -1 && course.emergence == ALKRES_BASELINE_UNINFORMATIVE);
	}
}

static void
test_present_before(void)
{
	CASE("seen before the first dose, or germline, is present before");
	{
		COURSE(before(found(1, 0.01)), absent(2, 0.001), found(3, 0.02));
		CHECK(course.emergence == ALKRES_PRESENT_BEFORE && course.first == 0);
		CHECK(course.recurrences == 1 && course.recurred == 2);
	}
	{
		COURSE(in_state(1, ALKRES_STATE_GERMLINE_OR_CHIP), absent(2, 0.001), found(3, 0.02));
		CHECK(course.emergence == ALKRES_PRESENT_BEFORE);
	}
}

static void
test_clearance(void)
{
	CASE("cleared by two draws, unconfirmed by one, not seen without tumour DNA");
	{
		COURSE(found(1, 0.01), absent(2, 0.005), absent(3, 0.004));
		CHECK(course.clearance == ALKRES_CLEARED && course.cleared == 1);
		CHECK(course.lowest == 1);
	}
	{
		COURSE(found(1, 0.01), absent(2, 0.0051), absent(3, 0.004));
		CHECK(course.clearance == ALKRES_UNCONFIRMED && course.cleared == 2);
	}
	{
		COURSE(found(1, 0.01), without_tumour(absent(2, 0.001)), without_tumour(absent(3, 0.001)));
		CHECK(course.clearance == ALKRES_NOT_SEEN && course.cleared == -1);
	}
	{
		COURSE(found(1, 0.01), absent(2, 0.006));
		CHECK(course.clearance == ALKRES_NOT_EXCLUDED);
	}
	{
		COURSE(found(1, 0.01), absent(2, 0.001), absent(3, 0.001), found(4, 0.02));
		CHECK(course.clearance == ALKRES_NOT_CLEARED && course.cleared == -1);
	}
	{
		/* Draws between the two that say nothing do not part them. */
		COURSE(found(1, 0.01), absent(2, 0.001), without_tumour(absent(3, 0.001)),
			   in_state(4, ALKRES_STATE_INDETERMINATE), absent(5, 0.001));
		CHECK(course.clearance == ALKRES_CLEARED && course.cleared == 1);
	}
	{
		/* ... nor undo the first of them. */
		COURSE(found(1, 0.01), absent(2, 0.001), without_tumour(absent(3, 0.001)));
		CHECK(course.clearance == ALKRES_UNCONFIRMED && course.cleared == 1);
	}
	{
		/* Half of the last fraction, not of any before. */
		COURSE(found(1, 0.1), found(2, 0.01), absent(3, 0.02));
		CHECK(course.clearance == ALKRES_NOT_EXCLUDED && course.cleared == -1);
	}
}

static void
test_extremes(void)
{
	CASE(
		"highest is the earliest of equals; an absence is a nadir of 0, whatever it was estimated");
	AlkresMeasured estimated = absent(2, 0.005);

	estimated.fraction = 0.002;
	COURSE(found(1, 0.01), estimated, found(3, 0.001), found(4, 0.01));
	CHECK(course.highest == 0 && course.lowest == 1);

	CASE("a fraction that is not known, as of a report without it, is not the highest");
	{
		COURSE(found(1, NAN), found(2, 0.01), found(3, NAN), found(4, 0.005));
		CHECK(course.highest == 1 && course.lowest == 3);
	}
	{
		COURSE(found(1, NAN), found(2, NAN));
		CHECK(course.highest == 0 && course.lowest == -1);
	}
}

static void
test_recurrence(void)
{
	CASE("lost and regained is one emergence and a recurrence");
	COURSE(absent(1, 0.001), found(2, 0.01), absent(3, 0.001), absent(4, 0.001), found(5, 0.03),
		   found(6, 0.02), absent(7, 0.001), found(8, 0.01));
	CHECK(course.emergence == ALKRES_EMERGENT && course.first == 1 && course.negative == 0);
	CHECK(course.recurrences == 2 && course.recurred == 4);
	CHECK(course.highest == 4 && course.lowest == 2 && course.last == 7 && course.detections == 4);
}

static void
test_gap_without_exclusion(void)
{
	CASE("not seen without tumour DNA and seen again is no recurrence");
	COURSE(found(1, 0.01), without_tumour(absent(2, 0.0001)), found(3, 0.01));
	CHECK(course.recurrences == 0 && course.recurred == -1);
}

static void
test_methods(void)
{
	CASE("of two measurements of a draw one decides");
	{
		COURSE(in_state(1, ALKRES_STATE_NOT_EVALUABLE), absent(1, 0.001), absent(2, 0.02),
			   found(2, 0.01));
		CHECK(course.first == 3 && course.negative == 1 && course.detections == 1);
		CHECK(course.emergence == ALKRES_EMERGENT);
	}
	{
		COURSE(absent(1, 0.02), absent(1, 0.001), absent(1, NAN), found(2, 0.005), found(2, 0.01),
			   found(2, NAN));
		CHECK(course.negative == 1 && course.first == 4);
	}
	{
		/* In either order. */
		COURSE(absent(1, NAN), absent(1, 0.001), found(2, NAN), found(2, 0.01));
		CHECK(course.negative == 1 && course.first == 3);
	}
}

static void
test_nothing(void)
{
	CASE("without a detection there is no course");
	{
		COURSE(absent(1, 0.001), in_state(2, ALKRES_STATE_INDETERMINATE));
		CHECK(course.first == -1 && course.last == -1 && course.cleared == -1);
	}
	{
		AlkresCourse course;

		alkres_course(&course, NULL, 0);
		CHECK(course.first == -1 && course.detections == 0);
	}
}

int
main(void)
{
	test_emergent();
	test_limit();
	test_present_before();
	test_clearance();
	test_extremes();
	test_recurrence();
	test_gap_without_exclusion();
	test_methods();
	test_nothing();
	return finish();
}
