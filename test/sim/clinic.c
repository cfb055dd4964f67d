/* The clinical tables, and the sequencing runs, as CSV files for COPY. */
#include "cohort.h"

#include <string.h>

/* Days since 2023-01-01 into a civil date */
const char *
clinic_date(char *text, size_t size, int day)
{
	static const int LENGTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year = 2023, month = 0;

	for (;;)
	{
		int length = LENGTHS[month] + (month == 1 && year % 4 == 0);

		if (day < length)
			break;
		day -= length;
		if (++month == 12)
		{
			month = 0;
			year++;
		}
	}
	snprintf(text, size, "%04d-%02d-%02d", year, month + 1, day + 1);
	return text;
}

static void
write_patients(const Cohort *cohort, const Reference *ref, const char *folder)
{
	FILE *file = must_open(folder, "patients.csv", "w");
	char date[16];

	fprintf(file, "patient,sex,birth_year,fusion,marker_variant,last_follow_up,death\n");
	for (int i = 0; i < cohort->n_patients; i++)
	{
		const Patient *p = &cohort->patients[i];

		fprintf(file, "%s,%c,%d,%s,", p->name, p->sex, p->birth_year, p->fusion);
		for (int c = 0; c < p->n_changes; c++)
			if (p->changes[c].kind == TRUNCAL && !p->marker_unknown)
				fprintf(file, ASSEMBLY ":%s:%d:%s:%s",
						reference_contig(ref, p->changes[c].change->position),
						p->changes[c].change->position, p->changes[c].change->ref,
						p->changes[c].change->alt);
		fprintf(file, ",%s", p->last_seen < 0 ? "" : clinic_date(date, sizeof(date), p->last_seen));
		fprintf(file, ",%s\n", p->death < 0 ? "" : clinic_date(date, sizeof(date), p->death));
	}
	must_close(file, "patients.csv");
}

/* What the answers are to find out: when each acquired change began to be in plasma, and copies. */
static void
write_courses(const Cohort *cohort, const char *folder)
{
	FILE *emerged = must_open(folder, "truth_emergence.tsv", "w");
	FILE *copies = must_open(folder, "truth_copies.tsv", "w");
	char date[16], sample[32];

	fprintf(emerged, "patient\tmutation\tmechanism\temerged_on\n");
	fprintf(copies, "sample\tgene\tcopies_in_tumour\tcopies_over_two\n");
	for (int i = 0; i < cohort->n_patients; i++)
	{
		const Patient *p = &cohort->patients[i];

		for (int c = 0; c < p->n_changes; c++)
			if (p->changes[c].emerged >= 0)
				fprintf(emerged, "%s\t%s\t%s\t%s\n", p->name, p->changes[c].change->mutation,
						p->changes[c].kind == BYPASS ? "off_target" : "on_target",
						clinic_date(date, sizeof(date), p->changes[c].emerged));
		for (int d = 0; d < p->n_draws; d++)
			for (int g = 0; g < p->n_gains; g++)
			{
				const Gain *gain = &p->gains[g];
				double in_tumour = p->draws[d].day < gain->from ? 2 : gain->copies;

				cohort_sample_name(sample, sizeof(sample), p, d);
				fprintf(copies, "%s\t%s\t%.6g\t%.6g\n", sample, gain->gene, in_tumour,
						1 + p->draws[d].tumour_fraction * (in_tumour / 2 - 1));
			}
	}
	must_close(emerged, "truth_emergence.tsv");
	must_close(copies, "truth_copies.tsv");
}

/* The first assessment after a day; -1 for none. */
static int
next_assessment(const Patient *p, int day)
{
	int next = -1;

	for (int a = 0; a < p->n_assessments; a++)
		if (p->assessments[a].day > day &&
			(next < 0 || p->assessments[a].day < p->assessments[next].day))
			next = a;
	return next;
}

static void
write_care(const Cohort *cohort, const char *folder)
{
	FILE *lines = must_open(folder, "treatments.csv", "w");
	FILE *findings = must_open(folder, "assessments.csv", "w");
	char date[16], end[16];

	fprintf(lines, "patient,line,drug,start_date,end_date\n");
	fprintf(findings, "patient,assessed_on,kind,result,site\n");
	for (int i = 0; i < cohort->n_patients; i++)
	{
		const Patient *p = &cohort->patients[i];

		for (int l = 0; l < p->n_treatments; l++)
			fprintf(lines, "%s,%d,%s,%s,%s\n", p->name, p->treatments[l].number,
					p->treatments[l].drug, clinic_date(date, sizeof(date), p->treatments[l].start),
					p->treatments[l].end < 0 ? ""
											 : clinic_date(end, sizeof(end), p->treatments[l].end));
		for (int a = next_assessment(p, -1); a >= 0;
			 a = next_assessment(p, p->assessments[a].day)) /* in the order of their days */
			fprintf(findings, "%s,%s,%s,%s,%s\n", p->name,
					clinic_date(date, sizeof(date), p->assessments[a].day), p->assessments[a].kind,
					p->assessments[a].result, p->assessments[a].site);
	}
	must_close(lines, "treatments.csv");
	must_close(findings, "assessments.csv");
}

static void
write_samples(const Cohort *cohort, const char *folder)
{
	FILE *file = must_open(folder, "samples.csv", "w");
	FILE *truth = must_open(folder, "truth_samples.tsv", "w");
	char date[16], sample[32];

	fprintf(file, "sample,patient,drawn_at,material,tube,blood_ml,draw_to_spin_hours,spin1_g,"
				  "spin1_minutes,spin2_g,spin2_minutes,plasma_ml,elution_ul,kit,qubit_ng\n");
	fprintf(truth, "sample\ttumour_fraction\n");
	for (int i = 0; i < cohort->n_patients; i++)
		for (int n = 0; n < cohort->patients[i].n_draws; n++)
		{
			const Draw *d = &cohort->patients[i].draws[n];

			cohort_sample_name(sample, sizeof(sample), &cohort->patients[i], n);
			fprintf(file, "%s,%s,%s %02d:%02d:00+01,%s,", sample, cohort->patients[i].name,
					clinic_date(date, sizeof(date), d->day), d->minute / 60, d->minute % 60,
					d->material);
			if (strcmp(d->material, "tissue") == 0)
				fprintf(file, ",,,,,,,,%d,GeneRead DNA FFPE,%.1f\n", d->elution_ul, d->qubit_ng);
			else
				fprintf(file, "%s,%.1f,%.1f,1600,10,%d,10,%.1f,%d,%s,%.1f\n",
						d->streck ? "Streck" : "EDTA", d->blood_ml, d->spin_hours, d->spin2_g,
						d->plasma_ml, d->elution_ul,
						strcmp(d->material, "plasma") == 0 ? "QIAamp Circulating Nucleic Acid"
														   : "QIAamp DNA Blood",
						d->qubit_ng);
			fprintf(truth, "%s\t%.6g\n", sample, d->tumour_fraction);
		}
	must_close(file, "samples.csv");
	must_close(truth, "truth_samples.tsv");
}

static void
write_libraries(const Cohort *cohort, const char *folder)
{
	FILE *file = must_open(folder, "libraries.csv", "w");
	char library[32], sample[32], date[16];

	fprintf(file, "library,sample,run,file,input_ng,role,withdrawn\n");
	for (int i = 0; i < cohort->n_libraries; i++)
	{
		const Library *l = &cohort->libraries[i];
		const Patient *p = &cohort->patients[l->patient];

		cohort_library_name(library, sizeof(library), cohort, l);
		cohort_sample_name(sample, sizeof(sample), p, l->draw);
		fprintf(file, "%s,%s,RUN%02d,bam/%s.bam,%.1f,%s,%s\n", library, sample, l->run, library,
				p->draws[l->draw].input_ng, p->donor ? "normal" : "patient",
				l->withdrawn ? l->withdrawn : "");
	}
	must_close(file, "libraries.csv");

	file = must_open(folder, "runs.csv", "w");
	fprintf(file, "run,run_date,instrument\n");
	for (int run = 1; run <= cohort->n_runs; run++)
	{
		int last = 0;

		for (int i = 0; i < cohort->n_libraries; i++)
		{
			const Library *l = &cohort->libraries[i];

			if (l->run == run && cohort->patients[l->patient].draws[l->draw].day > last)
				last = cohort->patients[l->patient].draws[l->draw].day;
		}
		fprintf(file, "RUN%02d,%s,NextSeq 550\n", run, clinic_date(date, sizeof(date), last + 9));
	}
	must_close(file, "runs.csv");
}

void
clinic_write(const Cohort *cohort, const Reference *ref, const char *folder)
{
	write_patients(cohort, ref, folder);
	write_courses(cohort, folder);
	write_care(cohort, folder);
	write_samples(cohort, folder);
	write_libraries(cohort, folder);
}
