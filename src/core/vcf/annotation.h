/*
 * annotation.h: which mutation an allele makes, by the annotations of a VCF record: CSQ of VEP, ANN
 * of SnpEff, BCSQ of bcftools csq, FUNCOTATION of GATK, each by the columns that its own header
 * names.
 */
#ifndef ALKRES_CORE_VCF_ANNOTATION_H
#define ALKRES_CORE_VCF_ANNOTATION_H

#include "core/mutation/mutation.h"
#include "core/vcf/record.h"

typedef enum AlkresAnnotationColumn
{
	ALKRES_ANNOTATION_ALLELE,
	ALKRES_ANNOTATION_NUMBER, /* of the allele */
	ALKRES_ANNOTATION_CONSEQUENCE,
	ALKRES_ANNOTATION_GENE,
	ALKRES_ANNOTATION_TRANSCRIPT,
	ALKRES_ANNOTATION_PROTEIN, /* HGVS p.; of BCSQ its amino acids */
	ALKRES_ANNOTATION_CHANGE,  /* of BCSQ: 29220765G>T */
	ALKRES_ANNOTATION_MANE,
	ALKRES_ANNOTATION_PICK,
	ALKRES_ANNOTATION_CANONICAL,
	ALKRES_ANNOTATION_COLUMNS
} AlkresAnnotationColumn;

/* The columns of one tag. */
typedef struct AlkresAnnotationTag
{
	const char *id;
	int places[ALKRES_ANNOTATION_COLUMNS]; /* -1: not there */
} AlkresAnnotationTag;

#define ALKRES_ANNOTATION_TAGS_MAX 4

typedef struct AlkresAnnotationTags
{
	AlkresAnnotationTag tags[ALKRES_ANNOTATION_TAGS_MAX]; /* the one that counts first */
	int count;
} AlkresAnnotationTags;

typedef struct AlkresAnnotation
{
	const char *by; /* the tag; NULL when the record has none */
	bool has_mutation;
	AlkresMutation mutation;
	char transcript[64]; /* of the mutation; empty when none is named */
	char reason[256];    /* why there is no mutation although something is said; empty otherwise */
} AlkresAnnotation;

/* Which tags a header declares, with the columns that make a mutation. */
extern void alkres_annotation_tags(AlkresAnnotationTags *tags, const AlkresVcfHeader *header);

/*
 * What they say of an allele, 1-based.  Of a gene's transcripts those count that are marked as MANE
 * Select, else by PICK, else as CANONICAL; where none is marked, all of them.  All that count must
 * name one mutation: of two, and so of two genes, neither is taken, with the reason.
 */
extern void alkres_annotation_of(AlkresAnnotation *annotation, const AlkresAnnotationTags *tags,
								 const AlkresVcfRecord *record, size_t allele);

#endif
