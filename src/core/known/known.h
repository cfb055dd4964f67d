/*
 * known.h: what a public collection (COSMIC, dbSNP, gnomAD, ClinVar) says of a variant in its VCF
 * file, and what follows for a call: the one place of these rules.
 */
#ifndef ALKRES_CORE_KNOWN_KNOWN_H
#define ALKRES_CORE_KNOWN_KNOWN_H

#include <stdbool.h>

#include "core/vaf/vaf.h"
#include "core/vcf/record.h"

/* Allele frequency from which on a variant is a common polymorphism. */
#define ALKRES_COMMON_FREQUENCY 0.01
/* Tumour samples with a variant from which on it is recurrent, and as expected as a hotspot; and as
 * a listed mutation. */
#define ALKRES_RECURRENT 10
#define ALKRES_RECURRENT_OFTEN 100

typedef struct AlkresKnown
{
	double frequency;         /* in the population that it has most of; NaN where it is not told */
	int recurrence;           /* tumour samples with it; -1 where it is not told */
	const char *origin;       /* "germline", "somatic", "both"; NULL */
	const char *significance; /* points into the record, as gene; NULL */
	const char *gene;         /* not terminated */
	size_t gene_length;
} AlkresKnown;

/* Of an alternative allele, 1-based. */
extern void alkres_known_read(AlkresKnown *known, const AlkresVcfRecord *record, size_t allele);

/* Is it common, and not known from many tumours?  NaN and -1: not known. */
extern bool alkres_known_is_common(double frequency, int recurrence);
/* Is it known from tumours: recurrent, or called somatic (origin may be NULL)? */
extern bool alkres_known_is_somatic(int recurrence, const char *origin);
/* The prior of a site: 0 for a common polymorphism, by recurrence, else NaN: that of any other. */
extern double alkres_known_prior(double frequency, int recurrence);
/*
 * Is what was seen likely germline: common; or in the population at all, not known from tumours,
 * and seen in half or all of the molecules (the 99 % interval holds 0.5, or lies above 0.9)?
 */
extern bool alkres_known_is_germline(double frequency, int recurrence, const char *origin,
									 AlkresVaf seen);

#endif
