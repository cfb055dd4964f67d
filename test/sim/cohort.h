/* The cohort: patients, their draws, what each draw's DNA carries, libraries in runs. */
#ifndef SIM_COHORT_H
#define SIM_COHORT_H

#include "random.h"
#include "reference.h"

#define MAX_CHANGES 12
#define MAX_CLONES 4
#define MAX_DRAWS 6
#define MAX_LINES 4
#define MAX_ASSESSMENTS 10

typedef enum
{
	RESISTANCE,
	TRUNCAL,
	GERMLINE,
	ARTEFACT
} Kind;

typedef struct
{
	const Change *change;
	Kind kind;
	int haplotypes; /* germline: bit 0 haplotype A, bit 1 haplotype B */
} PatientChange;

/* Molecules of one subclone of the tumour: they carry all members, in cis. */
typedef struct
{
	double vaf;
	int n_members;
	int members[2]; /* of the patient's changes */
} Clone;

typedef struct
{
	int day; /* since 2023-01-01 */
	int minute;
	double tumour_fraction;
	int at_progression;
	int n_clones;
	Clone clones[MAX_CLONES];
	/* Pre-analytics */
	int streck, spin2_g, elution_ul;
	double blood_ml, spin_hours, plasma_ml, qubit_ng, input_ng;
	int library; /* its number in the cohort */
} Draw;

typedef struct
{
	const char *drug;
	int start, end; /* end -1: goes on */
} Line;

typedef struct
{
	int day;
	const char *result, *site;
} Assessment;

typedef struct
{
	char name[16];
	int donor; /* a healthy donor: no tumour, no treatment */
	char sex;
	int birth_year;
	const char *fusion;
	int n_changes;
	PatientChange changes[MAX_CHANGES];
	int n_draws;
	Draw draws[MAX_DRAWS];
	int n_lines;
	Line lines[MAX_LINES];
	int n_assessments;
	Assessment assessments[MAX_ASSESSMENTS];
} Patient;

typedef struct
{
	int patient, draw, run;
} Library;

typedef struct
{
	int n_patients; /* donors included, they are the last */
	Patient *patients;
	int n_libraries;
	Library *libraries;
	int n_runs;
} Cohort;

void cohort_design(Cohort *cohort, const Reference *ref, uint64_t seed, int patients, int normals);
/* The fraction of molecules with the patient's change in this draw. */
double cohort_vaf(const Patient *patient, const Draw *draw, int change);
/* "P003-D2" and "P003-D2-L1" */
void cohort_sample_name(char *name, size_t size, const Patient *patient, int draw);
void cohort_library_name(char *name, size_t size, const Patient *patient, int draw);

/* clinic.c: the clinical tables as CSV */
void clinic_write(const Cohort *cohort, const char *folder);
/* "2023-05-01" */
const char *clinic_date(char *text, size_t size, int day);

#endif
