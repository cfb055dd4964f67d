/* calling_known.c: callers that know of a simulated run what no caller can. */
#include "calling_run.h"

#include <math.h>
#include <string.h>

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
#define FRACTIONS 49
#define ARTEFACTS 33 /* fractions to 0.05 */

typedef struct Grid
{
	double weight[FACTORS]; /* ln of the prior and of what the normals say */
	double l0[FACTORS][ALKRES_ORIENTATIONS];
	double l1[FACTORS][ALKRES_ORIENTATIONS][FRACTIONS];
	double largest; /* of what is summed */
} Grid;

/* An alternative of a site of a run. */
typedef struct Place
{
	const Truth *truth;
	const AlkresPileup *pileup;
	int b;
	int o;
	int kind;
	bool apart; /* the badly read have a factor of their own, 1 */
} Place;

/* What a cell expects as errors, the site's factor taken out. */
static double
plain(const Place *place, int cell, double molecules)
{
	return expected(place->truth, place->pileup, place->b, place->o, place->kind, cell, molecules) /
		   place->truth->site[place->b][place->o].lambda[place->kind][0][alkres_part(cell)];
}

static bool
has_factor(const Place *place, int part)
{
	return part == ALKRES_WELL_READ || !place->apart;
}

/* What the normals show, and what they expect. */
static void
look_at_normals(const AlkresBackground *background, const Place *place, double *seen,
				double *in_normals)
{
	*seen = *in_normals = 0;
	for (int c = 0; place->kind < 4 && c < ALKRES_CELLS; c++)
		if (has_factor(place, alkres_part(c)))
			*in_normals += plain(place, c, background->molecules[c][place->o]);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		if (place->kind >= 4)
			*in_normals += plain(place, alkres_cell(ALKRES_CLASS_SINGLE, g, 2),
								 background->spanning[g][place->o]);
		for (int p = 0; p < ALKRES_PARTS; p++)
			if (has_factor(place, p))
				*seen += background->sums[place->o][place->kind][g][p].alternates;
	}
}

/* What a cell adds to the likelihoods of a factor, which makes it expect m errors. */
static void
add_cell(double *l0, double *l1, double x, double n, double m)
{
	*l0 += x * log(m) - m;
	for (int f = 0; f < FRACTIONS; f++)
	{
		double with = m + n * pow(10, f / 12.0 - 4);

		l1[f] += x * log(with) - with;
	}
}

static void
add_group(Grid *grid, const AlkresGroup *group, const Place *place, int i, double factor)
{
	for (int p = 0; p < ALKRES_PARTS; p++)
		for (int k = 0; k < group->part[p].cells; k++)
		{
			double n = group->part[p].cell[k].molecules;
			int g = ALKRES_CELL_ORIENTATION(group->part[p].cell[k].code);

			add_cell(&grid->l0[i][g], grid->l1[i][g], group->part[p].cell[k].alternates, n,
					 (has_factor(place, p) ? factor : 1) *
						 plain(place, group->part[p].cell[k].code, n));
		}
}

static void
fill_grid(Grid *grid, const AlkresEvidence *evidence, const AlkresBackground *background,
		  const Place *place)
{
	double seen, in_normals;

	memset(grid, 0, sizeof(*grid));
	grid->largest = -HUGE_VAL;
	look_at_normals(background, place, &seen, &in_normals);
	for (int i = 0; i < FACTORS; i++)
	{
		double z = -6 + 0.2 * (i / 2);
		double factor = exp(z - 0.5) * (i % 2 ? 30 : 1);
		double weight = -z * z / 2 + log(i % 2 ? 1.0 / 600 : 599.0 / 600) + seen * log(factor) -
						in_normals * factor;

		grid->weight[i] = weight;
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			add_group(grid, &evidence->group[g], place, i, factor);
		grid->largest =
			fmax(grid->largest, weight + grid->l0[i][0] + grid->l0[i][1] + grid->l0[i][2]);
		for (int f = 0; f < FRACTIONS; f++)
			grid->largest = fmax(grid->largest, weight + grid->l1[i][0][f] + grid->l1[i][1][f] +
													grid->l1[i][2][f]);
	}
}

double
informed_score(const AlkresCandidate *candidate, const Truth *truth, const AlkresPileup *pileup,
			   const AlkresBackground *background, int b, int kind, bool apart)
{
	static Grid grid;
	Place place = {truth, pileup, b, candidate->offset, kind, apart};
	double eps = alkres_orientation_testable(&candidate->evidence) ? 1e-3 : 0;
	double variant = 0, null = 0;

	fill_grid(&grid, &candidate->evidence, background, &place);
	for (int i = 0; i < FACTORS; i++)
	{
		const double *l0 = grid.l0[i], (*l1)[FRACTIONS] = grid.l1[i];
		double weight = grid.weight[i] - grid.largest;
		double both = weight + l0[0] + l0[1] + l0[2];

		null += (1 - eps) * exp(both);
		for (int f = 0; f < FRACTIONS; f++)
			variant += exp(weight + l1[0][f] + l1[1][f] + l1[2][f]) / FRACTIONS;
		for (int f = 0; f < ARTEFACTS; f++)
			for (int g = 0; g < 2; g++)
				null += eps / 2 * exp(both - l0[g] + l1[g][f]) / ARTEFACTS;
	}
	return log(variant / null);
}
