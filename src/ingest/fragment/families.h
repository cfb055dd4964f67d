/*
 * families.h: fragments to families (doc/molecules.md, section 3).
 *
 * A pile is complete when the file has passed all places where a read of it could start; then its
 * barcodes are grouped, and each family is counted as one molecule.
 */
#ifndef ALKRES_INGEST_FRAGMENT_FAMILIES_H
#define ALKRES_INGEST_FRAGMENT_FAMILIES_H

#include "ingest/read/barcode.h"
#include "ingest/count/collapse.h"

typedef struct AlkresFamilies AlkresFamilies;

/* In the current memory context. */
extern AlkresFamilies *alkres_families_new(AlkresCollapse *collapse, AlkresChunks *chunks,
										   const AlkresUmi *umi);
/* A fragment of numbered families has its first read. */
extern void alkres_families_expect(AlkresFamilies *families, AlkresFragment *fragment);
/* A fragment may turn out to be complete with these reads when the file has passed the position:
 * its pile stays open until then.  Only where barcodes are letters. */
extern void alkres_families_await(AlkresFamilies *families, AlkresFragment *fragment,
								  uint32_t position);
/* A fragment is complete; it is released when it is counted. */
extern void alkres_families_add(AlkresFamilies *families, AlkresFragment *fragment);
/* Count piles to which nothing from the position on belongs; UINT32_MAX: all of the contig. */
extern void alkres_families_close(AlkresFamilies *families, uint32_t position);
/* The leftmost position of the open piles, UINT32_MAX when there are none. */
extern uint32_t alkres_families_left(AlkresFamilies *families);
/* At the end of the file: throws when the barcodes are all the same. */
extern void alkres_families_finish(AlkresFamilies *families);

#endif
