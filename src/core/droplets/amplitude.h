/*
 * amplitude.h: droplet amplitudes of a ddPCR well: Bio-Rad's files of them, classification by
 * thresholds, thresholds from controls, and how well the clouds are apart.
 *
 * Amplitudes are the instrument's arbitrary units and can be negative.  A droplet is positive above
 * a threshold.  Rules and their sources: doc/ddpcr.md.
 */
#ifndef ALKRES_CORE_DROPLETS_AMPLITUDE_H
#define ALKRES_CORE_DROPLETS_AMPLITUDE_H

#include <stddef.h>

#include "core/droplets/droplets.h"

/* The droplets of one well, in the file's order. */
typedef struct AlkresAmplitudes
{
	size_t count;
	float *channels[2]; /* by AlkresChannel; NULL: not in the file */

	/* The instrument's own class: 1 neither, 2 FAM only, 3 both, 4 HEX only, 0 none of them; NULL:
	 * not in the file. */
	int16_t *clusters;
} AlkresAmplitudes;

/* Read a file of length bytes; name (or NULL) is for messages.  False with *error: 22P04 with line
 * and field, 54000 above ALKRES_AMPLITUDES_MAX droplets.  Free in either case. */
#define ALKRES_AMPLITUDES_MAX 1000000
extern bool alkres_amplitudes_read(const char *name, const char *data, size_t length,
								   AlkresAmplitudes *amplitudes, AlkresError *error);
extern void alkres_amplitudes_free(AlkresAmplitudes *amplitudes);

/* The well that a file's name ends with, as in "plate 7_A01_Amplitude.csv"; false for none. */
extern bool alkres_amplitudes_well(const char *file_name, char well[8]);

/*
 * Count droplets by thresholds.  A channel with NULL amplitudes was not measured, one of them has
 * to be there.  False (22023) for a threshold or amplitude that is not finite.
 */
extern bool alkres_classify_droplets_by(const float *fam, const float *hex, size_t count,
										double fam_threshold, double hex_threshold,
										double droplet_nl, AlkresDroplets *droplets,
										AlkresError *error);

/* Count droplets by the instrument's classes, those of class 0 apart; 22023 for another code. */
extern bool alkres_count_clusters(const int16_t *clusters, size_t count, double droplet_nl,
								  AlkresDroplets *droplets, AlkresError *error);

/*
 * median + k * 1.4826 * MAD of the pooled droplets of controls without positives (or with few).
 * Reorders values.  False (22023) where that cannot be a threshold: no droplet, no spread, more
 * than one in a hundred droplets as far below the median, which is then not the negatives', or two
 * clouds far apart of which the upper one is half of all droplets or below the threshold.
 */
extern bool alkres_negative_threshold(float *values, size_t count, double k, double *threshold,
									  AlkresError *error);

/* How far apart the clouds on either side of a threshold are: medians and 1.4826 MADs. */
typedef struct AlkresSeparation
{
	int64_t positive;
	double negative_centre, negative_spread;
	double positive_centre, positive_spread;

	/* 2 (difference of centres) / (sum of widths), a width being four spreads; NaN without a
	 * positive or without a negative. */
	double resolution;

	/* Share of droplets more than three spreads above the negatives' centre and more than three
	 * below the positives'; NaN as above. */
	double rain;

	/* By what part the concentration would change if the droplets more than five spreads from both
	 * centres, where a normal law has none, all lay on the other side of the threshold; NaN as
	 * above. */
	double rain_effect;
} AlkresSeparation;

/* From this rain_effect on a result is flagged. */
#define ALKRES_RAIN_EFFECT 0.05

/* Reorders values; 22023 for a threshold or amplitude that is not finite. */
extern bool alkres_separation(float *values, size_t count, double threshold,
							  AlkresSeparation *separation, AlkresError *error);

/*
 * A plot of both channels as an SVG document, from core/base/memory.h, terminated; HEX to the
 * right, FAM upwards, one mark for all droplets of a place, coloured by quadrant where both
 * thresholds are given (NaN: none).  title is text in an encoding in which ASCII is ASCII; NULL:
 * none.
 */
extern char *alkres_amplitude_plot(const float *fam, const float *hex, size_t count,
								   double fam_threshold, double hex_threshold, const char *title);

#endif
