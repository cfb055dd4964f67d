/*
 * absolute_q.c: exports of Applied Biosystems' QuantStudio Absolute Q, four of them: one row per
 * well and dye; the summary, dyes side by side under a line that names them; every partition;
 * counts per combination of dyes, by sample.  Partitions have 0.432 nL.
 */
#include "core/plate/reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/text/printed.h"

#define PARTITION_NL 0.432

static const AlkresColumnNames names[ALKRES_COLUMNS] = {
	[ALKRES_COLUMN_WELL] = {"Well", {"well", "wellid"}},
	[ALKRES_COLUMN_SAMPLE] = {"Sample", {"name", "sample", "samplename"}},
	[ALKRES_COLUMN_EXPERIMENT] = {"Group", {"group"}},
	[ALKRES_COLUMN_STATUS] = {"QC", {"qc"}},
	[ALKRES_COLUMN_TARGET] = {"Target", {"target"}},
	[ALKRES_COLUMN_DYE] = {"Dye", {"dye"}},
	[ALKRES_COLUMN_ACCEPTED] = {"Total", {"total"}},
	[ALKRES_COLUMN_POSITIVES] = {"Positives", {"positives"}},
	[ALKRES_COLUMN_CONCENTRATION] = {"Conc.", {"conccpul", "conccpl", "conc"}},
	[ALKRES_COLUMN_PRECISION] = {"95%CI", {"95%deltalci", "95%ci"}},
	[ALKRES_COLUMN_PRECISION_UPPER] = {"95%DeltaUCI", {"95%deltauci"}},
	[ALKRES_COLUMN_SAMPLE_TYPE] = {"Channels", {"channels"}},
	[ALKRES_COLUMN_COUNT] = {"Count", {"count"}},
	[ALKRES_COLUMN_REJECT] = {"Reject", {"reject"}},
};

/* Rows of replicates taken together: what the wells say already, or only the heading of a group,
 * "Group 1 (8)" without a well and without a count. */
static bool
is_pooled(const AlkresPlateReader *reader)
{
	const char *well = alkres_plate_field(reader, ALKRES_COLUMN_WELL);

	if (strcasecmp(well, "Average") == 0 || strcasecmp(well, "Pooled") == 0)
		return true;
	return *well == '\0' && *alkres_plate_field(reader, ALKRES_COLUMN_EXPERIMENT) != '\0' &&
		   *alkres_plate_field(reader, ALKRES_COLUMN_SAMPLE) == '\0' &&
		   *alkres_plate_field(reader, ALKRES_COLUMN_ACCEPTED) == '\0' &&
		   *alkres_plate_field(reader, ALKRES_COLUMN_POSITIVES) == '\0';
}

/*
 * Counts and figures of the columns in force.  Both layouts print how far the lower limit is below
 * the value, one of them also how far the upper one is above.
 */
static bool
add_row(AlkresPlateReader *reader, AlkresPlateRow *row)
{
	AlkresPrintedFigures *c = &row->concentration;
	AlkresFigure below;
	AlkresFigure above;

	row->target = alkres_plate_field(reader, ALKRES_COLUMN_TARGET);
	if (!alkres_plate_counts(reader, row) ||
		!alkres_plate_figure(reader, ALKRES_COLUMN_CONCENTRATION, &c->value) ||
		!alkres_plate_figure(reader, ALKRES_COLUMN_PRECISION, &below) ||
		!alkres_plate_figure(reader, ALKRES_COLUMN_PRECISION_UPPER, &above))
		return false;
	c->lower.value = row->positives > 0 ? c->value.value - below.value : NAN;
	c->upper.value = row->positives > 0 ? c->value.value + above.value : NAN;
	return alkres_plate_add(reader, row);
}

static bool
recognise_rows(const AlkresPlateReader *reader)
{
	return alkres_column_search(&reader->csv, "dye") >= 0 &&
		   alkres_column_search(&reader->csv, "total") >= 0 &&
		   alkres_column_search(&reader->csv, "positives") >= 0;
}

static bool
read_rows_header(AlkresPlateReader *reader)
{
	static const AlkresColumn needed[] = {ALKRES_COLUMN_WELL, ALKRES_COLUMN_SAMPLE,
										  ALKRES_COLUMN_TARGET, ALKRES_COLUMNS};

	return alkres_plate_header(reader, names, needed);
}

static bool
read_rows_row(AlkresPlateReader *reader)
{
	AlkresPlateRow row;
	bool is_taken;

	if (is_pooled(reader))
		return true;
	if (!alkres_plate_begin_row(reader, &row) ||
		!alkres_plate_channel(reader, alkres_plate_field(reader, ALKRES_COLUMN_DYE), row.target,
							  ALKRES_COLUMN_DYE, &row, &is_taken))
		return false;
	if (is_taken && !row.has_channel)
		return alkres_plate_fail(reader, ALKRES_COLUMN_DYE, "a dye");
	return !is_taken || add_row(reader, &row);
}

const AlkresLayout alkres_layout_absolute_q = {.instrument = "absolute_q",
											   .method = "log_lambda",
											   .names = names,
											   .volumes = {PARTITION_NL},
											   .recognise = recognise_rows,
											   .read_header = read_rows_header,
											   .read_row = read_rows_row};

static bool
recognise_summary(const AlkresPlateReader *reader)
{
	return alkres_column_search(&reader->csv, "95%deltalci") >= 0 &&
		   alkres_column_search(&reader->csv, "total") >= 0;
}

/* Each dye of the line above owns the columns from its own to the next dye's. */
static bool
read_summary_header(AlkresPlateReader *reader)
{
	static const AlkresColumn needed[] = {ALKRES_COLUMN_WELL, ALKRES_COLUMN_SAMPLE,
										  ALKRES_COLUMN_ACCEPTED, ALKRES_COLUMNS};
	static const AlkresColumn needed_of_dye[] = {ALKRES_COLUMN_TARGET, ALKRES_COLUMN_POSITIVES,
												 ALKRES_COLUMNS};
	const AlkresCsv *csv = &reader->csv;
	size_t starts[ALKRES_PLATE_BLOCKS + 1];

	for (size_t i = 0; i < reader->above_count; i++)
	{
		if (reader->above[i] == NULL)
			continue;
		if (reader->block_count == ALKRES_PLATE_BLOCKS)
			return alkres_csv_fail(csv, reader->error, "there are more than %d dyes",
								   ALKRES_PLATE_BLOCKS);
		starts[reader->block_count] = i;
		reader->blocks[reader->block_count++].dye = reader->above[i];
	}
	if (reader->block_count == 0)
	{
		alkres_csv_fail(csv, reader->error, "the line of dyes above the header is missing");
		return alkres_hint(reader->error, "Leave the export's first line as it is.");
	}
	starts[reader->block_count] = csv->field_count;
	if (!alkres_columns_find(csv, names, 0, starts[0], &reader->columns, reader->error) ||
		!alkres_columns_require(csv, names, &reader->columns, needed, reader->error))
		return false;
	for (size_t i = 0; i < reader->block_count; i++)
	{
		AlkresColumns *columns = &reader->blocks[i].columns;

		*columns = reader->columns;
		if (!alkres_columns_find(csv, names, starts[i], starts[i + 1], columns, reader->error) ||
			!alkres_columns_require(csv, names, columns, needed_of_dye, reader->error))
			return false;
		for (int c = 0; c < ALKRES_COLUMNS; c++)
		{
			static const bool is_common[ALKRES_COLUMNS] = {[ALKRES_COLUMN_WELL] = true,
														   [ALKRES_COLUMN_SAMPLE] = true,
														   [ALKRES_COLUMN_EXPERIMENT] = true,
														   [ALKRES_COLUMN_STATUS] = true,
														   [ALKRES_COLUMN_ACCEPTED] = true};

			if (!is_common[c] || columns->index[c] == reader->columns.index[c])
				continue;
			return alkres_csv_fail(csv, reader->error, "column \"%s\" stands under a dye",
								   names[c].shown);
		}
		/* Each block begins with its target. */
		if (columns->index[ALKRES_COLUMN_TARGET] != (int) starts[i])
		{
			alkres_csv_fail(csv, reader->error,
							"dye %zu stands over column %zu, but its target is in column %d", i + 1,
							starts[i] + 1, columns->index[ALKRES_COLUMN_TARGET] + 1);
			return alkres_hint(reader->error, "Leave the export's first lines as they are.");
		}
	}
	return true;
}

static bool
read_summary_row(AlkresPlateReader *reader)
{
	AlkresColumns common = reader->columns;
	AlkresPlateRow row;
	bool done = true;

	if (is_pooled(reader))
		return true;
	if (!alkres_plate_begin_row(reader, &row))
		return false;
	for (size_t i = 0; i < reader->block_count && done; i++)
	{
		AlkresPlateRow own = row;
		bool is_taken;

		reader->columns = reader->blocks[i].columns;
		done = alkres_plate_channel(reader, reader->blocks[i].dye,
									alkres_plate_field(reader, ALKRES_COLUMN_TARGET),
									ALKRES_COLUMNS, &own, &is_taken) &&
			   (!is_taken || add_row(reader, &own));
	}
	reader->columns = common;
	return done;
}

const AlkresLayout alkres_layout_absolute_q_summary = {.instrument = "absolute_q",
													   .method = "log_lambda",
													   .names = names,
													   .volumes = {PARTITION_NL},
													   .recognise = recognise_summary,
													   .read_header = read_summary_header,
													   .read_row = read_summary_row};

static bool
recognise_partitions(const AlkresPlateReader *reader)
{
	return alkres_column_search(&reader->csv, "reject") >= 0 &&
		   alkres_column_search(&reader->csv, "index") >= 0;
}

/* Dyes are what has a column DYE_pos; underscores do not count in names. */
static bool
read_partitions_header(AlkresPlateReader *reader)
{
	static const AlkresColumn needed[] = {ALKRES_COLUMN_WELL, ALKRES_COLUMN_SAMPLE,
										  ALKRES_COLUMN_REJECT, ALKRES_COLUMNS};
	const AlkresCsv *csv = &reader->csv;

	if (!alkres_plate_header(reader, names, needed))
		return false;
	for (size_t i = 0; i < csv->field_count; i++)
	{
		const char *name = alkres_csv_field(csv, i);
		size_t length = strlen(name);
		char dye[32];

		if (length < 5 || length >= sizeof(dye) || strcasecmp(name + length - 4, "_pos") != 0)
			continue;
		if (reader->block_count == ALKRES_PLATE_BLOCKS)
			return alkres_csv_fail(csv, reader->error, "there are more than %d dyes",
								   ALKRES_PLATE_BLOCKS);
		memcpy(dye, name, length - 4);
		dye[length - 4] = '\0';
		if (strncasecmp(alkres_csv_field(csv, i + 1), dye, length - 4) != 0 ||
			strcasecmp(alkres_csv_field(csv, i + 1) + length - 4, "_target") != 0)
			return alkres_csv_fail(csv, reader->error,
								   "field %zu of the header is expected to be \"%s_target\"", i + 2,
								   dye);
		reader->blocks[reader->block_count].dye = alkres_plate_keep(reader->plate, dye);
		reader->blocks[reader->block_count++].field = (int) i;
	}
	return alkres_plate_choose_blocks(reader);
}

static bool
read_flag(AlkresPlateReader *reader, int index, const char *what, bool *flag)
{
	const char *text = alkres_csv_field(&reader->csv, (size_t) index);
	char shown[ALKRES_SHOWN];

	*flag = strcasecmp(text, "True") == 0;
	if (*flag || strcasecmp(text, "False") == 0)
		return true;
	alkres_csv_fail(&reader->csv, reader->error,
					"well %s: \"%s\" is \"%s\", expected True or False", reader->well, what,
					alkres_shown(text, shown));
	return alkres_detail(reader->error, "Record %llu of the file, field %d.",
						 (unsigned long long) reader->csv.record, index + 1);
}

/* The field DYE_target, which follows DYE_pos. */
static const char *
target_of_block(const AlkresPlateReader *reader, const AlkresPlateBlock *block)
{
	return alkres_csv_field(&reader->csv, (size_t) block->field + 1);
}

static bool
read_partitions_row(AlkresPlateReader *reader)
{
	bool is_positive[2] = {false, false};
	bool is_rejected;
	AlkresPlateRow row;

	if (!alkres_plate_begin_row(reader, &row) ||
		!read_flag(reader, reader->columns.index[ALKRES_COLUMN_REJECT], "Reject", &is_rejected))
		return false;
	for (size_t i = 0; i < reader->block_count; i++)
	{
		AlkresPlateBlock *block = &reader->blocks[i];
		bool flag;

		if (!read_flag(reader, block->field, block->dye, &flag))
			return false;
		if (!block->is_taken)
			continue;
		is_positive[block->channel] = flag;
		if (block->target == NULL)
			block->target = alkres_plate_keep(reader->plate, target_of_block(reader, block));
	}
	return alkres_plate_count_kind(reader, &row, is_positive[0], is_positive[1], !is_rejected);
}

const AlkresLayout alkres_layout_absolute_q_partitions = {.instrument = "absolute_q",
														  .method = NULL,
														  .names = names,
														  .volumes = {PARTITION_NL},
														  .recognise = recognise_partitions,
														  .read_header = read_partitions_header,
														  .read_row = read_partitions_row};

static bool
recognise_combinations(const AlkresPlateReader *reader)
{
	return alkres_column_search(&reader->csv, "channels") >= 0 &&
		   alkres_column_search(&reader->csv, "count") >= 0;
}

static bool
read_combinations_header(AlkresPlateReader *reader)
{
	static const AlkresColumn needed[] = {ALKRES_COLUMN_SAMPLE, ALKRES_COLUMN_ACCEPTED,
										  ALKRES_COLUMNS};

	return alkres_plate_header(reader, names, needed);
}

/* The block of a dye, made when first seen. */
static AlkresPlateBlock *
block_of_dye(AlkresPlateReader *reader, const char *dye)
{
	AlkresPlateBlock *block;
	AlkresPlateRow row;

	for (size_t i = 0; i < reader->block_count; i++)
		if (strcmp(reader->blocks[i].dye, dye) == 0)
			return &reader->blocks[i];
	if (reader->block_count == ALKRES_PLATE_BLOCKS)
	{
		alkres_csv_fail(&reader->csv, reader->error, "there are more than %d dyes",
						ALKRES_PLATE_BLOCKS);
		return NULL;
	}
	block = &reader->blocks[reader->block_count];
	if (!alkres_plate_channel(reader, dye, "", ALKRES_COLUMNS, &row, &block->is_taken))
		return NULL;
	block->channel = row.channel;
	block->dye = alkres_plate_keep(reader->plate, dye);
	reader->block_count++;
	return block;
}

/* One row per sample and combination, all of a sample together; "FAM VIC" is positive in both. */
static bool
read_combinations_row(AlkresPlateReader *reader)
{
	const char *dyes = alkres_plate_field(reader, ALKRES_COLUMN_SAMPLE_TYPE);
	bool is_positive[2] = {false, false};
	int64_t count;
	int64_t total;
	AlkresPlateRow row;

	alkres_plate_blank_row(reader, &row);
	row.well = NULL;
	while (*dyes != '\0')
	{
		size_t length = strcspn(dyes, " ");
		char dye[32];
		AlkresPlateBlock *block;

		if (length >= sizeof(dye))
			return alkres_plate_fail(reader, ALKRES_COLUMN_SAMPLE_TYPE, "names of dyes");
		memcpy(dye, dyes, length);
		dye[length] = '\0';
		dyes += length + (dyes[length] == ' ');
		if (length == 0)
			continue;
		block = block_of_dye(reader, dye);
		if (block == NULL)
			return false;
		if (block->is_taken)
			is_positive[block->channel] = true;
	}
	if (!alkres_plate_count(reader, ALKRES_COLUMN_COUNT, &count) ||
		!alkres_plate_count(reader, ALKRES_COLUMN_ACCEPTED, &total))
		return false;
	if (count < 0 || total < 0)
		return alkres_plate_fail(reader, count < 0 ? ALKRES_COLUMN_COUNT : ALKRES_COLUMN_ACCEPTED,
								 "a count");
	if (!alkres_plate_count_kind(reader, &row, is_positive[0], is_positive[1], count))
		return false;
	/* A combination that did not occur has a total of 0. */
	if (total > 0 && reader->counting.accepted < 0)
		reader->counting.accepted = total;
	if (total != reader->counting.accepted && (total > 0 || count > 0))
		return alkres_plate_fail(reader, ALKRES_COLUMN_ACCEPTED,
								 "what the sample's other rows say");
	return true;
}

const AlkresLayout alkres_layout_absolute_q_combinations = {.instrument = "absolute_q",
															.method = NULL,
															.names = names,
															.volumes = {PARTITION_NL},
															.recognise = recognise_combinations,
															.read_header = read_combinations_header,
															.read_row = read_combinations_row};
