/*
 * copy_number_model.c: how well the model of copy numbers keeps what it says, on panels of 40 genes
 * (test/unit/copy_panel.h): what is called, what is called falsely, whether intervals cover,
 * whether the least gain that it states is found.  test/bench/copy_number runs it.
 */
#include <time.h>

#include "copy_panel.h"

typedef struct Row
{
	const char *name;
	CopySetting setting;
} Row;

static void
run_row(const Row *row, int panels, int rounds)
{
	static CopyPanel panel;
	static int64_t counts[COPY_COUNTS_MAX];
	CopyTally t = {0};
	clock_t began = clock();

	for (int k = 0; k < panels; k++)
	{
		copy_panel_make(&panel);
		copy_panel_measure(&panel, &row->setting, rounds, counts, &t);
	}
	printf("%-36s %6.1f %6.1f %7.2f %6.2f %7.1f %7.4f %6.3f %5.2f\n", row->name,
		   100.0 * (double) t.called / (double) t.planted,
		   100.0 * (double) t.amplified / (double) t.planted,
		   1000.0 * (double) t.false_calls / (double) t.unchanged,
		   100.0 * (double) t.covered / (double) t.genes,
		   100.0 * (double) t.found / (double) t.planted, t.error / (double) t.unchanged,
		   t.least / (double) t.unchanged,
		   1000.0 * (double) (clock() - began) / CLOCKS_PER_SEC * COPY_GENES / (double) t.genes);
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	static const Row rows[] = {
		{"8 normals", {8, 0.05, 0, 3000}},
		{"8 normals, half of it of the gene", {8, 0.0354, 0.0354, 3000}},
		{"8 normals, 500 molecules", {8, 0.05, 0, 500}},
		{"8 normals, noise twice as high", {8, 0.1, 0, 3000}},
		{"20 normals", {20, 0.05, 0, 3000}},
		{"2 normals", {2, 0.05, 0, 3000}},
		{"2 normals, half of it of the gene", {2, 0.0354, 0.0354, 3000}},
		{"1 normal", {1, 0.05, 0, 3000}},
		{"none", {0, 0.05, 0, 3000}},
	};
	int panels = argc > 1 ? atoi(argv[1]) : 100, rounds = argc > 2 ? atoi(argv[2]) : 20;

	printf("%-36s %13s %7s %6s %7s %7s %6s %5s\n", "between libraries log2 SD 0.05,",
		   "6 at 10 %, %", "false", "cover", "stated,", "error,", "least,", "ms");
	printf("%-36s %6s %6s %7s %6s %7s %7s %6s\n", "3,000 molecules, waves of GC", "called", "ampl.",
		   "/ 1,000", "%", "% found", "log2", "log2");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (argc < 4 || strcmp(argv[3], rows[i].name) == 0)
			run_row(&rows[i], panels, rounds);
	return 0;
}
