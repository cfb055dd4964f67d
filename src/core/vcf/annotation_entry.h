/* annotation_entry.h: what one transcript's entry of an annotation says. */
#ifndef ALKRES_CORE_VCF_ANNOTATION_ENTRY_H
#define ALKRES_CORE_VCF_ANNOTATION_ENTRY_H

#include "core/vcf/annotation.h"

typedef struct AlkresAnnotationEntry
{
	const char *by;
	const char *fields[ALKRES_ANNOTATION_COLUMNS]; /* empty when missing; decoded */
	char *text;                                    /* that they point into, of alkres_alloc */
} AlkresAnnotationEntry;

/* Those of an allele, at most limit of them. */
extern size_t alkres_annotation_entries(AlkresAnnotationEntry *entries, size_t limit,
										const AlkresAnnotationTag *tag,
										const AlkresVcfRecord *record, size_t allele,
										const char *value);
/* The mutation that it names: false with a reason, or with none where it changes no protein. */
extern bool alkres_annotation_entry_mutation(const AlkresAnnotationEntry *entry,
											 AlkresMutation *mutation, char *reason, size_t size);

#endif
