/* normals.h: what normals of the panel show of the junctions of a library. */
#ifndef ALKRES_CORE_JUNCTION_NORMALS_H
#define ALKRES_CORE_JUNCTION_NORMALS_H

#include "core/junction/junction.h"

/* Count the molecules of normals that show the same: the same tail at the same place, or mates
 * between the same places.  normals: blocks of any number of them, in any order. */
extern void alkres_junctions_compare(AlkresJunctions *junctions, const AlkresShown *normals);

/* Does the library show more of a junction than the normals lead one to expect? */
extern bool alkres_junction_exceeds_normals(const AlkresJunction *junction);

#endif
