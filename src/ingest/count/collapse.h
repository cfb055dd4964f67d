/*
 * collapse.h: what one molecule adds to the counts: the consensus of its fragments
 * (doc/molecules.md, sections 4 to 6).
 */
#ifndef ALKRES_INGEST_COUNT_COLLAPSE_H
#define ALKRES_INGEST_COUNT_COLLAPSE_H

#include "ingest/count/blocks.h"
#include "ingest/read/fragment.h"

/* Work space of alkres_collapse. */
typedef struct AlkresCollapse AlkresCollapse;

extern AlkresCollapse *alkres_collapse_new(AlkresBlocks *blocks, int min_base_quality);

/* Count a molecule of one or more fragments, which are in the order of the file. */
extern void alkres_collapse(AlkresCollapse *collapse, AlkresFragment *const *fragments,
							uint32_t count);

#endif
