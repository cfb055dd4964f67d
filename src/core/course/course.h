/*
 * course.h: a mutation over the draws of a patient: when it was first seen and what excluded it
 * before, whether it was cleared, whether it came back.  The definitions are those of
 * doc/cohort.md.
 */
#ifndef ALKRES_CORE_COURSE_COURSE_H
#define ALKRES_CORE_COURSE_COURSE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/state.h"

/* What one measurement says of the mutation.  NaN: not known. */
typedef struct AlkresMeasured
{
	int64_t draw; /* the measurements of one draw bear one number and stand together */
	AlkresState state;
	double fraction, lower, lod95; /* 0 to 1 */
	bool tumour_seen;              /* tumour DNA was seen in the draw apart from the mutation */
	bool treated;                  /* a line of treatment had begun */
} AlkresMeasured;

typedef enum AlkresEmergence
{
	ALKRES_PRESENT_BEFORE, /* seen before the first dose, or germline */
	ALKRES_EMERGENT,       /* a draw before excluded it and held tumour DNA */
	ALKRES_BASELINE_UNINFORMATIVE
} AlkresEmergence;

typedef enum AlkresClearance
{
	ALKRES_NOT_CLEARED, /* the last draw that says anything shows it */
	ALKRES_CLEARED,     /* two draws exclude it */
	ALKRES_UNCONFIRMED, /* one does */
	ALKRES_NOT_SEEN,    /* absent where no tumour DNA was seen */
	ALKRES_NOT_EXCLUDED /* absent, but down to a limit that is too high to say so */
} AlkresClearance;

/* Indexes into the measurements; -1: none. */
typedef struct AlkresCourse
{
	int first;    /* first detection */
	int negative; /* the last one before it that excludes it */
	int last;     /* last detection */
	int highest;  /* highest fraction */
	int lowest;   /* lowest after the first: 0 where absent; the earliest of equals */
	int recurred; /* first detection after a draw that excluded it again */
	int cleared;  /* first draw after the last detection that excludes it */
	int recurrences;
	int detections; /* draws */
	AlkresEmergence emergence;
	AlkresClearance clearance;
} AlkresCourse;

/*
 * Measurements in the order of the draws.  A draw's state is that of the measurement that decides
 * (alkres_state_order_of_repeats; of equal ones the higher fraction or the lower limit).  Before
 * the first detection a draw excludes the mutation when it is absent with lod95 at most the lower
 * bound of that detection, after a detection with lod95 at most half its fraction, and both only
 * with tumour DNA seen.  Without a detection everything is -1, 0 and not cleared.
 */
extern void alkres_course(AlkresCourse *course, const AlkresMeasured *measured, int count);

extern const char *alkres_emergence_name(AlkresEmergence emergence);
extern const char *alkres_clearance_name(AlkresClearance clearance);

#endif
