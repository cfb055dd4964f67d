/* targets.c: the targets of a design, and what a block shows of them. */
#include "core/copynumber/targets.h"

#include <stdlib.h>
#include <string.h>

#define LAST_AUTOSOME 22

static int
compare(const void *a, const void *b)
{
	const AlkresRegion *r = a, *s = b;

	if (r->contig.contig != s->contig.contig)
		return r->contig.contig < s->contig.contig ? -1 : 1;
	if (r->start != s->start)
		return r->start < s->start ? -1 : 1;
	return (r->end > s->end) - (r->end < s->end);
}

static bool
is_autosome(const AlkresRegion *region)
{
	return region->contig.contig >= 1 && region->contig.contig <= LAST_AUTOSOME;
}

size_t
alkres_targets_of(AlkresRegion *regions, size_t count)
{
	size_t kept = 0, last = 0;

	for (size_t i = 0; i < count; i++)
		if (is_autosome(&regions[i]))
			regions[kept++] = regions[i];
	if (kept == 0)
		return 0;
	qsort(regions, kept, sizeof(AlkresRegion), compare);
	for (size_t i = 1; i < kept; i++)
	{
		AlkresRegion *before = &regions[last];

		if (regions[i].contig.contig != before->contig.contig || regions[i].start > before->end + 1)
			regions[++last] = regions[i];
		else if (regions[i].end > before->end)
			before->end = regions[i].end;
	}
	return last + 1;
}

bool
alkres_are_targets(const AlkresRegion *regions, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		const AlkresRegion *r = &regions[i], *before = i > 0 ? &regions[i - 1] : NULL;

		if (!is_autosome(r))
			return false;
		if (before == NULL)
			continue;
		if (strcmp(before->contig.assembly_name, r->contig.assembly_name) != 0 ||
			compare(before, r) >= 0 ||
			(before->contig.contig == r->contig.contig && r->start <= before->end + 1))
			return false;
	}
	return true;
}

static void
count_target(int64_t *counts, const AlkresRegion *target, const AlkresPileup *pileup,
			 const uint32_t depth[ALKRES_BLOCK_SIZE])
{
	uint32_t start = alkres_pileup_start(pileup), end = start + ALKRES_BLOCK_SIZE - 1;
	int first = (int) (target->start > start ? target->start - start : 0);
	int last = (int) ((target->end < end ? target->end : end) - start);

	for (int offset = first; offset <= last; offset++)
	{
		char base = pileup->reference[ALKRES_HALO + offset];

		counts[ALKRES_TARGET_KNOWN] += base != 'N';
		counts[ALKRES_TARGET_GC] += base == 'G' || base == 'C';
		counts[ALKRES_TARGET_BASES] += depth[offset];
	}
}

/* The first target that ends at or behind a position of a contig. */
static size_t
first_target(const AlkresRegion *targets, size_t count, uint8_t contig, uint32_t position)
{
	size_t low = 0, high = count;

	while (low < high)
	{
		size_t middle = (low + high) / 2;
		const AlkresRegion *t = &targets[middle];

		if (t->contig.contig < contig || (t->contig.contig == contig && t->end < position))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
alkres_targets_count(int64_t *counts, const AlkresRegion *targets, size_t count,
					 const AlkresPileup *pileup)
{
	uint32_t start = alkres_pileup_start(pileup), end = start + ALKRES_BLOCK_SIZE - 1;
	uint8_t contig = pileup->contig.contig;
	uint32_t depth[ALKRES_BLOCK_SIZE];

	for (int bin = 0; bin < ALKRES_FAMILY_BINS; bin++)
		counts[ALKRES_LIBRARY_MOLECULES] += pileup->families[bin];
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		depth[offset] = alkres_pileup_depth(pileup, offset);
		counts[ALKRES_LIBRARY_BASES] += depth[offset];
	}
	for (int bin = 0; bin < ALKRES_LENGTH_BINS; bin++)
	{
		counts[ALKRES_LIBRARY_FRAGMENTS] += pileup->lengths[bin];
		counts[ALKRES_LIBRARY_FRAGMENT_BASES] += pileup->lengths[bin] * (int64_t) (10 * bin + 5);
	}
	counts[ALKRES_LIBRARY_READS] +=
		(pileup->flags & (ALKRES_PILEUP_READS | ALKRES_PILEUP_MOLECULES_UNKNOWN)) != 0;
	for (size_t i = first_target(targets, count, contig, start);
		 i < count && targets[i].contig.contig == contig && targets[i].start <= end; i++)
		count_target(counts + ALKRES_TARGET_AT(i), &targets[i], pileup, depth);
}

size_t
alkres_targets_cluster(uint32_t *clusters, const AlkresRegion *targets, size_t count)
{
	uint32_t cluster = 0;

	for (size_t i = 0; i < count; i++)
	{
		if (i > 0 && (targets[i].contig.contig != targets[i - 1].contig.contig ||
					  targets[i].start - targets[i - 1].end > ALKRES_CLUSTER_GAP))
			cluster++;
		clusters[i] = cluster;
	}
	return count > 0 ? cluster + 1 : 0;
}
