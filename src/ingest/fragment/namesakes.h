/*
 * namesakes.h: fragments that wait for a mate, by their names alone.
 *
 * Mates of which one does not say where the other is are joined by name, and only when both were
 * awaited in vain.  Their pile may be over by then, so those that may become mates keep it open.
 */
#ifndef ALKRES_INGEST_FRAGMENT_NAMESAKES_H
#define ALKRES_INGEST_FRAGMENT_NAMESAKES_H

#include "ingest/fragment/families.h"
#include "ingest/read/fragment.h"

typedef struct AlkresNamesakes AlkresNamesakes;

/* In the current memory context, with families that piles are kept open in. */
extern AlkresNamesakes *alkres_namesakes_new(AlkresFamilies *families);
/* Fetch what the hash of a name leads to. */
extern void alkres_namesakes_prefetch(const AlkresNamesakes *namesakes, uint32_t name_hash);
/* A fragment, whose name_hash is set, begins to wait: the pile of it and of each that may be found
 * to be its mate stays open until they can be found. */
extern void alkres_namesakes_add(AlkresNamesakes *namesakes, AlkresFragment *fragment);
/* It waits no more.  Nothing is done for a fragment that was not added. */
extern void alkres_namesakes_remove(AlkresNamesakes *namesakes, AlkresFragment *fragment);

#endif
