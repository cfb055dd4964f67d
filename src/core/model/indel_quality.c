/* indel_quality.c: what badly read bases add to the errors at an indel's place. */
#include "core/model/indel_quality.h"

/* As bases that one read misreads, where that is more than amplification makes. */
static const double misread[ALKRES_QUALITY_BINS] = {1.5e-2, 2e-3, 5e-5, 0};

double
alkres_indel_misread_rate(int bin)
{
	return misread[bin];
}

static double
sum_of(const double counts[ALKRES_QUALITY_BINS])
{
	double sum = 0;

	for (int bin = 0; bin < ALKRES_QUALITY_BINS; bin++)
		sum += counts[bin];
	return sum;
}

void
alkres_indel_qualities(const double anchor[ALKRES_QUALITY_BINS],
					   const double behind[ALKRES_QUALITY_BINS], double shares[ALKRES_QUALITY_BINS])
{
	double at = sum_of(anchor), next = sum_of(behind);
	double above_at = 1, above_next = 1, before = 1;

	for (int bin = 0; bin < ALKRES_QUALITY_BINS; bin++)
	{
		double above;

		above_at -= at > 0 ? anchor[bin] / at : 0;
		above_next -= next > 0 ? behind[bin] / next : 0;
		above = bin == ALKRES_QUALITY_BINS - 1 ? 0 : above_at * above_next;
		if (at <= 0 && next <= 0)
			above = bin < 2;
		shares[bin] = before > above ? before - above : 0;
		before = above;
	}
}
