/* score.c: the hypotheses of a site: errors, of a usual site or of a bad one; variant; artefact of
 * one strand of origin. */
#include "core/score.h"

#include <math.h>
#include <string.h>

#include "core/climb.h"

/* Up to so many alternates the expectation over lambda is an exact finite sum, above it a
 * quadrature. */
#define EXACT_ALTERNATES 256

/* Above so many alternates not every node is worked out. */
#define CLIMB_ALTERNATES 16

/* Nodes of ln f: a coarse grid, the artefact's end, and a fine grid around each of three peaks. */
#define COARSE_NODES 49
#define FINE_NODES 25
_Static_assert(COARSE_NODES + 1 + 3 * FINE_NODES == ALKRES_NODES_MAX, "nodes of ln f");

void
alkres_evidence_clear(AlkresEvidence *evidence, double artefact_prior)
{
	memset(evidence, 0, sizeof(*evidence));
	evidence->artefact_prior = artefact_prior;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
			evidence->group[g].part[p].shape = evidence->group[g].part[p].rate = ALKRES_KAPPA;
	evidence->bad = alkres_bad_unknown();
}

AlkresBad
alkres_bad_unknown(void)
{
	return (AlkresBad){ALKRES_BAD_SHARE / (1 - ALKRES_BAD_SHARE), ALKRES_BAD_SHAPE,
					   ALKRES_BAD_SHAPE / ALKRES_BAD_MEAN};
}

AlkresBad
alkres_bad_learn(double x, double m, double shape, double rate)
{
	AlkresBad bad = alkres_bad_unknown();
	double ratio =
		alkres_log_errors(bad.shape, bad.rate, m, x) - alkres_log_errors(shape, rate, m, x);

	bad.odds = fmin(exp(log(bad.odds) + ratio), ALKRES_BAD_ODDS_MAX);
	bad.shape += x;
	bad.rate += m;
	return bad;
}

void
alkres_evidence_add(AlkresEvidence *evidence, int cell, uint32_t molecules, uint32_t alternates,
					double error_rate)
{
	AlkresGroup *group = &evidence->group[ALKRES_CELL_ORIENTATION(cell)];
	AlkresPart *part = &group->part[alkres_part(cell)];

	if (alternates > molecules)
		molecules = alternates;
	if (molecules == 0)
		return;
	part->cell[part->cells].molecules = molecules;
	part->cell[part->cells].expected = molecules * error_rate;
	part->cell[part->cells].alternates = alternates;
	part->cell[part->cells].code = (uint8_t) cell;
	part->cells++;
	part->molecules += molecules;
	part->expected += molecules * error_rate;
	part->alternates += alternates;
	group->molecules += molecules;
	group->alternates += alternates;
}

double
alkres_evidence_molecules(const AlkresEvidence *evidence)
{
	double total = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		total += evidence->group[g].molecules;
	return total;
}

uint32_t
alkres_evidence_depth(const AlkresEvidence *evidence)
{
	return (uint32_t) fmin(alkres_evidence_molecules(evidence), UINT32_MAX);
}

uint32_t
alkres_evidence_alternates(const AlkresEvidence *evidence)
{
	uint32_t total = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		total += evidence->group[g].alternates;
	return total;
}

bool
alkres_orientation_testable(const AlkresEvidence *evidence)
{
	double tenth = alkres_evidence_molecules(evidence) / 10;

	return tenth > 0 && evidence->group[ALKRES_F1R2].molecules >= tenth &&
		   evidence->group[ALKRES_F2R1].molecules >= tenth;
}

/* ln(Gamma(a + x) / Gamma(a)); for a large one by Stirling's series, whose largest terms cancel. */
static double
log_rising(double a, double x)
{
	if (a < 1000)
		return lgamma(a + x) - lgamma(a);
	return (a - 0.5) * log1p(x / a) + x * (log(a + x) - 1) - x / (12 * a * (a + x));
}

/* A ln(B / (B + m)); the difference of two logarithms would lose the digits of a small m. */
static double
log_none(double shape, double rate, double m)
{
	return -shape * log1p(m / rate);
}

double
alkres_log_errors(double shape, double rate, double m, double x)
{
	double sum = log_none(shape, rate, m);

	return x > 0 ? sum + log_rising(shape, x) - x * log(rate + m) : sum;
}

static double
part_log_errors(const AlkresPart *part)
{
	return alkres_log_errors(part->shape, part->rate, part->expected, part->alternates);
}

static double
part_log_l0(const AlkresPart *part)
{
	double sum = part_log_errors(part);

	for (int k = 0; k < part->cells; k++)
		if (part->cell[k].alternates > 0)
			sum += part->cell[k].alternates * log(part->cell[k].expected);
	return sum;
}

double
alkres_log_bad(const AlkresEvidence *evidence)
{
	double x = 0, m = 0, usual = 0;

	if (evidence->bad.odds <= 0)
		return -HUGE_VAL;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		const AlkresPart *part = &evidence->group[g].part[ALKRES_WELL_READ];

		if (part->molecules <= 0)
			continue;
		x += part->alternates;
		m += part->expected;
		usual += part_log_errors(part);
	}
	return log(evidence->bad.odds) +
		   alkres_log_errors(evidence->bad.shape, evidence->bad.rate, m, x) - usual;
}

/*
 * ln E[prod_k (lambda m_k + n_k f)^x_k], lambda ~ Gamma(A, B + m), as a finite sum.
 *
 * With s = (A + x) / (B + m) and t = lambda / s a factor is (m_k s + n_k f) (p_k t + q_k), p_k +
 * q_k = 1: the product of the second parts is the generating function of how many of the x
 * molecules are errors, its coefficients are probabilities, and E[t^j] = (A)_j / (A + x)^j lies
 * between exp(-x) and 1.  Nothing overflows or cancels.  It falls with j, so that chances too small
 * to change the sum of the lower ones cannot change the expectation: these are left off at the top.
 */
#define NEGLIGIBLE 1e-22

/* Two numbers at once, anywhere in memory. */
typedef double Pair __attribute__((vector_size(16), aligned(8), may_alias));

/* chance[0 .. degree] times p t + q, but for the highest power of t. */
static void
multiply(double *chance, int degree, double p, double q)
{
	int j = degree;

	for (; j >= 2; j -= 2)
		*(Pair *) (chance + j - 1) =
			*(const Pair *) (chance + j - 1) * q + *(const Pair *) (chance + j - 2) * p;
	if (j == 1)
		chance[1] = chance[1] * q + chance[0] * p;
	chance[0] *= q;
}

static double
expectation_exact(const AlkresPart *part, double fraction)
{
	double chance[EXACT_ALTERNATES + 1];
	double x = part->alternates;
	double scale = (part->shape + x) / (part->rate + part->expected);
	/* The product of the factors, as a number and, of what would leave its range, a logarithm. */
	double product = 1;
	double factors = 0;
	int degree = 0;

	chance[0] = 1;
	for (int k = 0; k < part->cells; k++)
	{
		uint32_t count = part->cell[k].alternates;

		if (count == 0)
			continue;
		double background = part->cell[k].expected * scale;
		double sum = background + part->cell[k].molecules * fraction;
		double p = background / sum;
		double q = 1 - p;

		for (uint32_t i = 0; i < count; i++)
		{
			product *= sum;
			if (product < 1e-100 || product > 1e100)
			{
				factors += log(product);
				product = 1;
			}
			chance[degree + 1] = chance[degree] * p;
			multiply(chance, degree, p, q);
			if (chance[degree + 1] > NEGLIGIBLE)
				degree++;
		}
	}
	double sum = chance[0];
	double moment = 1;

	for (int j = 0; j < degree; j++)
	{
		moment *= (part->shape + j) / (part->shape + x);
		sum += chance[j + 1] * moment;
	}
	return factors + log(product * sum);
}

/* The trapezoidal rule's step in w, lambda = w^2 / (B + m). */
#define STEP 0.125

/*
 * ln of the integrand at w = i STEP.  The node at w = 0 stands for the panel up to STEP / 2, whose
 * mass is known: with A below 1/2 the integrand has a pole there; from A = 1 on it is 0.
 */
static double
integrand(const AlkresPart *part, double fraction, int i)
{
	double a = part->shape;
	double w = i * STEP;
	double lambda = w * w / (part->rate + part->expected);
	double term = i == 0 ? 2 * a * log(STEP / 2) - log(2 * a * STEP) : (2 * a - 1) * log(w) - w * w;

	for (int k = 0; k < part->cells; k++)
		if (part->cell[k].alternates > 0)
			term += part->cell[k].alternates *
					log(lambda * part->cell[k].expected + part->cell[k].molecules * fraction);
	return term;
}

static int
nearest_node(double u)
{
	return (int) (sqrt(u) / STEP + 0.5);
}

/*
 * The node nearest to the integrand's peak; 1 when it only falls.  With u = w^2, u d/du of its ln
 * is A - 1/2 - u + sum_k x_k c_k u / (c_k u + d_k), concave in u: the integrand may fall from a
 * pole at 0, then has one peak at most, at the larger root.
 */
static int
peak_node(const AlkresPart *part, double fraction, int last)
{
	double low = 0, high = (double) last * last * STEP * STEP;
	double bottom = high;

	/* First the largest slope, by the derivative, then the root above it, until its node is known.
	 */
	for (int round = 0; round < 2; round++)
	{
		for (int i = 0; i < 60 && (round == 0 || nearest_node(low) < nearest_node(high)); i++)
		{
			double u = (low + high) / 2;
			double value = round == 0 ? -1 : part->shape - 0.5 - u;

			for (int k = 0; k < part->cells; k++)
			{
				double c = part->cell[k].expected / (part->rate + part->expected);
				double d = part->cell[k].molecules * fraction;

				if (part->cell[k].alternates > 0 && c > 0)
					value +=
						part->cell[k].alternates *
						(round == 0 ? c * d / ((c * u + d) * (c * u + d)) : c * u / (c * u + d));
			}
			if (value > 0)
				low = u;
			else
				high = u;
		}
		high = bottom;
	}
	int node = nearest_node(low);

	return node < 1 ? 1 : node > last ? last : node;
}

static void
add_term(double *largest, double *sum, double term)
{
	if (term > *largest)
	{
		*sum = *sum * exp(*largest - term) + 1;
		*largest = term;
	}
	else
		*sum += exp(term - *largest);
}

/*
 * The same by the trapezoidal rule over w: on this scale a Gamma distribution has a standard
 * deviation near 1/2 wherever its mean is, so a step of 1/8 suffices for every x.
 */
static double
expectation_quadrature(const AlkresPart *part, double fraction)
{
	double a = part->shape;
	int first = a < 1 && fraction > 0 ? 0 : 1;
	int last = (int) ((sqrt(a + part->alternates) + 8) / STEP);
	int peak = peak_node(part, fraction, last);
	/* What lies so far below the higher of pole and peak need not be summed. */
	double far = fmax(integrand(part, fraction, first), integrand(part, fraction, peak)) - 50;
	double largest = far;
	double sum = 0;
	double term;
	int i = first;

	for (; i <= last && (term = integrand(part, fraction, i)) > far; i++)
		add_term(&largest, &sum, term);
	for (int j = peak; j > i && (term = integrand(part, fraction, j)) > far; j--)
		add_term(&largest, &sum, term);
	for (int j = peak + 1; j > i && j <= last && (term = integrand(part, fraction, j)) > far; j++)
		add_term(&largest, &sum, term);
	return largest + log(2 * fmax(sum, 1) * STEP) - lgamma(a);
}

/* Add ln L1 of a part at each of the fractions. */
static void
add_log_l1(const AlkresPart *part, const double *fractions, int count, double *values)
{
	double at_0 = log_none(part->shape, part->rate, part->expected);

	for (int i = 0; i < count; i++)
	{
		values[i] += at_0 - part->molecules * fractions[i];
		if (part->alternates > EXACT_ALTERNATES)
			values[i] += expectation_quadrature(part, fractions[i]);
		else if (part->alternates > 0)
			values[i] += expectation_exact(part, fractions[i]);
	}
}

double
alkres_log_l0(const AlkresGroup *group)
{
	double sum = 0;

	for (int p = 0; p < ALKRES_PARTS; p++)
		sum += part_log_l0(&group->part[p]);
	return sum;
}

void
alkres_log_l1_at(const AlkresGroup *group, const double *fractions, int count, double *values)
{
	memset(values, 0, sizeof(*values) * (size_t) count);
	for (int p = 0; p < ALKRES_PARTS; p++)
		if (group->part[p].molecules > 0)
			add_log_l1(&group->part[p], fractions, count, values);
}

double
alkres_log_l1(const AlkresGroup *group, double fraction)
{
	double value;

	alkres_log_l1_at(group, &fraction, 1, &value);
	return value;
}

/* Insert ln f among the sorted nodes, unless it is there already. */
static int
insert_node(double *nodes, int count, double node)
{
	int at = count;

	while (at > 0 && nodes[at - 1] > node)
		at--;
	if ((at > 0 && node - nodes[at - 1] < 1e-9) || (at < count && nodes[at] - node < 1e-9))
		return count;
	memmove(nodes + at + 1, nodes + at, (size_t) (count - at) * sizeof(*nodes));
	nodes[at] = node;
	return count + 1;
}

/* A likelihood of x molecules peaks near x / n with a relative width of 1 / sqrt(x): finer than the
 * coarse grid above some 16. */
static int
add_peak(double *nodes, int count, double alternates, double molecules)
{
	if (alternates <= 16 || molecules <= 0)
		return count;
	double width = 12 / sqrt(alternates);
	double centre = log(alternates / molecules);

	for (int i = 0; i < FINE_NODES; i++)
	{
		double node = centre + width * (i / (double) (FINE_NODES - 1) - 0.5);

		if (node > log(ALKRES_VARIANT_MIN) && node < log(ALKRES_VARIANT_MAX))
			count = insert_node(nodes, count, node);
	}
	return count;
}

double
alkres_node_step(void)
{
	return log(ALKRES_VARIANT_MAX / ALKRES_VARIANT_MIN) / (COARSE_NODES - 1);
}

int
alkres_score_nodes(const AlkresEvidence *evidence, double *nodes)
{
	double first = log(ALKRES_VARIANT_MIN);
	double step = alkres_node_step();
	int count = 0;

	for (int i = 0; i < COARSE_NODES; i++)
		nodes[count++] = first + i * step;
	count = insert_node(nodes, count, log(ALKRES_ARTEFACT_MAX));
	count = add_peak(nodes, count, alkres_evidence_alternates(evidence),
					 alkres_evidence_molecules(evidence));
	for (int g = 0; g < ALKRES_ORIENTATION_UNKNOWN; g++)
		count = add_peak(nodes, count, evidence->group[g].alternates, evidence->group[g].molecules);
	return count;
}

double
alkres_log_mean(const double *nodes, const double *values, int count, double last)
{
	double largest = -HUGE_VAL;
	double sum = 0;
	int end = 0;

	while (end < count && nodes[end] <= last + 1e-9)
	{
		largest = fmax(largest, values[end]);
		end++;
	}
	for (int i = 1; i < end; i++)
		sum += (nodes[i] - nodes[i - 1]) *
			   (exp(values[i] - largest) + exp(values[i - 1] - largest)) / 2;
	return largest + log(sum / (nodes[end - 1] - nodes[0]));
}

double
alkres_log_sum(double a, double b)
{
	double high = fmax(a, b);

	return isinf(high) ? high : high + log(1 + exp(fmin(a, b) - high));
}

double
alkres_log_null(const double *l0, const double *artefact, double artefact_prior)
{
	double null = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		null += l0[g];
	if (artefact_prior > 0)
	{
		double l0_all = null, one_strand = log(artefact_prior / 2);

		null += log1p(-artefact_prior);
		for (int z = 0; z < ALKRES_ORIENTATION_UNKNOWN; z++)
			null = alkres_log_sum(null, one_strand + l0_all - l0[z] + artefact[z]);
	}
	return null;
}

static double
log_null(const double *nodes, int count, const double *const values[], const double *l0,
		 double artefact_prior)
{
	double artefact[ALKRES_ORIENTATION_UNKNOWN] = {0, 0};

	for (int z = 0; artefact_prior > 0 && z < ALKRES_ORIENTATION_UNKNOWN; z++)
		artefact[z] = alkres_log_mean(nodes, values[z], count, log(ALKRES_ARTEFACT_MAX));
	return alkres_log_null(l0, artefact, artefact_prior);
}

/*
 * A bad site may hold a variant, too.  Its likelihood is taken as that of errors alone times exp(-n
 * f), which is right without molecules or alternates and too low otherwise: where normals say that
 * a site is bad it takes more to call it.
 */
double
alkres_hypotheses(const AlkresEvidence *evidence, const double *nodes, int count,
				  const double *const values[], const double *l0, double *variant)
{
	double bad = alkres_log_bad(evidence), n = alkres_evidence_molecules(evidence);
	double null = log_null(nodes, count, values, l0,
						   alkres_orientation_testable(evidence) ? evidence->artefact_prior : 0);

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		bad += l0[g];
	for (int i = 0; i < count; i++)
	{
		double sum = 0;

		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			if (values[g] != NULL)
				sum += values[g][i];
		/* Most often it is too little to matter. */
		variant[i] = bad < sum - 40 ? sum : alkres_log_sum(sum, bad - n * exp(nodes[i]));
	}
	return alkres_log_sum(null, bad);
}

AlkresEvidence
alkres_evidence_pooled(const AlkresEvidence *evidence, int sites)
{
	AlkresEvidence sum;

	memset(&sum, 0, sizeof(sum));
	for (int i = 0; i < sites; i++)
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			sum.group[g].molecules += evidence[i].group[g].molecules;
			sum.group[g].alternates += evidence[i].group[g].alternates;
		}
	return sum;
}

double
alkres_joint_score(const AlkresEvidence *evidence, int sites)
{
	double nodes[ALKRES_NODES_MAX], fractions[ALKRES_NODES_MAX];
	double total[ALKRES_NODES_MAX] = {0};
	double null = 0;
	AlkresEvidence sum = alkres_evidence_pooled(evidence, sites);
	int count;

	if (alkres_evidence_molecules(&sum) <= 0)
		return 0;
	count = alkres_score_nodes(&sum, nodes);
	for (int j = 0; j < count; j++)
		fractions[j] = exp(nodes[j]);
	for (int i = 0; i < sites; i++)
	{
		double values[ALKRES_ORIENTATIONS][ALKRES_NODES_MAX], variant[ALKRES_NODES_MAX];
		const double *used[ALKRES_ORIENTATIONS] = {NULL, NULL, NULL};
		double l0[ALKRES_ORIENTATIONS] = {0, 0, 0};
		double artefact_prior =
			alkres_orientation_testable(&evidence[i]) ? evidence[i].artefact_prior : 0;
		/* Few alternates are soon looked at, and several sites have their peaks apart. */
		bool climb = sites == 1 && alkres_evidence_alternates(evidence) > CLIMB_ALTERNATES;

		if (climb)
			alkres_climb(evidence, fractions, count, artefact_prior, values);
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			const AlkresGroup *group = &evidence[i].group[g];

			if (group->molecules <= 0)
				continue;
			used[g] = values[g];
			l0[g] = alkres_log_l0(group);
			if (!climb)
				alkres_log_l1_at(group, fractions, count, values[g]);
		}
		null += alkres_hypotheses(&evidence[i], nodes, count, used, l0, variant);
		for (int j = 0; j < count; j++)
			total[j] += variant[j];
	}
	return alkres_log_mean(nodes, total, count, nodes[count - 1]) - null;
}

double
alkres_score(const AlkresEvidence *evidence)
{
	return alkres_joint_score(evidence, 1);
}

/*
 * S of a usual site is at most the largest ln L1(f) - ln((1 - eps) L0).  d ln
 * L1 / d ln f lies between -n f and x - n f: from one of a grid of steps h upwards ln L1 grows by
 * at most x h, and above x / n it falls.
 */
double
alkres_score_bound(const AlkresEvidence *evidence)
{
	uint32_t x = alkres_evidence_alternates(evidence);
	double n = alkres_evidence_molecules(evidence);
	double step, peak, bad, l0 = 0, largest = -HUGE_VAL;

	if (x > 8 || n <= 0)
		return HUGE_VAL;
	step = x < 2 ? 1.0 : 1.5 / x;
	peak = fmax(ALKRES_VARIANT_MIN, x / n);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		l0 += alkres_log_l0(&evidence->group[g]);
	for (double node = log(ALKRES_VARIANT_MIN); node <= log(peak); node += step)
	{
		double sum = 0;

		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			if (evidence->group[g].molecules > 0)
				sum += alkres_log_l1(&evidence->group[g], exp(node));
		/* From here to the next node, and no further than the peak. */
		largest = fmax(largest, sum + x * fmin(step, log(peak) - node));
	}
	largest -= l0 + log1p(-evidence->artefact_prior);
	/* A bad site in both hypotheses draws S towards 0. */
	if (largest >= 0)
		return largest;
	bad = alkres_log_bad(evidence) - log1p(-evidence->artefact_prior);
	return alkres_log_sum(largest, bad - n * ALKRES_VARIANT_MIN) - alkres_log_sum(0, bad);
}

double
alkres_posterior(double score, double prior)
{
	return 1 / (1 + exp(-score) * (1 - prior) / prior);
}

double
alkres_qual(double score, double prior)
{
	/* 1 - posterior = 1 / (1 + odds) */
	double log_odds = score + log(prior / (1 - prior));
	double qual =
		10 / log(10) * (log_odds > 0 ? log_odds + log1p(exp(-log_odds)) : log1p(exp(log_odds)));

	return fmin(qual, ALKRES_QUAL_MAX);
}
