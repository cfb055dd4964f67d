/*
 * cluster_data.c: cluster data of QX ONE and QX600: under lines that explain the codes, a row per
 * well and cluster with 0, 1 or u (unclassified) for each target and the number of droplets.
 */
#include "core/plate/reader.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/text/printed.h"

static const AlkresColumnNames names[ALKRES_COLUMNS] = {
	[ALKRES_COLUMN_WELL] = {"Well", {"well"}},
	[ALKRES_COLUMN_COUNT] = {"Count", {"count"}},
	[ALKRES_COLUMN_SAMPLE] = {"Sample", {"sampledescription1", "sample"}},
};

static bool
recognise(const AlkresPlateReader *reader)
{
	return alkres_column_search(&reader->csv, "count") >= 0 &&
		   alkres_column_search(&reader->csv, "clusterid") >= 0;
}

/* What stands between the well (and sample) and the count are the targets. */
static bool
read_header(AlkresPlateReader *reader)
{
	const AlkresCsv *csv = &reader->csv;
	AlkresColumns *columns = &reader->columns;
	static const AlkresColumn needed[] = {ALKRES_COLUMN_WELL, ALKRES_COLUMNS};
	const char *target;
	char numbered[32];
	int first;

	reader->ends_open = true;
	if (!alkres_plate_header(reader, names, needed))
		return false;
	first = (columns->index[ALKRES_COLUMN_WELL] >= 0) + (columns->index[ALKRES_COLUMN_SAMPLE] >= 0);
	if (columns->index[ALKRES_COLUMN_WELL] >= first ||
		columns->index[ALKRES_COLUMN_SAMPLE] >= first)
	{
		alkres_csv_fail(csv, reader->error, "\"Well\" does not stand in front");
		return alkres_hint(reader->error, "Leave the columns as they were exported.");
	}
	for (int i = first; i < columns->index[ALKRES_COLUMN_COUNT]; i++)
	{
		if (reader->block_count == ALKRES_PLATE_BLOCKS)
			return alkres_csv_fail(csv, reader->error, "there are more than %d targets",
								   ALKRES_PLATE_BLOCKS);
		target = alkres_csv_field(csv, (size_t) i);
		snprintf(numbered, sizeof(numbered), "Target %d", i - first + 1);
		if (strncasecmp(target, "Target ", 7) == 0 && strcasecmp(target, numbered) != 0)
		{
			alkres_csv_fail(csv, reader->error, "\"%s\" is expected in field %d", numbered, i + 1);
			return alkres_hint(reader->error, "Leave the columns as they were exported.");
		}
		reader->blocks[reader->block_count].target = alkres_plate_keep(reader->plate, target);
		reader->blocks[reader->block_count++].field = i;
	}
	if (reader->block_count == 0)
	{
		alkres_csv_fail(csv, reader->error, "no target stands between \"Well\" and \"Count\"");
		return alkres_hint(reader->error, "Leave the export's first lines as they are.");
	}
	for (size_t i = (size_t) columns->index[ALKRES_COLUMN_COUNT] + 1; i < csv->field_count; i++)
	{
		char name[ALKRES_COLUMN_NAME];
		char shown[ALKRES_SHOWN];

		alkres_column_normalise(alkres_csv_field(csv, i), name);
		if (strncmp(name, "ch", 2) == 0 || strcmp(name, "clusterid") == 0 || *name == '\0')
			continue;
		alkres_csv_fail(csv, reader->error, "column \"%s\" is not expected behind \"Count\"",
						alkres_shown(alkres_csv_field(csv, i), shown));
		return alkres_hint(reader->error, "Targets stand between \"Well\" and \"Count\".");
	}
	return alkres_plate_choose_blocks(reader);
}

static bool
read_row(AlkresPlateReader *reader)
{
	bool is_positive[2] = {false, false};
	bool is_classified = true;
	int64_t count;
	AlkresPlateRow row;

	if (!alkres_plate_begin_row(reader, &row) ||
		!alkres_plate_count(reader, ALKRES_COLUMN_COUNT, &count))
		return false;
	if (count < 0)
		return alkres_plate_fail(reader, ALKRES_COLUMN_COUNT, "a number of droplets");
	for (size_t i = 0; i < reader->block_count; i++)
	{
		const AlkresPlateBlock *block = &reader->blocks[i];
		const char *code = alkres_csv_field(&reader->csv, (size_t) block->field);

		if (strcmp(code, "0") != 0 && strcmp(code, "1") != 0 && strcasecmp(code, "u") != 0)
		{
			char shown[ALKRES_SHOWN];

			alkres_csv_fail(&reader->csv, reader->error,
							"well %s: a target is \"%s\", expected 0, 1 or u", reader->well,
							alkres_shown(code, shown));
			return alkres_detail(reader->error, "Record %llu of the file, field %d.",
								 (unsigned long long) reader->csv.record, block->field + 1);
		}
		if (!block->is_taken)
			continue;
		is_positive[block->channel] = *code == '1';
		is_classified &= *code == '0' || *code == '1';
	}
	/* Droplets without a class in these channels are not accepted. */
	return alkres_plate_count_kind(reader, &row, is_positive[0], is_positive[1],
								   is_classified ? count : 0);
}

const AlkresLayout alkres_layout_cluster_data = {.instrument = "biorad",
												 .method = NULL,
												 .names = names,
												 .volumes = {ALKRES_DEFAULT_DROPLET_NL},
												 .recognise = recognise,
												 .read_header = read_header,
												 .read_row = read_row};
