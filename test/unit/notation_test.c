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
	{"METex14", "!In \"METex14\" no space stands between gene and change."},
	{"MET-ex14", "!no space stands between gene and change"},
	{"METex14skipping", "!no space stands between gene and change"},
	{"EGFRex20ins", "!no space stands between gene and change"},
	{"EGFRvIII", "!no space stands between gene and change"},
	{"ALKamp", "!Write it as \"ALK amp"},
	{"HER2amp", "!Write it as \"ERBB2 amp"},
	{"ALK-fusion", "!Write it as \"ALK fusion\"."},
	{"ALKwt", "!no space stands between gene and change"},
	{"ALK1196", "!no space stands between gene and change"},
	{"ALK-1196", "!no space stands between gene and change"},
	{"ex19del", "!is a protein change without its gene"},
	{"Exon14", "!is a protein change without its gene"},
	{"none", "!\"none\" is no gene symbol."},
	{"Wild-type", "!is no gene symbol"},
	{"MSI-H", "!is no gene symbol"},
	{"negative", "!is no gene symbol"},
	{"NA", "!is no gene symbol"},
	{"fusion", "!is no gene symbol"},
	{"rs1057519784", "!is no gene symbol"},
	{"RS100", "!is no gene symbol"},
	{"RS1", "RS1"},
	{"COSM28055", "!is no gene symbol"},
	{"COSV66555364", "!is no gene symbol"},
	{"CA16602617", "!is no gene symbol"},
	{"CA12", "CA12"},
	{"VCV000376130", "!is no gene symbol"},
	{"Other", "!is no gene symbol"},
	{"QNS", "!is no gene symbol"},
	{"Pathogenic", "!is no gene symbol"},
	{"FGFR", "!is no gene symbol"},
	{"FGFR3", "FGFR3"},
	{"TRK fusion", "!is no gene symbol"},
	{"AKT E17K", "!is no gene symbol"},
	{"AKT1 E17K", "AKT1 E17K"},
	{"ROS fusion", "ROS1 fusion"},
	{"ROS1", "ROS1"},
	{"RB", "RB1"},
	{"RB1", "RB1"},
	{"RBM10", "RBM10"},
	{"RBL2", "RBL2"},
	{"YES1", "YES1"},
	{"NORMAL", "!is no gene symbol"},
	{"EXO1", "EXO1"},
	{"ALK119", "!no space stands between gene and change"},
	{"ALK12", "ALK12"},
	{"Q0L", "Q0L"},
	{"Q01L", "Q01L"},
	{"Q34350L", "!Write the gene before the change"},
	{"Q123456L", "Q123456L"},
	{"U2AF1", "U2AF1"},
	{"U12R", "U12R"},
	{"EXOC4", "EXOC4"},
	{"EXT1", "EXT1"},
	{"ALK1 R67Q", "ALK1 R67Q"},
	{"WT1", "WT1"},
	{"MSI2", "MSI2"},
	{"METTL3", "METTL3"},
	{"ALKBH1", "ALKBH1"},
	{"KITLG", "KITLG"},
	{"NAT2", "NAT2"},
	{"TP53INP1", "TP53INP1"},
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

static const Reading letters[] = {
	{"alk l1196m", "ALK L1196M"},
	{"ALK LEU1196MET", "ALK L1196M"},
	{"alk p.(leu1196met)", "ALK L1196M"},
	{"ALK L1196Met", "ALK L1196M"},
	{"alk t1151DUP", "ALK T1151dup"},
	{"alk thr1151_leu1152insthr", "ALK T1151dup"},
	{"egfr v769_d770insasv", "EGFR V769_D770insASV"},
	{"EGFR VAL769_ASP770INSALASERVAL", "EGFR V769_D770insASV"},
	{"EGFR l747_p753DELINSs", "EGFR L747_P753delinsS"},
	{"EGFR E746_A750delELREA", "EGFR E746_A750del"},
	{"EGFR p.Glu746_Ala750delGluLeuArgGluAla", "EGFR E746_A750del"},
	{"EGFR L747_P753delLREATSPinsS", "EGFR L747_P753delinsS"},
	{"EGFR L747_P753delLeuArgGluAlaThrSerProinsSer", "EGFR L747_P753delinsS"},
	{"ALK G1202delG", "ALK G1202del"},
	{"ALK G1201_G1202delGGinsE", "ALK G1201_G1202delinsE"},
	{"ALK G1201_D1203delGGD", "ALK G1201_D1203del"},
	{"EGFR E746_A750delELRE", "!\"ELRE\" are not the 5 residues from E746 to A750"},
	{"EGFR E746_A750delELREG", "!are not the 5 residues"},
	{"EGFR E746_A750delKLREA", "!are not the 5 residues"},
	{"ALK G1201_D1203delGAD", "!are not the 3 residues from G1201 to D1203"},
	{"EGFR E746_A750del5", "!is no sequence of 1 to"},
	{"EGFR L747_P753delLREATSPins", "!is no sequence of 1 to"},
	{"alk e1210ter", "ALK E1210*"},
	{"alk G1202", "ALK G1202"},
	{"ALK Amplification", "ALK amplification"},
	{"MET Amplification", "MET amplification"},
	{"MET amp", "MET amplification"},
	{"ALK Fusion", "ALK fusion"},
	{"ALK rearrangement", "ALK fusion"},
	{"ALK Copy-Number Gain", "ALK copy_number_gain"},
	{"MET Exon 14 Skipping", "MET exon14_skipping"},
	{"MET ex14 skipping", "MET exon14_skipping"},
	{"MET exon 014 skipping", "!is neither a residue"},
	{"ALK Solvent Front", "ALK solvent_front"},
	{"ALK beta3_alphac", "ALK beta3_alphaC"},
	{"MET solvent front", "!is a structural region of ALK"},
	{"ALK 1151tins", "ALK T1151dup"},
	{"ALK exon 20 insertion", "!Classes of a whole gene are amplification, copy_number_gain"},
	{"ALK mutation", "!Classes of a whole gene are amplification, copy_number_gain"},
	{"EML4-ALK", "ALK fusion"},
	{"EML4::ALK", "ALK fusion"},
	{"EML4e13-ALKe20", "ALK fusion"},
	{"EML4ex6::ALKex20", "ALK fusion"},
	{"EML4exon13-ALKexon20 fusion", "ALK fusion"},
	{"ALKe20-EML4e13", "ALK fusion"},
	{"CCNE1-NTRK1", "NTRK1 fusion"},
	{"CCNE1-BRCA1", "CCNE1-BRCA1"},
	{"ALK-CCNE1", "ALK-CCNE1"},
	{"ALKE20", "ALKE20"},
	{"eml4/alk", "ALK fusion"},
	{"EML4-ALK fusion", "ALK fusion"},
	{"KIF5B::RET Rearrangement", "RET fusion"},
	{"CD74-ROS1", "ROS1 fusion"},
	{"FGFR3::TACC3", "FGFR3 fusion"},
	{"ALK::EML4", "ALK fusion"},
	{"ALK-EML4", "ALK fusion"},
	{"ALK-AS1", "ALK-AS1"},
	{"c-MET", "MET"},
	{"EML4-ALK G1202R", "!A change of the kinase is written with its gene"},
	{"BCR::ABL", "!invalid input syntax"},
	{"::ALK", "!is no gene symbol"},
	{"EML4-ALK~", "ALK fusion~"},
	{"l1196m", "!Write it as \"ALK l1196m\"."},
};

/* What older versions took for genes. */
static const Reading written[] = {
	{"gene(METEX14)", "gene(METEX14)"},
	{"gene(METEX14) T790M", "gene(METEX14) T790M"},
	{"gene(METEX14):p.Thr790Met", "gene(METEX14) T790M"},
	{"gene(METEX14)~", "gene(METEX14)~"},
	{"gene(EML4-ALK) G1202R", "gene(EML4-ALK) G1202R"},
	{"gene(HER2) L755S", "gene(HER2) L755S"},
	{"gene(L1196M)", "gene(L1196M)"},
	{"gene(NONE) fusion", "gene(NONE) fusion"},
	{"gene(ALK) G1202R", "ALK G1202R"},
	{"gene(C9orf72)", "C9orf72"},
	{"gene(metex14)", "!is no gene symbol"},
	{"gene(METEX14", "!is no gene symbol"},
	{"gene(METEX14)X", "!is no gene symbol"},
	{"gene()", "!is no gene symbol"},
	{"GENE(METEX14)", "!is no"},
	{"gene(ALK) L1196G1202", "!"},
	{"gene(ALK) A1196M", "!"},
};

static const Reading frameshifts[] = {
	{"ALK L1196fs", "ALK L1196fs"},
	{"ALK L1196Pfs", "ALK L1196Pfs"},
	{"ALK L1196Pfs*12", "ALK L1196Pfs*12"},
	{"ALK p.Leu1196ProfsTer12", "ALK L1196Pfs*12"},
	{"ALK L1196PfsX12", "ALK L1196Pfs*12"},
	{"alk l1196pFSx12", "ALK L1196Pfs*12"},
	{"ALK L1196Pfs*?", "ALK L1196Pfs"},
	{"ALK p.Leu1196ProfsTer?", "ALK L1196Pfs"},
	{"ALK L1196fs*?", "ALK L1196fs"},
	{"ALK L1196fs*12", "ALK L1196fs"},
	{"ALK L1196fsX12", "ALK L1196fs"},
	{"ALK L1196Lfs*10", "!leaves it as it was"},
	{"ALK L1196Lfs", "!leaves it as it was"},
	{"ALK L1196Pfs*", "!does not end in the distance"},
	{"ALK L1196Pfs*0", "!does not end in the distance"},
	{"ALK L1196Pfs12", "!is no end of a frameshift"},
	{"ALK L1196*fs*3", "!is too much behind"},
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
	READINGS("letters of any case, words of reports, fusions", letters);
	READINGS("frameshifts", frameshifts);
	READINGS("genes as they are written", written);
	return finish();
}
