/*
 * told.h: reference bases that a block does not know (it was read without a reference, or the
 * reference is masked there), told by who asks.  In memory only.
 *
 * Molecules were counted by the letter that they say, so that of a single base everything is known
 * once its reference is: those that say it are no allele.  Of insertions, deletions and changes of
 * several bases it is not: they were not left-aligned, and molecules have no records there.
 */
#ifndef ALKRES_CORE_PILEUP_TOLD_H
#define ALKRES_CORE_PILEUP_TOLD_H

#include "core/pileup/pileup.h"

/* Tell what the shipped gene models know. */
extern void alkres_pileup_tell_genes(AlkresPileup *pileup);
/* Tell length bases (of ACGTN) from an offset on, which may lie in the halo and beyond; those that
 * the block knows stay as they are. */
extern void alkres_pileup_tell(AlkresPileup *pileup, int64_t offset, const char *bases,
							   size_t length);
/* Was one of length bases of the block, from an offset on, unknown when it was read? */
extern bool alkres_pileup_was_unknown(const AlkresPileup *pileup, int64_t offset, size_t length);

/* So many bases from its anchor on must be known for an insertion or deletion to be counted under
 * its name: those that every molecule counted there covers. */
#define ALKRES_TOLD_REACH 10

#endif
