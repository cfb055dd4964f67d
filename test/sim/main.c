/* Simulates a cohort of patients with ALK-rearranged lung cancer: BAMs, ddPCR plates, clinical
 * tables, truth. */
#include "ddpcr.h"
#include "elsewhere.h"
#include "library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char USAGE[] =
	"usage: simulate --out DIR [--seed 1] [--patients 40] [--normals 2] [--elsewhere 0]\n"
	"                [--depth 3500] [--read-length 100] [--jobs 1] [--compression 1]\n"
	"                [--reference test/sim/alk_hg38.fa] [--only-design]\n";

typedef struct
{
	const char *out, *reference;
	uint64_t seed;
	int patients, normals, elsewhere, depth, read_length, jobs, compression, only_design;
} Options;

static int
number(const char *name, const char *text, int least, int most)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*end || end == text || value < least || value > most)
		die("%s must be a number from %d to %d", name, least, most);
	return (int) value;
}

static void
parse(int argc, char **argv, Options *o)
{
	for (int i = 1; i < argc; i++)
	{
		const char *name = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;

		if (strcmp(name, "--only-design") == 0)
		{
			o->only_design = 1;
			continue;
		}
		if (strcmp(name, "--help") == 0)
		{
			fputs(USAGE, stdout);
			exit(0);
		}
		if (!value)
			die("bad argument %s\n%s", name, USAGE);
		i++;
		if (strcmp(name, "--out") == 0)
			o->out = value;
		else if (strcmp(name, "--reference") == 0)
			o->reference = value;
		else if (strcmp(name, "--seed") == 0)
			o->seed = strtoull(value, NULL, 10);
		else if (strcmp(name, "--patients") == 0)
			o->patients = number(name, value, 0, 999);
		else if (strcmp(name, "--normals") == 0)
			o->normals = number(name, value, 0, 999);
		else if (strcmp(name, "--elsewhere") == 0)
			o->elsewhere = number(name, value, 0, 999);
		else if (strcmp(name, "--depth") == 0)
			o->depth = number(name, value, 1, 12000);
		else if (strcmp(name, "--read-length") == 0)
			o->read_length = number(name, value, 50, MAX_READ);
		else if (strcmp(name, "--jobs") == 0)
			o->jobs = number(name, value, 1, 64);
		else if (strcmp(name, "--compression") == 0)
			o->compression = number(name, value, 1, 9);
		else
			die("bad argument %s\n%s", name, USAGE);
	}
	if (!o->out)
		die("--out is needed\n%s", USAGE);
	if (o->patients + o->normals + o->elsewhere == 0)
		die("nobody to simulate");
}

static void
make_folder(const char *out, const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s%s%s", out, *name ? "/" : "", name);
	if (mkdir(path, 0777) < 0 && errno != EEXIST)
		die("%s: %s", path, strerror(errno));
}

static void
truth_part(char *name, size_t size, int job)
{
	snprintf(name, size, ".truth.%d", job);
}

/* Every jobs-th library; the lines of the truth go to a part of their own. */
static void
work(const Job *job, int worker, int jobs, int only_design)
{
	char part[32], library[32];
	FILE *truth;

	truth_part(part, sizeof(part), worker);
	truth = must_open(job->out, part, "w");
	for (int i = worker; i < job->cohort->n_libraries; i += jobs)
	{
		const Library *l = &job->cohort->libraries[i];
		int variants = 0;

		if (only_design)
			truth_write(job, i, NULL, truth);
		else
			variants = library_simulate(job, i, truth);
		fputs("\f\n", truth); /* the end of a library */
		if (only_design)
			continue;
		cohort_library_name(library, sizeof(library), job->cohort, l);
		fprintf(stderr, "%d/%d %s %d variants\n", i + 1, job->cohort->n_libraries, library,
				variants);
	}
	must_close(truth, part);
}

/* Puts the parts together in the order of the libraries. */
static void
join_truth(const Job *job, int jobs)
{
	FILE *truth = must_open(job->out, "truth.tsv", "w");
	FILE *phase = must_open(job->out, "truth_phase.tsv", "w");
	FILE *parts[64];
	char name[32], path[4096], line[512];

	truth_header(truth);
	truth_phase_header(phase);
	for (int j = 0; j < jobs; j++)
	{
		truth_part(name, sizeof(name), j);
		parts[j] = must_open(job->out, name, "r");
	}
	for (int i = 0; i < job->cohort->n_libraries; i++)
		while (fgets(line, sizeof(line), parts[i % jobs]) && *line != '\f')
			if (*line == PHASE_MARK)
				fputs(line + 1, phase);
			else
				fputs(line, truth);
	for (int j = 0; j < jobs; j++)
	{
		fclose(parts[j]);
		truth_part(name, sizeof(name), j);
		snprintf(path, sizeof(path), "%s/%s", job->out, name);
		unlink(path);
	}
	must_close(truth, "truth.tsv");
	must_close(phase, "truth_phase.tsv");
}

static void
run_jobs(const Job *job, int jobs, int only_design)
{
	int failed = 0, status;

	if (jobs == 1)
	{
		work(job, 0, 1, only_design);
		return;
	}
	for (int j = 0; j < jobs; j++)
	{
		pid_t pid = fork();

		if (pid < 0)
			die("fork: %s", strerror(errno));
		if (pid == 0)
		{
			work(job, j, jobs, only_design);
			exit(0);
		}
	}
	while (wait(&status) > 0)
		failed |= !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	if (failed)
		die("a worker failed");
}

int
main(int argc, char **argv)
{
	Options o = {.reference = "test/sim/alk_hg38.fa",
				 .seed = 1,
				 .patients = 40,
				 .normals = 2,
				 .depth = 3500,
				 .read_length = 100,
				 .jobs = 1,
				 .compression = 1};
	static Reference ref;
	Cohort cohort;
	Job job;

	parse(argc, argv, &o);
	reference_load(&ref, o.reference);
	cohort_design(&cohort, &ref, o.seed, o.patients, o.normals, o.elsewhere);
	job = (Job){.ref = &ref,
				.cohort = &cohort,
				.errors = errors_new(&ref, o.read_length),
				.seed = o.seed,
				.depth = o.depth,
				.read_length = o.read_length,
				.compression = o.compression,
				.out = o.out};
	make_folder(o.out, "");
	make_folder(o.out, "bam");
	make_folder(o.out, "ddpcr");
	make_folder(o.out, "reports");
	reference_write_targets(&ref, o.out);
	clinic_write(&cohort, &ref, o.out);
	ddpcr_write(&cohort, &ref, o.seed, o.out);
	elsewhere_write(&cohort, &ref, o.seed, o.out);

	if (o.only_design)
		o.jobs = 1;
	run_jobs(&job, o.jobs, o.only_design);
	join_truth(&job, o.jobs);
	return 0;
}
