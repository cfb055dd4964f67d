/* Which wells a ddPCR campaign has, and what their droplets show. */
#include "ddpcr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WELLS 96
#define CONTROL_WELLS 5 /* of an assay on a plate: 2 NTC, 2 wild type, 1 positive */
#define REPLICATES 2
#define MAX_PLATES 99
#define MAX_ROWS (WELLS + WELLS / REPLICATES)

#define DROPLET_UL 0.00085
#define REACTION_UL 20.0
#define TEMPLATE_UL 8.0
#define COPIES_PER_NG 303.03
#define FALSE_POSITIVES 1e-5 /* per droplet of a well with wild-type DNA; assays differ twofold */

typedef struct
{
	int patient, draw;
	double vaf;
} Order; /* one sample to be measured with one assay */

typedef struct
{
	const Cohort *cohort;
	const char *folder;
	FILE *truth, *plates;
	Rng rng;
	int plate, n_rows, n_wells, last_day;
	Row rows[MAX_ROWS];
} Campaign;

static const char *
assay_of(const Change *c)
{
	return c->mutation + strlen("ALK ");
}

/* Copies that fall into droplets by Poisson's law; the two alleles are on molecules of their
 * own. */
static Droplets
partition(Rng *rng, double copies, double vaf, double false_positives)
{
	int n = rng_between(rng, 12000, 18000), fam, both;
	double per_droplet = copies / REACTION_UL * DROPLET_UL;
	double p_fam = -expm1(-per_droplet * vaf), p_hex = -expm1(-per_droplet * (1 - vaf));

	fam = rng_binomial(rng, n, 1 - (1 - p_fam) * (1 - false_positives));
	both = rng_binomial(rng, fam, p_hex);
	n -= fam;
	per_droplet = rng_binomial(rng, n, p_hex);
	return (Droplets){both, fam - both, (long) per_droplet, n - (long) per_droplet};
}

/* Withdrawn: why it does not count; empty where it does. */
static void
close_plate(Campaign *c, const char *withdrawn)
{
	char plate[16], date[16];

	if (!c->n_rows)
		return;
	snprintf(plate, sizeof(plate), "DDPCR%02d", c->plate);
	quantasoft_write(c->rows, c->n_rows, c->folder, plate);
	fprintf(c->plates, "%s,ddpcr/%s.csv,DDRUN%02d,%s,%s\n", plate, plate, c->plate,
			clinic_date(date, sizeof(date), c->last_day + 12), withdrawn);
	c->n_rows = c->n_wells = 0;
	c->last_day = 0;
}

static void
open_plate(Campaign *c)
{
	close_plate(c, "");
	if (++c->plate > MAX_PLATES)
		die("more than %d ddPCR plates", MAX_PLATES);
}

static int
add_well(Campaign *c, const char *sample, const char *assay, const char *target, double copies,
		 double vaf)
{
	Row *row = &c->rows[c->n_rows];
	double background = copies > 0 ? FALSE_POSITIVES * (0.5 + (unsigned char) assay[1] % 4 * 0.5)
								   : FALSE_POSITIVES / 50;

	*row = (Row){.assay = assay, .target = target};
	snprintf(row->sample, sizeof(row->sample), "%s", sample);
	snprintf(row->well, sizeof(row->well), "%c%02d", 'A' + c->n_wells % 8, 1 + c->n_wells / 8);
	/* a copy in a hundred wells drifts into a no-template control */
	row->droplets =
		partition(&c->rng, copies > 0 ? copies : rng_chance(&c->rng, 0.15) * 2.0, vaf, background);
	row->fam_level = rng_range(&c->rng, 6500, 8500);
	row->hex_level = rng_range(&c->rng, 4500, 6000);
	c->n_wells++;
	fprintf(c->truth, "DDPCR%02d\t%s\t%s\t%s\t", c->plate, row->well, sample, assay);
	if (copies > 0)
		fprintf(c->truth, "%.6g\n", 100 * vaf);
	else
		fputc('\n', c->truth);
	return c->n_rows++;
}

static void
add_controls(Campaign *c, const char *assay)
{
	for (int i = 0; i < 2; i++)
		add_well(c, "NTC", assay, "NTC", 0, 0);
	for (int i = 0; i < 2; i++)
		add_well(c, "WT", assay, "Negative Control", rng_range(&c->rng, 1800, 2600), 0);
	add_well(c, "POS", assay, "Positive Control", rng_range(&c->rng, 1800, 2600), 0.05);
}

static void
merge(Campaign *c, const int *wells, int n)
{
	const Row *first = &c->rows[wells[0]];
	Row *row = &c->rows[c->n_rows++];
	int number = 1;

	*row = *first;
	for (int i = 0; i < c->n_rows - 1; i++)
		number += c->rows[i].n_merged > 0;
	snprintf(row->well, sizeof(row->well), "M%02d", number % 100);
	row->n_merged = n;
	for (int i = 0; i < n; i++)
		row->merged[i] = wells[i];
	for (int i = 1; i < n; i++)
	{
		row->droplets.both += c->rows[wells[i]].droplets.both;
		row->droplets.fam += c->rows[wells[i]].droplets.fam;
		row->droplets.hex += c->rows[wells[i]].droplets.hex;
		row->droplets.negative += c->rows[wells[i]].droplets.negative;
	}
}

static void
add_sample(Campaign *c, const Order *order, const char *assay)
{
	const Patient *p = &c->cohort->patients[order->patient];
	const Draw *d = &p->draws[order->draw];
	int wells[REPLICATES];
	char sample[32];

	cohort_sample_name(sample, sizeof(sample), p, order->draw);
	for (int i = 0; i < REPLICATES; i++)
	{
		double copies = d->qubit_ng / d->elution_ul * TEMPLATE_UL * COPIES_PER_NG;

		wells[i] = add_well(c, sample, assay, "Unknown", copies * rng_range(&c->rng, 0.95, 1.05),
							order->vaf);
	}
	merge(c, wells, REPLICATES);
	if (d->day > c->last_day)
		c->last_day = d->day;
}

/* Every draw with the assays of what the patient ever has; L1196M and G1202R at progression for
 * all. */
static int
collect(const Cohort *cohort, const char *assay, Order *orders)
{
	int n = 0;

	for (int i = 0; i < cohort->n_patients; i++)
	{
		const Patient *p = &cohort->patients[i];
		int own = -1;

		for (int c = 0; c < p->n_changes; c++)
			if (p->changes[c].kind == RESISTANCE &&
				strcmp(assay_of(p->changes[c].change), assay) == 0)
				own = c;
		for (int d = 0; d < p->n_draws && !p->draws[d].added && !p->elsewhere; d++)
			if (own >= 0)
				orders[n++] = (Order){i, d, cohort_vaf(p, &p->draws[d], own)};
			else if (p->draws[d].at_progression &&
					 (strcmp(assay, "L1196M") == 0 || strcmp(assay, "G1202R") == 0))
				orders[n++] = (Order){i, d, 0};
	}
	return n;
}

static void
run_assay(Campaign *c, const char *assay, const Order *orders, int n)
{
	int controls_on = -1;

	for (int i = 0; i < n; i++)
	{
		int need = REPLICATES + (controls_on == c->plate ? 0 : CONTROL_WELLS);

		if (c->plate == 0 || c->n_wells + need > WELLS)
			open_plate(c);
		if (controls_on != c->plate)
		{
			add_controls(c, assay);
			controls_on = c->plate;
		}
		add_sample(c, &orders[i], assay);
	}
}

/* A plate whose wells are not what its sheet says, in the end withdrawn: a draw of each of some
 * patients without the mutation, and droplets that say otherwise. */
static void
add_mistaken_plate(Campaign *c)
{
	Order order = {0, 0, 0.03};

	open_plate(c);
	add_controls(c, "G1202R");
	for (; order.patient < c->cohort->n_patients && order.patient < 6; order.patient++)
		if (!c->cohort->patients[order.patient].donor &&
			!c->cohort->patients[order.patient].elsewhere)
			add_sample(c, &order, "G1202R");
	close_plate(c, "the sheet of another plate");
}

/* The probe of an assay detects the simulated changes that give its mutation, no other ones. */
static void
write_probe(FILE *file, const Reference *ref, const char *assay)
{
	for (int i = 0; i < ref->n_mutations; i++)
		if (strcmp(assay_of(&ref->mutations[i]), assay) == 0)
			fprintf(file, "%s\t%s\n", assay, ref->mutations[i].hgvs);
}

void
ddpcr_write(const Cohort *cohort, const Reference *ref, uint64_t seed, const char *folder)
{
	Campaign *c = must_allocate(sizeof(*c));
	Order *orders = must_allocate(sizeof(Order) * (size_t) (cohort->n_libraries + 1));
	const char *done[64];
	int n_done = 0;
	FILE *probes = must_open(folder, "truth_probes.tsv", "w");

	c->cohort = cohort;
	c->folder = folder;
	rng_seed(&c->rng, seed, 2000000u);
	c->truth = must_open(folder, "truth_ddpcr.tsv", "w");
	c->plates = must_open(folder, "ddpcr_plates.csv", "w");
	fprintf(c->truth, "plate\twell\tsample\tassay\texpected_fa_percent\n");
	fprintf(c->plates, "plate,file,run,run_date,withdrawn\n");
	fprintf(probes, "assay\thgvs_c\n");
	for (int i = -2; i < cohort->n_patients; i++)
	{
		const Patient *p = i >= 0 ? &cohort->patients[i] : NULL;

		for (int k = 0; k < (p ? p->n_changes : 1) && !(p && p->elsewhere); k++)
		{
			const char *assay = i == -2 ? "L1196M" : "G1202R";
			int known = 0;

			if (p && p->changes[k].kind != RESISTANCE)
				continue;
			if (p)
				assay = assay_of(p->changes[k].change);
			for (int a = 0; a < n_done; a++)
				known |= strcmp(done[a], assay) == 0;
			if (known || n_done == 64)
				continue;
			done[n_done++] = assay;
			write_probe(probes, ref, assay);
			run_assay(c, assay, orders, collect(cohort, assay, orders));
		}
	}
	add_mistaken_plate(c);
	must_close(probes, "truth_probes.tsv");
	must_close(c->truth, "truth_ddpcr.tsv");
	must_close(c->plates, "ddpcr_plates.csv");
	free(orders);
	free(c);
}
