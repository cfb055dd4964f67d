/* merged.c: one cell for a strand of origin, and its likelihoods by how many molecules it has with
 * the allele, each from the count before. */
#include "core/model/merged.h"

#include <math.h>

#include "core/base/memory.h"
#include "core/model/likelihood.h"

/* The part that stands for a merged group. */
static AlkresPart *
chief_part(AlkresGroup *group)
{
	return &group->part[group->part[ALKRES_WELL_READ].cells > 0 ? ALKRES_WELL_READ
																: ALKRES_BADLY_READ];
}

double
alkres_merge_cells(AlkresGroup *group, double fraction)
{
	AlkresGroup whole = *group;
	AlkresPart *chief = chief_part(group);
	double mean = 0;
	double square = 0;

	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		AlkresPart *part = &group->part[p];
		const AlkresPart *cells = &whole.part[p];
		double worse = part->shape / part->rate; /* the mean of lambda */

		part->cells = part == chief;
		part->alternates = 0;
		for (int k = 0; k < cells->cells; k++)
		{
			double share = cells->cell[k].molecules / whole.molecules;
			double weight = log1p(fraction * cells->cell[k].molecules / cells->cell[k].expected);
			uint32_t errors =
				(uint32_t) fmin(cells->cell[k].expected * worse + 0.5, cells->cell[k].molecules);

			mean += share * weight;
			square += share * weight * weight;
			if (errors > 0 && part->cells < ALKRES_PART_CELLS)
			{
				part->cell[part->cells] = cells->cell[k];
				part->cell[part->cells++].alternates = errors;
				part->alternates += errors;
			}
		}
	}
	chief->cell[0].alternates = 0;
	chief->cell[0].molecules = group->molecules;
	chief->cell[0].expected = group->molecules * fraction / expm1(mean);
	return fmax(0, square - mean * mean);
}

void
alkres_merged_set(AlkresGroup *group, uint32_t alternates)
{
	AlkresPart *chief = chief_part(group);

	group->alternates += alternates - chief->cell[0].alternates;
	chief->alternates += alternates - chief->cell[0].alternates;
	chief->cell[0].alternates = alternates;
}

/* A strand's merged cells, behind those that are there.  Its own cell is the first of them, so that
 * there is room for it: of three strands these and two cells of errors each are one too many. */
static void
append(AlkresMergedSite *site, int g, const AlkresGroup *strand, int chief)
{
	AlkresGroup *all = &site->evidence.group[ALKRES_ORIENTATION_UNKNOWN];

	site->part[g] = chief;
	site->cell[g] = all->part[chief].cells;
	for (int p = 0; p < ALKRES_PARTS; p++)
		for (int k = 0; k < strand->part[p].cells && all->part[p].cells < ALKRES_PART_CELLS; k++)
		{
			AlkresPart *part = &all->part[p];

			part->cell[part->cells++] = strand->part[p].cell[k];
			part->alternates += strand->part[p].cell[k].alternates;
			all->alternates += strand->part[p].cell[k].alternates;
		}
}

void
alkres_merge_site(AlkresMergedSite *site, double fraction)
{
	AlkresEvidence *evidence = &site->evidence;
	AlkresGroup *all = &evidence->group[ALKRES_ORIENTATION_UNKNOWN];

	site->whole = *evidence;
	all->alternates = evidence->one_factor ? 0 : all->alternates;
	for (int p = 0; evidence->one_factor && p < ALKRES_PARTS; p++)
	{
		all->part[p].cells = 0;
		all->part[p].alternates = 0;
	}
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		site->molecules[g] = alkres_evidence_strand(&site->whole, g).molecules;
		if (site->molecules[g] <= 0)
			continue;
		if (evidence->one_factor)
		{
			AlkresGroup strand = alkres_evidence_cut(&site->whole, g);

			site->variance[g] = alkres_merge_cells(&strand, fraction);
			append(site, g, &strand, (int) (chief_part(&strand) - strand.part));
		}
		else
			site->variance[g] = alkres_merge_cells(&evidence->group[g], fraction);
	}
}

void
alkres_merged_site_set(AlkresMergedSite *site, const uint32_t alternates[ALKRES_ORIENTATIONS])
{
	AlkresGroup *group = site->evidence.group, *all = &group[ALKRES_ORIENTATION_UNKNOWN];

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		AlkresPart *part = &all->part[site->part[g]];
		uint32_t *own = &part->cell[site->cell[g]].alternates;

		if (site->molecules[g] <= 0)
			continue;
		if (!site->evidence.one_factor)
		{
			alkres_merged_set(&group[g], alternates[g]);
			continue;
		}
		all->alternates += alternates[g] - *own;
		part->alternates += alternates[g] - *own;
		*own = alternates[g];
	}
}

void
alkres_merged_start(AlkresMerged *merged, const AlkresGroup *group, const double *nodes,
					const double *fractions, int node_count)
{
	merged->group = *group;
	merged->nodes = nodes;
	merged->fractions = fractions;
	merged->node_count = node_count;
	merged->growth = alkres_alloc(sizeof(double) * (size_t) node_count);
}

/*
 * From one count to the next.  Of one cell G_x = E[(c t + d)^x] with t ~ Gamma(A, 1), c = m / (B +
 * m of the part) and d = n f.  By parts E[t g(t)] = A E[g] + E[g'(t) t], so
 *
 *     G_(x+1) = (d + c (A + x)) G_x - x c d G_(x-1)
 *
 * and because G_x / G_(x-1) is at least d, the difference is at least d + c A: no digits are lost.
 * It grows with f: a share that has become nothing, below its peak or exp(-n f) above, stays so.
 */
static void
grow(AlkresMerged *merged, const AlkresPart *chief, double *shares)
{
	const double *before = merged->shares[merged->counts - 1];
	double c = chief->cell[0].expected / (chief->rate + chief->expected);
	double x = (double) merged->counts - 1;
	double constant = c * (chief->shape + x);

	for (int i = 0; i < merged->node_count; i++)
	{
		double d = chief->cell[0].molecules * merged->fractions[i];

		merged->growth[i] = d + constant - (x > 0 ? x * c * d / merged->growth[i] : 0);
		shares[i] = before[i] * merged->growth[i];
	}
}

/* Make the largest share 1. */
static double
scale(const AlkresMerged *merged, double *shares)
{
	double largest = 1e-280; /* the largest one before was 1 */

	for (int i = 0; i < merged->node_count; i++)
		largest = shares[i] > largest ? shares[i] : largest;
	for (int i = 0; i < merged->node_count; i++)
	{
		shares[i] /= largest;
		/* Nothing, before arithmetic becomes slow. */
		shares[i] = shares[i] > 1e-280 ? shares[i] : 0;
	}
	return log(largest);
}

/* Shares from ln L1 itself. */
static double
set_shares(const AlkresMerged *merged, double *shares)
{
	double largest = -HUGE_VAL;

	alkres_log_l1_at(&merged->group, merged->fractions, merged->node_count, shares);
	for (int i = 0; i < merged->node_count; i++)
		largest = fmax(largest, shares[i]);
	for (int i = 0; i < merged->node_count; i++)
		shares[i] = exp(shares[i] - largest);
	return largest;
}

/* ln of the mean of the shares over the artefact's fractions, by trapezoids. */
static double
artefact_mean(const AlkresMerged *merged, const double *shares)
{
	const double *nodes = merged->nodes;
	double sum = 0;
	int end = 1;

	for (; end < merged->node_count && merged->fractions[end] <= ALKRES_ARTEFACT_MAX + 1e-9; end++)
		sum += (nodes[end] - nodes[end - 1]) * (shares[end] + shares[end - 1]);
	return log(sum / 2 / (nodes[end - 1] - nodes[0]));
}

void
alkres_merged_look(AlkresMerged *merged, uint32_t count)
{
	while (merged->counts <= count)
	{
		uint32_t x = merged->counts;
		AlkresPart *chief = chief_part(&merged->group);
		const AlkresPart *well = &merged->group.part[ALKRES_WELL_READ];
		double *shares = alkres_alloc(sizeof(double) * (size_t) merged->node_count);

		alkres_merged_set(&merged->group, x);
		/* Errors of the cell's own kind share its lambda: then there is no such step. */
		if (x > 0 && chief->cells == 1)
		{
			grow(merged, chief, shares);
			merged->largest[x] = merged->largest[x - 1] + scale(merged, shares);
		}
		else
			merged->largest[x] = set_shares(merged, shares);
		merged->shares[x] = shares;
		merged->l0[x] = alkres_log_l0(&merged->group);
		merged->well[x] = well->alternates;
		merged->errors[x] =
			alkres_log_errors(well->shape, well->rate, well->expected, well->alternates);
		merged->artefact[x] = merged->largest[x] + artefact_mean(merged, shares);
		merged->counts++;
	}
}

void
alkres_merged_free(AlkresMerged *merged)
{
	for (uint32_t x = 0; x < merged->counts; x++)
		alkres_free(merged->shares[x]);
	alkres_free(merged->growth);
}
