/*
 * mover.h: limits of a mean and of a ratio from the limits of what they are made of: recovery of
 * variance estimates (MOVER).  The parts are independent.  Nothing here fails or allocates.
 */
#ifndef ALKRES_CORE_STATISTICS_MOVER_H
#define ALKRES_CORE_STATISTICS_MOVER_H

#include <stddef.h>

/* A number at least 0 with its limits at one level, lower <= value <= upper; NaN: not known. */
typedef struct AlkresEstimate
{
	double value;
	double lower;
	double upper;
} AlkresEstimate;

/* The mean of count > 0 numbers (Zou and Donner 2008: squares of distances to the limits add). */
extern AlkresEstimate alkres_mover_mean(const AlkresEstimate *parts, size_t count);

/* first / second (MOVER-R, Donner and Zou 2012); swapping them inverts it exactly. */
extern AlkresEstimate alkres_mover_ratio(const AlkresEstimate *first, const AlkresEstimate *second);

#endif
