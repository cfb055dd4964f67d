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
write_patients(const Cohort *cohort, const char *folder)
{
	FILE *file = must_open(folder, "patients.csv", "w");

	fprintf(file, "patient,sex,birth_year,fusion,marker_variant\n");
	for (int i = 0; i < cohort->n_patients; i++)
	{
		const Patient *p = &cohort->patients[i];

		fprintf(file, "%s,%c,%d,%s,", p->name, p->sex, p->birth_year, p->fusion);
		for (int c = 0; c < p->n_changes; c++)
			if (p->changes[c].kind == TRUNCAL)
				fprintf(file, ASSEMBLY ":" CONTIG ":%d:%s:%s", p->changes[c].change->position,
						p->changes[c].change->ref, p->changes[c].change->alt);
		fputc('\n', file);
	}
	must_close(file, "patients.csv");
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

		for (int l = 0; l < p->n_lines; l++)
			fprintf(lines, "%s,%d,%s,%s,%s\n", p->name, l + 1, p->lines[l].drug,
					clinic_date(date, sizeof(date), p->lines[l].start),
					p->lines[l].end < 0 ? "" : clinic_date(end, sizeof(end), p->lines[l].end));
		for (int a = next_assessment(p, -1); a >= 0;
			 a = next_assessment(p, p->assessments[a].day)) /* in the order of their days */
			fprintf(findings, "%s,%s,RECIST,%s,%s\n", p->name,
					clinic_date(date, sizeof(date), p->assessments[a].day),
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
			fprintf(file,
					"%s,%s,%s %02d:%02d:00+01,plasma,%s,%.1f,%.1f,1600,10,%d,10,%.1f,%d,"
					"QIAamp Circulating Nucleic Acid,%.1f\n",
					sample, cohort->patients[i].name, clinic_date(date, sizeof(date), d->day),
					d->minute / 60, d->minute % 60, d->streck ? "Streck" : "EDTA", d->blood_ml,
					d->spin_hours, d->spin2_g, d->plasma_ml, d->elution_ul, d->qubit_ng);
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

	fprintf(file, "library,sample,run,file,input_ng,role\n");
	for (int i = 0; i < cohort->n_libraries; i++)
	{
		const Library *l = &cohort->libraries[i];
		const Patient *p = &cohort->patients[l->patient];

		cohort_library_name(library, sizeof(library), p, l->draw);
		cohort_sample_name(sample, sizeof(sample), p, l->draw);
		fprintf(file, "%s,%s,RUN%02d,bam/%s.bam,%.1f,%s\n", library, sample, l->run, library,
				p->draws[l->draw].input_ng, p->donor ? "normal" : "patient");
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
clinic_write(const Cohort *cohort, const char *folder)
{
	write_patients(cohort, folder);
	write_care(cohort, folder);
	write_samples(cohort, folder);
	write_libraries(cohort, folder);
}
