/* decide.c: what the measurements of a draw say of each mutation, by each method. */
#include "core/course/decide.h"

#include <math.h>
#include <stdlib.h>

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

/* Lower numbers first, what is not known last. */
static int
ascending(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) - isnan(b);
	return ORDER(a, b);
}

static int
descending(double a, double b)
{
	return isnan(a) || isnan(b) ? isnan(a) - isnan(b) : ORDER(b, a);
}

int
alkres_observed_compare(const AlkresObserved *a, const AlkresObserved *b)
{
	int order =
		ORDER(alkres_state_order_of_repeats(a->state), alkres_state_order_of_repeats(b->state));

	if (order == 0)
		order = ascending(a->lod95, b->lod95);
	if (order == 0)
		order = descending(a->fraction, b->fraction);
	return order != 0 ? order : ORDER(a->observation, b->observation);
}

/* By what is one answer: sample, mutation, method. */
static int
compare_asked(const AlkresObserved *a, const AlkresObserved *b)
{
	int order = ORDER(a->sample, b->sample);

	if (order == 0)
		order = alkres_path_compare(a->mutation, b->mutation);
	return order != 0 ? order : ORDER(a->method, b->method);
}

static int
compare_all(const void *left, const void *right)
{
	const AlkresObserved *a = left, *b = right;
	int order = compare_asked(a, b);

	if (order == 0)
		order = alkres_path_compare(a->change, b->change);
	return order != 0 ? order : alkres_observed_compare(a, b);
}

int
alkres_leave_best(AlkresObserved *observed, int count)
{
	int left = 0;

	if (count == 0)
		return 0;
	qsort(observed, (size_t) count, sizeof(AlkresObserved), compare_all);
	for (int i = 0; i < count; i++)
		if (left == 0 || compare_asked(&observed[left - 1], &observed[i]) != 0 ||
			alkres_path_compare(observed[left - 1].change, observed[i].change) != 0)
			observed[left++] = observed[i];
	return left;
}

/* Over the changes that give one mutation: states stand in the order in which one decides. */
static bool
decides_before(const AlkresObserved *a, const AlkresObserved *b)
{
	int order = ORDER((int) a->state, (int) b->state);

	if (order == 0)
		order = descending(a->fraction, b->fraction);
	return (order != 0 ? order : ORDER(a->observation, b->observation)) < 0;
}

int
alkres_decide(AlkresDecided *decided, const AlkresObserved *observed, int count)
{
	int groups = 0;

	for (int i = 0; i < count; i++)
	{
		AlkresDecided *group;

		if (i == 0 || compare_asked(&observed[i - 1], &observed[i]) != 0)
			decided[groups++] = (AlkresDecided){i, 0, i, NAN, NAN};
		group = &decided[groups - 1];
		group->count++;
		if (decides_before(&observed[i], &observed[group->decides]))
			group->decides = i;
		/* fmax leaves out what is not known. */
		group->upper = fmax(group->upper, observed[i].upper);
		group->lod95 = fmax(group->lod95, observed[i].lod95);
	}
	for (int i = 0; i < groups; i++)
		if (observed[decided[i].decides].state != ALKRES_STATE_ABSENT)
			decided[i].upper = observed[decided[i].decides].upper;
	return groups;
}

double
alkres_absent_before(const AlkresDrawn *drawn, int number)
{
	int64_t sample = drawn[number].sample;
	double lod95 = NAN;
	int i = number;

	while (i >= 0 && drawn[i].sample == sample)
		i--;
	if (i < 0)
		return NAN;
	sample = drawn[i].sample;
	for (; i >= 0 && drawn[i].sample == sample; i--)
	{
		if (alkres_state_order_of_repeats(drawn[i].state) <
			alkres_state_order_of_repeats(ALKRES_STATE_ABSENT))
			return NAN;
		if (drawn[i].state == ALKRES_STATE_ABSENT)
			lod95 = fmin(lod95, drawn[i].lod95);
	}
	return lod95;
}
