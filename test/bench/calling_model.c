/*
 * calling_model.c: the caller's model against runs whose error rates are known: pileups are drawn,
 * not read.  Uses src/core only.  Printed: found and false calls at the default threshold and at 0
 * and 1 false call, beside an oracle that knows every rate and applies the same rule, and beside
 * what is possible with these normals; calibration; what lod95 promises.
 *
 *   test/bench/calling [SEEDS [FIRST]]
 *
 * A run is 15 kb of random reference at some 3,100 molecules: 45 % duplexes, the others of two
 * strands of origin.  Its rates differ from the fixed table by class (factor exp N(0, 0.5)),
 * context (exp N(0, 0.7)) and site (log-normal, the same for both strands of origin and all
 * classes, unless INDEPENDENT is set in the environment; one allele in 600 thirty times worse, one
 * in 1,000 with an artefact of one strand, that no normal shows).  Six normals (or as many as
 * NORMALS says) at a third of the depth.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/candidate.h"
#include "core/false_calls.h"
#include "core/memory.h"
#include "core/power.h"

#define BLOCKS 60
#define LEVELS 5
#define SNVS 24
#define INDELS 6

static const double levels[LEVELS] = {0.0005, 0.001, 0.002, 0.005, 0.01};

/* ---- random numbers ---- */

static uint64_t state;
static int independent;
static int normals = 6;

static double
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

static uint32_t
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

/* ---- truth ---- */

enum
{
	KINDS = 6
};

typedef struct Site
{
	double lambda[KINDS][ALKRES_ORIENTATIONS];
	double artefact[KINDS]; /* fraction, on one strand of origin of the non-duplexes */
	int artefact_strand[KINDS];
	int planted; /* kind, or -1 */
	int level;
	double fraction;
} Site;

typedef struct Truth
{
	double rate[ALKRES_CELLS][ALKRES_TRIPLETS][4];
	double indel[ALKRES_INDEL_RUNS];
	Site site[BLOCKS][ALKRES_BLOCK_SIZE];
	char reference[BLOCKS * ALKRES_BLOCK_SIZE + 2 * ALKRES_HALO];
} Truth;

static int
complement(int triplet)
{
	return ((3 - triplet % 4) * 4 + (3 - triplet / 4 % 4)) * 4 + (3 - triplet / 16);
}

static void
make_truth(Truth *truth)
{
	const AlkresRates *fixed = alkres_rates_fixed();
	double context[ALKRES_TRIPLETS][4], way[ALKRES_WAYS];

	memset(truth, 0, sizeof(*truth));
	for (int i = 0; i < (int) sizeof(truth->reference); i++)
		truth->reference[i] = "ACGT"[(int) (4 * uniform())];
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
	for (int b = 0; b < BLOCKS; b++)
		for (int o = 0; o < ALKRES_BLOCK_SIZE; o++)
		{
			Site *site = &truth->site[b][o];

			site->planted = -1;
			for (int k = 0; k < KINDS; k++)
			{
				double hot = uniform() < 1.0 / 600 ? 30 : 1;
				double shared = site_factor();

				for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
					site->lambda[k][g] = hot * (independent ? site_factor() : shared);
				if (k < 4 && uniform() < 1e-3)
				{
					site->artefact[k] = 5e-4 * pow(40, uniform());
					site->artefact_strand[k] = uniform() < 0.5;
				}
			}
		}
	for (int v = 0; v < LEVELS * (SNVS + INDELS); v++)
	{
		int indel = v >= LEVELS * SNVS;

		for (;;)
		{
			Site *site = &truth->site[(int) (BLOCKS * uniform())][8 + (int) (240 * uniform())];

			if (site->planted >= 0 || site[1].planted >= 0 || site[-1].planted >= 0 ||
				site[2].planted >= 0 || site[-2].planted >= 0)
				continue;
			long at = (long) (site - &truth->site[0][0]);
			int ref = (int) (strchr("ACGT", truth->reference[ALKRES_HALO + at]) - "ACGT");

			site->planted = indel ? 4 + (v & 1) : (ref + 1 + (int) (3 * uniform())) % 4;
			site->level = v % LEVELS;
			site->fraction = levels[site->level];
			break;
		}
	}
}

/* ---- drawing a library ---- */

static const double class_share[ALKRES_CLASSES] = {0.08, 0, 0.17, 0.30, 0.45};
static const double quality_share[ALKRES_QUALITY_BINS] = {0.005, 0.02, 0.075, 0.9};

/* true expected errors of a cell */
static double
expected(const Truth *truth, const AlkresPileup *pileup, int b, int o, int kind, int cell,
		 double molecules)
{
	const char *at = pileup->reference + ALKRES_HALO + o;
	int g = ALKRES_CELL_ORIENTATION(cell);

	if (kind >= 4)
	{
		double base = alkres_indel_rate_at(alkres_rates_fixed(), pileup, o, true, 1);
		double ratio = 1;

		for (int run = 0; run < ALKRES_INDEL_RUNS; run++)
			if (alkres_rates_fixed()->indel[0][run] == base)
				ratio = truth->indel[run] / base;
		return molecules * base * ratio * truth->site[b][o].lambda[kind][g];
	}
	return molecules * truth->rate[cell][alkres_triplet(at[-1], at[0], at[1])][kind] *
		   truth->site[b][o].lambda[kind][g];
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
	allele->offset = (uint16_t) o;
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

static AlkresPileup *
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
		const Site *site = &truth->site[b][o];

		for (int class_code = 0; class_code < ALKRES_CLASSES; class_code++)
			for (int g = 0; g < 2; g++)
				for (int bin = 0; bin < ALKRES_QUALITY_BINS; bin++)
				{
					double share =
						class_share[class_code] / 2 *
						(class_code == ALKRES_CLASS_DUPLEX ? bin == 3 : quality_share[bin]);

					pileup->cells[o][cell_of(class_code, g, bin, duplex)] += poisson(depth * share);
				}
		for (int c = 0; c < ALKRES_CELLS; c++)
			pileup->spanning[o][ALKRES_CELL_ORIENTATION(c)] += pileup->cells[o][c];
		for (int kind = 0; kind < KINDS; kind++)
		{
			uint32_t cells[ALKRES_CELLS] = {0};

			if (kind < 4 && "ACGT"[kind] == pileup->reference[ALKRES_HALO + o])
				continue;
			for (int c = 0; c < ALKRES_CELLS; c++)
			{
				double n = pileup->cells[o][c];
				double mean;

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
			add_allele(pileup, o, kind, cells, &molecule);
		}
	}
	if (pileup->allele_count > 1)
		qsort(pileup->alleles, pileup->allele_count, sizeof(AlkresAllele), compare_text);
	return pileup;
}

/* ---- scoring ---- */

typedef struct Hit
{
	double score;
	int level; /* -1: no variant */
	int indel;
} Hit;

typedef struct Sums
{
	int planted[2][LEVELS];
	int found[2][2][LEVELS]; /* by default prior, by listed prior */
	int false_calls[2];
	int at_false[2][2][LEVELS];            /* found at 0 and 1 false call */
	double expected_false, observed_false; /* at a lower threshold */
	double bins[10], truths[10], posteriors[10];
} Sums;

static int
by_score(const void *a, const void *b)
{
	double left = ((const Hit *) a)->score, right = ((const Hit *) b)->score;

	return left > right ? -1 : left < right;
}

#define LOW_PRIOR 1e-2
#define LOW_THRESHOLD 0.02

static void
count_hits(Hit *hits, int count, Sums *sums)
{
	static const double priors[2] = {ALKRES_PRIOR_DEFAULT, ALKRES_PRIOR_LISTED};
	int false_seen = 0;

	qsort(hits, (size_t) count, sizeof(Hit), by_score);
	for (int i = 0; i < count; i++)
	{
		const Hit *hit = &hits[i];
		double p = alkres_posterior(hit->score, LEVELS * (SNVS + INDELS) / (BLOCKS * 256 * 5.0));
		int bin = (int) (10 * p) > 9 ? 9 : (int) (10 * p);

		sums->bins[bin]++;
		sums->truths[bin] += hit->level >= 0;
		sums->posteriors[bin] += p;
		for (int prior = 0; prior < 2; prior++)
			if (alkres_posterior(hit->score, priors[prior]) >= 0.9)
			{
				if (hit->level < 0)
					sums->false_calls[prior]++;
				else
					sums->found[prior][hit->indel][hit->level]++;
			}
		if (hit->level < 0)
			sums->observed_false += alkres_posterior(hit->score, LOW_PRIOR) >= LOW_THRESHOLD;
		if (hit->level < 0)
			false_seen++;
		else
			for (int allowed = 0; allowed < 2; allowed++)
				if (false_seen <= allowed)
					sums->at_false[allowed][hit->indel][hit->level]++;
	}
}

/* The same evidence with every rate known. */
static double
oracle_score(const AlkresCandidate *candidate, const Truth *truth, const AlkresPileup *pileup,
			 int b, int kind)
{
	AlkresEvidence evidence = candidate->evidence;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			AlkresPart *part = &evidence.group[g].part[p];

			part->shape = part->rate = 1e6;
			part->expected = 0;
			for (int k = 0; k < part->cells; k++)
			{
				part->cell[k].expected =
					fmax(part->cell[k].molecules * 1e-9,
						 expected(truth, pileup, b, candidate->offset, kind, part->cell[k].code,
								  part->cell[k].molecules));
				part->expected += part->cell[k].expected;
			}
		}
	return alkres_score(&evidence);
}

/*
 * The best that can be done with these normals: the rates of every class and context and the
 * distribution that site factors are drawn from are known, a site's own factor only as far as the
 * normals show it.  Sums over a grid of the factor, which all cells share (not so when
 * INDEPENDENT).
 */
#define FACTORS 122
static double
informed_score(const AlkresCandidate *candidate, const Truth *truth, const AlkresPileup *pileup,
			   const AlkresBackground *background, int b, int kind)
{
	const AlkresEvidence *evidence = &candidate->evidence;
	int o = candidate->offset;
	double none = 1 / truth->site[b][o].lambda[kind][0]; /* takes the factor out of expected() */
	double eps = alkres_orientation_testable(evidence) ? 1e-3 : 0;
	double seen = 0, in_normals = 0, largest = -HUGE_VAL;
	double weight[FACTORS], l0[FACTORS][ALKRES_ORIENTATIONS] = {{0}};
	double l1[FACTORS][ALKRES_ORIENTATIONS][49] = {{{0}}};
	double variant = 0, null = 0;

	for (int c = 0; kind < 4 && c < ALKRES_CELLS; c++)
		in_normals += none * expected(truth, pileup, b, o, kind, c, background->molecules[c][o]);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		if (kind >= 4)
			in_normals +=
				none * expected(truth, pileup, b, o, kind, alkres_cell(ALKRES_CLASS_SINGLE, g, 2),
								background->spanning[g][o]);
		for (int p = 0; p < ALKRES_PARTS; p++)
			seen += background->sums[o][kind][g][p].alternates;
	}
	for (int i = 0; i < FACTORS; i++)
	{
		double z = -6 + 0.2 * (i / 2);
		double factor = exp(z - 0.5) * (i % 2 ? 30 : 1);
		double both = 0;

		weight[i] = -z * z / 2 + log(i % 2 ? 1.0 / 600 : 599.0 / 600) + seen * log(factor) -
					in_normals * factor;
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			for (int p = 0; p < ALKRES_PARTS; p++)
				for (int k = 0; k < evidence->group[g].part[p].cells; k++)
				{
					double n = evidence->group[g].part[p].cell[k].molecules;
					double x = evidence->group[g].part[p].cell[k].alternates;
					double m = factor * none *
							   expected(truth, pileup, b, o, kind,
										evidence->group[g].part[p].cell[k].code, n);

					l0[i][g] += x * log(m) - m;
					for (int f = 0; f < 49; f++)
					{
						double with = m + n * pow(10, f / 12.0 - 4);

						l1[i][g][f] += x * log(with) - with;
					}
				}
			both += l0[i][g];
		}
		largest = fmax(largest, weight[i] + both);
		for (int f = 0; f < 49; f++)
			largest = fmax(largest, weight[i] + l1[i][0][f] + l1[i][1][f] + l1[i][2][f]);
	}
	for (int i = 0; i < FACTORS; i++)
	{
		double both = weight[i] - largest + l0[i][0] + l0[i][1] + l0[i][2];

		null += (1 - eps) * exp(both);
		for (int f = 0; f < 49; f++)
		{
			variant += exp(weight[i] - largest + l1[i][0][f] + l1[i][1][f] + l1[i][2][f]) / 49;
			for (int g = 0; f < 33 && g < 2; g++) /* to 0.05 */
				null += eps / 2 * exp(both - l0[i][g] + l1[i][g][f]) / 33;
		}
	}
	return log(variant / null);
}

enum
{
	CALLER,
	CALLER_NO_NORMALS,
	ORACLE,
	INFORMED,
	WITHOUT_DUPLEX,
	WITHOUT_DUPLEX_NO_NORMALS,
	ORACLE_WITHOUT_DUPLEX,
	METHODS
};
static const char *const names[METHODS] = {
	"caller, normals",    "caller, no normals",    "oracle",           "informed",
	"no duplex, normals", "no duplex, no normals", "no duplex, oracle"};

static int
kind_of(const AlkresCandidate *candidate)
{
	return alkres_background_kind(candidate->ref_length, candidate->alt_length, candidate->alt[0]);
}

static int power_planted[2], power_found[2];

/* Variants planted at the reported lod95 of random sites, errors drawn at the true rates. */
static void
test_power(const Truth *truth, const AlkresPileup *pileup, const AlkresModel *model, int b)
{
	static const uint32_t none[ALKRES_CELLS] = {0};
	static const double priors[2] = {ALKRES_PRIOR_DEFAULT, ALKRES_PRIOR_LISTED};

	for (int i = 0; i < 4; i++)
	{
		int o = (int) (256 * uniform()), kind;
		char ref[2] = {pileup->reference[ALKRES_HALO + o], '\0'};
		char alt[2] = {'\0', '\0'};
		AlkresEvidence evidence;

		do
			kind = (int) (4 * uniform());
		while ("ACGT"[kind] == ref[0]);
		alt[0] = "ACGT"[kind];
		for (int prior = 0; prior < 2; prior++)
		{
			AlkresPower power;

			alkres_site_substitution(&evidence, pileup, model, o, ref, alt, 1, none);
			power = alkres_power(&evidence, priors[prior], 0.9);
			if (isnan(power.lod95))
				continue;
			for (int draw = 0; draw < 4; draw++)
			{
				uint32_t cells[ALKRES_CELLS] = {0};

				for (int c = 0; c < ALKRES_CELLS; c++)
					cells[c] = poisson(pileup->cells[o][c] * power.lod95 +
									   expected(truth, pileup, b, o, kind, c, pileup->cells[o][c]));
				alkres_site_substitution(&evidence, pileup, model, o, ref, alt, 1, cells);
				power_planted[prior]++;
				power_found[prior] +=
					alkres_posterior(alkres_score(&evidence), priors[prior]) >= 0.9;
			}
		}
	}
}

static void
one_seed(uint64_t seed, Sums *sums)
{
	Truth *truth = malloc(sizeof(Truth));
	AlkresRates *rates = malloc(sizeof(AlkresRates));
	Hit *hits[METHODS];
	int counts[METHODS] = {0};

	state = 0x9E3779B97F4A7C15u * (seed + 1);
	for (int i = 0; i < 20; i++)
		uniform();
	make_truth(truth);
	for (int m = 0; m < METHODS; m++)
	{
		hits[m] = malloc(sizeof(Hit) * BLOCKS * 256 * KINDS);
		for (int v = 0; v < LEVELS * (SNVS + INDELS); v++)
			sums[m].planted[v >= LEVELS * SNVS][v % LEVELS]++;
	}
	for (int duplex = 1; duplex >= 0; duplex--)
	{
		AlkresContextCounts *counted = calloc(1, sizeof(*counted));
		AlkresBackground *backgrounds[BLOCKS];

		for (int b = 0; b < BLOCKS; b++)
			for (int n = 0; n < normals; n++)
			{
				AlkresPileup *normal = draw_block(truth, b, 3100 / 3.0, 0, duplex);
				AlkresError error;
				AlkresBackground *one = alkres_background_of(normal, &error);

				alkres_context_count(counted, normal);
				if (n == 0)
					backgrounds[b] = one;
				else
				{
					alkres_background_merge(backgrounds[b], one, &error);
					alkres_background_free(one);
				}
				alkres_pileup_free(normal);
			}
		alkres_rates_learn(rates, counted);
		for (int b = 0; b < BLOCKS; b++)
		{
			AlkresPileup *tumour = draw_block(truth, b, 3100, 1, duplex);
			AlkresModel models[2] = {{rates, backgrounds[b]}, {NULL, NULL}};

			alkres_background_fit(backgrounds[b], rates, tumour);
			for (int m = 0; m < 2; m++)
			{
				AlkresCandidates *list = alkres_candidates(tumour, &models[m]);
				int method = duplex ? m : WITHOUT_DUPLEX + m;
				int oracle = duplex ? ORACLE : ORACLE_WITHOUT_DUPLEX;

				for (uint32_t i = 0; i < list->count; i++)
				{
					const AlkresCandidate *candidate = &list->items[i];
					const Site *site = &truth->site[b][candidate->offset];
					int kind = kind_of(candidate);
					Hit hit = {alkres_score(&candidate->evidence),
							   site->planted == kind ? site->level : -1, kind >= 4};

					hits[method][counts[method]++] = hit;
					if (m == 0)
					{
						hit.score = oracle_score(candidate, truth, tumour, b, kind);
						hits[oracle][counts[oracle]++] = hit;
						/* A single molecule is never called. */
						if (duplex && candidate->molecules > 1)
						{
							hit.score =
								informed_score(candidate, truth, tumour, backgrounds[b], b, kind);
							hits[INFORMED][counts[INFORMED]++] = hit;
						}
					}
				}
				alkres_candidates_free(list);
				sums[method].expected_false +=
					alkres_false_calls(tumour, &models[m], LOW_PRIOR, LOW_THRESHOLD, NULL, NULL);
			}
			if (duplex && seed < 20)
				test_power(truth, tumour, &models[0], b);
			alkres_pileup_free(tumour);
			alkres_background_free(backgrounds[b]);
		}
		free(counted);
	}
	for (int m = 0; m < METHODS; m++)
	{
		count_hits(hits[m], counts[m], &sums[m]);
		free(hits[m]);
	}
	free(truth);
	free(rates);
}

static void
print_row(const char *name, const int *found, const int *planted)
{
	printf("  %-24s", name);
	for (int l = 0; l < LEVELS; l++)
		printf(" %6.3f", (double) found[l] / planted[l]);
	printf("\n");
}

int
main(int argc, char **argv)
{
	int seeds = argc > 1 ? atoi(argv[1]) : 20;
	int first = argc > 2 ? atoi(argv[2]) : 0;
	Sums sums[METHODS];

	independent = getenv("INDEPENDENT") != NULL;
	if (getenv("NORMALS") != NULL)
		normals = atoi(getenv("NORMALS"));
	memset(sums, 0, sizeof(sums));
	for (int seed = first; seed < first + seeds; seed++)
		one_seed((uint64_t) seed, sums);
	printf("%d runs; share found at", seeds);
	for (int l = 0; l < LEVELS; l++)
		printf(" %g %%", 100 * levels[l]);
	printf("\n");
	for (int m = 0; m < METHODS; m++)
	{
		char text[64];

		printf("%s: false calls a run %.3f (listed prior everywhere: %.3f)\n", names[m],
			   (double) sums[m].false_calls[0] / seeds, (double) sums[m].false_calls[1] / seeds);
		for (int indel = 0; indel < 2; indel++)
			for (int prior = 0; prior < 2; prior++)
			{
				snprintf(text, sizeof(text), "%s, pi %s", indel ? "indel" : "SNV",
						 prior ? "1e-3" : "1e-6");
				print_row(text, sums[m].found[prior][indel], sums[m].planted[indel]);
			}
		print_row("SNV, 0 false", sums[m].at_false[0][0], sums[m].planted[0]);
		print_row("SNV, 1 false", sums[m].at_false[1][0], sums[m].planted[0]);
	}
	for (int m = 0; m < METHODS; m++)
	{
		printf("%s: calibration (posterior: true share, alleles)", names[m]);
		for (int bin = 0; bin < 10; bin++)
			if (sums[m].bins[bin] > 0)
				printf("  %.2f: %.2f, %.0f", sums[m].posteriors[bin] / sums[m].bins[bin],
					   sums[m].truths[bin] / sums[m].bins[bin], sums[m].bins[bin]);
		printf("\n  false calls at pi %g, threshold %g: expected %.1f, seen %.0f\n", LOW_PRIOR,
			   LOW_THRESHOLD, sums[m].expected_false, sums[m].observed_false);
	}
	for (int prior = 0; prior < 2; prior++)
		printf("planted at lod95, pi %s: %d of %d found, %.1f %%\n", prior ? "1e-3" : "1e-6",
			   power_found[prior], power_planted[prior],
			   100.0 * power_found[prior] / power_planted[prior]);
	return 0;
}
