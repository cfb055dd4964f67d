/*
 * waiting.h: fragments that wait: those whose second mate is still to come, and those whose mate
 * did not come where it should, which may come elsewhere.
 */
#ifndef ALKRES_INGEST_FRAGMENT_WAITING_H
#define ALKRES_INGEST_FRAGMENT_WAITING_H

#include "ingest/read/fragment.h"

/* So coarsely it is known when they are over. */
#define ALKRES_WAITING_STEP 32

typedef struct AlkresWaiting AlkresWaiting;

/* In the current memory context. */
extern AlkresWaiting *alkres_waiting_new(void);
/* The hash of a read's name and of both mates' places, as it says them, and that of its name alone.
 * What the first leads to is fetched in advance, and then what that leads to. */
extern uint32_t alkres_waiting_hash(const AlkresWaiting *waiting, const AlkresRead *read,
									uint32_t *name_hash);
extern void alkres_waiting_prefetch(const AlkresWaiting *waiting, const AlkresRead *read,
									uint32_t hash);
/* The fragment whose mate this read is, each saying where the other one is; NULL when there is
 * none. */
extern AlkresFragment *alkres_waiting_find(const AlkresWaiting *waiting, const AlkresRead *read,
										   uint32_t hash);

/* The one fragment that waits and bears the name of another, one being of read 1 and one of read 2,
 * whose wait ends within ALKRES_STALE_MAX of the other's; NULL when there is none or more.  Both
 * have that hash. */
extern AlkresFragment *alkres_waiting_namesake(const AlkresWaiting *waiting,
											   const AlkresFragment *fragment);

/* Let a fragment wait, by its hash, up to its until. */
extern void alkres_waiting_add(AlkresWaiting *waiting, AlkresFragment *fragment);
extern void alkres_waiting_remove(AlkresWaiting *waiting, AlkresFragment *fragment);
/* Take out those whose wait ended ALKRES_WAITING_STEP positions before this one or earlier,
 * UINT32_MAX: all.  Each is followed by its next, in the order in which their waits ended. */
extern AlkresFragment *alkres_waiting_expire(AlkresWaiting *waiting, uint32_t position);
/* Leftmost position of those that wait, UINT32_MAX when none does. */
extern uint32_t alkres_waiting_left(AlkresWaiting *waiting);
/* No mate that is waited for stands behind this position; 0 when none is. */
extern uint32_t alkres_waiting_last(AlkresWaiting *waiting);
extern uint32_t alkres_waiting_count(const AlkresWaiting *waiting);

#endif
