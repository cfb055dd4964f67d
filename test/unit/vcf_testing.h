/* vcf_testing.h: a record of a VCF file that is written out in a test. */
#ifndef ALKRES_UNIT_VCF_TESTING_H
#define ALKRES_UNIT_VCF_TESTING_H

#include "harness.h"

#include "core/vcf/reader.h"

static inline int64_t
give_text(void *context, char *out, size_t length, AlkresError *error)
{
	const char **text = context;
	size_t left = strlen(*text), count = left < length ? left : length;

	(void) error;
	memcpy(out, *text, count);
	*text += count;
	return (int64_t) count;
}

/* The first record of the text, in vcf->record. */
static inline void
read_first_record(AlkresVcf *vcf, const char *text)
{
	static const char *left;
	AlkresVcfSource source = {give_text, &left, false};
	AlkresVcfLimits limits = {1 << 20, 1 << 20, 1 << 24};
	AlkresError error;

	left = text;
	CHECK(alkres_vcf_open(vcf, "the test", &source, &limits, false, &error));
	CHECK(alkres_vcf_next(vcf, &error) == 1);
}

#endif
