/* plate.c: rows of an export paired into wells. */
#include "core/plate/reader.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/memory.h"
#include "core/text/printed.h"

/* A plate has at most 480 wells and a few hundred merged ones. */
#define MAX_WELLS 5000

void
alkres_plate_free(AlkresPlate *plate)
{
	while (plate->texts != NULL)
	{
		AlkresPlateText *next = plate->texts->next;

		alkres_free(plate->texts);
		plate->texts = next;
	}
	for (size_t i = 0; i < plate->count; i++)
		alkres_free((void *) plate->wells[i].merged_wells);
	alkres_free(plate->wells);
	plate->wells = NULL;
	plate->count = plate->capacity = 0;
}

/* How messages call the row's well. */
static const char *
place_of(const AlkresPlateRow *row, char shown[ALKRES_SHOWN])
{
	return row->well != NULL ? row->well : alkres_shown(row->sample, shown);
}

static bool
same_text(const char *kept, const char *text)
{
	return strcmp(kept == NULL ? "" : kept, text == NULL ? "" : text) == 0;
}

static AlkresWell *
find_well(const AlkresPlate *plate, const AlkresPlateRow *row)
{
	/* The other channel's row is near, or as far back as there are wells: search from the end. */
	for (size_t i = plate->count; i-- > 0;)
	{
		AlkresWell *well = &plate->wells[i];

		if ((well->well == NULL) == (row->well == NULL) &&
			(row->well != NULL ? strcmp(well->well, row->well) == 0
							   : same_text(well->sample, row->sample)) &&
			same_text(well->plate, row->plate))
			return well;
	}
	return NULL;
}

static bool
fail_merged(AlkresPlateReader *reader, const char *text)
{
	char shown[ALKRES_SHOWN];

	alkres_csv_fail(&reader->csv, reader->error,
					"well %s: \"%s\" is \"%s\", expected a list of wells such as (A01,B01)",
					reader->well, reader->layout->names[ALKRES_COLUMN_MERGED].shown,
					alkres_shown(text, shown));
	return alkres_hint(reader->error,
					   "Words of your own belong into the comments: empty the field, or merge "
					   "the wells in the instrument's software.");
}

/* "(A01,B01)" into names; an empty list is no merge. */
static bool
read_merged(AlkresPlateReader *reader, const char *list, AlkresWell *well)
{
	const char *text = list;
	const char *end = text + strlen(text);
	size_t capacity = 0;

	well->is_merged =
		well->well != NULL && well->well[0] == 'M' && isdigit((unsigned char) well->well[1]);
	if (*text == '(' && end[-1] == ')')
	{
		text++;
		end--;
	}
	while (text < end && !alkres_printed_is_nothing(list))
	{
		size_t length = strcspn(text, ",;");
		char item[16];
		char name[ALKRES_WELL_NAME];

		if (text + length > end)
			length = (size_t) (end - text);
		if (length >= sizeof(item))
			return fail_merged(reader, list);
		memcpy(item, text, length);
		item[length] = '\0';
		if (!alkres_well_name(item, name))
			return fail_merged(reader, list);
		if (well->merged_count == MAX_WELLS)
		{
			alkres_csv_fail(&reader->csv, reader->error,
							"well %s is merged from more than %d wells", reader->well, MAX_WELLS);
			reader->error->code = ALKRES_LIMIT;
			return false;
		}
		if (well->merged_count == capacity)
		{
			capacity = capacity == 0 ? 8 : 2 * capacity;
			well->merged_wells =
				alkres_realloc((void *) well->merged_wells, capacity * sizeof(const char *));
		}
		well->merged_wells[well->merged_count++] = alkres_plate_keep(reader->plate, name);
		text += length;
		if (text < end && ++text == end)
			return fail_merged(reader, list);
	}
	well->is_merged |= well->merged_count > 0;
	return true;
}

/* The quadrants of a row against its other counts. */
static bool
check_quadrants(AlkresPlateReader *reader, const AlkresPlateRow *row)
{
	const AlkresColumnNames *names = reader->layout->names;
	const int64_t *q = row->quadrants;
	int known = (q[0] >= 0) + (q[1] >= 0) + (q[2] >= 0) + (q[3] >= 0);
	int64_t sum = q[0] + q[1] + q[2] + q[3];
	int64_t own = q[0] + q[row->channel == ALKRES_FAM ? 1 : 2];

	if (known == 0)
		return true;
	if (known < 4)
	{
		for (int i = 0; i < 4; i++)
			if (q[i] < 0)
				return alkres_plate_fail(reader, (AlkresColumn) (ALKRES_COLUMN_BOTH + i),
										 "a count as in the other quadrants");
	}
	if (row->accepted >= 0 && sum != row->accepted)
	{
		alkres_csv_fail(&reader->csv, reader->error,
						"well %s: the four quadrants sum to %lld, %s is %lld", reader->well,
						(long long) sum, names[ALKRES_COLUMN_ACCEPTED].shown,
						(long long) row->accepted);
		return alkres_hint(reader->error,
						   "The file was changed after its export: export it again.");
	}
	if (row->positives >= 0 && row->positives != own)
	{
		alkres_csv_fail(&reader->csv, reader->error,
						"well %s: %s of Ch%d is %lld, its quadrants have %lld", reader->well,
						names[ALKRES_COLUMN_POSITIVES].shown, row->channel == ALKRES_FAM ? 1 : 2,
						(long long) row->positives, (long long) own);
		return alkres_hint(reader->error,
						   "The file was changed after its export, or the channels are "
						   "exchanged: export it again.");
	}
	return true;
}

static bool
fail_pair(AlkresPlateReader *reader, const AlkresWellChannel *first, AlkresColumn column)
{
	char shown[ALKRES_SHOWN];

	alkres_csv_fail(
		&reader->csv, reader->error,
		"well %s: \"%s\" is \"%s\", but the other channel's row on line %llu says otherwise",
		reader->well, reader->layout->names[column].shown,
		alkres_shown(alkres_plate_field(reader, column), shown), (unsigned long long) first->line);
	return alkres_hint(reader->error,
					   "Both rows of a well describe the same droplets: export the file again.");
}

/* A row for a well that has its other channel's row already. */
static bool
check_pair(AlkresPlateReader *reader, const AlkresWell *well, const AlkresWellChannel *first,
		   const AlkresWell *other, const AlkresPlateRow *row)
{
	if (well->sample != NULL && *row->sample != '\0' && !same_text(well->sample, row->sample))
		return fail_pair(reader, first, ALKRES_COLUMN_SAMPLE);
	if (well->merged_count != other->merged_count)
		return fail_pair(reader, first, ALKRES_COLUMN_MERGED);
	for (size_t i = 0; i < well->merged_count; i++)
		if (strcmp(well->merged_wells[i], other->merged_wells[i]) != 0)
			return fail_pair(reader, first, ALKRES_COLUMN_MERGED);
	if (well->accepted >= 0 && row->accepted >= 0 && well->accepted != row->accepted)
		return fail_pair(reader, first, ALKRES_COLUMN_ACCEPTED);
	for (int i = 0; i < 4; i++)
		if (well->quadrants[i] >= 0 && row->quadrants[i] >= 0 &&
			well->quadrants[i] != row->quadrants[i])
			return fail_pair(reader, first, (AlkresColumn) (ALKRES_COLUMN_BOTH + i));
	if (!isnan(well->droplet_nl) && !isnan(row->droplet_nl) && well->droplet_nl != row->droplet_nl)
		return fail_pair(reader, first, ALKRES_COLUMN_VOLUME);
	return true;
}

static AlkresWell *
new_well(AlkresPlateReader *reader)
{
	AlkresPlate *plate = reader->plate;

	if (plate->count == MAX_WELLS)
	{
		alkres_csv_fail(&reader->csv, reader->error, "the file has more than %d wells", MAX_WELLS);
		reader->error->code = ALKRES_LIMIT;
		return NULL;
	}
	if (plate->count == plate->capacity)
	{
		plate->capacity = plate->capacity == 0 ? 128 : 2 * plate->capacity;
		plate->wells = alkres_realloc(plate->wells, plate->capacity * sizeof(AlkresWell));
	}
	return &plate->wells[plate->count++];
}

static AlkresWellChannel
channel_of_row(AlkresPlate *plate, const AlkresPlateRow *row)
{
	return (AlkresWellChannel){.line = row->line,
							   .target = alkres_plate_keep(plate, row->target),
							   .role = row->role,
							   .status = alkres_plate_keep(plate, row->status),
							   .positives = row->positives,
							   .concentration = row->concentration,
							   .abundance = row->abundance,
							   .ratio = row->ratio,
							   .linkage = row->linkage};
}

void
alkres_plate_no_channel(AlkresWellChannel *channel)
{
	AlkresFigure none = {NAN, NAN};
	AlkresPrintedFigures nothing = {none, none, none};

	*channel = (AlkresWellChannel){.positives = -1,
								   .concentration = nothing,
								   .abundance = nothing,
								   .ratio = nothing,
								   .linkage = none};
}

/* Without dyes a well's first target is FAM's, its second HEX's; alkres_plate_read() checks that a
 * target stays where it is. */
static bool
channel_by_order(AlkresPlateReader *reader, const AlkresWell *well, const AlkresPlateRow *row,
				 AlkresChannel *channel)
{
	reader->by_order = true;
	*channel = ALKRES_FAM;
	if (well == NULL || well->channels[ALKRES_FAM].line == 0)
		return true;
	if (same_text(well->channels[ALKRES_FAM].target, row->target))
		return true; /* twice the same: an error further on */
	*channel = ALKRES_HEX;
	if (well->channels[ALKRES_HEX].line == 0 ||
		same_text(well->channels[ALKRES_HEX].target, row->target))
		return true;
	alkres_csv_fail(&reader->csv, reader->error, "well %s has a third target", reader->well);
	return alkres_hint(reader->error, "Name the two to take in the argument channels.");
}

/* One row may leave out what the other has. */
static void
complete_well(AlkresPlate *plate, AlkresWell *well, const AlkresPlateRow *row)
{
	if (well->sample == NULL)
		well->sample = alkres_plate_keep(plate, row->sample);
	if (well->experiment == NULL)
		well->experiment = alkres_plate_keep(plate, row->experiment);
	if (well->accepted < 0)
		well->accepted = row->accepted;
	if (well->quadrants[0] < 0)
		memcpy(well->quadrants, row->quadrants, sizeof(row->quadrants));
	if (isnan(well->droplet_nl))
		well->droplet_nl = row->droplet_nl;
}

bool
alkres_plate_add(AlkresPlateReader *reader, const AlkresPlateRow *row)
{
	AlkresPlate *plate = reader->plate;
	AlkresWell *well = find_well(plate, row);
	AlkresPlateRow here = *row;
	AlkresWell other = {0};
	char shown[ALKRES_SHOWN];
	bool same;

	if (!row->has_channel && !channel_by_order(reader, well, row, &here.channel))
		return false;
	if (!check_quadrants(reader, &here))
		return false;
	if (well == NULL)
	{
		well = new_well(reader);
		if (well == NULL)
			return false;
		*well =
			(AlkresWell){.plate = row->plate == NULL ? NULL : alkres_plate_keep(plate, row->plate),
						 .well = row->well == NULL ? NULL : alkres_plate_keep(plate, row->well),
						 .sample = alkres_plate_keep(plate, row->sample),
						 .experiment = alkres_plate_keep(plate, row->experiment),
						 .droplet_nl = row->droplet_nl,
						 .volume_ul = row->volume_ul,
						 .accepted = row->accepted};
		memcpy(well->quadrants, row->quadrants, sizeof(row->quadrants));
		well->channels[here.channel] = channel_of_row(plate, row);
		alkres_plate_no_channel(&well->channels[1 - here.channel]);
		return read_merged(reader, row->merged, well);
	}
	if (well->channels[here.channel].line != 0)
	{
		alkres_csv_fail(&reader->csv, reader->error, "well %s has a second row for %s",
						place_of(row, shown),
						here.channel == ALKRES_FAM ? "channel 1" : "channel 2");
		alkres_detail(reader->error, "The first is on line %llu.",
					  (unsigned long long) well->channels[here.channel].line);
		return alkres_hint(reader->error,
						   "One file holds one plate, and one target per channel: import the "
						   "plates one by one.");
	}
	other.well = well->well;
	same = read_merged(reader, row->merged, &other) &&
		   check_pair(reader, well, &well->channels[1 - here.channel], &other, row);
	alkres_free((void *) other.merged_wells);
	if (!same)
		return false;
	complete_well(plate, well, row);
	well->channels[here.channel] = channel_of_row(plate, row);
	return true;
}
