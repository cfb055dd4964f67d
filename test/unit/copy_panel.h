/*
 * copy_panel.h: a simulated panel of 40 genes for the model of copy numbers, in numbers alone, and
 * what is measured of it: by the unit test on few libraries, by test/bench/copy_number on many.
 *
 * A target is caught with its own efficiency (log2, deviation 0.4), the same in all libraries.  A
 * library has its own depth, length of fragments, slope and sine wave of GC, and noise; molecules
 * are Poisson, with the variance that lengths of targets and molecules leave.
 */
#ifndef ALKRES_UNIT_COPY_PANEL_H
#define ALKRES_UNIT_COPY_PANEL_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/copynumber/copy_number.h"

#define COPY_GENES 40
#define COPY_TARGETS_MAX (COPY_GENES * 26)
#define COPY_COUNTS_MAX (ALKRES_LIBRARY_COUNTS + COPY_TARGETS_MAX * ALKRES_TARGET_COUNTS)

typedef struct CopyPanel
{
	size_t count;
	AlkresRegion targets[COPY_TARGETS_MAX];
	int gene[COPY_TARGETS_MAX];
	double gc[COPY_TARGETS_MAX];
	double efficiency[COPY_TARGETS_MAX];
	AlkresRegion genes[COPY_GENES];
} CopyPanel;

typedef struct CopySetting
{
	int normals;
	double noise;      /* log2, of each target between libraries */
	double gene_noise; /* log2, of each gene */
	double depth;      /* molecules */
} CopySetting;

typedef struct CopyTally
{
	long genes;       /* looked at */
	long false_calls; /* in those that are not changed */
	long covered;     /* whose interval holds the truth */
	long planted;     /* 6 copies at a tumour fraction of 0.1 */
	long called;      /* of them */
	long amplified;   /* of them, as an amplification */
	long found;       /* of as many genes with just what was said to be found */
	double error;     /* standard errors and limits of unchanged ones, summed */
	double least;
	long unchanged;
} CopyTally;

static uint64_t copy_random_state = 88172645463325252ULL;

static inline double
copy_uniform(void)
{
	copy_random_state ^= copy_random_state << 13;
	copy_random_state ^= copy_random_state >> 7;
	copy_random_state ^= copy_random_state << 17;
	return ((double) (copy_random_state >> 11) + 0.5) / 9007199254740992.0;
}

static inline double
copy_normal(void)
{
	return sqrt(-2 * log(copy_uniform())) * cos(2 * M_PI * copy_uniform());
}

static inline double
copy_poisson(double mean)
{
	double limit = exp(-mean), product = 1;
	int n = 0;

	if (mean > 500)
		return fmax(0, floor(mean + sqrt(mean) * copy_normal() + 0.5));
	do
	{
		product *= copy_uniform();
		n++;
	} while (product > limit);
	return n - 1;
}

static inline void
copy_panel_region(AlkresRegion *region, int contig, uint32_t start, uint32_t end)
{
	AlkresError error;
	char name[16];

	snprintf(name, sizeof(name), "chr%d", contig);
	memset(region, 0, sizeof(*region));
	if (!alkres_contig_set(&region->contig, "GRCh38", 6, name, strlen(name), &error))
		abort();
	region->start = start;
	region->end = end;
}

static inline void
copy_panel_gene(CopyPanel *p, int gene, int contig, uint32_t at)
{
	int exons = 4 + (int) (22 * copy_uniform());
	double middle = 0.47 + 0.07 * copy_normal();

	copy_panel_region(&p->genes[gene], contig, at, at + 400000);
	for (int e = 0; e < exons; e++)
	{
		uint32_t length = 80 + (uint32_t) (220 * copy_uniform());
		size_t i = p->count++;

		at += 1000 + (uint32_t) (10000 * copy_uniform());
		copy_panel_region(&p->targets[i], contig, at, at + length - 1);
		p->gene[i] = gene;
		p->gc[i] = fmin(0.8, fmax(0.2, middle + 0.06 * copy_normal()));
		p->efficiency[i] = 0.4 * copy_normal();
		at += length;
	}
}

static inline void
copy_panel_make(CopyPanel *p)
{
	int gene = 0;

	p->count = 0;
	for (int contig = 1; contig <= 20; contig++)
		for (uint32_t k = 0; k < COPY_GENES / 20; k++)
			copy_panel_gene(p, gene++, contig, 1000000 + 50000000 * k);
}

/* A library; ratio: log2 of each gene besides, NULL for none. */
static inline void
copy_panel_library(const CopyPanel *p, const CopySetting *s, const double *ratio, int64_t *counts)
{
	double depth = s->depth * exp2(0.3 * copy_normal()), fragment = 167 + 8 * copy_normal();
	double tilt = 0.6 * copy_normal(), wave = 0.1 * copy_normal(), phase = copy_uniform();
	double drift[COPY_GENES];

	memset(counts, 0, sizeof(int64_t) * alkres_target_counts(p->count));
	for (int g = 0; g < COPY_GENES; g++)
		drift[g] = s->gene_noise * copy_normal() + (ratio != NULL ? ratio[g] : 0);
	for (size_t i = 0; i < p->count; i++)
	{
		double length = p->targets[i].end - p->targets[i].start + 1.0, gc = p->gc[i];
		bool is_short = length < fragment;
		double edge = is_short ? length / fragment * (1 - length / (3 * fragment))
							   : 1 - fragment / (3 * length);
		double d = exp2(log2(depth * edge) + p->efficiency[i] + tilt * (gc - 0.5) +
						wave * sin(2 * M_PI * (gc / 0.35 + phase)) + drift[p->gene[i]] +
						s->noise * copy_normal());
		double variance = is_short ? (fragment - length / 3) / (d * fragment)
								   : fragment * (length - fragment / 3) / (d * length * length);
		int64_t *at = counts + ALKRES_TARGET_AT(i);

		at[ALKRES_TARGET_KNOWN] = (int64_t) length;
		at[ALKRES_TARGET_GC] = (int64_t) (gc * length + 0.5);
		at[ALKRES_TARGET_BASES] =
			(int64_t) (copy_poisson(1 / variance) * variance * d * length + 0.5);
		counts[ALKRES_LIBRARY_BASES] += at[ALKRES_TARGET_BASES];
	}
	counts[ALKRES_LIBRARY_MOLECULES] = (int64_t) ((double) counts[ALKRES_LIBRARY_BASES] / fragment);
	counts[ALKRES_LIBRARY_FRAGMENTS] = counts[ALKRES_LIBRARY_MOLECULES];
	counts[ALKRES_LIBRARY_FRAGMENT_BASES] =
		(int64_t) ((double) counts[ALKRES_LIBRARY_FRAGMENTS] * fragment);
}

/* A library with these ratios against the normals; tallies what concerns every gene. */
static inline void
copy_panel_ask(const CopyPanel *p, const CopySetting *s, const int64_t *normals,
			   const double *ratio, int64_t *counts, CopyTally *t, AlkresCopyNumber *r)
{
	copy_panel_library(p, s, ratio, counts);
	alkres_copy_number(r, p->targets, p->count, counts, normals, p->genes, COPY_GENES, 0.95);
	for (int g = 0; g < COPY_GENES; g++)
	{
		const AlkresGeneRatio *gene = &r->groups[g].ratio;

		t->genes++;
		t->covered += gene->lower <= ratio[g] && ratio[g] <= gene->upper;
		t->false_calls += ratio[g] == 0 && gene->is_found;
		if (ratio[g] != 0)
			continue;
		t->unchanged++;
		t->error += r->groups[g].error;
		t->least += gene->least;
	}
}

/* Libraries against new normals, three a round: nothing changed; 6 copies at 10 % in one gene; and
 * the first one again, with just what it said would be found in another one. */
static inline void
copy_panel_measure(const CopyPanel *p, const CopySetting *s, int rounds, int64_t *counts,
				   CopyTally *t)
{
	int64_t *normals = calloc(alkres_normal_sums(p->targets, p->count), sizeof(int64_t));
	const int64_t *against = s->normals > 0 ? normals : NULL;

	for (int n = 0; n < s->normals; n++)
	{
		copy_panel_library(p, s, NULL, counts);
		alkres_normal_add(normals, p->targets, p->count, counts);
	}
	for (int round = 0; round < rounds; round++)
	{
		double ratio[COPY_GENES] = {0}, least;
		int gained = (int) (COPY_GENES * copy_uniform());
		int other = (gained + 1 + (int) ((COPY_GENES - 1) * copy_uniform())) % COPY_GENES;
		uint64_t before = copy_random_state, after;
		const AlkresGeneRatio *gene;
		AlkresCopyNumber r;

		copy_panel_ask(p, s, against, ratio, counts, t, &r);
		least = r.groups[other].ratio.least;
		alkres_copy_number_free(&r);
		ratio[gained] = alkres_copies_log2_ratio(6, 0.1);
		copy_panel_ask(p, s, against, ratio, counts, t, &r);
		gene = &r.groups[gained].ratio;
		t->planted++;
		t->called += gene->is_found && gene->log2_ratio > 0;
		t->amplified += alkres_copy_state(gene, 0.1) == ALKRES_COPIES_AMPLIFICATION;
		alkres_copy_number_free(&r);
		ratio[gained] = 0;
		ratio[other] = least;
		after = copy_random_state;
		copy_random_state = before;
		copy_panel_ask(p, s, against, ratio, counts, t, &r);
		t->found += r.groups[other].ratio.is_found && r.groups[other].ratio.log2_ratio > 0;
		alkres_copy_number_free(&r);
		copy_random_state = after;
	}
	free(normals);
}

#endif
