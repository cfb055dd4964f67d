/*
 * write.h: calls as text of VCF 4.3: the header, a sample's column, and records.
 *
 * What read_vcf makes of it is what it was made of: the variant, its counts (AD), and the state
 * (GT, FT; core/panel/report.h).
 */
#ifndef ALKRES_CORE_VCF_WRITE_H
#define ALKRES_CORE_VCF_WRITE_H

#include "core/base/state.h"
#include "core/mutation/mutation.h"
#include "core/text/text_buffer.h"
#include "core/vaf/vaf.h"
#include "core/variant/variant.h"

typedef struct AlkresVcfHead
{
	const AlkresContig *assembly; /* any contig of it */
	const char *const *settings;  /* key=value */
	size_t setting_count;
	const char *const *contigs; /* in the order of records; those with a code are all declared */
	size_t contig_count;
	const char *const *samples;
	size_t sample_count;
} AlkresVcfHead;

/*
 * The header's lines, each with its end.  False with *error (22023): a name with a tab or an end of
 * a line, a sample twice, a setting without a key.
 */
extern bool alkres_vcf_write_head(AlkresTextBuffer *out, const AlkresVcfHead *head,
								  AlkresError *error);

/* What is said of a variant in a sample.  Numbers are NaN where they are not known. */
typedef struct AlkresVcfCall
{
	AlkresState state;
	bool has_vaf;
	AlkresVaf vaf;
	double fraction_lower;
	double fraction_upper;
	double lod95;
	double posterior;
	const char *const *flags;
	size_t flag_count;
} AlkresVcfCall;

/* The sample's column; "." of call NULL: nothing is said there. */
extern void alkres_vcf_write_call(AlkresTextBuffer *out, const AlkresVcfCall *call);

typedef struct AlkresVcfSite
{
	const AlkresVariant *variant;
	const AlkresMutation *mutation; /* NULL */
	bool is_marker;
	double quality;            /* NaN */
	const AlkresState *states; /* of the columns that say something */
	size_t state_count;
	const char *const *columns;
	size_t column_count;
} AlkresVcfSite;

/*
 * A record's line, without its end; false, and nothing is written, where no column has the variant
 * and negatives are not asked for.  FILTER is what all columns agree on, PASS where the variant is
 * detected in one, else missing: FT says it of each.  Where no column has the variant, ALT is
 * <NON_REF>, as in a gVCF, and INFO ASKED the allele that was looked for: an alternative that
 * nobody has is an error to some readers.
 */
extern bool alkres_vcf_write_site(AlkresTextBuffer *out, const AlkresVcfSite *site, bool negatives);

#endif
