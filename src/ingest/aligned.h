/*
 * aligned.h: an aligned read as it is kept until its mate is seen, and what it says position by
 * position.
 */
#ifndef ALKRES_INGEST_ALIGNED_H
#define ALKRES_INGEST_ALIGNED_H

#include "hts/bam_reader.h"

/* One chunk of memory; positions are 1-based. */
typedef struct AlkresAligned
{
	uint32_t position;
	uint32_t end;
	int32_t contig; /* number in the header */
	int32_t mate_contig;
	uint32_t mate_position;
	int32_t template_length;
	uint16_t flags;
	uint8_t mapq;
	bool has_mate_here; /* a mapped mate on the same contig */
	uint32_t cigar_count;
	uint32_t length;
	uint32_t reference_length;
	uint32_t *cigar;
	char *bases;
	char *reference; /* the aligned reference bases in order, skipped ones left out */
	uint8_t *quality;
} AlkresAligned;

/* A position of the reference as one molecule shows it. */
#define ALKRES_SEEN_DELETED '-'
#define ALKRES_SEEN_POOR '.' /* its quality is under the least asked for, or missing */
typedef struct AlkresSeen
{
	uint32_t position;
	char base; /* A, C, G, T, N or one of the above */
	char reference;
	uint8_t quality;
	bool reverse;
} AlkresSeen;

/* An insertion or deletion, left-aligned within the read, with its anchor base. */
typedef struct AlkresIndel
{
	uint32_t anchor; /* position of the first base of ref */
	char *ref;
	char *alt;
	uint8_t quality; /* the least of the bases beside and in it */
	bool poor;
	bool reverse;
} AlkresIndel;

/* Positions where the read could show an indel anchored there (pileup.h, spanning), inclusive. */
typedef struct AlkresSpan
{
	uint32_t first;
	uint32_t last;
} AlkresSpan;

/* What a read says; the arrays grow as needed and are used again. */
typedef struct AlkresView
{
	AlkresSeen *seen; /* ordered by position */
	uint32_t seen_count;
	uint32_t seen_capacity;
	AlkresIndel *indels; /* in the order of the CIGAR */
	uint32_t indel_count;
	uint32_t indel_capacity;
	AlkresSpan *spans;
	uint32_t span_count;
	uint32_t span_capacity;
} AlkresView;

/* A copy in the current memory context; reference (reference_length bases) is copied too. */
extern AlkresAligned *alkres_aligned_copy(const AlkresRead *read, const char *reference,
										  uint32_t reference_length);

/*
 * Fill the view: bases under min_base_quality and without a quality are ALKRES_SEEN_POOR.  Indels
 * before the first or behind the last aligned base are not seen.  The arrays and sequences are
 * palloced in the current context.
 */
extern void alkres_aligned_view(const AlkresAligned *read, int min_base_quality, AlkresView *view);

#endif
