/*
 * counts.h: how many reads or molecules a VCF record counts for an allele in a sample: by rules in
 * a fixed order, of which the first applies whose tags the record has (doc/vcf.md lists them).
 */
#ifndef ALKRES_CORE_VCF_COUNTS_H
#define ALKRES_CORE_VCF_COUNTS_H

#include "core/vcf/record.h"

#define ALKRES_VCF_NO_SAMPLE SIZE_MAX

typedef struct AlkresVcfCounts
{
	const char *rule; /* "AD", "INFO DP4", ...; NULL: no rule applies */
	int64_t alt;      /* with the allele; -1 not known */
	int64_t depth;    /* of so many; where no rule applies DP or MIN_DP; -1 not known */
	double fraction;  /* as the file says it, NaN where it does not */
	/* Those with the allele and those of the reference by strand, and by the strand of the molecule
	 * that they show; -1 where the file does not say. */
	int64_t alt_forward, alt_reverse, ref_forward, ref_reverse;
	int64_t alt_f1r2, alt_f2r1, ref_f1r2, ref_f2r1;
	bool is_rounded;   /* alt is a fraction times the depth */
	bool is_ambiguous; /* as many counts as alleles were due, and another number is there */
} AlkresVcfCounts;

/*
 * The counts of an alternative allele (1-based; 0: a record without one) in a sample, or in none
 * (ALKRES_VCF_NO_SAMPLE).  INFO counts only where there is one sample or none: elsewhere it is
 * about all together.  False with *error for counts that are no numbers.
 */
extern bool alkres_vcf_count(AlkresVcfCounts *counts, const AlkresVcfRecord *record, size_t sample,
							 size_t allele, AlkresError *error);

/*
 * Is the allele said to be in the sample: by its genotype, where one is called; where it is left
 * open (./.) by a count above 0; without genotypes by its count, which may be missing but must not
 * be 0; in a file without samples always.  Not for allele 0 and <NON_REF>.
 */
extern bool alkres_vcf_is_called(const AlkresVcfCounts *counts, const AlkresVcfRecord *record,
								 size_t sample, size_t allele);

#define ALKRES_VCF_FLAGS_MAX 6

/* What to look at, by the names that the caller's own flags have (core/model/flags.h), and those of
 * the counts; returns how many. */
extern int alkres_vcf_flags(const AlkresVcfCounts *counts, const char *names[ALKRES_VCF_FLAGS_MAX]);

#endif
