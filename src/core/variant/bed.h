/* bed.h: regions of a BED file, as laboratories and makers of panels hand them out. */
#ifndef ALKRES_CORE_VARIANT_BED_H
#define ALKRES_CORE_VARIANT_BED_H

#include "core/variant/region.h"

typedef struct AlkresBed
{
	const char *next; /* what is left to read, terminated */
	const char *assembly;
	uint64_t line; /* of what was read last */
} AlkresBed;

/*
 * The next region, 1 with *region, and *name, not terminated and of length 0 where the line has
 * none; 0 at the end.  BED counts from 0 and its end is the base behind.  Fields are separated by
 * tabs or blanks; lines "track", "browser", "#" and empty ones are passed over.  -1 with *error
 * (22P04), which names line, field, what was expected and found.
 */
extern int alkres_bed_next(AlkresBed *bed, AlkresRegion *region, const char **name,
						   size_t *name_length, AlkresError *error);

#endif
