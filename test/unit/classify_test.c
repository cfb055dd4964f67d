/* classify_test.c: edges of alkres_classify that the table of known mutations does not reach. */
#include "harness.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/consequence/classify.h"
#include "core/mutation/text.h"
#include "core/variant/text.h"

static const char *
classify(const char *text)
{
	static char result[300];
	AlkresError error;
	AlkresVariant variant;
	AlkresMutation mutation;

	if (!alkres_variant_parse(&variant, text, NULL, &error))
		return "unparsable";
	switch (alkres_classify(&variant, &mutation, &error))
	{
		case ALKRES_CLASSIFY_ERROR:
			return strcpy(result, error.message);
		case ALKRES_CLASSIFY_NONE:
			return "none";
		case ALKRES_CLASSIFY_DONE:
			break;
	}
	char *written = alkres_mutation_text(&mutation);
	AlkresMutation again;
	if (!alkres_mutation_parse(&again, written, &error) || again.length != mutation.length ||
		memcmp(again.path, mutation.path, again.length) != 0)
		snprintf(result, sizeof(result), "does not round-trip: %s", written);
	else
		strcpy(result, written);
	alkres_free(written);
	return result;
}

static void
changes_of_a_residue(void)
{
	CASE("substitutions on both assemblies");
	CHECK_TEXT(classify("GRCh38:chr2:29220765:G:T"), "ALK L1196M");
	CHECK_TEXT(classify("GRCh37:chr2:29443631:G:T"), "ALK L1196M");
	CHECK_TEXT(classify("hg19:2:29443613:C:T"), "ALK G1202R");

	CASE("the same change written with padding");
	CHECK_TEXT(classify("GRCh38:chr2:29220764:AG:AT"), "ALK L1196M");

	CASE("synonymous, stop, frameshift");
	CHECK_TEXT(classify("GRCh38:chr2:29222592:G:T"), "ALK G1125=");
	CHECK_TEXT(classify("GRCh38:chr2:29220723:C:A"), "ALK E1210*");
	CHECK_TEXT(classify("GRCh38:chr2:29220764:AG:A"), "ALK L1196fs");

	CASE("in-frame indels");
	CHECK_TEXT(classify("GRCh38:chr2:29222405:G:GCGT"), "ALK T1151dup");
	CHECK_TEXT(classify("GRCh38:chr2:29222408:T:TCGT"), "ALK T1151dup");
	CHECK_TEXT(classify("GRCh38:chr2:29220745:TCCC:T"), "ALK G1202del");
	CHECK_TEXT(classify("GRCh38:chr2:29220743:TCTC:T"), "ALK G1202del");
}

static void
no_model(void)
{
	CASE("wrong strand names the base expected");
	CHECK_TEXT(classify("GRCh38:chr2:29220765:C:A"),
			   "reference base at GRCh38:chr2:29220765 is G, not C");
	CHECK_TEXT(classify("GRCh37:chr2:29220765:G:T"), "none");

	CASE("outside the coding model");
	CHECK_TEXT(classify("GRCh38:chr2:29220700:A:T"), "none");
	CHECK_TEXT(classify("GRCh38:chr7:55191922:T:G"), "none");
	CHECK_TEXT(classify("mm39:chr2:29220765:G:T"), "none");
}

static void
long_insertions(void)
{
	CASE("new stops, long insertions");
	CHECK_TEXT(classify("GRCh38:chr2:29220747:C:CTTTTCA"), "ALK G1202*");
	CHECK_TEXT(classify("GRCh38:chr2:29220747:C:CTCATTT"), "ALK G1201_G1202insK*");
}

static void
splice_sites(void)
{
	CASE("splice sites");
	CHECK_TEXT(classify("GRCh38:chr2:29222516:C:T"), "ALK splice_site");
	CHECK_TEXT(classify("GRCh38:chr2:29222409:C:T"), "ALK splice_site");
	CHECK_TEXT(classify("GRCh38:chr2:29222512:C:A"), "none");
	/* +2 to +3 of GTAAG: TA goes, GAAGA stays */
	CHECK_TEXT(classify("GRCh38:chr2:29222513:TTA:T"), "ALK splice_site");
	/* +3 to +4: GT stays */
	CHECK_TEXT(classify("GRCh38:chr2:29222512:CTT:C"), "none");
	/* the exon's last base and +1 are both G: without one of them the donor still stands */
	CHECK_TEXT(classify("GRCh38:chr2:29222515:AC:A"), "ALK T1151fs");
	/* an insertion at the edge may lengthen the exon */
	CHECK_TEXT(classify("GRCh38:chr2:29222516:C:CT"), "none");
}

static void
bypass_genes(void)
{
	CASE("hotspot codons of the bypass genes");
	CHECK_TEXT(classify("GRCh38:chr7:55191822:T:G"), "EGFR L858R");
	CHECK_TEXT(classify("GRCh37:chr7:55259515:T:G"), "EGFR L858R");
	CHECK_TEXT(classify("GRCh38:chr12:25245351:C:A"), "KRAS G12C");
	CHECK_TEXT(classify("GRCh38:chr12:25245351:C:G"), "KRAS G12R");
	CHECK_TEXT(classify("GRCh38:chr12:25245346:C:G"), "none");
	CHECK_TEXT(classify("GRCh38:chr12:25245350:A:G"),
			   "reference base at GRCh38:chr12:25245350 is C, not A");
	/* CTN: with the known bases CAN is Q or H, and L861Q says that it is Q */
	CHECK_TEXT(classify("GRCh38:chr7:55191831:T:A"), "EGFR L861Q");
	CHECK_TEXT(classify("GRCh38:chr7:116783353:G:A"), "MET D1228N");
	CHECK_TEXT(classify("GRCh38:chr7:116783353:G:C"), "MET D1246H");
	CHECK_TEXT(classify("GRCh38:chr7:116783353:G:GGTA"), "MET D1246delinsGN");
	CHECK_TEXT(classify("GRCh38:chr7:55174771:NNNNNNNNNNNNNNNN:N"), "EGFR E746_A750del");
}

int
main(void)
{
	changes_of_a_residue();
	no_model();
	long_insertions();
	splice_sites();
	bypass_genes();
	return finish();
}
