/*
 * blocks.h: the blocks that are being counted, the design that limits them and the reference around
 * them.
 *
 * Counting moves along the genome: alkres_blocks_advance says which positions nothing can touch any
 * more, and the blocks before them are finished and handed over.  Everything lives in the memory
 * context that was current at alkres_blocks_new; all functions throw.
 */
#ifndef ALKRES_INGEST_BLOCKS_H
#define ALKRES_INGEST_BLOCKS_H

#include "core/pileup.h"
#include "core/region.h"

/* Blocks open at one time; more means alignments over an absurd distance (54000). */
#define ALKRES_BLOCKS_OPEN_MAX 4096
/* Blocks of a design (54000 above): 268 Mb of genome. */
#define ALKRES_BLOCKS_DESIGN_MAX 1048576

typedef struct AlkresBlocks AlkresBlocks;
typedef struct AlkresBlock AlkresBlock;

/* Who takes a finished pileup; it is released when the function returns. */
typedef void (*AlkresBlockTaker)(void *context, const AlkresPileup *pileup);
/* Fills length reference bases (ACGTN) from a 1-based position of a contig on; for FASTA. */
typedef void (*AlkresReferenceSource)(void *context, const AlkresContig *contig, uint32_t position,
									  uint32_t length, char *out);

/* The contig of a number in the header. */
typedef const AlkresContig *(*AlkresContigSource)(void *context, int number);

typedef struct AlkresBlocksSettings
{
	uint32_t flags; /* ALKRES_PILEUP_* but HAS_DESIGN */
	uint8_t min_base_quality;
	uint8_t min_mapq;
	AlkresBlockTaker take;
	void *take_context;
	AlkresContigSource contig;       /* called with take_context, for far mates */
	AlkresReferenceSource reference; /* NULL: what alkres_blocks_reference is told */
	void *reference_context;
} AlkresBlocksSettings;

extern AlkresBlocks *alkres_blocks_new(const AlkresBlocksSettings *settings);

/*
 * Limit counting to the blocks that regions touch.  contig_numbers: each region's contig as the
 * number that alkres_blocks_contig will be given.  contigs: by that number.
 */
extern void alkres_blocks_design(AlkresBlocks *blocks, const AlkresRegion *regions,
								 const int *contig_numbers, int count);

/* Go to a contig (numbers ascend); what is open on the one before is finished. */
extern void alkres_blocks_contig(AlkresBlocks *blocks, int number, const AlkresContig *contig);
/* Does the stretch of this contig touch a block that is counted? */
extern bool alkres_blocks_touch(const AlkresBlocks *blocks, int contig, uint32_t first,
								uint32_t last);

/* Tell reference bases; one that differs from what was told before is an error (22P04). */
extern void alkres_blocks_reference(AlkresBlocks *blocks, uint32_t position, const char *bases,
									uint32_t length);
/* Positions before this one are not touched any more: finish the blocks that end before it. */
extern void alkres_blocks_advance(AlkresBlocks *blocks, uint32_t position);
/* Finish everything, and the blocks of the design that no read has reached. */
extern void alkres_blocks_finish(AlkresBlocks *blocks);

/* The open block over a position of the present contig, NULL when it is not counted. */
extern AlkresBlock *alkres_blocks_at(AlkresBlocks *blocks, uint32_t position);
/* Its counts; reference and alleles are filled when it is finished. */
extern AlkresPileup *alkres_block_pileup(AlkresBlock *block);
/* Its clips and far mates (clips.h), made when first asked for. */
extern struct AlkresClips *alkres_block_clips(AlkresBlock *block);
/* Add a molecule with an allele; the texts are copied when the allele is new. */
extern void alkres_block_add(AlkresBlock *block, uint16_t offset, const char *ref, const char *alt,
							 const AlkresRecord *record);

#endif
