/* evidence.c: the molecules of a site and allele, and what is known of its errors. */
#include "core/model/evidence.h"

#include <math.h>
#include <string.h>

#include "core/model/likelihood.h"

AlkresBad
alkres_bad_unknown(void)
{
	return (AlkresBad){ALKRES_BAD_SHARE / (1 - ALKRES_BAD_SHARE), ALKRES_BAD_SHAPE,
					   ALKRES_BAD_SHAPE / ALKRES_BAD_MEAN};
}

void
alkres_evidence_clear(AlkresEvidence *evidence, double artefact_prior)
{
	memset(evidence, 0, sizeof(*evidence));
	evidence->artefact_prior = artefact_prior;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
			evidence->group[g].part[p].shape = evidence->group[g].part[p].rate = ALKRES_KAPPA;
	evidence->bad = alkres_bad_unknown();
}

AlkresBad
alkres_bad_learn(const AlkresBad *before, double x, double m, double shape, double rate)
{
	AlkresBad bad = *before;
	double ratio =
		alkres_log_errors(bad.shape, bad.rate, m, x) - alkres_log_errors(shape, rate, m, x);

	bad.odds = fmin(exp(log(bad.odds) + ratio), ALKRES_BAD_ODDS_MAX);
	bad.shape += x;
	bad.rate += m;
	return bad;
}

/* As a mixture, but for its lambda: a Gamma distribution between both. */
AlkresBad
alkres_bad_either(const AlkresBad *one, const AlkresBad *other, double share)
{
	double odds = share * one->odds, rest = (1 - share) * other->odds;
	double of_one = odds > 0 ? odds / (odds + rest) : 0;

	return (AlkresBad){odds + rest, of_one * one->shape + (1 - of_one) * other->shape,
					   of_one * one->rate + (1 - of_one) * other->rate};
}

void
alkres_evidence_add(AlkresEvidence *evidence, int cell, uint32_t molecules, uint32_t alternates,
					double error_rate)
{
	int orientation = ALKRES_CELL_ORIENTATION(cell);
	AlkresGroup *group =
		&evidence->group[evidence->one_factor ? ALKRES_ORIENTATION_UNKNOWN : orientation];
	AlkresPart *part = &group->part[alkres_part(cell)];

	if (alternates > molecules)
		molecules = alternates;
	if (molecules == 0)
		return;
	part->cell[part->cells].molecules = molecules;
	part->cell[part->cells].expected = molecules * error_rate;
	part->cell[part->cells].alternates = alternates;
	part->cell[part->cells].code = (uint8_t) cell;
	part->cells++;
	part->strand[orientation] += molecules;
	part->molecules += molecules;
	part->expected += molecules * error_rate;
	part->alternates += alternates;
	group->molecules += molecules;
	group->alternates += alternates;
}

double
alkres_evidence_molecules(const AlkresEvidence *evidence)
{
	double total = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		total += evidence->group[g].molecules;
	return total;
}

uint32_t
alkres_evidence_depth(const AlkresEvidence *evidence)
{
	return (uint32_t) fmin(alkres_evidence_molecules(evidence), UINT32_MAX);
}

uint32_t
alkres_evidence_alternates(const AlkresEvidence *evidence)
{
	uint32_t total = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		total += evidence->group[g].alternates;
	return total;
}

AlkresStrand
alkres_evidence_strand(const AlkresEvidence *evidence, int orientation)
{
	const AlkresGroup *all = &evidence->group[ALKRES_ORIENTATION_UNKNOWN];
	const AlkresGroup *own = &evidence->group[orientation];
	AlkresStrand strand = {0, 0};

	if (!evidence->one_factor)
		return (AlkresStrand){own->molecules, own->alternates};
	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		const AlkresPart *part = &all->part[p];

		strand.molecules += part->strand[orientation];
		for (int k = 0; k < part->cells; k++)
			if (ALKRES_CELL_ORIENTATION(part->cell[k].code) == orientation)
				strand.alternates += part->cell[k].alternates;
	}
	return strand;
}

AlkresGroup
alkres_evidence_cut(const AlkresEvidence *evidence, int orientation)
{
	AlkresGroup group = evidence->group[ALKRES_ORIENTATION_UNKNOWN];

	group.molecules = 0;
	group.alternates = 0;
	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		AlkresPart *part = &group.part[p];
		int cells = part->cells;

		part->cells = 0;
		part->alternates = 0;
		part->expected = 0;
		part->molecules = part->strand[orientation];
		for (int k = 0; k < cells; k++)
		{
			if (ALKRES_CELL_ORIENTATION(part->cell[k].code) != orientation)
				continue;
			part->alternates += part->cell[k].alternates;
			part->expected += part->cell[k].expected;
			part->cell[part->cells++] = part->cell[k];
		}
		group.molecules += part->molecules;
		group.alternates += part->alternates;
	}
	return group;
}

/* E[lambda^y g(lambda)] over its value at g = 1 is E[g] of a Gamma distribution of shape A + y. */
AlkresGroup
alkres_evidence_one_strand(const AlkresEvidence *evidence, int orientation)
{
	const AlkresGroup *all = &evidence->group[ALKRES_ORIENTATION_UNKNOWN];
	AlkresGroup group = alkres_evidence_cut(evidence, orientation);

	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		AlkresPart *part = &group.part[p];

		part->shape += all->part[p].alternates - part->alternates;
		part->expected = all->part[p].expected;
	}
	return group;
}

bool
alkres_orientation_testable(const AlkresEvidence *evidence)
{
	double tenth = alkres_evidence_molecules(evidence) / 10;

	return tenth > 0 && alkres_evidence_strand(evidence, ALKRES_F1R2).molecules >= tenth &&
		   alkres_evidence_strand(evidence, ALKRES_F2R1).molecules >= tenth;
}

AlkresEvidence
alkres_evidence_pooled(const AlkresEvidence *evidence, int sites)
{
	AlkresEvidence sum;

	memset(&sum, 0, sizeof(sum));
	for (int i = 0; i < sites; i++)
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			AlkresStrand strand = alkres_evidence_strand(&evidence[i], g);

			sum.group[g].molecules += strand.molecules;
			sum.group[g].alternates += (uint32_t) strand.alternates;
		}
	return sum;
}
