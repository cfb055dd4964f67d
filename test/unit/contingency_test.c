/* contingency_test.c: Fisher's test against R's fisher.test, kappa against the delta method worked
 * in rationals. */
#include "harness.h"

#include "core/statistics/contingency.h"

#define CLOSE(value, expected) CHECK(fabs((value) - (expected)) <= 1e-7 * fabs((double) (expected)))

typedef struct Known
{
	AlkresTable table;
	double confidence;
	double odds_ratio, lower, upper, p_value;
} Known;

/* The root finder of fisher.test with a tolerance of 1e-16, in place of its own, which is 1e-4. */
static const Known fisher[] = {
	{{3, 1, 1, 3},
	 0.95,
	 6.408319658199671,
	 0.211735595446579,
	 626.243530588813542,
	 0.485714285714286},
	{{10, 2, 3, 15},
	 0.95,
	 21.3053175567503,
	 2.75338278824932,
	 301.462337971514,
	 5.36724119143436e-4},
	{{0, 5, 7, 20}, 0.95, 0, 0, 4.022304306096946, 0.560275305895439},
	{{5, 0, 7, 20}, 0.95, INFINITY, 1.94744610323215972, INFINITY, 0.00393294136341968},
	{{1, 0, 0, 1}, 0.95, INFINITY, 0.0256410256410257, INFINITY, 1},
	{{120, 340, 80, 19460},
	 0.9,
	 85.7221121079789,
	 65.8174382505322,
	 111.958234459928,
	 5.87569613967950e-148},
	{{40, 60, 5000, 14900},
	 0.95,
	 1.98658823737051327,
	 1.29546541660572978,
	 3.01758927680660749,
	 0.00111623013877296},
};

static void
test_fisher(void)
{
	AlkresOddsRatio result;

	CASE("Fisher's test: odds ratio, limits and P");
	for (size_t i = 0; i < sizeof(fisher) / sizeof(fisher[0]); i++)
	{
		const Known *known = &fisher[i];

		alkres_fisher_exact(&known->table, known->confidence, &result);
		if (isinf(known->odds_ratio))
			CHECK(isinf(result.odds_ratio) && isinf(result.upper));
		else
		{
			CLOSE(result.odds_ratio, known->odds_ratio);
			CLOSE(result.upper, known->upper);
		}
		CLOSE(result.lower, known->lower);
		CLOSE(result.p_value, known->p_value);
	}

	CASE("Fisher's test: the limits are where the tails are");
	/* 1 of 1 and 0 of 1: P(K = 1) = odds / (1 + odds). */
	alkres_fisher_exact(&(AlkresTable){1, 0, 0, 1}, 0.95, &result);
	CLOSE(result.lower, 0.025 / 0.975);
	/* The margins of 3, 1, 1, 3: weights 1, 16 w, 36 w^2, 16 w^3, w^4. */
	alkres_fisher_exact(&(AlkresTable){3, 1, 1, 3}, 0.95, &result);
	for (int i = 0; i < 2; i++)
	{
		double w = i == 0 ? result.lower : result.upper;
		double all = 1 + 16 * w + 36 * w * w + 16 * w * w * w + pow(w, 4);
		double tail = i == 0 ? 16 * w * w * w + pow(w, 4) : all - pow(w, 4);

		CLOSE(tail / all, 0.025);
	}
	{
		double w = result.odds_ratio;
		double all = 1 + 16 * w + 36 * w * w + 16 * w * w * w + pow(w, 4);

		CLOSE((16 * w + 72 * w * w + 48 * w * w * w + 4 * pow(w, 4)) / all, 3);
	}

	CASE("Fisher's test: a margin of none says nothing");
	alkres_fisher_exact(&(AlkresTable){2, 0, 5, 0}, 0.95, &result);
	CHECK(isnan(result.odds_ratio) && result.p_value == 1 && result.lower == 0 &&
		  isinf(result.upper));
	alkres_fisher_exact(&(AlkresTable){0, 0, 0, 0}, 0.95, &result);
	CHECK(isnan(result.odds_ratio));
}

static void
test_kappa(void)
{
	AlkresKappa kappa;

	CASE("kappa and its limits");
	alkres_cohen_kappa(&(AlkresTable){20, 5, 10, 15}, 0.95, &kappa);
	CLOSE(kappa.kappa, 0.4);
	CLOSE(kappa.lower, 0.15109229047666112);
	CLOSE(kappa.upper, 0.6489077095233389);
	alkres_cohen_kappa(&(AlkresTable){45, 15, 25, 15}, 0.95, &kappa);
	CLOSE(kappa.lower, -0.06293827779258951);
	alkres_cohen_kappa(&(AlkresTable){118, 5, 3, 901}, 0.95, &kappa);
	CLOSE(kappa.kappa, 0.9627935622356468);
	CLOSE(kappa.upper, 0.9884643441606441);

	CASE("kappa where chance alone agrees, or nobody was looked at");
	alkres_cohen_kappa(&(AlkresTable){0, 0, 0, 7}, 0.95, &kappa);
	CHECK(isnan(kappa.kappa) && isnan(kappa.lower));
	alkres_cohen_kappa(&(AlkresTable){0, 0, 0, 0}, 0.95, &kappa);
	CHECK(isnan(kappa.kappa));
}

int
main(void)
{
	test_fisher();
	test_kappa();
	return finish();
}
