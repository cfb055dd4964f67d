/* quantasoft.c: result exports of Bio-Rad's ddPCR software: rows in, wells out. */
#include "core/quantasoft.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/quantasoft_row.h"

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

/* FAM's share; QX Manager prints only the share of its "unknown" target, which can be HEX. */
static AlkresPrintedFigures
abundance_of_well(const AlkresWell *well)
{
	const AlkresPrintedFigures *fam = &well->channels[ALKRES_FAM].abundance;
	const AlkresPrintedFigures *hex = &well->channels[ALKRES_HEX].abundance;
	AlkresPrintedFigures nothing = {NAN, NAN, NAN, NAN, NAN};

	if (well->channels[ALKRES_FAM].line != 0 && !isnan(fam->value))
		return *fam;
	if (well->channels[ALKRES_HEX].line != 0 && !isnan(hex->value))
		return (AlkresPrintedFigures){100 - hex->value, 100 - hex->upper, 100 - hex->lower,
									  100 - hex->total_upper, 100 - hex->total_lower};
	return nothing;
}

static void
droplets_of_well(AlkresWell *well, double droplet_nl)
{
	int64_t fam = well->channels[ALKRES_FAM].positives;
	int64_t hex = well->channels[ALKRES_HEX].positives;
	AlkresDroplets *d = &well->droplets;

	well->has_droplets = well->accepted >= 0 && (fam >= 0 || hex >= 0);
	if (!well->has_droplets)
		return;
	memset(d, 0, sizeof(*d));
	d->droplet_nl = droplet_nl;
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

static void
blank_channel(AlkresWellChannel *channel)
{
	if (channel->line == 0)
	{
		channel->concentration = (AlkresPrintedFigures){NAN, NAN, NAN, NAN, NAN};
		channel->abundance = channel->concentration;
		channel->ratio = NAN;
	}
}

static bool
is_empty_row(const AlkresCsv *csv)
{
	for (size_t i = 0; i < csv->field_count; i++)
		if (*alkres_csv_field(csv, i) != '\0')
			return false;
	return true;
}

/* QuantaSoft ends each data row with a comma, so one empty field too many is normal; anything more
 * is a shift. */
static bool
check_width(AlkresPlateReader *reader)
{
	size_t width = reader->columns.width;
	size_t count = reader->csv.field_count;

	if (count <= width || (count == width + 1 && *alkres_csv_field(&reader->csv, width) == '\0'))
		return true;
	alkres_csv_fail(&reader->csv, reader->error, "%zu fields under a header of %zu", count, width);
	return alkres_hint(reader->error,
					   "Decimal commas in a comma-separated file do this, and cannot be told "
					   "from separators: export the file with decimal points.");
}

/*
 * The droplet volume behind the printed concentrations.  They are lambda/V, so the print of each
 * allows a stretch of V; only those that tell the two volumes apart count, and nine in ten of them
 * have to agree.
 */
static bool
find_volume(AlkresPlateReader *reader, double *droplet_nl)
{
	static const double volumes[] = {ALKRES_DEFAULT_DROPLET_NL, ALKRES_OLD_DROPLET_NL};
	const AlkresPlate *plate = reader->plate;
	size_t telling = 0;
	size_t agree[2] = {0, 0};
	size_t first_misfit[2] = {0, 0}; /* as 2 * well + channel */
	int best;

	for (size_t i = 0; i < 2 * plate->count; i++)
	{
		const AlkresWell *well = &plate->wells[i / 2];
		const AlkresWellChannel *channel = &well->channels[i % 2];
		double printed = channel->concentration.value;
		/* Single precision exports are right to 1e-7. */
		double open = fmax(channel->concentration_half_unit, 1e-6 * printed) * (1 + 1e-9);
		bool fits[2];
		double lambda;

		if (channel->line == 0 || !(printed > 0) || isinf(printed) || channel->positives <= 0 ||
			channel->positives >= well->accepted)
			continue;
		lambda = alkres_lambda((double) channel->positives, (double) well->accepted);
		for (int v = 0; v < 2; v++)
			fits[v] = fabs(lambda / volumes[v] * 1000 - printed) <= open;
		if (fits[0] && fits[1])
			continue;
		/* Too coarse a print tells nothing of volumes; a wrong volume shows at better than 3 %. */
		if (open > 0.03 * printed)
			continue;
		telling++;
		for (int v = 0; v < 2; v++)
		{
			if (!fits[v] && agree[v] + 1 == telling)
				first_misfit[v] = i;
			agree[v] += fits[v];
		}
	}
	best = agree[0] >= agree[1] ? 0 : 1;
	*droplet_nl = volumes[best];
	if (10 * agree[best] >= 9 * telling)
		return true;

	const AlkresWell *well = &plate->wells[first_misfit[best] / 2];
	const AlkresWellChannel *channel = &well->channels[first_misfit[best] % 2];

	reader->csv.line = channel->line;
	alkres_csv_fail(
		&reader->csv, reader->error,
		"well %s: the printed concentration %.6g does not follow from %lld positive of %lld "
		"droplets of %g nL",
		well->well, channel->concentration.value, (long long) channel->positives,
		(long long) well->accepted, volumes[best]);
	alkres_detail(reader->error,
				  "It implies %.4g nL.  Of %zu concentrations that tell, %zu fit 0.85 nL and %zu "
				  "fit 0.91 nL.",
				  alkres_lambda((double) channel->positives, (double) well->accepted) /
					  channel->concentration.value * 1000,
				  telling, agree[0], agree[1]);
	return alkres_hint(reader->error,
					   "Give the droplet volume as droplet_nl, or export the file again if its "
					   "counts were changed.");
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
		if (!check_width(reader) || !alkres_plate_read_row(reader))
			return false;
	}
}

static bool
read_plate(AlkresPlateReader *reader, double droplet_nl)
{
	AlkresPlate *plate = reader->plate;
	AlkresCsvResult header = alkres_csv_next(&reader->csv, reader->error);

	if (header == ALKRES_CSV_END)
	{
		alkres_csv_fail(&reader->csv, reader->error, "there is nothing in it");
		return alkres_hint(reader->error,
						   "An export of results begins with a line of column names.");
	}
	if (header == ALKRES_CSV_ERROR ||
		!alkres_columns_find(&reader->csv, &reader->columns, reader->error))
		return false;
	reader->decimal_comma = reader->csv.delimiter == ';';
	if (!read_rows(reader))
		return false;
	if (isnan(droplet_nl) && !find_volume(reader, &droplet_nl))
		return false;
	plate->droplet_nl = droplet_nl;
	for (size_t i = 0; i < plate->count; i++)
	{
		AlkresWell *well = &plate->wells[i];

		well->role = role_of_well(well);
		well->status = status_of_well(plate, well);
		well->abundance = abundance_of_well(well);
		droplets_of_well(well, droplet_nl);
		blank_channel(&well->channels[ALKRES_FAM]);
		blank_channel(&well->channels[ALKRES_HEX]);
		if (well->has_droplets &&
			!alkres_droplets_check(&well->droplets, ALKRES_BAD_PARAMETER, reader->error))
			return false;
	}
	return true;
}

bool
alkres_quantasoft_read(const char *name, const char *data, size_t length, double droplet_nl,
					   AlkresPlate *plate, AlkresError *error)
{
	AlkresPlateReader reader = {.plate = plate, .error = error};
	bool done;

	memset(plate, 0, sizeof(*plate));
	done =
		alkres_csv_open(&reader.csv, name, data, length, error) && read_plate(&reader, droplet_nl);
	alkres_csv_close(&reader.csv);
	return done;
}
