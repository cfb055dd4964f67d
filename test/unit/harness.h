/*
 * harness.h: one unit test program: CHECK counts, finish() prints "ok NAME" lines that test/run
 * adds up. A CASE groups checks; a case passes when all its checks do.
 */
#ifndef ALKRES_UNIT_HARNESS_H
#define ALKRES_UNIT_HARNESS_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int harness_failed_cases;
static bool harness_case_failed;
static const char *harness_case_name;

static inline void
harness_end_case(void)
{
	if (harness_case_name != NULL)
	{
		printf("%s - %s\n", harness_case_failed ? "not ok" : "ok", harness_case_name);
		harness_failed_cases += harness_case_failed;
	}
}

static inline void
CASE(const char *name)
{
	harness_end_case();
	harness_case_name = name;
	harness_case_failed = false;
}

static inline void
harness_check(bool condition, const char *text, const char *file, int line)
{
	if (!condition)
	{
		printf("# %s:%d: %s\n", file, line, text);
		harness_case_failed = true;
	}
}

#define CHECK(condition) harness_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_TEXT(actual, expected)                                                             \
	do                                                                                           \
	{                                                                                            \
		const char *harness_actual = (actual);                                                   \
		harness_check(strcmp(harness_actual, (expected)) == 0, #actual " = " expected, __FILE__, \
					  __LINE__);                                                                 \
		if (strcmp(harness_actual, (expected)) != 0)                                             \
			printf("#   got %s\n", harness_actual);                                              \
	} while (0)
#define CHECK_NEAR(actual, expected, tolerance)                                                  \
	do                                                                                           \
	{                                                                                            \
		double harness_a = (actual), harness_e = (expected);                                     \
		harness_check(fabs(harness_a - harness_e) <= (tolerance) *fmax(1e-300, fabs(harness_e)), \
					  #actual " near " #expected, __FILE__, __LINE__);                           \
		if (fabs(harness_a - harness_e) > (tolerance) *fmax(1e-300, fabs(harness_e)))            \
			printf("#   got %.12g, expected %.12g\n", harness_a, harness_e);                     \
	} while (0)

static inline int
finish(void)
{
	harness_end_case();
	return harness_failed_cases > 0;
}

#endif
