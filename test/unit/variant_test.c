/* variant_test.c: every text form of a variant, what is refused, normalisation, liftover. */
#include "harness.h"

#include "core/variant/left_align.h"
#include "core/variant/text.h"

static const char *
read_as(const char *text)
{
	static AlkresVariant variant;
	static AlkresError error;

	return alkres_variant_parse(&variant, text, NULL, &error) ? alkres_variant_text(&variant)
															  : error.message;
}

static AlkresErrorCode
refused(const char *text)
{
	AlkresVariant variant;
	AlkresError error = {0};

	return alkres_variant_parse(&variant, text, NULL, &error) ? ALKRES_OK : error.code;
}

/* A made-up contig of assembly "toy": GGCACACATTTTTTACG, 1-based. */
static char
toy_base(void *source, const AlkresContig *contig, int64_t position)
{
	static const char bases[] = "GGCACACATTTTTTACG";

	return position <= (int64_t) sizeof(bases) - 1 ? bases[position - 1] : 0;
}

static const char *
toy_read(const char *text)
{
	static AlkresVariant variant;
	static AlkresError error;

	return alkres_variant_parse_with(&variant, text, "toy", toy_base, NULL, &error)
			   ? alkres_variant_text(&variant)
			   : error.message;
}

static const char *
toy_normal(const char *text)
{
	static AlkresVariant variant, normal;
	static AlkresError error;

	if (!alkres_variant_parse_with(&variant, text, "toy", toy_base, NULL, &error) ||
		!alkres_left_align(&normal, &variant, toy_base, NULL, &error))
		return error.message;
	return alkres_variant_text(&normal);
}

static const char *
normal(const char *text)
{
	static AlkresVariant variant, normal;
	static AlkresError error;

	if (!alkres_variant_parse(&variant, text, NULL, &error) ||
		!alkres_left_align(&normal, &variant, alkres_compiled_base, NULL, &error))
		return error.message;
	return alkres_variant_text(&normal);
}

static const char *
lifted(const char *text, int assembly)
{
	static AlkresVariant variant, lifted;
	AlkresError error;

	return alkres_variant_parse(&variant, text, NULL, &error) &&
				   alkres_liftover(&lifted, &variant, assembly)
			   ? alkres_variant_text(&lifted)
			   : "none";
}

static void
edits_of_known_sequence(void)
{
	CASE("HGVS and SPDI where sequence is compiled in");
	CHECK_TEXT(read_as("NC_000002.12:g.29222405_29222406insCGT"), "GRCh38:chr2:29222405:G:GCGT");
	CHECK_TEXT(read_as("NC_000002.11:g.29445271_29445272insCGT"), "GRCh37:chr2:29445271:G:GCGT");
	CHECK_TEXT(read_as("NC_000002.12:29222405::CGT"), "GRCh38:chr2:29222405:G:GCGT");
	CHECK_TEXT(read_as("GRCh38:chr2:g.29220746_29220748del"), "GRCh38:chr2:29220745:TCCC:T");
	CHECK_TEXT(read_as("GRCh38:chr2:g.29220746_29220748delCCC"), "GRCh38:chr2:29220745:TCCC:T");
	CHECK_TEXT(read_as("NC_000002.12:29220745:CCC:"), "GRCh38:chr2:29220745:TCCC:T");
	CHECK_TEXT(read_as("NC_000002.12:29220745:3:"), "GRCh38:chr2:29220745:TCCC:T");
	CHECK_TEXT(read_as("NC_000002.12:29220745:3:AG"), "GRCh38:chr2:29220746:CCC:AG");
	CHECK_TEXT(read_as("NC_000002.12:g.29220746dup"), "GRCh38:chr2:29220745:T:TC");
	CHECK_TEXT(read_as("NC_000002.12:g.29220745_29220746delinsAG"), "GRCh38:chr2:29220745:TC:AG");
	CHECK_TEXT(read_as("NC_000002.12:g.29220745_29220746delTCinsAG"), "GRCh38:chr2:29220745:TC:AG");
}

static void
edits_of_a_reference(void)
{
	CASE("HGVS and SPDI with a reference");
	CHECK_TEXT(toy_read("c:g.3_4del"), "toy:c:2:GCA:G");
	CHECK_TEXT(toy_read("c:g.1del"), "toy:c:1:GG:G");
	CHECK_TEXT(toy_read("c:g.1_2dup"), "toy:c:1:G:GGG");
	CHECK_TEXT(toy_read("c:g.3_4dupCA"), "toy:c:2:G:GCA");
	CHECK_TEXT(toy_read("c:g.17_18insA"), "toy:c:17:G:GA");
	CHECK_TEXT(toy_read("c:g.17_18del"),
			   "variant \"c:g.17_18del\" needs a reference base that it does not name");
	CHECK_TEXT(toy_read("c:g.3_4delGA"), "reference base at toy:c:3 is C, not G");
	CHECK_TEXT(toy_read("c:g.1_17del"),
			   "variant \"c:g.1_17del\" needs a reference base that it does not name");
}

static void
edits_refused(void)
{
	CASE("HGVS and SPDI refused");
	CHECK(refused("NC_000007.14:g.55174772_55174786del") == ALKRES_UNSUPPORTED);
	CHECK(refused("NC_000007.14:g.55174772_55174773insA") == ALKRES_UNSUPPORTED);
	CHECK(refused("NC_000007.14:55174771::A") == ALKRES_UNSUPPORTED);
	CHECK(refused("NC_000002.12:g.(29220745_29220746)del") == ALKRES_UNSUPPORTED);
	CHECK(refused("NC_000002.12:g.29220745_29220749inv") == ALKRES_UNSUPPORTED);
	CHECK(refused("NC_000002.12:g.29220745=") == ALKRES_UNSUPPORTED);
	CHECK(refused("NC_000002.12:g.29220745_29220746ins12") == ALKRES_UNSUPPORTED);
	CHECK(refused("NC_000002.12:g.29220745_29220747insA") == ALKRES_BAD_TEXT);
	CHECK(refused("NC_000002.12:g.29220748_29220746del") == ALKRES_BAD_TEXT);
	CHECK(refused("NC_000002.12:g.29220746_29220748delC") == ALKRES_BAD_TEXT);
	CHECK(refused("NC_000002.12:g.29220746_29220748delCCA") == ALKRES_BAD_PARAMETER);
	CHECK(refused("NC_000002.12:g.29220746ins") == ALKRES_BAD_TEXT);
	CHECK(refused("NC_000002.12:g.29220746delins") == ALKRES_BAD_TEXT);
	CHECK(refused("NC_000002.12:g.") == ALKRES_BAD_TEXT);
	CHECK(refused("NC_000002.12:g._5del") == ALKRES_BAD_TEXT);
	CHECK(refused("NC_000002.12:g.0del") == ALKRES_OUT_OF_RANGE);
	CHECK(refused("NC_000002.12:g.1_999999999del") == ALKRES_OUT_OF_RANGE);
	CHECK(refused("NC_000002.12:g.29220746_29420748del") == ALKRES_LIMIT);
	CHECK(refused("NC_000002.12:29220745::") == ALKRES_BAD_TEXT);
	CHECK(refused("NC_000002.12:29220745:3C:") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:29220745::C") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:29220745:C:") == ALKRES_BAD_TEXT);
}

static void
symbolic(void)
{
	CASE("symbolic alleles");
	CHECK_TEXT(read_as("hg38:2:29,220,000:n:<del>:end=29,230,000"),
			   "GRCh38:chr2:29220000:N:<DEL>:END=29230000");
	CHECK_TEXT(read_as("mm39:c:5:A:<DUP>:END=6"), "mm39:c:5:A:<DUP>:END=6");
	CHECK_TEXT(read_as("GRCh38:chr2:5:R:<CNV>:END=268435456"),
			   "GRCh38:chr2:5:R:<CNV>:END=268435456");
	CHECK(refused("GRCh38:chr2:5:A:<DEL>") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:5:A:<DEL>:END=5") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:5:A:<DEL>:END=") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:5:AC:<DEL>:END=9") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:5:A:<DEL:END=9") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:5:A:<INS>:END=9") == ALKRES_UNSUPPORTED);
	CHECK(refused("GRCh38:chr2:5:A:<DUP:TANDEM>:END=9") != ALKRES_OK);
	CHECK(refused("GRCh38:chr2:5:A:*") == ALKRES_UNSUPPORTED);
	CHECK(refused("GRCh38:chr2:5:A:<DEL>:END=268435457") == ALKRES_OUT_OF_RANGE);
}

static void
breakends(void)
{
	CASE("breakends");
	CHECK_TEXT(read_as("GRCh38:2:5:g:g]5:123]"), "GRCh38:chr2:5:G:G]chr5:123]");
	CHECK_TEXT(read_as("GRCh38:2:5:G:GACT[5:123["), "GRCh38:chr2:5:G:GACT[chr5:123[");
	CHECK_TEXT(read_as("GRCh38:2:5:G:]chrM:123]TG"), "GRCh38:chr2:5:G:]chrM:123]TG");
	CHECK_TEXT(read_as("mm39:c:5:N:[d:e:123[N"), "mm39:c:5:N:[d:e:123[N");
	CHECK_TEXT(read_as("NC_000002.12:5:G:G]chr5:123]"), "GRCh38:chr2:5:G:G]chr5:123]");
	CHECK(refused("GRCh38:chr2:5:G:G]chr5:123[") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:5:G:]chr5:123]") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:5:G:G]chr5:123]G") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:5:G:G]chr5]") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:5:G:G]chr5:0]") == ALKRES_OUT_OF_RANGE);
	CHECK(refused("GRCh38:chr2:5:G:G]chr99:1]") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:5:G:G]<ctg>:1]") == ALKRES_UNSUPPORTED);
	CHECK(refused("GRCh38:chr2:5:G:]") == ALKRES_BAD_TEXT);
	CHECK(refused("]") == ALKRES_BAD_TEXT);
	CHECK(refused("GRCh38:chr2:5:GA:G]chr5:1]") == ALKRES_BAD_TEXT);
}

static void
normalisation(void)
{
	CASE("normalisation");
	CHECK_TEXT(toy_normal("c:6:ACA:A"), "toy:c:2:GCA:G");
	CHECK_TEXT(toy_normal("c:8:A:ACA"), "toy:c:2:G:GCA");
	CHECK_TEXT(toy_normal("c:14:T:TT"), "toy:c:8:A:AT");
	CHECK_TEXT(toy_normal("c:g.14dup"), "toy:c:8:A:AT");
	CHECK_TEXT(toy_normal("c:2:G:GG"), "toy:c:1:G:GG");
	CHECK_TEXT(toy_normal("c:g.2del"), "toy:c:1:GG:G");
	CHECK_TEXT(toy_normal("c:1:GGC:C"), "toy:c:1:GGC:C");
	CHECK_TEXT(toy_normal("c:3:CAC:CTC"), "toy:c:4:A:T");
	CHECK_TEXT(toy_normal("c:3:CACA:CGTA"), "toy:c:4:AC:GT");
	CHECK_TEXT(toy_normal("c:3:CACA:CTTTA"), "toy:c:4:AC:TTT");
	CHECK_TEXT(toy_normal("c:3:C:."), "toy:c:3:C:.");
	CHECK_TEXT(toy_normal("c:3:C:<DEL>:END=5"), "toy:c:3:C:<DEL>:END=5");
	CHECK_TEXT(toy_normal("c:3:G:T"), "reference base at toy:c:3 is C, not G");
	CHECK_TEXT(normal("GRCh38:chr2:29220747:C:CC"), "GRCh38:chr2:29220745:T:TC");
	CHECK_TEXT(normal("GRCh37:chr2:29443613:C:CC"), "GRCh37:chr2:29443611:T:TC");
	CHECK_TEXT(normal("GRCh38:chr7:500:AAAA:AAA"), "GRCh38:chr7:500:AA:A");
	CHECK_TEXT(normal("GRCh38:chr7:500:AC:AT"), "GRCh38:chr7:501:C:T");
	CHECK_TEXT(normal("GRCh38:chr7:500:A:GA"), "GRCh38:chr7:500:A:GA");
}

static void
liftover(void)
{
	CASE("liftover");
	CHECK_TEXT(lifted("GRCh38:chr2:29220765:G:T", 1), "GRCh37:chr2:29443631:G:T");
	CHECK_TEXT(lifted("GRCh37:chr2:29443631:G:T", 2), "GRCh38:chr2:29220765:G:T");
	CHECK_TEXT(lifted("GRCh38:chr7:5:A:C", 2), "GRCh38:chr7:5:A:C");
	CHECK_TEXT(lifted("GRCh38:chr7:5:A:C", 1), "none");
	CHECK_TEXT(lifted("GRCh38:chr2:29192773:A:C", 1), "none");
	CHECK_TEXT(lifted("GRCh38:chr2:29921586:A:C", 1), "GRCh37:chr2:30144452:A:C");
	CHECK_TEXT(lifted("GRCh38:chr2:29921586:AC:C", 1), "none");
	CHECK_TEXT(lifted("GRCh38:chr2:29220765:G:<DEL>:END=29220800", 1),
			   "GRCh37:chr2:29443631:G:<DEL>:END=29443666");
	CHECK_TEXT(lifted("GRCh38:chr2:29220765:G:]chr2:29220800]G", 1),
			   "GRCh37:chr2:29443631:G:]chr2:29443666]G");
	CHECK_TEXT(lifted("GRCh38:chr2:29220765:G:]chr2:42220800]G", 1), "none");
	CHECK_TEXT(lifted("mm39:chr2:5:A:C", 1), "none");
}

int
main(void)
{
	edits_of_known_sequence();
	edits_of_a_reference();
	edits_refused();
	symbolic();
	breakends();
	normalisation();
	liftover();
	return finish();
}
