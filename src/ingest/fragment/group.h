/* group.h: the fragments of one pile by their barcodes (doc/molecules.md, section 3). */
#ifndef ALKRES_INGEST_FRAGMENT_GROUP_H
#define ALKRES_INGEST_FRAGMENT_GROUP_H

#include "ingest/read/fragment.h"

/* Give each fragment the number of its family in the pile, without by_barcode one and the same, and
 * order them by family, then by their own numbers.  work: a context that is empty afterwards. */
extern void alkres_fragments_group(AlkresFragment **fragments, uint32_t count, bool by_barcode,
								   MemoryContext work);

#endif
