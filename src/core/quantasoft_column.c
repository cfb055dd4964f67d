/* quantasoft_column.c: the header of a Bio-Rad export. */
#include "core/quantasoft_column.h"

#include <string.h>

#define MAX_NAME 64

/* Per column: the name for messages, then the names it goes by, as normalise() leaves them. */
static const struct
{
	const char *shown;
	const char *names[5];
} column_names[ALKRES_COLUMNS] = {
	[ALKRES_COLUMN_WELL] = {"Well", {"well"}},
	[ALKRES_COLUMN_SAMPLE] = {"Sample", {"sample", "sampledescription1", "samplename"}},
	[ALKRES_COLUMN_SAMPLE_TYPE] = {"SampleType", {"sampletype"}},
	[ALKRES_COLUMN_TARGET] = {"Target", {"target", "assay"}},
	[ALKRES_COLUMN_TARGET_TYPE] = {"TargetType", {"targettype", "typeassay"}},
	[ALKRES_COLUMN_DYE] = {"DyeName(s)", {"dyename(s)", "dyename", "dye"}},
	[ALKRES_COLUMN_EXPERIMENT] = {"Experiment", {"experiment"}},
	[ALKRES_COLUMN_EXPERIMENT_TYPE] = {"ExptType", {"expttype", "experimenttype"}},
	[ALKRES_COLUMN_STATUS] = {"Status", {"status"}},
	[ALKRES_COLUMN_MERGED] = {"MergedWells", {"mergedwells"}},
	[ALKRES_COLUMN_ACCEPTED] = {"AcceptedDroplets", {"accepteddroplets"}},
	[ALKRES_COLUMN_POSITIVES] = {"Positives", {"positives"}},
	[ALKRES_COLUMN_NEGATIVES] = {"Negatives", {"negatives"}},
	[ALKRES_COLUMN_BOTH] = {"Ch1+Ch2+", {"ch1+ch2+"}},
	[ALKRES_COLUMN_FAM_ONLY] = {"Ch1+Ch2-", {"ch1+ch2-"}},
	[ALKRES_COLUMN_HEX_ONLY] = {"Ch1-Ch2+", {"ch1-ch2+"}},
	[ALKRES_COLUMN_NEITHER] = {"Ch1-Ch2-", {"ch1-ch2-"}},
	[ALKRES_COLUMN_CONCENTRATION] = {"Concentration",
									 {"concentration", "conc(copies/l)", "conc(copies/ul)",
									  "conc"}},
	[ALKRES_COLUMN_POISSON_MIN] = {"PoissonConfMin", {"poissonconfmin", "poissonconfidencemin"}},
	[ALKRES_COLUMN_POISSON_MAX] = {"PoissonConfMax", {"poissonconfmax", "poissonconfidencemax"}},
	[ALKRES_COLUMN_TOTAL_MIN] = {"TotalConfMin", {"totalconfmin", "totalconfidencemin"}},
	[ALKRES_COLUMN_TOTAL_MAX] = {"TotalConfMax", {"totalconfmax", "totalconfidencemax"}},
	[ALKRES_COLUMN_RATIO] = {"Ratio", {"ratio"}},
	[ALKRES_COLUMN_ABUNDANCE] = {"FractionalAbundance", {"fractionalabundance"}},
	[ALKRES_COLUMN_ABUNDANCE_POISSON_MIN] = {"PoissonFractionalAbundanceMin",
											 {"poissonfractionalabundancemin"}},
	[ALKRES_COLUMN_ABUNDANCE_POISSON_MAX] = {"PoissonFractionalAbundanceMax",
											 {"poissonfractionalabundancemax"}},
	[ALKRES_COLUMN_ABUNDANCE_TOTAL_MIN] = {"TotalFractionalAbundanceMin",
										   {"totalfractionalabundancemin"}},
	[ALKRES_COLUMN_ABUNDANCE_TOTAL_MAX] = {"TotalFractionalAbundanceMax",
										   {"totalfractionalabundancemax"}},
};

const char *
alkres_column_name(AlkresColumn column)
{
	return column_names[column].shown;
}

/* Lower case; without blanks, underscores, signs outside ASCII and the ? that stands for a lost
 * one. */
static void
normalise(const char *text, char buffer[MAX_NAME])
{
	size_t used = 0;

	for (const unsigned char *p = (const unsigned char *) text; *p != '\0' && used < MAX_NAME - 1;
		 p++)
	{
		if (*p <= ' ' || *p == '_' || *p == '?' || *p >= 0x7F)
			continue;
		buffer[used++] = (char) (*p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p);
	}
	buffer[used] = '\0';
}

/* The column with this name and the place of the name among those it goes by; -1 for none. */
static int
column_of(const char *normalised, int *place)
{
	for (int column = 0; column < ALKRES_COLUMNS; column++)
		for (*place = 0; *place < 5 && column_names[column].names[*place] != NULL; ++*place)
			if (strcmp(normalised, column_names[column].names[*place]) == 0)
				return column;
	return -1;
}

/* What the file may be when it is not what was asked for. */
static bool
hint_at_kind(const AlkresCsv *csv, AlkresError *error)
{
	char name[MAX_NAME];

	for (size_t i = 0; i < csv->field_count; i++)
	{
		normalise(alkres_csv_field(csv, i), name);
		if (strstr(name, "amplitude") != NULL && strstr(name, "mean") == NULL)
			return alkres_hint(error,
							   "This is a file of droplet amplitudes: export the results of the "
							   "plate (one row per well and channel) instead.");
		if (strncmp(name, "partitions(", 11) == 0 || strcmp(name, "cv%") == 0)
			return alkres_hint(
				error, "This is an export of another vendor's instrument: give its counts to "
					   "alkres.droplet_summary_marginal().");
	}
	return alkres_hint(error,
					   "Export the results as CSV from QuantaSoft, QuantaSoft Analysis Pro or QX "
					   "Manager, with all columns, and leave its first line as it is.");
}

static bool
require(const AlkresCsv *csv, const AlkresColumns *columns, AlkresColumn a, AlkresColumn b,
		AlkresError *error)
{
	if (columns->index[a] >= 0 || columns->index[b] >= 0)
		return true;
	if (a == b)
		alkres_csv_fail(csv, error, "column \"%s\" is missing", alkres_column_name(a));
	else
		alkres_csv_fail(csv, error, "columns \"%s\" and \"%s\" are both missing",
						alkres_column_name(a), alkres_column_name(b));
	return hint_at_kind(csv, error);
}

bool
alkres_columns_find(const AlkresCsv *csv, AlkresColumns *columns, AlkresError *error)
{
	int places[ALKRES_COLUMNS];

	for (int i = 0; i < ALKRES_COLUMNS; i++)
		columns->index[i] = -1;
	columns->width = csv->field_count;
	for (size_t i = 0; i < csv->field_count; i++)
	{
		char name[MAX_NAME];
		int place;
		int column;

		normalise(alkres_csv_field(csv, i), name);
		column = column_of(name, &place);
		if (column < 0)
			continue;
		if (columns->index[column] >= 0 && place == places[column])
		{
			alkres_csv_fail(csv, error, "column \"%s\" is there twice", alkres_column_name(column));
			return alkres_detail(error, "It is field %d and field %zu of the first line.",
								 columns->index[column] + 1, i + 1);
		}
		/* "Sample" beside "Sample description 1": the earlier name of the list counts. */
		if (columns->index[column] >= 0 && place > places[column])
			continue;
		places[column] = place;
		columns->index[column] = (int) i;
	}
	return require(csv, columns, ALKRES_COLUMN_WELL, ALKRES_COLUMN_WELL, error) &&
		   require(csv, columns, ALKRES_COLUMN_SAMPLE, ALKRES_COLUMN_SAMPLE, error) &&
		   require(csv, columns, ALKRES_COLUMN_TARGET_TYPE, ALKRES_COLUMN_DYE, error) &&
		   require(csv, columns, ALKRES_COLUMN_POSITIVES, ALKRES_COLUMN_POSITIVES, error) &&
		   require(csv, columns, ALKRES_COLUMN_ACCEPTED, ALKRES_COLUMN_NEGATIVES, error);
}
