/* ddpcr_fuzz.c: bytes as CSV and as result exports of ddPCR readers. */
#include <math.h>

#include "core/text/csv.h"
#include "core/base/memory.h"
#include "core/plate/plate.h"
#include "fuzz.h"

static void
read_csv(const char *data, size_t length)
{
	AlkresCsv csv;
	AlkresError error;

	if (alkres_csv_open(&csv, "fuzz", data, length, &error))
		while (alkres_csv_next(&csv, &error) == ALKRES_CSV_RECORD)
			for (size_t i = 0; i < 70; i++)
				MUST(strlen(alkres_csv_field(&csv, i)) <= 4 * length + 4);
	alkres_csv_close(&csv);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	static const char head[] = "Well,Sample,TargetType,Target,Status,Conc(copies/uL),Accepted "
							   "Droplets,Positives,Negatives,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-,"
							   "MergedWells,FractionalAbundance\n";
	AlkresPlateOptions options = {.droplet_nl = NAN};
	AlkresPlate plate;
	AlkresError error;
	size_t all = sizeof(head) - 1 + length;
	char *text = alkres_alloc(all);

	memcpy(text, head, sizeof(head) - 1);
	memcpy(text + sizeof(head) - 1, data, length);
	read_csv(text + sizeof(head) - 1, length);
	(void) alkres_plate_read("fuzz", text + sizeof(head) - 1, length, &options, &plate, &error);
	alkres_plate_free(&plate);
	options.droplet_nl = 0.85;
	(void) alkres_plate_read(NULL, text, all, &options, &plate, &error);
	alkres_plate_free(&plate);
	fuzz_free_all();
	return 0;
}
