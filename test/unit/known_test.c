/* Unit tests of core/known: what collections say of an allele, and what follows, at each bound. */
#include "harness.h"
#include "vcf_testing.h"

#include <math.h>

#include "core/known/known.h"

/* What a record with this INFO says of its alternative allele. */
static AlkresKnown
known_of(const char *info, size_t allele)
{
	static char text[1000];
	static AlkresVcf vcf;
	AlkresKnown known = {.recurrence = -2};

	snprintf(text, sizeof(text),
			 "##fileformat=VCFv4.2\n##contig=<ID=chr2,length=242193529>\n"
			 "##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n"
			 "##INFO=<ID=AF_grpmax,Number=A,Type=Float,Description=\"x\">\n"
			 "##INFO=<ID=CNT,Number=1,Type=Integer,Description=\"x\">\n"
			 "##INFO=<ID=GENE,Number=1,Type=String,Description=\"x\">\n"
			 "##INFO=<ID=GENEINFO,Number=1,Type=String,Description=\"x\">\n"
			 "##INFO=<ID=ORIGIN,Number=.,Type=String,Description=\"x\">\n"
			 "##INFO=<ID=CLNSIG,Number=.,Type=String,Description=\"x\">\n"
			 "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
			 "chr2\t100\t.\tA\tC,G\t.\t.\t%s\n",
			 info);
	read_first_record(&vcf, text);
	alkres_known_read(&known, &vcf.record, allele);
	return known;
}

static void
reading(void)
{
	AlkresKnown known;

	CASE("known: what a record says of each allele");
	known = known_of("AF=0.2,0.0001;AF_grpmax=0.3,.", 1);
	CHECK(known.frequency == 0.3 && known.recurrence == -1 && known.origin == NULL);
	CHECK(known_of("AF=0.2,0.0001", 2).frequency == 0.0001);
	CHECK(isnan(known_of(".", 1).frequency) && isnan(known_of("AF=1.5,0.1", 1).frequency));
	CHECK(known_of("CNT=7,8", 2).recurrence == 8 && known_of("CNT=7", 2).recurrence == 7);
	CHECK(known_of("CAF=0.9,0.07,0.03", 1).frequency == 0.07);
	known = known_of("FREQ=GnomAD:0.97,0.03,.|TOPMED:0.9,0.05,0.05", 1);
	CHECK(known.frequency == 0.05);
	CHECK(known_of("FREQ=GnomAD:0.97,0.03,.|TOPMED:0.9,0.05,0.04", 2).frequency == 0.04);
	known = known_of("GENE=ALK_ENST00000389048;CNT=130", 1);
	CHECK(known.recurrence == 130 && known.gene_length == 3 && memcmp(known.gene, "ALK", 3) == 0);
	known = known_of("GENEINFO=ALK:238|EML4:27436;ORIGIN=2;CLNSIG=Pathogenic", 1);
	CHECK(known.gene_length == 3 && strcmp(known.origin, "somatic") == 0);
	CHECK(strcmp(known.significance, "Pathogenic") == 0);
	CHECK(strcmp(known_of("ORIGIN=1", 1).origin, "germline") == 0);
	CHECK(strcmp(known_of("ORIGIN=3", 1).origin, "both") == 0);
}

static void
rules(void)
{
	CASE("known: common, known from tumours, expected");
	CHECK(alkres_known_is_common(0.01, -1) && !alkres_known_is_common(0.0099, -1));
	CHECK(alkres_known_is_common(0.5, 9) && !alkres_known_is_common(0.5, 10));
	CHECK(!alkres_known_is_common(NAN, -1));
	CHECK(alkres_known_is_somatic(10, NULL) && !alkres_known_is_somatic(9, NULL));
	CHECK(alkres_known_is_somatic(-1, "somatic") && !alkres_known_is_somatic(-1, "germline"));
	CHECK(alkres_known_prior(0.01, 0) == 0 && isnan(alkres_known_prior(0.009, 9)));
	CHECK(alkres_known_prior(NAN, 10) > 0);
	CHECK(alkres_known_prior(NAN, 100) > alkres_known_prior(NAN, 99));
	CHECK(alkres_known_prior(NAN, 99) == alkres_known_prior(NAN, 10));
}

static void
germline(void)
{
	CASE("known: likely of the germline by what was seen");
	CHECK(alkres_known_is_germline(0.01, -1, NULL, (AlkresVaf){1, 1000}));
	CHECK(alkres_known_is_germline(1e-5, -1, NULL, (AlkresVaf){50, 100}));
	CHECK(!alkres_known_is_germline(1e-5, 10, NULL, (AlkresVaf){50, 100}));
	CHECK(!alkres_known_is_germline(1e-5, -1, "somatic", (AlkresVaf){50, 100}));
	CHECK(!alkres_known_is_germline(0, -1, NULL, (AlkresVaf){50, 100}));
	CHECK(!alkres_known_is_germline(NAN, -1, NULL, (AlkresVaf){50, 100}));
	CHECK(!alkres_known_is_germline(1e-5, -1, NULL, (AlkresVaf){20, 100}));
	CHECK(alkres_known_is_germline(1e-5, -1, NULL, (AlkresVaf){62, 100}));
	CHECK(!alkres_known_is_germline(1e-5, -1, NULL, (AlkresVaf){63, 100}));
	CHECK(alkres_known_is_germline(1e-5, -1, NULL, (AlkresVaf){38, 100}));
	CHECK(!alkres_known_is_germline(1e-5, -1, NULL, (AlkresVaf){90, 100}));
	CHECK(!alkres_known_is_germline(1e-5, -1, NULL, (AlkresVaf){0, 0}));
	CHECK(alkres_known_is_germline(1e-5, -1, NULL, (AlkresVaf){91, 100}));
	CHECK(!alkres_known_is_germline(1e-5, -1, NULL, (AlkresVaf){750, 1000}));
}

int
main(void)
{
	reading();
	rules();
	germline();
	return finish();
}
