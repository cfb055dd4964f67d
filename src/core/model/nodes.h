/* nodes.h: the fractions at which the hypotheses of a site are worked out, as nodes of ln f. */
#ifndef ALKRES_CORE_MODEL_NODES_H
#define ALKRES_CORE_MODEL_NODES_H

#include "core/model/evidence.h"

/* The fractions over which the hypotheses "variant" and "artefact of one strand" average,
 * log-uniform. */
#define ALKRES_VARIANT_MIN 1e-4
#define ALKRES_VARIANT_MAX 1.0
#define ALKRES_ARTEFACT_MAX 0.05

/* At most so many nodes. */
#define ALKRES_NODES_MAX 125
/* Distance of the coarse nodes, from ln ALKRES_VARIANT_MIN on. */
extern double alkres_node_step(void);
/* The nodes of ln f that suit the evidence's counts, ascending; how many. */
extern int alkres_score_nodes(const AlkresEvidence *evidence, double *nodes);
/* ln of the mean of exp(values) over the nodes up to the one at last, by trapezoids. */
extern double alkres_log_mean(const double *nodes, const double *values, int count, double last);

#endif
