/* search.h: the junctions of a library. */
#ifndef ALKRES_CORE_JUNCTION_SEARCH_H
#define ALKRES_CORE_JUNCTION_SEARCH_H

#include "core/junction/junction.h"

/*
 * The junctions of a library, most molecules first.  sequence: stretches of the reference beside
 * those that the blocks hold.  known: breakpoints in ALK and in the partner of the patient's
 * earlier junctions.
 */
extern void alkres_junctions_find(AlkresJunctions *junctions, const AlkresShown *shown,
								  const AlkresStretch *sequence, int sequence_count,
								  const AlkresJunction *known, int known_count);

#endif
