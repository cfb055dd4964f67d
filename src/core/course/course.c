/* course.c: emergence, clearance and recurrence of one mutation. */
#include "core/course/course.h"

#include <math.h>

const char *
alkres_emergence_name(AlkresEmergence emergence)
{
	static const char *const names[] = {
		[ALKRES_PRESENT_BEFORE] = "present_before",
		[ALKRES_EMERGENT] = "emergent",
		[ALKRES_BASELINE_UNINFORMATIVE] = "newly_detected_baseline_uninformative",
	};

	return names[emergence];
}

const char *
alkres_clearance_name(AlkresClearance clearance)
{
	static const char *const names[] = {
		[ALKRES_NOT_CLEARED] = "not_cleared",   [ALKRES_CLEARED] = "cleared",
		[ALKRES_UNCONFIRMED] = "unconfirmed",   [ALKRES_NOT_SEEN] = "not_seen_no_tumour_dna",
		[ALKRES_NOT_EXCLUDED] = "not_excluded",
	};

	return names[clearance];
}

/* A fraction that is not known, as of a report without it, is under any. */
static bool
is_higher(const AlkresMeasured *a, const AlkresMeasured *b)
{
	return a->fraction > b->fraction || (isnan(b->fraction) && !isnan(a->fraction));
}

/* Does a decide before b, of two measurements of one draw? */
static bool
decides(const AlkresMeasured *a, const AlkresMeasured *b)
{
	int order = alkres_state_order_of_repeats(a->state) - alkres_state_order_of_repeats(b->state);

	if (order != 0)
		return order < 0;
	if (a->state == ALKRES_STATE_ABSENT)
		return a->lod95 < b->lod95 || (isnan(b->lod95) && !isnan(a->lod95));
	return is_higher(a, b);
}

/* The measurement that decides for the draw which starts at *next; moves *next behind it. */
static int
next_draw(const AlkresMeasured *measured, int count, int *next)
{
	int best = *next;

	while (*next < count && measured[*next].draw == measured[best].draw)
	{
		if (decides(&measured[*next], &measured[best]))
			best = *next;
		(*next)++;
	}
	return best;
}

/* False also where a limit is not known. */
static bool
excludes(const AlkresMeasured *measured, double limit)
{
	return measured->state == ALKRES_STATE_ABSENT && measured->tumour_seen &&
		   measured->lod95 <= limit;
}

/* What came before the first detection. */
static void
look_back(AlkresCourse *course, const AlkresMeasured *measured, int count)
{
	const AlkresMeasured *first = &measured[course->first];
	bool germline = false;

	for (int next = 0; next < count && measured[next].draw != first->draw;)
	{
		int i = next_draw(measured, count, &next);

		germline |= measured[i].state == ALKRES_STATE_GERMLINE_OR_CHIP;
		if (excludes(&measured[i], first->lower))
			course->negative = i;
	}
	if (!first->treated || germline)
		course->emergence = ALKRES_PRESENT_BEFORE;
	else if (course->negative >= 0)
		course->emergence = ALKRES_EMERGENT;
	else
		course->emergence = ALKRES_BASELINE_UNINFORMATIVE;
}

static void
add_detection(AlkresCourse *course, const AlkresMeasured *measured, int i)
{
	course->detections++;
	if (course->first < 0)
		course->first = i;
	else if (course->cleared >= 0)
	{
		course->recurrences++;
		if (course->recurred < 0)
			course->recurred = i;
	}
	course->last = i;
	course->cleared = -1;
	course->clearance = ALKRES_NOT_CLEARED;
	if (course->highest < 0 || is_higher(&measured[i], &measured[course->highest]))
		course->highest = i;
}

/* A negative after a detection. */
static void
add_absence(AlkresCourse *course, const AlkresMeasured *measured, int i)
{
	if (excludes(&measured[i], measured[course->last].fraction / 2))
	{
		course->clearance = course->cleared >= 0 ? ALKRES_CLEARED : ALKRES_UNCONFIRMED;
		if (course->cleared < 0)
			course->cleared = i;
	}
	else if (course->cleared < 0)
		course->clearance = measured[i].tumour_seen ? ALKRES_NOT_EXCLUDED : ALKRES_NOT_SEEN;
}

void
alkres_course(AlkresCourse *course, const AlkresMeasured *measured, int count)
{
	double lowest = INFINITY;

	*course = (AlkresCourse){.first = -1,
							 .negative = -1,
							 .last = -1,
							 .highest = -1,
							 .lowest = -1,
							 .recurred = -1,
							 .cleared = -1};
	for (int next = 0; next < count;)
	{
		int i = next_draw(measured, count, &next);
		bool was_seen = course->first >= 0;
		double fraction;

		if (measured[i].state == ALKRES_STATE_DETECTED)
			add_detection(course, measured, i);
		else if (measured[i].state == ALKRES_STATE_ABSENT && was_seen)
			add_absence(course, measured, i);
		else
			continue;
		fraction = measured[i].state == ALKRES_STATE_ABSENT ? 0 : measured[i].fraction;
		if (was_seen && fraction < lowest)
		{
			lowest = fraction;
			course->lowest = i;
		}
	}
	if (course->first >= 0)
		look_back(course, measured, count);
}
