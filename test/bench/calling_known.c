/* calling_known.c: callers that know of a simulated run what no caller can. */
#include "calling_run.h"

#include <math.h>

#include "core/model/score.h"

double
oracle_score(const AlkresCandidate *candidate, const Truth *truth, const AlkresPileup *pileup,
			 int b, int kind)
{
	AlkresEvidence evidence = candidate->evidence;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			AlkresPart *part = &evidence.group[g].part[p];

			part->shape = part->rate = 1e6;
			part->expected = 0;
			for (int k = 0; k < part->cells; k++)
			{
				part->cell[k].expected =
					fmax(part->cell[k].molecules * 1e-9,
						 expected(truth, pileup, b, candidate->offset, kind, part->cell[k].code,
								  part->cell[k].molecules));
				part->expected += part->cell[k].expected;
			}
		}
	evidence.bad.odds = 0;
	return alkres_score(&evidence);
}
/* Sums over a grid of the factor, which all cells share (not so when INDEPENDENT). */
#define FACTORS 122
double
informed_score(const AlkresCandidate *candidate, const Truth *truth, const AlkresPileup *pileup,
			   const AlkresBackground *background, int b, int kind)
{
	const AlkresEvidence *evidence = &candidate->evidence;
	int o = candidate->offset;
	double none = 1 / truth->site[b][o].lambda[kind][0]; /* takes the factor out of expected() */
	double eps = alkres_orientation_testable(evidence) ? 1e-3 : 0;
	double seen = 0, in_normals = 0, largest = -HUGE_VAL;
	double weight[FACTORS], l0[FACTORS][ALKRES_ORIENTATIONS] = {{0}};
	double l1[FACTORS][ALKRES_ORIENTATIONS][49] = {{{0}}};
	double variant = 0, null = 0;

	for (int c = 0; kind < 4 && c < ALKRES_CELLS; c++)
		in_normals += none * expected(truth, pileup, b, o, kind, c, background->molecules[c][o]);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		if (kind >= 4)
			in_normals +=
				none * expected(truth, pileup, b, o, kind, alkres_cell(ALKRES_CLASS_SINGLE, g, 2),
								background->spanning[g][o]);
		for (int p = 0; p < ALKRES_PARTS; p++)
			seen += background->sums[o][kind][g][p].alternates;
	}
	for (int i = 0; i < FACTORS; i++)
	{
		double z = -6 + 0.2 * (i / 2);
		double factor = exp(z - 0.5) * (i % 2 ? 30 : 1);
		double both = 0;

		weight[i] = -z * z / 2 + log(i % 2 ? 1.0 / 600 : 599.0 / 600) + seen * log(factor) -
					in_normals * factor;
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			for (int p = 0; p < ALKRES_PARTS; p++)
				for (int k = 0; k < evidence->group[g].part[p].cells; k++)
				{
					double n = evidence->group[g].part[p].cell[k].molecules;
					double x = evidence->group[g].part[p].cell[k].alternates;
					double m = factor * none *
							   expected(truth, pileup, b, o, kind,
										evidence->group[g].part[p].cell[k].code, n);

					l0[i][g] += x * log(m) - m;
					for (int f = 0; f < 49; f++)
					{
						double with = m + n * pow(10, f / 12.0 - 4);

						l1[i][g][f] += x * log(with) - with;
					}
				}
			both += l0[i][g];
		}
		largest = fmax(largest, weight[i] + both);
		for (int f = 0; f < 49; f++)
			largest = fmax(largest, weight[i] + l1[i][0][f] + l1[i][1][f] + l1[i][2][f]);
	}
	for (int i = 0; i < FACTORS; i++)
	{
		double both = weight[i] - largest + l0[i][0] + l0[i][1] + l0[i][2];

		null += (1 - eps) * exp(both);
		for (int f = 0; f < 49; f++)
		{
			variant += exp(weight[i] - largest + l1[i][0][f] + l1[i][1][f] + l1[i][2][f]) / 49;
			for (int g = 0; f < 33 && g < 2; g++) /* to 0.05 */
				null += eps / 2 * exp(both - l0[i][g] + l1[i][g][f]) / 33;
		}
	}
	return log(variant / null);
}
