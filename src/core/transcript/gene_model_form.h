/* gene_model_form.h: what the stored form of a gene model holds, between bytes and model. */
#ifndef ALKRES_CORE_TRANSCRIPT_GENE_MODEL_FORM_H
#define ALKRES_CORE_TRANSCRIPT_GENE_MODEL_FORM_H

#include "core/transcript/gene_model.h"

typedef struct AlkresGeneModelForm
{
	AlkresContig contig;
	const char *gene;
	const char *name;
	bool minus;
	AlkresExon *exons; /* in the order of the genome */
	size_t exon_count;
	uint32_t coding_from; /* exonic bases in front of the start codon */
	uint32_t coding_length;
	/* In the order of the transcript, each exon with its flanks; N where no base is known. */
	char *letters;
	size_t letter_count;
} AlkresGeneModelForm;

/* Is it one that a model can have?  False with *error, of ALKRES_BAD_PARAMETER. */
extern bool alkres_gene_model_form_check(const AlkresGeneModelForm *form, AlkresError *error);
/* The exonic bases in the order of the transcript, from alkres_alloc. */
extern char *alkres_gene_model_exonic(const AlkresGeneModelForm *form, size_t *length);
/* The exon at a place of the transcript. */
extern const AlkresExon *alkres_gene_model_exon(const AlkresGeneModelForm *form, size_t place);
/* The bytes, from alkres_alloc. */
extern uint8_t *alkres_gene_model_form_put(const AlkresGeneModelForm *form, size_t *length);
/* From bytes, checked; what it points to lies in them or is of alkres_alloc. */
extern bool alkres_gene_model_form_get(AlkresGeneModelForm *form, const uint8_t *bytes,
									   size_t length, AlkresError *error);

#endif
