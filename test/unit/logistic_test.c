/* logistic_test.c: binomial regression against R's glm with family quasibinomial, Student's t. */
#include "harness.h"

#include "core/statistics/logistic.h"
#include "core/statistics/student.h"

#define CLOSE(value, expected) CHECK(fabs((value) - (expected)) <= 1e-8 * fabs(expected))

static void
test_student(void)
{
	CASE("Student's t");
	CLOSE(alkres_student_quantile(0.95, 1), 12.70620473617469);
	CLOSE(alkres_student_quantile(0.95, 5), 2.57058183563631);
	CLOSE(alkres_student_quantile(0.95, 1e6), 1.95996635681411);
	CLOSE(alkres_student_two_sided(0.5, 1), 0.704832764699134);
	CLOSE(alkres_student_two_sided(-2, 4), 0.116116523516816);
	CLOSE(alkres_student_two_sided(12, 7), 6.35831037818509e-06);
	CHECK(isnan(alkres_student_quantile(1, 5)) && isnan(alkres_student_two_sided(1, 0)));
}

static void
test_fits(void)
{
	AlkresLogistic fit;

	CASE("a mutation that rises, zeros kept");
	CHECK(alkres_logistic((AlkresCountAt[]){{0, 0, 3210},
											{30, 3, 2890},
											{62, 7, 3500},
											{91, 21, 3050},
											{120, 64, 3333},
											{200, 0, 0}},
						  6, 0.95, &fit) == ALKRES_LOGISTIC_DONE);
	CHECK(fit.points == 5);
	CLOSE(fit.intercept, -8.45109795929549357);
	CLOSE(fit.slope, 0.03772799526775603);
	CLOSE(fit.slope_lower, 0.02797897319336670);
	CLOSE(fit.slope_upper, 0.04747701734214536);
	CLOSE(fit.dispersion, 0.47475617121471397);
	CLOSE(fit.p_value, 0.00115309933278747);

	CASE("one that falls, three draws, 90 %");
	CHECK(alkres_logistic((AlkresCountAt[]){{0, 40, 2000}, {28, 12, 2500}, {56, 5, 2210}}, 3, 0.9,
						  &fit) == ALKRES_LOGISTIC_DONE);
	CLOSE(fit.slope, -0.0437049299654681);
	CLOSE(fit.slope_upper, 0.0019841737816388);
	CLOSE(fit.p_value, 0.1044605912576757);

	CASE("far from each other and from 0");
	CHECK(alkres_logistic((AlkresCountAt[]){{-10, 1, 1000},
											{0, 0, 900},
											{10, 2, 1100},
											{20, 1, 1000},
											{30, 3, 1000},
											{1000, 500, 1200}},
						  6, 0.95, &fit) == ALKRES_LOGISTIC_DONE);
	CLOSE(fit.slope, 6.30759608789435e-03);
	CLOSE(fit.dispersion, 7.04265401845308e-01);
}

static void
test_refusals(void)
{
	AlkresLogistic fit;

	CASE("what has no slope says why");
	CHECK(alkres_logistic((AlkresCountAt[]){{0, 1, 100}, {9, 5, 100}, {10, 0, 0}}, 3, 0.95, &fit) ==
		  ALKRES_LOGISTIC_FEW);
	CHECK(isnan(fit.slope) && fit.points == 2);
	CHECK(alkres_logistic(NULL, 0, 0.95, &fit) == ALKRES_LOGISTIC_FEW);
	CHECK(alkres_logistic((AlkresCountAt[]){{4, 1, 100}, {4, 5, 100}, {4, 0, 70}}, 3, 0.95, &fit) ==
		  ALKRES_LOGISTIC_ONE_PLACE);
	CHECK(alkres_logistic((AlkresCountAt[]){{0, 0, 100}, {5, 0, 100}, {9, 0, 70}}, 3, 0.95, &fit) ==
		  ALKRES_LOGISTIC_NONE);
	CHECK(alkres_logistic((AlkresCountAt[]){{0, 9, 9}, {5, 8, 8}, {9, 7, 7}}, 3, 0.95, &fit) ==
		  ALKRES_LOGISTIC_NONE);
	/* Seen in the last draw only, or in the first. */
	CHECK(alkres_logistic((AlkresCountAt[]){{0, 0, 100}, {5, 0, 100}, {9, 4, 70}}, 3, 0.95, &fit) ==
		  ALKRES_LOGISTIC_SEPARATED);
	CHECK(alkres_logistic((AlkresCountAt[]){{9, 0, 100}, {5, 0, 100}, {0, 4, 70}}, 3, 0.95, &fit) ==
		  ALKRES_LOGISTIC_SEPARATED);
	CHECK(alkres_logistic((AlkresCountAt[]){{0, 0, 100}, {5, 1, 100}, {9, 4, 70}}, 3, 0.95, &fit) ==
		  ALKRES_LOGISTIC_DONE);
}

int
main(void)
{
	test_student();
	test_fits();
	test_refusals();
	return finish();
}
