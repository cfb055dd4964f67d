/* Who the patients are: a fixed cycle of courses, so that every kind of course is there in a cohort
 * of any size. */
#include "elsewhere.h"

#include <stdlib.h>
#include <string.h>

#define LIBRARIES_PER_RUN 24

/* Of twenty patients: 8 T acquire a mutation under crizotinib, 3 S only under the second line, 3 B
 * progress by a bypass (tumour DNA, no mutation), 2 N shed no tumour DNA, 4 R still respond. */
static const char COURSES[] = "TTBTSTRTNTBRTSRTBNSR";
#define CYCLE 20

/* Acquired under crizotinib; second drug; does it stay under the second drug; acquired under that;
 * in cis with the first; the draw on treatment is taken */
typedef struct
{
	const char *first, *drug, *second;
	int stays, cis, early_draw;
} Course;

static const Course ACQUIRED[] = {
	{"ALK L1196M", "alectinib", "ALK G1202R", 0, 0, 1},
	{"ALK L1196M", "ceritinib", "ALK G1202R", 1, 1, 1},
	{"ALK G1269A", "ceritinib", NULL, 0, 0, 1},
	{"ALK L1196M", "brigatinib", "ALK G1202R", 1, 0, 0},
	{"ALK C1156Y", "lorlatinib", "ALK L1198F", 1, 0, 1},
	{"ALK T1151dup", "alectinib", NULL, 1, 0, 1},
	{"ALK S1206Y", "alectinib", "ALK G1202R", 0, 0, 0},
	{"ALK F1174L", "ceritinib", NULL, 1, 0, 1},
	{"ALK L1152R", "brigatinib", NULL, 0, 0, 1},
	{"ALK G1269A", "alectinib", "ALK I1171N", 0, 0, 0},
	{"ALK I1171T", "lorlatinib", NULL, 0, 0, 1},
	{"ALK L1196M", "alectinib", NULL, 0, 0, 1},
	{"ALK D1203N", "brigatinib", "ALK E1210K", 1, 1, 0},
	{"ALK G1202R", "lorlatinib", "ALK L1196M", 1, 1, 1},
	{"c.3520T>C", "brigatinib", NULL, 0, 0, 0},
	{"ALK C1156Y", "alectinib", "ALK G1202R", 0, 0, 1},
};
static const Course LATER[] = {
	{NULL, "alectinib", "ALK G1202del", 0, 0, 1}, {NULL, "ceritinib", "ALK C1156T", 0, 0, 1},
	{NULL, "alectinib", "ALK I1171S", 0, 0, 1},   {NULL, "alectinib", "ALK V1180L", 0, 0, 1},
	{NULL, "ceritinib", "ALK G1202R", 0, 0, 1},   {NULL, "alectinib", "ALK I1171N", 0, 0, 1},
};
#define LENGTH(array) ((int) (sizeof(array) / sizeof((array)[0])))

static const char *const SECOND_DRUGS[] = {"alectinib", "brigatinib", "ceritinib", "lorlatinib"};
static const char *const FUSIONS[] = {"EML4-ALK v1",  "EML4-ALK v3a", "EML4-ALK v1",
									  "EML4-ALK v3b", "EML4-ALK v2",  "EML4-ALK v5a"};
static const char *const SITES[] = {"lung", "liver", "bone", "CNS", "lymph node", "pleura"};

int
cohort_add_change(Patient *p, const Change *change, Kind kind, int haplotypes)
{
	if (p->n_changes == MAX_CHANGES)
		die("too many changes in patient %s", p->name);
	p->changes[p->n_changes] = (PatientChange){change, kind, haplotypes, -1};
	return p->n_changes++;
}

/* A private silent change at least 12 bases from every other of the patient: nothing there phases
 * by chance. */
static const Change *
private_change(Rng *rng, const Reference *ref, const Patient *p)
{
	for (;;)
	{
		const Change *c = &ref->silent[rng_below(rng, (uint32_t) ref->n_silent)];
		int clear = !c->common;

		for (int i = 0; i < p->n_changes && clear; i++)
			clear = abs(p->changes[i].change->position - c->position) >= 12;
		if (clear)
			return c;
	}
}

static void
add_germline(Rng *rng, const Reference *ref, Patient *p)
{
	for (int i = 0; i < ref->n_silent; i++)
		if (ref->silent[i].common)
		{
			int genotype = (rng_chance(rng, 0.42) ? 1 : 0) | (rng_chance(rng, 0.42) ? 2 : 0);

			if (genotype)
				cohort_add_change(p, &ref->silent[i], GERMLINE, genotype);
		}
	cohort_add_change(p, private_change(rng, ref, p), GERMLINE, 1 << rng_below(rng, 2));
	if (rng_chance(rng, 0.4))
		cohort_add_change(p, private_change(rng, ref, p), GERMLINE, rng_chance(rng, 0.3) ? 3 : 1);
}

Draw *
cohort_add_draw(Rng *rng, Patient *p, int day, double tumour_fraction, int at_progression)
{
	Draw *d = &p->draws[p->n_draws++];

	if (p->n_draws > MAX_DRAWS)
		die("too many draws of patient %s", p->name);
	*d = (Draw){.day = day,
				.material = "plasma",
				.tumour_fraction = tumour_fraction,
				.at_progression = at_progression};
	if (d->day % 7 == 0 || d->day % 7 == 6) /* 2023-01-01 was a Sunday */
		d->day += 2;
	snprintf(d->label, sizeof(d->label), "D%d", p->n_draws);
	d->minute = rng_between(rng, 8 * 60, 15 * 60);
	d->streck = rng_chance(rng, 0.6);
	d->blood_ml = rng_between(rng, 16, 20) * (rng_chance(rng, 0.08) ? 0.5 : 1);
	d->spin_hours = d->streck ? rng_range(rng, 1, 60) : rng_range(rng, 0.5, 2);
	if (rng_chance(rng, 0.04))
		d->spin_hours += d->streck ? 80 : 4;
	d->spin2_g = rng_chance(rng, 0.95) ? 16000 : 3000;
	d->plasma_ml = d->blood_ml * rng_range(rng, 0.42, 0.5);
	d->elution_ul = 50;
	/* more tumour, more cell-free DNA */
	d->qubit_ng = d->plasma_ml * rng_log_range(rng, 4, 9) * (1 + 2 * tumour_fraction);
	d->input_ng = d->qubit_ng < 65 ? d->qubit_ng * 0.7 : rng_range(rng, 30, 45);
	return d;
}

void
cohort_add_clone(Draw *d, double vaf, int first, int second)
{
	double room = 0.48 * d->tumour_fraction;
	Clone *clone = &d->clones[d->n_clones];

	for (int i = 0; i < d->n_clones; i++)
		room -= d->clones[i].vaf;
	if (vaf > room)
		die("clone of VAF %g does not fit into tumour fraction %g", vaf, d->tumour_fraction);
	*clone = (Clone){vaf, second >= 0 ? 2 : 1, {first, second}, 0};
	d->n_clones++;
}

static void
add_line(Patient *p, const char *drug, int start, int end)
{
	p->treatments[p->n_treatments] = (Treatment){drug, start, end, p->n_treatments + 1};
	p->n_treatments++;
}

void
cohort_assess(Patient *p, int day, const char *kind, const char *result, const char *site)
{
	p->assessments[p->n_assessments++] = (Assessment){day, kind, result, site};
}

static const char *
a_site(Rng *rng, int bypass)
{
	if (bypass && rng_chance(rng, 0.3))
		return "CNS";
	return SITES[rng_below(rng, LENGTH(SITES))];
}

static const char *
a_response(Rng *rng)
{
	double u = rng_uniform(rng);

	return u < 0.06 ? "CR" : u < 0.75 ? "PR" : "SD";
}

/* Tumour DNA under response: often none at all */
static double
residual(Rng *rng, double none)
{
	return rng_chance(rng, none) ? 0 : rng_log_range(rng, 0.008, 0.03);
}

/* What the molecules of a draw at or near progression carry: a change of VAF v in a tumour that is
 * large enough. */
static double
fraction_for(Rng *rng, double vaf)
{
	double least = 2.3 * vaf;

	return least > 0.35 ? least : rng_range(rng, least, least + 0.15);
}

static void
second_progression(Rng *rng, Patient *p, const Course *c, int first, int second, int day)
{
	double vaf = rng_log_range(rng, 0.012, 0.10);
	double rest = first >= 0 && c->stays ? rng_range(rng, 0.01, 0.03) : 0;
	Draw *d = cohort_add_draw(rng, p, day, fraction_for(rng, vaf + rest + 0.01), 1);

	if (first >= 0 && c->stays && c->cis)
	{
		cohort_add_clone(d, vaf, first, second);
		cohort_add_clone(d, rest, first, -1);
		return;
	}
	cohort_add_clone(d, vaf, second, -1);
	if (rest > 0)
		cohort_add_clone(d, rest, first, -1);
}

/* Courses T and S: progression on crizotinib, a second line, perhaps progression on that. */
static void
course_acquired(Rng *rng, const Reference *ref, Patient *p, const Course *c, int start)
{
	int first =
		c->first ? cohort_add_change(p, reference_mutation(ref, c->first), RESISTANCE, 0) : -1;
	int second =
		c->second ? cohort_add_change(p, reference_mutation(ref, c->second), RESISTANCE, 0) : -1;
	int progress = start + rng_between(rng, 230, 390);
	int stop = progress + rng_between(rng, 14, 21), next = stop + rng_between(rng, 5, 12);
	double vaf;
	Draw *d;

	cohort_assess(p, start + rng_between(rng, 50, 62), "RECIST", a_response(rng), "lung");
	add_line(p, "crizotinib", start, stop);
	if (c->early_draw)
		cohort_add_draw(rng, p, start + rng_between(rng, 60, 100), residual(rng, 0.3), 0);
	if (first >= 0)
	{
		vaf = rng_range(rng, 0.0032, 0.006);
		d = cohort_add_draw(rng, p, progress - rng_between(rng, 60, 95),
							rng_range(rng, 0.016, 0.06), 0);
		cohort_add_clone(d, vaf, first, -1);
		cohort_assess(p, progress - rng_between(rng, 96, 120), "RECIST", "SD", "lung");
	}
	vaf = first >= 0 ? rng_log_range(rng, 0.012, 0.15) : 0;
	d = cohort_add_draw(rng, p, progress + rng_between(rng, -6, 8),
						first >= 0 ? fraction_for(rng, vaf) : rng_range(rng, 0.03, 0.25), 1);
	if (first >= 0)
		cohort_add_clone(d, vaf, first, -1);
	cohort_assess(p, progress, "RECIST", "PD", a_site(rng, 0));

	progress = next + rng_between(rng, 180, 300);
	if (c->stays)
	{
		vaf = rng_range(rng, 0.004, 0.02);
		d = cohort_add_draw(rng, p, next + rng_between(rng, 70, 110), fraction_for(rng, vaf), 0);
		cohort_add_clone(d, vaf, first, -1);
	}
	else
		cohort_add_draw(rng, p, next + rng_between(rng, 70, 110), residual(rng, 0.4), 0);
	cohort_assess(p, next + rng_between(rng, 50, 62), "RECIST", c->stays ? "SD" : "PR", "lung");
	if (second < 0)
	{
		add_line(p, c->drug, next, -1);
		return;
	}
	stop = progress + rng_between(rng, 14, 21);
	add_line(p, c->drug, next, stop);
	second_progression(rng, p, c, first, second, progress + rng_between(rng, -6, 8));
	cohort_assess(p, progress, "RECIST", "PD", a_site(rng, 0));
	if (strcmp(c->drug, "lorlatinib") != 0)
		add_line(p, "lorlatinib", stop + 8, -1);
	else /* C1156Y with L1198F answers to crizotinib again, the rest to chemotherapy */
		add_line(p, strcmp(c->second, "ALK L1198F") == 0 ? "crizotinib" : "pemetrexed", stop + 8,
				 -1);
}

/* Courses B, N, R: no resistance mutation ever. */
static void
course_other(Rng *rng, Patient *p, char kind, int start)
{
	int progress = start + rng_between(rng, 180, 380);
	int stop = progress + rng_between(rng, 14, 21), next = stop + rng_between(rng, 5, 12);
	int sheds = kind != 'N';

	cohort_assess(p, start + rng_between(rng, 50, 62), "RECIST",
				  kind == 'R' ? "PR" : a_response(rng), "lung");
	cohort_add_draw(rng, p, start + rng_between(rng, 60, 100), sheds ? residual(rng, 0.4) : 0, 0);
	if (kind == 'R')
	{
		add_line(p, "crizotinib", start, -1);
		cohort_add_draw(rng, p, start + rng_between(rng, 300, 420), residual(rng, 0.6), 0);
		cohort_assess(p, start + rng_between(rng, 290, 420), "RECIST", "PR", "lung");
		if (rng_chance(rng, 0.4))
			cohort_add_draw(rng, p, start + rng_between(rng, 500, 600), 0, 0);
		return;
	}
	add_line(p, "crizotinib", start, stop);
	cohort_add_draw(rng, p, progress + rng_between(rng, -6, 8),
					sheds ? rng_range(rng, 0.04, 0.3) : 0, 1);
	cohort_assess(p, progress, "RECIST", "PD", a_site(rng, 1));
	add_line(p, SECOND_DRUGS[rng_below(rng, LENGTH(SECOND_DRUGS))], next, -1);
	if (sheds)
	{
		cohort_add_draw(rng, p, next + rng_between(rng, 70, 110), residual(rng, 0.5), 0);
		cohort_assess(p, next + rng_between(rng, 50, 62), "RECIST", "SD", "lung");
	}
}

static void
design_patient(Rng *rng, const Reference *ref, Patient *p, int index, int *acquired, int *later)
{
	char kind = COURSES[index % CYCLE];
	int enrolled = 8 + rng_between(rng, 0, 300), start = enrolled + rng_between(rng, 4, 16);

	snprintf(p->name, sizeof(p->name), "P%03d", index + 1);
	p->fusion = FUSIONS[rng_below(rng, LENGTH(FUSIONS))];
	cohort_add_change(p, private_change(rng, ref, p), TRUNCAL, 1);
	add_germline(rng, ref, p);
	cohort_add_draw(rng, p, enrolled, kind == 'N' ? 0 : rng_log_range(rng, 0.02, 0.4), 0);
	if (kind == 'T')
		course_acquired(rng, ref, p, &ACQUIRED[(*acquired)++ % LENGTH(ACQUIRED)], start);
	else if (kind == 'S')
		course_acquired(rng, ref, p, &LATER[(*later)++ % LENGTH(LATER)], start);
	else
		course_other(rng, p, kind, start);
}

static const Cohort *sorting;

static int
by_day(const void *a, const void *b)
{
	const Library *x = a, *y = b;
	int dx = sorting->patients[x->patient].draws[x->draw].day;
	int dy = sorting->patients[y->patient].draws[y->draw].day;

	if (dx != dy)
		return dx < dy ? -1 : 1;
	if (x->patient != y->patient)
		return x->patient - y->patient;
	return x->draw != y->draw ? x->draw - y->draw : x->number - y->number;
}

static int
by_patient(const void *a, const void *b)
{
	const Library *x = a, *y = b;

	if (x->patient != y->patient)
		return x->patient - y->patient;
	return x->draw != y->draw ? x->draw - y->draw : x->number - y->number;
}

/* A library of each draw in the order of patients, then those that are withdrawn. */
static void
list_libraries(Cohort *cohort)
{
	int n = 0, plain = 0;

	cohort->n_libraries = cohort->n_patients; /* one withdrawn of each at most */
	for (int i = 0; i < cohort->n_patients; i++)
		cohort->n_libraries += cohort->patients[i].n_draws;
	cohort->libraries = must_allocate(sizeof(Library) * (size_t) cohort->n_libraries);
	for (int i = 0; i < cohort->n_patients; i++)
	{
		const Patient *p = &cohort->patients[i];
		int draw, of_draw;
		const char *why = complication_swap(cohort->patients, i, &draw, &of_draw);

		if (p->elsewhere)
			continue;
		for (int d = 0; d < p->n_draws; d++)
		{
			uint64_t added = 5000000u + 100 * (uint64_t) i + (uint64_t) d;
			uint64_t stream = p->draws[d].added ? added : (uint64_t) ++plain;

			cohort->libraries[n++] = (Library){i, d, 0, i, d, 1, stream, NULL};
		}
		if (why)
			cohort->libraries[n++] =
				(Library){i, draw, 0, i - 1, of_draw, 2, 6000000u + (uint64_t) i, why};
	}
	cohort->n_libraries = n;
}

static void
assign_runs(Cohort *cohort, int normals)
{
	int n = cohort->n_libraries, patients = n - normals;

	sorting = cohort;
	qsort(cohort->libraries, (size_t) patients, sizeof(Library), by_day);
	cohort->n_runs = (patients + LIBRARIES_PER_RUN - 1) / LIBRARIES_PER_RUN;
	for (int i = 0; i < n; i++) /* the donors are the last: one to each run in turn */
		cohort->libraries[i].run =
			1 + (i < patients ? i / LIBRARIES_PER_RUN : (i - patients) % cohort->n_runs);
	qsort(cohort->libraries, (size_t) n, sizeof(Library), by_patient);
}

static void
design_donor(Rng *rng, const Reference *ref, Patient *p, int number)
{
	p->donor = 1;
	p->fusion = "";
	snprintf(p->name, sizeof(p->name), "H%03d", number);
	add_germline(rng, ref, p);
	cohort_add_draw(rng, p, 20 + rng_between(rng, 0, 60), 0, 0);
}

/* The courses of the cycle once more, with other mutations and other numbers. */
static void
design_elsewhere(const Reference *ref, uint64_t seed, Patient *p, int index)
{
	int acquired = 4, later = 1; /* indels and a replacement of two bases are among them */
	Rng rng;

	for (int i = 0; i < index; i++)
	{
		acquired += COURSES[i % CYCLE] == 'T';
		later += COURSES[i % CYCLE] == 'S';
	}
	rng_seed(&rng, seed, 1500000u + (uint64_t) index);
	design_patient(&rng, ref, p, index, &acquired, &later);
	snprintf(p->name, sizeof(p->name), "E%03d", index + 1);
	complicate(ref, seed + 1, p, index);
	p->elsewhere = index + 1;
	p->marker_unknown |= !elsewhere_names_the_marker(p->elsewhere);
}

void
cohort_design(Cohort *cohort, const Reference *ref, uint64_t seed, int patients, int normals,
			  int elsewhere)
{
	int acquired = 0, later = 0;

	cohort->n_patients = patients + normals + elsewhere;
	cohort->patients = must_allocate(sizeof(Patient) * (size_t) cohort->n_patients);
	for (int i = 0; i < cohort->n_patients; i++)
	{
		Patient *p = &cohort->patients[i];
		Rng rng;

		rng_seed(&rng, seed, 1000000u + (uint64_t) i);
		p->sex = rng_chance(&rng, 0.55) ? 'F' : 'M';
		p->birth_year = rng_between(&rng, 1945, 1988);
		p->death = p->last_seen = -1;
		if (i < patients)
		{
			design_patient(&rng, ref, p, i, &acquired, &later);
			complicate(ref, seed, p, i);
		}
		else if (i < patients + normals)
			design_donor(&rng, ref, p, i - patients + 1);
		else
			design_elsewhere(ref, seed, p, i - patients - normals);
	}
	list_libraries(cohort);
	assign_runs(cohort, normals);
}

double
cohort_copies(const Reference *ref, const Patient *patient, const Draw *draw, int position)
{
	for (int t = 0; t < ref->n_targets && patient->n_gains; t++)
	{
		const Target *target = &ref->targets[t];

		/* of the stretch around the target, as fragments begin before it */
		if (reference_at(ref, target->start) != reference_at(ref, position))
			continue;
		for (int g = 0; g < patient->n_gains; g++)
		{
			const Gain *gain = &patient->gains[g];
			size_t n = strlen(gain->gene);

			if (draw->day >= gain->from && strncmp(target->name, gain->gene, n) == 0 &&
				target->name[n] == ' ')
				return gain->copies;
		}
	}
	return 2;
}

double
cohort_vaf(const Patient *patient, const Draw *draw, int change)
{
	const PatientChange *c = &patient->changes[change];
	double vaf = 0;

	if (c->kind == GERMLINE)
		return c->haplotypes == 3 ? 1 : 0.5;
	if (c->kind == TRUNCAL)
		return draw->tumour_fraction / 2;
	for (int i = 0; i < draw->n_clones; i++)
		for (int m = 0; m < draw->clones[i].n_members; m++)
			if (draw->clones[i].members[m] == change)
				vaf += draw->clones[i].vaf;
	return vaf;
}

void
cohort_sample_name(char *name, size_t size, const Patient *patient, int draw)
{
	snprintf(name, size, "%s-%s", patient->name, patient->draws[draw].label);
}

void
cohort_library_name(char *name, size_t size, const Cohort *cohort, const Library *library)
{
	const Patient *p = &cohort->patients[library->patient];

	snprintf(name, size, "%s-%s-L%d", p->name, p->draws[library->draw].label, library->number);
}
