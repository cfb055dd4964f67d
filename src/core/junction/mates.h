/* mates.h: junctions that far mates alone show: which genes are joined, not at which base. */
#ifndef ALKRES_CORE_JUNCTION_MATES_H
#define ALKRES_CORE_JUNCTION_MATES_H

#include "core/junction/evidence.h"

/* Add the junctions of ALK with listed partners that only mates show, two molecules at least, to
 * the precise ones; count the mates that lie anywhere else. */
extern void alkres_mates_find(AlkresJunctions *junctions, const AlkresShown *shown,
							  AlkresPiles *piles);

#endif
