/*
 * copy_number_model.c: how well the model of copy numbers keeps what it says, on a panel of 40 genes
 * with waves of GC: what is called, what is called falsely, whether intervals cover, whether the
 * least gain that it states is found.  test/bench/copy_number runs it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/copynumber/copy_number.h"

#define GENES 40
#define TARGETS_MAX 1200

static uint64_t state = 88172645463325252ULL;

static double
uniform(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return ((double) (state >> 11) + 0.5) / 9007199254740992.0;
}

static double
normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
}

/* What is the same in every library. */
typedef struct Panel
{
	size_t count;
	AlkresRegion targets[TARGETS_MAX];
	int gene[TARGETS_MAX];
	double gc[TARGETS_MAX];
	double efficiency[TARGETS_MAX];
	AlkresRegion genes[GENES];
} Panel;

typedef struct Setting
{
	const char *name;
	int normals;
	double noise;      /* log2, of each target between libraries */
	double gene_noise; /* log2, of each gene */
	double depth;
} Setting;

static void
region(AlkresRegion *r, int contig, uint32_t start, uint32_t end)
{
	AlkresError error;
	char name[8];

	snprintf(name, sizeof(name), "chr%d", contig);
	memset(r, 0, sizeof(*r));
	if (!alkres_contig_set(&r->contig, "GRCh38", 6, name, strlen(name), &error))
		abort();
	r->start = start;
	r->end = end;
}

static void
make_panel(Panel *p)
{
	p->count = 0;
	for (int g = 0; g < GENES; g++)
	{
		int contig = 1 + g % 22, exons = 4 + (int) (22 * uniform());
		uint32_t at = 1000000 + 50000000 * (uint32_t) (g / 22);
		double middle = 0.47 + 0.07 * normal();

		region(&p->genes[g], contig, at, at + 400000);
		for (int e = 0; e < exons; e++)
		{
			uint32_t length = 80 + (uint32_t) (220 * uniform());

			at += 1000 + (uint32_t) (10000 * uniform());
			region(&p->targets[p->count], contig, at, at + length - 1);
			p->gene[p->count] = g;
			p->gc[p->count] = fmin(0.8, fmax(0.2, middle + 0.06 * normal()));
			p->efficiency[p->count] = 0.4 * normal();
			p->count++;
			at += length;
		}
	}
}

/* Targets by contig: genes of one contig stand behind one another already when sorted. */
static int
order(const void *a, const void *b)
{
	const AlkresRegion *r = &((const Panel *) 0)->targets[0];

	(void) r;
	return *(const int *) a - *(const int *) b;
}

static void
sort_panel(Panel *p)
{
	static Panel sorted;
	int keys[TARGETS_MAX][2];

	for (size_t i = 0; i < p->count; i++)
	{
		keys[i][0] =
			p->targets[i].contig.contig * 100000000 / 100 + (int) (p->targets[i].start / 1000);
		keys[i][1] = (int) i;
	}
	qsort(keys, p->count, sizeof(keys[0]), order);
	sorted = *p;
	for (size_t i = 0; i < p->count; i++)
	{
		int k = keys[i][1];

		sorted.targets[i] = p->targets[k];
		sorted.gene[i] = p->gene[k];
		sorted.gc[i] = p->gc[k];
		sorted.efficiency[i] = p->efficiency[k];
	}
	*p = sorted;
}

static double
poisson(double mean)
{
	double limit, product = 1;
	int n = 0;

	if (mean > 500)
		return fmax(0, floor(mean + sqrt(mean) * normal() + 0.5));
	limit = exp(-mean);
	do
	{
		product *= uniform();
		n++;
	} while (product > limit);
	return n - 1;
}

/* A library; log2 ratio of each gene besides. */
static void
make_library(const Panel *p, const Setting *s, const double *ratio, int64_t *counts)
{
	double depth = s->depth * exp2(0.3 * normal()), fragment = 167 + 8 * normal();
	double tilt = 0.6 * normal(), wave = 0.1 * normal(), phase = uniform();
	double drift[GENES];

	memset(counts, 0, sizeof(int64_t) * alkres_target_counts(p->count));
	for (int g = 0; g < GENES; g++)
		drift[g] = s->gene_noise * normal();
	for (size_t i = 0; i < p->count; i++)
	{
		double length = p->targets[i].end - p->targets[i].start + 1.0, gc = p->gc[i];
		double edge = length < fragment ? log(length / fragment * (1 - length / (3 * fragment)))
										: log(1 - fragment / (3 * length));
		double mean = log2(depth) + p->efficiency[i] + tilt * (gc - 0.5) +
					  wave * sin(2 * M_PI * (gc / 0.35 + phase)) + edge / M_LN2 +
					  drift[p->gene[i]] + s->noise * normal() + (ratio ? ratio[p->gene[i]] : 0);
		double d = exp2(mean), variance;
		int64_t *at = counts + ALKRES_TARGET_AT(i);

		variance = length < fragment ? (fragment - length / 3) / (d * fragment)
									 : fragment * (length - fragment / 3) / (d * length * length);
		at[ALKRES_TARGET_KNOWN] = (int64_t) length;
		at[ALKRES_TARGET_GC] = (int64_t) (gc * length + 0.5);
		at[ALKRES_TARGET_BASES] = (int64_t) (poisson(1 / variance) * variance * d * length + 0.5);
		counts[ALKRES_LIBRARY_BASES] += at[ALKRES_TARGET_BASES];
	}
	counts[ALKRES_LIBRARY_MOLECULES] = (int64_t) ((double) counts[ALKRES_LIBRARY_BASES] / fragment);
	counts[ALKRES_LIBRARY_FRAGMENTS] = counts[ALKRES_LIBRARY_MOLECULES];
	counts[ALKRES_LIBRARY_FRAGMENT_BASES] =
		(int64_t) ((double) counts[ALKRES_LIBRARY_FRAGMENTS] * fragment);
}

typedef struct Tally
{
	long genes, false_calls, covered, planted, called, amplified, stated, found;
	double error, least, seconds;
	long libraries;
} Tally;

static void
run_library(const Panel *p, const Setting *s, const int64_t *normals, Tally *t)
{
	static int64_t counts[ALKRES_LIBRARY_COUNTS + TARGETS_MAX * ALKRES_TARGET_COUNTS];
	static double least[GENES];
	double ratio[GENES] = {0};
	AlkresCopyNumber r;
	int gained = (int) (GENES * uniform()), stated;
	clock_t began;

	/* Nothing is changed. */
	make_library(p, s, NULL, counts);
	began = clock();
	alkres_copy_number(&r, p->targets, p->count, counts, normals, p->genes, GENES, 0.95);
	t->seconds += (double) (clock() - began) / CLOCKS_PER_SEC;
	t->libraries++;
	for (int g = 0; g < GENES; g++)
	{
		const AlkresGeneRatio *gene = &r.groups[g].ratio;

		least[g] = gene->least;
		t->genes++;
		t->false_calls += gene->is_found;
		t->covered += gene->lower <= 0 && 0 <= gene->upper;
		t->error += r.groups[g].error;
		t->least += gene->least;
	}
	alkres_copy_number_free(&r);
	/* Six copies at a tumour fraction of 0.1. */
	ratio[gained] = alkres_copies_log2_ratio(6, 0.1);
	make_library(p, s, ratio, counts);
	alkres_copy_number(&r, p->targets, p->count, counts, normals, p->genes, GENES, 0.95);
	t->planted++;
	t->called += r.groups[gained].ratio.is_found && r.groups[gained].ratio.log2_ratio > 0;
	t->amplified += alkres_copy_state(&r.groups[gained].ratio, 0.1) == ALKRES_COPIES_AMPLIFICATION;
	for (int g = 0; g < GENES; g++)
	{
		const AlkresGeneRatio *gene = &r.groups[g].ratio;

		t->genes++;
		t->covered += gene->lower <= ratio[g] && ratio[g] <= gene->upper;
		t->false_calls += g != gained && gene->is_found;
	}
	alkres_copy_number_free(&r);
	/* What the first one said would be found. */
	stated = (int) (GENES * uniform());
	memset(ratio, 0, sizeof(ratio));
	ratio[stated] = least[stated];
	make_library(p, s, ratio, counts);
	alkres_copy_number(&r, p->targets, p->count, counts, normals, p->genes, GENES, 0.95);
	t->stated++;
	t->found += r.groups[stated].ratio.is_found;
	alkres_copy_number_free(&r);
}

static void
run_setting(const Setting *s, int panels, int libraries)
{
	static Panel p;
	static int64_t counts[ALKRES_LIBRARY_COUNTS + TARGETS_MAX * ALKRES_TARGET_COUNTS];
	Tally t = {0};

	for (int k = 0; k < panels; k++)
	{
		int64_t *normals;

		make_panel(&p);
		sort_panel(&p);
		normals = calloc(alkres_normal_sums(p.targets, p.count), sizeof(int64_t));
		for (int n = 0; n < s->normals; n++)
		{
			make_library(&p, s, NULL, counts);
			alkres_normal_add(normals, p.targets, p.count, counts);
		}
		for (int n = 0; n < libraries; n++)
			run_library(&p, s, s->normals ? normals : NULL, &t);
		free(normals);
	}
	printf("%-34s %5.1f %7.2f %6.1f %8.4f %7.1f %6.3f %6.3f %7.2f\n", s->name,
		   100.0 * t.called / t.planted, 1000.0 * t.false_calls / t.genes,
		   100.0 * t.covered / t.genes, t.error / (t.genes / 2.0), 100.0 * t.found / t.stated,
		   t.least / (t.genes / 2.0), 100.0 * t.amplified / t.planted,
		   1000 * t.seconds / t.libraries);
}

int
main(int argc, char **argv)
{
	static const Setting settings[] = {
		{"8 normals", 8, 0.05, 0, 3000},
		{"8 normals, half of it of the gene", 8, 0.0354, 0.0354, 3000},
		{"8 normals, 500 molecules", 8, 0.05, 0, 500},
		{"20 normals", 20, 0.05, 0, 3000},
		{"2 normals", 2, 0.05, 0, 3000},
		{"2 normals, half of it of the gene", 2, 0.0354, 0.0354, 3000},
		{"1 normal", 1, 0.05, 0, 3000},
		{"none", 0, 0.05, 0, 3000},
	};
	int panels = argc > 1 ? atoi(argv[1]) : 100, libraries = argc > 2 ? atoi(argv[2]) : 20;

	printf("%-34s %5s %7s %6s %8s %7s %6s %6s %7s\n", "", "6 at", "false", "cover", "error",
		   "stated", "least", "ampl.", "ms");
	printf("%-34s %5s %7s %6s %8s %7s %6s %6s %7s\n", "", "10 %", "/1000", "%", "log2", "found %",
		   "log2", "%", "");
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		run_setting(&settings[i], panels, libraries);
	return 0;
}
