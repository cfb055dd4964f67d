/* raw_depth.h: the reads over each position, before any filter but unmapped. */
#ifndef ALKRES_INGEST_FRAGMENT_RAW_DEPTH_H
#define ALKRES_INGEST_FRAGMENT_RAW_DEPTH_H

#include "hts/bam_reader.h"
#include "ingest/count/blocks.h"

/* Count a read over its positions of the present contig; with its 5' end, when that is to be told
 * (alkres_block_end). */
extern void alkres_raw_depth_add(AlkresBlocks *blocks, const AlkresRead *read, bool with_end);

#endif
