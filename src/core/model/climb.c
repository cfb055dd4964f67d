/*
 * climb.c: likelihoods over the nodes, from their peaks down as far as they count.
 *
 * E[prod (lambda m + n f)^x] grows with f, and by no more than f^x does.  So above x / n the
 * likelihood L1 only falls, and below a node it is at most exp(n f) times what it is there.
 */
#include "core/model/climb.h"

#include <math.h>

#include "core/model/likelihood.h"

/* So far below another a likelihood adds nothing to a mean: exp(-50) is 2e-22. */
#define NOTHING 50
/* Nodes that are worked out at once. */
#define STEPS 8

typedef struct Climb
{
	const AlkresGroup *group;
	const double *fractions;
	int count;
	double *values;
	int first; /* worked out are first .. end - 1 */
	int end;
	double peak;  /* value of the first node from x / n on, or of the last */
	double bound; /* no value is above it */
} Climb;

/* The first node from a fraction on, or the last. */
static int
node_from(const double *fractions, int count, double fraction)
{
	int i = 0;

	while (i < count - 1 && fractions[i] < fraction)
		i++;
	return i;
}

static double
value_at(const Climb *climb, int node)
{
	return node >= climb->first && node < climb->end
			   ? climb->values[node]
			   : alkres_log_l1(climb->group, climb->fractions[node]);
}

/* What no value below the first node is above. */
static double
bound_below(const Climb *climb)
{
	return climb->values[climb->first] + climb->group->molecules * climb->fractions[climb->first];
}

static void
start(Climb *climb)
{
	const AlkresGroup *group = climb->group;
	/* A little higher: x / n is rounded. */
	double top = group->alternates / group->molecules * (1 + 1e-9);
	int peak = node_from(climb->fractions, climb->count, top);

	climb->first = peak > 0 ? peak - 1 : peak;
	climb->end = peak + 1;
	alkres_log_l1_at(group, climb->fractions + climb->first, climb->end - climb->first,
					 climb->values + climb->first);
	climb->peak = climb->values[peak];
	climb->bound = fmax(climb->peak, bound_below(climb));
}

/* All nodes whose value may reach the least one of use. */
static void
finish(Climb *climb, double least)
{
	while (climb->end < climb->count && climb->values[climb->end - 1] >= least)
	{
		int end = climb->end + STEPS < climb->count ? climb->end + STEPS : climb->count;

		alkres_log_l1_at(climb->group, climb->fractions + climb->end, end - climb->end,
						 climb->values + climb->end);
		climb->end = end;
	}
	while (climb->first > 0 && bound_below(climb) >= least)
	{
		int first = climb->first > STEPS ? climb->first - STEPS : 0;

		alkres_log_l1_at(climb->group, climb->fractions + first, climb->first - first,
						 climb->values + first);
		climb->first = first;
	}
	for (int i = 0; i < climb->count; i++)
		if (i < climb->first || i >= climb->end)
			climb->values[i] = -HUGE_VAL;
}

void
alkres_climb(const AlkresEvidence *evidence, const double *fractions, int count,
			 double artefact_prior, double values[ALKRES_ORIENTATIONS][ALKRES_NODES_MAX])
{
	Climb climbs[ALKRES_ORIENTATIONS];
	int together =
		node_from(fractions, count,
				  alkres_evidence_alternates(evidence) / alkres_evidence_molecules(evidence));
	int artefact = node_from(fractions, count, ALKRES_ARTEFACT_MAX * (1 - 1e-9));
	double product = 0, bound = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		climbs[g] = (Climb){.group = &evidence->group[g],
							.fractions = fractions,
							.count = count,
							.values = values[g]};
		if (evidence->group[g].molecules <= 0)
			continue;
		start(&climbs[g]);
		product += value_at(&climbs[g], together);
		bound += climbs[g].bound;
	}
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		/* With the others at their best the product would be as large as it is where it is
		 * large. */
		double least = product - (bound - climbs[g].bound);

		if (evidence->group[g].molecules <= 0)
			continue;
		if (artefact_prior > 0 && g != ALKRES_ORIENTATION_UNKNOWN)
			least = fmin(least, climbs[g].first < artefact ? climbs[g].peak
														   : value_at(&climbs[g], artefact));
		finish(&climbs[g], least - NOTHING);
	}
}

void
alkres_climb_one(const AlkresGroup *group, const double *fractions, int count, double *values)
{
	Climb climb = {.group = group, .fractions = fractions, .count = count, .values = values};

	start(&climb);
	finish(&climb, climb.peak - NOTHING);
}
