/* estimate.c: the most likely fraction of one site or several, and its interval. */
#include "core/model/estimate.h"

#include <math.h>

#include "core/model/likelihood.h"
#include "core/model/nodes.h"

/*
 * Likelihood for the estimate.  The Poisson's exp(-n f) is the small-f form of the binomial's (1 -
 * f)^(n - x); where most molecules have the allele it would leave the fraction far too free.
 */
static double
log_likelihood(const AlkresEvidence *evidence, int sites, double fraction)
{
	double sum = 0;

	for (int i = 0; i < sites; i++)
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			const AlkresGroup *group = &evidence[i].group[g];
			double without = group->molecules - group->alternates;

			if (group->molecules <= 0)
				continue;
			sum += alkres_log_l1(group, fraction) + group->molecules * fraction;
			if (without > 0)
				sum += without * log1p(-fraction);
		}
	return sum;
}

/* Where a likelihood crosses a level, between inside (above it) and outside; what was looked at
 * narrows it down. */
typedef struct Crossing
{
	const AlkresEvidence *evidence;
	int sites;
	double level;
	double inside;
	double outside;
} Crossing;

/* ln of the likelihood above the level. */
static double
above(Crossing *crossing, double fraction)
{
	double value = log_likelihood(crossing->evidence, crossing->sites, fraction) - crossing->level;

	if (value >= 0)
		crossing->inside = fraction;
	else
		crossing->outside = fraction;
	return value;
}

static bool
is_between(double middle, double a, double b)
{
	return (middle > a && middle < b) || (middle > b && middle < a);
}

/* Close the crossing in from both sides of where it must nearly be. */
static void
look_beside(Crossing *crossing, double top, double distance)
{
	for (int side = -1; side <= 1; side += 2)
	{
		double near = top + distance * (1 + side * 1e-4);

		if (is_between(near, crossing->inside, crossing->outside))
			above(crossing, near);
	}
}

/* How far it falls below the top grows with the square of the distance: so a distance leads to the
 * one that is asked for. */
static void
approach(Crossing *crossing, double top, double fall, double start)
{
	double distance = start - top;

	for (int i = 0; i < 4; i++)
	{
		double fallen, step;

		if (!is_between(top + distance, crossing->inside, crossing->outside))
			return;
		fallen = fall - above(crossing, top + distance);
		if (!(fallen > fall / 100))
			return;
		step = sqrt(fall / fallen);
		distance *= step;
		if (fabs(step - 1) <= 2e-3)
		{
			look_beside(crossing, top, distance);
			return;
		}
	}
}

/* The fraction between inside (above the level) and outside at which the likelihood crosses the
 * level. */
static double
find_crossing(const AlkresEvidence *evidence, int sites, double inside, double outside,
			  double top_value, double start)
{
	const double fall = 2;
	Crossing crossing = {evidence, sites, top_value - fall, inside, outside};

	if (log_likelihood(evidence, sites, outside) >= crossing.level)
		return outside;
	approach(&crossing, inside, fall, start);
	for (int i = 0; i < 40 && fabs(outside - inside) > 1e-4 * inside + 1e-9; i++)
	{
		double middle = (inside + outside) / 2;

		if (is_between(middle, crossing.inside, crossing.outside))
			above(&crossing, middle);
		/* On the near side of what is known to be above the level, or on the far side. */
		if (middle == crossing.inside || is_between(middle, inside, crossing.inside))
			inside = middle;
		else
			outside = middle;
	}
	return (inside + outside) / 2;
}

/*
 * The node with the largest likelihood, the first of equals.
 *
 * E[prod (lambda m + n f)^x] grows with f, by no more than f^x does.  So above x / n the likelihood
 * only falls, as f^x (1 - f)^(n - x) does; and below a node it is at most 1 / (1 - f)^(n - x) times
 * what it is there: it is enough to go down from x / n until that is too little.
 */
static int
best_node(const AlkresEvidence *evidence, int sites, const AlkresEvidence *sum, const double *nodes,
		  int count, double *best_value)
{
	double without = alkres_evidence_molecules(sum) - alkres_evidence_alternates(sum);
	double peak = alkres_evidence_alternates(sum) / alkres_evidence_molecules(sum);
	int best = -1;
	int i = 0;

	while (i < count - 1 && nodes[i] < peak * (1 + 1e-9))
		i++;
	for (; i >= 0; i--)
	{
		double value = log_likelihood(evidence, sites, nodes[i]);

		if (best < 0 || value >= *best_value)
		{
			best = i;
			*best_value = value;
		}
		else if (nodes[i] < 1 && value - without * log1p(-nodes[i]) < *best_value - 1e-6)
			break;
	}
	return best;
}

/*
 * Golden section for the largest likelihood between low and high; returns the middle of what is
 * left.
 */
static double
golden_section(const AlkresEvidence *evidence, int sites, double low, double high)
{
	double golden = (sqrt(5) - 1) / 2;
	double left = high - golden * (high - low);
	double right = low + golden * (high - low);
	double left_value = log_likelihood(evidence, sites, left);
	double right_value = log_likelihood(evidence, sites, right);

	while (high - low > 1e-5 * high + 1e-9)
	{
		if (left_value >= right_value)
		{
			high = right;
			right = left;
			right_value = left_value;
			left = high - golden * (high - low);
			left_value = log_likelihood(evidence, sites, left);
		}
		else
		{
			low = left;
			left = right;
			left_value = right_value;
			right = low + golden * (high - low);
			right_value = log_likelihood(evidence, sites, right);
		}
	}
	return (low + high) / 2;
}

/* The most likely fraction, and its ln likelihood. */
static double
most_likely(const AlkresEvidence *evidence, int sites, const AlkresEvidence *sum,
			double *best_value)
{
	double nodes[ALKRES_NODES_MAX + 1];
	int count = alkres_score_nodes(sum, nodes + 1) + 1;

	nodes[0] = 0;
	for (int i = 1; i < count; i++)
		nodes[i] = fmin(1, exp(nodes[i])); /* rounding may leave a little more */

	/* Between the neighbours of the best node lies the maximum. */
	int best = best_node(evidence, sites, sum, nodes, count, best_value);
	double middle = golden_section(evidence, sites, nodes[best > 0 ? best - 1 : 0],
								   nodes[best < count - 1 ? best + 1 : count - 1]);
	double value = log_likelihood(evidence, sites, middle);

	if (!(value > *best_value))
		return nodes[best];
	*best_value = value;
	return middle;
}

void
alkres_estimate_fraction(const AlkresEvidence *evidence, int sites, double *fraction, double *lower,
						 double *upper)
{
	AlkresEvidence sum = alkres_evidence_pooled(evidence, sites);
	double molecules = alkres_evidence_molecules(&sum);
	double top, distance;

	*fraction = *lower = 0;
	*upper = 1;
	if (molecules <= 0)
		return;
	*fraction = most_likely(evidence, sites, &sum, &top);
	/* As the spread of a count of molecules has it. */
	distance = 2 * sqrt(*fraction / molecules);
	if (*fraction > 0)
		*lower = find_crossing(evidence, sites, *fraction, 0, top,
							   *fraction - fmin(distance, *fraction / 2));
	if (*fraction < 1)
		*upper =
			find_crossing(evidence, sites, *fraction, 1, top,
						  *fraction + fmin(fmax(distance, 1 / molecules), (1 - *fraction) / 2));
}
