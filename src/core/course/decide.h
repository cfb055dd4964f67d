/*
 * decide.h: what the measurements of a draw say of each mutation, by each method: of repeats the
 * one that says most, over the nucleotide changes that give one mutation found when one is and
 * absent when all are.
 */
#ifndef ALKRES_CORE_COURSE_DECIDE_H
#define ALKRES_CORE_COURSE_DECIDE_H

#include <stdint.h>

#include "core/base/state.h"
#include "core/mutation/class.h"

/* NaN: not known. */
typedef struct AlkresObserved
{
	int64_t sample, observation;
	AlkresPath mutation;
	int method;        /* the caller's number */
	AlkresPath change; /* equal bytes: the same nucleotide change was asked for */
	AlkresState state;
	double fraction, lower, upper, lod95;
	const void *origin; /* the caller's */
} AlkresObserved;

/* The order in which one of several measurements of the same decides: the first one. */
extern int alkres_observed_compare(const AlkresObserved *a, const AlkresObserved *b);

/*
 * Orders them by sample, mutation, method and change, and leaves of each of these the measurement
 * that says most.  Returns how many are left.
 */
extern int alkres_leave_best(AlkresObserved *observed, int count);

/* One sample, mutation and method: measurements first to first + count - 1 of what was left. */
typedef struct AlkresDecided
{
	int first, count;
	int decides;  /* the one that decides */
	double upper; /* of an absent mutation the highest limit, else that of the one that decides */
	double lod95; /* of the change that was seen worst */
} AlkresDecided;

/* Of what alkres_leave_best left; decided has room for count.  Returns how many there are. */
extern int alkres_decide(AlkresDecided *decided, const AlkresObserved *observed, int count);

/* A mutation in a draw of known date, by one method. */
typedef struct AlkresDrawn
{
	int64_t sample;
	int day;
	AlkresState state;
	double lod95;
} AlkresDrawn;

/*
 * lod95 of the draw before that of drawn[number], the lowest of its methods, where what decides
 * there excludes the mutation; else NaN.  In the order of draws (day, then sample).
 */
extern double alkres_absent_before(const AlkresDrawn *drawn, int number);

#endif
