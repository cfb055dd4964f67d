/* ends.c: the 5' ends of the reads over a block. */
#include "core/molecule/ends.h"

#define READS_MIN 1000

bool
alkres_ends_tell(const AlkresEnds *ends, bool *few)
{
	uint32_t most[ALKRES_ENDS_FEW] = {0}; /* falling */
	uint64_t reads = 0, held = 0;

	for (int i = 0; i < 2 * ALKRES_ENDS_PLACES; i++)
	{
		uint32_t count = ends->counts[i / ALKRES_ENDS_PLACES][i % ALKRES_ENDS_PLACES];

		reads += count;
		for (int j = 0; j < ALKRES_ENDS_FEW && count > 0; j++)
			if (count > most[j])
			{
				uint32_t other = most[j];

				most[j] = count;
				count = other;
			}
	}
	for (int j = 0; j < ALKRES_ENDS_FEW; j++)
		held += most[j];
	*few = 2 * held >= reads;
	return reads >= READS_MIN;
}
