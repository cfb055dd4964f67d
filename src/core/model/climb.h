/*
 * climb.h: the likelihoods of one site over the nodes of ln f, without those that add nothing.
 */
#ifndef ALKRES_CORE_MODEL_CLIMB_H
#define ALKRES_CORE_MODEL_CLIMB_H

#include "core/model/nodes.h"

/*
 * ln L1 of every group with molecules at the nodes; -infinity where it adds nothing, in double
 * precision, to the mean of the groups' product over all nodes, nor (unless artefact_prior is 0) to
 * the mean of the group's own L1 over the artefact's fractions.
 */
extern void alkres_climb(const AlkresEvidence *evidence, const double *fractions, int count,
						 double artefact_prior,
						 double values[ALKRES_ORIENTATIONS][ALKRES_NODES_MAX]);
/* Of one group, whose mean alone is asked for. */
extern void alkres_climb_one(const AlkresGroup *group, const double *fractions, int count,
							 double *values);

#endif
