/* calling_run.c: a simulated run: its true rates, its variants, its libraries. */
#include "calling_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

const double levels[LEVELS] = {0.0005, 0.001, 0.002, 0.005, 0.01};
int independent;
int apart;
int normals = 6;

static uint64_t state;

void
start_random(uint64_t seed)
{
	state = 0x9E3779B97F4A7C15u * (seed + 1);
	for (int i = 0; i < 20; i++)
		uniform();
}

double
uniform(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return ((double) (state >> 11) + 0.5) / 9007199254740992.0;
}

static double
gauss(void)
{
	return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

/* How much worse than its context a site is: log-normal, mean 1. */
static double
site_factor(void)
{
	return exp(gauss() - 0.5);
}

uint32_t
poisson(double mean)
{
	uint32_t count = 0;

	for (; mean > 0; mean -= 30)
	{
		double limit = exp(-fmin(mean, 30)), product = uniform();

		for (; product > limit; count++)
			product *= uniform();
	}
	return count;
}
static int
complement(int triplet)
{
	return ((3 - triplet % 4) * 4 + (3 - triplet / 4 % 4)) * 4 + (3 - triplet / 16);
}

/* Substitution rates: the fixed ones, each context and each way of being seen by a factor of its
 * own. */
static void
make_rates(Truth *truth)
{
	const AlkresRates *fixed = alkres_rates_fixed();
	double context[ALKRES_TRIPLETS][4], way[ALKRES_WAYS];

	for (int t = 0; t < ALKRES_TRIPLETS; t++)
		for (int alt = 0; alt < 4; alt++)
			context[t][alt] = exp(0.7 * gauss());
	for (int w = 0; w < ALKRES_WAYS; w++)
		way[w] = w / ALKRES_QUALITY_BINS == ALKRES_CLASS_DUPLEX ? 1 : exp(0.5 * gauss());
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		for (int t = 0; t < ALKRES_TRIPLETS; t++)
			for (int alt = 0; alt < 4; alt++)
			{
				int g = ALKRES_CELL_ORIENTATION(cell);
				int w =
					ALKRES_CELL_CLASS(cell) * ALKRES_QUALITY_BINS + ALKRES_CELL_QUALITY_BIN(cell);
				double plus = context[t][alt], minus = context[complement(t)][3 - alt];

				truth->rate[cell][t][alt] = fixed->substitution[cell][t][alt] * way[w] *
											(g == ALKRES_F1R2   ? plus
											 : g == ALKRES_F2R1 ? minus
																: (plus + minus) / 2);
			}
	for (int run = 0; run < ALKRES_INDEL_RUNS; run++)
		truth->indel[run] = fixed->indel[0][run] * exp(0.5 * gauss());
}

/* An artefact of one strand of origin, of one library alone. */
static void
make_artefact(Site *site, int k)
{
	if (k < 4 && uniform() < 1e-3)
	{
		site->artefact[k] = 5e-4 * pow(40, uniform());
		site->artefact_strand[k] = uniform() < 0.5;
	}
}

/* How much worse than its rates a site is, and its artefacts. */
static void
make_site(Site *site)
{
	site->planted = -1;
	for (int k = 0; k < KINDS; k++)
	{
		double hot = uniform() < 1.0 / 600 ? 30 : 1;
		double shared = site_factor();

		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			site->lambda[k][g][ALKRES_WELL_READ] = site->lambda[k][g][ALKRES_BADLY_READ] =
				hot * (independent ? site_factor() : shared);
		for (int g = 0; apart && g < ALKRES_ORIENTATIONS; g++)
			site->lambda[k][g][ALKRES_BADLY_READ] =
				g == 0 || independent ? site_factor() : site->lambda[k][0][ALKRES_BADLY_READ];
		make_artefact(site, k);
	}
}

bool
is_leftmost(const char *base, int kind)
{
	return kind < 4 || base[0] != (kind == 4 ? 'A' : base[1]);
}

/* A site near which nothing is planted yet, where the kind of change can be. */
static Site *
free_site(Truth *truth, int kind)
{
	for (;;)
	{
		/* Drawn in this order. */
		int block = (int) (BLOCKS * uniform()), offset = 8 + (int) (240 * uniform());
		Site *site = &truth->site[block][offset];

		if (is_leftmost(truth->reference + ALKRES_HALO + (site - &truth->site[0][0]), kind) &&
			site->planted < 0 && site[1].planted < 0 && site[-1].planted < 0 &&
			site[2].planted < 0 && site[-2].planted < 0)
			return site;
	}
}

/* The variants of a patient. */
static void
plant(Truth *truth)
{
	for (int v = 0; v < LEVELS * (SNVS + INDELS); v++)
	{
		int indel = v >= LEVELS * SNVS;
		Site *site = free_site(truth, indel ? 4 + (v & 1) : 0);
		long at = (long) (site - &truth->site[0][0]);
		int ref = (int) (strchr("ACGT", truth->reference[ALKRES_HALO + at]) - "ACGT");

		site->planted = indel ? 4 + (v & 1) : (ref + 1 + (int) (3 * uniform())) % 4;
		site->level = v % LEVELS;
		site->fraction = levels[site->level];
	}
}

void
make_truth(Truth *truth)
{
	memset(truth, 0, sizeof(*truth));
	for (int i = 0; i < (int) sizeof(truth->reference); i++)
		truth->reference[i] = "ACGT"[(int) (4 * uniform())];
	make_rates(truth);
	for (int b = 0; b < BLOCKS; b++)
		for (int o = 0; o < ALKRES_BLOCK_SIZE; o++)
			make_site(&truth->site[b][o]);
	plant(truth);
}

void
next_patient(Truth *truth)
{
	for (int i = 0; i < BLOCKS * ALKRES_BLOCK_SIZE; i++)
	{
		Site *site = &truth->site[0][0] + i;

		memset(site->artefact, 0, sizeof(site->artefact));
		site->planted = -1;
		for (int k = 0; k < KINDS; k++)
			make_artefact(site, k);
	}
	plant(truth);
}

static const double class_share[ALKRES_CLASSES] = {0.08, 0, 0.17, 0.30, 0.45};
static const double quality_share[ALKRES_QUALITY_BINS] = {0.005, 0.02, 0.075, 0.9};

/* An A more behind a base (kind 4) or the next base less (5): slippage where it is whole units of
 * the repeat there. */
static double
indel_rate(const Truth *truth, const AlkresPileup *pileup, int o, int kind)
{
	const AlkresRates *fixed = alkres_rates_fixed();
	const char *at = pileup->reference + ALKRES_HALO + o;
	const char longer[2] = {at[0], kind == 4 ? 'A' : at[1]};
	double base = alkres_indel_rate_of(fixed, pileup, o, kind == 4 ? at : longer, kind == 4 ? 1 : 2,
									   kind == 4 ? longer : at, kind == 4 ? 2 : 1);
	double rate = base;

	for (int run = 0; run < ALKRES_INDEL_RUNS; run++)
		if (fixed->indel[0][run] == base)
			rate = truth->indel[run];
	return rate;
}

/* true expected errors of a cell */
double
expected(const Truth *truth, const AlkresPileup *pileup, int b, int o, int kind, int cell,
		 double molecules)
{
	const char *at = pileup->reference + ALKRES_HALO + o;
	int g = ALKRES_CELL_ORIENTATION(cell);

	if (kind >= 4)
		return molecules * indel_rate(truth, pileup, o, kind) *
			   truth->site[b][o].lambda[kind][g][alkres_part(cell)];
	return molecules * truth->rate[cell][alkres_triplet(at[-1], at[0], at[1])][kind] *
		   truth->site[b][o].lambda[kind][g][alkres_part(cell)];
}

/* Without duplexes their molecules are large families of one strand. */
static int
cell_of(int class_code, int g, int bin, int duplex)
{
	if (class_code == ALKRES_CLASS_DUPLEX)
		return duplex ? alkres_cell(class_code, ALKRES_ORIENTATION_UNKNOWN, 3)
					  : alkres_cell(ALKRES_CLASS_LARGE_SIMPLEX, g, bin);
	return alkres_cell(class_code, g, bin);
}

static void
add_allele(AlkresPileup *pileup, int o, int kind, const uint32_t *cells, uint64_t *molecule)
{
	AlkresAllele *allele;
	AlkresRecord *records;
	char ref[3] = {pileup->reference[ALKRES_HALO + o],
				   kind == 5 ? pileup->reference[ALKRES_HALO + o + 1] : '\0'};
	char alt[3] = {kind < 4 ? "ACGT"[kind] : ref[0], kind == 4 ? 'A' : '\0'};
	uint32_t total = 0, at = 0;

	for (int c = 0; c < ALKRES_CELLS; c++)
		total += cells[c];
	if (total == 0)
		return;
	pileup->alleles =
		alkres_realloc(pileup->alleles, sizeof(AlkresAllele) * (pileup->allele_count + 1));
	allele = &pileup->alleles[pileup->allele_count++];
	memset(allele, 0, sizeof(*allele));
	allele->offset = (int16_t) o;
	allele->ref = strdup(ref);
	allele->alt = strdup(alt);
	records = alkres_alloc_zero(sizeof(AlkresRecord) * total);
	for (int c = 0; c < ALKRES_CELLS; c++)
		for (uint32_t i = 0; i < cells[c]; i++, at++)
		{
			records[at].molecule = (*molecule)++;
			records[at].start = (uint32_t) (1 + at);
			records[at].length = 167;
			records[at].end_distance = 60;
			records[at].cell = (uint8_t) c;
			records[at].mapq = 60;
		}
	alkres_allele_summarize(allele, records, total);
	if (total > ALKRES_RECORDS_MAX)
		alkres_free(records);
	else
	{
		allele->records = records;
		allele->record_count = total;
	}
}

static int
compare_text(const void *a, const void *b)
{
	const AlkresAllele *left = a, *right = b;
	int order = left->offset - right->offset;

	if (order == 0)
		order = strcmp(left->ref, right->ref);
	return order != 0 ? order : strcmp(left->alt, right->alt);
}

/* How many molecules of each cell cover a position. */
static void
draw_depth(AlkresPileup *pileup, int o, double depth, int duplex)
{
	for (int class_code = 0; class_code < ALKRES_CLASSES; class_code++)
		for (int i = 0; i < 2 * ALKRES_QUALITY_BINS; i++)
		{
			int g = i / ALKRES_QUALITY_BINS, bin = i % ALKRES_QUALITY_BINS;
			double share = class_share[class_code] / 2 *
						   (class_code == ALKRES_CLASS_DUPLEX ? bin == 3 : quality_share[bin]);

			pileup->cells[o][cell_of(class_code, g, bin, duplex)] += poisson(depth * share);
		}
	for (int c = 0; c < ALKRES_CELLS; c++)
		pileup->spanning[o][ALKRES_CELL_ORIENTATION(c)] += pileup->cells[o][c];
}

/* How many of them show an alternative: errors, and in a tumour variants and artefacts. */
static void
draw_alternates(uint32_t *cells, const Truth *truth, const AlkresPileup *pileup, int b, int o,
				int kind, int tumour)
{
	const Site *site = &truth->site[b][o];

	for (int c = 0; c < ALKRES_CELLS; c++)
	{
		double n = pileup->cells[o][c];
		double mean;

		cells[c] = 0;
		if (n == 0)
			continue;
		mean = expected(truth, pileup, b, o, kind, c, n);
		if (tumour && site->planted == kind)
			mean += n * site->fraction;
		if (tumour && site->artefact[kind] > 0 &&
			ALKRES_CELL_ORIENTATION(c) == site->artefact_strand[kind])
			mean += n * site->artefact[kind];
		cells[c] = poisson(mean);
		if (cells[c] > n)
			cells[c] = (uint32_t) n;
	}
}

AlkresPileup *
draw_block(const Truth *truth, int b, double depth, int tumour, int duplex)
{
	AlkresContig contig;
	AlkresError error;
	AlkresPileup *pileup;
	uint64_t molecule = 1;

	alkres_contig_set(&contig, "GRCh38", 6, "chr7", 4, &error);
	pileup = alkres_pileup_new(&contig, (uint32_t) b);
	memcpy(pileup->reference, truth->reference + b * ALKRES_BLOCK_SIZE, sizeof(pileup->reference));
	for (int o = 0; o < ALKRES_BLOCK_SIZE; o++)
	{
		draw_depth(pileup, o, depth, duplex);
		for (int kind = 0; kind < KINDS; kind++)
		{
			uint32_t cells[ALKRES_CELLS];

			if ((kind < 4 && "ACGT"[kind] == pileup->reference[ALKRES_HALO + o]) ||
				!is_leftmost(pileup->reference + ALKRES_HALO + o, kind))
				continue;
			draw_alternates(cells, truth, pileup, b, o, kind, tumour);
			add_allele(pileup, o, kind, cells, &molecule);
		}
	}
	if (pileup->allele_count > 1)
		qsort(pileup->alleles, pileup->allele_count, sizeof(AlkresAllele), compare_text);
	return pileup;
}
