/*
 * qiacuity_occupancy.c: the multiple occupancy export of Qiagen's QIAcuity Software Suite (2.5 and
 * 3.1): a row per well and combination of targets, "++-", with the number of partitions that show
 * it.  It is the one export of QIAcuity that has the quadrants.
 *
 * Group has a sign for each of the "Target names" and of the "Categories", which are the channels'
 * colours.  The volume of a partition is the ratio of a printed Lambda and its concentration, and
 * for all wells of a plate the well's volume over one number of partitions.
 */
#include "core/plate/reader.h"

#include <math.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/text/printed.h"

static const AlkresColumnNames names[ALKRES_COLUMNS] = {
	[ALKRES_COLUMN_PLATE] = {"Plate name", {"platename"}},
	[ALKRES_COLUMN_WELL] = {"Well", {"well"}},
	[ALKRES_COLUMN_MERGED] = {"Hyperwell", {"hyperwell"}},
	[ALKRES_COLUMN_EXPERIMENT] = {"Reaction Mix name", {"reactionmixname"}},
	[ALKRES_COLUMN_SAMPLE] = {"Sample name", {"samplename"}},
	[ALKRES_COLUMN_TARGET] = {"Target names", {"targetnames"}},
	[ALKRES_COLUMN_DYE] = {"Categories", {"categories"}},
	[ALKRES_COLUMN_TARGET_TYPE] = {"Group", {"group"}},
	[ALKRES_COLUMN_ACCEPTED] = {"Valid partitions", {"validpartitions"}},
	[ALKRES_COLUMN_VOLUME] = {"Volume per well", {"volumeperwelll", "volumeperwellul"}},
	[ALKRES_COLUMN_COUNT] = {"Count categories", {"countcategories"}},
	[ALKRES_COLUMN_LAMBDA] = {"Lambda", {"lambda"}},
	[ALKRES_COLUMN_CONCENTRATION] = {"Conc. per group", {"concpergroupcpl", "concpergroupcpul"}},
};

static const AlkresDyeName colours[] = {{"Green", ALKRES_FAM},
										{"G", ALKRES_FAM},
										{"Yellow", ALKRES_HEX},
										{"Y", ALKRES_HEX},
										{NULL, ALKRES_FAM}};

static bool
recognise(const AlkresPlateReader *reader)
{
	return alkres_column_search(&reader->csv, "countcategories") >= 0;
}

static bool
read_header(AlkresPlateReader *reader)
{
	static const AlkresColumn needed[] = {
		ALKRES_COLUMN_WELL,     ALKRES_COLUMN_SAMPLE, ALKRES_COLUMN_TARGET,      ALKRES_COLUMN_DYE,
		ALKRES_COLUMN_ACCEPTED, ALKRES_COLUMN_COUNT,  ALKRES_COLUMN_TARGET_TYPE, ALKRES_COLUMNS};

	return alkres_plate_header(reader, names, needed);
}

/* The next of a list, kept; empty behind the last. */
static const char *
next_name(AlkresPlateReader *reader, const char **list, char separator)
{
	const char *start = *list;
	const char *end = strchr(start, separator);
	size_t length = end == NULL ? strlen(start) : (size_t) (end - start);
	char *name = alkres_alloc(length + 1);
	const char *kept;

	memcpy(name, start, length);
	name[length] = '\0';
	*list = end == NULL ? start + length : end + 1;
	kept = alkres_plate_keep(reader->plate, name);
	alkres_free(name);
	return kept == NULL ? "" : kept;
}

/* Targets and colours of the row as blocks; its wells can have others than those before. */
static bool
read_targets(AlkresPlateReader *reader)
{
	const char *group = alkres_plate_field(reader, ALKRES_COLUMN_TARGET_TYPE);
	const char *targets = alkres_plate_field(reader, ALKRES_COLUMN_TARGET);
	const char *dyes = alkres_plate_field(reader, ALKRES_COLUMN_DYE);
	size_t count = strlen(group);
	AlkresPlateRow row;

	if (count == 0 || count > ALKRES_PLATE_BLOCKS || group[strspn(group, "+-")] != '\0')
		return alkres_plate_fail(reader, ALKRES_COLUMN_TARGET_TYPE, "a + or - for each target");
	if (reader->block_count == count && strcmp(reader->block_targets, targets) == 0 &&
		strcmp(reader->block_dyes, dyes) == 0)
		return true;
	if (!alkres_plate_end_counting(reader))
		return false;
	reader->block_targets = alkres_plate_keep(reader->plate, targets);
	reader->block_dyes = alkres_plate_keep(reader->plate, dyes);
	reader->block_count = 0;
	reader->is_left_out = true;
	while (reader->block_count < count)
	{
		AlkresPlateBlock *block = &reader->blocks[reader->block_count++];

		*block = (AlkresPlateBlock){.target = next_name(reader, &targets, ','),
									.dye = next_name(reader, &dyes, '-')};
		if (*block->target == '\0' || *block->dye == '\0')
			return alkres_plate_fail(
				reader, *block->target == '\0' ? ALKRES_COLUMN_TARGET : ALKRES_COLUMN_DYE,
				"a name for each sign of the group");
		if (!alkres_plate_channel(reader, block->dye, block->target, ALKRES_COLUMNS, &row,
								  &block->is_taken))
			return false;
		reader->is_left_out &= !block->is_taken;
	}
	if (*targets != '\0' || *dyes != '\0')
		return alkres_plate_fail(reader,
								 *targets != '\0' ? ALKRES_COLUMN_TARGET : ALKRES_COLUMN_DYE,
								 "as many names as the group has signs");
	/* A reaction mix without the targets that are asked for is left out. */
	return reader->is_left_out || alkres_plate_choose_blocks(reader);
}

/* What the row says of the number of partitions that the instrument divides the well's volume by:
 * the finest print counts, the others have to agree with it. */
static bool
read_volume(AlkresPlateReader *reader, AlkresPlateRow *row)
{
	AlkresFigure volume;
	AlkresFigure lambda;
	AlkresFigure concentration;
	double partitions;
	double open;

	if (!alkres_plate_figure(reader, ALKRES_COLUMN_VOLUME, &volume) ||
		!alkres_plate_figure(reader, ALKRES_COLUMN_LAMBDA, &lambda) ||
		!alkres_plate_figure(reader, ALKRES_COLUMN_CONCENTRATION, &concentration))
		return false;
	row->volume_ul = volume.value;
	if (!(volume.value > 0 && lambda.value > 0 && concentration.value > 0))
		return true;
	partitions = volume.value * concentration.value / lambda.value;
	open = partitions *
		   (lambda.half_unit / lambda.value + concentration.half_unit / concentration.value + 1e-9);
	if (reader->partitions > 0 &&
		fabs(partitions - reader->partitions) > 1.1 * (open + reader->partitions_open))
	{
		alkres_csv_fail(
			&reader->csv, reader->error,
			"well %s: Lambda, concentration and volume make %.0f partitions of the well, "
			"other rows %.0f",
			reader->well, partitions, reader->partitions);
		return alkres_hint(reader->error,
						   "Export plates of different kinds one by one, or give the "
						   "volume of a partition as droplet_nl.");
	}
	if (reader->partitions == 0 || open < reader->partitions_open)
	{
		reader->partitions = partitions;
		reader->partitions_open = open;
	}
	return true;
}

static bool
read_row(AlkresPlateReader *reader)
{
	const char *plate = alkres_plate_text(reader, ALKRES_COLUMN_PLATE);
	const char *group = alkres_plate_field(reader, ALKRES_COLUMN_TARGET_TYPE);
	bool is_positive[2] = {false, false};
	int64_t count;
	AlkresPlateRow row;

	if (!alkres_plate_begin_row(reader, &row))
		return false;
	/* Named on the first row of a plate only. */
	if (*plate != '\0' && strcmp(plate, "-") != 0)
		reader->plate_name = alkres_plate_keep(reader->plate, plate);
	row.plate = reader->plate_name;
	if (!alkres_printed_is_nothing(row.merged))
	{
		alkres_plate_fail(reader, ALKRES_COLUMN_MERGED, "-");
		return alkres_hint(reader->error, "Hyperwells repeat the partitions of their wells: export "
										  "the wells.");
	}
	row.merged = "";
	if (!read_targets(reader))
		return false;
	if (reader->is_left_out)
		return true;
	if (!alkres_plate_count(reader, ALKRES_COLUMN_COUNT, &count) ||
		!alkres_plate_count(reader, ALKRES_COLUMN_ACCEPTED, &row.accepted) ||
		(isnan(reader->options->droplet_nl) && !read_volume(reader, &row)))
		return false;
	if (count < 0 || row.accepted < 0)
		return alkres_plate_fail(reader, count < 0 ? ALKRES_COLUMN_COUNT : ALKRES_COLUMN_ACCEPTED,
								 "a number of partitions");
	for (size_t i = 0; i < reader->block_count; i++)
		if (reader->blocks[i].is_taken)
			is_positive[reader->blocks[i].channel] = group[i] == '+';
	if (!alkres_plate_count_kind(reader, &row, is_positive[0], is_positive[1], count))
		return false;
	return row.accepted == reader->counting.accepted ||
		   alkres_plate_fail(reader, ALKRES_COLUMN_ACCEPTED, "what the well's other rows say");
}

const AlkresLayout alkres_layout_qiacuity_occupancy = {.instrument = "qiacuity",
													   .method = NULL,
													   .names = names,
													   .dyes = colours,
													   .volume_by_well = true,
													   .recognise = recognise,
													   .read_header = read_header,
													   .read_row = read_row};
