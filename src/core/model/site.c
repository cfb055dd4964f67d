/* site.c: from a pileup to the evidence for one allele. */
#include "core/model/site.h"

#include <math.h>
#include <string.h>

#include "core/model/error_rates.h"
#include "core/model/indel_quality.h"

const AlkresRates *
alkres_model_rates(const AlkresModel *model)
{
	return model == NULL || model->rates == NULL ? alkres_rates_fixed() : model->rates;
}

/* How lambda is distributed given normals. */
static void
learn(AlkresEvidence *evidence, const AlkresModel *model, const AlkresPileup *pileup, int offset,
	  int kind)
{
	AlkresLambda lambda[ALKRES_ORIENTATIONS][ALKRES_PARTS];

	if (model == NULL || model->background == NULL)
		return;
	alkres_background_learn(model->background, alkres_model_rates(model), pileup, offset, kind,
							lambda, &evidence->bad);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			evidence->group[g].part[p].shape = lambda[g][p].shape;
			evidence->group[g].part[p].rate = lambda[g][p].rate;
		}
}

static double
artefact_prior(const AlkresRates *rates, char ref, char alt)
{
	static const char bases[] = "ACGT";
	const char *from = ref == '\0' ? NULL : strchr(bases, ref);
	const char *to = alt == '\0' ? NULL : strchr(bases, alt);

	return from == NULL || to == NULL ? 1e-3 : rates->artefact[from - bases][to - bases];
}

void
alkres_site_substitution(AlkresEvidence *evidence, const AlkresPileup *pileup,
						 const AlkresModel *model, int offset, const char *ref, const char *alt,
						 size_t length, const uint32_t alternates[ALKRES_CELLS])
{
	const AlkresRates *rates = alkres_model_rates(model);
	int shallowest = -1;
	size_t changed = 0;
	double artefact = 1;

	for (size_t i = 0; i < length; i++)
	{
		if (ref[i] == alt[i])
			continue;
		changed++;
		/* What lies beyond the block is counted in the next one. */
		if (offset + (int) i >= ALKRES_BLOCK_SIZE)
			continue;
		if (shallowest < 0 || alkres_pileup_depth(pileup, offset + (int) i) <
								  alkres_pileup_depth(pileup, offset + shallowest))
			shallowest = (int) i;
		if (artefact_prior(rates, ref[i], alt[i]) < artefact)
			artefact = artefact_prior(rates, ref[i], alt[i]);
	}
	alkres_evidence_clear(evidence, artefact);
	if (shallowest < 0)
		return;
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
	{
		uint32_t molecules = pileup->cells[offset + shallowest][cell];
		double rate = 1;

		if (molecules == 0 && alternates[cell] == 0)
			continue;
		for (size_t i = 0; i < length; i++)
		{
			int at = offset + (int) i;
			double one;

			if (ref[i] == alt[i])
				continue;
			one = alkres_rate_at(rates, pileup, at, cell, alt[i]);
			rate = one < rate ? one : rate;
		}
		alkres_evidence_add(evidence, cell, molecules, alternates[cell],
							changed > 1 ? alkres_mnv_rate(rate) : rate);
	}
	if (changed == 1)
		learn(evidence, model, pileup, offset + shallowest,
			  alkres_background_kind(1, 1, alt[shallowest]));
}

/* Molecules of a strand of origin at an offset by quality; none beyond the block. */
static void
count_qualities(const AlkresPileup *pileup, int offset, int orientation,
				double counts[ALKRES_QUALITY_BINS])
{
	memset(counts, 0, sizeof(double) * ALKRES_QUALITY_BINS);
	for (int cell = 0; offset < ALKRES_BLOCK_SIZE && cell < ALKRES_CELLS; cell++)
		if (ALKRES_CELL_ORIENTATION(cell) == orientation)
			counts[ALKRES_CELL_QUALITY_BIN(cell)] += pileup->cells[offset][cell];
}

/*
 * The molecules of a strand of origin that span an indel's place, by quality: of those with the
 * indel it is known, the others are shared out as the bases there are read.
 */
static void
add_spanning(AlkresEvidence *evidence, const AlkresPileup *pileup, int offset, int orientation,
			 const uint32_t with[ALKRES_QUALITY_BINS], uint32_t sum, double rate)
{
	uint32_t spanning = pileup->spanning[offset][orientation];
	double without = spanning > sum ? spanning - sum : 0, until = 0;
	double counts[2][ALKRES_QUALITY_BINS], shares[ALKRES_QUALITY_BINS];
	uint32_t placed = 0;

	count_qualities(pileup, offset, orientation, counts[0]);
	count_qualities(pileup, offset + 1, orientation, counts[1]);
	alkres_indel_qualities(counts[0], counts[1], shares);
	for (int bin = 0; bin < ALKRES_QUALITY_BINS; bin++)
	{
		uint32_t others;

		until += shares[bin];
		others = (uint32_t) floor(without * until + 0.5) - placed;
		placed += others;
		alkres_evidence_add(evidence, alkres_cell(ALKRES_CLASS_SINGLE, orientation, bin),
							with[bin] + others, with[bin], rate + alkres_indel_misread_rate(bin));
	}
}

void
alkres_site_indel(AlkresEvidence *evidence, const AlkresPileup *pileup, const AlkresModel *model,
				  int offset, size_t ref_length, size_t alt_length, double rate,
				  const uint32_t alternates[ALKRES_CELLS])
{
	alkres_evidence_clear(evidence, 1e-3);
	evidence->one_factor = true;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		uint32_t with[ALKRES_QUALITY_BINS] = {0}, sum = 0;

		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			if (ALKRES_CELL_ORIENTATION(cell) == g)
			{
				with[ALKRES_CELL_QUALITY_BIN(cell)] += alternates[cell];
				sum += alternates[cell];
			}
		add_spanning(evidence, pileup, offset, g, with, sum, rate);
	}
	learn(evidence, model, pileup, offset, alkres_background_kind(ref_length, alt_length, 'N'));
}
