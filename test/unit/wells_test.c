/* wells_test.c: each state and flag of a mutation in droplets at the edge of its rule. */
#include "droplets_testing.h"

#include "core/droplets/call.h"
#include "core/droplets/replicates.h"

static const AlkresDroplets clean_control = {0, 3000, 0, 57000, 0.85, 4, 0};

static AlkresDropletVerdict
judge(AlkresDroplets droplets, const AlkresDroplets *control, const AlkresDroplets *ntc,
	  double target)
{
	AlkresDropletQuestion question = {ALKRES_FAM, ALKRES_PER_DROPLET, target, 0.01};
	AlkresDropletVerdict verdict;

	alkres_judge_droplets(&verdict, &droplets, control, ntc, &question);
	return verdict;
}

static unsigned
flags(int64_t fam, int64_t hex, int64_t both, int64_t negative, int wells)
{
	AlkresDropletLimits limits = ALKRES_USUAL_DROPLET_LIMITS;
	AlkresDroplets droplets = {fam, hex, both, negative, 0.85, wells, 0};

	return alkres_droplet_flags(&droplets, ALKRES_FAM, &limits);
}

static void
test_flags(void)
{
	CASE("wells: under ten thousand droplets on average is few");
	CHECK(flags(0, 500, 0, 9500, 1) == 0);
	CHECK(flags(0, 500, 0, 9499, 1) == ALKRES_LOW_DROPLETS);
	CHECK(flags(0, 500, 0, 19500, 2) == 0);
	CHECK(flags(0, 500, 0, 19499, 2) == ALKRES_LOW_DROPLETS);

	CASE("wells: over 95 % positive in either channel is saturated");
	CHECK(flags(0, 9500, 0, 500, 1) == 0);
	CHECK(flags(0, 9501, 0, 499, 1) == ALKRES_SATURATED);
	CHECK((flags(9501, 1, 0, 498, 1) & ALKRES_SATURATED) != 0);
	CHECK((flags(9499, 1, 0, 500, 1) & ALKRES_SATURATED) == 0);

	CASE("wells: more double positives than chance gives once in a thousand");
	for (int64_t both = 0; both < 30; both++)
	{
		AlkresDroplets droplets = {100, 1000, both, 18900, 0.85, 1, 0};
		double p = alkres_double_positive_excess(&droplets);

		CHECK(((flags(100, 1000, both, 18900, 1) & ALKRES_DOUBLE_POSITIVE_EXCESS) != 0) ==
			  (p < 0.001));
	}
}

static void
test_counts(void)
{
	AlkresDropletVerdict verdict;

	CASE("wells: three mutant droplets are enough, two are not");
	for (int64_t fam = 2; fam <= 6; fam++)
	{
		AlkresDroplets rich = clean_control;

		rich.negative = 570000;
		rich.wells = 40;
		verdict = judge((AlkresDroplets){fam, 3000, 0, 27000, 0.85, 2, 0}, &rich, NULL, 0.5);
		CHECK(fam < 3 || verdict.p_value <= 0.01);
		CHECK(verdict.state == (fam < 3 ? ALKRES_STATE_ABSENT : ALKRES_STATE_DETECTED));
	}

	CASE("wells: without droplets of a wild-type control three are indeterminate, two say nothing");
	for (int64_t fam = 2; fam <= 3; fam++)
		for (int given = 0; given < 2; given++)
		{
			AlkresDroplets empty = {0, 0, 0, 0, 0.85, 1, 0};

			verdict = judge((AlkresDroplets){fam, 3000, 0, 27000, 0.85, 2, 0},
							given ? &empty : NULL, NULL, 0.5);
			CHECK(verdict.state ==
				  (fam == 3 ? ALKRES_STATE_INDETERMINATE : ALKRES_STATE_NOT_EVALUABLE));
			CHECK((verdict.flags & ALKRES_NO_CONTROL) != 0);
		}

	CASE("wells: three positive droplets of either channel foul the no-template control");
	for (int64_t fam = 0; fam <= 3; fam++)
		for (int64_t hex = 0; hex <= 3; hex++)
		{
			AlkresDroplets ntc = {fam, hex, 0, 30000, 0.85, 2, 0};

			verdict =
				judge((AlkresDroplets){0, 3000, 0, 27000, 0.85, 2, 0}, &clean_control, &ntc, 0.5);
			CHECK(((verdict.flags & ALKRES_CONTAMINATED_NTC) != 0) == (fam == 3 || hex == 3));
		}
}

static void
test_limits(void)
{
	const AlkresDroplets none = {0, 3000, 0, 27000, 0.85, 2, 0};
	/* As many as the control has: not above it, and not excluded. */
	const AlkresDroplets some = {40, 3000, 0, 27000, 0.85, 2, 0};
	AlkresDroplets control = {80, 3000, 0, 57000, 0.85, 4, 0};
	AlkresDropletVerdict verdict = judge(none, &clean_control, NULL, 0.5);

	CASE("wells: absent from lod95 on, when none is mutant");
	CHECK(verdict.fraction.upper < verdict.lod95);
	CHECK(judge(none, &clean_control, NULL, verdict.lod95).state == ALKRES_STATE_ABSENT);
	CHECK(judge(none, &clean_control, NULL, nextafter(verdict.lod95, 0)).state ==
		  ALKRES_STATE_NOT_EVALUABLE);

	CASE("wells: absent from the upper bound on, when some are");
	for (int64_t fam = 40; fam < 60; fam++)
	{
		AlkresDroplets droplets = some;

		droplets.fam_only = fam;
		verdict = judge(droplets, &control, NULL, 0.5);
		if (verdict.state != ALKRES_STATE_ABSENT || verdict.fraction.upper <= verdict.lod95)
			continue;
		CHECK(judge(droplets, &control, NULL, verdict.fraction.upper).state == ALKRES_STATE_ABSENT);
		CHECK(judge(droplets, &control, NULL, nextafter(verdict.fraction.upper, 0)).state ==
			  ALKRES_STATE_INDETERMINATE);
		CHECK(judge(droplets, &control, NULL, nextafter(verdict.lod95, 0)).state ==
			  ALKRES_STATE_NOT_EVALUABLE);
		return;
	}
	CHECK(false); /* none was so */
}

int
main(void)
{
	test_flags();
	test_counts();
	test_limits();
	return finish();
}
