/* likelihood.c: likelihoods of a strand of origin: errors alone; errors and a fraction. */
#include "core/model/likelihood.h"

#include <math.h>
#include <string.h>

/* Up to so many alternates the expectation over lambda is an exact finite sum, above it a
 * quadrature. */
#define EXACT_ALTERNATES 256

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
part_log_l0(const AlkresPart *part)
{
	double sum = alkres_log_errors(part->shape, part->rate, part->expected, part->alternates);

	for (int k = 0; k < part->cells; k++)
		if (part->cell[k].alternates > 0)
			sum += part->cell[k].alternates * log(part->cell[k].expected);
	return sum;
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
 * With u = w^2, u d/du of the integrand's ln is A - 1/2 - u + sum_k x_k c_k u / (c_k u + d_k); or,
 * if asked for, the derivative of this by u.
 */
static double
slope(const AlkresPart *part, double fraction, double u, bool derivative)
{
	double value = derivative ? -1 : part->shape - 0.5 - u;

	for (int k = 0; k < part->cells; k++)
	{
		double c = part->cell[k].expected / (part->rate + part->expected);
		double d = part->cell[k].molecules * fraction;

		if (part->cell[k].alternates > 0 && c > 0)
			value += part->cell[k].alternates *
					 (derivative ? c * d / ((c * u + d) * (c * u + d)) : c * u / (c * u + d));
	}
	return value;
}

/*
 * The node nearest to the integrand's peak; 1 when it only falls.  The slope is concave in u: the
 * integrand may fall from a pole at 0, then has one peak at most, at the larger root.
 */
static int
peak_node(const AlkresPart *part, double fraction, int last)
{
	double low = 0, high = (double) last * last * STEP * STEP;
	double bottom = high;

	/* First the largest slope, by its derivative. */
	for (int i = 0; i < 60; i++)
	{
		double u = (low + high) / 2;

		if (slope(part, fraction, u, true) > 0)
			low = u;
		else
			high = u;
	}
	/* Then the root above it, until its node is known. */
	high = bottom;
	for (int i = 0; i < 60 && nearest_node(low) < nearest_node(high); i++)
	{
		double u = (low + high) / 2;

		if (slope(part, fraction, u, false) > 0)
			low = u;
		else
			high = u;
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
		if (group->part[p].molecules > 0 || group->part[p].expected > 0)
			add_log_l1(&group->part[p], fractions, count, values);
}

double
alkres_log_l1(const AlkresGroup *group, double fraction)
{
	double value;

	alkres_log_l1_at(group, &fraction, 1, &value);
	return value;
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
		usual += alkres_log_errors(part->shape, part->rate, part->expected, part->alternates);
	}
	return log(evidence->bad.odds) +
		   alkres_log_errors(evidence->bad.shape, evidence->bad.rate, m, x) - usual;
}
