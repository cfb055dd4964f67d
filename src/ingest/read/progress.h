/* progress.h: how far a reading is, in pg_stat_progress_copy. */
#ifndef ALKRES_INGEST_READ_PROGRESS_H
#define ALKRES_INGEST_READ_PROGRESS_H

#include "ingest/read/lanes.h"

/* False within another command that shows its own progress, which is left alone. */
extern bool alkres_progress_start(const AlkresLanes *lanes);
extern void alkres_progress_show(const AlkresLanes *lanes);

#endif
