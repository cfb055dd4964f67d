/* nodes.c: the fractions at which the hypotheses are worked out, and means over them. */
#include "core/model/nodes.h"

#include <math.h>
#include <string.h>

/* Nodes of ln f: a coarse grid, the artefact's end, and a fine grid around each of three peaks. */
#define COARSE_NODES 49
#define FINE_NODES 25
_Static_assert(COARSE_NODES + 1 + 3 * FINE_NODES == ALKRES_NODES_MAX, "nodes of ln f");

/* Insert ln f among the sorted nodes, unless it is there already. */
static int
insert_node(double *nodes, int count, double node)
{
	int at = count;

	while (at > 0 && nodes[at - 1] > node)
		at--;
	if ((at > 0 && node - nodes[at - 1] < 1e-9) || (at < count && nodes[at] - node < 1e-9))
		return count;
	memmove(nodes + at + 1, nodes + at, (size_t) (count - at) * sizeof(*nodes));
	nodes[at] = node;
	return count + 1;
}

/* A likelihood of x molecules peaks near x / n with a relative width of 1 / sqrt(x): finer than the
 * coarse grid above some 16. */
static int
add_peak(double *nodes, int count, double alternates, double molecules)
{
	if (alternates <= 16 || molecules <= 0)
		return count;
	double width = 12 / sqrt(alternates);
	double centre = log(alternates / molecules);

	for (int i = 0; i < FINE_NODES; i++)
	{
		double node = centre + width * (i / (double) (FINE_NODES - 1) - 0.5);

		if (node > log(ALKRES_VARIANT_MIN) && node < log(ALKRES_VARIANT_MAX))
			count = insert_node(nodes, count, node);
	}
	return count;
}

double
alkres_node_step(void)
{
	return log(ALKRES_VARIANT_MAX / ALKRES_VARIANT_MIN) / (COARSE_NODES - 1);
}

int
alkres_score_nodes(const AlkresEvidence *evidence, double *nodes)
{
	double first = log(ALKRES_VARIANT_MIN);
	double step = alkres_node_step();
	int count = 0;

	for (int i = 0; i < COARSE_NODES; i++)
		nodes[count++] = first + i * step;
	count = insert_node(nodes, count, log(ALKRES_ARTEFACT_MAX));
	count = add_peak(nodes, count, alkres_evidence_alternates(evidence),
					 alkres_evidence_molecules(evidence));
	for (int g = 0; g < ALKRES_ORIENTATION_UNKNOWN; g++)
	{
		AlkresStrand strand = alkres_evidence_strand(evidence, g);

		count = add_peak(nodes, count, strand.alternates, strand.molecules);
	}
	return count;
}

double
alkres_log_mean(const double *nodes, const double *values, int count, double last)
{
	double largest = -HUGE_VAL;
	double sum = 0;
	int end = 0;

	while (end < count && nodes[end] <= last + 1e-9)
	{
		largest = fmax(largest, values[end]);
		end++;
	}
	for (int i = 1; i < end; i++)
		sum += (nodes[i] - nodes[i - 1]) *
			   (exp(values[i] - largest) + exp(values[i - 1] - largest)) / 2;
	return largest + log(sum / (nodes[end - 1] - nodes[0]));
}
