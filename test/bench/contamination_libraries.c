/* contamination_libraries.c: writes BAM files of patients with SNPs of their own, clean and with
 * molecules of another patient among them, and what is true of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

#define PATIENTS 180
#define TARGETS 20
#define LENGTH 100
#define SITES 3 /* SNPs of a target */
#define ALL_SITES (TARGETS * SITES)
#define FIRST 257 /* targets begin where blocks do */
#define APART 1024
#define RECIPIENT_DEPTH 600
#define USABLE 3

/* A target as each combination of its alleles reads, and what aligners say of the difference. */
typedef struct
{
	char bases[1 << SITES][LENGTH + 1];
	char differences[1 << SITES][64];
} Target;

typedef struct
{
	char ref;
	char alt;
	double frequency; /* of alt, in the population */
	double error;     /* share of molecules that show the other allele by error */
} Site;

typedef struct
{
	char alleles[2][ALL_SITES]; /* of each haplotype: is it alt? */
	double share[TARGETS];      /* of molecules that are of the first haplotype */
	int mutated;                /* site of a somatic mutation, or -1 */
	double mutation;            /* its fraction */
} Patient;

static Target targets[TARGETS];
static Site sites[ALL_SITES];
static Patient patients[PATIENTS];

static int
offset_of(int site)
{
	return 20 + 30 * (site % SITES);
}

static int
position_of(int site)
{
	return FIRST + APART * (site / SITES) + offset_of(site);
}

static void
write_target(int target)
{
	for (int alleles = 0; alleles < 1 << SITES; alleles++)
	{
		char *to = targets[target].differences[alleles];
		int last = 0;

		strcpy(targets[target].bases[alleles], targets[target].bases[0]);
		for (int i = 0; i < SITES; i++)
			if (alleles >> i & 1)
			{
				const Site *site = &sites[target * SITES + i];

				targets[target].bases[alleles][offset_of(i)] = site->alt;
				to += sprintf(to, "%d%c", offset_of(i) - last, site->ref);
				last = offset_of(i) + 1;
			}
		sprintf(to, "%d", LENGTH - last);
	}
}

static void
draw_panel(uint64_t seed)
{
	Rng rng;

	rng_seed(&rng, seed, 1);
	for (int target = 0; target < TARGETS; target++)
	{
		for (int i = 0; i < LENGTH; i++)
			targets[target].bases[0][i] = "ACGT"[rng_below(&rng, 4)];
		for (int i = 0; i < SITES; i++)
		{
			Site *site = &sites[target * SITES + i];

			site->ref = targets[target].bases[0][offset_of(i)];
			do
				site->alt = "ACGT"[rng_below(&rng, 4)];
			while (site->alt == site->ref);
			site->frequency = rng_range(&rng, 0.05, 0.95);
			site->error = rng_chance(&rng, 0.02) ? 3e-3 : rng_log_range(&rng, 1e-5, 3e-4);
		}
		write_target(target);
	}
}

static int
is_homozygous(const Patient *patient, int site)
{
	return patient->alleles[0][site] == patient->alleles[1][site];
}

/*
 * One target in twelve has unequal alleles; one patient in ten has lost a third of a haplotype in
 * the tumour, which may be nearly all there is; one in five has a mutation where others have a SNP.
 */
static void
draw_patient(int number, uint64_t seed)
{
	Patient *patient = &patients[number];
	Rng rng;
	double lost = 1;

	rng_seed(&rng, seed, 1000 + (uint64_t) number);
	for (int site = 0; site < ALL_SITES; site++)
		for (int haplotype = 0; haplotype < 2; haplotype++)
			patient->alleles[haplotype][site] = (char) rng_chance(&rng, sites[site].frequency);
	if (rng_chance(&rng, 0.1))
	{
		double tumour = rng_range(&rng, 0.1, 0.95);

		lost = (1 - tumour) / (2 - tumour);
	}
	for (int target = 0; target < TARGETS; target++)
	{
		double share = 0.5;

		if (lost < 1 && target < TARGETS / 3)
			share = lost;
		else if (rng_chance(&rng, 1.0 / 12))
			share = rng_range(&rng, 0.02, 0.5);
		patient->share[target] = rng_chance(&rng, 0.5) ? share : 1 - share;
	}
	patient->mutated = -1;
	patient->mutation = rng_range(&rng, 0.005, 0.15);
	if (number % 5 == 0)
		do
			patient->mutated = (int) rng_below(&rng, ALL_SITES);
		while (patient->alleles[0][patient->mutated] || patient->alleles[1][patient->mutated]);
}

static int
count_usable(const Patient *host, const Patient *donor)
{
	int count = 0;

	for (int site = 0; site < ALL_SITES; site++)
		count += is_homozygous(host, site) && is_homozygous(donor, site) &&
				 host->alleles[0][site] != donor->alleles[0][site] && site != host->mutated &&
				 site != donor->mutated;
	return count;
}

static int
draw_molecule(Rng *rng, const Patient *host, const Patient *donor, double foreign, int target)
{
	int alleles = 0, is_foreign = donor && rng_chance(rng, foreign);
	const Patient *from = is_foreign ? donor : host;
	int haplotype = !rng_chance(rng, from->share[target]);

	for (int i = 0; i < SITES; i++)
	{
		int site = target * SITES + i, allele = from->alleles[haplotype][site];

		if (site == from->mutated && rng_chance(rng, from->mutation))
			allele = !allele;
		if (rng_chance(rng, sites[site].error))
			allele = !allele;
		alleles |= allele << i;
	}
	return alleles;
}

/* depth 0: any, and uneven. */
static void
write_library(const char *path, Rng *rng, const Patient *host, const Patient *donor, double foreign,
			  int depth)
{
	static char quality[LENGTH + 1];
	char command[1000];
	FILE *out;
	double mean = rng_log_range(rng, 200, 1200);

	memset(quality, 'F', LENGTH);
	snprintf(command, sizeof command, "samtools view -b -1 -o '%s' -", path);
	out = popen(command, "w");
	if (!out)
		exit(1);
	fprintf(out, "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr7\tLN:159345973\n");
	for (int target = 0; target < TARGETS; target++)
	{
		int molecules = depth > 0 ? depth : (int) (mean * rng_range(rng, 0.6, 1.4));

		for (int i = 0; i < molecules; i++)
		{
			int alleles = draw_molecule(rng, host, donor, foreign, target);

			fprintf(out, "m%d.%d\t%d\tchr7\t%d\t60\t%dM\t*\t0\t0\t%s\t%s\tMD:Z:%s\n", target, i,
					i % 2 ? 16 : 0, FIRST + APART * target, LENGTH, targets[target].bases[alleles],
					quality, targets[target].differences[alleles]);
		}
	}
	if (pclose(out) != 0)
		exit(1);
}

/* Lines "library, patient, donor", and of mutations "patient, variant". */
int
main(int argc, char **argv)
{
	const char *folder = argc == 5 ? argv[1] : "";
	uint64_t seed = argc == 5 ? strtoull(argv[2], NULL, 10) : 0;
	int recipients = argc == 5 ? atoi(argv[3]) : 0;
	double foreign = argc == 5 ? atof(argv[4]) : 0;
	char path[900];
	FILE *libraries, *mutations;

	if (argc != 5 || recipients > PATIENTS)
		return fprintf(stderr, "usage: contamination_libraries FOLDER SEED RECIPIENTS FRACTION\n"),
			   2;
	snprintf(path, sizeof path, "%s/libraries.tsv", folder);
	libraries = fopen(path, "w");
	snprintf(path, sizeof path, "%s/mutations.tsv", folder);
	mutations = fopen(path, "w");
	if (!libraries || !mutations)
		return perror(path), 1;
	draw_panel(seed);
	for (int i = 0; i < PATIENTS; i++)
		draw_patient(i, seed);
	for (int i = 0; i < PATIENTS + recipients; i++)
	{
		Rng rng;
		int host = i % PATIENTS, donor = -1;

		rng_seed(&rng, seed, 100000 + (uint64_t) i);
		if (i >= PATIENTS)
			do
				donor = (int) rng_below(&rng, PATIENTS);
			while (donor == host || count_usable(&patients[host], &patients[donor]) != USABLE);
		fprintf(libraries, "%s%03d\t%03d\t", i < PATIENTS ? "C" : "R", host, host);
		fprintf(libraries, donor < 0 ? "\\N\n" : "%03d\n", donor);
		snprintf(path, sizeof path, "%s/%s%03d.bam", folder, i < PATIENTS ? "C" : "R", host);
		write_library(path, &rng, &patients[host], donor < 0 ? NULL : &patients[donor], foreign,
					  donor < 0 ? 0 : RECIPIENT_DEPTH);
		if (i < PATIENTS && patients[host].mutated >= 0)
		{
			int site = patients[host].mutated;

			fprintf(mutations, "%03d\tGRCh38:chr7:%d:%c:%c\n", host, position_of(site),
					sites[site].ref, sites[site].alt);
		}
	}
	return fclose(libraries) || fclose(mutations);
}
