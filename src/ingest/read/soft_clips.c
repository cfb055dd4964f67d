/* soft_clips.c: what a read's CIGAR has, and its soft-clipped bases. */
#include "postgres.h"

#include "ingest/read/soft_clips.h"

bool
alkres_read_has(const AlkresRead *read, uint32_t operation, uint32_t least)
{
	for (uint32_t i = 0; i < read->cigar_count; i++)
		if (ALKRES_CIGAR_OP(read->cigar[i]) == operation &&
			ALKRES_CIGAR_LENGTH(read->cigar[i]) >= least)
			return true;
	return false;
}

uint32_t
alkres_clipped_before(const AlkresRead *read)
{
	uint32_t clipped = 0;

	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t op = ALKRES_CIGAR_OP(read->cigar[i]);

		if (op == ALKRES_CIGAR_SOFT_CLIP)
			clipped += ALKRES_CIGAR_LENGTH(read->cigar[i]);
		else if (op != ALKRES_CIGAR_HARD_CLIP && op != ALKRES_CIGAR_PAD &&
				 ALKRES_CIGAR_LENGTH(read->cigar[i]) > 0)
			break;
	}
	return clipped;
}

uint32_t
alkres_clipped_behind(const AlkresRead *read)
{
	uint32_t clipped = 0;

	for (uint32_t i = read->cigar_count; i > 0; i--)
	{
		uint32_t op = ALKRES_CIGAR_OP(read->cigar[i - 1]);

		if (op == ALKRES_CIGAR_SOFT_CLIP)
			clipped += ALKRES_CIGAR_LENGTH(read->cigar[i - 1]);
		else if (op != ALKRES_CIGAR_HARD_CLIP && op != ALKRES_CIGAR_PAD &&
				 ALKRES_CIGAR_LENGTH(read->cigar[i - 1]) > 0)
			break;
	}
	return clipped;
}
