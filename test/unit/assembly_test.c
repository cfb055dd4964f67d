/* assembly_test.c: names of assemblies, accessions and lengths of chromosomes, what a header says,
 * and stored forms of older names. */
#include "harness.h"

#include <stdio.h>

#include "core/variant/header_assembly.h"

static uint8_t
code(const char *name)
{
	return alkres_assembly_code(name, strlen(name));
}

static const char *
contig(const char *assembly, const char *name)
{
	static AlkresContig set;
	static char text[2 * ALKRES_NAME_SIZE + 2];
	static AlkresError error;

	if (!alkres_contig_set(&set, assembly, strlen(assembly), name, strlen(name), &error))
		return error.message;
	snprintf(text, sizeof(text), "%s:%s", set.assembly_name, set.contig_name);
	return text;
}

static void
names(void)
{
	static const char *const of_37[] = {
		"GRCh37", "grch37", "hg19", "HG19",    "GRCh37.p13",    "hg19.p13", "b37",
		"hs37d5", "HS37D5", "hs37", "g1k_v37", "human_g1k_v37", "NCBI37"};
	static const char *const of_38[] = {"GRCh38",    "grch38",   "hg38", "Hg38", "GRCh38.p14",
										"GRCh38.P1", "hg38.p13", "b38",  "hs38", "hs38DH"};
	static const char *const named[] = {"hg18",    "GRCh38.p",    "GRCh38.p140", "GRCh38.14",
										"b37.p13", "hg38_masked", "T2T-CHM13",   "mm39",
										".p13",    "p13"};

	for (size_t i = 0; i < sizeof(of_37) / sizeof(of_37[0]); i++)
		CHECK(code(of_37[i]) == ALKRES_ASSEMBLY_GRCH37);
	for (size_t i = 0; i < sizeof(of_38) / sizeof(of_38[0]); i++)
		CHECK(code(of_38[i]) == ALKRES_ASSEMBLY_GRCH38);
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		CHECK(code(named[i]) == ALKRES_ASSEMBLY_NAMED);
}

static void
accessions(void)
{
	CHECK_TEXT(contig("hg38", "NC_000002.12"), "GRCh38:chr2");
	CHECK_TEXT(contig("hg38", "nc_000002.12"), "GRCh38:chr2");
	CHECK_TEXT(contig("b37", "NC_000002.11"), "GRCh37:chr2");
	CHECK_TEXT(contig("GRCh38.p14", "CM000664.2"), "GRCh38:chr2");
	CHECK_TEXT(contig("GRCh37", "CM000664.1"), "GRCh37:chr2");
	CHECK_TEXT(contig("GRCh38", "CM000686.2"), "GRCh38:chrY");
	CHECK_TEXT(contig("GRCh38", "NC_000024.10"), "GRCh38:chrY");
	CHECK_TEXT(contig("GRCh37", "NC_012920.1"), "GRCh37:chrM");
	CHECK_TEXT(contig("GRCh38", "J01415.2"), "GRCh38:chrM");
	CHECK_TEXT(contig("GRCh38", "NC_000002.11"),
			   "contig \"NC_000002.11\" is one of GRCh37, not of GRCh38");
	CHECK_TEXT(contig("GRCh37", "CM000664.2"),
			   "contig \"CM000664.2\" is one of GRCh38, not of GRCh37");
	CHECK_TEXT(contig("GRCh38", "NC_000002.10"),
			   "contig \"NC_000002.10\" is no version of a chromosome of GRCh37 or GRCh38");
	CHECK_TEXT(contig("GRCh38", "NC_000002"),
			   "contig \"NC_000002\" is no version of a chromosome of GRCh37 or GRCh38");
	/* The virus of Epstein and Barr and other sequences keep their names, as does all of others. */
	CHECK_TEXT(contig("GRCh37", "NC_007605"), "GRCh37:NC_007605");
	CHECK_TEXT(contig("GRCh38", "CM000687.1"), "GRCh38:CM000687.1");
	CHECK_TEXT(contig("GRCh38", "NC_000002.12x"), "GRCh38:NC_000002.12x");
	CHECK_TEXT(contig("mm39", "NC_000002.12"), "mm39:NC_000002.12");
}

static const char *
header(const char *assembly, const char *name, long long length, const char *tag, int *settled)
{
	static AlkresError error;
	AlkresHeaderAssembly h = {.what = "it", .declared = assembly == NULL ? 0 : code(assembly)};

	memset(&error, 0, sizeof(error));
	if (!alkres_header_assembly_add(&h, name, length, tag, &error))
		return error.detail;
	*settled = alkres_header_assembly_settled(&h);
	return "";
}

static void
headers(void)
{
	int settled = -1;

	CHECK_TEXT(header("GRCh38", "chr2", 242193529, NULL, &settled), "");
	CHECK(settled == ALKRES_ASSEMBLY_GRCH38);
	CHECK_TEXT(header(NULL, "2", 243199373, NULL, &settled), "");
	CHECK(settled == ALKRES_ASSEMBLY_GRCH37);
	CHECK_TEXT(header(NULL, "CM000664.2", 242193529, NULL, &settled), "");
	CHECK(settled == ALKRES_ASSEMBLY_GRCH38);
	CHECK_TEXT(header(NULL, "chrM", 16569, NULL, &settled), "");
	CHECK(settled == 0);
	CHECK_TEXT(header(NULL, "chrM", 16569, "GRCh38", &settled), "");
	CHECK(settled == ALKRES_ASSEMBLY_GRCH38);
	CHECK_TEXT(header("hg19", "chrM", 16571, NULL, &settled), "");
	CHECK_TEXT(header(NULL, "chr1", 248387328, NULL, &settled), "");
	CHECK(settled == 0);
	CHECK_TEXT(header("T2T-CHM13", "chr1", 248387328, NULL, &settled), "");
	CHECK(settled == ALKRES_ASSEMBLY_NAMED);
	CHECK_TEXT(header("GRCh38", "demo", 100, NULL, &settled), "");
	CHECK_TEXT(
		header("GRCh38", "chr2", 243199373, NULL, &settled),
		"Contig chr2 has 243199373 bases in its header, as in GRCh37; in GRCh38 it has 242193529.");
	CHECK_TEXT(
		header("hg19", "2", 242193529, NULL, &settled),
		"Contig 2 has 242193529 bases in its header, as in GRCh38; in GRCh37 it has 243199373.");
	CHECK_TEXT(header("GRCh38", "chrM", 16571, NULL, &settled),
			   "Contig chrM has 16571 bases in its header, as in GRCh37; in GRCh38 it has 16569.");
	CHECK_TEXT(header("GRCh38", "chr1", 248387328, NULL, &settled),
			   "Contig chr1 has 248387328 bases in its header, as in neither assembly that is "
			   "known; in GRCh38 it has 248956422.");
	CHECK_TEXT(header("GRCh38", "NC_000002.11", 243199373, NULL, &settled),
			   "Contig NC_000002.11 is one of GRCh37 by its accession.");
	CHECK_TEXT(header("GRCh38", "chr2", 242193529, "hg19", &settled),
			   "Contig chr2 is one of GRCh37 by its tag AS.");
	CHECK_TEXT(header("GRCh38", "chr2", 242193529, "assembled here", &settled), "");
}

/* Nothing is named, and contigs are of both: refused; one of neither: not settled. */
static void
mixed_headers(void)
{
	AlkresError error = {0};
	AlkresHeaderAssembly h = {.what = "it"};

	CHECK(alkres_header_assembly_add(&h, "chr2", 242193529, NULL, &error));
	CHECK(!alkres_header_assembly_add(&h, "chr7", 159138663, NULL, &error));
	CHECK_TEXT(error.detail, "Contig chr2 is one of GRCh38, contig chr7 one of GRCh37.");
	CHECK(error.code == ALKRES_BAD_FILE);
	h = (AlkresHeaderAssembly){.what = "it"};
	CHECK(alkres_header_assembly_add(&h, "chr1", 248387328, NULL, &error));
	CHECK(alkres_header_assembly_add(&h, "chrY", 57227415, NULL, &error));
	CHECK(alkres_header_assembly_settled(&h) == 0);
}

/* Every chromosome's length tells the assembly, but for that of the mitochondrion. */
static void
lengths(void)
{
	for (int chromosome = 1; chromosome <= ALKRES_CHROMOSOMES; chromosome++)
	{
		int64_t of_37 = alkres_chromosome_length(ALKRES_ASSEMBLY_GRCH37, chromosome),
				of_38 = alkres_chromosome_length(ALKRES_ASSEMBLY_GRCH38, chromosome);

		CHECK(alkres_chromosome_has_length(ALKRES_ASSEMBLY_GRCH38, chromosome, of_37) ==
			  (chromosome == 25));
		CHECK(alkres_chromosome_has_length(ALKRES_ASSEMBLY_GRCH37, chromosome, of_38) ==
			  (chromosome == 25));
	}
	CHECK(alkres_chromosome_length(ALKRES_ASSEMBLY_NAMED, 1) == 0);
	CHECK(alkres_chromosome_length(ALKRES_ASSEMBLY_GRCH38, 26) == 0);
}

static const char *
stored(const char *bytes, size_t length, bool *as_today)
{
	static char text[2 * ALKRES_NAME_SIZE + 2];
	AlkresContig read;
	size_t used = alkres_contig_decode(&read, (const uint8_t *) bytes, length);

	if (used != length)
		return NULL;
	*as_today = alkres_contig_is_stored_as(&read, (const uint8_t *) bytes, length);
	snprintf(text, sizeof(text), "%s:%s", read.assembly_name, read.contig_name);
	return text;
}

/* A literal's bytes without its last NUL are the head: byte 0, names with their NULs. */
static void
older_forms(void)
{
	bool as_today = true;

	CHECK_TEXT(stored("\xff"
					  "b37\0"
					  "2",
					  sizeof("\xff"
							 "b37\0"
							 "2"),
					  &as_today),
			   "GRCh37:chr2");
	CHECK(!as_today);
	CHECK_TEXT(stored("\xbf"
					  "NC_000002.12",
					  sizeof("\xbf"
							 "NC_000002.12"),
					  &as_today),
			   "GRCh38:chr2");
	CHECK(!as_today);
	CHECK_TEXT(stored("\xbf"
					  "NC_000002.11",
					  sizeof("\xbf"
							 "NC_000002.11"),
					  &as_today),
			   "GRCh38:NC_000002.11");
	CHECK(as_today);
	CHECK_TEXT(stored("\xff"
					  "mm39\0"
					  "chr2",
					  sizeof("\xff"
							 "mm39\0"
							 "chr2"),
					  &as_today),
			   "mm39:chr2");
	CHECK(as_today);
	/* These were never written. */
	CHECK(stored("\xff"
				 "hg38\0"
				 "2",
				 sizeof("\xff"
						"hg38\0"
						"2"),
				 &as_today) == NULL);
	CHECK(stored("\xbf"
				 "chr2",
				 sizeof("\xbf"
						"chr2"),
				 &as_today) == NULL);
	CHECK(stored("\xbf"
				 "29",
				 sizeof("\xbf"
						"29"),
				 &as_today) == NULL);
}

int
main(void)
{
	CASE("names of assemblies");
	names();
	CASE("accessions of contigs");
	accessions();
	CASE("what a header settles, and contradicts");
	headers();
	CASE("contigs of two assemblies");
	mixed_headers();
	CASE("lengths of the chromosomes");
	lengths();
	CASE("values stored under older names");
	older_forms();
	return finish();
}
