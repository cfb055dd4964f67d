/* Copies of genes: depths of targets, sums over normals, the fit, states and limits. */
#include "harness.h"

#include <stdlib.h>

#include "copy_panel.h"
#include "core/copynumber/copy_number.h"
#include "core/copynumber/least_squares.h"

/* The relative variance of a target's depth, by adding up the squared overlaps of every place where
 * a molecule may start. */
static double
counted_variance(int length, int molecule, double depth)
{
	double rate = depth / molecule, sum = 0;

	for (int start = -molecule + 1; start < length; start++)
	{
		int first = start > 0 ? start : 0;
		int last = start + molecule < length ? start + molecule : length;

		sum += rate * (double) (last - first) * (last - first);
	}
	return sum / ((double) length * length) / (depth * depth);
}

static void
check_depths(void)
{
	AlkresRegion targets[2];
	int64_t counts[ALKRES_LIBRARY_COUNTS + 2 * ALKRES_TARGET_COUNTS] = {100, 16000, 100, 16000, 0};
	AlkresTargetDepth depths[2];

	CASE("depths");
	copy_panel_region(&targets[0], 1, 1001, 1080);
	copy_panel_region(&targets[1], 1, 3001, 3600);
	for (int i = 0; i < 2; i++)
	{
		int64_t *at = counts + ALKRES_TARGET_AT(i), length = i == 0 ? 80 : 600;

		at[ALKRES_TARGET_KNOWN] = length;
		at[ALKRES_TARGET_GC] = length / 4;
		at[ALKRES_TARGET_BASES] = length * 500;
	}
	alkres_target_depths(depths, targets, 2, counts);
	CHECK_NEAR(depths[0].log2_depth, log2(500), 1e-12);
	CHECK_NEAR(depths[0].gc, 0.25, 1e-12);
	CHECK_NEAR(depths[0].poisson * M_LN2 * M_LN2, counted_variance(80, 160, 500), 0.01);
	CHECK_NEAR(depths[1].poisson * M_LN2 * M_LN2, counted_variance(600, 160, 500), 0.01);
	CHECK_NEAR(depths[1].edge, log(1 - 160.0 / 1800), 1e-12);
	CHECK_NEAR(depths[0].edge, log(80.0 / 160 * (1 - 80.0 / 480)), 1e-12);
	counts[ALKRES_TARGET_AT(0) + ALKRES_TARGET_KNOWN] = 40;
	counts[ALKRES_TARGET_AT(1) + ALKRES_TARGET_BASES] = 0;
	alkres_target_depths(depths, targets, 2, counts);
	CHECK(isnan(depths[0].log2_depth) && isnan(depths[1].log2_depth));
}

static void
check_least_squares(void)
{
	AlkresLeastSums sums, other;
	AlkresLeastFit fit;

	CASE("least squares");
	memset(&sums, 0, sizeof(sums));
	memset(&other, 0, sizeof(other));
	/* 1 + 2 x - x^2, a column that repeats another, weights. */
	for (int x = -3; x <= 3; x++)
	{
		double row[ALKRES_COVARIATES] = {1, x, x * x, 2 * x};

		alkres_least_add(&sums, row, 1 + 2 * x - x * x, 1 + abs(x));
	}
	alkres_least_solve(&fit, &sums, 3);
	CHECK_NEAR(fit.coefficient[0], 1, 1e-9);
	CHECK_NEAR(fit.coefficient[1], 2, 1e-9);
	CHECK_NEAR(fit.coefficient[2], -1, 1e-9);
	alkres_least_solve(&fit, &sums, 4);
	CHECK_NEAR(alkres_least_value(&fit, (double[ALKRES_COVARIATES]){1, 2, 4, 4}), 1, 1e-9);
	CHECK(fit.coefficient[3] == 0);
	/* The variance of a mean of four. */
	for (int i = 0; i < 4; i++)
		alkres_least_add(&other, (double[ALKRES_COVARIATES]){1}, i, 0.5);
	alkres_least_solve(&fit, &other, 1);
	CHECK_NEAR(fit.coefficient[0], 1.5, 1e-12);
	CHECK_NEAR(alkres_least_variance(&fit, (double[ALKRES_COVARIATES]){1}), 0.5, 1e-12);
	alkres_least_join(&other, &other, -1);
	CHECK(other.xx[0][0] == 0 && other.xy[0] == 0);
}

static void
check_copies(void)
{
	AlkresGeneRatio gene = {0.263, 0.2, 0.33, 8, 0.1, true, true};

	CASE("copies");
	CHECK_NEAR(alkres_copies_log2_ratio(6, 0.05), 0.1375, 1e-3);
	CHECK_NEAR(alkres_copies_log2_ratio(4, 0.05), 0.0704, 1e-3);
	CHECK_NEAR(alkres_copies(alkres_copies_log2_ratio(6, 0.1), 0.1), 6, 1e-12);
	CHECK(alkres_copies(-2, 0.5) == 0 && isnan(alkres_copies(0.2, NAN)));
	CHECK_NEAR(alkres_tumour_fraction_for(5, alkres_copies_log2_ratio(5, 0.07)), 0.07, 1e-12);
	CHECK_NEAR(alkres_tumour_fraction_for(1, -1.0), 1, 1e-12);
	CHECK(isnan(alkres_tumour_fraction_for(1, -1.1)) && isnan(alkres_tumour_fraction_for(5, 2)));
	CHECK_NEAR(alkres_share_changed(1), 0.5, 1e-12);
	CHECK_NEAR(alkres_share_changed(-1), 0.5, 1e-12);

	CASE("states");
	CHECK(alkres_copy_state(&gene, 0.1) == ALKRES_COPIES_AMPLIFICATION);
	CHECK(alkres_copy_state(&gene, 0.2) == ALKRES_COPIES_GAIN);
	CHECK(alkres_copy_state(&gene, NAN) == ALKRES_COPIES_GAIN);
	gene.log2_ratio = 1.4; /* 5.3 copies if all is tumour */
	CHECK(alkres_copy_state(&gene, NAN) == ALKRES_COPIES_AMPLIFICATION);
	gene.log2_ratio = 1; /* just 5 copies */
	CHECK(alkres_copies(1, 2.0 / 3) == 5);
	CHECK(alkres_copy_state(&gene, 2.0 / 3) == ALKRES_COPIES_AMPLIFICATION);
	CHECK(alkres_copy_state(&gene, 0.67) == ALKRES_COPIES_GAIN);
	gene.log2_ratio = -0.263;
	CHECK(alkres_copy_state(&gene, 0.1) == ALKRES_COPIES_LOSS);
	gene.is_found = false;
	CHECK(alkres_copy_state(&gene, 0.1) == ALKRES_COPIES_NEUTRAL);
}

static void
check_answers(void)
{
	AlkresGeneRatio gene;
	AlkresCopyAnswer answer;

	CASE("answers");
	gene = (AlkresGeneRatio){0.01, -0.05, 0.07, 0.3, 0.1, false, true};
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_AMPLIFICATION, 0.1);
	CHECK(answer.state == ALKRES_STATE_ABSENT);
	CHECK_NEAR(answer.copies_lod95, 2 + 2 * (exp2(0.1) - 1) / 0.1, 1e-12);
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_AMPLIFICATION, 0.02);
	CHECK(answer.state == ALKRES_STATE_NOT_EVALUABLE);
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_AMPLIFICATION, NAN);
	CHECK(answer.state == ALKRES_STATE_NOT_EVALUABLE && isnan(answer.copies_lod95));
	CHECK_NEAR(answer.fraction_lod95, 2 * (exp2(0.1) - 1) / 3, 1e-12);
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_LOSS, 0.5);
	CHECK(answer.state == ALKRES_STATE_ABSENT);
	gene.upper = 0.3;
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_AMPLIFICATION, 0.1);
	CHECK(answer.state == ALKRES_STATE_INDETERMINATE);
	/* A gain that is no amplification, one that may be, and one of which that is not known. */
	gene = (AlkresGeneRatio){0.15, 0.1, 0.2, 5, 0.1, true, true};
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_AMPLIFICATION, 0.2);
	CHECK(answer.state == ALKRES_STATE_ABSENT);
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_AMPLIFICATION, 0.09);
	CHECK(answer.state == ALKRES_STATE_INDETERMINATE);
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_AMPLIFICATION, NAN);
	CHECK(answer.state == ALKRES_STATE_INDETERMINATE);
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_GAIN, NAN);
	CHECK(answer.state == ALKRES_STATE_DETECTED);
	/* An amplification is a gain, and no loss. */
	gene.log2_ratio = 1.4;
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_GAIN, NAN);
	CHECK(answer.state == ALKRES_STATE_DETECTED);
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_AMPLIFICATION, NAN);
	CHECK(answer.state == ALKRES_STATE_DETECTED);
	alkres_copy_answer(&answer, &gene, ALKRES_ASK_LOSS, 0.5);
	CHECK(answer.state != ALKRES_STATE_DETECTED);
	CHECK(alkres_copy_question("amplification") == ALKRES_ASK_AMPLIFICATION);
	CHECK(alkres_copy_question("fusion") == ALKRES_ASK_NOTHING);
}

static void
check_normals(void)
{
	static CopyPanel panel;
	static int64_t counts[COPY_COUNTS_MAX];
	static const CopySetting setting = {
		.normals = 8, .noise = 0.05, .gene_noise = 0.04, .depth = 3000};
	AlkresNormalTarget target;
	int64_t *sums, *part;
	size_t length;
	double freedom, spread = 0;

	CASE("sums over normals");
	copy_panel_make(&panel);
	length = alkres_normal_sums(panel.targets, panel.count);
	sums = calloc(length, sizeof(int64_t));
	part = calloc(length, sizeof(int64_t));
	for (int n = 0; n < 60; n++)
	{
		copy_panel_library(&panel, &setting, NULL, counts);
		alkres_normal_add(sums, panel.targets, panel.count, counts);
		if (n % 2 == 0)
			alkres_normal_add(part, panel.targets, panel.count, counts);
	}
	CHECK(sums[0] == 60 && part[0] == 30);
	for (size_t i = 0; i < panel.count; i++)
	{
		alkres_normal_target(&target, sums, i);
		spread += target.spread / (double) panel.count;
	}
	/* Of each target 0.05, of its gene 0.04. */
	CHECK_NEAR(sqrt(spread), sqrt(0.05 * 0.05 + 0.04 * 0.04), 0.1);
	CHECK_NEAR(sqrt(alkres_normal_shared(sums, panel.targets, panel.count, &freedom)), 0.04, 0.15);
	CHECK(freedom > 59 * 30);
	/* Without the last normal they are what they were before it. */
	memcpy(part, sums, length * sizeof(int64_t));
	copy_panel_library(&panel, &setting, NULL, counts);
	alkres_normal_add(sums, panel.targets, panel.count, counts);
	CHECK(memcmp(part, sums, length * sizeof(int64_t)) != 0);
	{
		int64_t *last = calloc(length, sizeof(int64_t));

		alkres_normal_add(last, panel.targets, panel.count, counts);
		for (size_t i = 0; i < length; i++)
			sums[i] -= last[i];
		CHECK(memcmp(part, sums, length * sizeof(int64_t)) == 0);
		/* One that counts reads is none. */
		counts[ALKRES_LIBRARY_READS] = 1;
		alkres_normal_add(sums, panel.targets, panel.count, counts);
		CHECK(memcmp(part, sums, length * sizeof(int64_t)) == 0);
		free(last);
	}
	free(sums);
	free(part);
}

/* The mean ratio of a gene over libraries of a panel in which others differ, too. */
static double
mean_ratio(const CopyPanel *panel, const double *ratio, int gene, bool *is_found)
{
	static int64_t counts[COPY_COUNTS_MAX];
	static const CopySetting setting = {8, 0.05, 0, 3000};
	int64_t *normals = calloc(alkres_normal_sums(panel->targets, panel->count), sizeof(int64_t));
	double sum = 0;
	int libraries = 60;

	*is_found = false;
	for (int n = 0; n < setting.normals; n++)
	{
		copy_panel_library(panel, &setting, NULL, counts);
		alkres_normal_add(normals, panel->targets, panel->count, counts);
	}
	for (int n = 0; n < libraries; n++)
	{
		AlkresCopyNumber r;

		copy_panel_library(panel, &setting, ratio, counts);
		alkres_copy_number(&r, panel->targets, panel->count, counts, normals, panel->genes,
						   COPY_GENES, 0.95);
		sum += r.groups[gene].ratio.log2_ratio;
		*is_found |= r.groups[gene].ratio.is_found;
		alkres_copy_number_free(&r);
	}
	free(normals);
	return sum / libraries;
}

/* Who is compared with: not who stands out, nor the gene itself. */
static void
check_others(void)
{
	static CopyPanel panel;
	double ratio[COPY_GENES] = {0}, mean;
	uint64_t before;
	bool is_found;

	CASE("others that stand out, and a gene beside few others");
	copy_panel_make(&panel);
	for (int g = 0; g < 12; g++)
		ratio[g] = 1.5;
	CHECK(fabs(mean_ratio(&panel, ratio, 30, &is_found)) < 0.03);
	CHECK(!is_found);
	memset(ratio, 0, sizeof(ratio));
	for (panel.count = 0; panel.gene[panel.count] < 5; panel.count++)
		;
	/* Of the same libraries, with a little more of it: it is not compared with itself, which would
	 * take a fifth of that away. */
	before = copy_random_state;
	mean = mean_ratio(&panel, ratio, 2, &is_found);
	copy_random_state = before;
	ratio[2] = 0.03;
	CHECK_NEAR(mean_ratio(&panel, ratio, 2, &is_found) - mean, 0.03, 0.08);
}

/* What counts reads tells no copies. */
static void
check_reads(void)
{
	static CopyPanel panel;
	static int64_t counts[COPY_COUNTS_MAX];
	static const CopySetting setting = {0, 0.05, 0, 3000};
	AlkresCopyNumber r;

	CASE("reads");
	copy_panel_make(&panel);
	copy_panel_library(&panel, &setting, NULL, counts);
	for (int reads = 0; reads < 2; reads++)
	{
		counts[ALKRES_LIBRARY_READS] = reads;
		alkres_copy_number(&r, panel.targets, panel.count, counts, NULL, panel.genes, COPY_GENES,
						   0.95);
		CHECK(r.groups[3].ratio.is_evaluable == (reads == 0));
		alkres_copy_number_free(&r);
	}
}

/* What test/bench/copy_number measures, on few libraries: limits as wide as these allow. */
static void
check_model(const char *name, int normals, double gene_noise)
{
	static CopyPanel panel;
	static int64_t counts[COPY_COUNTS_MAX];
	CopySetting setting = {normals, 0.05, gene_noise, 3000};
	CopyTally tally = {0};

	CASE(name);
	copy_panel_make(&panel);
	copy_panel_measure(&panel, &setting, 40, counts, &tally);
	/* 40 and 3,200: five standard deviations beside what is promised. */
	CHECK(tally.called >= (normals >= 2 && gene_noise == 0 ? 38 : 0));
	CHECK(tally.false_calls <= 10);
	CHECK(tally.covered > 0.93 * (double) tally.genes);
	CHECK(tally.found >= 32);
}

int
main(void)
{
	check_depths();
	check_least_squares();
	check_copies();
	check_answers();
	check_normals();
	check_others();
	check_reads();
	check_model("eight normals", 8, 0);
	check_model("eight normals, and noise of genes", 8, 0.05);
	check_model("two normals", 2, 0);
	check_model("no normals", 0, 0);
	return finish();
}
