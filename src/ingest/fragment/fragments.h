/*
 * fragments.h: reads to molecules: mates are joined by name, what they say together is counted in
 * blocks.
 *
 * Only fragments whose mate is still to come are kept, so memory follows the depth, not the file.
 */
#ifndef ALKRES_INGEST_FRAGMENT_FRAGMENTS_H
#define ALKRES_INGEST_FRAGMENT_FRAGMENTS_H

#include "hts/bam_reader.h"
#include "ingest/read/barcode.h"
#include "ingest/count/blocks.h"

/* Reference bases a read may cover, skipped ones (N) left out; more is 54000. */
#define ALKRES_READ_SPAN_MAX 500000

typedef enum AlkresUnit
{
	ALKRES_UNIT_MOLECULE,
	ALKRES_UNIT_READ,
} AlkresUnit;

typedef enum AlkresReferenceMode
{
	ALKRES_REFERENCE_MD,    /* from the MD tags, which every read must have */
	ALKRES_REFERENCE_FASTA, /* from the blocks' source, which the MD tags must not contradict */
	ALKRES_REFERENCE_NONE,  /* unknown: every base is kept as an allele of N */
} AlkresReferenceMode;

typedef struct AlkresFragmentsSettings
{
	AlkresUnit unit;
	AlkresUmi umi;
	AlkresReferenceMode reference_mode;
	int min_base_quality;
	int min_mapq;
} AlkresFragmentsSettings;

typedef struct AlkresFragments AlkresFragments;

/* In the current memory context, where it keeps everything. */
extern AlkresFragments *alkres_fragments_new(const AlkresFragmentsSettings *settings,
											 AlkresBlocks *blocks);
/*
 * Take the next read of the file, in coordinate order, of any kind; contig: that of read->contig,
 * NULL when it has none.  Throws for what the read cannot be.
 */
extern void alkres_fragments_add(AlkresFragments *fragments, const AlkresRead *read,
								 const AlkresContig *contig);
/* The end of the file: count what is open, finish all blocks. */
/* The read that is being taken in, while an error is raised; else NULL. */
extern const AlkresRead *alkres_fragments_current(const AlkresFragments *fragments);
extern void alkres_fragments_finish(AlkresFragments *fragments);
/* Where barcodes stood; known when it is finished. */
extern const AlkresUmi *alkres_fragments_umi(const AlkresFragments *fragments);

#endif
