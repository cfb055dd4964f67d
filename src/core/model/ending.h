/* ending.h: molecules that end within a joined allele and show as much of it as they can. */
#ifndef ALKRES_CORE_MODEL_ENDING_H
#define ALKRES_CORE_MODEL_ENDING_H

#include "core/model/piece.h"
#include "core/variant/change.h"

/*
 * Take from the pieces the molecules whose fragment ends within a whole of another length than the
 * reference, or within the reach behind it, and whose changes there are the bases of the whole from
 * the side on which they come; not when they are more than most.  Sorted by molecule, from
 * alkres_alloc.
 */
extern AlkresRecord *alkres_endings_take(const AlkresPieces *pieces, const AlkresChange *whole,
										 uint32_t most, uint32_t *count);

#endif
