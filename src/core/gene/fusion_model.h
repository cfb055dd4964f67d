/* fusion_model.h: exons of ALK and of the genes it is fused with, on GRCh37 and GRCh38. */
#ifndef ALKRES_CORE_GENE_FUSION_MODEL_H
#define ALKRES_CORE_GENE_FUSION_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define ALKRES_FRAME_UNKNOWN (-2)
#define ALKRES_FRAME_NONE (-1) /* no coding base there */

typedef struct AlkresFusionExon
{
	int32_t start; /* GRCh38, 1-based inclusive, plus strand */
	int32_t end;
	int32_t grch37_shift; /* GRCh37 position = GRCh38 position + this */
	/* Bases of a codon that lie before the exon in ALK, behind it in a partner: a junction keeps
	 * the frame where both are equal. */
	int8_t frame;
} AlkresFusionExon;

typedef struct AlkresFusionPlace
{
	int32_t start; /* 1-based inclusive, plus strand */
	int32_t end;
} AlkresFusionPlace;

typedef struct AlkresFusionGene
{
	const char *name;
	const char *transcript;
	int contig; /* code of core/variant/contig.h */
	bool minus;
	const AlkresFusionExon *exons; /* exon 1 first */
	int exon_count;                /* 0: they are not known, only where the gene lies: */
	AlkresFusionPlace places[2];   /* on GRCh37, on GRCh38 */
} AlkresFusionGene;

extern const AlkresFusionGene alkres_fusion_kinase; /* ALK */
extern const AlkresFusionGene alkres_fusion_partners[];
extern const int alkres_fusion_partner_count;

/* The first exon of ALK that every fusion keeps, whole or in part: breakpoints lie before its
 * end. */
#define ALKRES_FUSION_EXON 20

/* The name of a variant of EML4-ALK (v1) by its exons and, where these leave it open, by the
 * breakpoint in the partner; NULL for none. */
extern const char *alkres_fusion_variant(const AlkresFusionGene *partner, int partner_exon,
										 int kinase_exon, uint32_t position, bool is_grch37);

#endif
