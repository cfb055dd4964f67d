/*
 * naica.c: results of Stilla's naica system, exported by Crystal Miner: a row per chamber, and for
 * each channel the columns "Blue_Channel_NumberOfPositiveDroplets", "..._NumberOfNegativeDroplets",
 * "..._Concentration" and, where somebody wrote them in, "..._Target".  Channels are colours: FAM
 * is blue, HEX green.  The chamber is "1-A1", chip and well, in a column of its own or the second.
 * The volume of a droplet differs by chip and software, and follows from the printed concentration.
 */
#include "core/plate/reader.h"

#include <string.h>
#include <strings.h>

static const AlkresColumnNames names[ALKRES_COLUMNS] = {
	[ALKRES_COLUMN_WELL] = {"Well", {"well", "wellname", "chamberid", "chamber", "position"}},
	[ALKRES_COLUMN_SAMPLE] = {"SampleName", {"samplename", "sample"}},
	[ALKRES_COLUMN_TARGET] = {"Channel_Target", {NULL}},
	[ALKRES_COLUMN_POSITIVES] = {"Channel_NumberOfPositiveDroplets", {NULL}},
	[ALKRES_COLUMN_NEGATIVES] = {"Channel_NumberOfNegativeDroplets", {NULL}},
	[ALKRES_COLUMN_CONCENTRATION] = {"Channel_Concentration", {NULL}},
	[ALKRES_COLUMN_ACCEPTED] = {"the droplets of both kinds", {NULL}},
};

static const AlkresDyeName colours[] = {
	{"Blue", ALKRES_FAM}, {"Green", ALKRES_HEX}, {NULL, ALKRES_FAM}};

/* The colour in front of "_Channel_" and the column behind it; false for another column. */
static bool
channel_column(const char *title, char colour[32], AlkresColumn *column)
{
	static const struct
	{
		const char *name;
		AlkresColumn column;
	} columns[] = {{"numberofpositivedroplets", ALKRES_COLUMN_POSITIVES},
				   {"numberofnegativedroplets", ALKRES_COLUMN_NEGATIVES},
				   {"concentration", ALKRES_COLUMN_CONCENTRATION},
				   {"target", ALKRES_COLUMN_TARGET}};
	char name[ALKRES_COLUMN_NAME];
	char *channel;
	size_t length;

	alkres_column_normalise(title, name);
	channel = strstr(name, "channel");
	title += strspn(title, " ");
	length = strcspn(title, "_. ");
	if (channel == NULL || channel == name || length == 0 || length >= 32 ||
		length != (size_t) (channel - name))
		return false;
	memcpy(colour, title, length);
	colour[length] = '\0';
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
	{
		*column = columns[i].column;
		if (strcmp(channel + strlen("channel"), columns[i].name) == 0)
			return true;
	}
	return false;
}

static bool
recognise(const AlkresPlateReader *reader)
{
	char colour[32];
	AlkresColumn column;

	for (size_t i = 0; i < reader->csv.field_count; i++)
		if (channel_column(alkres_csv_field(&reader->csv, i), colour, &column) &&
			column == ALKRES_COLUMN_POSITIVES)
			return true;
	return false;
}

/* The block of a colour, made when first seen; NULL for one too many. */
static AlkresPlateBlock *
block_of_colour(AlkresPlateReader *reader, const char *colour)
{
	AlkresPlateBlock *block;

	for (size_t i = 0; i < reader->block_count; i++)
		if (strcasecmp(reader->blocks[i].dye, colour) == 0)
			return &reader->blocks[i];
	if (reader->block_count == ALKRES_PLATE_BLOCKS)
		return NULL;
	block = &reader->blocks[reader->block_count++];
	*block = (AlkresPlateBlock){.dye = alkres_plate_keep(reader->plate, colour)};
	alkres_columns_clear(&block->columns);
	return block;
}

static bool
read_header(AlkresPlateReader *reader)
{
	static const AlkresColumn needed[] = {ALKRES_COLUMN_SAMPLE, ALKRES_COLUMNS};
	static const AlkresColumn needed_of_colour[] = {ALKRES_COLUMN_POSITIVES,
													ALKRES_COLUMN_NEGATIVES, ALKRES_COLUMNS};
	const AlkresCsv *csv = &reader->csv;

	if (!alkres_plate_header(reader, names, needed))
		return false;
	if (reader->columns.index[ALKRES_COLUMN_WELL] < 0)
		reader->columns.index[ALKRES_COLUMN_WELL] = 1;
	for (size_t i = 0; i < csv->field_count; i++)
	{
		char colour[32];
		AlkresColumn column;
		AlkresPlateBlock *block;

		if (!channel_column(alkres_csv_field(csv, i), colour, &column))
			continue;
		block = block_of_colour(reader, colour);
		if (block == NULL)
			return alkres_csv_fail(csv, reader->error, "there are more than %d channels",
								   ALKRES_PLATE_BLOCKS);
		if (block->columns.index[column] >= 0)
			return alkres_csv_fail(csv, reader->error,
								   "column \"%s\" of channel \"%s\" is there twice",
								   names[column].shown, block->dye);
		block->columns.index[column] = (int) i;
	}
	for (size_t i = 0; i < reader->block_count; i++)
		if (!alkres_columns_require(csv, names, &reader->blocks[i].columns, needed_of_colour,
									reader->error))
			return false;
	return true;
}

/* "1-A1" as chip and well. */
static bool
read_chamber(AlkresPlateReader *reader, AlkresPlateRow *row)
{
	const char *text = alkres_plate_field(reader, ALKRES_COLUMN_WELL);
	size_t digits;
	char chip[16];

	text += strspn(text, " ");
	digits = strspn(text, "0123456789");
	row->plate = NULL;
	if (digits > 0 && digits < sizeof(chip) && text[digits] == '-')
	{
		memcpy(chip, text, digits);
		chip[digits] = '\0';
		row->plate = alkres_plate_keep(reader->plate, chip);
		text += digits + 1;
	}
	return alkres_well_name(text, reader->well) ||
		   alkres_plate_fail(reader, ALKRES_COLUMN_WELL, "a chamber such as 1-A1");
}

/* The channel whose columns are in force; one without counts was not measured in this chamber. */
static bool
read_channel(AlkresPlateReader *reader, const AlkresPlateBlock *block, AlkresPlateRow *row)
{
	bool is_taken;

	row->target = alkres_plate_field(reader, ALKRES_COLUMN_TARGET);
	if (!alkres_plate_counts(reader, row))
		return false;
	if (row->positives < 0)
		return true;
	if (!alkres_plate_channel(reader, block->dye, row->target, ALKRES_COLUMNS, row, &is_taken))
		return false;
	if (*row->target == '\0')
		row->target = block->dye;
	return !is_taken ||
		   (alkres_plate_figure(reader, ALKRES_COLUMN_CONCENTRATION, &row->concentration.value) &&
			alkres_plate_add(reader, row));
}

static bool
read_row(AlkresPlateReader *reader)
{
	AlkresColumns common = reader->columns;
	AlkresPlateRow row;
	bool done = true;

	alkres_plate_blank_row(reader, &row);
	row.sample += strspn(row.sample, " ");
	if (!read_chamber(reader, &row))
		return false;
	for (size_t i = 0; i < reader->block_count && done; i++)
	{
		AlkresPlateRow own = row;

		reader->columns = reader->blocks[i].columns;
		done = read_channel(reader, &reader->blocks[i], &own);
	}
	reader->columns = common;
	return done;
}

const AlkresLayout alkres_layout_naica = {.instrument = "naica",
										  .method = NULL,
										  .names = names,
										  .dyes = colours,
										  .volume_by_well = true,
										  .volume_is_common = true,
										  .recognise = recognise,
										  .read_header = read_header,
										  .read_row = read_row};
