/* Unit tests of core/vcf/json.h: tags of a record as JSON, by their declared types. */
#include "harness.h"
#include "vcf_testing.h"

#include "core/vcf/json.h"

/* INFO and the sample's values of a record: "{...} {...}". */
static const char *
json_of(const char *info, const char *format, const char *sample)
{
	static char text[3000], out[3000];
	static AlkresVcf vcf;
	AlkresTextBuffer json = {NULL}, own = {NULL};

	snprintf(text, sizeof(text),
			 "##fileformat=VCFv4.2\n##contig=<ID=chr2,length=242193529>\n"
			 "##INFO=<ID=N,Number=1,Type=Integer,Description=\"x\">\n"
			 "##INFO=<ID=F,Number=A,Type=Float,Description=\"x\">\n"
			 "##INFO=<ID=T,Number=1,Type=String,Description=\"x\">\n"
			 "##INFO=<ID=Q,Number=0,Type=Flag,Description=\"x\">\n"
			 "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n"
			 "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
			 "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n"
			 "chr2\t100\t.\tA\tC,G\t.\t.\t%s\t%s\t%s\n",
			 info, format, sample);
	read_first_record(&vcf, text);
	alkres_vcf_info_json(&json, &vcf.record);
	alkres_vcf_sample_json(&own, &vcf.record, 0);
	snprintf(out, sizeof(out), "%s %s", alkres_buffer_end(&json), alkres_buffer_end(&own));
	return out;
}

static void
types(void)
{
	CASE("vcf_json: numbers, text, flags, lists and what is missing");
	CHECK_TEXT(json_of("N=12;F=0.1,.;T=a b;Q", "GT:AD", "0/1:9,1,."),
			   "{\"N\":12,\"F\":[0.1,null],\"T\":\"a b\",\"Q\":true} "
			   "{\"GT\":\"0/1\",\"AD\":[9,1,null]}");
	CHECK_TEXT(json_of(".", "GT:AD", "."), "{} {\"GT\":null,\"AD\":null}");
	CHECK_TEXT(json_of("N=.;F=1", "GT", "0/1"), "{\"N\":null,\"F\":[1]} {\"GT\":\"0/1\"}");
	/* Undeclared ones are text; of two with one name the first. */
	CHECK_TEXT(json_of("X=1,2;X=3", "GT", "."), "{\"X\":\"1,2\"} {\"GT\":null}");
}

static void
numbers(void)
{
	static const char *const good[] = {"0", "-1", "1.5", "1e-5", "-0.25E+10"};
	static const char *const bad[] = {"+1",       "01", ".5",  "1.",     "nan",
									  "Infinity", "1e", "0x1", "1e9999", "-"};
	char info[50], expected[80];

	CASE("vcf_json: what JSON does not write as a number is text");
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
	{
		snprintf(info, sizeof(info), "F=%s", good[i]);
		snprintf(expected, sizeof(expected), "{\"F\":[%s]} {\"GT\":null}", good[i]);
		CHECK(strcmp(json_of(info, "GT", "."), expected) == 0);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
	{
		snprintf(info, sizeof(info), "F=%s", bad[i]);
		snprintf(expected, sizeof(expected), "{\"F\":[\"%s\"]} {\"GT\":null}", bad[i]);
		CHECK(strcmp(json_of(info, "GT", "."), expected) == 0);
	}
}

static void
text(void)
{
	CASE("vcf_json: quotes, backslashes, UTF-8 and what is none");
	CHECK_TEXT(json_of("T=\"a\\", "GT", "."), "{\"T\":\"\\u0022a\\u005c\"} {\"GT\":null}");
	CHECK_TEXT(json_of("T=\xC3\xA9", "GT", "."), "{\"T\":\"\xC3\xA9\"} {\"GT\":null}");
	CHECK_TEXT(json_of("T=\xE9x", "GT", "."), "{\"T\":\"\\u00e9x\"} {\"GT\":null}");
	/* Longer than needed; half of a pair; cut off. */
	CHECK_TEXT(json_of("T=\xC0\xAF", "GT", "."), "{\"T\":\"\\u00c0\\u00af\"} {\"GT\":null}");
	CHECK_TEXT(json_of("T=\xED\xA0\x80", "GT", "."),
			   "{\"T\":\"\\u00ed\\u00a0\\u0080\"} {\"GT\":null}");
	CHECK_TEXT(json_of("T=\xE2\x82", "GT", "."), "{\"T\":\"\\u00e2\\u0082\"} {\"GT\":null}");
	CHECK_TEXT(json_of("T=\xF0\x9F\x98\x80", "GT", "."),
			   "{\"T\":\"\xF0\x9F\x98\x80\"} {\"GT\":null}");
}

int
main(void)
{
	types();
	numbers();
	text();
	return finish();
}
