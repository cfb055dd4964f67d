/* Unit tests of core/plate/plate.h and core/text/printed.h: layouts, roles, merged wells, and files
 * that must be refused. */
#include "plate_testing.h"

#include "core/text/printed.h"
#include "core/plate/plate.h"

/* The least an export needs, and rows for it. */
#define HEAD                                                                                    \
	"Well,Sample,TargetType,Target,Positives,Negatives,AcceptedDroplets,Ch1+Ch2+,Ch1+Ch2-,Ch1-" \
	"Ch2+,Ch1-Ch2-\n"
#define FAM_A01 "A01,P1,Ch1Unknown,L1196M,10,90,100,4,6,16,74\n"
#define HEX_A01 "A01,P1,Ch2Unknown,WT,20,80,100,4,6,16,74\n"

static void
pair_of_rows(void)
{
	const AlkresWell *well;

	CASE("export: a pair of rows is one well");
	ACCEPT(HEAD FAM_A01 HEX_A01);
	CHECK(plate.count == 1 && plate.wells[0].droplets.droplet_nl == 0.85);
	well = &plate.wells[0];
	CHECK_TEXT(well->well, "A01");
	CHECK_TEXT(well->sample, "P1");
	CHECK_TEXT(well->role, "unknown");
	CHECK(well->status == NULL && !well->is_merged && well->merged_wells == NULL);
	CHECK(well->has_droplets && well->droplets.fam_only == 6 && well->droplets.hex_only == 16 &&
		  well->droplets.both_positive == 4 && well->droplets.negative == 74 &&
		  well->droplets.flags == 0 && well->droplets.wells == 1 &&
		  well->droplets.droplet_nl == 0.85);
	CHECK_TEXT(well->channels[ALKRES_FAM].target, "L1196M");
	CHECK_TEXT(well->channels[ALKRES_HEX].target, "WT");
	CHECK(well->channels[ALKRES_FAM].line == 2 && well->channels[ALKRES_HEX].line == 3);
	CHECK(isnan(well->channels[ALKRES_FAM].concentration.value.value) &&
		  isnan(well->abundance.value.value));
	CHECK(read_text(HEAD FAM_A01 HEX_A01, 0.834) && plate.wells[0].droplets.droplet_nl == 0.834);
	CHECK(plate.wells[0].droplets.droplet_nl == 0.834);
}

static void
order_of_rows(void)
{
	CASE("export: all of one channel first, wells padded or not, trailing commas, an empty "
		 "line");
	ACCEPT(HEAD
		   "A1,P1,Ch1Unknown,m,10,90,100,4,6,16,74,\nB02,P2,Ch1Unknown,m,10,90,100,4,6,16,74,\n,,,,"
		   "\n\n"
		   "A01,P1,Ch2Unknown,w,20,80,100,4,6,16,74,\nb2,P2,Ch2Unknown,w,20,80,100,4,6,16,74,\n");
	CHECK(plate.count == 2);
	CHECK_TEXT(plate.wells[1].well, "B02");
	CHECK(plate.wells[1].channels[ALKRES_HEX].line == 7);
}

static void
old_names(void)
{
	CASE("export: old names of columns, CR line ends, BOM");
	ACCEPT("\xEF\xBB\xBFWell,ExptType,Experiment,Sample,TypeAssay,Assay,Positives,Negatives,"
		   "AcceptedDroplets\r"
		   "A01,Rare,,P1,Ch1Unknown,m,10,90,100\rA01,Rare,,P1,Ch2Reference,w,20,80,100\r");
	CHECK(plate.count == 1 && plate.wells[0].droplets.flags == ALKRES_DROPLETS_MARGINAL);
	CHECK_TEXT(plate.wells[0].experiment, "Rare");
	CHECK_TEXT(plate.wells[0].channels[ALKRES_HEX].role, "reference");
	CHECK_TEXT(plate.wells[0].role, "unknown");
}

static void
qx_manager(void)
{
	CASE("export: QX Manager's columns, its damaged micro sign, interleaved rows, HEX as the "
		 "mutant");
	ACCEPT(
		"Well,Sample description "
		"1,Target,Conc(copies/\xB5L),Status,SampleType,TargetType,DyeName(s),"
		"Accepted Droplets,Positives,Negatives,PoissonConfMax,PoissonConfMin,Fractional Abundance,"
		"PoissonFractionalAbundanceMax,PoissonFractionalAbundanceMin,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,"
		"Ch1-Ch2-\n"
		"A01,S,1,123.953548,OK,NegCtrl,Reference,FAM,100,10,90,,,,,,4,6,16,74\n"
		"A01,S,2,262.521825,Check,NegCtrl,Unknown,VIC,100,20,80,,,67.9,80,60,4,6,16,74\n");
	CHECK_TEXT(plate.wells[0].role, "negative_control");
	CHECK_TEXT(plate.wells[0].status, "OK/Check");
	CHECK_NEAR(plate.wells[0].channels[ALKRES_HEX].concentration.value.value, 262.521825, 1e-12);
	CHECK_NEAR(plate.wells[0].abundance.value.value, 32.1, 1e-9);
	CHECK_NEAR(plate.wells[0].abundance.lower.value, 20, 1e-9);
	CHECK_NEAR(plate.wells[0].abundance.upper.value, 40, 1e-9);
}

static void
decimal_commas(void)
{
	CASE("export: semicolons with decimal commas");
	ACCEPT("Well;Sample;TargetType;Concentration;Positives;Negatives\nA01;P;Ch1NTC;123,95;10;90\n");
	CHECK_NEAR(plate.wells[0].channels[ALKRES_FAM].concentration.value.value, 123.95, 1e-12);
	CHECK_TEXT(plate.wells[0].role, "ntc");
	CHECK(plate.wells[0].droplets.flags == (ALKRES_DROPLETS_MARGINAL | ALKRES_DROPLETS_NO_HEX));
	CHECK(plate.wells[0].droplets.negative == 100);
}

static void
one_channel(void)
{
	CASE("export: one channel, no counts, words for nothing");
	ACCEPT("Well,Sample,TargetType,Concentration,Status,Positives,AcceptedDroplets\n"
		   "A01,P,Ch2Positive Control,No "
		   "Call,CHECK,7,100\nA02,P,Ch1Unknown,-,,,\nA03,,Ch1Unknown,NaN,,0,0\n");
	CHECK(plate.wells[0].droplets.flags == (ALKRES_DROPLETS_MARGINAL | ALKRES_DROPLETS_NO_FAM));
	CHECK(plate.wells[0].droplets.hex_only == 7 && plate.wells[0].channels[ALKRES_FAM].line == 0);
	CHECK_TEXT(plate.wells[0].role, "positive_control");
	CHECK(isnan(plate.wells[0].channels[ALKRES_FAM].concentration.value.value));
	CHECK(!plate.wells[1].has_droplets && plate.wells[2].has_droplets &&
		  plate.wells[2].sample == NULL);
}

static void
header_only(void)
{
	CASE("export: header only");
	ACCEPT(HEAD);
	CHECK(plate.count == 0);
}

static void
merged_wells(void)
{
	CASE("export: merged wells");
	ACCEPT("Well,Sample,TargetType,Positives,Negatives,MergedWells\n"
		   "M01,P,Ch1Unknown,10,90,\"(A1,B01,C01)\"\nM01,P,Ch2NTC,10,90,\"(A01,B01,C1)\"\n"
		   "M02,P,Ch1Unknown,10,90,\nA01,P,Ch1Unknown,10,90,()\n");
	CHECK(plate.wells[0].is_merged && plate.wells[0].merged_count == 3 &&
		  plate.wells[0].droplets.wells == 3);
	CHECK_TEXT(plate.wells[0].merged_wells[0], "A01");
	CHECK_TEXT(plate.wells[0].merged_wells[2], "C01");
	CHECK_TEXT(plate.wells[0].role, "mixed");
	CHECK(plate.wells[1].is_merged && plate.wells[1].merged_count == 0);
	CHECK(!plate.wells[2].is_merged && plate.wells[2].droplets.wells == 1);
}

/* What only some software writes, to the end of QIAcuity. */
static void
zeros_of_a_single_target(void)
{
	CASE("export: zeros in the quadrants of a single target are not known");
	ACCEPT(HEAD "A01,P1,Ch1Unknown,L1196M,10,90,100,0,0,0,0\n");
	CHECK(plate.wells[0].has_droplets && plate.wells[0].droplets.fam_only == 10 &&
		  plate.wells[0].droplets.negative == 100 &&
		  plate.wells[0].droplets.flags == (ALKRES_DROPLETS_MARGINAL | ALKRES_DROPLETS_NO_HEX));
	ACCEPT(HEAD "A01,P1,Ch1Unknown,L1196M,0,0,0,0,0,0,0\n");
	CHECK(plate.wells[0].droplets.flags != 0 && plate.wells[0].accepted == 0);
	REFUSE(HEAD "A01,P1,Ch1Unknown,L1196M,10,90,100,0,0,0,7\n", "the four quadrants sum to 7");
}

static void
counts_of_other_software(void)
{
	CASE("export: counts as other software writes them");
	ACCEPT(HEAD "A01,P1,Ch1Unknown,L1196M,10.0,90.,1.0E+02,4.0,6,1.6e1,7.4E+1\n");
	CHECK(plate.wells[0].droplets.fam_only == 10 && plate.wells[0].accepted == 100 &&
		  plate.wells[0].quadrants[2] == 16 && plate.wells[0].quadrants[3] == 74);
	ACCEPT("Well;Sample;TargetType;Positives;AcceptedDroplets\nA01;P;Ch1Unknown;10,0;1,5E+04\n");
	CHECK(plate.wells[0].droplets.fam_only == 10 && plate.wells[0].accepted == 15000);
	REFUSE("Well;Sample;TargetType;Positives;AcceptedDroplets\nA01;P;Ch1Unknown;10,5;1,5E+04\n",
		   "\"Positives\" is \"10,5\"");
}

static void
empty_cells(void)
{
	CASE("export: cells that say nothing");
	ACCEPT(
		"Well,Sample,TargetType,Target,Status,Positives,AcceptedDroplets,MergedWells,Experiment\n"
		"A01,P1,Ch1Unknown,NA,NA,10,100,NA,NA\nA01,NA,Ch2Unknown,WT,OK,20,100,-,ABS\n");
	CHECK_TEXT(plate.wells[0].sample, "P1");
	CHECK_TEXT(plate.wells[0].channels[ALKRES_FAM].target, "NA");
	CHECK_TEXT(plate.wells[0].status, "OK");
	CHECK_TEXT(plate.wells[0].experiment, "ABS");
	CHECK(!plate.wells[0].is_merged);

	CASE("export: a sample left blank on a well's second row, or its first");
	ACCEPT(HEAD FAM_A01 "A01,,Ch2Unknown,WT,20,80,100,4,6,16,74\n");
	CHECK_TEXT(plate.wells[0].sample, "P1");
	ACCEPT(HEAD "A01,,Ch2Unknown,WT,20,80,100,4,6,16,74\n" FAM_A01);
	CHECK_TEXT(plate.wells[0].sample, "P1");
	REFUSE(HEAD FAM_A01 "A01,P2,Ch2Unknown,WT,20,80,100,4,6,16,74\n", "\"Sample\" is \"P2\"");
}

static void
titles_and_tabs(void)
{
	CASE("export: titles above the header, numbers of rows in front, tabs");
	ACCEPT("Plate 7, rerun\n\n" HEAD FAM_A01 HEX_A01);
	CHECK(plate.wells[0].channels[ALKRES_FAM].line == 4 && plate.wells[0].droplets.fam_only == 6);
	ACCEPT("Plate 7\nrun;of;a,b\n" HEAD FAM_A01 HEX_A01);
	ACCEPT("\"\"," HEAD "\"1\"," FAM_A01 "\"2\"," HEX_A01);
	CHECK(plate.count == 1 && plate.wells[0].droplets.both_positive == 4);
	ACCEPT(HEAD "\"17\"," FAM_A01 "\"18\"," HEX_A01);
	CHECK(plate.count == 1 && plate.wells[0].droplets.both_positive == 4);
	REFUSE(HEAD "x," FAM_A01, "12 fields under a header of 11");
	REFUSE(HEAD "1," FAM_A01 HEX_A01, "10 fields, expected 11");
	ACCEPT("Well\tSample\tTargetType\tPositives\tAcceptedDroplets\tConcentration\n"
		   "A01\tP\tCh1Unknown\t7\t15050\t0,55\n");
	CHECK(fabs(plate.wells[0].channels[ALKRES_FAM].concentration.value.value - 0.55) < 1e-12);
	ACCEPT("X,Well,Sample.description.1,TargetType,DyeName.s.,Conc.copies.µL.,Accepted.Droplets,"
		   "Positives\n"
		   "1,A01,P,Unknown,FAM,0.55,15050,7\n");
	CHECK(fabs(plate.wells[0].channels[ALKRES_FAM].concentration.value.value - 0.55) < 1e-12);
}

static void
words_of_a_lab(void)
{
	CASE("export: a lab's own words in a list are refused, with what to do");
	REFUSE(HEAD "A01,P1,Ch1Mutant,L1196M,10,90,100,4,6,16,74\n", "\"TargetType\" is \"Ch1Mutant\"");
	CHECK(strstr(error.hint, "leave the field empty for Unknown") != NULL);
	REFUSE("Well,Sample,TargetType,Positives,AcceptedDroplets,MergedWells\n"
		   "A01,P1,Ch1Unknown,10,100,Treat as merged\n",
		   "\"MergedWells\" is \"Treat as merged\"");
	CHECK(strstr(error.hint, "empty the field") != NULL);
}

static void
absolute_q_headings(void)
{
	CASE("export: groups of QuantStudio Absolute Q without a well are headings");
	ACCEPT(
		"Run,Date,Instrument,Plate,Group,Name,Well,Total,Dye,Target,Conc. cp/uL,95%CI,Positives\n"
		"R1,d,I,M,Group 1 (8),,,,VIC,Gene A,,,\nR1,d,I,M,Group 1,P,A1,20449,VIC,Gene "
		"A,3.85,1.1,34\n");
	CHECK(plate.count == 1 && plate.wells[0].channels[ALKRES_HEX].positives == 34);
	REFUSE(
		"Run,Date,Instrument,Plate,Group,Name,Well,Total,Dye,Target,Conc. cp/uL,95%CI,Positives\n"
		"R1,d,I,M,Group 1,,,20449,VIC,Gene A,3.85,1.1,34\n",
		"\"Well\" is \"\"");
}

static void
qiacuity(void)
{
	CASE("export: QIAcuity without the dot, without the column");
#define QIACUITY(conc)                                                                     \
	",Sample/NTC/Control,Reaction Mix,Target,IC,Control type," conc                        \
	",CI (95%),Partitions (valid),Partitions (positive),Partitions (negative),Threshold\n" \
	"A1,P-001,ALK,G1202R,-,-,90.29,4.6%,25485,1778,23707,53.55\n"
	ACCEPT(QIACUITY("Conc [copies/µL]"));
	CHECK(fabs(plate.wells[0].droplets.droplet_nl - 0.801) < 5e-4);
	REFUSE(QIACUITY("Conc"), "column \"Concentration\" is missing, which tells the volume");
}

static void
printed_limits(void)
{
#define LIMITS_HEAD                                                                   \
	"Well,Sample,TargetType,Positives,AcceptedDroplets,Concentration,PoissonConfMax," \
	"PoissonConfMin\n"
	CASE("export: a printed limit is on its side of the value, as far as the printed digits tell");
	ACCEPT(LIMITS_HEAD "A01,P,Ch1Unknown,7,15050,0.55,1.1,0.23\n");
	ACCEPT(LIMITS_HEAD "A01,P,Ch1Unknown,7,15050,0.55,0.55,0.55\n");
	ACCEPT(LIMITS_HEAD "A01,P,Ch1Unknown,7,15050,0.55,0.5,0.6\n");
	REFUSE(LIMITS_HEAD "A01,P,Ch1Unknown,7,15050,0.55,1.1,0.57\n", "a limit below the value");
	REFUSE(LIMITS_HEAD "A01,P,Ch1Unknown,7,15050,0.55,0.53,0.23\n", "a limit above the value");
	REFUSE(LIMITS_HEAD "A01,P,Ch1Unknown,7,15050,,1.1,0.23\n", "a number, as there are limits");
}

/* Limits printed to the percent say nothing, or little, of how they were computed. */
static void
methods(void)
{
#define METHOD_HEAD                                                                      \
	"Well,Sample,TargetType,Target,Positives,AcceptedDroplets,FractionalAbundance,"      \
	"PoissonFractionalAbundanceMin,PoissonFractionalAbundanceMax,Ratio,PoissonRatioMin," \
	"PoissonRatioMax\n"
	CASE("export: the method of the limits is told from digits fine enough");
	/* 7 and 173 of 15050: biorad 3.868 [0.983, 6.754], exact 3.868 [1.579, 7.800]. */
	ACCEPT(METHOD_HEAD "A01,P,Ch1Unknown,M,7,15050,3.9,1,6.8,0.040,0.009,0.071\n"
					   "A01,P,Ch2Unknown,WT,173,15050,,,,,,\n");
	CHECK_TEXT(plate.method, "biorad");
	ACCEPT(METHOD_HEAD "A01,P,Ch1Unknown,M,7,15050,3.9,1.6,7.8,,,\n"
					   "A01,P,Ch2Unknown,WT,173,15050,,,,,,\n");
	CHECK_TEXT(plate.method, "exact");
	/* Both round to 4, 2 and 7 in whole percent; the ratio tells. */
	ACCEPT(METHOD_HEAD "A01,P,Ch1Unknown,M,10940,20486,50,49,50,0.9868,0.9601,1.014\n"
					   "A01,P,Ch2Unknown,WT,11037,20486,,,,,,\n");
	CHECK_TEXT(plate.method, "biorad");
	ACCEPT(METHOD_HEAD "A01,P,Ch1Unknown,M,10940,20486,50,50,50,,,\n"
					   "A01,P,Ch2Unknown,WT,11037,20486,,,,,,\n");
	CHECK_TEXT(plate.method, "biorad");
}

static void
volumes(void)
{
	CASE("export: the droplet volume behind the printed concentrations");
	/* 100 of 10000: lambda 0.01005034, 11.82 at 0.85 nL, 11.04 at 0.91 nL. */
	ACCEPT("Well,Sample,TargetType,Concentration,Positives,Negatives\nA01,P,Ch1Unknown,11.82,100,"
		   "9900\n");
	CHECK(plate.wells[0].droplets.droplet_nl == 0.85);
	ACCEPT("Well,Sample,TargetType,Concentration,Positives,Negatives\nA01,P,Ch1Unknown,11.04,100,"
		   "9900\n");
	CHECK(plate.wells[0].droplets.droplet_nl == 0.91);
	ACCEPT("Well,Sample,TargetType,Concentration,Positives,Negatives\nA01,P,Ch1Unknown,Infinity,"
		   "100,0\n");
	CHECK(plate.wells[0].droplets.droplet_nl == 0.85);
	/* One digit cannot tell them apart. */
	ACCEPT(
		"Well,Sample,TargetType,Concentration,Positives,Negatives\nA01,P,Ch1Unknown,10,100,9900\n");
	CHECK(plate.wells[0].droplets.droplet_nl == 0.85);
	REFUSE("Well,Sample,TargetType,Concentration,Positives,Negatives\nA01,P,Ch1Unknown,5.02,100,"
		   "9900\n",
		   "line 2: well A01: the printed concentration 5.02 does not follow from 100 positive of "
		   "10000 droplets");
	CHECK(strstr(error.detail, "implies 2.002 nL") != NULL);
	CHECK(read_text("Well,Sample,TargetType,Concentration,Positives,Negatives\nA01,P,Ch1Unknown,5."
					"02,100,9900\n",
					2));
}

static void
no_export(void)
{
	CASE("export: no export at all");
	REFUSE("", "there is nothing in it");
	REFUSE("hello\n", "there is no header in it");
	REFUSE("a,b,c\n", "column \"Well\" is missing");
	REFUSE("Well,TargetType,Positives,Negatives\n", "column \"Sample\" is missing");
	REFUSE("Well,Sample,Target,Positives,Negatives\n",
		   "\"TargetType\" and \"DyeName(s)\" are both missing");
	REFUSE("Well,Sample,TargetType,Negatives\n", "column \"Positives\" is missing");
	REFUSE("Well,Sample,TargetType,Positives\n",
		   "\"AcceptedDroplets\" and \"Negatives\" are both missing");
	REFUSE("Well,Sample,TargetType,Positives,Negatives,positives\n",
		   "column \"Positives\" is there twice");
	REFUSE("Ch1 Amplitude,Ch2 Amplitude,Cluster\n", "column \"Well\" is missing");
	CHECK(strstr(error.hint, "amplitudes") != NULL);
	ACCEPT("Well,Sample,Sample description "
		   "1,TargetType,Positives,Negatives\nA01,a,b,Ch1Unknown,1,2\n");
	CHECK_TEXT(plate.wells[0].sample, "a");
}

static void
impossible_counts(void)
{
	CASE("export: impossible counts");
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,10,90,100,4,6,16,75\n",
		   "line 2: well A01: the four quadrants sum to 101");
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,10,91,100,4,6,16,74\n", "sum to 101, AcceptedDroplets is 100");
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,11,89,100,4,6,16,74\n",
		   "Positives of Ch1 is 11, its quadrants have 10");
	REFUSE(HEAD "A01,P1,Ch2Unknown,m,10,90,100,4,6,16,74\n",
		   "Positives of Ch2 is 10, its quadrants have 20");
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,101,,100,,,,\n",
		   "101 positive are more than the 100 accepted");
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,-1,90,100,4,6,16,74\n",
		   "\"Positives\" is \"-1\", expected a whole number");
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,10.5,90,100,4,6,16,74\n", "\"Positives\" is \"10.5\"");
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,10,90,1.25e1,4,6,16,74\n",
		   "\"AcceptedDroplets\" is \"1.25e1\"");
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,10,90,\"1,000\",4,6,16,74\n",
		   "\"AcceptedDroplets\" is \"1,000\"");
	CHECK(strstr(error.hint, "grouping") != NULL);
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,10,90,100,4,,16,74\n",
		   "\"Ch1+Ch2-\" is \"\", expected a count");
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,10,,,,,,\n", "\"AcceptedDroplets\" is \"\"");
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,99999999999999999999,90,100,4,6,16,74\n", "\"Positives\" is");
}

static void
unpaired_rows(void)
{
	CASE("export: rows that do not pair");
	REFUSE(HEAD FAM_A01 FAM_A01, "line 3: well A01 has a second row for channel 1");
	CHECK_TEXT(error.detail, "The first is on line 2.");
	REFUSE(HEAD FAM_A01 "A1,P2,Ch2Unknown,w,20,80,100,4,6,16,74\n",
		   "\"Sample\" is \"P2\", but the other");
	REFUSE(HEAD FAM_A01 "A1,P1,Ch2Unknown,w,20,81,101,4,6,16,75\n",
		   "\"AcceptedDroplets\" is \"101\"");
	REFUSE(HEAD FAM_A01 "A1,P1,Ch2Unknown,w,20,80,100,3,7,17,73\n", "\"Ch1+Ch2+\" is \"3\"");
	REFUSE("Well,Sample,TargetType,Positives,Negatives,MergedWells\n"
		   "M01,P,Ch1Unknown,10,90,\"(A1,B01)\"\nM01,P,Ch2NTC,10,90,(A01)\n",
		   "\"MergedWells\" is \"(A01)\"");
}

static void
names_refused(void)
{
	CASE("export: names that mean nothing");
	REFUSE(HEAD "Mean,P1,Ch1Unknown,m,10,90,100,4,6,16,74\n",
		   "\"Well\" is \"Mean\", expected a well");
	REFUSE(HEAD "A0,P1,Ch1Unknown,m,10,90,100,4,6,16,74\n", "\"Well\" is \"A0\"");
	REFUSE(HEAD "A01,P1,Unknown,m,10,90,100,4,6,16,74\n",
		   "\"TargetType\" is \"Unknown\", expected Ch1 or Ch2");
	REFUSE(HEAD "A01,P1,Ch1Thing,m,10,90,100,4,6,16,74\n",
		   "\"TargetType\" is \"Ch1Thing\", expected Unknown");
	REFUSE("Well,Sample,DyeName(s),Positives,Negatives\nA01,P,Cy5,1,2\n",
		   "\"DyeName(s)\" is \"Cy5\"");
	REFUSE("Well,Sample,TargetType,Positives,Negatives,MergedWells\nM01,P,Ch1Unknown,10,90,\"(A1,?)"
		   "\"\n",
		   "\"MergedWells\" is \"(A1,?)\"");
	REFUSE("Well,Sample,TargetType,Positives,Negatives,MergedWells\nM01,P,Ch1Unknown,10,90,(\n",
		   "\"MergedWells\" is \"(\"");
}

static void
commas_never_guessed(void)
{
	CASE("export: decimal commas between commas are never guessed");
	REFUSE("Well,Sample,TargetType,Concentration,Positives,Negatives\nA01,P,Ch1Unknown,11,82,100,"
		   "9900\n",
		   "7 fields under a header of 6");
	CHECK(strstr(error.hint, "Decimal commas") != NULL);
	REFUSE("Well,Sample,TargetType,Concentration,Positives,Negatives\nA01,P,Ch1Unknown,\"11,82\","
		   "100,9900\n",
		   "\"Concentration\" is \"11,82\", expected a number");
	CHECK(strstr(error.hint, "decimal points") != NULL);
	REFUSE("Well,Sample,TargetType,Positives,Negatives\nA01,P,Ch1Unknown,100,9900,,\n",
		   "7 fields under a header");
	REFUSE(HEAD FAM_A01 ",\"", "never closed");
	REFUSE(HEAD FAM_A01 "A01,P1,Ch2Unknown,w,20,80,100,4,6,16\n", "line 3: 10 fields, expected 11");
	REFUSE(HEAD "A01,P1,Ch1Unknown,m,10,90\n", "line 2: 6 fields, expected 11");
}

static void
numbers(void)
{
	double value;
	int64_t count;

	CASE("printed: numbers");
	CHECK(alkres_printed_number(" 9.15 ", false, &value) == ALKRES_PRINTED_NUMBER && value == 9.15);
	CHECK(alkres_printed_number("-0.03", false, &value) == ALKRES_PRINTED_NUMBER && value == -0.03);
	CHECK(alkres_printed_number(".5", false, &value) == ALKRES_PRINTED_NUMBER && value == 0.5);
	CHECK(alkres_printed_number("5.", false, &value) == ALKRES_PRINTED_NUMBER && value == 5);
	CHECK(alkres_printed_number("1.5E+3", false, &value) == ALKRES_PRINTED_NUMBER && value == 1500);
	CHECK(alkres_printed_number("3,5", true, &value) == ALKRES_PRINTED_NUMBER && value == 3.5);
	CHECK(alkres_printed_number("Infinity", false, &value) == ALKRES_PRINTED_NUMBER &&
		  isinf(value));
	CHECK(alkres_printed_number("no call", false, &value) == ALKRES_PRINTED_NOTHING &&
		  isnan(value));
	CHECK(alkres_printed_number("-", false, &value) == ALKRES_PRINTED_NOTHING);
	CHECK(alkres_printed_number("NA", false, &value) == ALKRES_PRINTED_NOTHING);
	static const char *const wrong[] = {"3,5",   "1.234,5", "1,234.5", "0x10", "1e",    "e5",
										".",     "+",       "--1",     "1 2",  "1e999", "nan(1)",
										"1.2.3", "5%",      "<0.2",    "+inf"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK(alkres_printed_number(wrong[i], i == 1 || i == 2, &value) == ALKRES_PRINTED_WRONG);
	CHECK(alkres_printed_count(" 20486 ", &count) == ALKRES_PRINTED_NUMBER && count == 20486);
	CHECK(alkres_printed_count("9007199254740992", &count) == ALKRES_PRINTED_NUMBER);
	CHECK(alkres_printed_count("9007199254740993", &count) == ALKRES_PRINTED_WRONG && count == -1);
	CHECK(alkres_printed_count("12345678901234567", &count) == ALKRES_PRINTED_WRONG);
	CHECK(alkres_printed_count("", &count) == ALKRES_PRINTED_NOTHING && count == -1);

	CASE("printed: what the last digit leaves open");
	CHECK_NEAR(alkres_printed_half_unit("9.15"), 0.005, 1e-12);
	CHECK_NEAR(alkres_printed_half_unit("7.0"), 0.05, 1e-12);
	CHECK_NEAR(alkres_printed_half_unit("3830"), 5, 1e-12);
	CHECK_NEAR(alkres_printed_half_unit("70"), 5, 1e-12);
	CHECK_NEAR(alkres_printed_half_unit("141"), 0.5, 1e-12);
	CHECK_NEAR(alkres_printed_half_unit("0"), 0.5, 1e-12);
	CHECK_NEAR(alkres_printed_half_unit("-0.03"), 0.005, 1e-12);
	CHECK_NEAR(alkres_printed_half_unit("1.5e3"), 50, 1e-12);

	CASE("export: names of wells");
	char name[ALKRES_WELL_NAME];
	CHECK(alkres_well_name("h12", name) && strcmp(name, "H12") == 0);
	CHECK(alkres_well_name(" A001 ", name) && strcmp(name, "A01") == 0);
	CHECK(alkres_well_name("AF48", name) && strcmp(name, "AF48") == 0);
	CHECK(!alkres_well_name("", name) && !alkres_well_name("A", name) &&
		  !alkres_well_name("12", name));
	CHECK(!alkres_well_name("ABC1", name) && !alkres_well_name("A1B", name) &&
		  !alkres_well_name("A12345", name));
}

/* Every cut and every changed byte of a good file ends in a plate or an error. */
static void
hostile(void)
{
	const char *good = HEAD FAM_A01 HEX_A01;
	size_t length = strlen(good);
	char *copy = malloc(length + 1);
	static const char bytes[] = ",;\"\n\r0-9(\x80";

	CASE("export: any damage ends in a plate or an error");
	for (size_t i = 0; i <= length; i++)
	{
		memcpy(copy, good, length + 1);
		copy[i] = '\0';
		CHECK(read_text(copy, NAN) || error.message[0] != '\0');
	}
	for (size_t i = 0; i < length; i++)
	{
		for (size_t j = 0; j + 1 < sizeof(bytes); j++)
		{
			memcpy(copy, good, length + 1);
			copy[i] = bytes[j];
			CHECK(read_text(copy, NAN) || error.message[0] != '\0');
		}
	}
	free(copy);
}

int
main(void)
{
	pair_of_rows();
	order_of_rows();
	old_names();
	qx_manager();
	decimal_commas();
	one_channel();
	header_only();
	merged_wells();
	zeros_of_a_single_target();
	counts_of_other_software();
	empty_cells();
	titles_and_tabs();
	words_of_a_lab();
	absolute_q_headings();
	qiacuity();
	printed_limits();
	methods();
	volumes();
	no_export();
	impossible_counts();
	unpaired_rows();
	names_refused();
	commas_never_guessed();
	numbers();
	hostile();
	alkres_plate_free(&plate);
	return finish();
}
