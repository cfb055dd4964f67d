/* allele.h: an alternative allele of a VCF record as a variant, or as what else it is. */
#ifndef ALKRES_CORE_VCF_ALLELE_H
#define ALKRES_CORE_VCF_ALLELE_H

#include "core/variant/variant.h"
#include "core/vcf/record.h"

typedef struct AlkresVcfAllele
{
	/*
	 * The kind of the variant (alkres_variant_kind_name), or of what is none: "reference_block" (a
	 * stretch without a variant), "unspecified" (<*>, <NON_REF> beside other alleles),
	 * "overlapping_deletion" (*), "symbolic" (<INS>, <INV>, ...), "single_breakend".
	 */
	const char *kind;
	bool has_variant;
	AlkresVariant variant; /* shortest alleles, left-aligned as far as the bases are known */
} AlkresVcfAllele;

/*
 * An allele of a record (1-based; 0: a record without one) on a contig.  base_at gives the
 * reference's bases where they are known.  False with *error for alleles that cannot be: a
 * reference base that is not the reference's, an end in front of its start.
 */
extern bool alkres_vcf_allele(AlkresVcfAllele *allele, const AlkresVcfRecord *record,
							  const AlkresContig *contig, size_t number, AlkresBaseAt base_at,
							  void *source, AlkresError *error);

/* Does ALT stand for whatever else could be there: <*>, <NON_REF>, <X> of gVCF? */
extern bool alkres_vcf_is_unspecified(const char *alt);

#endif
