/* pool.h: two libraries of one sample as one. */
#ifndef ALKRES_CORE_PILEUP_POOL_H
#define ALKRES_CORE_PILEUP_POOL_H

#include "core/pileup/pileup.h"

/*
 * Add the molecules of another library over the same block, in place.  Numbers of molecules become
 * 2 n in the first and 2 n + 1 in the other, in every block alike, so that phase over blocks is
 * kept.  False with *error for another block, unit, threshold or reference (22023), and for counts
 * or numbers out of range (22003); pileup is then only good for alkres_pileup_free.
 */
extern bool alkres_pileup_pool(AlkresPileup *pileup, const AlkresPileup *other, AlkresError *error);

#endif
