/* droplets_testing.h: what the unit tests of droplets share. */
#ifndef ALKRES_UNIT_DROPLETS_TESTING_H
#define ALKRES_UNIT_DROPLETS_TESTING_H

#include "harness.h"

#include <stdlib.h>

#include "core/droplets/droplets.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef enum
{
	PRINT, /* half a unit of the last significant printed digit */
	F32    /* single precision export: relative 1e-6 */
} Kind;

/* Whether a printed number can be a rounding of the value. */
static inline void
check_print(double value, const char *printed, Kind kind)
{
	double expected = atof(printed);
	double unit = 1;
	const char *point = strchr(printed, '.');
	bool same;

	if (point != NULL)
		unit = pow(10, -(double) strlen(point + 1));
	else
		for (size_t i = strlen(printed); i > 1 && printed[i - 1] == '0'; i--)
			unit *= 10;
	same = kind == F32 ? fabs(value - expected) <= 1e-6 * fabs(expected)
					   : fabs(value - expected) <= 0.5 * unit * (1 + 1e-9);
	CHECK(same);
	if (!same)
		printf("#   got %.15g, printed %s\n", value, printed);
}

static inline AlkresDroplets
marginal(int64_t fam, int64_t hex, int64_t accepted)
{
	return (AlkresDroplets){fam, hex, 0, accepted, 0.85, 1, ALKRES_DROPLETS_MARGINAL};
}

#endif
