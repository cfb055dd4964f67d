/* Unit tests of core/vcf/bcf.h: a record of BCF as the line that VCF would have, and lengths that
 * lie. */
#include "harness.h"

#include <stdlib.h>

#include "core/vcf/bcf.h"

static char header_text[] = "##fileformat=VCFv4.2\n##contig=<ID=chr2,length=242193529>\n"
							"##FILTER=<ID=PASS,Description=\"x\">\n"
							"##FILTER=<ID=weak,Description=\"x\">\n"
							"##INFO=<ID=DP,Number=1,Type=Integer,Description=\"x\">\n"
							"##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n"
							"##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
							"##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n"
							"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n";

/* Numbers of the dictionary: PASS 0, weak 1, DP 2, AF 3, GT 4, AD 5. */
static const uint8_t shared[] = {0,    0,    0,    0,    /* chr2 */
								 99,   0,    0,    0,    /* position 100 */
								 1,    0,    0,    0,    /* one base */
								 0,    0,    0x20, 0x42, /* QUAL 40 */
								 2,    0,    2,    0,    /* two tags, two alleles */
								 1,    0,    0,    2,    /* a sample, two formats */
								 0x37, 'r',  's',  '7',  0x17, 'A',  0x17,
								 'C',  0x11, 1,                /* ID, alleles, FILTER */
								 0x11, 2,    0x12, 0xE8, 0x03, /* DP=1000 */
								 0x11, 3,    0x15, 0,    0,    0x80, 0x3E}; /* AF=0.25 */
static const uint8_t individual[] = {0x11, 4, 0x21, 2, 4,                   /* GT 0/1 */
									 0x11, 5, 0x21, 9, 3};                  /* AD 9,3 */

static AlkresVcfHeader header;

/* The line, or the message of the error, of copies of exact size. */
static const char *
line_of(const uint8_t *front, size_t front_length, const uint8_t *back, size_t back_length,
		size_t most)
{
	static char out[1000];
	AlkresVcfRecord record = {.header = &header, .unit = "record", .number = 1};
	uint8_t *a = malloc(front_length + 1), *b = malloc(back_length + 1);
	AlkresTextBuffer line = {NULL};
	AlkresError error = {.code = ALKRES_OK};

	a = realloc(a, front_length > 0 ? front_length : 1);
	b = realloc(b, back_length > 0 ? back_length : 1);
	memcpy(a, front, front_length);
	memcpy(b, back, back_length);
	if (alkres_bcf_line(&line, &record, a, front_length, b, back_length, most, &error))
		snprintf(out, sizeof(out), "%s", alkres_buffer_end(&line));
	else
	{
		CHECK(error.code == ALKRES_CORRUPT || error.code == ALKRES_LIMIT);
		snprintf(out, sizeof(out), "%s", error.message);
	}
	free(a);
	free(b);
	return out;
}

static void
sound(void)
{
	CASE("bcf: a record is the line of VCF");
	CHECK_TEXT(line_of(shared, sizeof(shared), individual, sizeof(individual), 1000),
			   "chr2\t100\trs7\tA\tC\t40\tweak\tDP=1000;AF=0.25\tGT:AD\t0/1:9,3");
}

static void
cut_off(void)
{
	CASE("bcf: cut anywhere it is an error, within its bytes");
	for (size_t n = 0; n < sizeof(shared); n++)
		CHECK(strstr(line_of(shared, n, individual, sizeof(individual), 1000), "record 1 of ") !=
			  NULL);
	for (size_t n = 0; n < sizeof(individual); n++)
		CHECK(strstr(line_of(shared, sizeof(shared), individual, n, 1000), "record 1 of ") != NULL);
	CHECK(strstr(line_of(shared, sizeof(shared), individual, sizeof(individual), 20),
				 "record 1 of ") != NULL);
}

static void
damaged(void)
{
	static const uint8_t values[] = {0, 1, 7, 15, 16, 127, 128, 240, 247, 255};
	uint8_t front[sizeof(shared)], back[sizeof(individual)];
	int refused = 0, tried = 0;

	CASE("bcf: each byte another: a line or an error, never bytes beyond");
	for (size_t i = 0; i < sizeof(shared) + sizeof(individual); i++)
		for (size_t k = 0; k < sizeof(values); k++)
		{
			memcpy(front, shared, sizeof(shared));
			memcpy(back, individual, sizeof(individual));
			*(i < sizeof(shared) ? &front[i] : &back[i - sizeof(shared)]) = values[k];
			refused += strstr(line_of(front, sizeof(front), back, sizeof(back), 1 << 20),
							  "record 1 of ") != NULL;
			tried++;
		}
	CHECK(refused > tried / 4 && refused < tried);
}

int
main(void)
{
	AlkresError error;

	CHECK(
		alkres_vcf_header_parse(&header, header_text, sizeof(header_text) - 1, "the test", &error));
	sound();
	cut_off();
	damaged();
	return finish();
}
