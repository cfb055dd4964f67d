/* droplets.c: the statistics of ddPCR droplets. */
#include "core/droplets/droplets.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/statistics/binomial.h"
#include "core/statistics/normal.h"
#include "core/droplets/biorad.h"

_Static_assert(sizeof(AlkresDroplets) == 48, "the stored form has no padding");

bool
alkres_channel_by_name(const char *name, AlkresChannel *channel, AlkresError *error)
{
	if (strcmp(name, "fam") == 0)
		*channel = ALKRES_FAM;
	else if (strcmp(name, "hex") == 0)
		*channel = ALKRES_HEX;
	else
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER, "unknown channel \"%s\"", name);
		return alkres_hint(error, "The channels are \"fam\" and \"hex\".");
	}
	return true;
}

bool
alkres_droplet_method_by_name(const char *name, AlkresDropletMethod *method, AlkresError *error)
{
	static const char *const names[] = {"exact",  "biorad",      "wilson",    "jeffreys",
										"wald_p", "wald_lambda", "log_lambda"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
	{
		if (strcmp(name, names[i]) == 0)
		{
			*method = (AlkresDropletMethod) i;
			return true;
		}
	}
	alkres_fail(error, ALKRES_BAD_PARAMETER, "unknown method \"%s\"", name);
	return alkres_hint(error, "The methods are \"exact\", \"biorad\", \"wilson\", \"jeffreys\", "
							  "\"wald_p\", \"wald_lambda\" and \"log_lambda\".");
}

AlkresChannel
alkres_other_channel(AlkresChannel channel)
{
	return channel == ALKRES_FAM ? ALKRES_HEX : ALKRES_FAM;
}

static bool
is_marginal(const AlkresDroplets *droplets)
{
	return (droplets->flags & ALKRES_DROPLETS_MARGINAL) != 0;
}

bool
alkres_droplets_check(const AlkresDroplets *droplets, AlkresErrorCode code, AlkresError *error)
{
	const AlkresDroplets *d = droplets;
	bool marginal = is_marginal(d);

	if ((d->flags & ~ALKRES_DROPLETS_ALL_FLAGS) != 0 || (!marginal && d->flags != 0) ||
		(d->flags & ALKRES_DROPLETS_ALL_FLAGS) == ALKRES_DROPLETS_ALL_FLAGS)
		return alkres_fail(error, code, "droplet summary has impossible flags %u", d->flags);
	if (d->fam_only < 0 || d->hex_only < 0 || d->both_positive < 0 || d->negative < 0)
		return alkres_fail(error, code, "droplet count must not be negative");
	if (d->fam_only > ALKRES_DROPLETS_MAX || d->hex_only > ALKRES_DROPLETS_MAX ||
		d->both_positive > ALKRES_DROPLETS_MAX || d->negative > ALKRES_DROPLETS_MAX ||
		(!marginal &&
		 d->fam_only + d->hex_only + d->both_positive + d->negative > ALKRES_DROPLETS_MAX))
		return alkres_fail(error, code == ALKRES_BAD_BINARY ? code : ALKRES_OUT_OF_RANGE,
						   "droplet count is out of range");
	if (marginal && (d->fam_only > d->negative || d->hex_only > d->negative))
	{
		alkres_fail(error, code, "more positive droplets than accepted ones");
		return alkres_detail(error, "Accepted are %lld, positive %lld in FAM and %lld in HEX.",
							 (long long) d->negative, (long long) d->fam_only,
							 (long long) d->hex_only);
	}
	if (marginal &&
		(d->both_positive != 0 || ((d->flags & ALKRES_DROPLETS_NO_FAM) != 0 && d->fam_only != 0) ||
		 ((d->flags & ALKRES_DROPLETS_NO_HEX) != 0 && d->hex_only != 0)))
		return alkres_fail(error, code, "droplet summary has a count where nothing was measured");
	if (!(d->droplet_nl > 0 && isfinite(d->droplet_nl)))
	{
		alkres_fail(error, code, "droplet volume must be positive and finite");
		return alkres_hint(error, "It is given in nL: 0.85 for a QX200.");
	}
	if (d->wells < 1)
		return alkres_fail(error, code, "number of wells must be at least 1");
	return true;
}

int64_t
alkres_droplets_positive(const AlkresDroplets *droplets, AlkresChannel channel)
{
	uint32_t missing = channel == ALKRES_FAM ? ALKRES_DROPLETS_NO_FAM : ALKRES_DROPLETS_NO_HEX;

	if ((droplets->flags & missing) != 0)
		return -1;
	/* both_positive is 0 in the marginal form. */
	return (channel == ALKRES_FAM ? droplets->fam_only : droplets->hex_only) +
		   droplets->both_positive;
}

int64_t
alkres_droplets_accepted(const AlkresDroplets *droplets)
{
	if (is_marginal(droplets))
		return droplets->negative;
	return droplets->fam_only + droplets->hex_only + droplets->both_positive + droplets->negative;
}

static AlkresDroplets
to_marginal(const AlkresDroplets *droplets)
{
	AlkresDroplets result = *droplets;

	if (!is_marginal(droplets))
	{
		result.fam_only = alkres_droplets_positive(droplets, ALKRES_FAM);
		result.hex_only = alkres_droplets_positive(droplets, ALKRES_HEX);
		result.both_positive = 0;
		result.negative = alkres_droplets_accepted(droplets);
		result.flags = ALKRES_DROPLETS_MARGINAL;
	}
	return result;
}

bool
alkres_droplets_add(AlkresDroplets *sum, const AlkresDroplets *b, AlkresError *error)
{
	bool marginal = is_marginal(sum) || is_marginal(b);
	AlkresDroplets left = marginal ? to_marginal(sum) : *sum;
	AlkresDroplets right = marginal ? to_marginal(b) : *b;

	if (left.droplet_nl != right.droplet_nl)
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER, "cannot add droplets of %.10g nL and of %.10g nL",
					left.droplet_nl, right.droplet_nl);
		return alkres_hint(
			error, "Wells of one sample in an instrument whose partitions differ are merged by "
				   "alkres.pooled(droplets).");
	}
	if (left.flags != right.flags)
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER,
					"cannot add droplets of which different channels were measured");
		return alkres_hint(error, "Add those with the same channels.");
	}
	/* Each is at most 2^53: the sums cannot overflow before they are looked at. */
	if (alkres_droplets_accepted(&left) + alkres_droplets_accepted(&right) > ALKRES_DROPLETS_MAX)
		return alkres_fail(error, ALKRES_OUT_OF_RANGE, "sum of droplets is out of range");
	if ((int64_t) left.wells + right.wells > INT32_MAX)
		return alkres_fail(error, ALKRES_OUT_OF_RANGE, "sum of wells is out of range");
	left.fam_only += right.fam_only;
	left.hex_only += right.hex_only;
	left.both_positive += right.both_positive;
	left.negative += right.negative;
	left.wells += right.wells;
	*sum = left;
	return true;
}

bool
alkres_droplets_pool(AlkresDroplets *sum, const AlkresDroplets *b, AlkresError *error)
{
	AlkresDroplets other = *b;
	double n = alkres_droplets_accepted(sum);
	double n_b = alkres_droplets_accepted(b);
	double volume = sum->droplet_nl;

	/* Equal volumes stay what they are, to the last digit; a well without droplets has no say. */
	if (b->droplet_nl != volume && n_b > 0)
		volume = n == 0 ? b->droplet_nl : (volume * n + b->droplet_nl * n_b) / (n + n_b);
	other.droplet_nl = sum->droplet_nl;
	if (!alkres_droplets_add(sum, &other, error))
		return false;
	sum->droplet_nl = volume;
	return true;
}

static int
compare_counts(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

int
alkres_droplets_compare(const AlkresDroplets *a, const AlkresDroplets *b)
{
	int order = compare_counts(a->flags, b->flags);

	if (order == 0 && a->droplet_nl != b->droplet_nl)
		order = a->droplet_nl < b->droplet_nl ? -1 : 1;
	if (order == 0)
		order = compare_counts(a->fam_only, b->fam_only);
	if (order == 0)
		order = compare_counts(a->hex_only, b->hex_only);
	if (order == 0)
		order = compare_counts(a->both_positive, b->both_positive);
	if (order == 0)
		order = compare_counts(a->negative, b->negative);
	return order != 0 ? order : compare_counts(a->wells, b->wells);
}

double
alkres_lambda(double k, double n)
{
	if (n == 0)
		return NAN;
	return 2 * k <= n ? -log1p(-k / n) : log(n / (n - k));
}

/* lambda of a share, where the share or its complement q = 1 - p is the exact one. */
static double
lambda_of_share(double share, bool is_complement)
{
	return is_complement ? -log(share) : -log1p(-share);
}

/* The interval on p, transformed; computed for the rarer kind of droplet, so that neither end loses
 * digits. */
static void
lambda_from_share(double k, double n, AlkresDropletMethod method, double level,
				  AlkresEstimate *lambda)
{
	bool flip = method == ALKRES_DROPLETS_BIORAD
					? k >= ALKRES_BIORAD_COUNTS && n - k < ALKRES_BIORAD_COUNTS
					: 2 * k > n;
	double low;
	double high;
	double count = flip ? n - k : k;

	switch (method)
	{
		case ALKRES_DROPLETS_BIORAD:
			alkres_biorad_bounds(count, n, &low, &high);
			break;
		case ALKRES_DROPLETS_WALD_P:
		{
			double p = count / n;
			double half = alkres_normal_quantile(0.5 + level / 2) * sqrt(p * (1 - p) / n);

			low = fmax(0, p - half);
			high = fmin(1, p + half);
			break;
		}
		default:
			alkres_binomial_bounds(method == ALKRES_DROPLETS_WILSON     ? ALKRES_WILSON
								   : method == ALKRES_DROPLETS_JEFFREYS ? ALKRES_JEFFREYS
																		: ALKRES_EXACT,
								   count, n, level, &low, &high);
	}
	lambda->lower = lambda_of_share(flip ? high : low, flip);
	lambda->upper = lambda_of_share(flip ? low : high, flip);
}

/* The normal interval on lambda; without a negative droplet it says nothing. */
static void
wald_lambda(double k, double n, double level, AlkresEstimate *lambda)
{
	double half = alkres_normal_quantile(0.5 + level / 2) * sqrt(k / (n - k) / n);

	if (k == n)
		return;
	lambda->lower = fmax(0, lambda->value - half);
	lambda->upper = lambda->value + half;
}

/* The same on log lambda, with the instrument's 1.96 at 0.95; it needs a positive droplet, too. */
static void
log_lambda(double k, double n, double level, AlkresEstimate *lambda)
{
	double z = level == 0.95 ? 1.96 : alkres_normal_quantile(0.5 + level / 2);
	double factor = exp(z * sqrt(k / (n - k) / n) / lambda->value);

	if (k == n || k == 0)
		return;
	lambda->lower = lambda->value / factor;
	lambda->upper = lambda->value * factor;
}

bool
alkres_lambda_estimate(double k, double n, AlkresDropletMethod method, double level,
					   AlkresEstimate *lambda, AlkresError *error)
{
	if (!(level > 0 && level < 1))
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER, "confidence must be between 0 and 1");
		return alkres_hint(error, "0.95 asks for a 95 %% interval.");
	}
	if (method == ALKRES_DROPLETS_BIORAD && level != 0.95)
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER, "method \"biorad\" has the confidence 0.95 only");
		return alkres_hint(
			error, "It repeats what the instrument prints; use \"exact\" for another confidence.");
	}
	lambda->value = alkres_lambda(k, n);
	lambda->lower = lambda->upper = NAN;
	if (n == 0)
		return true;
	if (method == ALKRES_DROPLETS_WALD_LAMBDA)
		wald_lambda(k, n, level, lambda);
	else if (method == ALKRES_DROPLETS_LOG_LAMBDA)
		log_lambda(k, n, level, lambda);
	else
		lambda_from_share(k, n, method, level, lambda);
	return true;
}

bool
alkres_concentration(const AlkresDroplets *droplets, AlkresChannel channel,
					 AlkresDropletMethod method, double level, AlkresEstimate *concentration,
					 AlkresError *error)
{
	int64_t positive = alkres_droplets_positive(droplets, channel);
	AlkresEstimate lambda;

	/* A channel not measured has no droplets to count, but the other arguments are still
	 * checked. */
	if (!alkres_lambda_estimate(positive < 0 ? 0 : positive,
								positive < 0 ? 0 : alkres_droplets_accepted(droplets), method,
								level, &lambda, error))
		return false;
	/* nL to uL. */
	concentration->value = lambda.value / droplets->droplet_nl * 1000;
	concentration->lower = lambda.lower / droplets->droplet_nl * 1000;
	concentration->upper = lambda.upper / droplets->droplet_nl * 1000;
	return true;
}

/*
 * QuantaSoft: the delta method with half the width of each transformed interval, relative to the
 * ratio; infinite without a droplet of one kind.
 */
static double
biorad_relative(const AlkresEstimate *mutant, const AlkresEstimate *other)
{
	if (mutant->value == 0 || other->value == 0)
		return INFINITY;
	return hypot((mutant->upper - mutant->lower) / 2 / mutant->value,
				 (other->upper - other->lower) / 2 / other->value);
}

/* Cut at 0.  Without a reference droplet it prints 1000000 [0, 1000000]; what it prints as the
 * upper limit without a mutant one is not known. */
static AlkresEstimate
biorad_ratio(const AlkresEstimate *mutant, const AlkresEstimate *other)
{
	double relative = biorad_relative(mutant, other);
	double ratio = mutant->value / other->value;

	if (other->value == 0)
		return (AlkresEstimate){1e6, 0, 1e6};
	if (mutant->value == 0)
		return (AlkresEstimate){0, 0, NAN};
	return (AlkresEstimate){ratio, fmax(0, ratio - ratio * relative), ratio + ratio * relative};
}

/*
 * QuantaSoft: the delta method, sqrt((l2 h1)^2 + (l1 h2)^2) / (l1 + l2)^2, h being half the
 * width of each transformed interval; cut at 0 and not at 1.  Not divided by l1 or l2, so that it
 * holds without a droplet of one kind too.
 */
static AlkresEstimate
biorad_abundance(const AlkresEstimate *mutant, const AlkresEstimate *other)
{
	double both = mutant->value + other->value;
	double share = mutant->value / both;
	double half = hypot(other->value * (mutant->upper - mutant->lower) / 2,
						mutant->value * (other->upper - other->lower) / 2) /
				  (both * both);

	return (AlkresEstimate){share, fmax(0, share - half), share + half};
}

static double
fraction_of_ratio(double ratio)
{
	return isinf(ratio) ? 1 : ratio / (1 + ratio);
}

/* The ratio mutant/other, or with as_fraction the share of both. */
static bool
compare_channels(const AlkresDroplets *droplets, AlkresChannel mutant, AlkresDropletMethod method,
				 double level, bool as_fraction, AlkresEstimate *result, AlkresError *error)
{
	int64_t accepted = alkres_droplets_accepted(droplets);
	int64_t k1 = alkres_droplets_positive(droplets, mutant);
	int64_t k2 = alkres_droplets_positive(droplets, alkres_other_channel(mutant));
	bool known = k1 >= 0 && k2 >= 0 && accepted > 0;
	AlkresEstimate lambda1;
	AlkresEstimate lambda2;

	if (!alkres_lambda_estimate(known ? k1 : 0, known ? accepted : 0, method, level, &lambda1,
								error) ||
		!alkres_lambda_estimate(known ? k2 : 0, known ? accepted : 0, method, level, &lambda2,
								error))
		return false;
	result->value = result->lower = result->upper = NAN;
	if (!known)
		return true;
	if (method == ALKRES_DROPLETS_BIORAD && isfinite(lambda1.value) && isfinite(lambda2.value) &&
		k1 + k2 > 0)
	{
		*result =
			as_fraction ? biorad_abundance(&lambda1, &lambda2) : biorad_ratio(&lambda1, &lambda2);
		return true;
	}
	*result = alkres_mover_ratio(&lambda1, &lambda2);
	/* An interval that one channel does not have, the ratio does not have either. */
	if (isnan(lambda1.lower) || isnan(lambda2.lower))
		result->lower = result->upper = NAN;
	if (as_fraction)
	{
		result->value = fraction_of_ratio(result->value);
		result->lower = fraction_of_ratio(result->lower);
		result->upper = fraction_of_ratio(result->upper);
	}
	return true;
}

bool
alkres_droplet_ratio(const AlkresDroplets *droplets, AlkresChannel mutant,
					 AlkresDropletMethod method, double level, AlkresEstimate *ratio,
					 AlkresError *error)
{
	return compare_channels(droplets, mutant, method, level, false, ratio, error);
}

bool
alkres_fractional_abundance(const AlkresDroplets *droplets, AlkresChannel mutant,
							AlkresDropletMethod method, double level, AlkresEstimate *abundance,
							AlkresError *error)
{
	return compare_channels(droplets, mutant, method, level, true, abundance, error);
}

bool
alkres_droplet_copies(const AlkresDroplets *droplets, AlkresChannel mutant, double *mutants,
					  double *both)
{
	double accepted = alkres_droplets_accepted(droplets);
	double k1 = alkres_droplets_positive(droplets, mutant);
	double k2 = alkres_droplets_positive(droplets, alkres_other_channel(mutant));

	if (k1 < 0 || k2 < 0 || accepted == 0 || k1 == accepted || k2 == accepted)
		return false;
	*mutants = round(accepted * alkres_lambda(k1, accepted));
	*both = *mutants + round(accepted * alkres_lambda(k2, accepted));
	return true;
}

double
alkres_expected_double_positive(const AlkresDroplets *droplets)
{
	double k1 = alkres_droplets_positive(droplets, ALKRES_FAM);
	double k2 = alkres_droplets_positive(droplets, ALKRES_HEX);
	double n = alkres_droplets_accepted(droplets);

	if (k1 < 0 || k2 < 0 || n == 0)
		return NAN;
	return k1 * (k2 / n);
}

double
alkres_linkage(const AlkresDroplets *droplets)
{
	double nn = droplets->negative;
	double np = droplets->hex_only;
	double pn = droplets->fam_only;
	double n = alkres_droplets_accepted(droplets);

	/* Without droplets empty of both there is nothing to compare the single channels with. */
	if (is_marginal(droplets) || nn == 0)
		return NAN;
	return fmax(0, log(n / (nn + np) * (nn / (nn + pn)))) / droplets->droplet_nl * 1000;
}
