/*
 * cluster_data.c: cluster data of QX ONE and QX600: under lines that explain the codes, a row per
 * well and cluster with 0, 1 or u (unclassified) for each target and the number of droplets.
 */
#include "core/plate_reader.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "core/printed.h"

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
	int first;

	reader->ends_open = true;
	if (!alkres_columns_find(csv, names, 0, csv->field_count, columns, reader->error) ||
		!alkres_columns_require(csv, names, columns, ALKRES_COLUMN_WELL, ALKRES_COLUMN_WELL,
								reader->error))
		return false;
	first = 1 + (columns->index[ALKRES_COLUMN_WELL] > columns->index[ALKRES_COLUMN_SAMPLE]
					 ? columns->index[ALKRES_COLUMN_WELL]
					 : columns->index[ALKRES_COLUMN_SAMPLE]);
	for (int i = first; i < columns->index[ALKRES_COLUMN_COUNT]; i++)
	{
		if (reader->block_count == ALKRES_PLATE_BLOCKS)
			return alkres_csv_fail(csv, reader->error, "there are more than %d targets",
								   ALKRES_PLATE_BLOCKS);
		reader->blocks[reader->block_count].target =
			alkres_plate_keep(reader->plate, alkres_csv_field(csv, (size_t) i));
		reader->blocks[reader->block_count++].field = i;
	}
	if (reader->block_count == 0)
	{
		alkres_csv_fail(csv, reader->error, "no target stands between \"Well\" and \"Count\"");
		return alkres_hint(reader->error, "Leave the export's first lines as they are.");
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
