/*
 * exact_test.c: the numbers that calling rests on, against the same formulas with thirty digits.
 *
 * Random cases over many orders of magnitude are written out for bc, which evaluates them as
 * test/unit/exact.b says; what it prints is compared with what src/core computed.
 */
#include "harness.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/statistics/binomial.h"
#include "core/model/phase_ratio.h"
#include "core/model/score.h"
#include "core/model/likelihood.h"
#include "random.h"

/* A question to bc, and the answer that src/core gives. */
typedef struct Answer
{
	const char *name;
	double value;
	double tolerance; /* absolute below 1, relative above */
} Answer;

#define ANSWERS_MAX 8000

static Answer answers[ANSWERS_MAX];
static int answer_count;
static FILE *questions;

static void
ask(const char *name, double value, double tolerance)
{
	if (answer_count < ANSWERS_MAX)
		answers[answer_count] = (Answer){name, value, tolerance};
	answer_count++;
}

static double
uniform(void)
{
	static uint64_t state = 0x2545F4914F6CDD1Du;

	return random_uniform(&state);
}

static double
log_uniform(double low, double high)
{
	return low * pow(high / low, uniform());
}

/*
 * A strand of origin with cells of every depth and error rate: least to most alternates in each
 * part, in up to so many cells.
 */
static void
random_group(AlkresEvidence *evidence, int g, int cells, double least, double most)
{
	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		AlkresPart *part = &evidence->group[g].part[p];
		uint32_t left = (uint32_t) (log_uniform(least + 1, most + 2) - 1);

		part->shape = log_uniform(1e-2, 1e6);
		part->rate = log_uniform(1e-3, 1e6);
		for (int way = 0; way < ALKRES_CLASSES * ALKRES_QUALITY_BINS && part->cells < cells; way++)
		{
			int cell = alkres_cell(way / ALKRES_QUALITY_BINS, g, way % ALKRES_QUALITY_BINS);
			uint32_t alternates = part->cells == cells - 1 ? left : (uint32_t) (uniform() * left);
			uint32_t molecules = (uint32_t) log_uniform(fmax(1, alternates), 1e7);

			if (alkres_part(cell) != p || uniform() < 0.2)
				continue;
			left -= alternates;
			alkres_evidence_add(evidence, cell, molecules, alternates, log_uniform(1e-7, 0.5));
		}
	}
}

static void
write_part(const AlkresPart *part)
{
	fprintf(questions, "a = %.36f; b = %.36f; k = %d\n", part->shape, part->rate, part->cells);
	for (int i = 0; i < part->cells; i++)
		fprintf(questions, "n[%d] = %.0f; m[%d] = %.36f; x[%d] = %u\n", i, part->cell[i].molecules,
				i, part->cell[i].expected, i, part->cell[i].alternates);
}

static void
ask_l0(const AlkresGroup *group, const char *name, double tolerance)
{
	fprintf(questions, "y = 0\n");
	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		write_part(&group->part[p]);
		fprintf(questions, "y += ln_l0()\n");
	}
	fprintf(questions, "y\n");
	ask(name, alkres_log_l0(group), tolerance);
}

static void
ask_l1(const AlkresGroup *group, double fraction, const char *name, double tolerance)
{
	fprintf(questions, "y = 0\n");
	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		write_part(&group->part[p]);
		fprintf(questions, "y += ln_l1(%.36f)\n", fraction);
	}
	fprintf(questions, "y\n");
	ask(name, alkres_log_l1(group, fraction), tolerance);
}

static void
write_site(const AlkresEvidence *evidence)
{
	for (int p = 0; p < ALKRES_ORIENTATIONS * ALKRES_PARTS; p++)
	{
		const AlkresPart *part = &evidence->group[p / ALKRES_PARTS].part[p % ALKRES_PARTS];

		fprintf(questions, "part_a[%d] = %.36f; part_b[%d] = %.36f; part_k[%d] = %d\n", p,
				part->shape, p, part->rate, p, part->cells);
		for (int i = 0; i < part->cells; i++)
			fprintf(questions, "part_n[%d] = %.0f; part_m[%d] = %.36f; part_x[%d] = %u\n",
					10 * p + i, part->cell[i].molecules, 10 * p + i, part->cell[i].expected,
					10 * p + i, part->cell[i].alternates);
	}
	fprintf(questions, "eps = %.36f; omega = %.36f; bad_a = %.36f; bad_b = %.36f\n",
			alkres_orientation_testable(evidence) ? evidence->artefact_prior : 0.0,
			evidence->bad.odds, evidence->bad.shape, evidence->bad.rate);
}

/* S by the nodes that the evidence asks for. */
static void
ask_score(const AlkresEvidence *evidence, const char *name, double tolerance)
{
	double nodes[ALKRES_NODES_MAX];
	int count = alkres_score_nodes(evidence, nodes);
	int artefact_last = 0;

	write_site(evidence);
	for (int i = 0; i < count; i++)
	{
		fprintf(questions, "node[%d] = %.36f\n", i, nodes[i]);
		if (nodes[i] <= log(ALKRES_ARTEFACT_MAX) + 1e-9)
			artefact_last = i;
	}
	fprintf(questions, "score(%d, %d, 0)\n", count - 1, artefact_last);
	ask(name, alkres_score(evidence), tolerance);
}

/* Up to most molecules of each strand of origin in every cell, as a library has them. */
static AlkresEvidence
random_site(double least, double most, double alternates)
{
	AlkresEvidence evidence;
	double depth = log_uniform(least, most);
	double fraction = log_uniform(1e-5, 1);

	alkres_evidence_clear(&evidence, uniform() < 0.5 ? 1e-3 : 3e-3);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int bin = uniform() < 0.5 ? 1 : 2; bin < ALKRES_QUALITY_BINS; bin++)
		{
			uint32_t n =
				(uint32_t) (depth * uniform() * (g == ALKRES_ORIENTATION_UNKNOWN ? 0.2 : 1));
			double x = fmin(alternates, n * fraction) * uniform() * 1.5;

			alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_MATES, g, bin), n,
								(uint32_t) (x + uniform()), log_uniform(1e-7, 1e-2));
		}
	if (uniform() < 0.5)
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			for (int p = 0; p < ALKRES_PARTS; p++)
			{
				evidence.group[g].part[p].shape = log_uniform(1e-2, 1e3);
				evidence.group[g].part[p].rate =
					evidence.group[g].part[p].shape * log_uniform(0.1, 10);
			}
	if (uniform() < 0.5)
		evidence.bad = (AlkresBad){log_uniform(1e-9, 1e3), 1 + log_uniform(0.1, 100),
								   0.1 + log_uniform(0.01, 100)};
	return evidence;
}

static double
random_fraction(void)
{
	return uniform() < 0.1 ? 0 : log_uniform(1e-4, 1);
}

static void
ask_likelihoods(void)
{
	for (int i = 0; i < 1000; i++)
	{
		AlkresEvidence evidence;
		AlkresGroup *group = &evidence.group[i % ALKRES_ORIENTATIONS];

		alkres_evidence_clear(&evidence, 1e-3);
		random_group(&evidence, i % ALKRES_ORIENTATIONS, 1 + i % 4, 0, 50);
		ask_l0(group, "ln L0 of 1,000 random strands of origin", 1e-9);
		ask_l1(group, random_fraction(), "ln L1 of 1,000 random strands of origin", 1e-9);
	}
	for (int i = 0; i < 200; i++)
	{
		AlkresEvidence evidence;

		alkres_evidence_clear(&evidence, 1e-3);
		random_group(&evidence, 0, 1 + i % 8, 0, 1e7);
		ask_l0(&evidence.group[0], "ln L0 to ten million alternates", 1e-9);
		ask_l1(&evidence.group[0], 0, "ln L1 at f = 0 to ten million alternates", 1e-9);
	}
	/* Where A is below 1/2 and the allele is a variant, the trapezoids' first panel is a pole. */
	for (int i = 0; i < 10; i++)
	{
		AlkresEvidence evidence;

		alkres_evidence_clear(&evidence, 1e-3);
		random_group(&evidence, 0, i < 1 ? 2 : 1, 257, i < 1 ? 300 : 900);
		ask_l1(&evidence.group[0], random_fraction(), "ln L1 above 256 alternates, quadrature",
			   1e-5);
	}
}

static void
ask_scores(void)
{
	for (int i = 0; i < 12; i++)
	{
		AlkresEvidence evidence = random_site(10, i < 6 ? 1e4 : 1e7, i % 4 > 0 ? 12 : 40);

		ask_score(&evidence, "S, on its own nodes", 1e-9);
	}
	/* A mean over f is a quadrature of a few dozen nodes; a hundredth of S is a thousandth of a
	 * posterior near 0.9. */
	for (int i = 0; i < 3; i++)
	{
		AlkresEvidence evidence = random_site(300, 1e4, 3 + 2 * i);

		write_site(&evidence);
		fprintf(questions, "score(0, 0, 50)\n");
		ask("S, means over f by Simpson's rule", alkres_score(&evidence), 1e-2);
	}
}

static void
ask_probabilities(void)
{
	for (int i = 0; i < 200; i++)
	{
		double score = 160 * uniform() - 80, prior = log_uniform(1e-9, 0.9);

		fprintf(questions, "posterior(%.36f, %.36f)\nqual(%.36f, %.36f)\n", score, prior, score,
				prior);
		ask("posterior", alkres_posterior(score, prior), 1e-9);
		ask("QUAL", alkres_qual(score, prior), 1e-9);
	}
	for (int i = 0; i < 100; i++)
	{
		double n = floor(log_uniform(1, 1e7)), x = floor(fmin(n / 2, log_uniform(1, 200) - 1)),
			   upper, p;

		alkres_binomial_bounds(ALKRES_EXACT, x, n, 0.90, NULL, &upper);
		fprintf(questions, "binomial_at_most(%.0f, %.0f, %.36f)\n", x, n, upper);
		ask("the upper bound of a fraction", 0.05, 1e-9);
		p = log_uniform(1e-3, 1) * fmin(1, 50 / n);
		fprintf(questions, "binomial_at_most(%.0f, %.0f, %.36f)\n", x, n, p);
		ask("a binomial's tail", 1 - alkres_binomial_at_least(x + 1, n, p), 1e-9);
	}
}

/* Two strands of origin of so many molecules each, none with the allele. */
static AlkresEvidence
empty_site(uint32_t molecules, bool known)
{
	AlkresEvidence evidence;

	alkres_evidence_clear(&evidence, 1e-3);
	for (int g = 0; g < ALKRES_ORIENTATION_UNKNOWN; g++)
	{
		alkres_evidence_add(&evidence, alkres_cell(ALKRES_CLASS_SINGLE, g, 1), molecules, 0, 2e-3);
		for (int p = 0; known && p < ALKRES_PARTS; p++)
			evidence.group[g].part[p].shape = evidence.group[g].part[p].rate = 500;
	}
	return evidence;
}

static void
ask_empty_sites(void)
{
	for (uint32_t n = 0; n <= 10000000; n = n == 0 ? 100 : n * 1000)
		for (int known = 0; known < 2; known++)
		{
			AlkresEvidence evidence = empty_site(n, known);

			ask_score(&evidence, "S of no alternates, no molecules", 1e-9);
			CHECK(n > 0 ? alkres_score(&evidence) < 0 : alkres_score(&evidence) == 0);
		}
}

static void
ask_phases(void)
{
	static const uint32_t counts[][3] = {{0, 0, 0},   {1, 0, 0},    {2, 0, 0},   {0, 1, 1},
										 {8, 2, 0},   {0, 8, 10},   {1, 19, 19}, {5, 5, 9},
										 {256, 0, 3}, {0, 256, 256}};

	for (int i = 0; i < 60; i++)
	{
		AlkresPhase phase = {0};

		if (i < 10)
			phase = (AlkresPhase){
				.both = counts[i][0], .first_only = counts[i][1], .second_only = counts[i][2]};
		else
			phase = (AlkresPhase){.both = (uint32_t) log_uniform(1, 257) - 1,
								  .first_only = (uint32_t) log_uniform(1, 257) - 1,
								  .second_only = (uint32_t) log_uniform(1, 257) - 1};
		fprintf(questions, "phase_ratio(%u, %.0f)\n", phase.both,
				phase.both + fmin(phase.first_only, phase.second_only));
		ask("ln of cis over trans", alkres_phase_log_ratio(&phase), 1e-9);
	}
}

/* Read what bc prints, an answer a line. */
static bool
read_replies(FILE *replies, double *exact)
{
	char line[4000];

	for (int i = 0; i < answer_count; i++)
	{
		if (fgets(line, sizeof(line), replies) == NULL)
			return false;
		exact[i] = strtod(line, NULL);
	}
	return true;
}

/* The answers of one name, from its first one on; their names are taken off. */
static void
check_answers(int first, const double *exact)
{
	const char *name = answers[first].name;
	double worst = 0;
	int count = 0;

	CASE(name);
	for (int i = first; i < answer_count; i++)
	{
		double difference = fabs(answers[i].value - exact[i]) / fmax(1, fabs(exact[i]));

		if (answers[i].name != name)
			continue;
		CHECK(difference <= answers[i].tolerance);
		if (!(difference <= answers[i].tolerance))
			printf("#   got %.17g, not %.17g\n", answers[i].value, exact[i]);
		worst = fmax(worst, difference);
		answers[i].name = NULL;
		count++;
	}
	printf("# %s: %d, largest difference %.2g\n", name, count, worst);
}

int
main(void)
{
	char path[] = "/tmp/alkres_exact_XXXXXX";
	char command[200];
	static double exact[ANSWERS_MAX];
	FILE *replies;
	int file = mkstemp(path);

	CASE("bc answers every question");
	questions = file < 0 ? NULL : fdopen(file, "w");
	CHECK(questions != NULL);
	if (questions == NULL)
		return finish();
	ask_likelihoods();
	ask_scores();
	ask_probabilities();
	ask_empty_sites();
	ask_phases();
	fclose(questions);
	snprintf(command, sizeof(command), "BC_LINE_LENGTH=0 bc -lq test/unit/exact.b %s </dev/null",
			 path);
	replies = popen(command, "r");
	CHECK(replies != NULL && answer_count <= ANSWERS_MAX && read_replies(replies, exact));
	CHECK(pclose(replies) == 0);
	unlink(path);
	for (int first = 0; first < answer_count; first++)
		if (answers[first].name != NULL)
			check_answers(first, exact);
	return finish();
}
