/* shares.c: shares of a column's rows from its common values and histogram. */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_statistic.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "index/shares.h"
#include "type/bytes.h"
#include "type/own_type.h"

static int
compare_samples(const void *a, const void *b)
{
	return alkres_bytes_compare(((const AlkresSample *) a)->value,
								((const AlkresSample *) b)->value);
}

static void
load_common(AlkresShares *shares, VariableStatData *column, const char *type)
{
	AttStatsSlot slot;
	double sum = 0;

	shares->common = 0;
	if (get_attstatsslot(&slot, column->statsTuple, STATISTIC_KIND_MCV, InvalidOid,
						 ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS) &&
		alkres_is_type(slot.valuetype, type))
	{
		shares->common = Min(slot.nvalues, slot.nnumbers);
		shares->common_values = palloc(sizeof(AlkresSample) * Max(shares->common, 1));
		for (int i = 0; i < shares->common; i++)
		{
			shares->common_values[i].value = PG_DETOAST_DATUM_PACKED(slot.values[i]);
			shares->common_values[i].share = slot.numbers[i];
		}
		qsort(shares->common_values, shares->common, sizeof(AlkresSample), compare_samples);
	}
	shares->common_before = palloc(sizeof(double) * (shares->common + 1));
	for (int i = 0; i < shares->common; i++)
	{
		shares->common_before[i] = sum;
		sum += shares->common_values[i].share;
	}
	shares->common_before[shares->common] = sum;
}

static void
load_histogram(AlkresShares *shares, VariableStatData *column, const char *type)
{
	AttStatsSlot slot;

	shares->bounds = 0;
	if (!get_attstatsslot(&slot, column->statsTuple, STATISTIC_KIND_HISTOGRAM, InvalidOid,
						  ATTSTATSSLOT_VALUES) ||
		slot.nvalues < 2 || !alkres_is_type(slot.valuetype, type))
		return;
	shares->bounds = slot.nvalues;
	shares->bound = palloc(sizeof(struct varlena *) * slot.nvalues);
	for (int i = 0; i < slot.nvalues; i++)
		shares->bound[i] = PG_DETOAST_DATUM_PACKED(slot.values[i]);
}

bool
alkres_shares_load(AlkresShares *shares, VariableStatData *column, const char *type,
				   Oid operator_oid)
{
	bool is_default;

	if (!HeapTupleIsValid(column->statsTuple) || !alkres_is_type(column->atttype, type) ||
		!statistic_proc_security_check(column, get_opcode(operator_oid)))
		return false;
	load_common(shares, column, type);
	load_histogram(shares, column, type);
	shares->rest = 1.0 - ((Form_pg_statistic) GETSTRUCT(column->statsTuple))->stanullfrac -
				   shares->common_before[shares->common];
	shares->rest = Max(shares->rest, 0.0);
	shares->distinct = get_variable_numdistinct(column, &is_default);
	return true;
}

/* How many common values lie before this one. */
static int
common_before(const AlkresShares *shares, const struct varlena *value)
{
	int low = 0, high = shares->common;

	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (alkres_bytes_compare(shares->common_values[middle].value, value) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Up to 6 bytes behind the shared ones as a number: exact in a double. */
static double
as_number(const struct varlena *value, size_t skip)
{
	const uint8 *bytes = (const uint8 *) VARDATA_ANY(value);
	size_t length = VARSIZE_ANY_EXHDR(value);
	double number = 0;

	for (size_t i = skip; i < skip + 6; i++)
		number = number * 256 + (i < length ? bytes[i] : 0);
	return number;
}

/* Where value lies between low and high, 0 to 1: positions of one contig interpolate as numbers. */
static double
between(const struct varlena *low, const struct varlena *high, const struct varlena *value)
{
	size_t shared = 0, most = Min(VARSIZE_ANY_EXHDR(low), VARSIZE_ANY_EXHDR(high));
	double from, to;

	while (shared < most && VARDATA_ANY(low)[shared] == VARDATA_ANY(high)[shared])
		shared++;
	from = as_number(low, shared);
	to = as_number(high, shared);
	if (to <= from)
		return 0.5;
	return Min(Max((as_number(value, shared) - from) / (to - from), 0.0), 1.0);
}

/* The bin that holds a value: that of bound[bin - 1] and bound[bin]; 0 or bounds outside. */
static int
bin_of(const AlkresShares *shares, const struct varlena *value)
{
	int low = 0, high = shares->bounds;

	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (alkres_bytes_compare(shares->bound[middle], value) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The share of the histogram's rows before a value of this bin. */
static double
histogram_before(const AlkresShares *shares, int bin, const struct varlena *value)
{
	if (bin == 0)
		return 0;
	if (bin == shares->bounds)
		return 1;
	return (bin - 1 + between(shares->bound[bin - 1], shares->bound[bin], value)) /
		   (shares->bounds - 1);
}

/* The part of a bin that a range inside it takes where its values do not interpolate. */
#define PART_OF_BIN 0.2

/* From one contig, or gene, into the next there is no telling where the rows of a bin lie. */
static bool
crosses(const AlkresShares *shares, int bin)
{
	return bin > 0 && bin < shares->bounds &&
		   VARDATA_ANY(shares->bound[bin - 1])[0] != VARDATA_ANY(shares->bound[bin])[0];
}

static double
histogram_share(const AlkresShares *shares, const AlkresRange *range)
{
	int from = bin_of(shares, range->lower), to = bin_of(shares, range->upper);
	double share =
		histogram_before(shares, to, range->upper) - histogram_before(shares, from, range->lower);
	/* A histogram never says "none". */
	double least = 0.01 / (shares->bounds - 1);

	if (crosses(shares, from) || crosses(shares, to))
		least = PART_OF_BIN / (shares->bounds - 1);
	return Max(share, least);
}

double
alkres_shares_range(const AlkresShares *shares, const AlkresRange *range)
{
	double share;

	if (alkres_bytes_compare(range->lower, range->upper) >= 0)
		return 0;
	share = shares->common_before[common_before(shares, range->upper)] -
			shares->common_before[common_before(shares, range->lower)];
	if (shares->bounds > 0)
		share += shares->rest * histogram_share(shares, range);
	else if (shares->common == 0)
		share += ALKRES_SHARE_UNKNOWN;
	return Min(share, 1.0);
}

AlkresSample *
alkres_shares_sample(const AlkresShares *shares, int *count)
{
	AlkresSample *sample = palloc(sizeof(AlkresSample) * (shares->common + shares->bounds + 1));

	*count = shares->common;
	if (shares->common > 0)
		memcpy(sample, shares->common_values, sizeof(AlkresSample) * shares->common);
	for (int i = 0; i < shares->bounds; i++)
	{
		sample[*count].value = shares->bound[i];
		sample[(*count)++].share = shares->rest / shares->bounds;
	}
	return sample;
}

double
alkres_shares_typical(const AlkresShares *shares, AlkresRangesAround ranges_around, double order)
{
	int count;
	AlkresSample *sample = alkres_shares_sample(shares, &count);
	double powers = 0, weight = 0;

	for (int i = 0; i < count; i++)
	{
		AlkresRange ranges[ALKRES_RANGES_AROUND_MAX];
		int number = ranges_around(sample[i].value, ranges);

		for (int j = 0; j < number; j++)
		{
			double share = alkres_shares_range(shares, &ranges[j]);

			powers += sample[i].share * pow(share, order);
			weight += sample[i].share;
		}
	}
	return weight > 0 ? pow(powers / weight, 1 / order) : ALKRES_SHARE_UNKNOWN;
}
