/* Simulates one library of a UMI panel: a BAM file of PCR families, and the truth about it. */
#include "panel.h"

#include <stdlib.h>
#include <string.h>

static const char USAGE[] =
	"usage: simulate_panel --out FILE.bam [--truth FILE] [--bed FILE] [--fasta FILE] [--sites "
	"FILE]\n"
	"                      [--panel-seed 1] [--plant-seed 1] [--seed 1]\n"
	"                      [--targets 30] [--length 500] [--molecules 3000] [--depth 20000]\n"
	"                      [--reference FASTA --targets-bed BED] [--read-length 150]\n"
	"                      [--snvs 0] [--mnvs 0] [--indels 0] [--vafs "
	"0.0005,0.001,0.002,0.005,0.01]\n"
	"                      [--delins 0] [--germline 0] [--imbalanced 0] [--strand-sites 0]\n"
	"                      [--umi duplex|single|none] [--umi-in rx|name|mi]\n"
	"                      [--umi-length 3] [--umi-error 0.002] [--one-strand 0.15]\n"
	"                      [--family-shape 2] [--qualities binned|full] [--damage 1] [--pcr 1e-6]\n"
	"                      [--both-strands 1e-6] [--slips 2e-6] [--site-spread 1]\n"
	"                      [--hot-share 0.005] [--hot-factor 30] [--compression 6]\n"
	"                      [--troubles 0]\n";

static int
number(const char *name, const char *text, int least, int most)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*end || end == text || value < least || value > most)
		die("%s must be a number from %d to %d", name, least, most);
	return (int) value;
}

static double
real(const char *name, const char *text, double least, double most)
{
	char *end;
	double value = strtod(text, &end);

	if (*end || end == text || !(value >= least && value <= most))
		die("%s must be a number from %g to %g", name, least, most);
	return value;
}

static int
word(const char *name, const char *text, const char *const *words, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(text, words[i]) == 0)
			return i;
	die("%s cannot be %s", name, text);
}

static void
list(const char *name, const char *text, Options *o)
{
	char copy[1024], *next = copy, *part;

	snprintf(copy, sizeof(copy), "%s", text);
	for (o->n_vafs = 0; (part = strsep(&next, ","));)
	{
		if (o->n_vafs == MAX_VAFS)
			die("%s has more than %d", name, MAX_VAFS);
		o->vafs[o->n_vafs++] = real(name, part, 0, 1);
	}
}

static int
set_file(Options *o, const char *name, const char *value)
{
	const struct
	{
		const char *name, **to;
	} files[] = {{"--out", &o->out},
				 {"--truth", &o->truth},
				 {"--bed", &o->bed},
				 {"--fasta", &o->fasta},
				 {"--sites", &o->sites},
				 {"--reference", &o->reference},
				 {"--targets-bed", &o->targets_bed}};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (strcmp(name, files[i].name) == 0)
		{
			*files[i].to = value;
			return 1;
		}
	return 0;
}

static int
set_number(Options *o, const char *name, const char *value)
{
	const struct
	{
		const char *name;
		int *to, least, most;
	} numbers[] = {{"--targets", &o->targets, 1, 100000},
				   {"--length", &o->target_length, 1, 100000},
				   {"--molecules", &o->molecules, 1, 1000000},
				   {"--depth", &o->depth, 1, 10000000},
				   {"--read-length", &o->read_length, 30, MAX_READ},
				   {"--snvs", &o->snvs, 0, 100000},
				   {"--mnvs", &o->mnvs, 0, 100000},
				   {"--indels", &o->indels, 0, 100000},
				   {"--delins", &o->delins, 0, 100000},
				   {"--germline", &o->germline, 0, 100000},
				   {"--imbalanced", &o->imbalanced, 0, 100000},
				   {"--troubles", &o->troubles, 0, 1},
				   {"--umi-length", &o->umi_length, 1, 32},
				   {"--compression", &o->compression, 1, 9}};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strcmp(name, numbers[i].name) == 0)
		{
			*numbers[i].to = number(name, value, numbers[i].least, numbers[i].most);
			return 1;
		}
	return 0;
}

static int
set_real(Options *o, const char *name, const char *value)
{
	const struct
	{
		const char *name;
		double *to, least, most;
	} reals[] = {{"--umi-error", &o->umi_error, 0, 1},
				 {"--one-strand", &o->one_strand, 0, 1},
				 {"--family-shape", &o->family_shape, 0.1, 1000},
				 {"--damage", &o->damage, 0, 1000},
				 {"--pcr", &o->pcr, 0, 0.001},
				 {"--both-strands", &o->both_strands, 0, 0.001},
				 {"--slips", &o->slips, 0, 0.001},
				 {"--site-spread", &o->site_spread, 0, 3},
				 {"--hot-share", &o->hot_share, 0, 1},
				 {"--hot-factor", &o->hot_factor, 0, 1000},
				 {"--strand-sites", &o->strand_sites, 0, 0.1}};

	for (size_t i = 0; i < sizeof(reals) / sizeof(reals[0]); i++)
		if (strcmp(name, reals[i].name) == 0)
		{
			*reals[i].to = real(name, value, reals[i].least, reals[i].most);
			return 1;
		}
	return 0;
}

static int
set_other(Options *o, const char *name, const char *value)
{
	if (strcmp(name, "--panel-seed") == 0)
		o->panel_seed = strtoull(value, NULL, 10);
	else if (strcmp(name, "--plant-seed") == 0)
		o->plant_seed = strtoull(value, NULL, 10);
	else if (strcmp(name, "--seed") == 0)
		o->seed = strtoull(value, NULL, 10);
	else if (strcmp(name, "--vafs") == 0)
		list(name, value, o);
	else if (strcmp(name, "--umi") == 0)
		o->umi = word(name, value, (const char *const[]){"duplex", "single", "none"}, 3);
	else if (strcmp(name, "--umi-in") == 0)
		o->place = word(name, value, (const char *const[]){"rx", "name", "mi"}, 3);
	else if (strcmp(name, "--qualities") == 0)
		o->full_qualities = word(name, value, (const char *const[]){"binned", "full"}, 2);
	else
		return 0;
	return 1;
}

int
main(int argc, char **argv)
{
	Options o = {.panel_seed = 1,
				 .plant_seed = 1,
				 .seed = 1,
				 .targets = 30,
				 .target_length = 500,
				 .molecules = 3000,
				 .depth = 20000,
				 .read_length = 150,
				 .umi_length = 3,
				 .compression = 6,
				 .n_vafs = 5,
				 .vafs = {0.0005, 0.001, 0.002, 0.005, 0.01},
				 .umi_error = 0.002,
				 .one_strand = 0.15,
				 .family_shape = 2,
				 .damage = 1,
				 .pcr = 1e-6,
				 .both_strands = 1e-6,
				 .slips = 2e-6,
				 .site_spread = 1,
				 .hot_share = 0.005,
				 .hot_factor = 30};
	Panel *panel;
	Made made;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
	{
		fputs(USAGE, stdout);
		return 0;
	}
	for (int i = 1; i < argc; i += 2)
		if (i + 1 == argc ||
			!(set_file(&o, argv[i], argv[i + 1]) || set_number(&o, argv[i], argv[i + 1]) ||
			  set_real(&o, argv[i], argv[i + 1]) || set_other(&o, argv[i], argv[i + 1])))
			die("bad argument %s\n%s", argv[i], USAGE);
	if (!o.out || !o.reference != !o.targets_bed)
		die("--out is needed, --reference and --targets-bed together\n%s", USAGE);
	panel = panel_new(&o);
	plant(panel);
	troubles_plan(panel);
	made = library_write(panel);
	if (o.truth)
		plant_write_truth(panel);
	if (o.bed)
		panel_write_bed(panel);
	if (o.fasta)
		panel_write_fasta(panel);
	if (o.sites)
		panel_write_sites(panel);
	fprintf(stderr, "%ld molecules, %ld reads\n", made.molecules, 2 * made.fragments);
	return 0;
}
