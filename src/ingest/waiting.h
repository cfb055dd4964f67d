/* waiting.h: fragments whose second mate is still to come. */
#ifndef ALKRES_INGEST_WAITING_H
#define ALKRES_INGEST_WAITING_H

#include "ingest/fragment.h"

typedef struct AlkresWaiting AlkresWaiting;

/* In the current memory context. */
extern AlkresWaiting *alkres_waiting_new(void);
/* The hash of a read's name; what it leads to is fetched in advance, and then what that leads to.
 */
extern uint32_t alkres_waiting_hash(const AlkresWaiting *waiting, const AlkresRead *read);
extern void alkres_waiting_prefetch(const AlkresWaiting *waiting, uint32_t hash);
/* The fragment whose mate this read is; NULL when there is none. */
extern AlkresFragment *alkres_waiting_find(const AlkresWaiting *waiting, const AlkresRead *read,
										   uint32_t hash);
extern void alkres_waiting_add(AlkresWaiting *waiting, AlkresFragment *fragment);
extern void alkres_waiting_remove(AlkresWaiting *waiting, AlkresFragment *fragment);
/* The leftmost one; the others follow by their behind. */
extern AlkresFragment *alkres_waiting_first(const AlkresWaiting *waiting);
extern uint32_t alkres_waiting_count(const AlkresWaiting *waiting);

#endif
