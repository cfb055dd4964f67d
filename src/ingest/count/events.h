/* events.h: the indels of a molecule, and where it could have shown one. */
#ifndef ALKRES_INGEST_COUNT_EVENTS_H
#define ALKRES_INGEST_COUNT_EVENTS_H

#include "ingest/count/molecule.h"

typedef struct AlkresEvents AlkresEvents;

extern AlkresEvents *alkres_events_new(AlkresBlocks *blocks, int min_base_quality);
/* Count the molecule's indels and the positions it spans. */
extern void alkres_events_count(AlkresEvents *events, const AlkresMolecule *molecule);

#endif
