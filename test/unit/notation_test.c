/* notation_test.c: what reports write for a mutation: the value it is read as, or the hint. */
#include "harness.h"

#include "core/base/memory.h"
#include "core/mutation/mutation.h"
#include "core/mutation/text.h"

/* Read as the canonical text; or refused, when that starts with "!", with the words behind it in
 * message, detail or hint. */
typedef struct Reading
{
	const char *text;
	const char *expected;
} Reading;

static const Reading genes[] = {
	{"L1196M", "!Write it as \"ALK L1196M\"."},
	{"p.L1196M", "!Write it as \"ALK L1196M\"."},
	{"p.(Leu1196Met)", "!Write it as \"ALK Leu1196Met\"."},
	{"Leu1196Met", "!Write it as \"ALK Leu1196Met\"."},
	{"ALKL1196M", "!Write it as \"ALK L1196M\"."},
	{"ALK-L1196M", "!Write it as \"ALK L1196M\"."},
	{"ALK.L1196M", "!Write it as \"ALK L1196M\"."},
	{"ALK_L1196M", "!Write it as \"ALK L1196M\"."},
	{"ALKp.L1196M", "!Write it as \"ALK L1196M\"."},
	{"ALK-p.(Leu1196Met)", "!Write it as \"ALK Leu1196Met\"."},
	{"BRAFV600E", "!Write it as \"BRAF V600E\"."},
	{"EGFR-E746_A750del", "!Write it as \"EGFR E746_A750del\"."},
	{"G1202", "!Write it as \"ALK G1202\"."},
	{"T1151dup", "!Write it as \"ALK T1151dup\"."},
	{"E1210*", "!Write it as \"ALK E1210*\"."},
	{"V600E", "!Write the gene before the change"},
	{"L1196M~", "!is a protein change without its gene"},
	{"p.", "!is a protein change without its gene"},
	{"AC012345.1", "!is no gene symbol"},
	{"ALK-", "!is no gene symbol"},
	{"AL--K", "!is no gene symbol"},
	{"ALK ()", "!Nothing stands in the parentheses"},
	{"AKL G1202R", "AKL G1202R"},
	{"ALK (L1196M)", "ALK L1196M"},
	{"A2M", "A2M"},
	{"F2R", "F2R"},
	{"C1R M1V", "C1R M1V"},
	{"S100G", "S100G"},
	{"S100P", "S100P"},
	{"H19", "H19"},
	{"F11R", "F11R"},
	{"SEC61G", "SEC61G"},
	{"ARG1", "ARG1"},
	{"PTENP1", "PTENP1"},
	{"TP53I3", "TP53I3"},
	{"ERBB2", "ERBB2"},
	{"MAPK1IP1L", "MAPK1IP1L"},
	{"METAP1D", "METAP1D"},
	{"c9ORF72", "C9orf72"},
	{"hla-drb1", "HLA-DRB1"},
	{"GTF2H2C_2", "GTF2H2C_2"},
	{"HER2 L755S", "ERBB2 L755S"},
	{"c-MET amplification", "MET amplification"},
	{"K-RAS G12C", "KRAS G12C"},
	{"B-Raf:p.V600E", "BRAF V600E"},
	{"p53 R175H", "TP53 R175H"},
	{"P53R175H", "!Write it as \"TP53 R175H\"."},
};

static const Reading accessions[] = {
	{"NP_004295.2:p.Leu1196Met", "ALK L1196M"},
	{"ENSP00000373700.3:p.Leu1196Met", "ALK L1196M"},
	{"NM_004304.5(ALK):p.(Leu1196Met)", "ALK L1196M"},
	{"ALK(NM_004304.5):p.(Leu1196Met)", "ALK L1196M"},
	{"ENST00000389048.3:p.Leu1196Met", "ALK L1196M"},
	{"np_004295:p.L1196M", "ALK L1196M"},
	{"NP_004295.3:p.Leu1196Met", "ALK L1196M"},
	{"NP_004295.2", "ALK"},
	{"NP_004295.3:p.Leu1197Met", "!residue 1197 of ALK is E, not L"},
	{"NP_004295.x:p.Leu1196Met", "!is no accession of the shipped"},
	{"NM_004304.5(EGFR):p.(Leu1196Met)", "!NM_004304.5 is of the gene ALK"},
	{"NM_004304.5():p.(Leu1196Met)", "!is no gene symbol"},
	{"NM_004304.5(ALK:p.(Leu1196Met)", "!is no gene symbol"},
	{"NM_004304.5:c.3586C>A", "!is a change of the transcript"},
	{"NM_005228.5:p.Leu858Arg", "!is no accession of the shipped"},
	{"ENSP00000000001.1:p.Leu1196Met", "!is no accession of the shipped"},
	{"ENST00000275493.2:p.Leu858Arg", "EGFR L858R"},
	{"ENST00000275493.7:p.Leu858Arg", "EGFR L858R"},
	{"ENST00000275493.2:p.Leu860Arg", "EGFR L860R"},
	{"ENST00000275493.7:p.Leu860Arg", "!Residue 860 of another version of ENST00000275493.2"},
	{"ENST00000275493.2:p.Met858Arg", "!residue 858 of EGFR is L, not M"},
	{"ENST00000275493.2:p.Glu746_Ala750del", "EGFR E746_A750del"},
	{"ENST00000275493.2:p.Glu746_Ser750del", "!residue 750 of EGFR is A, not S"},
};

static bool
says(const AlkresError *error, const char *words)
{
	return strstr(error->message, words) != NULL || strstr(error->detail, words) != NULL ||
		   strstr(error->hint, words) != NULL;
}

static void
check_readings(const char *name, const Reading *readings, size_t count)
{
	CASE(name);
	for (size_t i = 0; i < count; i++)
	{
		const Reading *r = &readings[i];
		AlkresMutation mutation;
		AlkresError error = {0};
		bool read = alkres_mutation_parse(&mutation, r->text, &error), good;
		char *text = read ? alkres_mutation_text(&mutation) : NULL;

		if (r->expected[0] == '!')
			good = !read && error.code == ALKRES_BAD_TEXT && says(&error, r->expected + 1);
		else
			good = read && strcmp(text, r->expected) == 0 &&
				   alkres_mutation_check(mutation.path, mutation.length, &error);
		CHECK(good);
		if (!good)
			printf("#   \"%s\": %s | %s | %s | %s\n", r->text, read ? text : "refused",
				   error.message, error.detail, error.hint);
		alkres_free(text);
	}
}

#define READINGS(name, list) check_readings(name, list, sizeof(list) / sizeof(list[0]))

int
main(void)
{
	READINGS("gene symbols, and changes without one", genes);
	READINGS("accessions of transcripts and proteins", accessions);
	return finish();
}
