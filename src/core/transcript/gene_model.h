/*
 * gene_model.h: a transcript with its exons and their sequence as a value: what a consequence is
 * worked out from where no shipped model reaches (doc/formats.md).
 *
 * Its coding sequence is whole: from a start codon to its only stop, each base known.
 */
#ifndef ALKRES_CORE_TRANSCRIPT_GENE_MODEL_H
#define ALKRES_CORE_TRANSCRIPT_GENE_MODEL_H

#include <stdint.h>

#include "core/gene/gene_block.h"
#include "core/variant/contig.h"
#include "core/variant/sequence.h"

/* Intronic bases kept on either side of an exon, as many as of ALK's. */
#define ALKRES_GENE_MODEL_FLANK 20
#define ALKRES_EXONS_MAX 2000
/* Exonic bases of a transcript; the longest of man (TTN) has 109,000. */
#define ALKRES_EXONIC_MAX 1000000
#define ALKRES_TRANSCRIPT_NAME_SIZE 64

typedef struct AlkresExon
{
	uint32_t start; /* 1-based inclusive, plus strand */
	uint32_t end;
} AlkresExon;

typedef struct AlkresGeneModel
{
	AlkresContig contig;
	AlkresTranscript transcript; /* what core/consequence reads */
	uint32_t start;              /* of the first and last exonic base on the plus strand */
	uint32_t end;
	uint32_t coding_start; /* likewise, from the start codon to the stop codon */
	uint32_t coding_end;
} AlkresGeneModel;

/* What a model is made of. */
typedef struct AlkresGeneModelParts
{
	AlkresContig contig;
	const char *gene;
	const char *name; /* of the transcript */
	bool minus;
	const AlkresExon *exons; /* in the order of the genome */
	size_t exon_count;
	uint32_t coding_start;
	uint32_t coding_end; /* with the stop codon or without it */
} AlkresGeneModelParts;

/*
 * The stored form, from alkres_alloc; *length its size.  NULL with *error: ALKRES_BAD_PARAMETER
 * says why a transcript can be no model (exons that overlap, a coding sequence that is not whole).
 */
extern uint8_t *alkres_gene_model_make(const AlkresGeneModelParts *parts, AlkresBaseAt base_at,
									   void *source, size_t *length, AlkresError *error);
/*
 * Decode and validate; what it points to is of alkres_alloc, in one piece that begins with the
 * model: alkres_free releases it.  NULL with *error (ALKRES_BAD_BINARY).
 */
extern AlkresGeneModel *alkres_gene_model_decode(const uint8_t *bytes, size_t length,
												 AlkresError *error);

#endif
