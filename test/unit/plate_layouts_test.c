/* Unit tests of layouts with more than two channels: QIAcuity's occupancy, Stilla's naica. */
#include "plate_testing.h"

static void
occupancy(void)
{
#define OCCUPANCY                                                                                  \
	"Plate name,Well,Hyperwell,Reaction Mix name,Sample name,Target names,Categories,Group,Valid " \
	"partitions,Volume per well [uL],Count categories,Lambda,Conc. per group [cp/uL]\n"
#define ROW(well, targets, dyes, group, count) \
	"," well ",-,mix,P1,\"" targets "\"," dyes "," group ",1000,20," count ",0.1000,132.00\n"
	const AlkresWell *well = NULL;

	CASE("export: QIAcuity's occupancy of three targets, two of them taken");
#define THREE(well)                            \
	ROW(well, "M,WT,REF", "G-Y-R", "+++", "1") \
	ROW(well, "M,WT,REF", "G-Y-R", "++-", "2") \
	ROW(well, "M,WT,REF", "G-Y-R", "+-+", "3") \
	ROW(well, "M,WT,REF", "G-Y-R", "+--", "4") \
	ROW(well, "M,WT,REF", "G-Y-R", "-++", "5") \
	ROW(well, "M,WT,REF", "G-Y-R", "-+-", "6") \
	ROW(well, "M,WT,REF", "G-Y-R", "--+", "7") ROW(well, "M,WT,REF", "G-Y-R", "---", "972")
	REFUSE(OCCUPANCY THREE("A1"), "\"R\" is neither FAM nor HEX");
	options.channels[0] = "M";
	options.channels[1] = "R";
	ACCEPT(OCCUPANCY THREE("A1") THREE("B2"));
	well = &plate.wells[0];
	CHECK(plate.count == 2 && well->droplets.flags == 0 && well->droplets.both_positive == 4 &&
		  well->droplets.fam_only == 6 && well->droplets.hex_only == 12 &&
		  well->droplets.negative == 978);
	CHECK_TEXT(well->channels[ALKRES_HEX].target, "REF");
	CHECK_TEXT(well->sample, "P1");
	/* 20 uL over 20 * 132 / 0.1 partitions. */
	CHECK(fabs(well->droplets.droplet_nl - 100 / 132.0) < 1e-9);
	options.channels[0] = options.channels[1] = NULL;
}

static void
occupancy_of_two(void)
{
	CASE("export: QIAcuity's occupancy, wells of other targets, one target, and what is refused");
#define TWO(well)                                \
	ROW(well, "M,WT", "GREEN-YELLOW", "++", "1") \
	ROW(well, "M,WT", "GREEN-YELLOW", "+-", "9") \
	ROW(well, "M,WT", "GREEN-YELLOW", "-+", "90") ROW(well, "M,WT", "GREEN-YELLOW", "--", "900")
	ACCEPT(OCCUPANCY TWO("A1") ROW("B1", "WT", "YELLOW", "+", "90")
			   ROW("B1", "WT", "YELLOW", "-", "910") TWO("C1"));
	CHECK(plate.count == 3 && plate.wells[1].channels[ALKRES_HEX].positives == 90 &&
		  plate.wells[1].droplets.flags == (ALKRES_DROPLETS_MARGINAL | ALKRES_DROPLETS_NO_FAM));
	REFUSE(OCCUPANCY ROW("A1", "M,WT", "GREEN-YELLOW", "++", "1")
			   ROW("A1", "M,WT", "GREEN-YELLOW", "--", "900"),
		   "counts sum to 901, the total is 1000");
	REFUSE(OCCUPANCY TWO("A1") TWO("B1") TWO("A1"), "A01 has a second row");
	REFUSE(OCCUPANCY ROW("A1", "M", "GREEN-YELLOW", "++", "1"), "a name for each sign");
	REFUSE(OCCUPANCY ROW("A1", "M,WT", "GREEN", "+", "1"), "as many names");
	REFUSE(OCCUPANCY ROW("A1", "M,WT", "GREEN-YELLOW", "+x", "1"), "a + or - for each target");
	REFUSE(OCCUPANCY ",A1,\"A1,B1\",mix,P1,M,GREEN,+,1000,20,1,0.1,132\n", "\"Hyperwell\"");
	REFUSE(OCCUPANCY TWO("A1") ",B1,-,mix,P1,M,GREEN,+,1000,20,1,0.1000,200.00\n",
		   "make 40000 partitions of the well, other rows 26400");
	REFUSE(OCCUPANCY ",B1,-,mix,P1,M,GREEN,+,10,20,0,-,-\n,B1,-,mix,P1,M,GREEN,-,10,20,10,-,-\n",
		   "no printed concentration tells the volume");
}

static void
naica(void)
{
	CASE("export: Stilla's naica");
#define NAICA                                                              \
	"Chip, Chamber, SampleName, Blue_Channel_Concentration, "              \
	"Blue_Channel_NumberOfPositiveDroplets, "                              \
	"Blue_Channel_NumberOfNegativeDroplets, Green_Channel_Concentration, " \
	"Green_Channel_NumberOfPositiveDroplets, Green_Channel_NumberOfNegativeDroplets"
	ACCEPT(NAICA
		   "\nx, 1-A1, P1, 1.9, 10, 9990, 203, 1000, 9000\nx, 2-A1, P2, 0, 0, 9000, 0, 0, 9000\n"
		   "x, 2-B1, P3, , , , 203, 1000, 9000\n");
	CHECK(plate.count == 3);
	CHECK_TEXT(plate.wells[0].plate, "1");
	CHECK_TEXT(plate.wells[1].plate, "2");
	CHECK_TEXT(plate.wells[1].well, "A01");
	CHECK_TEXT(plate.wells[0].sample, "P1");
	CHECK_TEXT(plate.wells[0].channels[ALKRES_FAM].target, "Blue");
	CHECK(plate.wells[0].droplets.fam_only == 10 && plate.wells[0].droplets.hex_only == 1000 &&
		  plate.wells[0].droplets.negative == 10000);
	CHECK(fabs(plate.wells[0].droplets.droplet_nl - 0.519) < 1e-3 &&
		  plate.wells[0].droplets.droplet_nl == plate.wells[1].droplets.droplet_nl);
	CHECK(plate.wells[2].droplets.flags == (ALKRES_DROPLETS_MARGINAL | ALKRES_DROPLETS_NO_FAM));
	REFUSE(NAICA "\nx, A1, P1, 1.9, 10, 9990, 203, 1000, 9001\n",
		   "the other channel's row on line 2 says otherwise");
	REFUSE(NAICA "\nx, 1_A1, P1, 1.9, 10, 9990, 203, 1000, 9000\n", "a chamber such as 1-A1");
	REFUSE("a,Well,SampleName,Red_Channel_NumberOfPositiveDroplets\n", "is missing");
	REFUSE("a,Well,SampleName,Red_Channel_NumberOfPositiveDroplets,Red_Channel_"
		   "NumberOfNegativeDroplets,Red_Channel_Concentration\nx,A1,P,10,9990,1.9\n",
		   "dye \"Red\" is neither FAM nor HEX");
}

int
main(void)
{
	occupancy();
	occupancy_of_two();
	naica();
	alkres_plate_free(&plate);
	return finish();
}
