/*
 * merged.h: a strand of origin whose cells stand together as one, and what each count of its
 * molecules with the allele says (power_split.c).
 */
#ifndef ALKRES_CORE_MODEL_MERGED_H
#define ALKRES_CORE_MODEL_MERGED_H

#include "core/model/nodes.h"

/* Counts are 0 .. ALKRES_MERGED_COUNTS - 1. */
#define ALKRES_MERGED_COUNTS 96

/*
 * Replace a group's cells by one, cell 0 of its chief part, whose weight ln(1 + f / r) at the
 * fraction is their mean; the variance of a weight is returned.  What a part expects
 * (part->expected) stays.  Cells that expect errors keep them, rounded, as cells of their own:
 * molecules of a variant come on top of them.
 */
extern double alkres_merge_cells(AlkresGroup *group, double fraction);
/* Let a merged group have so many molecules of the variant. */
extern void alkres_merged_set(AlkresGroup *group, uint32_t alternates);

/*
 * What a merged group says with each count of alternates, as far as it was asked.  L1 is kept as a
 * share of its largest value: L1 of several groups is a product of numbers then, without another
 * exp.
 */
typedef struct AlkresMerged
{
	AlkresGroup group;
	const double *nodes; /* of ln f, for which the caller keeps the memory */
	const double *fractions;
	int node_count;
	uint32_t counts;                       /* looked at: 0 .. counts - 1 */
	double *shares[ALKRES_MERGED_COUNTS];  /* by node */
	double largest[ALKRES_MERGED_COUNTS];  /* ln L1 at its largest */
	double l0[ALKRES_MERGED_COUNTS];       /* ln L0 */
	double artefact[ALKRES_MERGED_COUNTS]; /* ln of the mean of L1 over the artefact's fractions */
	double well[ALKRES_MERGED_COUNTS];     /* alternates of the well read part */
	double errors[ALKRES_MERGED_COUNTS];   /* its ln L0, without how they fall on cells */
	double *growth; /* by node: how many times the L1 of the count before the last */
} AlkresMerged;

/*
 * A site of merged groups, and when it is called.  Given how many alternates each strand of origin
 * has, S is nearly a sum of one weight per alternate, ln(1 + f / r) for a cell of error rate r: so
 * S is taken as normal, with its mean at the cell of mean weight and the weights' variance.
 */
typedef struct AlkresMergedSite
{
	AlkresEvidence evidence;
	AlkresEvidence whole;                  /* before its cells were merged */
	double molecules[ALKRES_ORIENTATIONS]; /* by strand of origin */
	double variance[ALKRES_ORIENTATIONS];
	double level; /* of S, from which on a site is called */
	/* With one factor: the part and its cell that stands for a strand of origin. */
	int part[ALKRES_ORIENTATIONS];
	int cell[ALKRES_ORIENTATIONS];
} AlkresMergedSite;

/* Merge the cells of each strand of origin of a site, at the fraction. */
extern void alkres_merge_site(AlkresMergedSite *site, double fraction);
/* Let its strands of origin have so many molecules of the variant. */
extern void alkres_merged_site_set(AlkresMergedSite *site,
								   const uint32_t alternates[ALKRES_ORIENTATIONS]);

/* A table over a merged group; all zero before. */
extern void alkres_merged_start(AlkresMerged *merged, const AlkresGroup *group, const double *nodes,
								const double *fractions, int node_count);
/* Look at the counts up to this one. */
extern void alkres_merged_look(AlkresMerged *merged, uint32_t count);
extern void alkres_merged_free(AlkresMerged *merged);

#endif
