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

#define BINS 1024

/* Where two clouds part best: the greatest variance between them (Otsu 1979), in BINS steps from
 * the least to the greatest value, which differ. */
static double
best_split(const float *values, size_t count)
{
	size_t counts[BINS] = {0};
	double sums[BINS] = {0};
	double low = values[0];
	double high = values[0];
	double total = 0;
	double best = -1;
	double split = low;
	double below = 0;
	double sum_below = 0;

	for (size_t i = 0; i < count; i++)
	{
		low = fmin(low, values[i]);
		high = fmax(high, values[i]);
	}
	for (size_t i = 0; i < count; i++)
	{
		size_t bin = (size_t) ((values[i] - low) / (high - low) * (BINS - 1));

		counts[bin]++;
		sums[bin] += values[i];
		total += values[i];
	}
	for (size_t bin = 0; bin + 1 < BINS; bin++)
	{
		double apart;

		below += (double) counts[bin];
		sum_below += sums[bin];
		apart = sum_below / below - (total - sum_below) / ((double) count - below);
		apart = below * ((double) count - below) * apart * apart;
		if (counts[bin] == 0 || !(apart > best))
			continue;
		best = apart;
		split = low + (double) (bin + 1) / (BINS - 1) * (high - low);
	}
	return split;
}

/* Clouds further apart than twice their width are not one cloud of negatives. */
#define FAR_APART 2

/* Whether the droplets are those of controls: not half of them, nor one in ten under the threshold,
 * in a cloud of positives. */
static bool
check_negatives(float *values, size_t count, double threshold, AlkresError *error)
{
	AlkresSeparation s;

	if (!alkres_separation(values, count, best_split(values, count), &s, error))
		return false;
	if (!(s.resolution > FAR_APART) ||
		(2 * (size_t) s.positive < count &&
		 (10 * (size_t) s.positive < count || threshold < s.positive_centre)))
		return true;
	alkres_fail(error, ALKRES_BAD_PARAMETER, "too many of the controls' droplets are positive");
	alkres_detail(
		error,
		"%lld of %zu droplets lie around %.5g, the others around %.5g; the threshold would "
		"be %.5g.",
		(long long) s.positive, count, s.positive_centre, s.negative_centre, threshold);
	return alkres_hint(error,
					   "Take controls in which fewer than half of the droplets are positive: "
					   "no-template wells, or for the mutant wild-type ones.");
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
	return check_negatives(values, count, *threshold, error);
}

/* By what part rain could change the concentration: droplets far from both clouds, counted on the
 * other side of the threshold. */
static double
rain_effect(const float *values, size_t count, size_t negative, const AlkresSeparation *s)
{
	double bottom = s->negative_centre + 5 * s->negative_spread;
	double top = s->positive_centre - 5 * s->positive_spread;
	double positive = (double) (count - negative);
	double lambda = alkres_lambda(positive, (double) count);
	size_t rain[2] = {0, 0}; /* counted negative, positive */

	for (size_t i = 0; i < count; i++)
		rain[i >= negative] += values[i] > bottom && values[i] < top;
	return fmax(alkres_lambda(positive + (double) rain[0], (double) count) / lambda - 1,
				1 - alkres_lambda(positive - (double) rain[1], (double) count) / lambda);
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
	s->resolution = s->rain = s->rain_effect = NAN;
	if (negative == 0 || negative == count)
		return true;
	/* 2 (m1 - m0) / (4 s0 + 4 s1); infinite for clouds without width. */
	s->resolution =
		(s->positive_centre - s->negative_centre) / (2 * (s->positive_spread + s->negative_spread));
	for (size_t i = 0; i < count; i++)
		between += values[i] > s->negative_centre + 3 * s->negative_spread &&
				   values[i] < s->positive_centre - 3 * s->positive_spread;
	s->rain = (double) between / (double) count;
	s->rain_effect = rain_effect(values, count, negative, s);
	return true;
}
