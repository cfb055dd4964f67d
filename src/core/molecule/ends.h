/*
 * ends.h: the 5' ends of the reads over a block: of amplicons they lie at few places, in randomly
 * fragmented DNA anywhere (doc/molecules.md, section 7).
 */
#ifndef ALKRES_CORE_MOLECULE_ENDS_H
#define ALKRES_CORE_MOLECULE_ENDS_H

#include <stdbool.h>
#include <stdint.h>

/* So many places hold half of the ends when they are few. */
#define ALKRES_ENDS_FEW 8
/* Places are told apart modulo this: more than a block and a read on either side. */
#define ALKRES_ENDS_PLACES 1024

typedef struct AlkresEnds
{
	uint32_t counts[2][ALKRES_ENDS_PLACES]; /* of forward and reverse reads */
} AlkresEnds;

static inline void
alkres_ends_add(AlkresEnds *ends, uint32_t position, bool reverse)
{
	ends->counts[reverse][position % ALKRES_ENDS_PLACES]++;
}

/* False when there are too few reads to tell. */
extern bool alkres_ends_tell(const AlkresEnds *ends, bool *few);

#endif
