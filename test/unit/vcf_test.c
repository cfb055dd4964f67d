/* Unit tests of core/vcf: what is written is read as what it was, whatever pieces the bytes come
 * in; filters of samples; who is called. */
#include "harness.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/panel/report.h"
#include "core/vcf/allele.h"
#include "core/vcf/counts.h"
#include "core/vcf/reader.h"
#include "core/vcf/write.h"
#include "random.h"

typedef struct Input
{
	const char *text;
	size_t length;
	size_t piece;
} Input;

static int64_t
give(void *context, char *out, size_t length, AlkresError *error)
{
	Input *input = context;
	size_t count = input->length < input->piece ? input->length : input->piece;

	(void) error;
	if (count > length)
		count = length;
	memcpy(out, input->text, count);
	input->text += count;
	input->length -= count;
	return (int64_t) count;
}

static bool
open_text(AlkresVcf *vcf, Input *input, const char *text, size_t piece, AlkresError *error)
{
	AlkresVcfSource source = {give, input, false};
	AlkresVcfLimits limits = {1 << 20, 1 << 20, 1 << 24};

	*input = (Input){text, strlen(text), piece};
	return alkres_vcf_open(vcf, "the test", &source, &limits, true, error);
}

static void
set_contig(AlkresContig *contig, const char *name)
{
	AlkresError error;

	CHECK(alkres_contig_set(contig, "GRCh38", 6, name, strlen(name), &error));
}

typedef struct Planted
{
	int64_t position;
	char ref[8], alt[8];
	AlkresState states[2];
	AlkresVaf vafs[2];
} Planted;

#define PLANTED 200

static void
plant(Planted *planted, int number, uint64_t *seed)
{
	static const char bases[] = "ACGT";
	int ref = (int) (random_bits(seed) % 4), length = (int) (random_bits(seed) % 4);

	planted->position = 1000 + 50 * number;
	planted->ref[0] = bases[ref];
	planted->ref[1] = planted->alt[1] = '\0';
	planted->alt[0] = bases[(ref + 1 + (int) (random_bits(seed) % 3)) % 4];
	if (length > 0)
	{
		/* An insertion of another base than the one in front, which cannot move. */
		planted->alt[0] = planted->ref[0];
		memset(planted->alt + 1, bases[(ref + 1) % 4], (size_t) length);
		planted->alt[length + 1] = '\0';
	}
	for (int i = 0; i < 2; i++)
	{
		planted->states[i] = (AlkresState) (random_bits(seed) % ALKRES_STATES);
		planted->vafs[i].depth = (uint32_t) (random_bits(seed) % 5000);
		planted->vafs[i].alt = (uint32_t) (random_bits(seed) % (planted->vafs[i].depth + 1));
	}
}

static void
write_planted(AlkresTextBuffer *out, const Planted *planted)
{
	AlkresTextBuffer columns[2] = {{NULL}, {NULL}};
	const char *texts[2];
	AlkresContig contig;
	AlkresVariant variant;
	AlkresError error;

	set_contig(&contig, "chr2");
	CHECK(alkres_variant_set(&variant, &contig, planted->position, planted->ref,
							 strlen(planted->ref), planted->alt, strlen(planted->alt), &error));
	for (int i = 0; i < 2; i++)
	{
		AlkresVcfCall call = {
			planted->states[i], true, planted->vafs[i], NAN, NAN, 0.001, 0.5, NULL, 0};

		alkres_vcf_write_call(&columns[i], &call);
		texts[i] = alkres_buffer_end(&columns[i]);
	}
	AlkresVcfSite site = {&variant, NULL, false, NAN, planted->states, 2, texts, 2};

	CHECK(alkres_vcf_write_site(out, &site, true));
	alkres_buffer_put_char(out, '\n');
	alkres_free(columns[0].text);
	alkres_free(columns[1].text);
}

/* Is the allele there, as the reader understands it? */
static bool
is_seen(AlkresState state)
{
	return state <= ALKRES_STATE_INDETERMINATE;
}

static void
check_planted(const AlkresVcfRecord *record, const Planted *planted)
{
	bool seen = is_seen(planted->states[0]) || is_seen(planted->states[1]);

	CHECK(record->position == planted->position);
	CHECK(strcmp(record->alts[0], seen ? planted->alt : "<NON_REF>") == 0);
	for (size_t i = 0; i < 2; i++)
	{
		const char *filters[4];
		AlkresVcfCounts counts;
		AlkresVcfWord *words;
		AlkresError error;
		size_t count;

		CHECK(alkres_vcf_count(&counts, record, i, 1, &error));
		CHECK(counts.alt == planted->vafs[i].alt && counts.depth == planted->vafs[i].depth);
		/* A count of what is neither there nor absent is one nevertheless. */
		if (is_seen(planted->states[i]) || planted->states[i] == ALKRES_STATE_ABSENT)
			CHECK(alkres_vcf_is_called(&counts, record, i, 1) == is_seen(planted->states[i]));
		CHECK(alkres_vcf_sample_filters(record, i, &words, &count));
		for (size_t k = 0; k < count; k++)
			filters[k] = strndup(words[k].text, words[k].length);
		if (is_seen(planted->states[i]))
			CHECK(alkres_reported_state(filters, count) == planted->states[i]);
		for (size_t k = 0; k < count; k++)
			free((void *) filters[k]);
		alkres_free(words);
	}
}

static void
round_trip(void)
{
	static Planted planted[PLANTED];
	const char *samples[] = {"A", "B"}, *settings[] = {"test=1"};
	AlkresVcfHead head = {
		.samples = samples, .sample_count = 2, .settings = settings, .setting_count = 1};
	AlkresTextBuffer out = {NULL};
	AlkresContig contig;
	AlkresError error;
	uint64_t seed = 7;
	const char *text;

	CASE("vcf: what is written is read as what it was, in pieces of any size");
	set_contig(&contig, "chr1");
	head.assembly = &contig;
	CHECK(alkres_vcf_write_head(&out, &head, &error));
	for (int i = 0; i < PLANTED; i++)
	{
		plant(&planted[i], i, &seed);
		write_planted(&out, &planted[i]);
	}
	text = alkres_buffer_end(&out);
	for (size_t piece = 1; piece < 100000; piece *= 10)
	{
		AlkresVcf vcf;
		Input input;
		int found = 0;

		if (!open_text(&vcf, &input, text, piece, &error))
		{
			printf("# %s\n", error.message);
			CHECK(false);
			return;
		}
		CHECK(vcf.header.sample_count == 2 && vcf.header.contig_count == 25);
		while (alkres_vcf_next(&vcf, &error) == 1 && found < PLANTED)
			check_planted(&vcf.record, &planted[found++]);
		CHECK(found == PLANTED);
	}
	alkres_free(out.text);
}

/* A record of a file with two samples, read. */
static const AlkresVcfRecord *
record_of(AlkresVcf *vcf, Input *input, char *text, size_t size, const char *line)
{
	AlkresError error;

	snprintf(text, size,
			 "##fileformat=VCFv4.2\n##contig=<ID=chr2,length=242193529>\n"
			 "##FILTER=<ID=low,Description=\"x\">\n"
			 "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
			 "##FORMAT=<ID=FT,Number=1,Type=String,Description=\"x\">\n"
			 "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n"
			 "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\n%s\n",
			 line);
	CHECK(open_text(vcf, input, text, 1000, &error));
	if (alkres_vcf_next(vcf, &error) == 1)
		return &vcf->record;
	printf("# %s\n", error.message);
	CHECK(false);
	return NULL;
}

static const char *
filters_of(const AlkresVcfRecord *record, size_t sample)
{
	static char text[200];
	AlkresVcfWord *words;
	size_t count;

	text[0] = '\0';
	if (!alkres_vcf_sample_filters(record, sample, &words, &count))
		return "not applied";
	for (size_t i = 0; i < count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%.*s", i > 0 ? " " : "",
				 (int) words[i].length, words[i].text);
	alkres_free(words);
	return text;
}

static void
sample_filters(void)
{
	static const struct
	{
		const char *filter, *own, *expected;
	} cases[] = {{"PASS", "PASS", ""},          {".", "PASS", ""},       {".", ".", "not applied"},
				 {"low", "PASS", "low"},        {"low", "low", "low"},   {"PASS", "a;b", "a b"},
				 {"low", "a,low;b", "low a b"}, {"PASS", "PASS;a", "a"}, {".", ";;", ""},
				 {"PASS", "PASSED", "PASSED"}};

	CASE("vcf: filters of a sample are those of the record and its own");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char line[200], text[2000];
		AlkresVcf vcf;
		Input input;

		snprintf(line, sizeof(line), "chr2\t100\t.\tA\tC\t.\t%s\t.\tGT:FT\t0/1:x\t0/1:%s",
				 cases[i].filter, cases[i].own);
		const AlkresVcfRecord *record = record_of(&vcf, &input, text, sizeof(text), line);

		if (record != NULL)
			CHECK(strcmp(filters_of(record, 1), cases[i].expected) == 0);
	}
}

static bool
is_called(const char *alt, const char *format, const char *value)
{
	char line[200], text[2000];
	AlkresVcfCounts counts;
	AlkresError error;
	AlkresVcf vcf;
	Input input;

	snprintf(line, sizeof(line), "chr2\t100\t.\tA\t%s\t.\t.\t.\t%s\t.\t%s", alt, format, value);
	const AlkresVcfRecord *record = record_of(&vcf, &input, text, sizeof(text), line);

	return record != NULL && alkres_vcf_count(&counts, record, 1, 1, &error) &&
		   alkres_vcf_is_called(&counts, record, 1, 1);
}

static void
called(void)
{
	CASE("vcf: an allele is called by its genotype, or by its count");
	CHECK(is_called("C", "GT", "0/1") && is_called("C", "GT", "1|0") && is_called("C", "GT", "1"));
	CHECK(!is_called("C", "GT", "0/0") && !is_called("C,G", "GT", "0/2"));
	CHECK(is_called("C", "GT:AD", "0/1:9,0") && !is_called("C", "GT:AD", "0/0:9,9"));
	/* Left open. */
	CHECK(!is_called("C", "GT", "./.") && !is_called("C", "GT", "."));
	CHECK(is_called("C", "GT:AD", "./.:9,1") && !is_called("C", "GT:AD", "./.:9,0"));
	/* Without genotypes. */
	CHECK(is_called("C", "AD", "9,1") && !is_called("C", "AD", "9,0") && is_called("C", "AD", "."));
	CHECK(!is_called("<NON_REF>", "GT", "0/1") && !is_called("<*>", "AD", "9,1"));
}

/* "TUMOR of NORMAL" as the header's columns say; "" when they do not. */
static const char *
roles_of(const char *meta, const char *columns)
{
	static char roles[100];
	char text[500];
	AlkresError error;
	AlkresVcf vcf;
	Input input;

	snprintf(text, sizeof(text),
			 "##fileformat=VCFv4.2\n##contig=<ID=chr2,length=242193529>\n%s"
			 "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t%s\n",
			 meta, columns);
	roles[0] = '\0';
	if (open_text(&vcf, &input, text, 1000, &error) && vcf.header.tumour != NULL)
		snprintf(roles, sizeof(roles), "%s of %s", vcf.header.tumour,
				 vcf.header.normal == NULL ? "-" : vcf.header.normal);
	return roles;
}

static void
roles(void)
{
	CASE("vcf: a pair of columns that are called tumour and normal");
	CHECK(strcmp(roles_of("", "NORMAL\tTUMOR"), "TUMOR of NORMAL") == 0);
	CHECK(strcmp(roles_of("", "Tumour\tnormal"), "Tumour of normal") == 0);
	CHECK(strcmp(roles_of("##tumor_sample=NORMAL\n", "NORMAL\tTUMOR"), "NORMAL of -") == 0);
	CHECK(strcmp(roles_of("", "NORMAL\tP1"), "") == 0);
	CHECK(strcmp(roles_of("", "TUMOR"), "") == 0);
	CHECK(strcmp(roles_of("", "TUMOR\tNORMAL\tNORMAL2"), "") == 0);
}

int
main(void)
{
	roles();
	round_trip();
	sample_filters();
	called();
	return finish();
}
