/* replaced.c: bases inserted and deleted side by side as aligned ones. */
#include "ingest/read/replaced.h"

#include <stdbool.h>

#include "ingest/read/cigar.h"

static bool
is_aligned(uint32_t element)
{
	uint32_t operation = ALKRES_CIGAR_OP(element);

	return ALKRES_CIGAR_LENGTH(element) > 0 &&
		   (operation == ALKRES_CIGAR_MATCH || operation == ALKRES_CIGAR_EQUAL ||
			operation == ALKRES_CIGAR_DIFFERENT);
}

/* The index behind the elements from one on that insert or delete, with what stands for nothing
 * between them. */
static uint32_t
end_of_gaps(const uint32_t *cigar, uint32_t count, uint32_t from, uint64_t *inserted,
			uint64_t *deleted)
{
	uint32_t at = from;

	*inserted = *deleted = 0;
	for (; at < count; at++)
	{
		uint32_t operation = ALKRES_CIGAR_OP(cigar[at]), length = ALKRES_CIGAR_LENGTH(cigar[at]);

		if (operation == ALKRES_CIGAR_INSERTION)
			*inserted += length;
		else if (operation == ALKRES_CIGAR_DELETION)
			*deleted += length;
		else if (operation != ALKRES_CIGAR_PAD && length > 0)
			break;
	}
	return at;
}

uint32_t
alkres_cigar_replace(const uint32_t *cigar, uint32_t count, uint32_t *out)
{
	uint32_t written = 0;
	bool behind_aligned = false;

	for (uint32_t i = 0; i < count;)
	{
		uint64_t inserted, deleted;
		uint32_t end = end_of_gaps(cigar, count, i, &inserted, &deleted);

		if (end == i || inserted != deleted || inserted == 0 || !behind_aligned || end == count ||
			!is_aligned(cigar[end]))
			for (end = end > i ? end : i + 1; i < end; i++)
				out[written++] = cigar[i];
		else
			out[written++] = (uint32_t) inserted << 4 | ALKRES_CIGAR_MATCH;
		behind_aligned = is_aligned(out[written - 1]);
		i = end;
	}
	return written;
}
