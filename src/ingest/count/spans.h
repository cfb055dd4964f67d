/* spans.h: the positions where a molecule could show an indel (doc/molecules.md, section 4). */
#ifndef ALKRES_INGEST_COUNT_SPANS_H
#define ALKRES_INGEST_COUNT_SPANS_H

#include "ingest/count/molecule.h"

/* Work space. */
typedef struct AlkresSpans AlkresSpans;

extern AlkresSpans *alkres_spans_new(AlkresBlocks *blocks);
/* Count what the strands span: where both do, the orientation is unknown. */
extern void alkres_spans_count(AlkresSpans *spans, const AlkresMolecule *molecule);
/* A discordant molecule shows neither an event nor its absence: it does not span the anchor. */
extern void alkres_spans_take_away(AlkresSpans *spans, const AlkresMolecule *molecule,
								   uint32_t anchor);
extern bool alkres_fragment_spans(const AlkresFragment *fragment, uint32_t position);

#endif
