/* vcf_fuzz.c: bytes as VCF and BCF files, decompressed: read, counted, made alleles and JSON. */
#include <math.h>

#include "core/base/memory.h"
#include "core/variant/sequence.h"
#include "core/vcf/allele.h"
#include "core/vcf/annotation.h"
#include "core/vcf/counts.h"
#include "core/vcf/json.h"
#include "core/vcf/reader.h"
#include "fuzz.h"

typedef struct Input
{
	const uint8_t *data;
	size_t length;
	size_t at;
	size_t piece; /* given out at once */
} Input;

static int64_t
read_input(void *context, char *out, size_t length, AlkresError *error)
{
	Input *input = context;
	size_t count = input->length - input->at;

	if (count > input->piece)
		count = input->piece;
	if (count > length)
		count = length;
	memcpy(out, input->data + input->at, count);
	input->at += count;
	return (int64_t) count;
}

static void
take_allele(const AlkresVcfRecord *record, const AlkresContig *contig, size_t number)
{
	const char *names[ALKRES_VCF_FLAGS_MAX];
	AlkresVcfAllele allele;
	AlkresVcfCounts counts;
	AlkresError error;

	if (alkres_vcf_allele(&allele, record, contig, number, alkres_compiled_base, NULL, &error))
	{
		MUST(allele.kind != NULL);
		if (allele.has_variant)
			alkres_free(alkres_variant_text(&allele.variant));
	}
	for (size_t i = 0; i < record->sample_count + 1; i++)
	{
		size_t sample = i < record->sample_count ? i : ALKRES_VCF_NO_SAMPLE;

		if (!alkres_vcf_count(&counts, record, sample, number, &error))
			continue;
		MUST(counts.rule == NULL || (counts.alt >= 0 && counts.depth >= 0));
		MUST(isnan(counts.fraction) || (counts.fraction >= 0 && counts.fraction <= 1));
		MUST(alkres_vcf_flags(&counts, names) <= ALKRES_VCF_FLAGS_MAX);
	}
}

static void
read_file(const uint8_t *data, size_t length, size_t piece, bool is_strict)
{
	Input input = {data, length, 0, piece};
	AlkresVcfSource source = {read_input, &input, !is_strict};
	AlkresVcfLimits limits = {65536, 65536, 1 << 20};
	AlkresContig contig;
	AlkresAnnotationTags tags;
	AlkresAnnotation annotation;
	AlkresError error;
	AlkresVcf vcf;

	if (!alkres_vcf_open(&vcf, "fuzz", &source, &limits, is_strict, &error))
		return;
	alkres_annotation_tags(&tags, &vcf.header);
	while (alkres_vcf_next(&vcf, &error) == 1)
	{
		AlkresTextBuffer json = {NULL};

		alkres_vcf_info_json(&json, &vcf.record);
		for (size_t i = 0; i < vcf.record.sample_count; i++)
			alkres_vcf_sample_json(&json, &vcf.record, i);
		MUST(strlen(alkres_buffer_end(&json)) == json.length);
		if (!alkres_contig_set(&contig, "GRCh38", 6, vcf.record.contig, strlen(vcf.record.contig),
							   &error))
			continue;
		for (size_t i = vcf.record.alt_count > 0; i <= vcf.record.alt_count && i < 5; i++)
		{
			take_allele(&vcf.record, &contig, i);
			alkres_annotation_of(&annotation, &tags, &vcf.record, i);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	read_file(data, length, 7, true);
	fuzz_free_all();
	read_file(data, length, 100000, false);
	fuzz_free_all();
	return 0;
}
