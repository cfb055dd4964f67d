/* background_test.c: what sums of normals say of lambda, against the formulas of doc/calling.md
 * worked out the plain way. */
#include "harness.h"

#include "block.h"
#include "core/model/background.h"
#include "core/model/rates.h"
#include "core/statistics/beta.h"
#include "random.h"

#define AT 100
#define F1R2_37 alkres_cell(ALKRES_CLASS_MATES, ALKRES_F1R2, 3)
#define F2R1_37 alkres_cell(ALKRES_CLASS_MATES, ALKRES_F2R1, 3)

static AlkresPileup *block;
static int kind; /* of the alternative at AT */

/* Normals with so many molecules of either strand at AT, of which those of F1R2 have x alternates.
 */
static AlkresBackground *
normals(uint32_t libraries, uint64_t molecules, uint64_t x, uint64_t squares)
{
	AlkresBackground *background = alkres_background_new(&block->contig, block->block);

	background->libraries = libraries;
	background->molecules[F1R2_37][AT] = background->molecules[F2R1_37][AT] = molecules;
	background->sums[AT][kind][ALKRES_F1R2][ALKRES_WELL_READ] = (AlkresBackgroundSum){x, squares};
	return background;
}

/* Lambda of well read molecules of a strand; *bad as well. */
static AlkresLambda
learn(AlkresBackground *background, int orientation, AlkresBad *bad)
{
	AlkresLambda lambda[ALKRES_ORIENTATIONS][ALKRES_PARTS];

	alkres_background_learn(background, alkres_rates_fixed(), block, AT, kind, lambda, bad);
	return lambda[orientation][ALKRES_WELL_READ];
}

static AlkresLambda
learn_and_free(AlkresBackground *background, int orientation)
{
	AlkresBad bad;
	AlkresLambda lambda = learn(background, orientation, &bad);

	alkres_background_free(background);
	return lambda;
}

/* Expected alternates of one strand. */
static double
expected(uint64_t molecules, int cell)
{
	return (double) molecules * alkres_rate_at(alkres_rates_fixed(), block, AT, cell, "ACGT"[kind]);
}

static void
test_learn(void)
{
	double m = expected(400000, F1R2_37), m2 = expected(400000, F2R1_37);
	AlkresBackground *background;
	AlkresLambda lambda;
	AlkresBad bad;

	CASE("lambda: a strand's own alternates whole, the others' half");
	background = normals(1, 400000, 20, 400);
	lambda = learn(background, ALKRES_F1R2, &bad);
	CHECK_NEAR(lambda.shape, 0.5 + 20, 1e-12);
	CHECK_NEAR(lambda.rate, 0.5 + m + m2 / 2, 1e-12);
	CHECK_NEAR(bad.shape, 1 + 20, 1e-12);
	CHECK_NEAR(bad.rate, 0.1 + m + m2, 1e-12);
	lambda = learn_and_free(background, ALKRES_F2R1);
	CHECK_NEAR(lambda.shape, 0.5 + 10, 1e-12);
	CHECK_NEAR(lambda.rate, 0.5 + m2 + m / 2, 1e-12);

	CASE("lambda: the spread between libraries takes weight from what they show");
	{
		/* 20 of four libraries, squares 200 where 20 + 400 / 4 were those of libraries alike. */
		double phi = (200 - 20 - 100) / 101.0, weight = 1 / (1 + phi * m);

		lambda = learn_and_free(normals(4, 400000, 20, 200), ALKRES_F1R2);
		CHECK_NEAR(lambda.shape, 0.5 + 20 * weight, 1e-12);
		CHECK_NEAR(lambda.rate, 0.5 + m * weight + m2 / 2, 1e-12);
		lambda = learn_and_free(normals(4, 400000, 20, 120), ALKRES_F1R2);
		CHECK_NEAR(lambda.shape, 0.5 + 20, 1e-12);
	}

	CASE("lambda: what is left out of the sums is not expected of them");
	background = normals(1, 400000, 0, 0);
	background->left_out = alkres_alloc_zero(sizeof(AlkresLeftOut));
	background->left_out_count = 1;
	background->left_out[0].offset = AT;
	background->left_out[0].kind = (uint16_t) kind;
	background->left_out[0].molecules[F1R2_37] = 100000;
	lambda = learn_and_free(background, ALKRES_F1R2);
	CHECK_NEAR(lambda.rate, 0.5 + m * 3 / 4 + m2 / 2, 1e-12);
}

/* Is the largest of so many libraries left out, with m expected of all? */
static bool
is_left_out(uint32_t libraries, uint64_t molecules, uint64_t alone, uint64_t rest)
{
	AlkresLambda lambda = learn_and_free(
		normals(libraries, molecules, alone + rest, alone * alone + rest), ALKRES_F1R2);
	double m = expected(molecules, F1R2_37), m2 = expected(molecules, F2R1_37);
	double squares = (double) (rest * rest) / (libraries - 1), x = (double) rest;
	double left = m * (libraries - 1) / libraries;
	double alike = x * x / (libraries - 1);
	double phi = x < 2 || libraries < 3 ? 0 : fmax(0, squares - x - alike) / (alike + 1);
	double weight = 1 / (1 + phi * left);
	bool out = fabs(lambda.shape - (0.5 + x * weight)) < 1e-9;

	if (out)
		CHECK_NEAR(lambda.rate, 0.5 + left * weight + m2 / 2, 1e-9);
	return out;
}

static void
test_outlier(void)
{
	double least = 1, most = 1e12;

	CASE("an outlier is one of three libraries and more, with ten molecules and more");
	CHECK(is_left_out(6, 1000, 10, 0));
	CHECK(!is_left_out(6, 1000, 9, 0));
	CHECK(is_left_out(3, 1000, 10, 0));
	CHECK(!is_left_out(2, 1000, 10, 0));

	CASE("an outlier has more than twice what all others have");
	CHECK(is_left_out(6, 1000, 20, 9));
	CHECK(!is_left_out(6, 1000, 20, 10));

	CASE("an outlier is one by a chance under one in a million");
	for (int i = 0; i < 200; i++)
	{
		double middle = sqrt(least * most), m = expected((uint64_t) middle, F1R2_37);

		if (alkres_beta_lower(m / 3 / (0.5 + m), 10, 0.5) < 1e-6)
			least = middle;
		else
			most = middle;
	}
	CHECK(most < 1e10);
	CHECK(is_left_out(3, (uint64_t) (least * 0.98), 10, 0));
	CHECK(!is_left_out(3, (uint64_t) (most * 1.02), 10, 0));
}

/* ln of the posterior of a shape and a level, without what both share: doc/calling.md. */
/* The same of other libraries, which are patients'. */
static AlkresBackground *
others(uint32_t libraries, uint64_t molecules, uint64_t x, uint64_t squares)
{
	AlkresBackground *background = normals(libraries, molecules, x, squares);

	background->other_libraries = true;
	return background;
}

static void
test_other_libraries(void)
{
	AlkresBackground *background = others(4, 1000, 3, 9), *one = normals(1, 1000, 0, 0), *again;
	AlkresLambda lambda;
	AlkresBad bad;
	AlkresError error;
	uint8_t *bytes;
	size_t length;

	CASE("other libraries: what one of them alone has is its patient's from three molecules on");
	lambda = learn(background, ALKRES_F1R2, &bad);
	CHECK_NEAR(lambda.shape, 0.5, 1e-12);
	CHECK_NEAR(learn_and_free(others(4, 1000, 2, 4), ALKRES_F1R2).shape, 2.5, 0.1);
	CHECK_NEAR(learn_and_free(others(2, 1000, 3, 9), ALKRES_F1R2).shape, 3.5, 0.5);
	/* As many would be there by chance. */
	CHECK(learn_and_free(others(4, 1000000, 3, 9), ALKRES_F1R2).shape > 0.5 + 1e-6);
	CHECK_NEAR(learn_and_free(normals(4, 1000, 3, 9), ALKRES_F1R2).shape, 3.5, 0.5);

	CASE("other libraries: a background of them has a stored form, and is none of normals");
	bytes = alkres_background_encode(background, &length);
	again = alkres_background_decode(bytes, length, &error);
	CHECK(again != NULL && again->other_libraries);
	CHECK(alkres_background_merge(again, background, &error));
	CHECK(!alkres_background_merge(again, one, &error));
	CHECK(error.code == ALKRES_BAD_PARAMETER);
	CHECK(alkres_background_subtract(again, background, &error) && again->libraries == 4);
	alkres_free(bytes);
	alkres_background_free(again);
	alkres_background_free(one);
	alkres_background_free(background);

	CASE("other libraries: of what is expected they are not heard");
	background = others(4, 400000, 200, 10000);
	CHECK(alkres_background_shows(background, AT, kind, 1e-4));
	alkres_background_expect(background, AT, kind);
	CHECK(!alkres_background_shows(background, AT, kind, 1e-4));
	lambda = learn(background, ALKRES_F1R2, &bad);
	CHECK_NEAR(lambda.shape, 0.5, 1e-12);
	CHECK_NEAR(lambda.rate, 0.5, 1e-12);
	CHECK_NEAR(bad.shape, 1, 1e-12);
	alkres_background_free(background);
}

static double
log_posterior(const AlkresBackground *background, double shape, double level)
{
	double rate = shape / level, from_shape = log(shape / 0.5) / 1.5, from_level = log(level);
	double sum = -(from_shape * from_shape + from_level * from_level) / 2;

	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		for (int way = 0; way < 8; way++)
		{
			int to = way / 2, g = way % 2, cell = g == 0 ? F1R2_37 : F2R1_37;
			double n = (double) background->molecules[cell][offset], m, x;

			if ("ACGT"[to] == alkres_pileup_base(block, offset) || n == 0)
				continue;
			m = n * alkres_rate_at(alkres_rates_fixed(), block, offset, cell, "ACGT"[to]);
			x = (double) background->sums[offset][to][g][ALKRES_WELL_READ].alternates;
			sum += lgamma(shape + x) - lgamma(shape) - shape * log1p(m / rate) - x * log(rate + m);
		}
	return sum;
}

/* Molecules of some position, few of them with the allele. */
static void
add_random_site(AlkresBackground *background, uint64_t *state)
{
	int offset = (int) (random_uniform(state) * ALKRES_BLOCK_SIZE);
	int to = (int) (random_uniform(state) * 4), g = (int) (random_uniform(state) * 2);
	uint64_t x = (uint64_t) (random_uniform(state) * random_uniform(state) * 6);

	background->molecules[g == 0 ? F1R2_37 : F2R1_37][offset] =
		(uint64_t) (1e6 * random_uniform(state));
	if ("ACGT"[to] != alkres_pileup_base(block, offset))
		background->sums[offset][to][g][ALKRES_WELL_READ] = (AlkresBackgroundSum){x, x * x};
}

static void
test_fit(void)
{
	static const double shapes[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};
	static const double levels[] = {0.1, 0.3, 1, 3, 10, 30, 100};
	uint64_t state = 0x9E3779B97F4A7C15u;

	CASE("the spread of the block's sites is that of the largest posterior, its priors included");
	for (int i = 0; i < 60; i++)
	{
		AlkresBackground *background = alkres_background_new(&block->contig, block->block);
		double best = -HUGE_VAL;
		int shape = 0, level = 0;

		background->libraries = 1;
		for (int site = 0; site < 1 + i / 2; site++)
			add_random_site(background, &state);
		for (int pair = 0; pair < 70; pair++)
		{
			double value = log_posterior(background, shapes[pair / 7], levels[pair % 7]);

			if (value > best)
			{
				best = value;
				shape = pair / 7;
				level = pair % 7;
			}
		}
		alkres_background_fit(background, alkres_rates_fixed(), block);
		CHECK(background->shape[ALKRES_WELL_READ] == shapes[shape] &&
			  background->level[ALKRES_WELL_READ] == levels[level]);
		alkres_background_free(background);
	}
}

#define F1R2_10 alkres_cell(ALKRES_CLASS_MATES, ALKRES_F1R2, 0)

/* What the parts of a normal show of one alternative, and are expected to. */
typedef struct Shown
{
	double x[ALKRES_PARTS];
	double m[ALKRES_PARTS];
} Shown;

/* Normals with molecules of both parts everywhere, of which each alternative of the positions from
 * 0 on shows well and badly read alternates, a pair a position. */
static AlkresBackground *
normals_of_parts(const int pairs[][ALKRES_PARTS], int positions)
{
	AlkresBackground *background = alkres_background_new(&block->contig, block->block);

	background->libraries = 1;
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		char ref = alkres_pileup_base(block, offset);

		background->molecules[F1R2_37][offset] = 5000;
		background->molecules[F1R2_10][offset] = 20;
		for (int to = 0; to < 4 && offset < positions; to++)
			for (int p = 0; p < ALKRES_PARTS && "ACGT"[to] != ref; p++)
			{
				uint64_t x = (uint64_t) pairs[offset][p];

				background->sums[offset][to][ALKRES_F1R2][p] = (AlkresBackgroundSum){x, x * x};
			}
	}
	return background;
}

static Shown
shown(const AlkresBackground *background, int offset, int to)
{
	const int cells[ALKRES_PARTS] = {F1R2_37, F1R2_10};
	Shown sum;

	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		sum.x[p] = (double) background->sums[offset][to][ALKRES_F1R2][p].alternates;
		sum.m[p] = (double) background->molecules[cells[p]][offset] *
				   alkres_rate_at(alkres_rates_fixed(), block, offset, cells[p], "ACGT"[to]);
	}
	return sum;
}

/* The chance of x alternates of m expected times lambda, but for what depends on x and m alone. */
static double
chance(double shape, double rate, double x, double m)
{
	return exp(lgamma(shape + x) - lgamma(shape) + shape * log(rate) - (shape + x) * log(rate + m));
}

/* ln of how much likelier sums are where bad sites are bad in both parts. */
static double
log_both(const AlkresBackground *background)
{
	double sum = 0;

	for (int i = 0; i < 4 * ALKRES_BLOCK_SIZE; i++)
	{
		Shown at = shown(background, i / 4, i % 4);
		double usual[ALKRES_PARTS], bad[ALKRES_PARTS];

		if ("ACGT"[i % 4] == alkres_pileup_base(block, i / 4))
			continue;
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			double shape = background->shape[p];

			usual[p] = chance(shape, shape / background->level[p], at.x[p], at.m[p]);
			bad[p] = chance(1, 0.1, at.x[p], at.m[p]);
		}
		sum += log(0.995 * usual[0] * usual[1] +
				   0.005 * chance(1, 0.1, at.x[0] + at.x[1], at.m[0] + at.m[1])) -
			   log((0.995 * usual[0] + 0.005 * bad[0]) * (0.995 * usual[1] + 0.005 * bad[1]));
	}
	return sum;
}

static void
test_together(void)
{
	static const int together[][ALKRES_PARTS] = {{6, 9}, {4, 5}, {0, 1}, {1, 0}, {3, 9}};
	static const int apart[][ALKRES_PARTS] = {{2, 0}, {3, 0}, {0, 4}, {0, 3}, {1, 0}, {0, 1}};
	AlkresBackground *both = normals_of_parts(together, 5), *alone = normals_of_parts(apart, 6);
	AlkresLambda lambda[ALKRES_ORIENTATIONS][ALKRES_PARTS];
	AlkresBad bad;
	Shown at;
	/* Another base than the reference's at the fifth position. */
	int to = alkres_background_kind(1, 1, other_base(alkres_pileup_base(block, 4)));

	CASE("badly read molecules go with the well read at bad sites where the block's sums say so");
	alkres_background_fit(both, alkres_rates_fixed(), block);
	alkres_background_fit(alone, alkres_rates_fixed(), block);
	CHECK_NEAR(log(both->together / (1 - both->together)), log(0.25) + log_both(both), 1e-6);
	CHECK_NEAR(log(alone->together / (1 - alone->together)), log(0.25) + log_both(alone), 1e-6);
	printf("# together %.3g, apart %.3g\n", both->together, alone->together);
	CHECK(both->together > 0.9);
	CHECK(alone->together < 0.1);

	CASE("as far as they do they tell whether a site is bad, and how bad");
	both->together = 0.3;
	alkres_background_learn(both, alkres_rates_fixed(), block, 4, to, lambda, &bad);
	at = shown(both, 4, to);
	{
		double level[] = {both->level[0], both->level[1]}, *shape = both->shape;
		double usual[] = {chance(shape[0], shape[0] / level[0], at.x[0], at.m[0]),
						  chance(shape[1], shape[1] / level[1], at.x[1], at.m[1])};
		double with =
			0.3 * chance(1, 0.1, at.x[0] + at.x[1], at.m[0] + at.m[1]) / (usual[0] * usual[1]);
		double without = 0.7 * chance(1, 0.1, at.x[0], at.m[0]) / usual[0];
		double share = with / (with + without);

		CHECK_NEAR(bad.odds / (0.005 / 0.995 * (with + without)), 1, 1e-9);
		CHECK_NEAR(bad.shape, 1 + at.x[0] + share * at.x[1], 1e-9);
		CHECK_NEAR(bad.rate, 0.1 + at.m[0] + share * at.m[1], 1e-9);
	}

	CASE("badly read indels tell nothing of a site");
	both->spanning[ALKRES_F1R2][4] = 5020;
	both->sums[4][ALKRES_BACKGROUND_INSERTION][ALKRES_F1R2][ALKRES_WELL_READ] =
		(AlkresBackgroundSum){3, 9};
	both->sums[4][ALKRES_BACKGROUND_INSERTION][ALKRES_F1R2][ALKRES_BADLY_READ] =
		(AlkresBackgroundSum){5, 25};
	alkres_background_learn(both, alkres_rates_fixed(), block, 4, ALKRES_BACKGROUND_INSERTION,
							lambda, &bad);
	CHECK(bad.shape == 1 + 3);

	CASE("an indel's one factor counts what every strand shows whole");
	both->sums[4][ALKRES_BACKGROUND_INSERTION][ALKRES_F2R1][ALKRES_WELL_READ] =
		(AlkresBackgroundSum){0, 0};
	both->spanning[ALKRES_F2R1][4] = 5020;
	alkres_background_learn(both, alkres_rates_fixed(), block, 4, ALKRES_BACKGROUND_INSERTION,
							lambda, &bad);
	CHECK_NEAR(lambda[ALKRES_F2R1][0].shape, bad.shape - 1 + both->shape[0], 1e-9);
	CHECK_NEAR(lambda[ALKRES_ORIENTATION_UNKNOWN][0].rate,
			   bad.rate - 0.1 + both->shape[0] / both->level[0], 1e-9);
	alkres_background_free(both);
	alkres_background_free(alone);
}

/* Normals in which thirty insertions have two molecules, of one strand of origin or of both. */
static AlkresBackground *
normals_of_insertions(bool both)
{
	AlkresBackground *background = alkres_background_new(&block->contig, block->block);

	background->libraries = 1;
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		for (int g = 0; g < 2; g++)
		{
			uint64_t x = offset % 8 > 0 ? 0 : both ? 1 : g == 0 ? 2 : 0;

			background->spanning[g][offset] = 20000;
			background->sums[offset][ALKRES_BACKGROUND_INSERTION][g][ALKRES_WELL_READ] =
				(AlkresBackgroundSum){x, x * x};
		}
	return background;
}

static void
test_fit_of_indels(void)
{
	AlkresBackground *one = normals_of_insertions(false), *both = normals_of_insertions(true);

	CASE("the fit counts an indel's strands of origin together, as they share one factor");
	alkres_background_fit(one, alkres_rates_fixed(), block);
	alkres_background_fit(both, alkres_rates_fixed(), block);
	printf("# insertions of one strand: shape %g level %g, of both: %g %g\n", one->shape[0],
		   one->level[0], both->shape[0], both->level[0]);
	CHECK(one->shape[0] == both->shape[0] && one->level[0] == both->level[0]);
	alkres_background_free(one);
	alkres_background_free(both);
}

/*
 * A normal of 400 molecules, 40 of them badly read, of which count show a change at AT, some of
 * them badly read or on one strand of origin; is it left out?
 */
static bool
is_germline(uint32_t count, uint32_t badly, bool one_strand, bool one_direction)
{
	AlkresPileup *pileup = even_pileup(1000, 180);
	char ref[2] = {alkres_pileup_base(pileup, AT)}, alt[2] = {other_base(ref[0])};
	AlkresAllele *allele = add_allele(pileup, AT, ref, alt, 1, count);
	AlkresBackground *background;
	AlkresError error;
	bool left_out;

	for (int g = 0; g < 2; g++)
		pileup->cells[AT][alkres_cell(ALKRES_CLASS_SINGLE, g, 0)] = 20;
	for (uint32_t i = 0; i < count; i++)
		allele->records[i].cell = (uint8_t) alkres_cell(
			i < badly || one_direction ? ALKRES_CLASS_SINGLE : ALKRES_CLASS_MATES,
			one_strand ? 0 : (int) (i % 2), i < badly ? 0 : 3);
	alkres_allele_summarize(allele, allele->records, count);
	if (one_direction)
	{
		pileup->directions[AT][0] = pileup->directions[AT][1] = 200;
		pileup->places[0][0] = 400;
		for (uint32_t i = 0; i < count; i++)
			allele->records[i].reverse = true;
	}
	background = alkres_background_of(pileup, &error);
	left_out = background->left_out_count == 1;
	CHECK(left_out ==
		  (background->sums[AT][alkres_background_kind(1, 1, alt[0])][0][0].alternates +
			   background->sums[AT][alkres_background_kind(1, 1, alt[0])][0][1].alternates ==
		   0));
	alkres_background_free(background);
	alkres_pileup_free(pileup);
	return left_out;
}

static void
test_artefacts(void)
{
	CASE("background: a normal's variant above 5 % is left out, an artefact is not");
	CHECK(!is_germline(20, 0, false, false)); /* 5 % */
	CHECK(is_germline(21, 0, false, false));
	CHECK(is_germline(200, 0, false, false));
	CHECK(is_germline(40, 19, false, false)); /* under half of them badly read */
	CHECK(!is_germline(40, 20, false, false));
	CHECK(!is_germline(40, 0, true, false));
	CHECK(is_germline(21, 0, true, false) == false);
	CHECK(!is_germline(40, 0, false, true));
}

/*
 * A normal of 1,000 molecules with so many copies of a base behind AT, of which lost lack one,
 * twice two, and others all of them and one base more; is the place left out of its sums?
 */
static bool
is_repeat_left_out(int copies, uint32_t lost, uint32_t twice, uint32_t others)
{
	AlkresPileup *pileup = even_pileup(1000, 500);
	char *behind = &pileup->reference[ALKRES_HALO + AT + 1];
	char ref[3] = {alkres_pileup_base(pileup, AT), other_base(ref[0])}, alt[2] = {ref[0]};
	char two[4] = {ref[0]}, whole[20] = {ref[0]};
	AlkresBackground *background;
	AlkresError error;
	uint64_t seen = 0;

	memset(behind, ref[1], (size_t) copies);
	behind[copies] = ref[0];
	memcpy(whole + 1, behind, (size_t) copies + 1);
	if (lost > 0)
		add_allele(pileup, AT, ref, alt, 1, lost);
	memcpy(two + 1, behind, 2);
	if (twice > 0)
		add_allele(pileup, AT, two, alt, 1001, 1000 + twice);
	if (others > 0)
		add_allele(pileup, AT, whole, alt, 2001, 2000 + others);
	background = alkres_background_of(pileup, &error);
	for (int g = 0; g < 2; g++)
		seen += background->sums[AT][ALKRES_BACKGROUND_DELETION][g][0].alternates;
	CHECK(seen == (background->left_out_count == 1 ? 0 : lost + twice + others));
	alkres_background_free(background);
	alkres_pileup_free(pileup);
	return seen == 0;
}

static void
test_slippage(void)
{
	CASE("background: what a repeat of seven copies and more loses in up to a quarter of a normal "
		 "is none of its germline");
	CHECK(!is_repeat_left_out(7, 250, 0, 0) && is_repeat_left_out(7, 251, 0, 0));
	CHECK(!is_repeat_left_out(12, 250, 0, 0) && is_repeat_left_out(12, 251, 0, 0));
	CHECK(!is_repeat_left_out(6, 50, 0, 0) && is_repeat_left_out(6, 51, 0, 0));
	CASE(
		"background: a deletion that is no slippage is germline from 5 % on, whatever slips beside "
		"it");
	CHECK(!is_repeat_left_out(12, 0, 0, 50) && is_repeat_left_out(12, 0, 0, 51));
	CHECK(!is_repeat_left_out(12, 200, 0, 50) && is_repeat_left_out(12, 200, 0, 51));
	CHECK(is_repeat_left_out(12, 251, 0, 1));
	CHECK(!is_repeat_left_out(12, 200, 100, 0));
}

int
main(void)
{
	test_artefacts();
	test_slippage();
	block = even_pileup(1000, 1000);
	kind = alkres_background_kind(1, 1, other_base(alkres_pileup_base(block, AT)));
	test_learn();
	test_outlier();
	test_other_libraries();
	test_fit();
	test_fit_of_indels();
	test_together();
	alkres_pileup_free(block);
	return finish();
}
