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

/* A read that does not touch what is counted is wanted for its mate's sake when it does not begin
 * farther before that. */
#define ALKRES_MATE_REACH 1024

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
extern void alkres_fragments_finish(AlkresFragments *fragments);
/* The read that is being taken in, while an error is raised; else NULL. */
extern const AlkresRead *alkres_fragments_current(const AlkresFragments *fragments);
/* Is it known where barcodes stand?  Until then every read is looked at. */
extern bool alkres_fragments_started(const AlkresFragments *fragments);
/* How far before what is counted a read may begin that is wanted for its mate's sake. */
extern uint32_t alkres_fragments_reach(const AlkresFragments *fragments);
/* Mates are waited for up to this position of a contig; 0 when none is. */
extern uint32_t alkres_fragments_awaited(const AlkresFragments *fragments, int *contig);
/* Where barcodes stood; known when it is finished. */
extern const AlkresUmi *alkres_fragments_umi(const AlkresFragments *fragments);

#endif
