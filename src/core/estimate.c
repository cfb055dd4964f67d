/* estimate.c: the most likely fraction of one site or several, and its interval. */
#include <math.h>

#include "core/score.h"

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

/* The fraction between inside (above the level) and outside at which the likelihood crosses the
 * level. */
static double
crossing(const AlkresEvidence *evidence, int sites, double inside, double outside, double level)
{
	if (log_likelihood(evidence, sites, outside) >= level)
		return outside;
	for (int i = 0; i < 40 && fabs(outside - inside) > 1e-4 * inside + 1e-9; i++)
	{
		double middle = (inside + outside) / 2;

		if (log_likelihood(evidence, sites, middle) >= level)
			inside = middle;
		else
			outside = middle;
	}
	return (inside + outside) / 2;
}

void
alkres_estimate_fraction(const AlkresEvidence *evidence, int sites, double *fraction, double *lower,
						 double *upper)
{
	double nodes[ALKRES_NODES_MAX + 1];
	int count;
	int best = 0;
	double best_value;

	AlkresEvidence sum = alkres_evidence_pooled(evidence, sites);

	*fraction = *lower = 0;
	*upper = 1;
	if (alkres_evidence_molecules(&sum) <= 0)
		return;
	count = alkres_score_nodes(&sum, nodes + 1) + 1;
	nodes[0] = 0;
	for (int i = 1; i < count; i++)
		nodes[i] = fmin(1, exp(nodes[i])); /* rounding may leave a little more */
	best_value = log_likelihood(evidence, sites, 0);
	for (int i = 1; i < count; i++)
	{
		double value = log_likelihood(evidence, sites, nodes[i]);

		if (value > best_value)
		{
			best = i;
			best_value = value;
		}
	}

	/* Golden section between the neighbours of the best node. */
	double golden = (sqrt(5) - 1) / 2;
	double low = nodes[best > 0 ? best - 1 : 0];
	double high = nodes[best < count - 1 ? best + 1 : count - 1];
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
	*fraction = nodes[best];
	double middle = (low + high) / 2;
	double value = log_likelihood(evidence, sites, middle);

	if (value > best_value)
	{
		*fraction = middle;
		best_value = value;
	}
	*lower = *fraction > 0 ? crossing(evidence, sites, *fraction, 0, best_value - 2) : 0;
	*upper = *fraction < 1 ? crossing(evidence, sites, *fraction, 1, best_value - 2) : 1;
}
