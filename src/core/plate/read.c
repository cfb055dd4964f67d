/* read.c: an export from its first line to its wells: which layout, rows, droplet volumes. */
#include "core/plate/reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/memory.h"
#include "core/text/printed.h"

/* Lines that may stand above a header. */
#define MAX_PREAMBLE 8

/* Tried in this order; what none of the others knows is taken for Bio-Rad's, whose columns are then
 * missed by name. */
static const AlkresLayout *const layouts[] = {&alkres_layout_qiacuity,
											  &alkres_layout_qiacuity_occupancy,
											  &alkres_layout_naica,
											  &alkres_layout_absolute_q_summary,
											  &alkres_layout_absolute_q_partitions,
											  &alkres_layout_absolute_q_combinations,
											  &alkres_layout_absolute_q,
											  &alkres_layout_cluster_data,
											  &alkres_layout_redf,
											  &alkres_layout_quantasoft};
#define LAYOUTS (sizeof(layouts) / sizeof(layouts[0]))

/* The role of the well: the channels' own, Reference apart, if they agree. */
static const char *
role_of_well(const AlkresWell *well)
{
	const char *role = NULL;

	for (int i = 0; i < 2; i++)
	{
		const char *own = well->channels[i].role;

		if (own == NULL || strcmp(own, "reference") == 0)
			continue;
		if (role != NULL && strcmp(role, own) != 0)
			return "mixed";
		role = own;
	}
	return role == NULL ? "reference" : role;
}

static const char *
status_of_well(AlkresPlate *plate, const AlkresWell *well)
{
	const char *fam = well->channels[ALKRES_FAM].status;
	const char *hex = well->channels[ALKRES_HEX].status;
	char both[256];

	if (fam == NULL || hex == NULL || strcmp(fam, hex) == 0)
		return fam == NULL ? hex : fam;
	if (strlen(fam) + strlen(hex) + 2 > sizeof(both))
		return fam;
	snprintf(both, sizeof(both), "%s/%s", fam, hex);
	return alkres_plate_keep(plate, both);
}

static AlkresFigure
rest_of_100(AlkresFigure figure)
{
	return (AlkresFigure){100 - figure.value, NAN};
}

/* FAM's share and ratio; QX Manager prints only those of its "unknown" target, which can be HEX:
 * the share is then the rest, but an interval of the ratio cannot be turned over. */
static void
abundance_of_well(AlkresWell *well)
{
	const AlkresWellChannel *fam = &well->channels[ALKRES_FAM];
	const AlkresWellChannel *hex = &well->channels[ALKRES_HEX];

	well->abundance = fam->abundance;
	well->ratio = fam->ratio;
	well->linkage = isnan(fam->linkage.value) ? hex->linkage : fam->linkage;
	if (isnan(fam->abundance.value.value) && !isnan(hex->abundance.value.value))
	{
		well->abundance.value = rest_of_100(hex->abundance.value);
		well->abundance.lower = rest_of_100(hex->abundance.upper);
		well->abundance.upper = rest_of_100(hex->abundance.lower);
	}
	if (isnan(fam->ratio.value.value) && !isnan(hex->ratio.value.value))
		well->ratio.value = (AlkresFigure){1 / hex->ratio.value.value, NAN};
}

static void
droplets_of_well(AlkresWell *well)
{
	int64_t fam = well->channels[ALKRES_FAM].positives;
	int64_t hex = well->channels[ALKRES_HEX].positives;
	AlkresDroplets *d = &well->droplets;

	well->has_droplets = well->accepted >= 0 && (fam >= 0 || hex >= 0);
	if (!well->has_droplets)
		return;
	memset(d, 0, sizeof(*d));
	d->droplet_nl = well->droplet_nl;
	d->wells = well->merged_count > 0 ? (int32_t) well->merged_count : 1;
	if (fam >= 0 && hex >= 0 && well->quadrants[0] >= 0)
	{
		d->both_positive = well->quadrants[0];
		d->fam_only = well->quadrants[1];
		d->hex_only = well->quadrants[2];
		d->negative = well->quadrants[3];
		return;
	}
	d->flags = ALKRES_DROPLETS_MARGINAL | (fam < 0 ? ALKRES_DROPLETS_NO_FAM : 0) |
			   (hex < 0 ? ALKRES_DROPLETS_NO_HEX : 0);
	d->fam_only = fam < 0 ? 0 : fam;
	d->hex_only = hex < 0 ? 0 : hex;
	d->negative = well->accepted;
}

/* The partition volume (nL) that a channel's printed concentration follows from and what its last
 * digit leaves open of it; false where it says nothing. */
static bool
volume_of_print(const AlkresWell *well, int channel, double *volume, double *open)
{
	const AlkresWellChannel *own = &well->channels[channel];
	AlkresFigure printed = own->concentration.value;

	if (own->line == 0 || !(printed.value > 0) || isinf(printed.value) || own->positives <= 0 ||
		own->positives >= well->accepted)
		return false;
	*volume =
		alkres_lambda((double) own->positives, (double) well->accepted) / printed.value * 1000;
	*open = *volume * fmax(printed.half_unit / printed.value, ALKRES_SINGLE_PRECISION);
	return true;
}

/* The print that a volume does not explain: an error that says what it would take. */
static bool
fail_volume(AlkresPlateReader *reader, const AlkresWell *well, int channel, double expected)
{
	const AlkresWellChannel *own = &well->channels[channel];
	double implied = 0;
	double open;

	volume_of_print(well, channel, &implied, &open);
	reader->csv.line = own->line;
	alkres_csv_fail(&reader->csv, reader->error,
					"well %s: the printed concentration %.6g does not follow from %lld positive of "
					"%lld droplets of %.4g nL",
					well->well == NULL ? "?" : well->well, own->concentration.value.value,
					(long long) own->positives, (long long) well->accepted, expected);
	alkres_detail(reader->error, "It implies %.4g nL.", implied);
	return alkres_hint(reader->error,
					   "Give the droplet volume as droplet_nl, or export the file again if its "
					   "counts were changed.");
}

/*
 * One of the layout's volumes for all wells.  The prints that are precise enough to tell have to
 * agree, nine in ten of them: instruments round some in ways of their own.
 */
static bool
choose_volume(AlkresPlateReader *reader, double *chosen)
{
	const double *volumes = reader->layout->volumes;
	const AlkresPlate *plate = reader->plate;
	size_t telling = 0;
	size_t agree[3] = {0, 0, 0};
	int best = 0;

	for (size_t i = 0; i < 2 * plate->count; i++)
	{
		double volume;
		double open;

		/* A wrong volume shows at better than 3 %. */
		if (!volume_of_print(&plate->wells[i / 2], (int) (i % 2), &volume, &open) ||
			open > 0.03 * volume)
			continue;
		telling++;
		for (int v = 0; v < 3 && volumes[v] > 0; v++)
			agree[v] += fabs(volumes[v] - volume) <= open * (1 + open / volume) * (1 + 1e-9);
	}
	for (int v = 1; v < 3 && volumes[v] > 0; v++)
		if (agree[v] > agree[best])
			best = v;
	*chosen = volumes[best];
	for (size_t i = 0; i < 2 * plate->count; i++)
	{
		double volume;
		double open;
		double off;

		if (!volume_of_print(&plate->wells[i / 2], (int) (i % 2), &volume, &open))
			continue;
		off = fabs(volumes[best] - volume);
		/* A tenth off is no rounding. */
		if (off > 1.1 * open + 0.1 * volumes[best] ||
			(10 * agree[best] < 9 * telling && open <= 0.03 * volume && off > open * 1.03))
			return fail_volume(reader, &plate->wells[i / 2], (int) (i % 2), volumes[best]);
	}
	return true;
}

static int
compare_doubles(const void *a, const void *b)
{
	double left = *(const double *) a;
	double right = *(const double *) b;

	return (left > right) - (left < right);
}

/*
 * Each well's own volume, from the more precise of its prints; wells whose prints say nothing get
 * the median of the others.  Wells of one kind of plate differ by some percent, so a print a
 * quarter off does not belong to its counts.
 */
static bool
volumes_by_well(AlkresPlateReader *reader)
{
	AlkresPlate *plate = reader->plate;
	double *known = alkres_alloc((plate->count + 1) * sizeof(double));
	size_t count = 0;
	double median = NAN;
	bool done = true;

	for (size_t i = 0; i < plate->count; i++)
	{
		double best_open = INFINITY;

		for (int channel = 0; channel < 2; channel++)
		{
			double volume;
			double open;

			if (!volume_of_print(&plate->wells[i], channel, &volume, &open) || open >= best_open)
				continue;
			plate->wells[i].droplet_nl = volume;
			best_open = open;
		}
		if (!isinf(best_open) || !isnan(plate->wells[i].droplet_nl))
			known[count++] = plate->wells[i].droplet_nl;
	}
	if (count > 0)
	{
		qsort(known, count, sizeof(double), compare_doubles);
		median = (known[(count - 1) / 2] + known[count / 2]) / 2;
	}
	alkres_free(known);
	for (size_t i = 0; i < plate->count && done; i++)
	{
		AlkresWell *well = &plate->wells[i];

		for (int channel = 0; channel < 2 && done; channel++)
		{
			double volume;
			double open;

			if (volume_of_print(well, channel, &volume, &open) &&
				(fabs(volume - median) > 0.25 * median + open ||
				 fabs(volume - well->droplet_nl) > 1.1 * open + 0.02 * volume))
				done = fail_volume(reader, well, channel,
								   fabs(volume - median) > 0.25 * median + open ? median
																				: well->droplet_nl);
		}
		if (isnan(well->droplet_nl))
			well->droplet_nl = median;
	}
	return done;
}

/* A well's share of its printed volume, where partitions are known to share it alike. */
static void
volumes_of_shares(AlkresPlateReader *reader)
{
	for (size_t i = 0; i < reader->plate->count && reader->partitions > 0; i++)
		reader->plate->wells[i].droplet_nl =
			reader->plate->wells[i].volume_ul / reader->partitions * 1000;
}

/* One volume for all wells: that of the finest print, where no other contradicts it. */
static void
common_volume(AlkresPlateReader *reader)
{
	AlkresPlate *plate = reader->plate;
	double low = 0;
	double high = INFINITY;
	double finest = INFINITY;
	double common = NAN;

	for (size_t i = 0; i < 2 * plate->count; i++)
	{
		double volume;
		double open;

		if (!volume_of_print(&plate->wells[i / 2], (int) (i % 2), &volume, &open))
			continue;
		low = fmax(low, volume - 1.1 * open);
		high = fmin(high, volume + 1.1 * open);
		if (open < finest)
			common = volume;
		finest = fmin(finest, open);
	}
	for (size_t i = 0; i < plate->count && low <= common && common <= high; i++)
		plate->wells[i].droplet_nl = common;
}

static bool
fail_no_volume(AlkresPlateReader *reader)
{
	if (reader->columns.index[ALKRES_COLUMN_CONCENTRATION] < 0)
		alkres_csv_fail(&reader->csv, reader->error,
						"column \"%s\" is missing, which tells the volume of a partition",
						reader->layout->names[ALKRES_COLUMN_CONCENTRATION].shown);
	else
		alkres_csv_fail(&reader->csv, reader->error,
						"no printed concentration tells the volume of a partition");
	return alkres_hint(reader->error, "Give it as droplet_nl.");
}

static bool
find_volumes(AlkresPlateReader *reader)
{
	AlkresPlate *plate = reader->plate;
	double volume = reader->options->droplet_nl;

	if (isnan(volume) && reader->layout->volume_by_well)
	{
		volumes_of_shares(reader);
		if (!volumes_by_well(reader))
			return false;
		if (reader->layout->volume_is_common)
			common_volume(reader);
		for (size_t i = 0; i < plate->count; i++)
			if (isnan(plate->wells[i].droplet_nl) && plate->wells[i].accepted >= 0)
			{
				reader->csv.line = plate->wells[i].channels[ALKRES_FAM].line;
				return fail_no_volume(reader);
			}
		return true;
	}
	if (isnan(volume) && !choose_volume(reader, &volume))
		return false;
	for (size_t i = 0; i < plate->count; i++)
		if (isnan(plate->wells[i].droplet_nl) || !isnan(reader->options->droplet_nl))
			plate->wells[i].droplet_nl = volume;
	return true;
}

/* Whether some well has the target in this channel beside one in the other. */
static const AlkresWell *
paired_target(const AlkresPlate *plate, const char *target, int channel)
{
	for (size_t i = 0; i < plate->count; i++)
	{
		const AlkresWell *well = &plate->wells[i];

		if (well->channels[0].line != 0 && well->channels[1].line != 0 &&
			strcmp(well->channels[channel].target == NULL ? "" : well->channels[channel].target,
				   target) == 0)
			return well;
	}
	return NULL;
}

/* Targets that were given channels by their order keep them in every well; a well's only target
 * goes where it is in the others. */
static bool
settle_order(AlkresPlateReader *reader)
{
	AlkresPlate *plate = reader->plate;

	for (size_t i = 0; i < plate->count; i++)
	{
		AlkresWell *well = &plate->wells[i];
		const char *target = well->channels[ALKRES_FAM].target;
		const AlkresWell *elsewhere;
		char shown[ALKRES_SHOWN];

		if (well->channels[ALKRES_FAM].line == 0 || target == NULL)
			continue;
		elsewhere = paired_target(plate, target, ALKRES_HEX);
		if (elsewhere == NULL)
			continue;
		if (well->channels[ALKRES_HEX].line == 0 &&
			paired_target(plate, target, ALKRES_FAM) == NULL)
		{
			well->channels[ALKRES_HEX] = well->channels[ALKRES_FAM];
			alkres_plate_no_channel(&well->channels[ALKRES_FAM]);
			continue;
		}
		reader->csv.line = well->channels[ALKRES_FAM].line;
		alkres_csv_fail(&reader->csv, reader->error,
						"target \"%s\" is the first of one well and the second of another",
						alkres_shown(target, shown));
		alkres_detail(reader->error, "It is the second of the well on line %llu.",
					  (unsigned long long) elsewhere->channels[ALKRES_HEX].line);
		return alkres_hint(reader->error,
						   "The file has no dyes: name the targets of FAM and HEX in the argument "
						   "channels, NULL for any other, for example '{NULL,WT}'.");
	}
	return true;
}

static bool
is_empty_row(const AlkresCsv *csv)
{
	for (size_t i = 0; i < csv->field_count; i++)
		if (*alkres_csv_field(csv, i) != '\0')
			return false;
	return true;
}

/* Whether the record has one field more than the header, R's number of the row in front. */
static bool
has_row_names(const AlkresPlateReader *reader)
{
	const char *first = alkres_csv_field(&reader->csv, 0);

	return reader->csv.field_count == reader->width + 1 &&
		   !(reader->ends_open && *alkres_csv_field(&reader->csv, reader->width) == '\0') &&
		   *first != '\0' && first[strspn(first, "0123456789")] == '\0';
}

/*
 * QuantaSoft ends each data row with a comma, so one empty field too many is normal there, and
 * older ones leave out the last field; but all rows are alike.  Anything else is a shift of
 * columns.
 */
static bool
check_width(AlkresPlateReader *reader)
{
	size_t width = reader->width;
	size_t count;

	if (reader->row_fields == 0 && has_row_names(reader))
	{
		reader->csv.hidden = 1;
		reader->csv.field_count--;
	}
	count = reader->csv.field_count;
	if (count > width + 1 ||
		(count == width + 1 &&
		 (!reader->ends_open || *alkres_csv_field(&reader->csv, width) != '\0')))
	{
		alkres_csv_fail(&reader->csv, reader->error, "%zu fields under a header of %zu", count,
						width);
		return alkres_hint(reader->error,
						   "Decimal commas in a comma-separated file do this, and cannot be told "
						   "from separators: export the file with decimal points.");
	}
	if (reader->row_fields == 0)
		reader->row_fields = count;
	if (count == reader->row_fields && count + reader->ends_open >= width)
		return true;
	alkres_csv_fail(&reader->csv, reader->error, "%zu fields, expected %zu", count,
					count == reader->row_fields ? width : reader->row_fields);
	alkres_detail(reader->error, "Record %llu of the file; the header has %zu fields.",
				  (unsigned long long) reader->csv.record, width);
	return alkres_hint(reader->error, "A field was lost or added: export the file again.");
}

static bool
read_rows(AlkresPlateReader *reader)
{
	for (;;)
	{
		AlkresCsvResult result = alkres_csv_next(&reader->csv, reader->error);

		if (result == ALKRES_CSV_END)
			return true;
		if (result == ALKRES_CSV_ERROR)
			return false;
		if (is_empty_row(&reader->csv))
			continue;
		if (!check_width(reader) || !reader->layout->read_row(reader))
			return false;
	}
}

/* The record last read may stand above a header: remember it. */
static void
keep_above(AlkresPlateReader *reader)
{
	size_t most = sizeof(reader->above) / sizeof(reader->above[0]);

	reader->above_count = reader->csv.field_count < most ? reader->csv.field_count : most;
	for (size_t i = 0; i < reader->above_count; i++)
		reader->above[i] = alkres_plate_keep(reader->plate, alkres_csv_field(&reader->csv, i));
}

/* Whether the record can stand above a header: words of the instrument, dyes over their columns, a
 * title. */
static bool
is_preamble(const AlkresCsv *csv)
{
	size_t filled = 0;

	for (size_t i = 0; i < csv->field_count; i++)
		filled += *alkres_csv_field(csv, i) != '\0';
	return strncasecmp(alkres_csv_field(csv, 0), "Target Value of ", 16) == 0 ||
		   (csv->field_count > 1 && *alkres_csv_field(csv, 0) == '\0' &&
			*alkres_csv_field(csv, 1) == '\0') ||
		   (filled <= 2 && alkres_column_search(csv, "well") < 0);
}

static bool
read_header(AlkresPlateReader *reader)
{
	for (int line = 0;; line++)
	{
		AlkresCsvResult result = alkres_csv_next(&reader->csv, reader->error);

		if (result == ALKRES_CSV_ERROR)
			return false;
		if (result == ALKRES_CSV_END)
		{
			alkres_csv_fail(&reader->csv, reader->error,
							line == 0 ? "there is nothing in it" : "there is no header in it");
			return alkres_hint(reader->error,
							   "An export of results begins with a line of column names.");
		}
		for (size_t i = 0; i < LAYOUTS; i++)
		{
			reader->layout = layouts[i];
			if (layouts[i]->recognise(reader))
				break;
		}
		if (reader->layout != &alkres_layout_quantasoft || line >= MAX_PREAMBLE ||
			!is_preamble(&reader->csv))
			break;
		keep_above(reader);
	}
	reader->width = reader->csv.field_count;
	alkres_columns_clear(&reader->columns);
	return reader->layout->read_header(reader);
}

static bool
read_plate(AlkresPlateReader *reader)
{
	AlkresPlate *plate = reader->plate;

	if (!read_header(reader))
		return false;
	plate->instrument = reader->layout->instrument;
	plate->method = reader->layout->method;
	reader->decimal_comma = reader->csv.delimiter != ',';
	if (!read_rows(reader) || !alkres_plate_end_counting(reader) ||
		(reader->by_order && !settle_order(reader)) || !find_volumes(reader))
		return false;
	if (plate->count == 0 && reader->row_fields > 0 &&
		(reader->options->channels[0] != NULL || reader->options->channels[1] != NULL))
	{
		alkres_csv_fail(&reader->csv, reader->error,
						"no row is of the dyes or targets in channels");
		return alkres_hint(reader->error, "They are written as in the file.");
	}
	for (size_t i = 0; i < plate->count; i++)
	{
		AlkresWell *well = &plate->wells[i];

		well->role = role_of_well(well);
		well->status = status_of_well(plate, well);
		abundance_of_well(well);
		droplets_of_well(well);
		if (well->has_droplets &&
			!alkres_droplets_check(&well->droplets, ALKRES_BAD_PARAMETER, reader->error))
			return false;
	}
	return reader->layout->finish == NULL || reader->layout->finish(reader);
}

bool
alkres_plate_read(const char *name, const char *data, size_t length,
				  const AlkresPlateOptions *options, AlkresPlate *plate, AlkresError *error)
{
	AlkresPlateReader *reader = alkres_alloc_zero(sizeof(AlkresPlateReader));
	bool done;

	memset(plate, 0, sizeof(*plate));
	reader->options = options;
	reader->plate = plate;
	reader->error = error;
	done = alkres_csv_open(&reader->csv, name, data, length, error) && read_plate(reader);
	alkres_csv_close(&reader->csv);
	alkres_free(reader);
	return done;
}
