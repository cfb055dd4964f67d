/*
 * redf.c: REDF, the interchange rows of the R package dpcR: experiment,replicate,assay,k,n,v,uv,
 * threshold[,panel_id], v the partition volume in nL.  The well is panel_id or else replicate,
 * where that is one; the sample is the experiment.  What an assay's channel is follows from its
 * name where that is a dye's, else from the order in the well.
 */
#include "core/plate/reader.h"

#include <math.h>
#include <string.h>

static const AlkresColumnNames names[ALKRES_COLUMNS] = {
	[ALKRES_COLUMN_SAMPLE] = {"experiment", {"experiment"}},
	[ALKRES_COLUMN_WELL] = {"panel_id", {"panelid"}},
	[ALKRES_COLUMN_MERGED] = {"replicate", {"replicate"}}, /* a well where there is no panel_id */
	[ALKRES_COLUMN_TARGET] = {"assay", {"assay"}},
	[ALKRES_COLUMN_POSITIVES] = {"k", {"k"}},
	[ALKRES_COLUMN_ACCEPTED] = {"n", {"n"}},
	[ALKRES_COLUMN_VOLUME] = {"v", {"v"}},
};

static bool
recognise(const AlkresPlateReader *reader)
{
	return alkres_column_search(&reader->csv, "experiment") >= 0 &&
		   alkres_column_search(&reader->csv, "replicate") >= 0 &&
		   alkres_column_search(&reader->csv, "k") >= 0 &&
		   alkres_column_search(&reader->csv, "n") >= 0;
}

static bool
read_header(AlkresPlateReader *reader)
{
	static const AlkresColumn needed[] = {ALKRES_COLUMN_TARGET, ALKRES_COLUMNS};

	return alkres_plate_header(reader, names, needed);
}

static bool
is_dye(const char *name)
{
	static const char *const dyes[] = {"FAM", "HEX", "VIC", "EvaGreen"};

	for (size_t i = 0; i < sizeof(dyes) / sizeof(dyes[0]); i++)
		if (strcmp(name, dyes[i]) == 0)
			return true;
	return false;
}

static bool
read_row(AlkresPlateReader *reader)
{
	AlkresFigure volume;
	AlkresPlateRow row;
	bool is_taken;

	alkres_plate_blank_row(reader, &row);
	if (!alkres_well_name(alkres_plate_field(reader, ALKRES_COLUMN_WELL), reader->well) &&
		!alkres_well_name(row.merged, reader->well))
	{
		alkres_plate_fail(reader, ALKRES_COLUMN_WELL, "a well such as A01");
		return alkres_hint(reader->error, "panel_id or replicate names the well.");
	}
	row.merged = "";
	if (!alkres_plate_channel(reader, is_dye(row.target) ? row.target : "", row.target,
							  ALKRES_COLUMN_TARGET, &row, &is_taken))
		return false;
	if (!is_taken)
		return true;
	if (!alkres_plate_counts(reader, &row) ||
		!alkres_plate_figure(reader, ALKRES_COLUMN_VOLUME, &volume))
		return false;
	if (row.positives < 0)
		return alkres_plate_fail(reader, ALKRES_COLUMN_POSITIVES, "a count");
	if (!isnan(volume.value) && !(volume.value > 0 && volume.value < 1000))
		return alkres_plate_fail(reader, ALKRES_COLUMN_VOLUME, "a volume in nL");
	row.droplet_nl = volume.value;
	return alkres_plate_add(reader, &row);
}

const AlkresLayout alkres_layout_redf = {.instrument = "redf",
										 .method = NULL,
										 .names = names,
										 .volumes = {ALKRES_DEFAULT_DROPLET_NL},
										 .recognise = recognise,
										 .read_header = read_header,
										 .read_row = read_row};
