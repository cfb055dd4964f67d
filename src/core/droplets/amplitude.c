/* amplitude.c: counting droplets by thresholds, and thresholds and quality from their
 * amplitudes. */
#include "core/droplets/amplitude.h"

#include <math.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"

#define MAD_TO_SD 1.4826 /* of a normal distribution */

bool
alkres_classify_droplets_by(const float *fam, const float *hex, size_t count, double fam_threshold,
							double hex_threshold, double droplet_nl, AlkresDroplets *droplets,
							AlkresError *error)
{
	int64_t quadrants[4] = {0, 0, 0, 0}; /* neither, FAM, HEX, both */

	if ((fam != NULL && !isfinite(fam_threshold)) || (hex != NULL && !isfinite(hex_threshold)))
		return alkres_fail(error, ALKRES_BAD_PARAMETER, "a threshold must be a finite number");
	for (size_t i = 0; i < count; i++)
	{
		if ((fam != NULL && !isfinite(fam[i])) || (hex != NULL && !isfinite(hex[i])))
			return alkres_fail(error, ALKRES_BAD_PARAMETER, "amplitude %zu must be a finite number",
							   i + 1);
		quadrants[(fam != NULL && fam[i] > fam_threshold) +
				  2 * (hex != NULL && hex[i] > hex_threshold)]++;
	}
	memset(droplets, 0, sizeof(*droplets));
	droplets->droplet_nl = droplet_nl;
	droplets->wells = 1;
	droplets->fam_only = quadrants[1];
	droplets->hex_only = quadrants[2];
	droplets->both_positive = quadrants[3];
	droplets->negative = quadrants[0];
	if (fam == NULL || hex == NULL)
	{
		droplets->flags = ALKRES_DROPLETS_MARGINAL |
						  (fam == NULL ? ALKRES_DROPLETS_NO_FAM : ALKRES_DROPLETS_NO_HEX);
		droplets->negative = (int64_t) count;
	}
	return alkres_droplets_check(droplets, ALKRES_BAD_PARAMETER, error);
}

bool
alkres_count_clusters(const int16_t *clusters, size_t count, double droplet_nl,
					  AlkresDroplets *droplets, AlkresError *error)
{
	int64_t counts[5] = {0};

	for (size_t i = 0; i < count; i++)
	{
		if (clusters[i] < 0 || clusters[i] > 4)
		{
			alkres_fail(error, ALKRES_BAD_PARAMETER, "droplet %zu has cluster %d", i + 1,
						clusters[i]);
			return alkres_hint(error, "Clusters are 1 (neither), 2 (FAM), 3 (both), 4 (HEX) and 0 "
									  "(unclassified).");
		}
		counts[clusters[i]]++;
	}
	memset(droplets, 0, sizeof(*droplets));
	droplets->droplet_nl = droplet_nl;
	droplets->wells = 1;
	droplets->negative = counts[1];
	droplets->fam_only = counts[2];
	droplets->both_positive = counts[3];
	droplets->hex_only = counts[4];
	return alkres_droplets_check(droplets, ALKRES_BAD_PARAMETER, error);
}

static bool
check_finite(const float *values, size_t count, AlkresError *error)
{
	for (size_t i = 0; i < count; i++)
		if (!isfinite(values[i]))
			return alkres_fail(error, ALKRES_BAD_PARAMETER, "amplitude %zu must be a finite number",
							   i + 1);
	return true;
}

/* The value of this rank (from 0), by Hoare's selection as Wirth has it; values are finite. */
static float
select_rank(float *values, size_t count, size_t rank)
{
	ptrdiff_t low = 0;
	ptrdiff_t high = (ptrdiff_t) count - 1;
	ptrdiff_t wanted = (ptrdiff_t) rank;

	while (low < high)
	{
		float pivot = values[wanted];
		ptrdiff_t i = low;
		ptrdiff_t j = high;

		alkres_check_interrupts();
		do
		{
			while (values[i] < pivot)
				i++;
			while (pivot < values[j])
				j--;
			if (i <= j)
			{
				float other = values[i];

				values[i++] = values[j];
				values[j--] = other;
			}
		} while (i <= j);
		if (j < wanted)
			low = i;
		if (wanted < i)
			high = j;
	}
	return values[wanted];
}

static double
median(float *values, size_t count)
{
	double upper = select_rank(values, count, count / 2);

	if (count % 2 == 1)
		return upper;
	return (upper + select_rank(values, count, count / 2 - 1)) / 2;
}

/* Median and 1.4826 MAD. */
static void
centre_and_spread(float *values, size_t count, double *centre, double *spread)
{
	float *distances;

	*centre = *spread = NAN;
	if (count == 0)
		return;
	distances = alkres_alloc(count * sizeof(float));
	*centre = median(values, count);
	for (size_t i = 0; i < count; i++)
		distances[i] = (float) fabs(values[i] - *centre);
	*spread = MAD_TO_SD * median(distances, count);
	alkres_free(distances);
}

bool
alkres_negative_threshold(float *values, size_t count, double k, double *threshold,
						  AlkresError *error)
{
	double centre;
	double spread;
	size_t far_below = 0;

	if (count == 0)
		return alkres_fail(error, ALKRES_BAD_PARAMETER, "the controls have no droplets");
	if (!(k > 0) || isinf(k))
		return alkres_fail(error, ALKRES_BAD_PARAMETER, "k must be positive and finite");
	if (!check_finite(values, count, error))
		return false;
	centre_and_spread(values, count, &centre, &spread);
	if (!(spread > 0))
		return alkres_fail(error, ALKRES_BAD_PARAMETER,
						   "half of the controls' droplets have one amplitude");
	for (size_t i = 0; i < count; i++)
		far_below += values[i] < centre - k * spread;
	if (100 * far_below > count)
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER,
					"the median of the controls' droplets is not in the negative cloud");
		alkres_detail(error, "%zu of %zu droplets are more than %g spreads below it.", far_below,
					  count, k);
		return alkres_hint(error, "Take controls in which fewer than half of the droplets are "
								  "positive: no-template wells, or for the mutant wild-type ones.");
	}
	*threshold = centre + k * spread;
	return true;
}

bool
alkres_separation(float *values, size_t count, double threshold, AlkresSeparation *separation,
				  AlkresError *error)
{
	size_t negative = 0;
	size_t between = 0;
	AlkresSeparation *s = separation;

	if (!isfinite(threshold))
		return alkres_fail(error, ALKRES_BAD_PARAMETER, "a threshold must be a finite number");
	if (!check_finite(values, count, error))
		return false;
	for (size_t i = 0; i < count; i++)
	{
		if (!(values[i] > threshold))
		{
			float other = values[negative];

			values[negative++] = values[i];
			values[i] = other;
		}
	}
	s->positive = (int64_t) (count - negative);
	centre_and_spread(values, negative, &s->negative_centre, &s->negative_spread);
	centre_and_spread(values + negative, count - negative, &s->positive_centre,
					  &s->positive_spread);
	s->resolution = s->rain = NAN;
	if (negative == 0 || negative == count)
		return true;
	/* 2 (m1 - m0) / (4 s0 + 4 s1); infinite for clouds without width. */
	s->resolution =
		(s->positive_centre - s->negative_centre) / (2 * (s->positive_spread + s->negative_spread));
	for (size_t i = 0; i < count; i++)
		between += values[i] > s->negative_centre + 3 * s->negative_spread &&
				   values[i] < s->positive_centre - 3 * s->positive_spread;
	s->rain = (double) between / (double) count;
	return true;
}
