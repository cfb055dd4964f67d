/* score.h: is this allele there?  The weight of the evidence of one site and allele, or of
 * several. */
#ifndef ALKRES_CORE_MODEL_SCORE_H
#define ALKRES_CORE_MODEL_SCORE_H

#include "core/model/nodes.h"

#define ALKRES_QUAL_MAX 999.0

/* S, the natural log of the Bayes factor of "variant" over "errors, an artefact of one strand or
 * stray molecules". */
extern double alkres_score(const AlkresEvidence *evidence);

/*
 * An upper bound of S, cheap for few alternates; infinite for many.  Most alleles of a pileup are
 * single molecules, which no prior can save.
 */
extern double alkres_score_bound(const AlkresEvidence *evidence);

/*
 * The same for several sites at once, as for a patient's known mutations: all hold the same
 * fraction, or all are errors and artefacts.  S of one site is alkres_score.
 */
extern double alkres_joint_score(const AlkresEvidence *evidence, int sites);

/*
 * The parts of S, for tables over many counts (power.c).
 *
 * ln of the likelihood of "errors of a usual site, or an artefact of one strand", from every
 * group's ln L0 and, of the two strands of origin, ln of the mean of L1 over the artefact's
 * fractions.
 */
extern double alkres_log_null(const double *l0, const double *artefact, double artefact_prior);
/* ln(exp(a) + exp(b)) */
extern double alkres_log_sum(double a, double b);
/* ln of the likelihood of the null, and of the variant at each node, from every group's ln L1 at
 * the nodes (NULL for a group without molecules) and ln L0. */
extern double alkres_hypotheses(const AlkresEvidence *evidence, const double *nodes, int count,
								const double *const values[], const double *l0, double *variant);

/* The odds of "an artefact of one strand" over "errors, of a usual site or of a bad one". */
extern double alkres_one_strand_odds(const AlkresEvidence *evidence);

/* The likelihood of the null with that of stray molecules, from those of the variant at the
 * nodes. */
extern double alkres_stray_null(const AlkresStray *stray, double null, const double *nodes,
								const double *variant, int count);

/* 1 / (1 + exp(-S) (1 - prior) / prior) */
extern double alkres_posterior(double score, double prior);
/* The S from which on a posterior is reached. */
extern double alkres_level(double posterior, double prior);
/* -10 log10(1 - posterior), from 0 to ALKRES_QUAL_MAX. */
extern double alkres_qual(double score, double prior);

#endif
