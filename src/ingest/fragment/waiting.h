/* waiting.h: fragments whose second mate is still to come. */
#ifndef ALKRES_INGEST_FRAGMENT_WAITING_H
#define ALKRES_INGEST_FRAGMENT_WAITING_H

#include "ingest/read/fragment.h"

/* So coarsely it is known where mates should come. */
#define ALKRES_WAITING_STEP 32

typedef struct AlkresWaiting AlkresWaiting;

/* In the current memory context. */
extern AlkresWaiting *alkres_waiting_new(void);
/* The hash of a read's name; what it leads to is fetched in advance, and then what that leads
 * to. */
extern uint32_t alkres_waiting_hash(const AlkresWaiting *waiting, const AlkresRead *read);
extern void alkres_waiting_prefetch(const AlkresWaiting *waiting, const AlkresRead *read,
									uint32_t hash);
/* The fragment whose mate this read is; NULL when there is none. */
extern AlkresFragment *alkres_waiting_find(const AlkresWaiting *waiting, const AlkresRead *read,
										   uint32_t hash);
extern void alkres_waiting_add(AlkresWaiting *waiting, AlkresFragment *fragment);
extern void alkres_waiting_remove(AlkresWaiting *waiting, AlkresFragment *fragment);
/* Take out those whose mates should have come ALKRES_WAITING_STEP positions before this one or
 * earlier, UINT32_MAX: all.  Each is followed by its next. */
extern AlkresFragment *alkres_waiting_expire(AlkresWaiting *waiting, uint32_t position);
/* Leftmost position of those that wait, UINT32_MAX when none does. */
extern uint32_t alkres_waiting_left(const AlkresWaiting *waiting);
extern uint32_t alkres_waiting_count(const AlkresWaiting *waiting);

#endif
