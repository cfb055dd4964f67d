/* progress.c: how far a reading is. */
#include "postgres.h"

#include "commands/progress.h"
#include "pgstat.h"
#include "utils/backend_progress.h"
#include "utils/backend_status.h"

#include "ingest/read/progress.h"

bool
alkres_progress_start(const AlkresLanes *lanes)
{
	const int indexes[] = {PROGRESS_COPY_COMMAND, PROGRESS_COPY_TYPE, PROGRESS_COPY_BYTES_TOTAL};
	const int64 values[] = {PROGRESS_COPY_COMMAND_FROM, PROGRESS_COPY_TYPE_FILE,
							alkres_lanes_size(lanes)};

	if (MyBEEntry == NULL || MyBEEntry->st_progress_command != PROGRESS_COMMAND_INVALID)
		return false;
	pgstat_progress_start_command(PROGRESS_COMMAND_COPY, InvalidOid);
	pgstat_progress_update_multi_param(lengthof(indexes), indexes, values);
	return true;
}

void
alkres_progress_show(const AlkresLanes *lanes)
{
	pgstat_progress_update_param(PROGRESS_COPY_BYTES_PROCESSED, alkres_lanes_bytes(lanes));
	pgstat_progress_update_param(PROGRESS_COPY_TUPLES_PROCESSED,
								 (int64) alkres_lanes_records(lanes));
}
