/* site.c: from a pileup to the evidence for one allele. */
#include "core/site.h"

#include <string.h>

#include "core/error_rates.h"

/* How lambda is distributed given normals: A = kappa + X, B = kappa / mu + M. */
static void
learn(AlkresEvidence *evidence, const AlkresBackground *background, int offset, int kind)
{
	for (int g = 0; background != NULL && g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			const AlkresBackgroundSum *sum = &background->sums[offset][kind][g][p];
			AlkresPart *part = &evidence->group[g].part[p];

			part->shape = background->shape[p] + (double) sum->alternates;
			part->rate = background->shape[p] / background->level[p] +
						 (double) sum->expected * ALKRES_BACKGROUND_UNIT;
		}
}

void
alkres_site_substitution(AlkresEvidence *evidence, const AlkresPileup *pileup,
						 const AlkresBackground *background, int offset, const char *ref,
						 const char *alt, size_t length, const uint32_t alternates[ALKRES_CELLS])
{
	int shallowest = -1;
	size_t changed = 0;
	double artefact = 1;

	for (size_t i = 0; i < length; i++)
	{
		if (ref[i] == alt[i])
			continue;
		changed++;
		if (shallowest < 0 || alkres_pileup_depth(pileup, offset + (int) i) <
								  alkres_pileup_depth(pileup, offset + shallowest))
			shallowest = (int) i;
		if (alkres_artefact_prior(ref[i], alt[i]) < artefact)
			artefact = alkres_artefact_prior(ref[i], alt[i]);
	}
	alkres_evidence_clear(evidence, artefact);
	if (shallowest < 0)
		return;
	if (changed == 1)
		learn(evidence, background, offset + shallowest,
			  alkres_background_kind(1, 1, alt[shallowest]));
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
			one = alkres_substitution_rate(cell, alkres_pileup_base(pileup, at - 1), ref[i], alt[i],
										   alkres_pileup_base(pileup, at + 1));
			rate = one < rate ? one : rate;
		}
		alkres_evidence_add(evidence, cell, molecules, alternates[cell],
							changed > 1 ? alkres_mnv_rate(rate) : rate);
	}
}

double
alkres_site_indel_rate(const AlkresPileup *pileup, int offset, size_t length)
{
	/* What follows the anchor, as far as the block and its halo know it. */
	const char *behind = pileup->reference + ALKRES_HALO + offset + 1;
	int known = 0;
	int most = ALKRES_BLOCK_SIZE + ALKRES_HALO - offset - 1;

	while (known < most && behind[known] != 'N')
		known++;
	return alkres_indel_rate(alkres_repeat_run(behind, known),
							 (int) (length > 1000 ? 1000 : length));
}

void
alkres_site_indel(AlkresEvidence *evidence, const AlkresPileup *pileup,
				  const AlkresBackground *background, int offset, size_t ref_length,
				  size_t alt_length, const uint32_t alternates[ALKRES_CELLS])
{
	size_t length = ref_length > alt_length ? ref_length - alt_length : alt_length - ref_length;
	double rate = alkres_site_indel_rate(pileup, offset, length);

	/* No strand of origin makes more indels than the other. */
	alkres_evidence_clear(evidence, 1e-3);
	learn(evidence, background, offset, alkres_background_kind(ref_length, alt_length, 'N'));
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		uint32_t with = 0;

		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			if (ALKRES_CELL_ORIENTATION(cell) == g)
				with += alternates[cell];
		alkres_evidence_add(evidence, alkres_cell(ALKRES_CLASS_SINGLE, g, 2),
							pileup->spanning[offset][g], with, rate);
	}
}
