/* row.c: the fields of a row, checked, and the texts that a plate keeps: what the layouts share. */
#include "core/plate/reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/memory.h"
#include "core/text/printed.h"

const char *
alkres_plate_keep(AlkresPlate *plate, const char *text)
{
	size_t length = strlen(text);
	AlkresPlateText *copy;

	if (length == 0)
		return NULL;
	copy = alkres_alloc(sizeof(AlkresPlateText) + length + 1);
	memcpy(copy->text, text, length + 1);
	copy->next = plate->texts;
	plate->texts = copy;
	return copy->text;
}

bool
alkres_plate_header(AlkresPlateReader *reader, const AlkresColumnNames *names,
					const AlkresColumn *needed)
{
	const AlkresCsv *csv = &reader->csv;

	return alkres_columns_find(csv, names, 0, csv->field_count, &reader->columns, reader->error) &&
		   alkres_columns_require(csv, names, &reader->columns, needed, reader->error);
}

const char *
alkres_plate_field(const AlkresPlateReader *reader, AlkresColumn column)
{
	int index = reader->columns.index[column];

	return index < 0 ? "" : alkres_csv_field(&reader->csv, (size_t) index);
}

const char *
alkres_plate_text(const AlkresPlateReader *reader, AlkresColumn column)
{
	const char *text = alkres_plate_field(reader, column);

	return strcmp(text, "NA") == 0 ? "" : text;
}

bool
alkres_plate_fail(AlkresPlateReader *reader, AlkresColumn column, const char *expected)
{
	char shown[ALKRES_SHOWN];

	alkres_csv_fail(&reader->csv, reader->error, "well %s: \"%s\" is \"%s\", expected %s",
					reader->well, reader->layout->names[column].shown,
					alkres_shown(alkres_plate_field(reader, column), shown), expected);
	return alkres_detail(reader->error, "Record %llu of the file, field %d.",
						 (unsigned long long) reader->csv.record,
						 reader->columns.index[column] + 1);
}

bool
alkres_well_name(const char *text, char buffer[ALKRES_WELL_NAME])
{
	char row[3] = "";
	size_t letters = 0;
	int column = 0;
	size_t digits = 0;

	while (*text == ' ')
		text++;
	while (letters < 2 && ((*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z')))
		row[letters++] = (char) (*text++ & ~0x20);
	while (digits < 4 && *text >= '0' && *text <= '9')
	{
		column = 10 * column + (*text++ - '0');
		digits++;
	}
	while (*text == ' ')
		text++;
	if (letters == 0 || digits == 0 || *text != '\0' || column < 1 || column > 999)
		return false;
	snprintf(buffer, ALKRES_WELL_NAME, "%s%02d", row, column % 1000);
	return true;
}

bool
alkres_plate_count(AlkresPlateReader *reader, AlkresColumn column, int64_t *value)
{
	const char *text = alkres_plate_field(reader, column);

	if (alkres_printed_whole(text, reader->decimal_comma, value) != ALKRES_PRINTED_WRONG)
		return true;
	alkres_plate_fail(reader, column, "a whole number");
	return strchr(text, ',') == NULL
			   ? false
			   : alkres_hint(reader->error, "Export the file without digit grouping.");
}

bool
alkres_plate_figure(AlkresPlateReader *reader, AlkresColumn column, AlkresFigure *figure)
{
	const char *text = alkres_plate_field(reader, column);

	switch (alkres_printed_number(text, reader->decimal_comma, &figure->value))
	{
		case ALKRES_PRINTED_NUMBER:
			figure->half_unit = alkres_printed_half_unit(text);
			return true;
		case ALKRES_PRINTED_NOTHING:
			figure->half_unit = NAN;
			return true;
		case ALKRES_PRINTED_WRONG:
			break;
	}
	alkres_plate_fail(reader, column, "a number");
	return strchr(text, ',') == NULL
			   ? false
			   : alkres_hint(reader->error,
							 "A comma is a decimal mark only where semicolons or tabs separate the "
							 "fields: export the file with decimal points.");
}

bool
alkres_plate_figures(AlkresPlateReader *reader, AlkresColumn value, AlkresColumn lower,
					 AlkresColumn upper, AlkresPrintedFigures *figures)
{
	const AlkresFigure *v = &figures->value;
	const AlkresFigure *l = &figures->lower;
	const AlkresFigure *u = &figures->upper;

	if (!alkres_plate_figure(reader, value, &figures->value) ||
		!alkres_plate_figure(reader, lower, &figures->lower) ||
		!alkres_plate_figure(reader, upper, &figures->upper))
		return false;
	/* Limits that are none betray columns that were moved. */
	if (isnan(v->value) && (!isnan(l->value) || !isnan(u->value)))
		return alkres_plate_fail(reader, value, "a number, as there are limits of it");
	if (l->value - l->half_unit > v->value + v->half_unit)
		return alkres_plate_fail(reader, lower, "a limit below the value");
	if (u->value + u->half_unit < v->value - v->half_unit)
		return alkres_plate_fail(reader, upper, "a limit above the value");
	return true;
}

/* The role behind Ch1 or Ch2, or that of a column of its own. */
bool
alkres_plate_role(AlkresPlateReader *reader, AlkresColumn column, const char **role)
{
	static const struct
	{
		const char *name;
		const char *role;
	} roles[] = {{"", "unknown"},
				 {"-", "unknown"},
				 {"Unknown", "unknown"},
				 {"Sample", "unknown"},
				 {"NTC", "ntc"},
				 {"Blank", "ntc"},
				 {"Non Template Control", "ntc"},
				 {"No Template Control", "ntc"},
				 {"Positive Control", "positive_control"},
				 {"PositiveControl", "positive_control"},
				 {"PosCtrl", "positive_control"},
				 {"Positive", "positive_control"},
				 {"Control", "positive_control"}, /* QIAcuity: what is no sample and no NTC */
				 {"Negative Control", "negative_control"},
				 {"NegativeControl", "negative_control"},
				 {"NegCtrl", "negative_control"},
				 {"Negative", "negative_control"},
				 {"Reference", "reference"},
				 {"Ref", "reference"}};
	const char *text = alkres_plate_text(reader, column);

	if (strncasecmp(text, "Ch1", 3) == 0 || strncasecmp(text, "Ch2", 3) == 0)
		text += 3;
	while (*text == ' ')
		text++;
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
	{
		if (strcasecmp(text, roles[i].name) == 0)
		{
			if (strcmp(roles[i].role, "unknown") != 0)
				*role = roles[i].role;
			return true;
		}
	}
	alkres_plate_fail(reader, column,
					  "Unknown, Reference, NTC, Positive Control or Negative Control");
	return alkres_hint(reader->error,
					   "Words of your own belong into the sample's description: set the type in "
					   "the instrument's software, or leave the field empty for Unknown.");
}

void
alkres_plate_blank_row(AlkresPlateReader *reader, AlkresPlateRow *row)
{
	static const AlkresFigure none = {NAN, NAN};
	static const AlkresPrintedFigures nothing = {{NAN, NAN}, {NAN, NAN}, {NAN, NAN}};

	*row = (AlkresPlateRow){.line = reader->csv.line,
							.plate = "",
							.well = reader->well,
							.sample = alkres_plate_text(reader, ALKRES_COLUMN_SAMPLE),
							.experiment = alkres_plate_text(reader, ALKRES_COLUMN_EXPERIMENT),
							.merged = alkres_plate_text(reader, ALKRES_COLUMN_MERGED),
							.target = alkres_plate_field(reader, ALKRES_COLUMN_TARGET),
							.status = alkres_plate_text(reader, ALKRES_COLUMN_STATUS),
							.role = "unknown",
							.accepted = -1,
							.positives = -1,
							.quadrants = {-1, -1, -1, -1},
							.droplet_nl = NAN,
							.volume_ul = NAN,
							.concentration = nothing,
							.abundance = nothing,
							.ratio = nothing,
							.linkage = none};
	snprintf(reader->well, sizeof(reader->well), "?");
}

bool
alkres_plate_begin_row(AlkresPlateReader *reader, AlkresPlateRow *row)
{
	alkres_plate_blank_row(reader, row);
	return alkres_well_name(alkres_plate_field(reader, ALKRES_COLUMN_WELL), reader->well) ||
		   alkres_plate_fail(reader, ALKRES_COLUMN_WELL, "a well such as A01");
}

bool
alkres_plate_counts(AlkresPlateReader *reader, AlkresPlateRow *row)
{
	const AlkresColumnNames *names = reader->layout->names;
	int64_t negatives;

	if (!alkres_plate_count(reader, ALKRES_COLUMN_ACCEPTED, &row->accepted) ||
		!alkres_plate_count(reader, ALKRES_COLUMN_POSITIVES, &row->positives) ||
		!alkres_plate_count(reader, ALKRES_COLUMN_NEGATIVES, &negatives))
		return false;
	if (row->positives >= 0 && row->accepted < 0 && negatives >= 0)
		row->accepted = row->positives + negatives;
	if (row->positives >= 0 && row->accepted < 0)
		return alkres_plate_fail(reader, ALKRES_COLUMN_ACCEPTED, "the number accepted");
	if (row->positives < 0 && (row->accepted > 0 || negatives > 0))
		return alkres_plate_fail(reader, ALKRES_COLUMN_POSITIVES, "a count, as the row has others");
	if (row->positives > row->accepted)
		return alkres_csv_fail(&reader->csv, reader->error,
							   "well %s: %lld positive are more than the %lld accepted",
							   reader->well, (long long) row->positives, (long long) row->accepted);
	if (row->positives >= 0 && negatives >= 0 && row->positives + negatives != row->accepted)
	{
		alkres_csv_fail(&reader->csv, reader->error, "well %s: %s and %s sum to %lld, %s is %lld",
						reader->well, names[ALKRES_COLUMN_POSITIVES].shown,
						names[ALKRES_COLUMN_NEGATIVES].shown,
						(long long) (row->positives + negatives),
						names[ALKRES_COLUMN_ACCEPTED].shown, (long long) row->accepted);
		return alkres_hint(reader->error,
						   "The file was changed after its export: export it again.");
	}
	return true;
}

/* Whether the options name this dye or target, and as which channel. */
static bool
chosen(const AlkresPlateOptions *options, const char *dye, const char *target,
	   AlkresChannel *channel)
{
	int open = -1;

	for (int i = 0; i < 2; i++)
	{
		const char *name = options->channels[i];

		if (name == NULL)
			open = i;
		else if (strcasecmp(name, target) == 0 || strcasecmp(name, dye) == 0)
		{
			*channel = (AlkresChannel) i;
			return true;
		}
	}
	if (open >= 0)
		*channel = (AlkresChannel) open;
	return open >= 0;
}

bool
alkres_plate_channel(AlkresPlateReader *reader, const char *dye, const char *target,
					 AlkresColumn column, AlkresPlateRow *row, bool *is_taken)
{
	static const AlkresDyeName usual[] = {{"FAM", ALKRES_FAM},
										  {"EvaGreen", ALKRES_FAM},
										  {"HEX", ALKRES_HEX},
										  {"VIC", ALKRES_HEX},
										  {NULL, ALKRES_FAM}};
	const AlkresDyeName *dyes = reader->layout->dyes == NULL ? usual : reader->layout->dyes;

	*is_taken = true;
	row->has_channel = true;
	if (reader->options->channels[0] != NULL || reader->options->channels[1] != NULL)
	{
		*is_taken = chosen(reader->options, dye, target, &row->channel);
		return true;
	}
	for (; dyes->name != NULL; dyes++)
	{
		if (strcasecmp(dye, dyes->name) == 0)
		{
			row->channel = dyes->channel;
			return true;
		}
	}
	row->has_channel = false;
	if (*dye == '\0')
		return true;
	if (column < ALKRES_COLUMNS)
		alkres_plate_fail(reader, column, "FAM or HEX (VIC)");
	else
	{
		char shown[ALKRES_SHOWN];

		alkres_csv_fail(&reader->csv, reader->error, "dye \"%s\" is neither FAM nor HEX (VIC)",
						alkres_shown(dye, shown));
	}
	return alkres_hint(reader->error,
					   "Name the two dyes or targets to take in the argument channels.");
}

bool
alkres_plate_choose_blocks(AlkresPlateReader *reader)
{
	bool by_options = reader->options->channels[0] != NULL || reader->options->channels[1] != NULL;
	size_t taken = 0;

	for (size_t i = 0; i < reader->block_count; i++)
	{
		AlkresPlateBlock *block = &reader->blocks[i];
		AlkresPlateRow row;

		if (!alkres_plate_channel(reader, block->dye == NULL ? "" : block->dye,
								  block->target == NULL ? "" : block->target, ALKRES_COLUMNS, &row,
								  &block->is_taken))
			return false;
		/* Without dyes the first is FAM, the second HEX. */
		block->channel = row.has_channel ? row.channel : (AlkresChannel) (i == 0 ? 0 : 1);
		taken += block->is_taken;
	}
	if (taken > 2 || (taken == 2 && reader->block_count > 1 && !by_options &&
					  reader->blocks[0].channel == reader->blocks[1].channel))
	{
		alkres_csv_fail(&reader->csv, reader->error, "there are %zu dyes or targets", taken);
		return alkres_hint(reader->error,
						   "Name the two to take in the argument channels, for example "
						   "'{FAM,VIC}' or '{Target 1,Target 3}'.");
	}
	if (taken == 0)
	{
		alkres_csv_fail(&reader->csv, reader->error,
						"it has none of the dyes or targets in channels");
		return alkres_hint(reader->error, "They are written as in the file.");
	}
	return true;
}
