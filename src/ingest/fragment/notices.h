/* notices.h: what a reading of files says of its reads when it is done. */
#ifndef ALKRES_INGEST_FRAGMENT_NOTICES_H
#define ALKRES_INGEST_FRAGMENT_NOTICES_H

#include "postgres.h"

typedef struct AlkresReadsFound
{
	uint64 pairs; /* mates joined, and of them by name alone */
	uint64 stale;
	uint64 alone;           /* reads whose mate should stand near by and did not come */
	uint64 without_letters; /* dropped: their barcodes tell nothing */
	uint64 used;            /* reads that are counted, and those that had no sequence to count */
	uint64 without_sequence;
} AlkresReadsFound;

/* Raises notices; an error (22P04) when no read has a sequence. */
extern void alkres_reads_notices(const AlkresReadsFound *found);
/* The blocks in which molecules cannot be told apart, of those deep enough to tell. */
extern void alkres_amplicons_notice(uint32 amplicons, uint32 told);

#endif
