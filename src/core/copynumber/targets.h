/*
 * targets.h: what a library shows of each target of a panel, in whole numbers: sums over the blocks
 * of its pileups, so that they add up in any order.
 *
 * Targets are stretches of the autosomes of one assembly, in order, apart from one another: the sex
 * chromosomes differ between people, and of other contigs nobody knows how often they occur.
 */
#ifndef ALKRES_CORE_COPYNUMBER_TARGETS_H
#define ALKRES_CORE_COPYNUMBER_TARGETS_H

#include "core/pileup/pileup.h"
#include "core/variant/region.h"

/* The targets of a design: its regions in order, those that overlap or touch joined, those that lie
 * elsewhere left out.  Changes the array; returns how many there are. */
extern size_t alkres_targets_of(AlkresRegion *regions, size_t count);
/* Are these targets as alkres_targets_of makes them? */
extern bool alkres_are_targets(const AlkresRegion *regions, size_t count);

/* What is counted of a library, first. */
enum
{
	ALKRES_LIBRARY_MOLECULES,      /* that start in its blocks */
	ALKRES_LIBRARY_BASES,          /* that they cover there */
	ALKRES_LIBRARY_FRAGMENTS,      /* of known length */
	ALKRES_LIBRARY_FRAGMENT_BASES, /* their lengths, to 10 bases */
	ALKRES_LIBRARY_READS,          /* blocks that count reads, or where molecules are not known */
	ALKRES_LIBRARY_COUNTS
};
/* Behind that, of each target. */
enum
{
	ALKRES_TARGET_KNOWN, /* positions whose reference base is known */
	ALKRES_TARGET_GC,    /* of them, G or C */
	ALKRES_TARGET_BASES, /* molecules, summed over positions */
	ALKRES_TARGET_COUNTS
};

#define ALKRES_TARGET_AT(target) (ALKRES_LIBRARY_COUNTS + (target) *ALKRES_TARGET_COUNTS)

static inline size_t
alkres_target_counts(size_t targets)
{
	return ALKRES_TARGET_AT(targets);
}

/* Add what a block shows to the counts of so many targets. */
extern void alkres_targets_count(int64_t *counts, const AlkresRegion *targets, size_t count,
								 const AlkresPileup *pileup);

/*
 * Which targets stand together, by number from 0: those of one contig with less than
 * ALKRES_CLUSTER_GAP bases between them.  Returns how many clusters there are.
 */
#define ALKRES_CLUSTER_GAP 1000000
extern size_t alkres_targets_cluster(uint32_t *clusters, const AlkresRegion *targets, size_t count);

#endif
