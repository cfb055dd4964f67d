/*
 * qiacuity.c: exports of Qiagen's QIAcuity Software Suite: without a type of the sample (the well
 * in a column without a name), with one and a plate ID, and that of suite 2 with plate names and
 * volumes.  No dye is named: the first target of a well is FAM's.  The volume of a partition
 * differs by well and plate lot, and follows from the printed concentration.
 */
#include "core/plate/reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/text/printed.h"

static const AlkresColumnNames names[ALKRES_COLUMNS] = {
	[ALKRES_COLUMN_PLATE] = {"Plate name", {"platename"}},
	[ALKRES_COLUMN_WELL] = {"Well", {"well", "x", ""}},
	[ALKRES_COLUMN_SAMPLE] = {"Sample/NTC/Control", {"samplentccontrol"}},
	[ALKRES_COLUMN_SAMPLE_TYPE] = {"Type", {"type"}},
	[ALKRES_COLUMN_TARGET_TYPE] = {"Control type", {"controltype", "targetcontrol"}},
	[ALKRES_COLUMN_TARGET] = {"Target", {"targetname", "target"}},
	[ALKRES_COLUMN_EXPERIMENT] = {"Reaction Mix", {"reactionmix"}},
	[ALKRES_COLUMN_ACCEPTED] = {"Partitions (valid)", {"partitionsvalid"}},
	[ALKRES_COLUMN_POSITIVES] = {"Partitions (positive)", {"partitionspositive"}},
	[ALKRES_COLUMN_NEGATIVES] = {"Partitions (negative)", {"partitionsnegative"}},
	[ALKRES_COLUMN_CONCENTRATION] = {"Concentration",
									 {"conccpldpcrreaction", "concentrationcopiesl", "conccopiesl",
									  "conccpuldpcrreaction", "conccopiesul"}},
	[ALKRES_COLUMN_FINE_CONCENTRATION] = {"Conc. [cp/mL]", {"conccpmldpcrreaction"}},
	[ALKRES_COLUMN_PRECISION] = {"CI (95%)", {"ci95%dpcrreaction", "ci95%"}},
};

static bool
recognise(const AlkresPlateReader *reader)
{
	return alkres_column_search(&reader->csv, "partitionspositive") >= 0 ||
		   alkres_column_search(&reader->csv, "partitionsvalid") >= 0;
}

/* A second "CI (95%)" is that of the mean of replicates: it stands behind "Mean conc.". */
static size_t
own_columns(const AlkresCsv *csv)
{
	for (size_t i = 0; i < csv->field_count; i++)
	{
		char name[ALKRES_COLUMN_NAME];

		alkres_column_normalise(alkres_csv_field(csv, i), name);
		if (strncmp(name, "meanconc", 8) == 0)
			return i;
	}
	return csv->field_count;
}

static bool
read_header(AlkresPlateReader *reader)
{
	const AlkresCsv *csv = &reader->csv;
	AlkresColumns *columns = &reader->columns;
	AlkresError *error = reader->error;
	static const AlkresColumn needed[] = {ALKRES_COLUMN_WELL, ALKRES_COLUMN_SAMPLE,
										  ALKRES_COLUMN_TARGET, ALKRES_COLUMN_POSITIVES,
										  ALKRES_COLUMNS};
	size_t own = own_columns(csv);
	size_t behind = own + 2 < csv->field_count ? own + 2 : csv->field_count;

	if (own < csv->field_count && behind < csv->field_count)
	{
		char name[ALKRES_COLUMN_NAME];

		/* Without its "CI (95%)" beside it the mean's column stands alone. */
		alkres_column_normalise(alkres_csv_field(csv, own + 1), name);
		if (strcmp(name, "ci95%") != 0)
			behind = own + 1;
	}
	return alkres_columns_find(csv, names, 0, own, columns, error) &&
		   alkres_columns_find(csv, names, behind, csv->field_count, columns, error) &&
		   alkres_columns_require(csv, names, columns, needed, error) &&
		   alkres_columns_require_either(csv, names, columns, ALKRES_COLUMN_ACCEPTED,
										 ALKRES_COLUMN_NEGATIVES, error);
}

/* "4.1%": half the interval's width in percent of the value. */
static bool
read_interval(AlkresPlateReader *reader, AlkresPrintedFigures *concentration)
{
	const char *text = alkres_plate_field(reader, ALKRES_COLUMN_PRECISION);
	size_t length = strlen(text);
	char percent[32];
	double half;

	if (length > 0 && text[length - 1] == '%')
		length--;
	if (length >= sizeof(percent))
		return alkres_plate_fail(reader, ALKRES_COLUMN_PRECISION, "a percentage");
	memcpy(percent, text, length);
	percent[length] = '\0';
	if (alkres_printed_number(percent, reader->decimal_comma, &half) == ALKRES_PRINTED_WRONG ||
		half < 0)
		return alkres_plate_fail(reader, ALKRES_COLUMN_PRECISION, "a percentage");
	if (isnan(half))
		return true;
	concentration->lower.value = concentration->value.value * (1 - half / 100);
	concentration->upper.value = concentration->value.value * (1 + half / 100);
	return true;
}

/* The concentration, in more digits where the file has it per mL too. */
static bool
read_concentration(AlkresPlateReader *reader, AlkresPlateRow *row)
{
	AlkresFigure fine;
	AlkresFigure *value = &row->concentration.value;

	if (!alkres_plate_figure(reader, ALKRES_COLUMN_CONCENTRATION, value) ||
		!alkres_plate_figure(reader, ALKRES_COLUMN_FINE_CONCENTRATION, &fine))
		return false;
	if (isnan(fine.value))
		return read_interval(reader, &row->concentration);
	/* Both are one number: a little more than rounding apart they are not. */
	if (!isnan(value->value) &&
		fabs(fine.value / 1000 - value->value) > 1.1 * value->half_unit + 1e-9 * value->value)
		return alkres_plate_fail(reader, ALKRES_COLUMN_FINE_CONCENTRATION,
								 "a thousand times the concentration per uL");
	*value = (AlkresFigure){fine.value / 1000, fine.half_unit / 1000};
	return read_interval(reader, &row->concentration);
}

static bool
read_row(AlkresPlateReader *reader)
{
	const char *plate = alkres_plate_text(reader, ALKRES_COLUMN_PLATE);
	AlkresPlateRow row;
	bool is_taken;

	if (!alkres_plate_begin_row(reader, &row))
		return false;
	/* Named on the first row of a plate only. */
	if (*plate != '\0' && strcmp(plate, "-") != 0)
		reader->plate_name = alkres_plate_keep(reader->plate, plate);
	row.plate = reader->plate_name;
	if (!alkres_plate_channel(reader, "", row.target, ALKRES_COLUMN_TARGET, &row, &is_taken))
		return false;
	if (!is_taken)
		return true;
	if (!alkres_plate_role(reader, ALKRES_COLUMN_SAMPLE_TYPE, &row.role) ||
		!alkres_plate_role(reader, ALKRES_COLUMN_TARGET_TYPE, &row.role) ||
		!alkres_plate_counts(reader, &row) || !read_concentration(reader, &row))
		return false;
	return alkres_plate_add(reader, &row);
}

const AlkresLayout alkres_layout_qiacuity = {.instrument = "qiacuity",
											 .method = "wald_lambda",
											 .names = names,
											 .volume_by_well = true,
											 .recognise = recognise,
											 .read_header = read_header,
											 .read_row = read_row};
