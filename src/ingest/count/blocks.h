/*
 * blocks.h: the blocks that are being counted, the design that limits them and the reference around
 * them.
 *
 * Counting moves along the genome: alkres_blocks_advance says which positions nothing can touch any
 * more, and the blocks before them are finished and handed over.  Everything lives in the memory
 * context that was current at alkres_blocks_new; all functions throw.
 */
#ifndef ALKRES_INGEST_COUNT_BLOCKS_H
#define ALKRES_INGEST_COUNT_BLOCKS_H

#include "core/pileup/pileup.h"
#include "core/variant/region.h"
#include "hts/bam_windows.h"
#include "ingest/count/block_alleles.h"
#include "ingest/count/block_clips.h"
#include "ingest/count/counts.h"
#include "ingest/count/guessed.h"
#include "ingest/reference/pages.h"

typedef struct AlkresBlocks AlkresBlocks;
typedef struct AlkresBlock AlkresBlock;

/* Who takes a finished pileup; it is released when the function returns. */
typedef void (*AlkresBlockTaker)(void *context, const AlkresPileup *pileup);

typedef struct AlkresBlocksSettings
{
	uint32_t flags; /* ALKRES_PILEUP_* but HAS_DESIGN */
	uint8_t min_base_quality;
	uint8_t min_mapq;
	AlkresBlockTaker take;
	void *take_context;
	AlkresContigSource contig;       /* called with take_context, for far mates */
	AlkresReferenceSource reference; /* NULL: what alkres_pages_tell is told */
	void *reference_context;
} AlkresBlocksSettings;

extern AlkresBlocks *alkres_blocks_new(const AlkresBlocksSettings *settings);

/*
 * Limit counting to the blocks that regions touch, and to a neighbour that is not handed over
 * behind one where a region ends at its edge.  contig_numbers: each region's contig as the
 * number that alkres_blocks_contig will be given.  contigs: by that number.
 */
extern void alkres_blocks_design(AlkresBlocks *blocks, const AlkresRegion *regions,
								 const int *contig_numbers, int count);

/* The stretches of the design, whole blocks and so many positions before each, in the order of the
 * genome and apart from one another; palloc'ed. */
extern int alkres_blocks_windows(const AlkresBlocks *blocks, uint32_t before,
								 AlkresBamWindow **windows);

/* Go to a contig (numbers ascend); what is open on the one before is finished. */
extern void alkres_blocks_contig(AlkresBlocks *blocks, int number, const AlkresContig *contig);
/* Does the stretch of this contig touch a block that is counted? */
extern bool alkres_blocks_touch(const AlkresBlocks *blocks, int contig, uint32_t first,
								uint32_t last);

/* The reference of the present contig. */
extern AlkresPages *alkres_blocks_pages(AlkresBlocks *blocks);
/* Positions before this one are not touched any more: finish the blocks that end before it. */
extern void alkres_blocks_advance(AlkresBlocks *blocks, uint32_t position);
/* Finish everything, and the blocks of the design that no read has reached. */
extern void alkres_blocks_finish(AlkresBlocks *blocks);

/* The open block over a position of the present contig, NULL when it is not counted. */
extern AlkresBlock *alkres_blocks_at(AlkresBlocks *blocks, uint32_t position);
/* What is not in counts; reference and alleles are filled when it is finished. */
extern AlkresPileup *alkres_block_pileup(AlkresBlock *block);
/* Its clips and far mates, made when first asked for. */
extern AlkresBlockClips *alkres_block_clips(AlkresBlock *block);
extern AlkresBlockAlleles *alkres_block_alleles(AlkresBlock *block);
extern AlkresCounts *alkres_block_counts(AlkresBlock *block);
/* Its molecules that say what stands for an unknown reference, made when first asked for. */
extern AlkresGuessed *alkres_block_guessed(AlkresBlock *block);
/* A read over the block has its 5' end at the position: told for each read when amplicons are to
 * be found (doc/molecules.md, section 7). */
extern void alkres_block_end(AlkresBlock *block, uint32_t position, bool reverse);
/* Raw depth of the blocks handed over so far, summed over the positions of the design. */
extern uint64_t alkres_blocks_bases_on_design(const AlkresBlocks *blocks);
/* Blocks handed over so far with reads enough to tell, and those of them with amplicons. */
extern void alkres_blocks_amplicons(const AlkresBlocks *blocks, uint32_t *told,
									uint32_t *amplicons);

#endif
