/*
 * quantasoft.c: Bio-Rad's result exports: QuantaSoft (44 or 63 columns), QuantaSoft Analysis Pro,
 * QX Manager, QX ONE and QX600: one row per well and channel.
 */
#include "core/plate/reader.h"

#include <math.h>
#include <string.h>
#include <strings.h>

static const AlkresColumnNames names[ALKRES_COLUMNS] = {
	[ALKRES_COLUMN_WELL] = {"Well", {"well"}},
	[ALKRES_COLUMN_SAMPLE] = {"Sample", {"sample", "sampledescription1", "samplename"}},
	[ALKRES_COLUMN_SAMPLE_TYPE] = {"SampleType", {"sampletype"}},
	[ALKRES_COLUMN_TARGET] = {"Target", {"target", "assay"}},
	[ALKRES_COLUMN_TARGET_TYPE] = {"TargetType", {"targettype", "typeassay"}},
	[ALKRES_COLUMN_DYE] = {"DyeName(s)", {"dyenames", "dyename", "dye"}},
	[ALKRES_COLUMN_EXPERIMENT] = {"Experiment", {"experiment"}},
	[ALKRES_COLUMN_EXPERIMENT_TYPE] = {"ExptType", {"expttype", "experimenttype"}},
	[ALKRES_COLUMN_STATUS] = {"Status", {"status"}},
	[ALKRES_COLUMN_MERGED] = {"MergedWells", {"mergedwells"}},
	[ALKRES_COLUMN_ACCEPTED] = {"AcceptedDroplets", {"accepteddroplets"}},
	[ALKRES_COLUMN_POSITIVES] = {"Positives", {"positives"}},
	[ALKRES_COLUMN_NEGATIVES] = {"Negatives", {"negatives"}},
	[ALKRES_COLUMN_BOTH] = {"Ch1+Ch2+", {"ch1+ch2+"}},
	[ALKRES_COLUMN_FAM_ONLY] = {"Ch1+Ch2-", {"ch1+ch2-"}},
	[ALKRES_COLUMN_HEX_ONLY] = {"Ch1-Ch2+", {"ch1-ch2+"}},
	[ALKRES_COLUMN_NEITHER] = {"Ch1-Ch2-", {"ch1-ch2-"}},
	[ALKRES_COLUMN_CONCENTRATION] = {"Concentration",
									 {"concentration", "conccopiesl", "conccopiesul", "conc"}},
	[ALKRES_COLUMN_POISSON_MIN] = {"PoissonConfMin", {"poissonconfmin", "poissonconfidencemin"}},
	[ALKRES_COLUMN_POISSON_MAX] = {"PoissonConfMax", {"poissonconfmax", "poissonconfidencemax"}},
	[ALKRES_COLUMN_RATIO] = {"Ratio", {"ratio"}},
	[ALKRES_COLUMN_RATIO_MIN] = {"PoissonRatioMin", {"poissonratiomin"}},
	[ALKRES_COLUMN_RATIO_MAX] = {"PoissonRatioMax", {"poissonratiomax"}},
	[ALKRES_COLUMN_ABUNDANCE] = {"FractionalAbundance", {"fractionalabundance"}},
	[ALKRES_COLUMN_ABUNDANCE_MIN] = {"PoissonFractionalAbundanceMin",
									 {"poissonfractionalabundancemin"}},
	[ALKRES_COLUMN_ABUNDANCE_MAX] = {"PoissonFractionalAbundanceMax",
									 {"poissonfractionalabundancemax"}},
	[ALKRES_COLUMN_LINKAGE] = {"Linkage",
							   {"linkage", "copiesullinkedmolecules", "copiesllinkedmolecules"}},
};

static bool
recognise(const AlkresPlateReader *reader)
{
	(void) reader;
	return true;
}

/*
 * QuantaSoft's rows have one field more or less than its header, so a column too many or too few in
 * the header alone would go unseen; but it has no more versions to come, and its headers are known.
 */
static bool
check_whole(AlkresPlateReader *reader)
{
	const AlkresCsv *csv = &reader->csv;
	size_t written = alkres_column_search(csv, "totalconfmax68") >= 0 ? 63
					 : alkres_column_search(csv, "typeassay") >= 0 &&
							 alkres_column_search(csv, "meanamplitudetotal") >= 0
						 ? 44
						 : 0;

	if (written == 0 || csv->field_count == written)
		return true;
	alkres_csv_fail(csv, reader->error, "the header has %zu columns, QuantaSoft writes %zu",
					csv->field_count, written);
	return alkres_hint(reader->error,
					   "Export the file again, or leave only the columns that are needed: see the "
					   "manual.");
}

static bool
read_header(AlkresPlateReader *reader)
{
	const AlkresCsv *csv = &reader->csv;
	AlkresColumns *columns = &reader->columns;
	AlkresError *error = reader->error;
	static const AlkresColumn needed[] = {ALKRES_COLUMN_WELL, ALKRES_COLUMN_SAMPLE,
										  ALKRES_COLUMN_POSITIVES, ALKRES_COLUMNS};

	if (!alkres_columns_find(csv, names, 0, csv->field_count, columns, error))
		return false;
	/* QuantaSoft before Analysis Pro, which has no dyes. */
	reader->ends_open = columns->index[ALKRES_COLUMN_DYE] < 0;
	return (!reader->ends_open || check_whole(reader)) &&
		   alkres_columns_require(csv, names, columns, needed, error) &&
		   alkres_columns_require_either(csv, names, columns, ALKRES_COLUMN_TARGET_TYPE,
										 ALKRES_COLUMN_DYE, error) &&
		   alkres_columns_require_either(csv, names, columns, ALKRES_COLUMN_ACCEPTED,
										 ALKRES_COLUMN_NEGATIVES, error);
}

/* The channel, by the prefix of TargetType or by the dye. */
static bool
read_channel(AlkresPlateReader *reader, AlkresPlateRow *row, bool *is_taken)
{
	const char *type = alkres_plate_text(reader, ALKRES_COLUMN_TARGET_TYPE);
	const char *dye = alkres_plate_text(reader, ALKRES_COLUMN_DYE);

	if (*dye == '\0' && (strncasecmp(type, "Ch1", 3) == 0 || strncasecmp(type, "Ch2", 3) == 0))
		dye = type[2] == '1' ? "FAM" : "HEX";
	if (!alkres_plate_channel(reader, dye, row->target, ALKRES_COLUMN_DYE, row, is_taken))
		return false;
	if (!*is_taken && *dye == '\0' && reader->columns.index[ALKRES_COLUMN_DYE] >= 0)
		return alkres_plate_fail(reader, ALKRES_COLUMN_DYE, "a dye");
	if (row->has_channel || !*is_taken)
		return true;
	alkres_plate_fail(reader, ALKRES_COLUMN_TARGET_TYPE, "Ch1 or Ch2 in front");
	return alkres_hint(reader->error,
					   "Without it, and without a dye name, the channel of a row is not known.");
}

/* The quadrants are those of the first two channels: whether these are what is asked for. */
static bool
is_first_pair(const AlkresPlateOptions *options)
{
	const char *const *names = options->channels;

	if (names[0] == NULL && names[1] == NULL)
		return true;
	return names[0] != NULL && names[1] != NULL && strcasecmp(names[0], "FAM") == 0 &&
		   (strcasecmp(names[1], "HEX") == 0 || strcasecmp(names[1], "VIC") == 0);
}

static bool
read_row(AlkresPlateReader *reader)
{
	AlkresPlateRow row;
	bool is_taken;

	if (!alkres_plate_begin_row(reader, &row) || !read_channel(reader, &row, &is_taken))
		return false;
	if (!is_taken)
		return true;
	if (!alkres_plate_role(reader, ALKRES_COLUMN_TARGET_TYPE, &row.role) ||
		!alkres_plate_role(reader, ALKRES_COLUMN_SAMPLE_TYPE, &row.role) ||
		!alkres_plate_counts(reader, &row))
		return false;
	if (*row.experiment == '\0')
		row.experiment = alkres_plate_text(reader, ALKRES_COLUMN_EXPERIMENT_TYPE);
	for (int i = 0; i < 4; i++)
		if (!alkres_plate_count(reader, (AlkresColumn) (ALKRES_COLUMN_BOTH + i), &row.quadrants[i]))
			return false;
	/* A single target's row has zeros for the quadrants that nobody counted. */
	if (!is_first_pair(reader->options) ||
		(row.accepted > 0 && row.quadrants[0] == 0 && row.quadrants[1] == 0 &&
		 row.quadrants[2] == 0 && row.quadrants[3] == 0))
		for (int i = 0; i < 4; i++)
			row.quadrants[i] = -1;
	return alkres_plate_figures(reader, ALKRES_COLUMN_CONCENTRATION, ALKRES_COLUMN_POISSON_MIN,
								ALKRES_COLUMN_POISSON_MAX, &row.concentration) &&
		   alkres_plate_figures(reader, ALKRES_COLUMN_ABUNDANCE, ALKRES_COLUMN_ABUNDANCE_MIN,
								ALKRES_COLUMN_ABUNDANCE_MAX, &row.abundance) &&
		   alkres_plate_figures(reader, ALKRES_COLUMN_RATIO, ALKRES_COLUMN_RATIO_MIN,
								ALKRES_COLUMN_RATIO_MAX, &row.ratio) &&
		   alkres_plate_figure(reader, ALKRES_COLUMN_LINKAGE, &row.linkage) &&
		   alkres_plate_add(reader, &row);
}

/* Whether a figure can be the print's: equal to its last digit, which single precision can have
 * moved. */
static bool
can_print(double computed, AlkresFigure printed)
{
	double open = fmax(printed.half_unit, ALKRES_SINGLE_PRECISION * fabs(printed.value));

	return fabs(computed - printed.value) <= open * (1 + 1e-9);
}

/* Limits that were printed tell for the one method of two that can print them; what both can, or
 * neither, tells nothing. */
static void
count_telling(const AlkresPrintedFigures *printed, const AlkresEstimate by_method[2], double unit,
			  size_t telling[2])
{
	const AlkresFigure limits[2] = {printed->lower, printed->upper};

	for (int i = 0; i < 2; i++)
	{
		bool can[2];

		if (isnan(limits[i].value) || isnan(limits[i].half_unit))
			continue;
		for (int m = 0; m < 2; m++)
			can[m] =
				can_print(unit * (i == 0 ? by_method[m].lower : by_method[m].upper), limits[i]);
		telling[0] += can[0] && !can[1];
		telling[1] += can[1] && !can[0];
	}
}

/*
 * QX Manager 2 prints other limits of abundance and ratio than the software before it, under the
 * same header: which, the prints tell whose digits are fine enough.
 */
static bool
finish(AlkresPlateReader *reader)
{
	static const AlkresDropletMethod methods[2] = {ALKRES_DROPLETS_BIORAD, ALKRES_DROPLETS_EXACT};
	AlkresPlate *plate = reader->plate;
	size_t telling[2] = {0, 0};

	for (size_t i = 0; i < plate->count; i++)
	{
		const AlkresWell *well = &plate->wells[i];
		AlkresEstimate abundance[2];
		AlkresEstimate ratio[2];

		if (!well->has_droplets)
			continue;
		for (int m = 0; m < 2; m++)
			if (!alkres_fractional_abundance(&well->droplets, ALKRES_FAM, methods[m], 0.95,
											 &abundance[m], reader->error) ||
				!alkres_droplet_ratio(&well->droplets, ALKRES_FAM, methods[m], 0.95, &ratio[m],
									  reader->error))
				return false;
		count_telling(&well->abundance, abundance, 100, telling);
		count_telling(&well->ratio, ratio, 1, telling);
	}
	if (telling[1] > telling[0])
		plate->method = "exact";
	return true;
}

const AlkresLayout alkres_layout_quantasoft = {
	.instrument = "biorad",
	.method = "biorad",
	.names = names,
	.volumes = {ALKRES_DEFAULT_DROPLET_NL, ALKRES_OLD_DROPLET_NL},
	.recognise = recognise,
	.read_header = read_header,
	.read_row = read_row,
	.finish = finish};
