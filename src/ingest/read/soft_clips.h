/* soft_clips.h: what a read's CIGAR has, and its soft-clipped bases. */
#ifndef ALKRES_INGEST_READ_SOFT_CLIPS_H
#define ALKRES_INGEST_READ_SOFT_CLIPS_H

#include "hts/bam_reader.h"

/* Has it an element of the operation of at least so many bases? */
extern bool alkres_read_has(const AlkresRead *read, uint32_t operation, uint32_t least);
/* Soft-clipped bases in front, and behind. */
extern uint32_t alkres_clipped_before(const AlkresRead *read);
extern uint32_t alkres_clipped_behind(const AlkresRead *read);

#endif
