/* quantasoft_row.c: one row of a Bio-Rad export: its fields, checked, and the well it belongs to.
 */
#include "core/quantasoft_row.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/memory.h"
#include "core/printed.h"

/* A plate has at most 480 wells and a few hundred merged ones. */
#define MAX_WELLS 5000

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

static const char *
field(const AlkresPlateReader *reader, AlkresColumn column)
{
	int index = reader->columns.index[column];

	return index < 0 ? "" : alkres_csv_field(&reader->csv, (size_t) index);
}

/* The error about one field: well, field, what it says, what was expected. */
static bool
fail_field(AlkresPlateReader *reader, AlkresColumn column, const char *expected)
{
	char shown[ALKRES_SHOWN];

	alkres_csv_fail(&reader->csv, reader->error, "well %s: \"%s\" is \"%s\", expected %s",
					reader->well, alkres_column_name(column),
					alkres_shown(field(reader, column), shown), expected);
	return alkres_detail(reader->error, "Record %llu of the file.",
						 (unsigned long long) reader->csv.record);
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

static bool
read_count(AlkresPlateReader *reader, AlkresColumn column, int64_t *value)
{
	if (alkres_printed_count(field(reader, column), value) != ALKRES_PRINTED_WRONG)
		return true;
	fail_field(reader, column, "a whole number of droplets");
	return strchr(field(reader, column), ',') == NULL
			   ? false
			   : alkres_hint(reader->error, "Export the file without digit grouping.");
}

static bool
read_number(AlkresPlateReader *reader, AlkresColumn column, double *value)
{
	const char *text = field(reader, column);

	if (alkres_printed_number(text, reader->decimal_comma, value) != ALKRES_PRINTED_WRONG)
		return true;
	fail_field(reader, column, "a number");
	return strchr(text, ',') == NULL
			   ? false
			   : alkres_hint(reader->error,
							 "A comma is a decimal mark only where semicolons separate the "
							 "fields: export the file with decimal points.");
}

static bool
read_figures(AlkresPlateReader *reader, AlkresColumn value, AlkresColumn poisson_min,
			 AlkresColumn poisson_max, AlkresColumn total_min, AlkresColumn total_max,
			 AlkresPrintedFigures *figures)
{
	return read_number(reader, value, &figures->value) &&
		   read_number(reader, poisson_min, &figures->lower) &&
		   read_number(reader, poisson_max, &figures->upper) &&
		   read_number(reader, total_min, &figures->total_lower) &&
		   read_number(reader, total_max, &figures->total_upper);
}

/* The channel, by the prefix of TargetType or by the dye. */
static bool
read_channel(AlkresPlateReader *reader, AlkresChannel *channel)
{
	static const struct
	{
		const char *dye;
		AlkresChannel channel;
	} dyes[] = {
		{"FAM", ALKRES_FAM}, {"EvaGreen", ALKRES_FAM}, {"HEX", ALKRES_HEX}, {"VIC", ALKRES_HEX}};
	const char *type = field(reader, ALKRES_COLUMN_TARGET_TYPE);
	const char *dye = field(reader, ALKRES_COLUMN_DYE);

	if (strncasecmp(type, "Ch1", 3) == 0 || strncasecmp(type, "Ch2", 3) == 0)
	{
		*channel = type[2] == '1' ? ALKRES_FAM : ALKRES_HEX;
		return true;
	}
	for (size_t i = 0; i < sizeof(dyes) / sizeof(dyes[0]); i++)
	{
		if (strcasecmp(dye, dyes[i].dye) == 0)
		{
			*channel = dyes[i].channel;
			return true;
		}
	}
	if (*dye != '\0')
	{
		fail_field(reader, ALKRES_COLUMN_DYE, "FAM or HEX (VIC)");
		return alkres_hint(reader->error, "Export only the two channels of the assay.");
	}
	fail_field(reader, ALKRES_COLUMN_TARGET_TYPE, "Ch1 or Ch2 in front");
	return alkres_hint(reader->error,
					   "Without it, and without a dye name, the channel of a row is not known.");
}

/* The role behind Ch1 or Ch2, or of QX Manager's SampleType where that says control. */
static bool
read_role(AlkresPlateReader *reader, const char **role)
{
	static const struct
	{
		const char *name;
		const char *role;
	} roles[] = {{"", "unknown"},
				 {"Unknown", "unknown"},
				 {"NTC", "ntc"},
				 {"Blank", "ntc"},
				 {"Positive Control", "positive_control"},
				 {"PositiveControl", "positive_control"},
				 {"PosCtrl", "positive_control"},
				 {"Negative Control", "negative_control"},
				 {"NegativeControl", "negative_control"},
				 {"NegCtrl", "negative_control"},
				 {"Reference", "reference"},
				 {"Ref", "reference"}};
	static const AlkresColumn columns[] = {ALKRES_COLUMN_TARGET_TYPE, ALKRES_COLUMN_SAMPLE_TYPE};

	*role = "unknown";
	for (size_t c = 0; c < 2; c++)
	{
		const char *text = field(reader, columns[c]);
		size_t i;

		if (strncasecmp(text, "Ch1", 3) == 0 || strncasecmp(text, "Ch2", 3) == 0)
			text += 3;
		while (*text == ' ')
			text++;
		for (i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
			if (strcasecmp(text, roles[i].name) == 0)
				break;
		if (i == sizeof(roles) / sizeof(roles[0]))
			return fail_field(reader, columns[c],
							  "Unknown, Reference, NTC, Positive Control or Negative Control");
		if (strcmp(roles[i].role, "unknown") != 0)
			*role = roles[i].role;
	}
	return true;
}

/* "(A01,B01)" into names; an empty list is no merge. */
static bool
read_merged(AlkresPlateReader *reader, AlkresWell *well)
{
	const char *text = field(reader, ALKRES_COLUMN_MERGED);
	const char *end = text + strlen(text);
	size_t capacity = 0;

	well->is_merged = well->well[0] == 'M' && isdigit((unsigned char) well->well[1]);
	if (*text == '(' && end[-1] == ')')
	{
		text++;
		end--;
	}
	while (text < end)
	{
		size_t length = strcspn(text, ",;");
		char item[16];
		char name[ALKRES_WELL_NAME];

		if (text + length > end)
			length = (size_t) (end - text);
		if (length >= sizeof(item))
			return fail_field(reader, ALKRES_COLUMN_MERGED, "a list of wells such as (A01,B01)");
		memcpy(item, text, length);
		item[length] = '\0';
		if (!alkres_well_name(item, name))
			return fail_field(reader, ALKRES_COLUMN_MERGED, "a list of wells such as (A01,B01)");
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
		if (text < end)
			text++;
	}
	well->is_merged |= well->merged_count > 0;
	return true;
}

static AlkresWell *
find_well(const AlkresPlate *plate, const char *name)
{
	/* The other channel's row is near, or as far back as there are wells: search from the end. */
	for (size_t i = plate->count; i-- > 0;)
		if (strcmp(plate->wells[i].well, name) == 0)
			return &plate->wells[i];
	return NULL;
}

static bool
read_counts(AlkresPlateReader *reader, int64_t *accepted, int64_t *positives, int64_t quadrants[4])
{
	int64_t negatives;

	if (!read_count(reader, ALKRES_COLUMN_ACCEPTED, accepted) ||
		!read_count(reader, ALKRES_COLUMN_POSITIVES, positives) ||
		!read_count(reader, ALKRES_COLUMN_NEGATIVES, &negatives))
		return false;
	for (int i = 0; i < 4; i++)
		if (!read_count(reader, (AlkresColumn) (ALKRES_COLUMN_BOTH + i), &quadrants[i]))
			return false;
	if (*positives >= 0 && *accepted < 0 && negatives >= 0)
		*accepted = *positives + negatives;
	if (*positives >= 0 && *accepted < 0)
		return fail_field(reader, ALKRES_COLUMN_ACCEPTED, "the number of accepted droplets");
	if (*positives >= 0 && *positives > *accepted)
	{
		alkres_csv_fail(&reader->csv, reader->error,
						"well %s: %lld positive droplets are more than the %lld accepted",
						reader->well, (long long) *positives, (long long) *accepted);
		return false;
	}
	if (*positives >= 0 && negatives >= 0 && *positives + negatives != *accepted)
	{
		alkres_csv_fail(&reader->csv, reader->error,
						"well %s: Positives and Negatives sum to %lld, AcceptedDroplets is %lld",
						reader->well, (long long) (*positives + negatives), (long long) *accepted);
		return alkres_hint(reader->error,
						   "The file was changed after its export: export it again.");
	}
	return true;
}

/* The quadrants of a row against its other counts. */
static bool
check_quadrants(AlkresPlateReader *reader, AlkresChannel channel, int64_t accepted,
				int64_t positives, const int64_t q[4])
{
	int known = (q[0] >= 0) + (q[1] >= 0) + (q[2] >= 0) + (q[3] >= 0);
	int64_t sum = q[0] + q[1] + q[2] + q[3];

	if (known == 0)
		return true;
	if (known < 4)
	{
		for (int i = 0; i < 4; i++)
			if (q[i] < 0)
				return fail_field(reader, (AlkresColumn) (ALKRES_COLUMN_BOTH + i),
								  "a count as in the other quadrants");
	}
	if (accepted >= 0 && sum != accepted)
	{
		alkres_csv_fail(&reader->csv, reader->error,
						"well %s: the four quadrants sum to %lld, AcceptedDroplets is %lld",
						reader->well, (long long) sum, (long long) accepted);
		return alkres_hint(reader->error,
						   "The file was changed after its export: export it again.");
	}
	if (positives >= 0 && positives != q[0] + q[channel == ALKRES_FAM ? 1 : 2])
	{
		alkres_csv_fail(&reader->csv, reader->error,
						"well %s: Positives of Ch%d is %lld, its quadrants have %lld", reader->well,
						channel == ALKRES_FAM ? 1 : 2, (long long) positives,
						(long long) (q[0] + q[channel == ALKRES_FAM ? 1 : 2]));
		return alkres_hint(reader->error,
						   "The file was changed after its export, or the channels are "
						   "exchanged: export it again.");
	}
	return true;
}

static bool
same_text(const char *kept, const char *text)
{
	return strcmp(kept == NULL ? "" : kept, text) == 0;
}

static bool
fail_pair(AlkresPlateReader *reader, const AlkresWellChannel *first, AlkresColumn column)
{
	char shown[ALKRES_SHOWN];

	alkres_csv_fail(
		&reader->csv, reader->error,
		"well %s: \"%s\" is \"%s\", but the other channel's row on line %llu says otherwise",
		reader->well, alkres_column_name(column), alkres_shown(field(reader, column), shown),
		(unsigned long long) first->line);
	return alkres_hint(reader->error,
					   "Both rows of a well describe the same droplets: export the file again.");
}

/* A row for a well that has its other channel's row already. */
static bool
check_pair(AlkresPlateReader *reader, const AlkresWell *well, const AlkresWellChannel *first,
		   const AlkresWell *other)
{
	if (!same_text(well->sample, field(reader, ALKRES_COLUMN_SAMPLE)))
		return fail_pair(reader, first, ALKRES_COLUMN_SAMPLE);
	if (well->merged_count != other->merged_count)
		return fail_pair(reader, first, ALKRES_COLUMN_MERGED);
	for (size_t i = 0; i < well->merged_count; i++)
		if (strcmp(well->merged_wells[i], other->merged_wells[i]) != 0)
			return fail_pair(reader, first, ALKRES_COLUMN_MERGED);
	if (well->accepted >= 0 && other->accepted >= 0 && well->accepted != other->accepted)
		return fail_pair(reader, first, ALKRES_COLUMN_ACCEPTED);
	for (int i = 0; i < 4; i++)
		if (well->quadrants[i] >= 0 && other->quadrants[i] >= 0 &&
			well->quadrants[i] != other->quadrants[i])
			return fail_pair(reader, first, (AlkresColumn) (ALKRES_COLUMN_BOTH + i));
	return true;
}

bool
alkres_plate_read_row(AlkresPlateReader *reader)
{
	AlkresPlate *plate = reader->plate;
	AlkresWellChannel row = {.positives = -1};
	AlkresWell fresh = {.accepted = -1};
	AlkresWell *well;
	AlkresChannel channel = ALKRES_FAM;

	snprintf(reader->well, sizeof(reader->well), "?");
	if (!alkres_well_name(field(reader, ALKRES_COLUMN_WELL), reader->well))
		return fail_field(reader, ALKRES_COLUMN_WELL, "a well such as A01");
	if (!read_channel(reader, &channel) || !read_role(reader, &row.role) ||
		!read_counts(reader, &fresh.accepted, &row.positives, fresh.quadrants) ||
		!check_quadrants(reader, channel, fresh.accepted, row.positives, fresh.quadrants))
		return false;
	row.line = reader->csv.line;
	if (!read_figures(reader, ALKRES_COLUMN_CONCENTRATION, ALKRES_COLUMN_POISSON_MIN,
					  ALKRES_COLUMN_POISSON_MAX, ALKRES_COLUMN_TOTAL_MIN, ALKRES_COLUMN_TOTAL_MAX,
					  &row.concentration) ||
		!read_figures(reader, ALKRES_COLUMN_ABUNDANCE, ALKRES_COLUMN_ABUNDANCE_POISSON_MIN,
					  ALKRES_COLUMN_ABUNDANCE_POISSON_MAX, ALKRES_COLUMN_ABUNDANCE_TOTAL_MIN,
					  ALKRES_COLUMN_ABUNDANCE_TOTAL_MAX, &row.abundance) ||
		!read_number(reader, ALKRES_COLUMN_RATIO, &row.ratio))
		return false;
	row.concentration_half_unit =
		alkres_printed_half_unit(field(reader, ALKRES_COLUMN_CONCENTRATION));
	row.target = alkres_plate_keep(plate, field(reader, ALKRES_COLUMN_TARGET));
	row.status = alkres_plate_keep(plate, field(reader, ALKRES_COLUMN_STATUS));

	fresh.well = alkres_plate_keep(plate, reader->well);
	well = find_well(plate, fresh.well);
	if (well != NULL && well->channels[channel].line != 0)
	{
		alkres_csv_fail(&reader->csv, reader->error, "well %s has a second row for channel %d",
						reader->well, channel == ALKRES_FAM ? 1 : 2);
		alkres_detail(reader->error, "The first is on line %llu.",
					  (unsigned long long) well->channels[channel].line);
		return alkres_hint(reader->error,
						   "One file holds one plate, and one target per channel: import the "
						   "plates one by one.");
	}
	if (well != NULL)
	{
		bool same = read_merged(reader, &fresh) &&
					check_pair(reader, well, &well->channels[1 - channel], &fresh);

		alkres_free((void *) fresh.merged_wells);
		if (!same)
			return false;
		/* One row may leave out what the other has. */
		if (well->accepted < 0)
			well->accepted = fresh.accepted;
		if (well->quadrants[0] < 0)
			memcpy(well->quadrants, fresh.quadrants, sizeof(fresh.quadrants));
		well->channels[channel] = row;
		return true;
	}

	if (plate->count == MAX_WELLS)
	{
		alkres_csv_fail(&reader->csv, reader->error, "the file has more than %d wells", MAX_WELLS);
		reader->error->code = ALKRES_LIMIT;
		return false;
	}
	if (plate->count == plate->capacity)
	{
		plate->capacity = plate->capacity == 0 ? 128 : 2 * plate->capacity;
		plate->wells = alkres_realloc(plate->wells, plate->capacity * sizeof(AlkresWell));
	}
	well = &plate->wells[plate->count++];
	*well = fresh;
	well->sample = alkres_plate_keep(plate, field(reader, ALKRES_COLUMN_SAMPLE));
	well->experiment = alkres_plate_keep(plate, field(reader, ALKRES_COLUMN_EXPERIMENT));
	if (well->experiment == NULL)
		well->experiment = alkres_plate_keep(plate, field(reader, ALKRES_COLUMN_EXPERIMENT_TYPE));
	well->channels[channel] = row;
	well->channels[1 - channel].positives = -1;
	return read_merged(reader, well);
}
