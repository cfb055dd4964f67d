/* false_calls.c: expected false calls of a block, by importance sampling over classes of alleles.
 */
#include "core/model/false_calls.h"

#include <math.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"
#include "core/model/stray.h"
#include "core/model/likelihood.h"
#include "core/model/score.h"

/* A look for so many alleles that the pileup holds, which are what calling costs, */
#define ALLELES_A_LOOK 5
/* and so many looks at the least where molecules cover a whole block. */
#define LOOKS_MIN 8
#define ALLELES_OF_BLOCK ((double) (ALKRES_BACKGROUND_KINDS - 1) * ALKRES_BLOCK_SIZE)
/* An allele that one molecule covers is hardly ever called, one that few cover half as often. */
#define OF_ONE_MOLECULE (1.0 / 16)
#define OF_FEW_MOLECULES 0.5
#define FEW_MOLECULES 64

typedef struct Random
{
	uint64_t state;
} Random;

static double
uniform(Random *random)
{
	random->state ^= random->state << 13;
	random->state ^= random->state >> 7;
	random->state ^= random->state << 17;
	return ((double) (random->state >> 11) + 0.5) / 9007199254740992.0;
}

static double
normal(Random *random)
{
	return sqrt(-2 * log(uniform(random))) * cos(6.283185307179586 * uniform(random));
}

/* Marsaglia and Tsang 2000; below shape 1 by a power of a uniform number. */
static double
gamma_deviate(Random *random, double shape)
{
	double d, c;

	if (shape < 1)
		return gamma_deviate(random, shape + 1) * pow(uniform(random), 1 / shape);
	d = shape - 1.0 / 3;
	c = 1 / sqrt(9 * d);
	for (;;)
	{
		double x = normal(random);
		double v = 1 + c * x;

		if (v <= 0)
			continue;
		v = v * v * v;
		if (log(uniform(random)) < x * x / 2 + d - d * v + d * log(v))
			return d * v;
	}
}

static double
poisson_deviate(Random *random, double mean)
{
	double count = 0;

	if (mean > 1e4)
		return fmax(0, floor(mean + sqrt(mean) * normal(random) + 0.5));
	for (; mean > 0; mean -= 30)
	{
		double limit = exp(-fmin(mean, 30));
		double product = uniform(random);

		for (; product > limit; count++)
			product *= uniform(random);
	}
	return count;
}

/* Give the evidence alternates drawn from the hypothesis "variant" at a fraction. */
static void
draw(AlkresEvidence *evidence, double fraction, Random *random)
{
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		AlkresGroup *group = &evidence->group[g];

		group->alternates = 0;
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			AlkresPart *part = &group->part[p];
			double lambda;

			part->alternates = 0;
			if (part->cells == 0)
				continue;
			lambda = gamma_deviate(random, part->shape) / part->rate;
			for (int k = 0; k < part->cells; k++)
			{
				double x = poisson_deviate(random, lambda * part->cell[k].expected +
													   fraction * part->cell[k].molecules);

				part->cell[k].alternates = (uint32_t) fmin(x, part->cell[k].molecules);
				part->alternates += part->cell[k].alternates;
			}
			group->alternates += part->alternates;
		}
	}
}

/* The first of so many that a uniform number falls on, their chances being as these. */
static int
pick(const double *chances, int count, Random *random)
{
	double at = uniform(random);
	int i = 0;

	for (; i < count - 1 && at >= chances[i]; i++)
		at -= chances[i];
	return i;
}

/* What the drawn alternates show beside themselves, each as the molecules there do. */
static void
draw_marks(AlkresEvidence *evidence, const AlkresSurrounds *surrounds, int offset,
		   bool substitution, Random *random)
{
	AlkresSight sight = alkres_sight_at(surrounds, offset);
	uint32_t alternates = alkres_evidence_alternates(evidence);
	AlkresMarks marks;

	if (!surrounds->places_known)
		return;
	memset(&marks, 0, sizeof(marks));
	for (uint32_t i = 0; i < alternates; i++)
	{
		double at = uniform(random);
		int gap = surrounds->gaps_known ? pick(surrounds->gap, ALKRES_GAPS, random) : 0;
		int own = pick(surrounds->differences, ALKRES_DIFFERENCES, random) + 1;

		marks.forward += at < sight.forward;
		marks.reverse += at >= 1 - sight.reverse;
		marks.clipped += uniform(random) < sight.clipped;
		marks.places[gap][own < ALKRES_DIFFERENCES ? own : ALKRES_DIFFERENCES - 1]++;
	}
	evidence->stray = alkres_stray_of(surrounds, offset, evidence, &marks, 1, substitution);
}

/* The nodes of ln f: from ALKRES_VARIANT_MIN on, every second of the score's coarse ones. */
#define NODES 25
/* Up to so many alternates these are close enough for the score. */
#define NODES_ALTERNATES 16
/* Counts that are looked at for the one from which on an allele is called. */
#define COUNT_MAX 100

/* The nodes from which fractions are drawn: first to last, each as often but the outermost, which
 * are drawn half as often. */
typedef struct Proposal
{
	int first;
	int last;
} Proposal;

static double
node_at(int i)
{
	return log(ALKRES_VARIANT_MIN) + i * 2 * alkres_node_step();
}

/*
 * About so many alternates are called: S of a site whose well read molecules are of one kind, its
 * likelihood a peak over ln f.  0 when not even COUNT_MAX are.  Only how many draws are called
 * depends on it.
 */
static int
called_count(const AlkresEvidence *evidence, double level)
{
	double n = 0, m = 0, shape = 0, rate = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		const AlkresPart *part = &evidence->group[g].part[ALKRES_WELL_READ];

		n += part->molecules;
		m += part->expected;
		shape += part->shape * part->molecules;
		rate += part->rate * part->molecules;
	}
	for (int x = 1; x <= COUNT_MAX && x <= n; x++)
	{
		double errors = alkres_log_errors(shape / n, rate / n, m, x) + x * log(m);
		double width = sqrt(6.283185307179586 / x) / log(ALKRES_VARIANT_MAX / ALKRES_VARIANT_MIN);

		if (x * log(x) - x + log(width) - errors >= level)
			return x;
	}
	return 0;
}

/* The fractions that give half to twice as many alternates as are called. */
static Proposal
propose(const AlkresEvidence *evidence, double level)
{
	double molecules = alkres_evidence_molecules(evidence);
	int count = called_count(evidence, level);
	double low = count == 0 ? 0 : 0.5 * count, high = count == 0 ? COUNT_MAX : 2.2 * count;
	double step = node_at(1) - node_at(0);
	Proposal proposal = {0, NODES - 1};

	if (low > 0)
		proposal.first = (int) fmax(0, floor((log(low / molecules) - node_at(0)) / step));
	proposal.last = (int) fmin(NODES - 1, ceil((log(high / molecules) - node_at(0)) / step));
	if (proposal.first > NODES - 3)
		proposal.first = NODES - 3;
	if (proposal.last < proposal.first + 2)
		proposal.last = proposal.first + 2;
	return proposal;
}

/* ln of the likelihood of the drawn alternates: the mean over what they were drawn from. */
static double
log_proposed(const AlkresEvidence *evidence, const Proposal *proposal)
{
	double fractions[NODES], sum[NODES] = {0}, values[NODES];
	double largest = -HUGE_VAL, mean = 0;
	int count = proposal->last - proposal->first + 1;

	for (int i = 0; i < count; i++)
		fractions[i] = exp(node_at(proposal->first + i));
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		if (evidence->group[g].molecules <= 0)
			continue;
		alkres_log_l1_at(&evidence->group[g], fractions, count, values);
		for (int i = 0; i < count; i++)
			sum[i] += values[i];
	}
	for (int i = 0; i < count; i++)
		largest = fmax(largest, sum[i]);
	for (int i = 0; i < count; i++)
		mean += exp(sum[i] - largest) * (i == 0 || i == count - 1 ? 0.5 : 1) / (count - 1);
	return largest + log(mean);
}

/* The nodes that the score of the alternates is taken over. */
static int
score_nodes(const AlkresEvidence *evidence, double *nodes)
{
	double end = log(ALKRES_ARTEFACT_MAX);
	int count = 0;

	if (alkres_evidence_alternates(evidence) > NODES_ALTERNATES)
		return alkres_score_nodes(evidence, nodes);
	for (int i = 0; i < NODES; i++)
	{
		if (i > 0 && node_at(i - 1) < end && end < node_at(i))
			nodes[count++] = end;
		nodes[count++] = node_at(i);
	}
	return count;
}

/* The null's likelihood over the proposal's where the drawn alternates are called; 0 elsewhere. */
static double
weight(const AlkresEvidence *evidence, const Proposal *proposal, double level)
{
	double nodes[ALKRES_NODES_MAX], fractions[ALKRES_NODES_MAX], variant[ALKRES_NODES_MAX];
	double values[ALKRES_ORIENTATIONS][ALKRES_NODES_MAX];
	const double *used[ALKRES_ORIENTATIONS] = {NULL, NULL, NULL};
	double l0[ALKRES_ORIENTATIONS] = {0, 0, 0};
	double usual[ALKRES_NODES_MAX] = {0}, largest = -HUGE_VAL, errors = 0;
	int count = score_nodes(evidence, nodes), near = 0;
	double null, most;

	/* Where a fraction gives so many more alternates than there are, its likelihood is nothing. */
	most = (3.0 * alkres_evidence_alternates(evidence) + 40) / alkres_evidence_molecules(evidence);
	for (; near < count && nodes[near] <= log(most); near++)
		fractions[near] = exp(nodes[near]);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		if (evidence->group[g].molecules <= 0)
			continue;
		used[g] = values[g];
		l0[g] = alkres_log_l0(&evidence->group[g]);
		alkres_log_l1_at(&evidence->group[g], fractions, near, values[g]);
		for (int i = near; i < count; i++)
			values[g][i] = -HUGE_VAL;
		errors += l0[g];
		for (int i = 0; i < count; i++)
			usual[i] += values[g][i];
	}
	for (int i = 0; i < count; i++)
		largest = fmax(largest, usual[i]);
	/* A mean is no more than its largest, and the null at least errors alone; a bad site draws S
	 * towards 0. */
	if (fmax(0, largest - errors - log1p(-evidence->artefact_prior)) < level)
		return 0;
	null = alkres_stray_null(&evidence->stray,
							 alkres_hypotheses(evidence, nodes, count, used, l0, variant), nodes,
							 variant, count);
	if (alkres_log_mean(nodes, variant, count, nodes[count - 1]) - null < level)
		return 0;
	return exp(null - log1p(evidence->bad.odds) - log_proposed(evidence, proposal));
}

/* An allele at which a look is taken. */
typedef struct Place
{
	const AlkresSurrounds *surrounds;
	int offset;
	bool substitution;
} Place;

/* One draw of an allele's chance to be called where nothing but errors is; at from 0 to 1 says from
 * which of the fractions. */
static double
look(AlkresEvidence *evidence, const Place *place, double level, double at, Random *random)
{
	Proposal proposal;
	int node;

	if (alkres_evidence_molecules(evidence) < 1)
		return 0;
	proposal = propose(evidence, level);
	node = proposal.first + (int) (at * (proposal.last - proposal.first) + 0.5);
	draw(evidence, exp(node_at(node)), random);
	if (alkres_evidence_alternates(evidence) == 0)
		return 0;
	draw_marks(evidence, place->surrounds, place->offset, place->substitution, random);
	return weight(evidence, &proposal, level);
}

/* The alleles of a block, with what each is expected to add to the sum, as a multiple of one of
 * default prior. */
typedef struct Alleles
{
	const AlkresPileup *pileup;
	AlkresSurrounds surrounds;
	double default_prior;
	/* An allele of default prior: a substitution; an insertion or deletion. */
	double substitution[ALKRES_BLOCK_SIZE];
	double indel[ALKRES_BLOCK_SIZE];
	double own[ALKRES_BLOCK_SIZE][4];       /* prior of a substitution; 0: the default */
	double sum[4][ALKRES_BACKGROUND_KINDS]; /* of all alleles of a reference base and kind */
} Alleles;

static double
odds(double prior)
{
	return prior / (1 - prior);
}

static const char bases[] = "ACGT";

static double
share_of(uint32_t molecules)
{
	if (molecules <= 1)
		return molecules * OF_ONE_MOLECULE;
	return molecules < FEW_MOLECULES ? OF_FEW_MOLECULES : 1;
}

static double
prior_of(const Alleles *alleles, int offset, int kind)
{
	double own = kind < ALKRES_BACKGROUND_INSERTION ? alleles->own[offset][kind] : 0;

	return own > 0 ? own : alleles->default_prior;
}

/* What an allele is expected to add. */
static double
measure(const Alleles *alleles, int offset, int kind)
{
	if (kind >= ALKRES_BACKGROUND_INSERTION)
		return alleles->indel[offset];
	if (alleles->own[offset][kind] == 0)
		return alleles->substitution[offset];
	return alleles->substitution[offset] * odds(alleles->own[offset][kind]) /
		   odds(alleles->default_prior);
}

static void
set_alleles(Alleles *alleles, const AlkresPileup *pileup, double default_prior,
			const AlkresOwnPrior *own, size_t own_count)
{
	memset(alleles, 0, sizeof(*alleles));
	alleles->pileup = pileup;
	alkres_surrounds_look(&alleles->surrounds, pileup);
	alleles->default_prior = default_prior;
	for (size_t i = 0; i < own_count; i++)
		alleles->own[own[i].offset][own[i].base] = own[i].prior == default_prior ? 0 : own[i].prior;
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		const uint32_t *spanning = pileup->spanning[offset];
		int ref = alkres_rate_base(alkres_pileup_base(pileup, offset));

		if (ref < 0)
			continue;
		alleles->substitution[offset] = share_of(alkres_pileup_depth(pileup, offset));
		alleles->indel[offset] = share_of(spanning[0] + spanning[1] + spanning[2]);
		for (int kind = 0; kind < ALKRES_BACKGROUND_KINDS; kind++)
			if (kind != ref)
				alleles->sum[ref][kind] += measure(alleles, offset, kind);
	}
}

static void
evidence_of(AlkresEvidence *evidence, const Alleles *alleles, const AlkresModel *model, int offset,
			int kind)
{
	static const uint32_t none[ALKRES_CELLS] = {0};
	char ref[2] = {alkres_pileup_base(alleles->pileup, offset), '\0'};
	char alt[2] = {kind < ALKRES_BACKGROUND_INSERTION ? bases[kind] : 'N', '\0'};
	bool deletion = kind == ALKRES_BACKGROUND_DELETION;

	if (kind < ALKRES_BACKGROUND_INSERTION)
		alkres_site_substitution(evidence, alleles->pileup, model, offset, ref, alt, 1, none);
	else
		alkres_site_indel(
			evidence, alleles->pileup, model, offset, deletion ? 2 : 1, deletion ? 1 : 2,
			alkres_indel_rate_at(alkres_model_rates(model), alleles->pileup, offset, !deletion),
			none);
}

/* Where the looks stand. */
typedef struct Looks
{
	double stride; /* of the measure */
	double next;   /* of the measure, from the allele that comes next on */
	double at;     /* in 0 to 1: which fraction is drawn from; evenly spread over the looks */
	double level;  /* ln of the posterior's odds that are asked for */
	double sum;
	Random random;
} Looks;

#define GOLDEN 0.6180339887498949

static void
look_at(Looks *looks, const Alleles *alleles, const AlkresModel *model, int offset, int kind)
{
	double size = measure(alleles, offset, kind);

	for (; looks->next < size; looks->next += looks->stride)
	{
		double level = looks->level - log(odds(prior_of(alleles, offset, kind)));
		Place place = {&alleles->surrounds, offset, kind < ALKRES_BACKGROUND_INSERTION};
		AlkresEvidence evidence;

		alkres_check_interrupts();
		evidence_of(&evidence, alleles, model, offset, kind);
		looks->at = fmod(looks->at + GOLDEN, 1);
		looks->sum +=
			looks->stride / size * look(&evidence, &place, level, looks->at, &looks->random);
	}
	looks->next -= size;
}

/* The looks at alleles of a reference base and kind. */
static void
look_along(Looks *looks, const Alleles *alleles, const AlkresModel *model, int ref, int kind)
{
	if (ref == kind)
		return;
	if (looks->next >= alleles->sum[ref][kind])
	{
		looks->next -= alleles->sum[ref][kind];
		return;
	}
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		if (alkres_pileup_base(alleles->pileup, offset) == bases[ref])
			look_at(looks, alleles, model, offset, kind);
}

double
alkres_false_calls(const AlkresPileup *pileup, const AlkresModel *model, double default_prior,
				   double min_posterior, const AlkresOwnPrior *own, size_t own_count)
{
	Alleles *alleles = alkres_alloc(sizeof(Alleles));
	Looks looks = {.level = log(odds(min_posterior)),
				   .random = {0x9E3779B97F4A7C15u ^ ((uint64_t) pileup->block << 20)}};
	double total = 0;

	set_alleles(alleles, pileup, default_prior, own, own_count);
	for (int ref = 0; ref < 4; ref++)
		for (int kind = 0; kind < ALKRES_BACKGROUND_KINDS; kind++)
			total += alleles->sum[ref][kind];
	if (total > 0)
	{
		looks.stride = total / fmax(pileup->allele_count / (double) ALLELES_A_LOOK,
									LOOKS_MIN * fmin(1, total / ALLELES_OF_BLOCK));
		uniform(&looks.random); /* the first ones of near seeds are near */
		looks.at = uniform(&looks.random);
		looks.next = looks.stride * uniform(&looks.random);
		/* Alleles of one change after each other: a look stands for others like it. */
		for (int ref = 0; ref < 4; ref++)
			for (int kind = 0; kind < ALKRES_BACKGROUND_KINDS; kind++)
				look_along(&looks, alleles, model, ref, kind);
	}
	alkres_free(alleles);
	return looks.sum;
}
